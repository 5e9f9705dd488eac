"""Where the time goes between a child's arrival and the day it has all its support."""

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.covered_days import days_by_category
from simulate.findings.in_line import Spells
from simulate.findings.journeys import support_reached
from simulate.findings.ragged import entries
from simulate.findings.second_waits import second_spells, spans_of_work
from simulate.findings.waits import Waits
from simulate.plan import Floats, Integers

CATEGORIES: tuple[str, ...] = (
    "assessment",  # an intake or an assessment is being done
    "stretched",  # it, or a decision, takes longer than its work, as the worker shares the time, is ill or is new
    "meetings",  # a decision is waited for or being made, unless it holds nothing back
    "waiting",  # in a line, also for the second time
    "other steps",  # a step without a unit
    "handovers",  # being passed on: handover, refusal, consent
    "support",  # none of these, while one need already has its support or acute help is given
    "nothing",  # a need that nobody works on: not noticed yet, put off, or given up
)
"""Every day goes to the first of these that applies to the child."""


def days_by_use(counted: Counted, waits: Waits, stood: Spells) -> Floats:
    """Share out each child's days from arrival to full support: (n, categories).

    Days after the time in which things are counted are left out, so that the sum is the child's wait to full
    support within that time; a child without a real need has none. `stood` is every time in a line.
    """
    stop = support_reached(counted, waits)
    parts = [*_being_done(counted), _in_line(counted, stood), _in_line_again(counted), _handed_over(counted)]
    visit, category, begin, finish = (np.concatenate(column) for column in zip(*parts, strict=True))
    child = counted.of_visit(visit)
    begin = np.maximum(begin, counted.arrival[child])
    finish = np.minimum(finish, stop[child])
    last = len(CATEGORIES) - 1
    days = days_by_category(child, category, begin, finish, len(counted), last)
    nothing = np.maximum(stop - counted.arrival - days.sum(axis=1), 0.0)
    return np.column_stack([days, nothing])


def mean_days_by_use(counted: Counted, waits: Waits, stood: Spells) -> dict[str, float]:
    """Average the same over the children with a real need, by category; NaN where there are none."""
    needy = counted.has_real & counted.ordinary
    used, children = days_by_use(counted, waits, stood)[needy], int(needy.sum())
    return {
        name: float(np.sum(used[:, number])) / children if children else float("nan")
        for number, name in enumerate(CATEGORIES)
    }


_Part = tuple[Integers, Integers, Floats, Floats]
"""Visit, category, begin, finish of some intervals of the counted children."""


def _being_done(counted: Counted) -> tuple[_Part, _Part]:
    """Find what is being done, and by how much it is stretched: from when its work alone would have been over.

    Only of units whose workers share their time it is told how long the work alone would have taken.
    """
    plan, log = counted.plan, counted.log
    begun = counted.begun[~plan.beside[counted.begun]]
    row, part = entries(plan.parts_of_visit, begun)
    place, begin, finish = spans_of_work(plan, log, part)
    part, visit = part[place], begun[row[place]]
    helped = counted.has_role(visit, "support") | plan.visits.acute[visit]
    category = np.select(
        [helped, counted.has_role(visit, "decision"), plan.parts.unit[part] < 0],
        [CATEGORIES.index("support"), CATEGORIES.index("meetings"), CATEGORIES.index("other steps")],
        CATEGORIES.index("assessment"),
    )
    worked = begin + _worked(part, begin, finish, plan.parts.work[part])
    shares = np.array([*(unit.ever_shares_time for unit in plan.units), False])  # NONE finds the last
    cut = np.flatnonzero(shares[plan.parts.unit[part]] & plan.parts.lengthens[part] & ~helped)
    until = finish.copy()
    until[cut] = worked[cut]
    stretched = np.full(len(cut), CATEGORIES.index("stretched"))
    return (visit, category, begin, until), (visit[cut], stretched, worked[cut], finish[cut])


def _worked(part: Integers, begin: Floats, finish: Floats, work: Floats) -> Floats:
    """Say how many days of each time in which a part held its place its work alone would have taken: like `part`.

    The work comes first: of a part that stood in line again, what was not done before is done after.
    """
    begin, lasts = np.maximum(begin, 0.0), np.maximum(finish - np.maximum(begin, 0.0), 0.0)
    order = np.lexsort((begin, part))
    before = np.cumsum(lasts[order]) - lasts[order]
    first = np.flatnonzero(np.diff(part[order], prepend=-2))
    before -= np.repeat(before[first], np.diff(first, append=len(order)))
    found = np.empty(len(part))
    found[order] = np.clip(work[order] - before, 0.0, lasts[order])
    return found


def _in_line(counted: Counted, stood: Spells) -> _Part:
    stood = stood.lasting
    stood = stood.chosen((counted.of_visit(stood.visit) >= 0) & ~counted.plan.beside[stood.visit])
    return stood.visit, _waited_for(counted, stood.visit), stood.begin, stood.finish


def _in_line_again(counted: Counted) -> _Part:
    again = second_spells(counted.plan, counted.log)
    visit = counted.plan.parts.visit[again.part]
    mine = np.flatnonzero((counted.of_visit(visit) >= 0) & ~counted.plan.beside[visit])
    return visit[mine], _waited_for(counted, visit[mine]), again.begin[mine], again.finish[mine]


def _waited_for(counted: Counted, visits: Integers) -> Integers:
    """Give the category of days in which some visits are waited for in a line: like `visits`."""
    meeting = counted.has_role(visits, "decision")
    return np.where(meeting, CATEGORIES.index("meetings"), CATEGORIES.index("waiting"))


def _handed_over(counted: Counted) -> _Part:
    """Find the pauses of visits that come after a handover: from when the visits before are over, or have begun."""
    visits, log = counted.plan.visits, counted.log
    passed = counted.visits[visits.handed_over[counted.visits]]
    ready = counted.plan.children.arrival[visits.child[passed]]
    row, before = entries(visits.after.starts, passed)
    # NaN while any visit before is unfinished: nothing has been passed on yet, and the interval lasts for no time
    with np.errstate(invalid="ignore"):
        earlier = visits.after.values[before]
        over = np.where(visits.at_start[passed[row]], log.started[earlier], log.finished[earlier])
        np.maximum.at(ready, row, over)
    return passed, np.full(len(passed), CATEGORIES.index("handovers")), ready, ready + visits.pause[passed]
