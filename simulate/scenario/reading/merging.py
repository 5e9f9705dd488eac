"""Laying one scenario table over another: what the upper says holds, the rest stays."""

from typing import Any

from simulate.language import say_n
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.schema.durations import SHAPES
from simulate.scenario.schema.keys import is_source, wanted_at

REST = "all others"
"""In a table's `source`: the key whose text speaks for all numbers that have no text of their own."""

# Keys of which only one group can stand in a table: another one, laid over it, takes its place.
_RIVALS: dict[str, list[set[str]]] = {
    "arrivals": [{"per_day"}, {"per_week"}, {"per_month"}, {"per_year"}, {"counts"}],
    "needs": [{"crisis_per_day"}, {"crisis_per_week"}, {"crisis_per_month"}, {"crisis_per_year"}],
    "units": [{"workers", "caseload"}, {"meets_every", "cases"}],
}


_NO_NUMBERS = ("source", "from")
"""Keys that need no source: the texts themselves, and the day from which a change or a phase holds."""


def merge(base: Plain, over: Plain, path: KeyPath = ()) -> Plain:
    """Lay `over` upon `base` key by key; both are tables that stand at `path`.

    Lists and values are replaced, and so is a duration. A rate takes the place of a rate under another key. Where a
    number changes, the base's source no longer speaks for it.
    """
    if not base:  # nothing needs to be known of the keys, which takes a tenth of a second
        return dict(over)
    merged = _without_rivals(base, over, path)
    for key, value in over.items():
        below = (*path, key)
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and is_merged(below):
            value = merge(old, value, below)
        merged[key] = value
    return merged | _source(base, over, path)


def put(table: Plain, path: KeyPath, value: Any, above: KeyPath = ()) -> Plain:
    """Give a table that differs from `table` in one value; None takes the value away.

    Numbers in the path count the items of lists; a key of a duration can be put singly. `above` is where the table
    stands. Raises IndexError where a list is too short.
    """
    part, *rest = path
    here = (*above, part)
    key = str(part)
    old = table.get(key)
    if rest and isinstance(rest[0], int) and not isinstance(old, dict):
        value = _put_item(old if isinstance(old, list) else [], tuple(rest), value, here)
    elif rest:
        value = put(old if isinstance(old, dict) else {}, tuple(rest), value, here)
    elif isinstance(old, dict) and isinstance(value, dict) and is_merged(here):
        value = merge(old, value, here)
    if value is None:
        return {name: each for name, each in table.items() if name != key}
    return {**_without_rivals(table, {key: value}, above), key: value, **_source(table, {key: value}, above)}


def _put_item(items: list[Any], path: KeyPath, value: Any, above: KeyPath) -> list[Any]:
    number, *rest = path
    if not isinstance(number, int) or number >= len(items):
        count = len(items)
        words = say_n(
            "this list has one item, number 0", "this list has {count} items, numbered from 0", count, count=count
        )
        raise IndexError(words)
    old = items[number]
    if rest:
        value = put(old if isinstance(old, dict) else {}, tuple(rest), value, (*above, number))
    return [*items[:number], value, *items[number + 1 :]]


def is_merged(path: KeyPath) -> bool:
    """Tell whether tables at a place are merged key by key.

    Where a text may stand too, as for a duration, a source or `hours`, a table is one value, and is replaced.
    """
    wanted = wanted_at(path)
    return wanted is not None and not wanted.takes("string") and not wanted.is_duration() and not is_source(path)


def _without_rivals(table: Plain, over: Plain, path: KeyPath) -> Plain:
    """Copy a table without the keys that cannot stand beside what is laid over it."""
    wanted = wanted_at(path)
    if wanted is not None and wanted.is_duration():
        groups = [{shape} for shape in SHAPES]
    else:
        table_path = path[2:] if path[:1] == ("changes",) else path  # a change has tables like those of the file
        groups = _RIVALS.get(str(table_path[0]), []) if len(table_path) == 2 else []
    given = [group for group in groups if group & over.keys()]
    rivals = {key for group in groups if given and group not in given for key in group}
    return {key: value for key, value in table.items() if key not in rivals}


def _source(base: Plain, over: Plain, path: KeyPath) -> Plain:
    """Merge what two tables say about where their numbers come from, as {"source": …}; {} where nothing is said."""
    old, new = base.get("source", {}), over.get("source", {})
    if not is_source((*path, "source")) or not (isinstance(old, str | dict) and isinstance(new, str | dict)):
        return {}
    changed = {key for key, value in over.items() if key not in _NO_NUMBERS and base.get(key) != value}
    if not old or not (changed or new):
        return {"source": new or old} if new or old else {}
    old = {REST: old} if isinstance(old, str) else old
    kept = {key: text for key, text in old.items() if key.split(".")[0] not in changed}
    if REST in old:
        kept |= dict.fromkeys(sorted(changed), "")
    if isinstance(new, str):
        new = {REST: new}
    if REST in new:  # it speaks for the numbers of its own table only
        new = dict.fromkeys((key for key in over if key not in _NO_NUMBERS), new[REST]) | new
        new.pop(REST)
    return {"source": {**kept, **new}}
