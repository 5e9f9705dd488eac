"""The table of units: how long children stand in line for each, those with the longest lines first."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import number, percent
from simulate.show.cells import in_columns, organisation_columns, starred
from simulate.show.facts import Facts
from simulate.show.importance import SHARE
from simulate.show.lengths import with_rhythm
from simulate.show.records import Record
from simulate.show.sheet import Cell, Row, Section, Table

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

MOST_UNITS = 10
"""Units in the table; the others are counted."""


def units_table(tables: "Tables", facts: Facts) -> Table:
    """Give a row with the mean days in line for each of the units with the longest lines; no section where none is."""
    rows = unit_rows(tables, facts)
    return Table(
        key="units",
        corner=say("Mean days in line + days stretched, by unit")
        if shows_shared_time(tables, facts)
        else say("Mean days in line, by unit"),
        columns=organisation_columns(facts),
        sections=(Section(tuple(rows)),) if rows else (),
        by_organisation=True,
        remark=_more_units(tables, facts),
    )


def unit_rows(tables: "Tables", facts: Facts) -> list[Row]:
    """Give a row with the mean days in line for each of the units with the longest lines."""
    rows = of_all_steps(tables)
    shown = longest_lines(rows, facts)[:MOST_UNITS]
    cells: dict[str, dict[str, Cell]] = {unit: {} for unit in shown}
    for row in rows[rows["unit"].isin(shown) & rows["mean"].notna()].to_dict("records"):
        cells[str(row["unit"])][str(row["organisation"])] = _cell({str(key): row[key] for key in row})
    return [Row(unit, unit_title(unit, facts), in_columns(facts, cells[unit])) for unit in shown]


def _more_units(tables: "Tables", facts: Facts) -> str:
    """Say how many more units there are than those shown; "" if none."""
    more = len(longest_lines(of_all_steps(tables), facts)) - MOST_UNITS
    if more <= 0:
        return ""
    return say_n(
        "… and {count} more unit in {file}",
        "… and {count} more units in {file}",
        more,
        count=number(more),
        file="waits_by_unit.csv",
    )


def shows_meetings(tables: "Tables", facts: Facts) -> bool:
    """Tell whether any of the units shown is a meeting."""
    return any(facts.is_meeting(unit) for unit in longest_lines(of_all_steps(tables), facts)[:MOST_UNITS])


def shows_shared_time(tables: "Tables", facts: Facts) -> bool:
    """Tell whether any of the units shown has workers who share their time."""
    rows = of_all_steps(tables)
    shown = longest_lines(rows, facts)[:MOST_UNITS]
    return any(shares_time(row) for row in rows[rows["unit"].isin(shown)].to_dict("records"))


def shares_time(row: Mapping[Any, Any]) -> bool:
    """Tell whether the row of a unit is of one in which workers share their time."""
    return row["shares_time"] is True


def days_stretched(row: Mapping[Any, Any]) -> float:
    """Give the mean days by which work is stretched in a unit whose workers share their time; 0 in any other."""
    days = float(row["stretched_mean"]) if shares_time(row) else 0.0
    return days if days == days else 0.0


def of_all_steps(tables: "Tables") -> "pd.DataFrame":
    """Pick the rows about all steps of a unit together."""
    return tables.waits_by_unit[tables.waits_by_unit["step"] == "all"]


def longest_lines(rows: "pd.DataFrame", facts: Facts) -> list[str]:
    """List the units that anybody waits for, those with the longest line anywhere first; days to a meeting aside.

    Where time is shared, by the days in line and those by which work is stretched together.
    """
    found: dict[str, float] = {}
    for row in rows[rows["mean"].notna()].to_dict("records"):
        unit, organisation = str(row["unit"]), str(row["organisation"])
        days = facts.in_line(float(row["mean"]), unit, organisation) + days_stretched(row)
        found[unit] = max(found.get(unit, 0.0), days)
    return sorted(found, key=lambda unit: -found[unit])  # stable: in the order of the file where alike


def unit_title(unit: str, facts: Facts) -> str:
    """Name a unit, and of a meeting how often it meets."""
    title = facts.titles.unit(unit)
    if not facts.is_meeting(unit):
        return title
    every = [meetings[unit] for meetings in facts.meets_every.values() if unit in meetings]
    return with_rhythm(title, min(every), max(every))


def unsettled_units(tables: "Tables", facts: Facts) -> str:
    """Name the units whose waits depend on how long one looks, and where, if that is not everywhere."""
    rows = of_all_steps(tables)
    found: dict[str, list[str]] = {}
    for row in rows[~rows["settled"].astype(bool)].to_dict("records"):
        found.setdefault(str(row["unit"]), []).append(facts.titles.organisation(str(row["organisation"])))
    everywhere = len(facts.organisations)
    return listed(_with_place(facts.titles.unit(unit), where, everywhere) for unit, where in found.items())


def _with_place(unit: str, where: list[str], everywhere: int) -> str:
    if len(where) == everywhere:
        return unit
    return say("{unit} (in {organisations})", unit=unit, organisations=listed(where))


def _cell(row: Record) -> Cell:
    """Write a mean, with a star where it depends on how long one looks, and who still waits and who has left.

    Where time is shared the days follow by which work is stretched.
    """
    in_line = number(row["mean"], 1)
    if shares_time(row):
        in_line = say("{days} + {stretched}", days=in_line, stretched=number(days_stretched(row), 1))
    days, signs = starred(in_line, row["settled"])
    ends = []
    if row["still_waiting"] >= SHARE:
        ends.append(say("{share} wait", share=percent(row["still_waiting"])))
    if row["left_line"] >= SHARE:
        ends.append(say("{share} left", share=percent(row["left_line"])))
    words = say("{days} ({ends})", days=days, ends=", ".join(ends)) if ends else days
    return Cell(words, signs=frozenset(signs))
