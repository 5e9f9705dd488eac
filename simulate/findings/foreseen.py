"""Visits that come without a crisis, and those that only a crisis brings."""

import numpy as np

from simulate.plan import Booleans, Plan


def foreseen(plan: Plan) -> Booleans:
    """Tell which visits come if nothing goes wrong: (V,).

    Others are acute, or come after a pause without end: they are for needs that never come up by themselves.
    """
    visits = plan.visits
    comes: Booleans = ~visits.acute
    if np.isfinite(visits.pause).all():
        return comes
    comes &= np.isfinite(visits.pause)
    then, before = visits.after.rows, visits.after.values
    while (blocked := comes[then] & ~comes[before]).any():
        comes[then[blocked]] = False
    return comes
