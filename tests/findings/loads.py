"""The load of one plan, as it stands there: every child comes once, on its own day."""

from collections.abc import Sequence

import numpy as np

from simulate.findings.asked import asked_of_units
from simulate.findings.capacity import capacity
from simulate.findings.counted import Counted
from simulate.findings.load import ExpectedLoad, expected_loads
from simulate.findings.occupancy import occupancies, use_of_places
from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import Plan


def load_of_plan(plan: Plan, window: Window) -> np.ndarray:
    loads = expected_of(plan, window)
    return np.array([loads[unit.name].share for unit in plan.units])


def places_there(plan: Plan, opens: float, closes: float) -> list[float]:
    return capacity(plan.units, plan.end, opens, closes).there.tolist()


def use_in(plan: Plan, log: Log, window: Window) -> np.ndarray:
    counted = Counted(plan, log, window)
    return use_of_places(counted, occupancies(counted))


def expected_of(plan: Plan, window: Window) -> dict[str, ExpectedLoad]:
    return expected_of_plans([plan], window)


def expected_of_plans(plans: Sequence[Plan], window: Window) -> dict[str, ExpectedLoad]:
    """Give the loads to be expected as far as some plans of one organisation tell them."""
    units, end = plans[0].units, plans[0].end
    has = capacity(units, end, window.warm_up, end)
    return expected_loads(units, [(asked_of_units(plan, window), has) for plan in plans], end - window.warm_up)
