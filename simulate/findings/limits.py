"""Time limits: of each step, and of a child's whole way."""

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.waits import Waits
from simulate.log import Log
from simulate.plan import Booleans, Floats, Integers, Plan

_ROUNDING = 1e-6  # days; a step of exactly 14 days keeps a limit of 14 days


def step_limits(plan: Plan) -> tuple[Floats, Floats]:
    """Give the limits of each step to start and to finish, days from asked: (steps,) each, infinite where none."""
    pairs = [(step.start_within, step.finish_within) for step in plan.steps]
    to_start, to_finish = np.array(
        [[np.inf if limit is None else limit for limit in pair] for pair in pairs], dtype=np.float64
    ).T
    return to_start, to_finish


def visits_judged(plan: Plan, log: Log, visits: Integers) -> tuple[Booleans, Booleans]:
    """Tell which of some visits can be judged by their limit, and which of those kept it: (visits,) each.

    A visit is judged if it was asked for so early that its limits ran out before the clock stopped (else only the
    quick ones would be seen), and if it did not leave its line before them. Acute visits are not judged. Days are
    counted as the step's limit counts them (see `days_between`).
    """
    step = plan.visits.step[visits]
    to_start, to_finish = (limits[step] for limits in step_limits(plan))
    to_the_start, to_the_finish, to_leaving, to_the_end = (
        days_between(plan, step, log.asked[visits], until)
        for until in (log.started[visits], log.finished[visits], log.left[visits], np.full(len(visits), log.end))
    )
    longest = np.maximum(np.where(np.isinf(to_start), 0.0, to_start), np.where(np.isinf(to_finish), 0.0, to_finish))
    # comparisons with NaN (never asked, never reached, never left) are False
    judged = ~plan.visits.acute[visits] & (longest > 0) & (to_the_end >= longest)
    judged &= ~(to_leaving < longest)
    kept = np.isinf(to_start) | (to_the_start <= to_start + _ROUNDING)
    kept &= np.isinf(to_finish) | (to_the_finish <= to_finish + _ROUNDING)
    return judged, judged & kept


def days_between(plan: Plan, step: Integers, since: Floats, until: Floats) -> Floats:
    """Count the days between two times of visits of some steps, or working days where the step's limit does: (visits,).

    A part of a working day counts as that part; other days count as nothing. From before day 0, for which there is
    no calendar, five days of seven count.
    """
    working = np.array([step.in_working_days for step in plan.steps], dtype=bool)[step]
    days = until - since
    if plan.working_days is None or not working.any():
        return days
    days[working] = _working_days(plan.working_days, until[working]) - _working_days(plan.working_days, since[working])
    return days


def _working_days(before_midnight: Floats, times: Floats) -> Floats:
    """Count the working days before some times; NaN where there is none."""
    inside = np.interp(times, np.arange(len(before_midnight)), before_midnight)
    return np.asarray(np.where(times < 0, times * 5 / 7, inside))


def children_judged(counted: Counted, waits: Waits) -> tuple[Booleans, Booleans]:
    """Tell which children can be judged by the limit of their whole way, and which kept it: (n,) each.

    The limit of a need is what the limits of its own way promise, added up; of a child the largest over its real
    needs: the same in every organisation. Kept is it if the child has full support by then; judged are children
    followed for at least as long.
    """
    whole = np.zeros(len(counted))
    needs = counted.plan.needs
    np.maximum.at(whole, counted.of_need(counted.first_needs), needs.promise[counted.first_needs])
    judged = (whole > 0) & (whole <= counted.followed)
    return judged, judged & (waits.full_support <= whole + _ROUNDING)
