"""Time limits: of each step, and of a child's whole way."""

import numpy as np

from simulate.findings.cohort import Cohort, sums
from simulate.findings.waits import Waits
from simulate.log import Log
from simulate.plan import Booleans, Floats, Plan

_ROUNDING = 1e-6  # days; a step of exactly 14 days keeps a limit of 14 days


def step_limits(plan: Plan) -> Floats:
    """Give the time limit of each visit's step, days: (V,), NaN where it has none."""
    limits = np.array([np.nan if step.limit is None else step.limit for step in plan.steps], dtype=np.float64)
    return limits[plan.visits.step]


def visits_judged(plan: Plan, log: Log) -> tuple[Booleans, Booleans]:
    """Tell which visits can be judged by their limit, and which of those kept it: (V,) each.

    A visit is judged if it was asked for so early that its limit ran out before the clock stopped (else only the
    quick ones would be seen), and if it did not leave its line before the limit. Acute visits are not judged.
    """
    limits = step_limits(plan)
    at_start = np.array([step.limit_at_start for step in plan.steps], dtype=bool)[plan.visits.step]
    reached = np.where(at_start, log.started, log.finished)
    # comparisons with NaN (no limit, never asked, never reached, never left) are False
    judged = ~plan.visits.acute & (log.asked + limits <= log.end)
    judged &= ~(log.left - log.asked < limits)
    return judged, judged & (reached - log.asked <= limits + _ROUNDING)


def children_judged(cohort: Cohort, waits: Waits) -> tuple[Booleans, Booleans]:
    """Tell which children can be judged by the limit of their whole way, and which kept it: (n,) each.

    The limit of a need is the sum of the limits of the steps its plan has, of a child the largest over its real
    needs. Kept is it if the child has full support by then; judged are children followed for at least as long.
    """
    visits, needs = cohort.plan.visits, cohort.plan.needs
    limits = np.nan_to_num(step_limits(cohort.plan))[visits.needs.rows]
    of_need = sums(visits.needs.values, limits, len(needs))
    whole = np.zeros(len(cohort))
    np.maximum.at(whole, cohort.of_need[cohort.first_needs], of_need[cohort.first_needs])
    judged = (whole > 0) & (whole <= cohort.followed)
    return judged, judged & (waits.full_support <= whole + _ROUNDING)
