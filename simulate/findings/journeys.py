"""What each counted child goes through on its way: people, units, borders, days on which nobody works with it."""

from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted, tally
from simulate.findings.covered_days import days_covered
from simulate.findings.ragged import entries
from simulate.findings.second_waits import spans_of_work
from simulate.findings.service import has_staff_rules
from simulate.findings.waits import Waits
from simulate.plan import Booleans, Floats, Integers


@dataclass(frozen=True)
class Journeys:
    """The journeys of n counted children, each counted over the same number of days from arrival: (n,) each."""

    people_met: Floats  # workers, by name, also those who take a case over
    worker_changes: Floats  # times another worker took the child's case over; NaN where nobody ever does
    units_met: Floats
    administrations: Floats
    story_told: Floats  # intakes and assessments with a unit that has not heard the story yet
    handovers: Floats
    refusals: Floats
    unattended_days: Floats  # until full support; NaN for a child without a real need


def measure_journeys(counted: Counted, waits: Waits) -> Journeys:
    """Follow every counted child through its visits."""
    plan, log = counted.plan, counted.log
    begun = _happened(counted, plan.parts.visit[counted.worked], log.started)
    met = counted.worked[begun]
    child, unit = counted.of_visit(plan.parts.visit[met]), plan.parts.unit[met]
    administration_names = sorted({unit.administration for unit in plan.units})
    administration = np.array([administration_names.index(unit.administration) for unit in plan.units], dtype=np.int64)
    asked = counted.visits[_happened(counted, counted.visits, counted.first_asked)]
    return Journeys(
        people_met=_people_met(counted, begun),
        worker_changes=_worker_changes(counted),
        units_met=_met(child, unit, (len(counted), len(plan.units))),
        administrations=_met(child, administration[unit], (len(counted), len(plan.units))),
        story_told=_story_told(counted, met),
        handovers=counted.tallied(asked[plan.visits.handed_over[asked]]),
        refusals=counted.tallied(asked[plan.visits.refused[asked]]),
        unattended_days=_unattended_days(counted, waits),
    )


def support_reached(counted: Counted, waits: Waits) -> Floats:
    """Give the day each child has all its support, or up to which it is followed; its arrival without a need: (n,)."""
    until = np.fmin(counted.until, counted.arrival + waits.full_support)
    return np.where(counted.has_real, until, counted.arrival)


def _happened(counted: Counted, visits: Integers, when: Floats) -> Booleans:
    """Tell for which of some visits of theirs something happened (when: (V,)) while such things are counted."""
    return when[visits] <= counted.until[counted.of_visit(visits)]  # NaN, for what never happened, is False


def _met(child: Integers, what: Integers, size: tuple[int, int]) -> Floats:
    """Count the different things each child meets, of few: (children,), where there are (children, things)."""
    met = np.zeros(size)
    met[child, what] = 1.0
    return np.asarray(met.sum(axis=1))


def _distinct(child: Integers, what: Integers, children: int) -> Floats:
    """Count the different things each child has: (children,)."""
    span = int(what.max(initial=0)) + 1
    pairs = np.sort(child * span + what)
    return tally(pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]] // span, children)


def _handed(counted: Counted) -> Booleans:
    """Tell which cases that changed hands (H,) did so while things are counted."""
    child = counted.of_visit(counted.log.handed_visit)
    handed = child >= 0
    handed[handed] = counted.log.handed_at[handed] <= counted.until[child[handed]]
    return handed


def _people_met(counted: Counted, begun: Booleans) -> Floats:
    """Count the workers of the visits that have begun (w,), those who had a case before or took it over."""
    log, parts, met = counted.log, counted.plan.parts, counted.worked[begun]
    handed = _handed(counted)
    visit = np.concatenate([parts.visit[met], log.handed_visit[handed], log.handed_visit[handed]])
    unit = np.concatenate([parts.unit[met], log.handed_unit[handed], log.handed_unit[handed]])
    worker = np.concatenate([_last_worker(counted, handed)[begun], log.given_by[handed], log.taken_by[handed]])
    named = worker >= 0
    people = unit * (int(worker.max(initial=0)) + 1) + worker
    return _distinct(counted.of_visit(visit[named]), people[named], len(counted))


