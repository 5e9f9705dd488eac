"""Where the time goes between a child's arrival and the day it has all its support."""

import numpy as np

from simulate.findings.cohort import Cohort
from simulate.findings.journeys import support_reached
from simulate.findings.lines import Spells
from simulate.findings.ragged import entries
from simulate.findings.sweep import days_by_category
from simulate.findings.waits import Waits
from simulate.plan import Floats, Integers

CATEGORIES: tuple[str, ...] = (
    "assessment",  # an intake or an assessment is being done
    "meetings",  # a decision is waited for or being made
    "waiting",  # in a line
    "other steps",  # a step without a unit
    "handovers",  # being passed on: handover, refusal, consent
    "support",  # none of these, while one need already has its support or acute help is given
    "nothing",  # a need that nobody works on: not noticed yet, put off, or given up
)
"""Every day goes to the first of these that applies to the child."""


def days_by_use(cohort: Cohort, waits: Waits, stood: Spells) -> Floats:
    """Share out each child's days from arrival to full support: (n, categories).

    Days after the time in which things are counted are left out, so that the sum is the child's wait to full
    support within that time; a child without a real need has none. `stood` is every time in a line.
    """
    stop = support_reached(cohort, waits)
    parts = [_being_done(cohort), _in_line(cohort, stood), _handed_over(cohort)]
    visit, category, begin, finish = (np.concatenate(column) for column in zip(*parts, strict=True))
    child = cohort.of_visit(visit)
    begin = np.maximum(begin, cohort.arrival[child])
    finish = np.minimum(finish, stop[child])
    last = len(CATEGORIES) - 1
    days = days_by_category(child, category, begin, finish, len(cohort), last)
    nothing = np.maximum(stop - cohort.arrival - days.sum(axis=1), 0.0)
    return np.column_stack([days, nothing])


_Part = tuple[Integers, Integers, Floats, Floats]
"""Visit, category, begin, finish of some intervals of the counted children."""


def _being_done(cohort: Cohort) -> _Part:
    plan, log = cohort.plan, cohort.log
    row, part = entries(plan.parts_of_visit, cohort.begun)
    visit = cohort.begun[row]
    helped = cohort.has_role(visit, "support") | plan.visits.acute[visit]
    category = np.select(
        [helped, cohort.has_role(visit, "decision"), plan.parts.unit[part] < 0],
        [CATEGORIES.index("support"), CATEGORIES.index("meetings"), CATEGORIES.index("other steps")],
        CATEGORIES.index("assessment"),
    )
    return visit, category, log.started[visit], np.fmin(log.ended[part], log.end)


def _in_line(cohort: Cohort, stood: Spells) -> _Part:
    stood = stood.lasting.chosen(cohort.of_visit(stood.lasting.visit) >= 0)
    meeting = cohort.has_role(stood.visit, "decision")
    category = np.where(meeting, CATEGORIES.index("meetings"), CATEGORIES.index("waiting"))
    return stood.visit, category, stood.begin, stood.finish


def _handed_over(cohort: Cohort) -> _Part:
    """Find the pauses of visits that come after a handover: from when the visits before are finished."""
    visits, log = cohort.plan.visits, cohort.log
    passed = cohort.visits[visits.handed_over[cohort.visits]]
    ready = cohort.plan.children.arrival[visits.child[passed]]
    row, before = entries(visits.after.starts, passed)
    # NaN while any visit before is unfinished: nothing has been passed on yet, and the interval lasts for no time
    with np.errstate(invalid="ignore"):
        np.maximum.at(ready, row, log.finished[visits.after.values[before]])
    return passed, np.full(len(passed), CATEGORIES.index("handovers")), ready, ready + visits.pause[passed]
