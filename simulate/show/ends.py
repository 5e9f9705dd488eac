"""What has become of the children who are without support when their follow-up ends: only some of them wait."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from simulate.findings.catalogue import MEASURES
from simulate.show import cells
from simulate.show.facts import Facts
from simulate.show.words import number

ENDS = {
    "in_part": "have part of it",
    "waiting": "wait for it",
    "gave_up": "gave up",
    "too_old": "grew too old",
    "never_noticed": "were never noticed",
}
"""The columns of `summary` that split the share of those without, and their words."""
_SMALLEST = 0.0005  # would be written as 0.0 %

Rows = Mapping[str, cells.Row]
"""A measure's row in each organisation that has one."""


def end_rows(
    summary: Mapping[str, Rows], differences: Mapping[str, Rows], facts: Facts, beside: Sequence[str]
) -> Iterator[list[Text]]:
    """Give the rows on those without: how many, and below it what has become of them."""
    for wait in ("first_support", "full_support"):
        measure = MEASURES[f"no_{wait}_end"]
        rows, changes = summary.get(measure.key, {}), differences.get(measure.key, {})
        if not any(row["without"] >= _SMALLEST for row in rows.values()):
            continue
        places = cells.decimals(measure, rows)
        yield [Text(f"{measure.label} ({measure.unit})"), *cells.compared(measure, rows, changes, facts, beside)]
        for end, words in ENDS.items():
            if any(row[end] >= _SMALLEST for row in rows.values()):
                shares = [rows.get(organisation) for organisation in (facts.baseline, *beside)]
                yield [Text(f"  {words}"), *(_share(row, end, places) for row in shares)]


def _share(row: cells.Row | None, end: str, places: int) -> Text:
    return Text("–" if row is None or row[end] != row[end] else number(100 * row[end], places))