def _last_worker(counted: Counted, handed: Booleans) -> Integers:
    """Give the last worker of each part of their visits (w,) while things are counted; the log tells of all time."""
    log, parts, units, worked = counted.log, counted.plan.parts, len(counted.plan.units), counted.worked
    worker = log.worker[worked]
    # what changed hands later was then still with its giver; the first such change has the last word
    later = np.flatnonzero(~handed & (counted.of_visit(log.handed_visit) >= 0) & (log.given_by >= 0))[::-1]
    address = log.handed_visit[later] * units + log.handed_unit[later]
    rows = np.searchsorted(parts.visit[worked] * units + parts.unit[worked], address)
    for row, giver in zip(rows.tolist(), log.given_by[later].tolist(), strict=True):
        worker[row] = giver
    return worker


def _worker_changes(counted: Counted) -> Floats:
    """Count how often a case was taken over by somebody else than who had it last."""
    plan, log = counted.plan, counted.log
    if not any(has_staff_rules(unit) for unit in plan.units):
        return np.full(len(counted), np.nan)
    handed = np.flatnonzero(_handed(counted))
    order = handed[np.lexsort((log.handed_at[handed], log.handed_unit[handed], log.handed_visit[handed]))]
    visit, unit, giver, taker = (
        column[order] for column in (log.handed_visit, log.handed_unit, log.given_by, log.taken_by)
    )
    # while nobody was there to take it, a case was of the one who gave it last
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (visit[1:] == visit[:-1]) & (unit[1:] == unit[:-1])
    given = giver.copy()
    for row in np.flatnonzero((giver < 0) & again).tolist():
        given[row] = given[row - 1]
    return counted.tallied(visit[(taker >= 0) & (given >= 0) & (taker != given)])


def _story_told(counted: Counted, met: Integers) -> Floats:
    """Count the intakes and assessments in which at least one unit hears the child's story for the first time.

    `met` are the parts of visits that have begun.
    """
    log, parts = counted.log, counted.plan.parts
    rows = met[counted.has_role(parts.visit[met], "intake", "assessment")]
    visit, unit = parts.visit[rows], parts.unit[rows]
    listener = counted.of_visit(visit) * len(counted.plan.units) + unit
    order = np.lexsort((log.started[visit], listener))  # of those that start together, the lower number comes first
    listener, visit = listener[order], visit[order]
    first = np.ones(len(listener), dtype=bool)
    first[1:] = listener[1:] != listener[:-1]
    # a joint visit new to several of its units is still one telling
    return _distinct(counted.of_visit(visit[first]), visit[first], len(counted))


def _unattended_days(counted: Counted, waits: Waits) -> Floats:
    """Count the days on which no visit of the child is going on, from arrival until it has all its support.

    A visit does not go on while all that is left of it stands in line again.
    """
    plan, log, stop = counted.plan, counted.log, support_reached(counted, waits)
    stood_again = np.zeros(len(plan.visits), dtype=bool)
    stood_again[plan.parts.visit[log.again_part]] = True
    whole, visits = counted.begun[~stood_again[counted.begun]], counted.begun[stood_again[counted.begun]]
    row, part = entries(plan.parts_of_visit, visits)
    place, begin, finish = spans_of_work(plan, log, part)
    visit = np.concatenate([whole, visits[row[place]]])
    child = counted.of_visit(visit)
    begin = np.concatenate([log.started[whole], begin])
    finish = np.minimum(np.concatenate([counted.lasted_until(whole), finish]), stop[child])
    attended = days_covered(child, begin, finish, len(counted))
    return np.where(counted.has_real, stop - counted.arrival - attended, np.nan)
