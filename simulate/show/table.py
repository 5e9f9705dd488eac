"""The main table on the screen: a row for each measure, a column for each organisation, and how they differ."""

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.findings.catalogue import CATALOGUE, Measure
from simulate.show import cells
from simulate.show.ends import end_rows
from simulate.show.facts import Facts
from simulate.show.first_lines import first_lines
from simulate.show.notes import notes, verdict
from simulate.show.staff import staff_table
from simulate.show.units import is_starred, shown_units, unit_table, unsettled_units
from simulate.show.words import decimals_for, number, spoken

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

WIDTH = 100
SIDE_BY_SIDE = 2
"""Organisations that fit beside the baseline; more of them follow in further tables."""
_MOST_PAYERS = 3
_WORTH_NAMING = 0.05
_LARGE_SUM = 10_000  # larger ones are written in thousands
_SECTIONS = {
    "wait": "How long children wait, from arrival",
    "limit": "Whether limits are kept",
    "journey": "What the way is like",
    "outcome": "What becomes of the children",
    "money": "What it costs",
}
_OUTCOMES = ("crises", "given_up", "never_noticed", "aged_out", "returns_12m")


def as_text(tables: "Tables", facts: Facts) -> str:
    """Give what was found as plain lines, without colours or blanks at the end."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(screen(tables, facts))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def screen(tables: "Tables", facts: Facts) -> RenderableType:
    """Lay out what was found: a few sentences, the table, the waits by unit, warnings and the verdict."""
    parts: list[RenderableType] = [
        Text(facts.title, style="bold"),
        *(Text(sentence) for sentence in first_lines(tables, facts)),
        Text(),
    ]
    for lay_out in (_main_table, unit_table):
        laid_out = [lay_out(tables, facts, beside) for beside in _side_by_side(facts)]
        parts += [part for table in laid_out if table.row_count for part in (table, Text())]
    if len(tables.staff):
        parts += [staff_table(tables.staff, facts), Text()]
    parts += [Text(line) for line in [*_key(tables, facts), *notes(tables, facts)]]
    parts.append(Text(verdict(tables, facts), style="bold"))
    if facts.engine:
        parts.append(Text(f"Engine: {facts.engine}.", style="dim"))
    return Group(*parts)


def _side_by_side(facts: Facts) -> Iterator[list[str]]:
    """Give the organisations that stand beside the baseline in one table after the other."""
    others = facts.organisations[1:]
    for first in range(0, max(1, len(others)), SIDE_BY_SIDE):
        yield list(others[first : first + SIDE_BY_SIDE])


def _main_table(tables: "Tables", facts: Facts, beside: Sequence[str]) -> Table:
    table = cells.empty_table("", [facts.baseline, *beside], facts)
    if len(beside) == 1:
        table.add_column("difference", justify="right", min_width=17)
    for section, measures in groupby(shown_measures(tables.summary), _section):
        if table.row_count:
            table.add_row()
        table.add_row(Text(_SECTIONS[section] + ":", style="italic"))
        rows = _money if section == "money" else _measures
        for row in rows(list(measures), tables, facts, beside):
            table.add_row(*row)
    return table


def _measures(
    measures: Sequence[Measure], tables: "Tables", facts: Facts, beside: Sequence[str]
) -> Iterator[list[Text]]:
    """Give the rows of a section; those on waits are followed by what became of the children without."""
    summary, differences = cells.by_measure(tables.summary), cells.by_measure(tables.differences)
    for measure in measures:
        values, changes = summary[measure.key], differences.get(measure.key, {})
        label = Text(f"{measure.label} ({unit_of(measure, facts)})")
        yield [label, *cells.compared(measure, values, changes, facts, beside)]
    if _section(measures[0]) == "wait":
        yield from end_rows(summary, differences, facts, beside)


def _money(_: Sequence[Measure], tables: "Tables", facts: Facts, beside: Sequence[str]) -> Iterator[list[Text]]:
    """Give what a child costs in all, and what the largest payers pay of it; large sums in thousands."""
    money = tables.money[tables.money["kind"] == "all"]
    largest = float(money["per_child"].abs().max())
    scale, unit = (1000, f"1000 {facts.currency}") if largest >= _LARGE_SUM else (1, facts.currency)
    for payer in ["all", *largest_payers(tables.money)]:
        paid = {str(row["organisation"]): row for row in money[money["payer"] == payer].to_dict("records")}
        sums = {name: row["per_child"] / scale for name, row in paid.items()}
        places = decimals_for(max(map(abs, sums.values()), default=0.0))
        written = [cells.money(sums.get(facts.baseline), places)]
        for organisation in beside:
            change: dict[str, Any] | None = None
            if organisation in paid:
                row = paid[organisation]
                ends = {"difference": "difference", "low": "difference_low", "high": "difference_high"}
                change = {end: row[name] / scale for end, name in ends.items()} | {"distinct": row["distinct"]}
            changed = cells.change(change, places)
            written += cells.beside_or_below(cells.money(sums.get(organisation), places), changed, beside)
        yield [Text(f"All payers ({unit} per child)" if payer == "all" else f"  {spoken(payer)}"), *written]


def largest_payers(money: "pd.DataFrame") -> list[str]:
    """Name the administrations that pay most, at least a twentieth, if there are several."""
    payers = money[(money["kind"] == "all") & (money["payer"] != "all")]
    most = payers.groupby("payer")["per_child"].max().sort_values(ascending=False, kind="stable")
    most = most[most >= _WORTH_NAMING * most.sum()]
    return [str(payer) for payer in most.index[:_MOST_PAYERS]] if len(payers["payer"].unique()) > 1 else []


def unit_of(measure: Measure, facts: Facts) -> str:
    """Give the unit of a measure, money in the run's currency."""
    return measure.unit.replace("currency", facts.currency or "currency")


