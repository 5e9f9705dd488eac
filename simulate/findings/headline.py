"""The headline measures of one replication, for everybody and for each group of children."""

from dataclasses import dataclass

import numpy as np

from simulate.findings.catalogue import WAITS, YEAR
from simulate.findings.cohort import Cohort, tally
from simulate.findings.ends import Ends, shares_of_ends
from simulate.findings.journeys import Journeys
from simulate.findings.limits import children_judged
from simulate.findings.outcomes import Outcomes, ended_supports, returns_within_a_year
from simulate.findings.survival import Curve
from simulate.findings.waits import Waits
from simulate.plan import Booleans, Floats, Integers

Figures = dict[tuple[str, str], float]
"""By measure and group: NaN where there is nobody to measure, infinite for a percentile that is not reached."""

SMALLEST_STREAM = 30
"""Streams with fewer children with a real need stay out of the gap between streams: their means are luck."""


@dataclass(frozen=True)
class Known:
    """What is known about each counted child."""

    waits: Waits
    curves: dict[str, dict[str, Curve]]  # of each wait, by group
    ends: dict[str, Integers]  # of each wait: how each child stands with it, (n,) of `End`
    journeys: Journeys
    outcomes: Outcomes


@dataclass(frozen=True)
class Headline:
    """The headline of one replication: each by measure or wait, and group."""

    figures: Figures
    children: dict[tuple[str, str], int]  # how many children a figure is about
    ends: dict[tuple[str, str], Ends]


def headline(cohort: Cohort, known: Known) -> Headline:
    """Give the figure of every measure and group, how many children it is about, and for the waits how they end."""
    figures: Figures = {}
    children: dict[tuple[str, str], int] = {}
    ends: dict[tuple[str, str], Ends] = {}
    returns = returns_within_a_year(cohort)
    for group, members in cohort.groups.items():
        horizon = cohort.horizon(members)
        for wait in WAITS:
            curve = known.curves[wait][group]
            waiters = members if wait == "first_contact" else members & cohort.has_real
            ends[wait, group] = shares_of_ends(known.ends[wait], waiters)
            without = 100 * ends[wait, group].without
            for measure, figure in _of_wait(wait, curve, horizon, cohort.window.follow_up, without).items():
                figures[measure, group], children[measure, group] = figure, curve.people
        figures["returns_12m", group] = returns[group]
    ratios = _ratios(cohort, known)
    figures |= _by_group(ratios, cohort.groups)
    gaps = _gaps(figures, cohort)
    return Headline(figures | gaps, children | _children(ratios, cohort, gaps), ends)


def _children(ratios: dict[str, "_Ratio"], cohort: Cohort, gaps: Figures) -> dict[tuple[str, str], int]:
    """Count the children of each group whom each other measure is about: those with something to divide by."""
    found: dict[tuple[str, str], int] = {}
    supported = tally(cohort.of_visit(ended_supports(cohort)), len(cohort)) > 0
    about = {name: below > 0 for name, (_, below, _) in ratios.items()} | {"returns_12m": supported}
    for group, members in cohort.groups.items():
        found |= {(name, group): int((whom & members).sum()) for name, whom in about.items()}
    needy, everybody = (int((whom & cohort.ordinary).sum()) for whom in (cohort.has_real, cohort.ordinary))
    return found | dict.fromkeys(gaps, needy) | {("cost_per_child", "all"): everybody}


_Ratio = tuple[Floats, Floats, float]
"""Two columns (n,), the sums of which are to be divided, and what to multiply by."""


def _by_group(ratios: dict[str, _Ratio], groups: dict[str, Booleans]) -> Figures:
    """Give the figure of each measure and group, NaN where there is nothing to divide by."""
    above, below = (np.array([each[part] for each in ratios.values()]) for part in (0, 1))
    factor = np.array([each[2] for each in ratios.values()])
    found: dict[str, list[float]] = {}
    for group, members in groups.items():
        inside = np.flatnonzero(members)
        sums, totals = (np.take(columns, inside, axis=1).sum(axis=1) for columns in (above, below))
        with np.errstate(divide="ignore", invalid="ignore"):
            found[group] = np.where(totals > 0, factor * (sums / totals), np.nan).tolist()
    return {(measure, group): found[group][row] for row, measure in enumerate(ratios) for group in groups}


def ratio(above: Floats | Booleans, below: Floats | Booleans) -> float:
    """Divide the sum of one column by the sum of another; NaN where that is 0."""
    total = float(np.sum(below))
    return float(np.sum(above)) / total if total > 0 else float("nan")


def _of_wait(wait: str, curve: Curve, horizon: float, follow_up: float, without: float) -> dict[str, float]:
    """Give the figures of one wait of one group; `without` is the percentage who have not got it at the end."""
    figures = {f"{wait}_median": curve.percentile(50), f"{wait}_mean": curve.mean_within(horizon)}
    if wait == "first_contact":
        return figures
    after_a_year = 100 * curve.still_waiting(YEAR) if follow_up >= YEAR else float("nan")
    return figures | {
        f"{wait}_p90": curve.percentile(90),
        f"no_{wait}_1y": after_a_year,
        f"no_{wait}_end": without,
    }


def _ratios(cohort: Cohort, known: Known) -> dict[str, _Ratio]:
    """Give the columns of each measure that is a sum over children ÷ another."""
    journeys, outcomes = known.journeys, known.outcomes
    real = cohort.has_real.astype(np.float64)
    per_child = {
        "people_met": journeys.people_met,
        "worker_changes": journeys.worker_changes,
        "units_met": journeys.units_met,
        "administrations": journeys.administrations,
        "story_told": journeys.story_told,
        "handovers": journeys.handovers,
        "refusals": journeys.refusals,
        "unattended_days": np.nan_to_num(journeys.unattended_days),
        "need_days": outcomes.need_days,
    }
    per_need = {
        "given_up": outcomes.given_up,
        "never_noticed": outcomes.never_noticed,
        "aged_out": outcomes.aged_out,
    }
    whole_judged, whole_kept = children_judged(cohort, known.waits)
    return {
        **{name: (column * real, real, 1.0) for name, column in per_child.items()},
        **{name: (column, outcomes.real_needs, 100.0) for name, column in per_need.items()},
        "crises": (outcomes.crises, real, 1000.0),
        "children_in_limit": (whole_kept.astype(np.float64), whole_judged.astype(np.float64), 100.0),
        "screened_out": (1.0 - real, np.ones(len(cohort)), 100.0),
    }


def _gaps(figures: Figures, cohort: Cohort) -> Figures:
    """Compare the mean waits to first support of groups."""

    def mean(group: str) -> float:
        return figures["first_support_mean", group]

    needy = {group: int((members & cohort.has_real).sum()) for group, members in cohort.groups.items()}
    streams = [mean(group) for group in needy if group.startswith("stream: ") and needy[group] >= SMALLEST_STREAM]
    return {
        ("gap_needs", "all"): mean("several needs") - mean("one need"),
        ("gap_urgent", "all"): mean("not urgent") - mean("urgent"),
        ("gap_streams", "all"): max(streams) - min(streams) if len(streams) > 1 else float("nan"),
    }
