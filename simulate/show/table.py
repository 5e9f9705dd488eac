"""The main table on the screen: a row for each measure, a column for each organisation, and how they differ."""

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from simulate.findings.catalogue import CATALOGUE, MEASURES, Measure
from simulate.show.facts import Facts
from simulate.show.notes import notes, verdict
from simulate.show.sentences import half_of_the_children, overloaded_units
from simulate.show.staff import staff_table
from simulate.show.value import value_sentences
from simulate.show.words import decimals_for, difference, number, percent, spoken

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

WIDTH = 100
SIDE_BY_SIDE = 2
"""Organisations that fit beside the baseline; more of them follow in further tables."""
_MOST_UNITS = 10
_MOST_PAYERS = 3
_WORTH_NAMING = 0.05
_LARGE_SUM = 10_000  # larger ones are written in thousands
_UNSETTLED = "*"
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
    """Lay out what was found: a sentence, the table, the waits by unit, warnings and the verdict."""
    parts: list[RenderableType] = [
        Text(facts.title, style="bold"),
        Text(half_of_the_children(tables, facts)),
        *(Text(sentence) for sentence in value_sentences(tables.value, facts)),
        Text(),
    ]
    others = list(facts.organisations[1:]) or [""]
    for first in range(0, len(others), SIDE_BY_SIDE):
        beside = [organisation for organisation in others[first : first + SIDE_BY_SIDE] if organisation]
        parts += [_main_table(tables, facts, beside), Text()]
    for first in range(0, len(others), SIDE_BY_SIDE):
        beside = [organisation for organisation in others[first : first + SIDE_BY_SIDE] if organisation]
        parts += [_unit_table(tables, facts, beside), Text()]
    if len(tables.staff):
        parts += [staff_table(tables.staff, facts), Text()]
    parts += [Padding(Text(line), (0, 0)) for line in [*_key(tables, facts), *notes(tables, facts)]]
    parts.append(Text(verdict(tables, facts), style="bold"))
    if facts.engine:
        parts.append(Text(f"Engine: {facts.engine}.", style="dim"))
    return Group(*parts)


def _main_table(tables: "Tables", facts: Facts, beside: Sequence[str]) -> Table:
    apart = len(beside) == 1
    table = _empty_table("", [facts.baseline, *beside])
    if apart:
        table.add_column("difference", justify="right", min_width=17)
    summary, differences = _by_measure(tables.summary), _by_measure(tables.differences)
    section = ""
    for measure in shown_measures(tables.summary):
        if _section(measure) != section:
            if section:
                table.add_row()
            section = _section(measure)
            table.add_row(Text(_SECTIONS[section] + ":", style="italic"))
        values, changes = summary[measure.key], differences.get(measure.key, {})
        if _section(measure) == "money":
            _add_money(table, tables, facts, beside)
            continue
        places = _decimals(measure, values)
        cells = [_value(values.get(facts.baseline), measure, places)]
        for organisation in beside:
            cell, change = _value(values.get(organisation), measure, places), changes.get(organisation)
            written = _change(change, places)
            cells += [cell, written] if apart else [Text("\n").join([cell, written])]
        table.add_row(f"{measure.label} ({unit_of(measure, facts)})", *cells)
    return table


def _add_money(table: Table, tables: "Tables", facts: Facts, beside: Sequence[str]) -> None:
    """Add what a child costs in all, and what the largest payers pay of it; large sums in thousands."""
    money = tables.money[tables.money["kind"] == "all"]
    largest = float(money["per_child"].abs().max())
    scale, unit = (1000, f"1000 {facts.currency}") if largest >= _LARGE_SUM else (1, facts.currency)
    for payer in ["all", *largest_payers(tables.money)]:
        paid = {str(row["organisation"]): row for row in money[money["payer"] == payer].to_dict("records")}
        sums = {name: row["per_child"] / scale for name, row in paid.items()}
        places = decimals_for(max(map(abs, sums.values()), default=0.0))
        cells = [_money(sums.get(facts.baseline), places)]
        for organisation in beside:
            change: dict[str, Any] | None = None
            if organisation in paid:
                row = paid[organisation]
                ends = {"difference": "difference", "low": "difference_low", "high": "difference_high"}
                change = {end: row[name] / scale for end, name in ends.items()} | {"distinct": row["distinct"]}
            cell, written = _money(sums.get(organisation), places), _change(change, places)
            cells += [cell, written] if len(beside) == 1 else [Text("\n").join([cell, written])]
        table.add_row(f"All payers ({unit} per child)" if payer == "all" else f"  {spoken(payer)}", *cells)


def _money(amount: float | None, places: int) -> Text:
    return Text("–" if amount is None or amount != amount else number(amount, places))


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


def _empty_table(corner: str, organisations: Sequence[str]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=True)
    table.add_column(corner, ratio=1, min_width=30, overflow="fold")
    for organisation in organisations:
        table.add_column(spoken(organisation), justify="right", min_width=12, max_width=26, overflow="fold")
    return table


def shown_measures(summary: "pd.DataFrame") -> list[Measure]:
    """List the headline measures that have a value anywhere; a percentile that is not reached is also shown."""
    everybody = summary[summary["group"] == "all"]
    found = []
    for measure in CATALOGUE:
        values = everybody.loc[everybody["measure"] == measure.key, "value"]
        if measure.headline and len(values) and (_may_be_out_of_reach(measure) or values.notna().any()):
            found.append(measure)
    return found


