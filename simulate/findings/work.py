"""The work of parts of visits: how many days each takes by itself, and who had it from when until when."""

from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.ragged import entries
from simulate.findings.second_waits import spans_of_work
from simulate.plan import NONE, Booleans, Floats, Integers


def days_of_work(counted: Counted) -> Floats:
    """Give the days of work that each part takes: as planned, and longer by each crisis before a support began: (P,).

    It is what the child needs. What colleagues add who take a case over (`handover_days`) is not in it, nor is what any
    worker makes longer or shorter: by that much a visit is stretched.
    """
    plan, log = counted.plan, counted.log
    visits, rules = plan.visits, ((0.0, plan.rules), *plan.later_rules)
    growth = np.array([each.growth for _, each in rules])
    if not (growth.any() and len(log.crisis_at)):
        return plan.parts.work
    begun = np.flatnonzero(visits.grows & ~np.isnan(log.started))
    of_child = np.searchsorted(log.crisis_child, np.arange(len(plan.children) + 1))
    row, crisis = entries(of_child, visits.child[begun])
    # everything at an instant happens before anyone is called
    before = np.flatnonzero(log.started[begun[row]] >= log.crisis_at[crisis])
    visit, crisis = begun[row[before]], crisis[before]
    day = log.crisis_at[crisis]
    there = _arisen(counted, visit) <= day  # what a return needs does not grow before the child is back
    holds = np.searchsorted([day for day, _ in rules], day, side="right") - 1
    longer = np.ones(len(visits))
    np.multiply.at(longer, visit[there], 1 + growth[holds[there]])
    return np.asarray(plan.parts.work * longer[plan.parts.visit])


def _arisen(counted: Counted, visits: Integers) -> Floats:
    """Give the day on which the last of the needs arises that each of some visits serves: (visits,)."""
    plan = counted.plan
    row, place = entries(plan.visits.needs.starts, visits)
    need = plan.visits.needs.values[place]
    with_visit = plan.needs.arises_with[need]
    arrival = plan.children.arrival[plan.needs.child[need]]
    days = np.where(with_visit == NONE, arrival, np.nan_to_num(counted.asked_with(with_visit), nan=np.inf))
    latest = np.full(len(visits), -np.inf)
    np.maximum.at(latest, row, days)
    return latest


def begun_until(counted: Counted, counts: Booleans) -> tuple[Integers, Floats, Floats]:
    """Give the parts, of some (P,), that have begun with workers, from when, not before the clock starts, until when.

    What still goes on when the clock stops lasts until then.
    """
    plan, log, parts = counted.plan, counted.log, counted.plan.parts
    works = np.array([*(not unit.is_meeting for unit in plan.units), False])  # NONE finds the last
    begun = np.flatnonzero(counts & works[parts.unit] & ~np.isnan(log.started[parts.visit]))
    return begun, np.maximum(log.started[parts.visit[begun]], 0.0), np.fmin(log.ended[begun], log.end)


def held_places(counted: Counted, counts: Booleans) -> tuple[Integers, Floats, Floats]:
    """Give the times in which parts, of some (P,), held a place: the part, from when and until when, as `begun_until`.

    A part that stood in line again has several.
    """
    part, _, _ = begun_until(counted, counts)
    place, begin, finish = spans_of_work(counted.plan, counted.log, part)
    return part[place], np.maximum(begin, 0.0), finish


@dataclass(frozen=True)
class Held:
    """The times somebody had a part of a visit: H rows, in any order. A part that changed hands has several."""

    unit: Integers  # (H,)
    worker: Integers  # (H,) by number in the unit
    begin: Floats  # (H,) not before the clock starts
    until: Floats  # (H,) the end of the run where it still goes on


def held(counted: Counted, counts: Booleans) -> Held:
    """Say who had which of some parts (P,), and when; while nobody has a part there is no row."""
    plan, log, parts = counted.plan, counted.log, counted.plan.parts
    first, begin, over = begun_until(counted, counts)
    place = np.full(len(parts), NONE)
    place[first] = np.arange(len(first))
    row, part = entries(plan.parts_of_visit, log.handed_visit)
    mine = np.flatnonzero((parts.unit[part] == log.handed_unit[row]) & (place[part] != NONE))
    handed, at = place[part[mine]], log.handed_at[row[mine]]
    order = np.argsort(handed, kind="stable")  # those of one part in the order in which they happened
    handed, at, taker = handed[order], at[order], log.taken_by[row[mine]][order]
    until, next_at = over.copy(), over[handed]
    np.minimum.at(until, handed, at)
    again = np.flatnonzero(handed[1:] == handed[:-1])
    next_at[again] = at[again + 1]
    worker = np.concatenate([log.worker[first], taker])
    unit = np.concatenate([parts.unit[first], parts.unit[first[handed]]])
    since, then = np.concatenate([begin, at]), np.concatenate([until, next_at])
    somebody = np.flatnonzero((worker != NONE) & (then > since))
    return Held(unit[somebody], worker[somebody], since[somebody], then[somebody])
