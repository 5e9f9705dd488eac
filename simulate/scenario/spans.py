"""A scenario in time: what holds from the start, and from each day on which something changes."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reached import Reached, reached, with_posts_where_needed
from simulate.scenario.reading.merging import merge
from simulate.scenario.schema.dated import day_of, when_from
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.writing import plain_tables

Spans = tuple[tuple[float, Scenario], ...]
"""Days, the first of them 0, and the scenario that holds from each of them on, without changes and phases."""

CHANGED = ("arrivals", "units", "organisations")
"""The tables of which a change may say something."""


@dataclass(frozen=True)
class DatedPart:
    """A part of a scenario's tables that is laid over them on a day."""

    day: float
    place: KeyPath  # the change or the phase in the file
    table: Plain

    def place_of(self, path: KeyPath) -> KeyPath:
        """Give the place in the file of what stands at `path` in the whole scenario; it begins like `place`."""
        return (*self.place, *(path if self.place[0] == "changes" else path[2:]))


def spans(scenario: Scenario) -> Spans:
    """Give the scenario as it is from each day on: every change and every phase that has begun is in it.

    What begins on day 0 or before holds from the start; what begins at the end of the run or later is left out. On
    one day phases begin before changes, each in the order of the file. An organisation's own number for a unit wins
    over a change of the unit; a unit to which no child can come in an organisation has no posts there. Raises
    pydantic's ValidationError where a change makes a table that cannot be, which is no scenario that was read or
    checked.
    """
    return _spans(Itself(scenario))  # asked for in every replication, and checking tables takes long


def units_without_posts(scenario: Scenario, organisation: str, every: Spans | None = None) -> list[str]:
    """Name the units with workers that have nobody in an organisation, as long as the scenario lasts.

    `every` are its spans, where posts follow the work with those; else they are as written.
    """
    in_time = spans(scenario) if every is None else every
    return [
        name
        for name, unit in scenario.units.items()
        if unit.workers is not None and not any(here.unit_in(name, organisation).workers for _, here in in_time)
    ]


@dataclass(frozen=True, eq=False)
class Itself:
    """A scenario as the very object it is: scenarios are frozen, but hold lists, which have no hash."""

    scenario: Scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.scenario is self.scenario

    def __hash__(self) -> int:
        return id(self.scenario)


@lru_cache(maxsize=4)
def _spans(itself: Itself) -> Spans:
    scenario = itself.scenario
    if not scenario.changes and not any(features.phases for features in scenario.organisations.values()):
        return tuple(_with_posts([(0.0, scenario)]))
    plain = plain_tables(scenario)
    parts = dated_parts(plain, scenario.start)
    every = laid_over(plain, parts, scenario.run.end)
    return tuple(_with_posts([(day, Scenario.model_validate(table)) for day, table, _ in every]))


def _with_posts(every: Sequence[tuple[float, Scenario]]) -> Iterator[tuple[float, Scenario]]:
    """Leave units without posts in organisations until a child can come to them there.

    Whoever came before a day goes on as it began, so units that have had children keep their posts.
    """
    so_far: dict[str, Reached] = {}
    for day, here in every:
        so_far = {name: reached(here, name) | so_far.get(name, Reached()) for name in here.organisations}
        yield day, with_posts_where_needed(here, so_far)


def dated_parts(plain: Plain, start: datetime.date) -> list[DatedPart]:
    """List what changes, in the order in which it is laid over the tables; what has no day, or is none, is left out."""
    found = [
        *(part for name, terms in _tables(plain.get("organisations")) for part in _phases(name, terms)),
        *((("changes", number), table) for number, table in _tables(plain.get("changes"))),
    ]
    parts = []
    for place, table in found:
        try:
            day = day_of(when_from(table.get("from", table.get("begins"))), start)
        except ValueError:
            continue
        terms = {key: value for key, value in table.items() if key not in ("from", "begins")}
        if place[0] == "changes":
            terms = {key: value for key, value in terms.items() if key in CHANGED and isinstance(value, dict)}
        else:
            terms = {"organisations": {place[1]: terms}}
        parts.append(DatedPart(day, place, terms))
    return sorted(parts, key=lambda part: part.day)


def _phases(name: Any, terms: Plain) -> Iterator[tuple[KeyPath, Plain]]:
    for number, table in _tables(terms.get("phases")):
        yield ("organisations", name, "phases", number), table


def _tables(value: Any) -> Iterator[tuple[Any, Plain]]:
    """Go through the tables in a table or a list, with their names or numbers."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        if isinstance(each, dict):
            yield key, each


def laid_over(plain: Plain, parts: list[DatedPart], end: float) -> Iterator[tuple[float, Plain, list[DatedPart]]]:
    """Give the tables as they are from each day on, and the parts that were laid over them on that day."""
    table = {key: value for key, value in plain.items() if key != "changes"}
    organisations = table.get("organisations")
    if isinstance(organisations, dict):
        table["organisations"] = {name: _without_phases(terms) for name, terms in organisations.items()}
    waiting = [part for part in parts if part.day < end]
    for day in sorted({0.0, *(max(part.day, 0.0) for part in waiting)}):
        begun = [part for part in waiting if part.day <= day]
        waiting = waiting[len(begun) :]
        for part in begun:
            table = merge(table, part.table)
        yield day, with_closed_units(table), begun


def _without_phases(terms: Any) -> Any:
    return {key: value for key, value in terms.items() if key != "phases"} if isinstance(terms, dict) else terms


def with_closed_units(table: Plain) -> Plain:
    """Close units that a change leaves without workers in every organisation that has no number of its own.

    The table of a unit itself cannot say 0 workers.
    """
    units = dict(_tables(table.get("units")))
    closed = [name for name, terms in units.items() if terms.get("workers") == 0 and terms["workers"] is not False]
    if not closed:
        return table
    opened = {name: {**units[name], "workers": 1} for name in closed}
    organisations = dict(_as_table(table.get("organisations")))
    for name, terms in _tables(organisations):
        own = terms.get("units", {})
        if isinstance(own, dict):
            without = {unit: {"workers": 0, **_as_table(own.get(unit))} for unit in closed}
            organisations[name] = {**terms, "units": {**own, **without}}
    return {**table, "units": {**table["units"], **opened}, "organisations": organisations}


def open_units(table: Plain) -> frozenset[tuple[str, str]]:
    """Name the organisations of a table, each with the units that have workers in it."""
    found = set()
    for name, terms in _tables(table.get("organisations")):
        own = dict(_tables(terms.get("units")))
        for unit, of_all in _tables(table.get("units")):
            workers = own.get(unit, {}).get("workers", of_all.get("workers"))
            if isinstance(workers, int | float) and workers > 0:
                found.add((name, unit))
    return frozenset(found)


def _as_table(value: Any) -> Plain:
    return value if isinstance(value, dict) else {}
