"""What concerns changes and phases: what they name must exist, and what they make of the scenario must be sound."""

from collections.abc import Callable, Iterator, Sequence

from simulate.language import say
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.parts import Parts, is_usable, unknown
from simulate.scenario.rules.staff import misfit, misfits
from simulate.scenario.schema.keys import KINDS
from simulate.scenario.spans import CHANGED, DatedPart, dated_parts, laid_over, open_units, with_closed_units
from simulate.scenario.wording import dotted

MOST_DATED = 200
"""Changes and phases in one scenario."""

OpenUnits = frozenset[tuple[str, str]]
"""Organisations, each with a unit that has workers in it."""

Span = tuple[float, Plain, list[DatedPart]]
"""A day, the tables as they are from it on, and the parts that were laid over them on it."""


def wrong_changes(parts: Parts) -> Iterator[Complaint]:
    """Find changes and phases that say nothing, or speak of what there is not."""
    if _dated_tables(parts.plain) > MOST_DATED:
        yield Complaint(("changes",), say("there may be {most} changes and phases together at most", most=MOST_DATED))
        return
    changes = parts.plain.get("changes")
    for number, change in enumerate(changes if isinstance(changes, list) else ()):
        if isinstance(change, dict):
            yield from _wrong_change(parts, ("changes", number), change)
    for name, features in parts.organisations.items():
        for number, phase in enumerate(features.phases):
            if not phase.model_fields_set - {"begins", "source"}:
                message = say("says nothing but its day: give a feature")
                yield Complaint(("organisations", name, "phases", number), message)


def _dated_tables(plain: Plain) -> int:
    organisations = plain.get("organisations")
    tables = organisations.values() if isinstance(organisations, dict) else ()
    lists = [plain.get("changes"), *(each.get("phases") for each in tables if isinstance(each, dict))]
    return sum(len(each) for each in lists if isinstance(each, list))


def _wrong_change(parts: Parts, here: KeyPath, change: Plain) -> Iterator[Complaint]:
    if not any(change.get(kind) for kind in CHANGED):
        yield Complaint(here, say("says nothing but its day: give what changes in arrivals, units or organisations"))
    for kind in CHANGED:
        tables = change.get(kind)
        for name, terms in tables.items() if isinstance(tables, dict) else ():
            path = (*here, kind, name)
            if name not in parts.names[kind]:
                yield unknown(path, name, KINDS[kind], parts.names[kind])
            elif isinstance(terms, dict) and not terms.keys() - {"source"}:
                yield Complaint(path, say("nothing changes here; give a key, or leave it out"))
            elif isinstance(terms, dict) and kind == "units" and name in parts.units:
                for key in misfits(parts.units[name], terms):
                    yield Complaint((*path, key), misfit(parts.units[name], name))


def wrong_spans(parts: Parts, wrong_in: Callable[[Plain, OpenUnits], list[Complaint]]) -> Iterator[Complaint]:
    """Find what changes and phases make wrong with the scenario, at the place of the one that does.

    `wrong_in` judges a table as it is at one time, told which units have workers later on.
    """
    spans = _spans(parts)
    if not spans:
        return
    before = wrong_in(with_closed_units(parts.plain), opens_later(parts))
    seen, told = set(before), {complaint.path for complaint in before}
    places = {part.place for _, _, begun in spans for part in begun}
    for number, (_, table, begun) in enumerate(spans):
        for complaint in wrong_in(table, _open_in(spans[number + 1 :])) if begun else ():
            if complaint not in seen:
                seen.add(complaint)
                placed = _at_its_cause(begun, complaint)
                is_told = placed.path in told and placed.path not in places
                if not is_told and not any(_is_within(placed.path, other.path) for other in before):
                    told.add(placed.path)
                    yield placed


def opens_later(parts: Parts) -> OpenUnits:
    """Name the organisations, each with the units that have workers in it on some day of the run."""
    return _open_in(_spans(parts))


def _open_in(spans: Sequence[Span]) -> OpenUnits:
    return frozenset().union(*(open_units(table) for _, table, _ in spans))


def _spans(parts: Parts) -> list[Span]:
    """Give the tables as they are from each day on; nothing where nothing changes, or days cannot be counted."""
    start, run = parts.head.get("start"), parts.run
    if not is_usable(start, run) or run is None or not 0 < _dated_tables(parts.plain) <= MOST_DATED:
        return []
    dated = [_without_misfits(parts, part) for part in dated_parts(parts.plain, start)]
    return list(laid_over(parts.plain, dated, run.end))


def _is_within(path: KeyPath, other: KeyPath) -> bool:
    """Tell whether one place is the other or stands in it, or around it."""
    length = min(len(path), len(other))
    return path[:length] == other[:length] and length > 2


def _without_misfits(parts: Parts, part: DatedPart) -> DatedPart:
    """Leave out what `wrong_changes` has told of already, and would only lead to more."""
    table: Plain = {}
    for kind, tables in part.table.items():
        table[kind] = {name: terms for name, terms in tables.items() if name in parts.names[kind]}
    for name, terms in table.get("units", {}).items():
        if name in parts.units and isinstance(terms, dict):
            wrong = misfits(parts.units[name], terms)
            table["units"] = {**table["units"], name: {key: terms[key] for key in terms if key not in wrong}}
    return DatedPart(part.day, part.place, table)


def _at_its_cause(begun: list[DatedPart], complaint: Complaint) -> Complaint:
    """Place what is wrong from a day on at the last of that day's parts that speaks of it, or of its table."""
    path, message = complaint.path, complaint.message
    paths = [path]
    if path[0] == "organisations" and path[2:3] == ("units",):  # a change of the unit may be the cause
        paths.append(path[2:])
    for length in range(max(len(path), 2), 1, -1):
        for each in paths:
            part = next((part for part in reversed(begun) if _says(part.table, each[:length])), None)
            if part is not None and len(each) >= length:
                return Complaint(part.place_of(each), message)
    cause = next((part for part in reversed(begun) if _names(part.table, path[1:2])), begun[-1])
    return Complaint(cause.place, say("from this day on {key} is wrong: {message}", key=dotted(path), message=message))


def _names(value: object, name: KeyPath) -> bool:
    """Tell whether a name stands somewhere in a table as a value: a step that becomes a door."""
    if isinstance(value, dict | list):
        return any(_names(each, name) for each in (value.values() if isinstance(value, dict) else value))
    return (value,) == name


def _says(table: Plain, path: KeyPath) -> bool:
    value: object = table
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return len(path) > 1
