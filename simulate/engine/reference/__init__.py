"""The reference engine, on SimPy: follows plans and writes down what happens. Its log defines what is right.

It draws nothing and knows no organisation.
"""

import gc

import simpy

from simulate.engine.guards import require_runnable
from simulate.engine.reference.ending import log_of
from simulate.engine.reference.town import Town
from simulate.log import Log
from simulate.plan import Plan

__all__ = ["run"]


def run(plan: Plan, environment: simpy.Environment | None = None) -> Log:
    """Follow a plan from day 0 to its end and give the log.

    Raises PlanError if the plan cannot be followed, or if somebody is left in a line that nobody ever calls from.
    `environment` is for tests that disturb the order of simultaneous events.
    """
    require_runnable(plan)
    collecting = gc.isenabled()
    gc.disable()  # what has happened is freed at once by counting; searching for cycles only costs a fifth of the time
    try:
        town = Town(plan, environment or simpy.Environment())
        town.live()
        log = log_of(town)
        vars(town).clear()  # it and its parts know each other: they would stay until cycles are searched for
        return log
    finally:
        if collecting:
            gc.enable()
