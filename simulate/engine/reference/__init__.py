"""The reference engine, on SimPy: follows plans and writes down what happens. Its log defines what is right.

It draws nothing and knows no organisation. Begin with `life`, where a visit lives from top to bottom as a process:

    moments, lives, places, lines, diary    when something happens, and how everybody stands: together the `town`
    work, clock, pace, working_time         how long parts of visits take
    again, handover, consultants, ranks,
    calling, strain                         rules that need no life to go by
    life                                    rules 1 and 3: pause, line, work, end
    hardship                                rules 5 to 7: crisis, giving up, growing up
    meetings, staff, arrivals               rules 4 and 8, and who comes
    ending                                  the log

Each is handed the town and those rules above it in this list that it needs. Everything that happens at one instant
happens in the order of `engine.rules.Phase`, calling last; so the log does not depend on the order of simultaneous
events in SimPy's queue.

An instant is worked in rounds. All that happens at it happens before anybody is called. What calling itself brings
about at that instant (a visit of no length is over, a need is reported as a contact begins) happens after that round of
calling, in the same order of phases; and then there is calling again, until it brings about nothing more. So a visit
that is asked for by the calling of a round was not in line in that round, and is not passed over by those called in it.
"""

import gc

import simpy

from simulate.engine.guards import require_runnable
from simulate.engine.reference.again import Again
from simulate.engine.reference.arrivals import Arrivals
from simulate.engine.reference.calling import Calling
from simulate.engine.reference.consultants import Consultants
from simulate.engine.reference.ending import log_of
from simulate.engine.reference.handover import Handover
from simulate.engine.reference.hardship import Hardship
from simulate.engine.reference.life import Visits
from simulate.engine.reference.meetings import Meetings
from simulate.engine.reference.staff import StaffRules
from simulate.engine.reference.strain import Strain
from simulate.engine.reference.town import Town
from simulate.engine.reference.work import Work
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
        town = Town.of(plan, environment or simpy.Environment())
        _begin(town)
        town.env.run(until=plan.end)
        log = log_of(town)
        town.forget()
        return log
    finally:
        if collecting:
            gc.enable()


def _begin(town: Town) -> None:
    """Let all rules hold in a town from now on."""
    work = Work(town)
    again = Again(town, work)
    handover = Handover(town, work, again)
    consultants = Consultants(town, handover)
    calling = Calling(town, again, consultants)
    strain = Strain(town)
    visits = Visits(town, calling, work, strain, consultants)
    hardship = Hardship(town, calling, strain, visits)
    meetings = Meetings(town)
    staff = StaffRules(town, work, handover, consultants, meetings)
    arrivals = Arrivals(town, strain, visits, hardship)
    for rule in (calling, handover, meetings, staff, work.clocks, arrivals, hardship):
        rule.begin()
