"""The comings and goings of staff on the screen: the units where most posts stand empty, and what that means."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from simulate.language.numbers import number, percent
from simulate.show.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

_MOST_UNITS = 5
_SIDE_BY_SIDE = 3
"""Organisations whose figures stand in one cell; of more the least and the most."""
_COLUMNS = {
    "vacant": "posts vacant",
    "absent": "workers absent",
    "leavers": "leave a year",
    "handed_over": "cases handed over a year",
    "consultant_days": "consultant days a year",
    "development_used": "time to improve used",
}
_SHARES = ("vacant", "absent", "development_used")


def staff_table(staff: "pd.DataFrame", facts: Facts) -> Table:
    """Lay out the units with most vacancies; a cell tells of every organisation."""
    told = set(staff["organisation"])
    shown = [name for name in facts.organisations if name in told]
    rows = {
        (str(row["unit"]), str(row["organisation"])): {str(key): row[key] for key in row}
        for row in staff.to_dict("records")
    }
    columns = [name for name in _COLUMNS if any(_tells(row[name]) for row in rows.values())]
    most = staff.groupby("unit")[["vacant", "absent"]].max().fillna(0).sum(axis=1)
    units = list(most.sort_values(ascending=False, kind="stable").index)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=True)
    table.add_column(Text(_head(shown, facts)), ratio=1, min_width=26, overflow="fold")
    for name in columns:
        table.add_column(_COLUMNS[name], justify="right", min_width=9, max_width=14, overflow="fold")
    for unit in units[:_MOST_UNITS]:
        table.add_row(Text(facts.titles.unit(unit)), *(_cell(rows, unit, shown, name) for name in columns))
    if len(units) > _MOST_UNITS or len(shown) > _SIDE_BY_SIDE:
        table.add_row(Text("… more in staff.csv", style="dim"))
    return table


def _head(shown: Sequence[str], facts: Facts) -> str:
    """Say of which organisations the cells tell."""
    if len(shown) > _SIDE_BY_SIDE:
        return f"Staff, least to most in {len(shown)} organisations"
    return f"Staff ({' / '.join(map(facts.titles.organisation, shown))})" if len(shown) > 1 else "Staff"


def _cell(rows: Mapping[tuple[str, str], Mapping[str, Any]], unit: str, shown: Sequence[str], name: str) -> str:
    """Write a figure in each organisation, once where it reads the same; of many the least and the most."""
    values = [float(rows.get((unit, organisation), {}).get(name, float("nan"))) for organisation in shown]
    if len(shown) > _SIDE_BY_SIDE:
        known = [value for value in values if value == value]
        values = [min(known), max(known)] if known else values[:1]
    written = [_written(value, name) for value in values]
    if len(set(written)) == 1:
        return written[0]
    return " / ".join(written) if len(shown) <= _SIDE_BY_SIDE else f"{written[0].removesuffix(' %')} to {written[-1]}"


def _written(value: float, name: str) -> str:
    if value != value:
        return "–"
    return percent(value) if name in _SHARES else number(value, 0 if value >= 9.95 else 1)


def _tells(value: float) -> bool:
    return value == value and value > 0
