"""Time limits: of each step, and of a child's whole way."""

import numpy as np

from simulate.findings.cohort import Cohort
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


def visits_judged(plan: Plan, log: Log) -> tuple[Booleans, Booleans]:
    """Tell which visits can be judged by their limit, and which of those kept it: (V,) each.

    A visit is judged if it was asked for so early that its limits ran out before the clock stopped (else only the
    quick ones would be seen), and if it did not leave its line before them. Acute visits are not judged.
    """
    to_start, to_finish = step_limits(plan)
    longest = np.maximum(np.where(np.isinf(to_start), 0.0, to_start), np.where(np.isinf(to_finish), 0.0, to_finish))
    # comparisons with NaN (never asked, never reached, never left) are False
    judged = ~plan.visits.acute & (longest > 0) & (log.asked + longest <= log.end)
    judged &= ~(log.left - log.asked < longest)
    kept = np.isinf(to_start) | (log.started - log.asked <= to_start + _ROUNDING)
    kept &= np.isinf(to_finish) | (log.finished - log.asked <= to_finish + _ROUNDING)
    return judged, judged & kept


def children_judged(cohort: Cohort, waits: Waits) -> tuple[Booleans, Booleans]:
    """Tell which children can be judged by the limit of their whole way, and which kept it: (n,) each.

    The limit of a need is what the limits of its own way promise, added up; of a child the largest over its real
    needs: the same in every organisation. Kept is it if the child has full support by then; judged are children
    followed for at least as long.
    """
    whole = np.zeros(len(cohort))
    needs = cohort.plan.needs
    np.maximum.at(whole, cohort.of_need[cohort.first_needs], needs.promise[cohort.first_needs])
    judged = (whole > 0) & (whole <= cohort.followed)
    return judged, judged & (waits.full_support <= whole + _ROUNDING)
