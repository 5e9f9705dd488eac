"""The table of needs: how they become known, and what work those would be that nobody notices."""

import math
from collections.abc import Iterator

from simulate.findings.series import Series
from simulate.findings.tables.table import Row, Table, interval, mean_of, of_each, with_ends
from simulate.language import mark

SHARES = ("at_once", "by_itself", "in_crisis", "never_noticed", "too_old")
WORK = ("work_each", "work_per_1000", "screened_out_per_1000")


def need_rows(series: Series) -> Iterator[Row]:
    """Give how the needs of each kind became known, in the order of the file."""
    for need in dict.fromkeys(name for each in series.findings for name in each.unseen):
        found = [each.unseen[need] for each in series.findings if need in each.unseen]
        row: Row = {"organisation": series.organisation, "need": need, "needs": mean_of(found, "needs").value}
        for name in (*SHARES, *WORK):
            row |= interval(name, mean_of(found, name, most=1.0 if name in SHARES else math.inf), f"{name}_")
        yield row


NEEDS = Table(
    mark("How needs of each kind become known, and what work those would be that nobody notices."),
    ("organisation", "need", "needs", *with_ends(*SHARES, *WORK)),
    of_each(need_rows),
)
