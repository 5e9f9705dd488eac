"""The block of units: how long children stand in line for each, those with the longest lines first."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.text import Text

from simulate.language.lists import listed
from simulate.language.numbers import counted, number, percent, whole_or_mean
from simulate.show.cells import UNSETTLED, TableRow
from simulate.show.facts import Facts
from simulate.show.importance import SHARE

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

MOST_UNITS = 10
"""Units in the table on the screen; the others are counted."""


def unit_rows(tables: "Tables", facts: Facts) -> list[TableRow]:
    """Give a row with the mean days in line for each of the units with the longest lines."""
    rows = of_all_steps(tables)
    shown = longest_lines(rows, facts)[:MOST_UNITS]
    cells: dict[str, dict[str, Text]] = {unit: {} for unit in shown}
    for row in rows[rows["unit"].isin(shown) & rows["mean"].notna()].to_dict("records"):
        cells[str(row["unit"])][str(row["organisation"])] = _cell(row)
    return [TableRow(Text(unit_title(unit, facts)), cells[unit]) for unit in shown]


def more_units(tables: "Tables", facts: Facts) -> str:
    """Say how many more units there are than those shown; "" if none."""
    more = len(longest_lines(of_all_steps(tables), facts)) - MOST_UNITS
    return f"… and {counted(more, 'more unit')} in waits_by_unit.csv" if more > 0 else ""


def shows_meetings(tables: "Tables", facts: Facts) -> bool:
    """Tell whether any of the units shown is a meeting."""
    return any(facts.is_meeting(unit) for unit in longest_lines(of_all_steps(tables), facts)[:MOST_UNITS])


def of_all_steps(tables: "Tables") -> "pd.DataFrame":
    """Pick the rows about all steps of a unit together."""
    return tables.waits_by_unit[tables.waits_by_unit["step"] == "all"]


def longest_lines(rows: "pd.DataFrame", facts: Facts) -> list[str]:
    """List the units that anybody waits for, those with the longest line anywhere first; days to a meeting aside."""
    found: dict[str, float] = {}
    for row in rows[rows["mean"].notna()].to_dict("records"):
        unit, organisation = str(row["unit"]), str(row["organisation"])
        found[unit] = max(found.get(unit, 0.0), facts.in_line(float(row["mean"]), unit, organisation))
    return sorted(found, key=lambda unit: -found[unit])  # stable: in the order of the file where alike


def unit_title(unit: str, facts: Facts) -> str:
    """Name a unit, and of a meeting how often it meets."""
    title = facts.titles.unit(unit)
    if not facts.is_meeting(unit):
        return title
    every = [meetings[unit] for meetings in facts.meets_every.values() if unit in meetings]
    least, most = whole_or_mean(min(every)), whole_or_mean(max(every))
    return f"{title} (meets every {most if least == most else f'{least} to {most}'} days)"


def unsettled_units(tables: "Tables", facts: Facts) -> str:
    """Name the units whose waits depend on how long one looks, and where, if that is not everywhere."""
    rows = of_all_steps(tables)
    found: dict[str, list[str]] = {}
    for row in rows[~rows["settled"].astype(bool)].to_dict("records"):
        found.setdefault(str(row["unit"]), []).append(facts.titles.organisation(str(row["organisation"])))
    every = len(facts.organisations)
    parts = (
        facts.titles.unit(unit) + (f" (in {listed(where)})" if len(where) < every else "")
        for unit, where in found.items()
    )
    return listed(parts)


def _cell(row: Mapping[Any, Any]) -> Text:
    """Write a mean, with a star where it depends on how long one looks, and who still waits and who has left."""
    ends = {"wait": row["still_waiting"], "left": row["left_line"]}
    told = [f"{percent(share)} {what}" for what, share in ends.items() if share >= SHARE]
    star = "" if row["settled"] else UNSETTLED
    return Text(number(row["mean"], 1) + star + (f" ({', '.join(told)})" if told else ""))
