"""Tables of working time: the measures of each unit beside the baseline's, and its children per worker in time."""

import math
from collections.abc import Iterator

import numpy as np

from simulate.findings.estimates import differences, estimate
from simulate.findings.series import Series
from simulate.findings.tables.table import Row, Table, interval, of_each, of_each_and_baseline, with_ends
from simulate.findings.unit_measures import UNIT_MEASURES
from simulate.language import mark
from simulate.plan import Floats


def unit_measure_rows(series: Series, baseline: Series) -> Iterator[Row]:
    """Give every measure of every unit, with the difference from the baseline, paired by replication."""
    for unit in series.loads:
        for measure in UNIT_MEASURES:
            mine = series.of_unit(measure, unit)
            found = estimate(list(mine.values()), *measure.bounds)
            if not found.replications:
                continue
            theirs = {} if series is baseline or unit not in baseline.loads else baseline.of_unit(measure, unit)
            apart = estimate(differences(mine, theirs))
            yield {
                "organisation": series.organisation,
                "baseline": baseline.organisation,
                "unit": unit,
                "measure": measure.key,
                **interval("value", found),
                **interval("difference", apart, "difference_"),
                "distinct": apart.distinct,
                "too_narrow": apart.too_narrow,
                "replications": found.replications,
            }


def children_per_worker_rows(series: Series) -> Iterator[Row]:
    """Give the children per worker of each unit, month by month."""
    for unit in dict.fromkeys(name for each in series.findings for name in each.caseloads):
        found = [each.caseloads[unit] for each in series.findings if unit in each.caseloads]
        children, workers, full_pace = (
            np.array([getattr(each, name) for each in found]) for name in ("children", "workers", "full_pace_up_to")
        )
        per_worker = np.full_like(children, math.nan)
        np.divide(children, workers, out=per_worker, where=workers > 0)
        for month, day in enumerate(found[0].edges[:-1].tolist()):
            yield {
                "organisation": series.organisation,
                "unit": unit,
                "day": day,
                "children": _mean(children[:, month]),
                "workers": _mean(workers[:, month]),
                **interval("children_per_worker", estimate(per_worker[:, month].tolist(), least=0.0)),
                "full_pace_up_to": _mean(full_pace[:, month]),
            }


def _mean(values: Floats) -> float:
    return float(values.mean())


MEASURES_BY_UNIT = Table(
    mark("Waits, work and working time of every unit, beside the baseline's."),
    ("organisation", "baseline", "unit", "measure", "value", "low", "high", *with_ends("difference"), "distinct",
     "too_narrow", "replications"),
    of_each_and_baseline(unit_measure_rows),
)  # fmt: skip

CHILDREN_PER_WORKER = Table(
    mark("How many children each unit's workers have, month by month."),
    ("organisation", "unit", "day", "children", "workers", "children_per_worker", "low", "high", "full_pace_up_to"),
    of_each(children_per_worker_rows),
)
