"""The cells of the table: values, differences, sums of money, and the signs that go with them."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from simulate.findings.catalogue import Measure
from simulate.show.facts import Facts
from simulate.show.words import decimals_for, difference, number, percent

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

UNSETTLED = "*"
"""Marks what would be another number if one looked for longer."""


def empty_table(corner: str, organisations: Sequence[str], facts: Facts) -> Table:
    """Give a table without rows: a column for what they are about and one for each organisation."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=True)
    table.add_column(corner, ratio=1, min_width=30, overflow="fold")
    for organisation in organisations:
        title = facts.titles.organisation(organisation)
        table.add_column(Text(title), justify="right", min_width=12, max_width=26, overflow="fold")
    return table


def decimals(measure: Measure, values: Mapping[str, Row]) -> int:
    """Choose how many decimals a measure's values have in a row."""
    sizes = [abs(row["value"]) for row in values.values() if not math.isnan(row["value"])]
    places = decimals_for(max(sizes, default=0.0))
    return min(places, 1) if measure.unit in ("days", "%") else places


def may_be_out_of_reach(measure: Measure) -> bool:
    """Tell whether a measure may have no value because too few children ever got so far."""
    return measure.key.endswith(("_median", "_p90"))


def value(row: Row | None, measure: Measure, places: int) -> Text:
    """Write a value, beside a wait the share who are without it, and a star where it depends on how long one looks."""
    if row is None:
        return Text("–")
    if math.isnan(row["value"]):
        words = "not reached" if may_be_out_of_reach(measure) else "–"
    else:
        words = number(row["value"], places) + ("" if row["settled"] else UNSETTLED)
    if measure.wait and measure.unit == "days" and row["without"] > 0:
        words += f" ({percent(row['without'])} without)"
    return Text(words)


def change(row: Row | None, places: int) -> Text:
    """Write a difference with its interval; bold where the interval excludes 0, dim where it does not."""
    if row is None:
        return Text("")
    if abs(row["difference"]) < 2 * 10.0**-places:
        places += 1
    if row["difference"] == 0 and not row["distinct"] and not row["low"] < 0:
        return Text("0", style="dim")
    words = difference(row["difference"], row["low"], row["high"], places)
    return Text(words, style="bold" if row["distinct"] else "dim")


def money(amount: float | None, places: int) -> Text:
    """Write a sum of money."""
    return Text("–" if amount is None or amount != amount else number(amount, places))


def compared(
    measure: Measure, rows: Mapping[str, Row], changes: Mapping[str, Row], facts: Facts, beside: Sequence[str]
) -> list[Text]:
    """Write a measure's value in the baseline and in each organisation beside it, with the differences.

    A difference has a column of its own where one organisation is beside the baseline; else it stands below the value.
    """
    places = decimals(measure, rows)
    written = [value(rows.get(facts.baseline), measure, places)]
    for organisation in beside:
        changed = change(changes.get(organisation), places)
        written += beside_or_below(value(rows.get(organisation), measure, places), changed, beside)
    return written


def beside_or_below(cell: Text, changed: Text, beside: Sequence[str]) -> list[Text]:
    """Put a difference into a column of its own where one organisation is beside the baseline, else below its value."""
    return [cell, changed] if len(beside) == 1 else [Text("\n").join([cell, changed])]


def by_measure(table: "pd.DataFrame") -> dict[str, dict[str, Row]]:
    """Give the rows on all children by measure and organisation."""
    found: dict[str, dict[str, Row]] = {}
    for row in table[table["group"] == "all"].to_dict("records"):
        found.setdefault(row["measure"], {})[row["organisation"]] = {str(key): row[key] for key in row}
    return found
