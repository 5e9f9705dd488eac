"""What each counted child goes through on its way: people, units, borders, days with nobody responsible."""

from dataclasses import dataclass

import numpy as np

from simulate.findings.cohort import Cohort, tally
from simulate.findings.sweep import days_covered
from simulate.findings.waits import Waits
from simulate.plan import Booleans, Floats, Integers


@dataclass(frozen=True)
class Journeys:
    """The journeys of n counted children, each counted over the same number of days from arrival: (n,) each."""

    people_met: Floats  # workers, by name
    units_met: Floats
    administrations: Floats
    story_told: Floats  # intakes and assessments with a unit that has not heard the story yet
    handovers: Floats
    refusals: Floats
    unattended_days: Floats  # until full support; NaN for a child without a real need


def measure_journeys(cohort: Cohort, waits: Waits) -> Journeys:
    """Follow every counted child through its visits."""
    plan, log = cohort.plan, cohort.log
    begun = _happened(cohort, log.started)
    met = begun[log.worker_visit]
    child, unit, worker = cohort.of_visit[log.worker_visit[met]], log.worker_unit[met], log.worker[met]
    named = worker >= 0
    administration_names = sorted({unit.administration for unit in plan.units})
    administration = np.array([administration_names.index(unit.administration) for unit in plan.units], dtype=np.int64)
    people = (unit * (int(worker.max(initial=0)) + 1) + worker)[named]
    asked = _happened(cohort, cohort.first_asked)
    return Journeys(
        people_met=_distinct(child[named], people, len(cohort)),
        units_met=_distinct(child, unit, len(cohort)),
        administrations=_distinct(child, administration[unit], len(cohort)),
        story_told=_story_told(cohort, begun),
        handovers=cohort.counted(asked & plan.visits.handed_over),
        refusals=cohort.counted(asked & plan.visits.refused),
        unattended_days=_unattended_days(cohort, waits),
    )


def support_reached(cohort: Cohort, waits: Waits) -> Floats:
    """Give the day each child has all its support, or up to which it is followed; its arrival without a need: (n,)."""
    until = np.fmin(cohort.until, cohort.arrival + waits.full_support)
    return np.where(cohort.has_real, until, cohort.arrival)


def _happened(cohort: Cohort, when: Floats) -> Booleans:
    """Tell for which visits (V,) something happened to a counted child while such things are counted."""
    happened = (cohort.of_visit >= 0) & ~np.isnan(when)
    happened[happened] = when[happened] <= cohort.until[cohort.of_visit[happened]]
    return happened


def _distinct(child: Integers, what: Integers, children: int) -> Floats:
    """Count the different things each child has: (children,)."""
    span = int(what.max(initial=0)) + 1
    return tally(np.unique(child * span + what) // span, children)


def _story_told(cohort: Cohort, begun: Booleans) -> Floats:
    """Count the intakes and assessments in which at least one unit hears the child's story for the first time."""
    log = cohort.log
    told = begun & np.isin(cohort.role, ("intake", "assessment"))
    rows = told[log.worker_visit]
    visit, unit = log.worker_visit[rows], log.worker_unit[rows]
    listener = cohort.of_visit[visit] * len(cohort.plan.units) + unit
    order = np.lexsort((visit, log.started[visit], listener))
    listener, visit = listener[order], visit[order]
    first = np.ones(len(listener), dtype=bool)
    first[1:] = listener[1:] != listener[:-1]
    # a joint visit new to several of its units is still one telling
    return tally(cohort.of_visit[np.unique(visit[first])], len(cohort))


def _unattended_days(cohort: Cohort, waits: Waits) -> Floats:
    """Count the days on which no visit of the child is going on, from arrival until it has all its support."""
    log = cohort.log
    stop = support_reached(cohort, waits)
    visit = np.flatnonzero((cohort.of_visit >= 0) & ~np.isnan(log.started))
    child = cohort.of_visit[visit]
    finished = np.where(np.isnan(log.finished[visit]), log.end, log.finished[visit])
    attended = days_covered(child, log.started[visit], np.minimum(finished, stop[child]), len(cohort))
    return np.where(cohort.has_real, stop - cohort.arrival - attended, np.nan)
