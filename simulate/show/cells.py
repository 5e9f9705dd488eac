"""The cells of the table: values, differences, sums of money, and the signs that go with them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from simulate.findings.catalogue import DAYS, Measure
from simulate.language.numbers import OPEN_END, decimals_in_table, difference, number, percent
from simulate.show.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]

NOTHING = Text("–")
UNSETTLED = "*"
"""Marks what may be another number if one looked for longer."""


@dataclass(frozen=True)
class TableRow:
    """A row of the table, with a cell for every organisation; only some of them stand side by side."""

    label: Text
    values: Mapping[str, Text]
    changes: Mapping[str, Text] | None = None  # differences from the baseline; None where none are told

    def beside(self, baseline: str, others: Sequence[str]) -> list[Text]:
        """Give the label and the cells of the baseline and some others.

        A difference has a column of its own where one organisation is beside the baseline; else it stands below the
        value.
        """
        found = [self.label, self.values.get(baseline, NOTHING)]
        for organisation in others:
            value = self.values.get(organisation, NOTHING)
            if self.changes is None:
                found.append(value)
                continue
            change = self.changes.get(organisation, Text(""))
            found += [value, change] if len(others) == 1 else [Text("\n").join([value, change])]
        return found


def empty_table(corner: str, organisations: Sequence[str], facts: Facts) -> Table:
    """Give a table without rows: a column for what they are about and one for each organisation."""
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=True)
    table.add_column(corner, ratio=1, min_width=30, overflow="fold")
    for organisation in organisations:
        title = facts.titles.organisation(organisation)
        table.add_column(Text(title), justify="right", min_width=12, max_width=26, overflow="fold")
    return table


def compared(label: str, measure: Measure, values: Mapping[str, Row], changes: Mapping[str, Row]) -> TableRow:
    """Write a measure's value in every organisation, and its differences from the baseline."""
    places = decimals(measure, values)
    return TableRow(
        Text(label),
        {name: value(row, measure, places) for name, row in values.items()},
        {name: change(row, places) for name, row in changes.items()},
    )


def decimals(measure: Measure, values: Mapping[str, Row]) -> int:
    """Choose how many decimals a measure's values have in a row."""
    return decimals_in_table((row["value"] for row in values.values()), measure.unit)


def may_be_out_of_reach(measure: Measure) -> bool:
    """Tell whether a measure may have no value because too few children ever got so far."""
    return measure.percent is not None


def value(row: Row, measure: Measure, places: int) -> Text:
    """Write a value, beside a wait the share who are without it, and a star where it depends on how long one looks."""
    if math.isnan(row["value"]):
        words = "not reached" if may_be_out_of_reach(measure) else "–"
    else:
        words = number(row["value"], places) + ("" if row["settled"] else UNSETTLED)
    if measure.wait and measure.unit == DAYS and row["without"] > 0:
        words += f" ({percent(row['without'])} without)"
    return Text(words)


def change(row: Row, places: int) -> Text:
    """Write a difference with its interval; bold where the interval excludes 0, dim where it does not.

    Of several replications there always is one, though neither of its ends may be known.
    """
    if abs(row["difference"]) < 2 * 10.0**-places:
        places += 1
    if row["difference"] == 0 and not row["distinct"] and not row["low"] < 0:
        return Text("0", style="dim")
    words = difference(row["difference"], row["low"], row["high"], places)
    if row.get("replications", 0) > 1 and not any(row[name] == row[name] for name in ("low", "high")):
        words += f" [{OPEN_END}, {OPEN_END}]" if row["difference"] == row["difference"] else ""
    return Text(words, style="bold" if row["distinct"] else "dim")


def by_measure(table: "pd.DataFrame") -> dict[str, dict[str, Row]]:
    """Give the rows on all children by measure and organisation."""
    found: dict[str, dict[str, Row]] = {}
    for row in table[table["group"] == "all"].to_dict("records"):
        found.setdefault(row["measure"], {})[row["organisation"]] = {str(key): row[key] for key in row}
    return found
