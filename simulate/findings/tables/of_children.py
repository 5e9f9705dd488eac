"""Tables of children: how long they wait, what their days go to, who gains and who loses, and each by itself."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from simulate.findings.estimates import estimate
from simulate.findings.gains import Gains
from simulate.findings.in_line import weekly
from simulate.findings.series import Series
from simulate.findings.tables.table import Row, Table, interval, mean_of, of_each, of_others, with_ends
from simulate.findings.time_use import CATEGORIES
from simulate.findings.waits import WAITS
from simulate.language import mark

if TYPE_CHECKING:
    import pandas as pd


def curve_rows(series: Series) -> Iterator[Row]:
    """Give the share of children without what they wait for after 0, 7, 14 … days."""
    days = weekly(series.findings[0].window.horizon).tolist()
    for wait in WAITS:
        shares = [each.weekly[wait].tolist() for each in series.findings]
        for day, values in zip(days, zip(*shares, strict=True), strict=True):
            found = estimate(values, 0.0, 1.0)
            if found.replications:
                yield {
                    "organisation": series.organisation,
                    "measure": wait,
                    "day": day,
                    **interval("without", found),
                }


def time_use_rows(series: Series) -> Iterator[Row]:
    """Give the mean days a child with a real need spends in each category until it has all its support."""
    for category in CATEGORIES:
        found = estimate([each.time_use[category] for each in series.findings], least=0.0)
        yield {"organisation": series.organisation, "category": category, **interval("days", found)}


def gain_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give the shares of children who gain and lose against the baseline, and the days gained on average."""
    keys = dict.fromkeys(key for each in series.findings for key in each.gains)
    groups = series.groups
    for wait, group in sorted(keys, key=lambda key: (WAITS.index(key[0]), groups.index(key[1]))):
        paired = [each.gains[wait, group] for each in series.findings if (wait, group) in each.gains]
        bounds = {"mean_gain": (-math.inf, math.inf), "children": (0.0, math.inf)}
        found = {
            field.name: mean_of(paired, field.name, *bounds.get(field.name, (0.0, 1.0))) for field in fields(Gains)
        }
        if not found["gained"].replications:
            continue
        row: Row = {
            "organisation": series.organisation,
            "baseline": baseline.organisation,
            "measure": wait,
            "group": group,
        }
        for name in ("gained", "same", "lost"):
            row |= interval(name, found[name], f"{name}_")
        yield row | {
            "undecided": found["undecided"].value,
            **interval("mean_gain", found["mean_gain"], "mean_gain_"),
            "children": found["children"].value,
            "replications": found["gained"].replications,
        }


def children_rows(series: Sequence[Series], columns: Sequence[str]) -> "pd.DataFrame":
    """Put the rows of all organisations together, by replication."""
    import pandas as pd

    kept = [each for one in series for each in one.findings if each.children is not None]
    kept.sort(key=lambda each: each.replication)  # stable: organisations stay in their order
    return (
        pd.concat([each.children for each in kept], ignore_index=True) if kept else pd.DataFrame(columns=list(columns))
    )


CURVES = Table(
    mark("The share of children without what they wait for after 0, 7, 14 … days."),
    ("organisation", "measure", "day", "without", "low", "high"),
    of_each(curve_rows),
)

TIME_USE = Table(
    mark("What a child's days until full support go to."),
    ("organisation", "category", "days", "low", "high"),
    of_each(time_use_rows),
)

GAINS = Table(
    mark("Who gains and who loses against the baseline, child by child."),
    ("organisation", "baseline", "measure", "group", *with_ends("gained", "same", "lost"), "undecided",
     *with_ends("mean_gain"), "children", "replications"),
    of_others(gain_rows),
)  # fmt: skip

CHILDREN = Table(
    mark("A row for each counted child and organisation: of the first replication, or of all where asked for."),
    (),
    children_rows,
)
