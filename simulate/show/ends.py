"""What has become of the children who are without support when their follow-up ends: only some of them wait."""

from collections.abc import Iterator

from simulate.findings.catalogue import MEASURES, Measure
from simulate.language import mark, said
from simulate.language.numbers import number
from simulate.show.cells import compared, decimals, in_columns
from simulate.show.facts import Facts
from simulate.show.measures import label_with_unit
from simulate.show.records import Records
from simulate.show.sheet import Cell, Row

ENDS = {
    "in_part": mark("have part of it"),
    "waiting": mark("wait for it"),
    "gave_up": mark("gave up"),
    "too_old": mark("grew too old"),
    "never_noticed": mark("have needs nobody noticed yet"),
}
"""The columns of `summary` that split the share of those without, and their words."""
_GONE = {
    "gave_up": mark("gave up"),
    "too_old": mark("grew too old"),
    "never_noticed": mark("is not noticed yet"),
}
"""Those who are without and wait for nothing, as one is told of."""
_SMALLEST = 0.0005  # would be written as 0.0 %


def shown_ends(summary: Records) -> list[Measure]:
    """List the shares of those without at the end that stand in the table: where anybody is."""
    measures = (MEASURES[f"no_{wait}_end"] for wait in ("first_support", "full_support"))
    return [each for each in measures if any(row["without"] >= _SMALLEST for row in summary.get(each.key, {}).values())]


def words_of_gone(summary: Records) -> list[str]:
    """Say why children are without who wait for nothing, where any are, for as long as they were followed."""
    rows = [row for wait in ("first_support", "full_support") for row in summary.get(f"{wait}_mean", {}).values()]
    return [
        said(words) for end, words in _GONE.items() if any(min(row[end], row["without"]) >= _SMALLEST for row in rows)
    ]


def end_rows(summary: Records, differences: Records, facts: Facts) -> Iterator[Row]:
    """Give the rows on those without: how many, and below it what has become of them."""
    for measure in shown_ends(summary):
        rows = summary[measure.key]
        label = label_with_unit(measure, facts.currency)
        yield compared(label, measure, rows, differences.get(measure.key, {}), facts)
        places = decimals(measure, rows)
        for end, words in ENDS.items():
            if any(row[end] >= _SMALLEST for row in rows.values()):
                shares = {name: Cell(number(100 * row[end], places)) for name, row in rows.items()}
                yield Row(end, said(words), in_columns(facts, shares), level=1)
