"""How much is asked of each unit before anything happens, and how much of it is used."""

import math

import numpy as np

from simulate.findings.cohort import in_units, sums
from simulate.findings.lines import days_within
from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import Booleans, Floats, Plan


def earliest_times(plan: Plan) -> Floats:
    """Find when each visit would be asked for if nobody ever waited: (V,) days; infinite for acute visits.

    It is the longest path through the visits before it: their durations and pauses, from the child's arrival.
    """
    visits = plan.visits
    arrival = plan.children.arrival[visits.child]
    joined = np.flatnonzero(visits.after.counts > 0)
    starts = visits.after.starts[joined]
    begins = arrival + visits.pause
    # each pass settles the visits one step further along the longest chain
    for _ in range(len(visits) + 1):
        ends = begins + visits.duration
        latest = np.maximum.reduceat(ends[visits.after.values], starts) if len(joined) else np.empty(0)
        later = begins.copy()
        later[joined] = latest + visits.pause[joined]
        if np.array_equal(later, begins):
            break
        begins = later
    return np.where(visits.acute, np.inf, begins)


def offered_load(plan: Plan, window: Window) -> Floats:
    """Compare what children would ask of each unit with what it has, before the run: (units,).

    Everything planned that would at the earliest be asked for between the warm-up and the end of the run counts
    with its whole duration: place-days asked for ÷ place-days there are; for a meeting, cases ÷ cases it can take.
    At 1 or more the unit cannot keep up, however it is organised, unless children give up. What crises add, and
    what giving up takes away, is not known beforehand and not in it.
    """
    begins = earliest_times(plan)
    leaves = plan.leaves[plan.visits.child]
    asked = np.flatnonzero((begins >= window.warm_up) & (begins < plan.end) & (begins < leaves))
    row, unit = in_units(plan, asked)
    work = np.where(_meets(plan)[unit], 1.0, plan.visits.duration[asked][row])
    demanded = sums(unit, work, len(plan.units))
    return _ratio(demanded, places_offered(plan, window.warm_up, plan.end))


def use_of_places(plan: Plan, log: Log, window: Window) -> Floats:
    """Give the share of each unit's places in use between the warm-up and the end: (units,), NaN without places."""
    begun = np.flatnonzero(~np.isnan(log.started))
    finished = np.where(np.isnan(log.finished[begun]), log.end, log.finished[begun])
    held = days_within(log.started[begun], finished, window.warm_up, log.end)
    inside = (log.started[begun] >= window.warm_up) & (log.started[begun] < log.end)
    row, unit = in_units(plan, begun)
    work = np.where(_meets(plan)[unit], inside[row], held[row])
    used = sums(unit, work, len(plan.units))
    offered = places_offered(plan, window.warm_up, log.end)
    return np.where(offered > 0, _ratio(used, offered), np.nan)


def places_offered(plan: Plan, opens: float, closes: float) -> Floats:
    """Count the place-days of each unit between two days; for a meeting, the cases it can take: (units,)."""
    offered = []
    for unit in plan.units:
        if unit.meets_every is None:
            offered.append(unit.workers * unit.caseload * (closes - opens))
        else:
            # meetings are held at 1, 2, 3 … intervals from the start
            meetings = math.ceil(closes / unit.meets_every) - max(math.ceil(opens / unit.meets_every), 1)
            offered.append(max(meetings, 0) * unit.cases)
    return np.array(offered, dtype=np.float64)


def _meets(plan: Plan) -> Booleans:
    return np.array([unit.is_meeting for unit in plan.units], dtype=bool)


def _ratio(asked: Floats, offered: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((asked == 0) & (offered == 0), 0.0, asked / offered)
