"""The main table on the screen: a row for each measure, a column for each organisation, and how they differ."""

import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.findings.catalogue import CATALOGUE, MONEY, WAITING, Measure
from simulate.language import said
from simulate.language.lists import either
from simulate.language.numbers import OPEN_END, decimals_for, number, spoken
from simulate.show import cells
from simulate.show.cells import NOTHING, TableRow
from simulate.show.ends import end_rows, words_of_gone
from simulate.show.facts import Facts
from simulate.show.first_lines import first_lines
from simulate.show.notes import notes, verdict
from simulate.show.staff import staff_table
from simulate.show.units import more_units, shows_meetings, unit_rows, unsettled_units

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

WIDTH = 100
SIDE_BY_SIDE = 2
"""Organisations that fit beside the baseline; more of them follow in further tables."""
_MOST_PAYERS = 3
_WORTH_NAMING = 0.05
_LARGE_SUM = 10_000  # larger ones are written in thousands


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
    # every cell is written once; there may be hundreds of organisations, and a block for each few of them
    sections, units = list(_sections(tables, facts)), unit_rows(tables, facts)
    more = more_units(tables, facts)
    parts += [part for others in _side_by_side(facts) if sections for part in (_block(sections, facts, others), Text())]
    parts += [part for others in _side_by_side(facts) if units for part in (_units(units, more, facts, others), Text())]
    if len(tables.staff):
        parts += [staff_table(tables.staff, facts), Text()]
    has_open_end = any(_has_open_end(row) for _, rows in sections for row in rows)
    is_starred = any(_is_starred(row) for rows in (*(rows for _, rows in sections), units) for row in rows)
    parts += [Text(line) for line in [*_key(tables, facts, is_starred, has_open_end), *notes(tables, facts)]]
    parts.append(Text(verdict(tables, facts), style="bold"))
    if facts.engine:
        parts.append(Text(f"Engine: {facts.engine}.", style="dim"))
    return Group(*parts)


def _side_by_side(facts: Facts) -> Iterator[tuple[str, ...]]:
    """Give the organisations that stand beside the baseline in one block after the other."""
    others = facts.organisations[1:]
    for first in range(0, max(1, len(others)), SIDE_BY_SIDE):
        yield others[first : first + SIDE_BY_SIDE]


def _block(sections: Sequence[tuple[str, list[TableRow]]], facts: Facts, others: Sequence[str]) -> Table:
    """Lay out the baseline and some organisations beside it."""
    table = cells.empty_table("", [facts.baseline, *others], facts)
    if len(others) == 1:
        table.add_column("difference", justify="right", min_width=17)
    for heading, rows in sections:
        if table.row_count:
            table.add_row()
        table.add_row(Text(f"{heading}:", style="italic"))
        for row in rows:
            table.add_row(*row.beside(facts.baseline, others))
    return table


def _units(rows: Sequence[TableRow], more: str, facts: Facts, others: Sequence[str]) -> Table:
    table = cells.empty_table("Mean days in line, by unit", [facts.baseline, *others], facts)
    for row in rows:
        table.add_row(*row.beside(facts.baseline, others))
    if more:
        table.add_row(Text(more, style="dim"))
    return table


def _sections(tables: "Tables", facts: Facts) -> Iterator[tuple[str, list[TableRow]]]:
    """Give the sections of the table: their headings and their rows."""
    summary, differences = cells.by_measure(tables.summary), cells.by_measure(tables.differences)
    for section, measures in groupby(shown_measures(tables.summary), lambda measure: measure.section):
        if section == MONEY:
            yield said(section.label), list(_money(tables, facts))
            continue
        rows = [
            cells.compared(_labelled(each), each, summary[each.key], differences.get(each.key, {})) for each in measures
        ]
        yield said(section.label), [*rows, *(end_rows(summary, differences) if section == WAITING else ())]


def _labelled(measure: Measure) -> str:
    return f"{said(measure.label)} ({said(measure.unit)})"


