"""Tables of measures: their values, their differences from the baseline, and both in every replication."""

import math
from collections.abc import Iterator
from dataclasses import fields

from simulate.findings.catalogue import CATALOGUE, MEASURES
from simulate.findings.ends import Ends
from simulate.findings.estimates import CONFIDENCE, Estimate, differences, estimate, replications_needed
from simulate.findings.percentiles import percentile_difference
from simulate.findings.series import Series
from simulate.findings.tables.table import NOTHING, Row, Table, interval, of_each, of_others
from simulate.language import mark


def summary_rows(series: Series) -> Iterator[Row]:
    """Give every measure of an organisation that somebody was there to measure; NaN is then: not reached."""
    for measure in CATALOGUE:
        for group in series.groups:
            found = series.estimate(measure.key, group)
            if found.replications:
                yield {
                    "organisation": series.organisation,
                    "measure": measure.key,
                    "group": group,
                    **interval("value", found),
                    **series.ends(measure.key, group),
                    "settled": series.settled(measure.key, group),
                    "children": series.children(measure.key, group),
                    "replications": found.replications,
                }


def difference_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give the difference of every measure from the baseline, paired by replication."""
    for measure in CATALOGUE:
        for group in series.groups:
            found = difference(series, baseline, measure.key, group)
            if found.replications:
                yield {
                    "organisation": series.organisation,
                    "baseline": baseline.organisation,
                    "measure": measure.key,
                    "group": group,
                    **interval("difference", found),
                    "distinct": found.distinct,
                    "too_narrow": found.too_narrow,
                    "replications": found.replications,
                    "needed": replications_needed(found) or math.nan,
                }


def difference(series: Series, baseline: Series, measure: str, group: str, confidence: float = CONFIDENCE) -> Estimate:
    """Estimate how much a measure differs from the baseline's, paired by replication."""
    percent = MEASURES[measure].percent
    if percent is None:
        values = differences(series.values(measure, group), baseline.values(measure, group))
        return estimate(values, confidence=confidence)
    if group not in series.groups or group not in baseline.groups:
        return NOTHING
    curves = series.curves(measure, group), baseline.curves(measure, group)
    its, theirs = (each.estimate(measure, group, confidence) for each in (series, baseline))
    return percentile_difference(*curves, percent, its, theirs)


def replication_rows(series: Series) -> Iterator[Row]:
    """Give every measure of every replication that had somebody to measure; NaN is then: not reached in it."""
    for each in series.findings:
        for measure in CATALOGUE:
            for group in series.groups:
                value = each.values.get((measure.key, group), math.nan)
                if not math.isnan(value):
                    yield {
                        "replication": each.replication,
                        "organisation": series.organisation,
                        "measure": measure.key,
                        "group": group,
                        "value": value if math.isfinite(value) else math.nan,
                    }


SUMMARY = Table(
    mark("Every measure of every organisation and group of children."),
    ("organisation", "measure", "group", "value", "low", "high", "without", *(end.name for end in fields(Ends)),
     "settled", "children", "replications"),
    of_each(summary_rows),
)  # fmt: skip

DIFFERENCES = Table(
    mark("How every measure differs from the baseline, paired by replication."),
    ("organisation", "baseline", "measure", "group", "difference", "low", "high", "distinct", "too_narrow",
     "replications", "needed"),
    of_others(difference_rows),
)  # fmt: skip

REPLICATIONS = Table(
    mark("Every measure in every replication, of which the means in `summary` are made."),
    ("replication", "organisation", "measure", "group", "value"),
    of_each(replication_rows),
)
