"""Time limits: of each step, and of a child's whole way."""

import numpy as np

from simulate.findings.cohort import Cohort, sums
from simulate.findings.waits import Waits
from simulate.log import Log
from simulate.plan import Booleans, Floats, Plan

_ROUNDING = 1e-6  # days; a step of exactly 14 days keeps a limit of 14 days


def step_limits(plan: Plan) -> tuple[Floats, Floats]:
    """Give the limits of each visit to start and to finish, days from asked: (V,) each, infinite where none."""
    pairs = [(step.start_within, step.finish_within) for step in plan.steps]
    to_start, to_finish = np.array(
        [[np.inf if limit is None else limit for limit in pair] for pair in pairs], dtype=np.float64
    ).T
    return to_start[plan.visits.step], to_finish[plan.visits.step]


def whole_limits(plan: Plan) -> Floats:
    """Give what each visit adds to the promise for a child's whole way, days: (V,), 0 where it has no limit.

    A joint visit may have both a limit to start and one to finish; the way is promised by the later.
    """
    to_start, to_finish = step_limits(plan)
    return np.maximum(np.where(np.isinf(to_start), 0.0, to_start), np.where(np.isinf(to_finish), 0.0, to_finish))


def visits_judged(plan: Plan, log: Log) -> tuple[Booleans, Booleans]:
    """Tell which visits can be judged by their limit, and which of those kept it: (V,) each.

    A visit is judged if it was asked for so early that its limits ran out before the clock stopped (else only the
    quick ones would be seen), and if it did not leave its line before them. Acute visits are not judged.
    """
    to_start, to_finish = step_limits(plan)
    longest = whole_limits(plan)
    # comparisons with NaN (never asked, never reached, never left) are False
    judged = ~plan.visits.acute & (longest > 0) & (log.asked + longest <= log.end)
    judged &= ~(log.left - log.asked < longest)
    kept = np.isinf(to_start) | (log.started - log.asked <= to_start + _ROUNDING)
    kept &= np.isinf(to_finish) | (log.finished - log.asked <= to_finish + _ROUNDING)
    return judged, judged & kept


def children_judged(cohort: Cohort, waits: Waits) -> tuple[Booleans, Booleans]:
    """Tell which children can be judged by the limit of their whole way, and which kept it: (n,) each.

    The limit of a need is the sum of the limits of the steps its plan has, of a child the largest over its real
    needs. Kept is it if the child has full support by then; judged are children followed for at least as long.
    """
    visits, needs = cohort.plan.visits, cohort.plan.needs
    limits = whole_limits(cohort.plan)[visits.needs.rows]
    of_need = sums(visits.needs.values, limits, len(needs))
    whole = np.zeros(len(cohort))
    np.maximum.at(whole, cohort.of_need[cohort.first_needs], of_need[cohort.first_needs])
    judged = (whole > 0) & (whole <= cohort.followed)
    return judged, judged & (waits.full_support <= whole + _ROUNDING)