def _money(tables: "Tables", facts: Facts) -> Iterator[TableRow]:
    """Give what a child costs in all, and what the largest payers pay of it; large sums in thousands."""
    money = tables.money[tables.money["kind"] == "all"]
    largest = float(money["per_child"].abs().max())
    scale, unit = (1000, f"1000 {facts.currency}") if largest >= _LARGE_SUM else (1, facts.currency)
    for payer in ["all", *largest_payers(tables.money)]:
        paid = money[money["payer"] == payer].to_dict("records")
        sums = {str(row["organisation"]): row["per_child"] / scale for row in paid}
        places = decimals_for(max(map(abs, sums.values()), default=0.0))
        written = {name: Text(number(amount, places)) if amount == amount else NOTHING for name, amount in sums.items()}
        ends = {"difference": "difference", "low": "difference_low", "high": "difference_high"}
        changes = {
            str(row["organisation"]): {end: row[name] / scale for end, name in ends.items()}
            | {"distinct": row["distinct"]}
            for row in paid
        }
        label = f"All payers ({unit} per child)" if payer == "all" else f"  {spoken(payer)}"
        told = {name: cells.change(row, places) for name, row in changes.items()}
        yield TableRow(Text(label), written, told)


def largest_payers(money: "pd.DataFrame") -> list[str]:
    """Name the administrations that pay most, at least a twentieth, if there are several."""
    payers = money[(money["kind"] == "all") & (money["payer"] != "all")]
    most = payers.groupby("payer")["per_child"].max().sort_values(ascending=False, kind="stable")
    most = most[most >= _WORTH_NAMING * most.sum()]
    return [str(payer) for payer in most.index[:_MOST_PAYERS]] if len(payers["payer"].unique()) > 1 else []


def unit_of(measure: Measure, facts: Facts) -> str:
    """Give the unit of a measure, money in the run's currency."""
    return said(measure.unit, currency=facts.currency or "currency")


def shown_measures(summary: "pd.DataFrame") -> list[Measure]:
    """List the headline measures that have a value anywhere; a percentile that is not reached is also shown."""
    everybody = summary[summary["group"] == "all"]
    found = []
    for measure in CATALOGUE:
        values = everybody.loc[everybody["measure"] == measure.key, "value"]
        if measure.headline and len(values) and (cells.may_be_out_of_reach(measure) or values.notna().any()):
            found.append(measure)
    return found


def _is_starred(row: TableRow) -> bool:
    return any(cells.UNSETTLED in cell.plain for cell in row.values.values())


def _has_open_end(row: TableRow) -> bool:
    return any(OPEN_END in cell.plain for cell in (row.changes or {}).values())


def _key(tables: "Tables", facts: Facts, is_starred: bool, has_open_end: bool) -> list[str]:
    """Explain the signs that are used in the tables."""
    lines = []
    if (tables.differences["group"] == "all").any():
        certainty = "with their 95 % interval (one in twenty misses)" if facts.replications > 1 else "without interval"
        lines.append(f"Differences from {facts.titles.organisation(facts.baseline)}, {certainty}.")
    if has_open_end:
        lines.append(f"{OPEN_END} is the end of an interval that is not known: so few may ever get so far.")
    if is_starred:
        units = unsettled_units(tables, facts)
        where = f": waits have not settled for {units}" if units else ""
        lines.append(f"{cells.UNSETTLED} may be another number if one looked for longer{where}.")
    if shows_meetings(tables, facts):
        lines.append("Of the days for a meeting, half of the time between two is no line: it passes until the next.")
    return [*lines, _followed(tables, facts)]


def _followed(tables: "Tables", facts: Facts) -> str:
    """Say how waits are counted, of whom "without" tells, and how those count in a mean who wait no more."""
    followed = (
        f"for {number(facts.follow_up)} days"
        if facts.follow_up > 0
        else "until the run ends, those who come last for no time at all"
    )
    longest = number(facts.follow_up or facts.counted[1] - facts.counted[0])
    gone = words_of_gone(cells.by_measure(tables.summary))
    all_the_while = f", and whoever {either(gone)} counts as waiting all the while" if gone else ""
    return (
        f'Waits run from the child\'s arrival. Children are followed {followed}; "without" is the share who have not '
        f"got it then. In a mean no wait counts for more than {longest} days{all_the_while}."
    )
