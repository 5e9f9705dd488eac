"""The comings and goings of staff: the units where most posts stand empty, and what that means."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulate.language import mark, said, say
from simulate.language.numbers import from_to, number, percent, percents, percents_in_turn
from simulate.show.facts import Facts
from simulate.show.sheet import NOTHING, Cell, Column, Row, Section, Table

if TYPE_CHECKING:
    import pandas as pd

_MOST_UNITS = 5
_SIDE_BY_SIDE = 3
"""Organisations of which a cell tells one after the other; of more the least and the most."""
_COLUMNS = {
    "vacant": mark("posts vacant"),
    "absent": mark("workers absent"),
    "leavers": mark("leave a year"),
    "handed_over": mark("cases handed over a year"),
    "consultant_days": mark("consultant days a year"),
    "development_used": mark("time to improve used"),
}
_SHARES = ("vacant", "absent", "development_used")


def staff_table(staff: "pd.DataFrame", facts: Facts) -> Table:
    """Give the units with most vacancies, a cell telling of every organisation; no section without staff rules."""
    told = set(staff["organisation"])
    shown = [name for name in facts.organisations if name in told]
    rows = {
        (str(row["unit"]), str(row["organisation"])): {str(key): row[key] for key in row}
        for row in staff.to_dict("records")
    }
    columns = [name for name in _COLUMNS if any(_tells(row[name]) for row in rows.values())]
    most = staff.groupby("unit")[["vacant", "absent"]].max().fillna(0).sum(axis=1)
    units = [str(unit) for unit in most.sort_values(ascending=False, kind="stable").index]
    has_more = len(units) > _MOST_UNITS or len(shown) > _SIDE_BY_SIDE
    named = tuple(
        Row(unit, facts.titles.unit(unit), tuple(_cell(rows, unit, shown, name) for name in columns))
        for unit in units[:_MOST_UNITS]
    )
    return Table(
        key="staff",
        corner=_head(shown, facts),
        columns=tuple(Column(name, said(_COLUMNS[name])) for name in columns),
        sections=(Section(named),) if named else (),
        remark=say("… more in {file}", file="staff.csv") if has_more else "",
    )


def _head(shown: Sequence[str], facts: Facts) -> str:
    """Say of which organisations the cells tell."""
    if len(shown) <= 1:
        return say("Staff")
    if len(shown) <= _SIDE_BY_SIDE:
        return say("Staff ({organisations})", organisations=_one_after_the_other(map(facts.titles.organisation, shown)))
    return say("Staff, least to most in {count} organisations", count=number(len(shown)))


def _cell(rows: Mapping[tuple[str, str], Mapping[str, Any]], unit: str, shown: Sequence[str], name: str) -> Cell:
    """Write a number for each organisation, once where it reads the same; of many the least and the most."""
    values = [float(rows.get((unit, organisation), {}).get(name, float("nan"))) for organisation in shown]
    if len(shown) > _SIDE_BY_SIDE:
        known = [value for value in values if value == value]
        return Cell(_least_and_most(known, name)) if known else NOTHING
    written = [_written(value, name) for value in values]
    if len(set(written)) == 1:
        return Cell(written[0])
    return Cell(percents_in_turn(values, NOTHING.text) if name in _SHARES else _one_after_the_other(written))


def _one_after_the_other(words: Iterable[str]) -> str:
    return " / ".join(words)


def _least_and_most(values: Sequence[float], name: str) -> str:
    if name in _SHARES:
        return percents(values)
    return from_to(_written(min(values), name), _written(max(values), name))


def _written(value: float, name: str) -> str:
    if value != value:
        return NOTHING.text
    return percent(value) if name in _SHARES else number(value, 0 if value >= 9.95 else 1)


def _tells(value: float) -> bool:
    return value == value and value > 0
