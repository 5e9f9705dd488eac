"""A scenario in time: what holds from the start, and from each day on which something changes."""

from typing import Any

from simulate.scenario.dated import day_of
from simulate.scenario.merging import Plain, merge
from simulate.scenario.schema import Scenario
from simulate.scenario.writing import plain_tables

Spans = tuple[tuple[float, Scenario], ...]
"""Days, the first of them 0, and the scenario that holds from each of them on, without changes and phases."""

_CHANGED = ("arrivals", "units", "organisations")


def spans(scenario: Scenario) -> Spans:
    """Give the scenario as it is from each day on: every change and every phase that has begun is in it.

    What begins on day 0 or before holds from the start; what begins at the end of the run or later is left out. On
    one day phases begin before changes, each in the order of the file. Raises pydantic's ValidationError where a
    change makes a table that cannot be.
    """
    if not scenario.changes and not any(features.phases for features in scenario.organisations.values()):
        return ((0.0, scenario),)
    plain = plain_tables(scenario)
    changes = dated_parts(scenario, plain)
    plain.pop("changes", None)
    for features in plain["organisations"].values():
        features.pop("phases", None)
    days = sorted({0.0, *(max(day, 0.0) for day, _ in changes if day < scenario.run.end)})
    found = []
    for here in days:
        table = plain
        for day, change in changes:
            if max(day, 0.0) <= here:
                table = merge(table, change)
        found.append((here, Scenario.model_validate(table)))
    return tuple(found)


def dated_parts(scenario: Scenario, plain: Plain) -> list[tuple[float, Plain]]:
    """List what changes, in the order in which it is laid over the scenario: the day, and a part of the tables."""
    parts: list[tuple[float, Plain]] = []
    for name, features in scenario.organisations.items():
        for number, phase in enumerate(features.phases):
            terms: dict[str, Any] = dict(plain["organisations"][name]["phases"][number])
            terms.pop("from")
            parts.append((day_of(phase.begins, scenario.start), {"organisations": {name: terms}}))
    for number, change in enumerate(scenario.changes):
        table = plain["changes"][number]
        part = {key: table[key] for key in _CHANGED if key in table}
        parts.append((day_of(change.begins, scenario.start), part))
    return sorted(parts, key=lambda part: part[0])
