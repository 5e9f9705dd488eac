"""Where a scenario's numbers come from, as its `source` keys say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.merging import REST
from simulate.scenario.schema.keys import NAMED_TABLES, Wanted, is_source, wanted_at, wanted_of
from simulate.scenario.schema.scenario import Organisation, Phase, Scenario, Table
from simulate.scenario.wording import dotted
from simulate.scenario.writing import plain_tables

# Features whose defaults are opinions about the siloed world, where children have several needs; the defaults of
# all other keys mean "nothing of that".
_TELLING_DEFAULTS = ("notices", "handover", "refused", "refused_delay", "retelling")

_NOT_NUMBERS = ("from", "phases")  # a day is chosen; phases are tables of their own


@dataclass(frozen=True)
class Sourced:
    """A number, or the numbers under one key, and where it comes from; "" where nothing is said."""

    key: str  # dotted
    value: Any  # as a file would write it
    source: str

    @property
    def is_assumption(self) -> bool:
        """Tell whether it is said, or must be feared, to be an assumption."""
        return not self.source.strip() or "assumption" in self.source.casefold()


def sources(scenario: Scenario) -> list[Sourced]:
    """List the numbers in streams, needs, steps, units, organisations, phases, changes, crisis and costs with sources.

    Numbers under one key that belong together, such as shares, are one entry. Defaults that mean "nothing of that"
    are left out, unless the file speaks about them.
    """
    plain = plain_tables(scenario)
    tables: list[tuple[KeyPath, Table]] = [
        ((name, entry), terms)
        for name in NAMED_TABLES
        if name != "dials"
        for entry, terms in getattr(scenario, name).items()
    ]
    for name, features in scenario.organisations.items():
        tables += [(("organisations", name, "phases", number), phase) for number, phase in enumerate(features.phases)]
    tables += [(("changes", number), change) for number, change in enumerate(scenario.changes)]
    tables += [((name,), one) for name, one in (("crisis", scenario.crisis), ("costs", scenario.costs)) if one]
    several = any(part.others for stream in scenario.arrivals.values() for part in stream.needs)
    return [
        some
        for path, table in tables
        for some in _of_table(
            path, table, _at(plain, path), _texts(scenario, path, table), _telling_defaults(table) if several else ()
        )
    ]


def _telling_defaults(table: Table) -> tuple[str, ...]:
    if not isinstance(table, Organisation):  # a phase says only what changes
        return ()
    return (*_TELLING_DEFAULTS, "keeps_places_after") if table.assessment == "joint" else _TELLING_DEFAULTS


def _texts(scenario: Scenario, path: KeyPath, table: Table) -> dict[str, str]:
    """Give what a table says of its numbers, by key; where a phase says nothing its organisation speaks for it."""
    texts = _by_key(getattr(table, "source", None))
    if isinstance(table, Phase) and REST not in texts:
        of_all = _by_key(scenario.organisations[str(path[1])].source)
        texts = {**texts, REST: _text_for(("phases",), of_all)}
    return texts


def _by_key(given: Any) -> dict[str, str]:
    return {REST: given} if isinstance(given, str) else given or {}


def _of_table(
    path: KeyPath, table: Table, plain: Plain, texts: dict[str, str], telling: tuple[str, ...]
) -> Iterator[Sourced]:
    for name, field in type(table).model_fields.items():
        key = field.alias or name
        wanted = wanted_at((*path, key))
        if key not in plain or key in _NOT_NUMBERS or wanted is None or not _holds_numbers(wanted):
            continue
        is_default = getattr(table, name) == field.get_default(call_default_factory=True)
        if not is_default or key in telling or key in texts:
            for inner, value, own in _numbers((key,), plain[key], path):
                yield Sourced(dotted((*path, *inner)), value, own or _text_for(inner, texts))


def _holds_numbers(wanted: Wanted) -> bool:
    """Tell whether a number, a length of time, or something with numbers in it is wanted."""
    keys, items, free = wanted.table(), wanted.items(), wanted.free_keys()
    if keys is not None:
        return any(_holds_numbers(wanted_of(terms)) for key, terms in keys.items() if key != "source")
    if wanted.takes("number") or wanted.takes("integer") or wanted.is_duration():
        return True
    return any(below is not None and _holds_numbers(below) for below in (items, free))


def _numbers(inner: KeyPath, value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any, str]]:
    """Go down into tables (returns, changed units), but neither into lists nor into durations.

    Gives each number's key and value, and what a table inside says itself of where it comes from.
    """
    wanted = wanted_at((*path, *inner))
    if wanted is None or not _holds_numbers(wanted):
        return
    if not isinstance(value, dict) or wanted.is_duration():
        yield inner, value, ""
        return
    texts = _by_key(value.get("source") if is_source((*path, *inner, "source")) else None)
    for key, each in value.items():
        if not is_source((*path, *inner, key)):
            for deeper, number, own in _numbers((*inner, key), each, path):
                yield deeper, number, own or _text_for(deeper[len(inner) :], texts)


def _text_for(inner: KeyPath, texts: dict[str, str]) -> str:
    """Find the text of a key, else that of the table it stands in, else that of all the rest."""
    for length in range(len(inner), 0, -1):
        key = ".".join(map(str, inner[:length]))
        if key in texts:
            return texts[key]
    return texts.get(REST, "")


def _at(plain: Any, path: KeyPath) -> Plain:
    for part in path:
        plain = plain[part]
    return plain  # type: ignore[no-any-return]
