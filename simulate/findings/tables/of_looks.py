"""The table of looks: what was known of differences after how many replications, where a run went on until it was."""

from collections.abc import Iterator

from simulate.findings.series import Series
from simulate.findings.tables.table import Row, Table, interval, of_others
from simulate.language import mark


def look_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give a row for each look at the difference of an organisation from the baseline."""
    sought = series.sought
    if sought is None:
        return
    for look in sought.of(series.organisation):
        yield {
            "replications": look.replications,
            "organisation": series.organisation,
            "baseline": baseline.organisation,
            "measure": sought.measure,
            **interval("difference", look.found),
            "confidence": look.found.confidence,
            "matters_from": look.least,
            "known": look.settled.value,
        }


LOOKS = Table(
    mark("What was known of a difference after how many replications, where they were added until it was known."),
    ("replications", "organisation", "baseline", "measure", "difference", "low", "high", "confidence", "matters_from",
     "known"),
    of_others(look_rows),
    only_if_any=True,
)  # fmt: skip