def _by_measure(table: "pd.DataFrame") -> dict[str, dict[str, dict[str, Any]]]:
    """Give the rows on all children by measure and organisation."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in table[table["group"] == "all"].to_dict("records"):
        found.setdefault(row["measure"], {})[row["organisation"]] = {str(key): row[key] for key in row}
    return found


def _may_be_out_of_reach(measure: Measure) -> bool:
    return measure.key.endswith(("_median", "_p90"))


def _decimals(measure: Measure, values: dict[str, dict[str, Any]]) -> int:
    sizes = [abs(row["value"]) for row in values.values() if not math.isnan(row["value"])]
    places = decimals_for(max(sizes, default=0.0))
    return min(places, 1) if measure.unit in ("days", "%") else places


def _value(row: dict[str, Any] | None, measure: Measure, places: int) -> Text:
    """Write a value, with the share still waiting beside a wait, and a star where it depends on how long one looks."""
    if row is None:
        return Text("–")
    value, waiting = row["value"], row["without"]
    if math.isnan(value):
        words = "not reached" if _may_be_out_of_reach(measure) else "–"
    else:
        words = number(value, places) + ("" if row["settled"] else _UNSETTLED)
    if measure.wait and measure.unit == "days" and waiting == waiting and waiting > 0:
        words += f" ({percent(waiting)} waiting)"
    return Text(words)


def _change(row: dict[str, Any] | None, places: int) -> Text:
    """Write a difference with its interval; bold where the interval excludes 0, dim where it does not."""
    if row is None:
        return Text("")
    if abs(row["difference"]) < 2 * 10.0**-places:
        places += 1
    if row["difference"] == 0 and not row["distinct"] and not row["low"] < 0:
        return Text("0", style="dim")
    words = difference(row["difference"], row["low"], row["high"], places)
    return Text(words, style="bold" if row["distinct"] else "dim")


def _unit_table(tables: "Tables", facts: Facts, beside: Sequence[str]) -> Table:
    """Lay out the mean days in line at the units with the longest waits."""
    rows = tables.waits_by_unit[tables.waits_by_unit["step"] == "all"]
    longest = rows.groupby("unit")["mean"].max().dropna().sort_values(ascending=False, kind="stable")
    overloaded = overloaded_units(tables)
    table = _empty_table("Mean days in line, by unit", [facts.baseline, *beside])
    for unit in longest.index[:_MOST_UNITS]:
        mine = {row["organisation"]: row for row in rows[rows["unit"] == unit].to_dict("records")}
        cells = []
        for organisation in [facts.baseline, *beside]:
            row = mine.get(organisation)
            if row is None or row["mean"] != row["mean"]:
                cells.append("–")
                continue
            star = _UNSETTLED if organisation in overloaded.get(unit, []) else ""
            waiting = f" ({percent(row['still_waiting'])} waiting)" if row["still_waiting"] > 0 else ""
            cells.append(number(row["mean"], 1) + star + waiting)
        table.add_row(spoken(unit), *cells)
    if len(longest) > _MOST_UNITS:
        table.add_row(Text(f"… and {len(longest) - _MOST_UNITS} more units in waits_by_unit.csv", style="dim"))
    return table


def _key(tables: "Tables", facts: Facts) -> list[str]:
    """Explain the signs that are used in the tables."""
    lines = []
    if len(facts.organisations) > 1:
        lines.append(
            f"Differences from {spoken(facts.baseline)}"
            + (", with their 95 % interval." if facts.replications > 1 else ", without interval.")
        )
    unsettled = not tables.summary.loc[tables.summary["group"] == "all", "settled"].astype(bool).all()
    if unsettled or overloaded_units(tables):
        lines.append(f"{_UNSETTLED} grows with the time one looks: a unit on the way cannot keep up.")
    lines.append(
        f"Waits run from the child's arrival; children are followed for {number(facts.follow_up)} days, "
        '"waiting" is the share still waiting then, and no wait counts for more.'
    )
    return lines


def figures(tables: "Tables", facts: Facts) -> dict[str, Any]:
    """Give the same figures for programs, as JSON takes them: NaN becomes null."""
    summary, differences = _by_measure(tables.summary), _by_measure(tables.differences)
    measures = []
    for key in dict.fromkeys(tables.summary["measure"]):
        measure = MEASURES[key]
        values, changes = summary.get(key, {}), differences.get(key, {})
        columns = ("value", "low", "high", "without", "settled")
        measures.append(
            {
                "measure": key,
                "label": measure.label,
                "unit": unit_of(measure, facts),
                "values": {name: {c: _plain(row[c]) for c in columns} for name, row in values.items()},
                "differences": {
                    name: {c: _plain(row[c]) for c in ("difference", "low", "high", "distinct")}
                    for name, row in changes.items()
                },
            }
        )
    units = tables.waits_by_unit[tables.waits_by_unit["step"] == "all"].to_dict("records")
    return {
        "title": facts.title,
        "seed": facts.seed,
        "replications": facts.replications,
        "engine": facts.engine,
        "organisations": list(facts.organisations),
        "baseline": facts.baseline,
        "finding": half_of_the_children(tables, facts),
        "measures": measures,
        "waits_by_unit": [{key: _plain(value) for key, value in row.items() if key != "step"} for row in units],
        "staff": _records(tables.staff),
        "money": _records(tables.money),
        "value": _records(tables.value),
        "value_finding": value_sentences(tables.value, facts),
        "overloaded": overloaded_units(tables),
        "workers": {name: staff.workers for name, staff in facts.staff.items()},
        "notes": notes(tables, facts),
        "verdict": verdict(tables, facts),
    }


def _records(table: "pd.DataFrame") -> list[dict[str, Any]]:
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
