"""What each counted child goes through on its way: people, units, borders, days on which nobody works with it."""

from dataclasses import dataclass

import numpy as np

from simulate.findings.cohort import Cohort, tally
from simulate.findings.service import has_staff_rules
from simulate.findings.sweep import days_covered
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


def measure_journeys(cohort: Cohort, waits: Waits) -> Journeys:
    """Follow every counted child through its visits."""
    plan, log = cohort.plan, cohort.log
    begun = _happened(cohort, plan.parts.visit[cohort.worked], log.started)
    met = cohort.worked[begun]
    child, unit = cohort.of_visit(plan.parts.visit[met]), plan.parts.unit[met]
    administration_names = sorted({unit.administration for unit in plan.units})
    administration = np.array([administration_names.index(unit.administration) for unit in plan.units], dtype=np.int64)
    asked = cohort.visits[_happened(cohort, cohort.visits, cohort.first_asked)]
    return Journeys(
        people_met=_people_met(cohort, begun),
        worker_changes=_worker_changes(cohort),
        units_met=_met(child, unit, (len(cohort), len(plan.units))),
        administrations=_met(child, administration[unit], (len(cohort), len(plan.units))),
        story_told=_story_told(cohort, met),
        handovers=cohort.counted(asked[plan.visits.handed_over[asked]]),
        refusals=cohort.counted(asked[plan.visits.refused[asked]]),
        unattended_days=_unattended_days(cohort, waits),
    )


def support_reached(cohort: Cohort, waits: Waits) -> Floats:
    """Give the day each child has all its support, or up to which it is followed; its arrival without a need: (n,)."""
    until = np.fmin(cohort.until, cohort.arrival + waits.full_support)
    return np.where(cohort.has_real, until, cohort.arrival)


def _happened(cohort: Cohort, visits: Integers, when: Floats) -> Booleans:
    """Tell for which of some visits of theirs something happened (when: (V,)) while such things are counted."""
    return when[visits] <= cohort.until[cohort.of_visit(visits)]  # NaN, for what never happened, is False


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


def _handed(cohort: Cohort) -> Booleans:
    """Tell which cases that changed hands (H,) did so while things are counted."""
    child = cohort.of_visit(cohort.log.handed_visit)
    handed = child >= 0
    handed[handed] = cohort.log.handed_at[handed] <= cohort.until[child[handed]]
    return handed


def _people_met(cohort: Cohort, begun: Booleans) -> Floats:
    """Count the workers of the visits that have begun (w,), those who had a case before or took it over."""
    log, parts, met = cohort.log, cohort.plan.parts, cohort.worked[begun]
    handed = _handed(cohort)
    visit = np.concatenate([parts.visit[met], log.handed_visit[handed], log.handed_visit[handed]])
    unit = np.concatenate([parts.unit[met], log.handed_unit[handed], log.handed_unit[handed]])
    worker = np.concatenate([_last_worker(cohort, handed)[begun], log.given_by[handed], log.taken_by[handed]])
    named = worker >= 0
    people = unit * (int(worker.max(initial=0)) + 1) + worker
    return _distinct(cohort.of_visit(visit[named]), people[named], len(cohort))


def _last_worker(cohort: Cohort, handed: Booleans) -> Integers:
    """Give the last worker of each part of their visits (w,) while things are counted; the log tells of all time."""
    log, parts, units, worked = cohort.log, cohort.plan.parts, len(cohort.plan.units), cohort.worked
    worker = log.worker[worked]
    # what changed hands later was then still with its giver; the first such change has the last word
    later = np.flatnonzero(~handed & (cohort.of_visit(log.handed_visit) >= 0) & (log.given_by >= 0))[::-1]
    address = log.handed_visit[later] * units + log.handed_unit[later]
    rows = np.searchsorted(parts.visit[worked] * units + parts.unit[worked], address)
    for row, giver in zip(rows.tolist(), log.given_by[later].tolist(), strict=True):
        worker[row] = giver
    return worker


def _worker_changes(cohort: Cohort) -> Floats:
    """Count how often a case was taken over by somebody else than who had it last."""
    plan, log = cohort.plan, cohort.log
    if not any(has_staff_rules(unit) for unit in plan.units):
        return np.full(len(cohort), np.nan)
    handed = np.flatnonzero(_handed(cohort))
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
    return cohort.counted(visit[(taker >= 0) & (given >= 0) & (taker != given)])


def _story_told(cohort: Cohort, met: Integers) -> Floats:
    """Count the intakes and assessments in which at least one unit hears the child's story for the first time.

    `met` are the parts of visits that have begun.
    """
    log, parts = cohort.log, cohort.plan.parts
    rows = met[cohort.has_role(parts.visit[met], "intake", "assessment")]
    visit, unit = parts.visit[rows], parts.unit[rows]
    listener = cohort.of_visit(visit) * len(cohort.plan.units) + unit
    order = np.lexsort((log.started[visit], listener))  # of those that start together, the lower number comes first
    listener, visit = listener[order], visit[order]
    first = np.ones(len(listener), dtype=bool)
    first[1:] = listener[1:] != listener[:-1]
    # a joint visit new to several of its units is still one telling
    return _distinct(cohort.of_visit(visit[first]), visit[first], len(cohort))


def _unattended_days(cohort: Cohort, waits: Waits) -> Floats:
    """Count the days on which no visit of the child is going on, from arrival until it has all its support."""
    stop = support_reached(cohort, waits)
    visit = cohort.begun
    child = cohort.of_visit(visit)
    finish = np.minimum(cohort.lasted_until(visit), stop[child])
    attended = days_covered(child, cohort.log.started[visit], finish, len(cohort))
    return np.where(cohort.has_real, stop - cohort.arrival - attended, np.nan)
