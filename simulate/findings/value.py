"""Value for the individual child and for the whole, side by side: does a gain for the one cost the other?"""

import math
from collections.abc import Iterator

from simulate.findings.catalogue import MEASURES
from simulate.findings.replications import Estimate, differences, estimate
from simulate.findings.series import Series

SIDES = {
    "need_days": "individual",
    "crises": "collective",
    "cost_per_child": "collective",
    "gap_needs": "collective",
    "gap_streams": "collective",
}
"""The measures of value, and whose it is: what the single child lives through, or what everybody bears and shares."""
_GAPS = ("gap_needs", "gap_streams")
"""Told without their sign: a gap is better the smaller it is, whichever group it is that waits longer."""

BETTER, WORSE, NOT_TOLD_APART = "better", "worse", "not told apart"
COLUMNS = (
    "organisation baseline side measure value low high difference difference_low difference_high judgement replications"
)


def value_rows(series: Series, baseline: Series) -> Iterator[dict[str, object]]:
    """Give every measure of value of an organisation, its difference from the baseline, and a judgement of it."""
    for measure, side in SIDES.items():
        mine, theirs = _figure(series, measure), _figure(baseline, measure)
        figure = estimate(list(mine.values()))
        if not figure.replications:
            continue
        row: dict[str, object] = {
            "organisation": series.organisation,
            "baseline": baseline.organisation,
            "side": side,
            "measure": measure,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "difference": math.nan,
            "difference_low": math.nan,
            "difference_high": math.nan,
            "judgement": "",
            "replications": figure.replications,
        }
        if series.organisation != baseline.organisation:
            apart = estimate(differences(mine, theirs))
            row |= {"difference": apart.value, "difference_low": apart.low, "difference_high": apart.high}
            row["judgement"] = judged(apart, MEASURES[measure].better)
        yield row


def _figure(series: Series, measure: str) -> dict[int, float]:
    """Give a measure by replication, of a gap its size."""
    figure = series.figure(measure, "all")
    return {number: abs(value) for number, value in figure.items()} if measure in _GAPS else figure


def judged(difference: Estimate, better: str) -> str:
    """Say whether a difference is better or worse, if its interval tells it from luck."""
    if not difference.distinct:
        return NOT_TOLD_APART
    return BETTER if (difference.value < 0) == (better == "lower") else WORSE
