"""Dials turned: what the value of a dial makes of the keys it moves."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from simulate.language import say
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.schema.dials import Acts, Dial, Scale
from simulate.scenario.schema.durations import SHAPES, SPANS_IN, days_from, written_days
from simulate.scenario.schema.keys import wanted_at
from simulate.scenario.wording import dotted, no_such, shown

ANY = "*"
"""Stands in a key for every name of a table whose rest is there."""


_KINDS = {"arrivals": "stream", "needs": "need", "steps": "step", "units": "unit", "organisations": "organisation"}
"""What the names in a table of the file are names of."""


class DialError(ValueError):
    """Why a dial cannot move a key; the message is said already."""


def positions(dial: Dial, count: int) -> list[float]:
    """Give so many values of a dial from its lowest to its highest, in days where it is a length of time."""
    low, high = dial.ends
    return [low, *(position_at(dial, number / (count - 1)) for number in range(1, count - 1)), high]


def position_at(dial: Dial, share: float) -> float:
    """Give the value that lies at a share of the way from the lowest to the highest, by the dial's scale."""
    low, high = dial.ends
    return low * (high / low) ** share if dial.scale is Scale.LOG else low + (high - low) * share


def share_at(dial: Dial, value: float) -> float:
    """Give the share of the way from the lowest to the highest at which a value lies: `position_at` the other way."""
    low, high = dial.ends
    return math.log(value / low) / math.log(high / low) if dial.scale is Scale.LOG else (value - low) / (high - low)


def turned(plain: Plain, dial: Dial, value: float, keys: Mapping[str, KeyPath]) -> dict[KeyPath, Any]:
    """Give what the keys of a dial say at a value of it, by their place in a scenario's plain tables.

    `keys` are the dial's, read. Raises DialError for keys that are not there or that no number moves.
    """
    places = [place for key, path in keys.items() for place in _places(plain, key, path)]
    return {place: _moved(at(plain, place), dial, value, place) for place in places}


def value_of(plain: Plain, place: KeyPath) -> float | None:
    """Read what stands at a place as the value of a dial that sets it; None where it is nothing of that kind."""
    old = at(plain, place)
    if isinstance(old, bool) or old is None:
        return None
    if isinstance(old, int | float):
        return float(old)
    shape = _shape(old)
    try:
        return days_from(old if shape is None else old[shape])
    except ValueError:
        return None


def _places(plain: Plain, key: str, path: KeyPath) -> list[KeyPath]:
    """List the places that a key stands for."""
    if ANY not in path:
        _require_named(plain, path)
        return [path]
    found = [place for place in _matching(plain, path, ()) if at(plain, place) is not None]
    if not found:
        raise DialError(say("no table of the file has the key {key}", key=shown(key)))
    return found


def _require_named(plain: Plain, path: KeyPath) -> None:
    """Raise DialError for a key of a unit, need, step, stream or organisation that there is not."""
    table, name, *_ = (*path, "", "")
    kind = _KINDS.get(str(table))
    if kind is not None and str(name) not in plain.get(str(table), {}):
        raise DialError(no_such(kind, str(name), plain.get(str(table), {})))


def _matching(table: Any, path: KeyPath, above: KeyPath) -> Iterator[KeyPath]:
    if not path:
        yield above
        return
    here, *rest = path
    if isinstance(table, dict):
        for name in list(table) if here == ANY else [here]:
            if name in table:
                yield from _matching(table[name], tuple(rest), (*above, name))


def at(plain: Plain, path: KeyPath) -> Any:
    """Give what stands at a place; None where nothing does."""
    here: Any = plain
    for part in path:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return None
    return here


def _moved(old: Any, dial: Dial, value: float, place: KeyPath) -> Any:
    wanted = wanted_at(place)
    if wanted is None:
        raise DialError(say("there is no key {key}", key=shown(dotted(place))))
    is_length = wanted.is_duration() or isinstance(old, str)
    if dial.acts is Acts.SET:
        return _set(old, dial, value) if is_length else _number(value, wanted.takes("number"))
    if old is None:
        message = say(
            'the file says nothing at {key} that could be taken "{acts}": write it there, or let the dial "set" it',
            key=dotted(place),
            acts=dial.acts.value,
        )
        raise DialError(message)
    if isinstance(old, bool) or not isinstance(old, int | float | str | dict):
        raise DialError(say("{key} is no number and no length of time", key=dotted(place)))
    if isinstance(old, int | float):
        return _number(old * value if dial.acts is Acts.TIMES else old + value, wanted.takes("number"))
    return _scaled(old, value) if dial.acts is Acts.TIMES else _longer(old, value, place)


def _number(value: float, broken: bool) -> float | int:
    """Give a number as its key takes it: whole ones where no other may stand there."""
    return value if broken and not float(value).is_integer() else math.floor(value + 0.5)


def _set(old: Any, dial: Dial, days: float) -> Any:
    """Put a length of time in the place of another; one that varies keeps its shape, and its spread beside its mean."""
    if not dial.is_time:
        raise DialError(say('is a length of time: give from, usual and to like "14 days"'))
    shape = _shape(old)
    if shape is None:
        return written_days(days)
    if shape in SPANS_IN:
        raise DialError(say('a {shape} has no one length that could be set: let the dial act by "times"', shape=shape))
    return {**old, shape: written_days(days)}


def _scaled(old: Any, factor: float) -> Any:
    """Make a length of time so many times as long; one that varies keeps its shape."""
    shape = _shape(old)
    if shape is None:
        return written_days(_days(old) * factor)
    spans = old[shape] if isinstance(old[shape], list) else [old[shape]]
    longer = [written_days(_days(each) * factor) for each in spans]
    return {**old, shape: longer if isinstance(old[shape], list) else longer[0]}


def _longer(old: Any, days: float, place: KeyPath) -> Any:
    if _shape(old) is not None:
        key = dotted(place)
        raise DialError(say('{key} varies, so no days can be added to it: let the dial act by "times"', key=key))
    return written_days(_days(old) + days)


def _shape(duration: Any) -> str | None:
    """Name the shape of a duration that varies; None for one that does not."""
    return next((shape for shape in SHAPES if shape in duration), None) if isinstance(duration, dict) else None


def _days(text: Any) -> float:
    try:
        return days_from(text)
    except ValueError as problem:
        raise DialError(str(problem)) from problem
