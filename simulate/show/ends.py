"""What has become of the children who are without support when their follow-up ends: only some of them wait."""

from collections.abc import Iterator, Mapping

from rich.text import Text

from simulate.findings.catalogue import MEASURES, Measure
from simulate.language.numbers import number
from simulate.show.cells import Row, TableRow, compared, decimals

ENDS = {
    "in_part": "have part of it",
    "waiting": "wait for it",
    "gave_up": "gave up",
    "too_old": "grew too old",
    "never_noticed": "have needs nobody noticed yet",
}
"""The columns of `summary` that split the share of those without, and their words."""
_GONE = {"gave_up": "gave up", "too_old": "grew too old", "never_noticed": "is not noticed yet"}
"""Those who are without and wait for nothing, as one is told of."""
_SMALLEST = 0.0005  # would be written as 0.0 %

Rows = Mapping[str, Mapping[str, Row]]
"""By measure and organisation."""


def shown_ends(summary: Rows) -> list[Measure]:
    """List the shares of those without at the end that stand in the table: where anybody is."""
    measures = (MEASURES[f"no_{wait}_end"] for wait in ("first_support", "full_support"))
    return [each for each in measures if any(row["without"] >= _SMALLEST for row in summary.get(each.key, {}).values())]


def words_of_gone(summary: Rows) -> list[str]:
    """Say why children are without who wait for nothing, where any are, for as long as they were followed."""
    rows = [row for wait in ("first_support", "full_support") for row in summary.get(f"{wait}_mean", {}).values()]
    return [words for end, words in _GONE.items() if any(min(row[end], row["without"]) >= _SMALLEST for row in rows)]


def end_rows(summary: Rows, differences: Rows) -> Iterator[TableRow]:
    """Give the rows on those without: how many, and below it what has become of them."""
    for measure in shown_ends(summary):
        rows = summary[measure.key]
        yield compared(f"{measure.label} ({measure.unit})", measure, rows, differences.get(measure.key, {}))
        places = decimals(measure, rows)
        for end, words in ENDS.items():
            if any(row[end] >= _SMALLEST for row in rows.values()):
                shares = {name: Text(number(100 * row[end], places)) for name, row in rows.items()}
                yield TableRow(Text(f"  {words}"), shares)
