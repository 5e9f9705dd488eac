"""A scenario with dials where a calibration put them, written as a file that holds only what that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulate.scenario.dials import at, turned
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.merging import is_merged
from simulate.scenario.rules.dials import keys_of, with_turned
from simulate.scenario.schema.dials import Acts, Dial, number_of, written_like
from simulate.scenario.schema.keys import is_source
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.wording import dotted
from simulate.scenario.writing import plain_tables, written_tables


@dataclass(frozen=True)
class Set:
    """A dial, its name, and the value it was set to."""

    name: str
    dial: Dial
    value: float


def written_changes(scenario: Scenario, settings: Sequence[Set], base: str, source: str, head: Sequence[str]) -> str:
    """Write what dials change of a scenario as a file that `extends` its own, with a `source` beside each number.

    The dials of the scenario go along, so that they go from and to where they went: one that acts on what the file
    says acts on other numbers now. `head` are lines of a comment at the top.
    """
    table, moved = plain_tables(scenario), list[KeyPath]()
    for each in settings:
        moved += turned(table, each.dial, each.value, keys_of(each.dial))
        table = with_turned(table, each.dial, each.value)
    changes: Plain = {"extends": base}
    for place in dict.fromkeys(_whole(table, place) for place in moved):
        _put(changes, place, at(table, place))
        above, key = _with_source(place)
        if key:
            _put(changes, (*above, "source", key), source)
    for each in settings:
        if each.name in scenario.dials:
            for name, value in _ends(each).items():
                _put(changes, ("dials", each.name, name), value)
    comment = "".join(f"# {line}".rstrip() + "\n" for line in head)
    return f"{comment}\n{written_tables(changes)}"


def _whole(table: Plain, place: KeyPath) -> KeyPath:
    """Give the place that is replaced as a whole where another file is laid over: of a list, a duration, or itself."""
    for length in range(1, len(place)):
        if not isinstance(at(table, place[:length]), dict) or not is_merged(place[:length]):
            return place[:length]
    return place


def _with_source(place: KeyPath) -> tuple[KeyPath, str]:
    """Give the nearest table around a place that says where its numbers come from, and the key that it has there."""
    for length in range(len(place) - 1, -1, -1):
        if is_source((*place[:length], "source")):
            return place[:length], dotted(place[length:])
    return (), ""


def _ends(each: Set) -> Mapping[str, Any]:
    """Give from where to where a dial of the file goes, and what is usual, where the file says what it was set to."""
    dial, value = each.dial, each.value
    if dial.acts is Acts.SET:
        return {"usual": written_like(dial, value)}
    if dial.acts is Acts.PLUS:
        return {"from": number_of(dial.begins) - value, "to": number_of(dial.to) - value}
    # nothing times anything is nothing: what has become 0 no dial moves any more
    return {"from": number_of(dial.begins) / value, "to": number_of(dial.to) / value} if value > 0 else {}


def _put(table: Plain, place: KeyPath, value: Any) -> None:
    *above, key = map(str, place)
    for part in above:
        table = table.setdefault(part, {})
    table[key] = value