def _section(measure: Measure) -> str:
    if measure.wait:
        return "wait"
    if measure.key == "cost_per_child":
        return "money"
    if "limit" in measure.key:
        return "limit"
    return "outcome" if measure.key in _OUTCOMES or measure.key.startswith("gap_") else "journey"


def shown_measures(summary: "pd.DataFrame") -> list[Measure]:
    """List the headline measures that have a value anywhere; a percentile that is not reached is also shown."""
    everybody = summary[summary["group"] == "all"]
    found = []
    for measure in CATALOGUE:
        values = everybody.loc[everybody["measure"] == measure.key, "value"]
        if measure.headline and len(values) and (cells.may_be_out_of_reach(measure) or values.notna().any()):
            found.append(measure)
    return found


def _key(tables: "Tables", facts: Facts) -> list[str]:
    """Explain the signs that are used in the tables."""
    lines = []
    if len(tables.differences):
        certainty = "with their 95 % interval (one in twenty misses)" if facts.replications > 1 else "without interval"
        lines.append(f"Differences from {facts.titles.organisation(facts.baseline)}, {certainty}.")
    if _is_starred(tables, facts):
        lines.append(
            f"{cells.UNSETTLED} would be another number if one looked for longer: waits have not settled for "
            f"{unsettled_units(tables, facts)}."
        )
    if any(facts.is_meeting(unit) for unit in shown_units(tables, facts)):
        lines.append("Of the days for a meeting, half of the time between two is no line: it passes until the next.")
    return [*lines, _followed(facts)]


def _is_starred(tables: "Tables", facts: Facts) -> bool:
    """Tell whether any number of the tables on the screen has a star."""
    summary = cells.by_measure(tables.summary)
    shown = [row for measure in shown_measures(tables.summary) for row in summary[measure.key].values()]
    return is_starred(tables, facts) or not all(row["settled"] for row in shown if row["value"] == row["value"])


def _followed(facts: Facts) -> str:
    """Say how waits are counted, and of whom "without" tells."""
    followed = (
        f"for {number(facts.follow_up)} days"
        if facts.follow_up > 0
        else "until the run ends, those who come last for no time at all"
    )
    longest = number(facts.follow_up or facts.counted[1] - facts.counted[0])
    return (
        f'Waits run from the child\'s arrival. Children are followed {followed}; "without" is the share who have not '
        f"got it then. In a mean no wait counts for more than {longest} days."
    )
