"""How much is asked of each unit before anything happens, and how much of it is used."""

import math
from itertools import pairwise

import numpy as np

from simulate.findings.cohort import Cohort, in_units, sums
from simulate.findings.service import (
    Service,
    learnt_pace,
    months_planned,
    months_used,
    places_in_time,
    planned_service,
)
from simulate.findings.window import Window
from simulate.plan import NONE, REVIEW_EVERY, Booleans, Floats, Integers, Plan, PlannedUnit


def earliest_times(plan: Plan) -> Floats:
    """Find when each visit would be asked for if nobody ever waited: (V,) days; infinite for acute visits.

    It is the longest path through the visits before it: their durations and pauses, from the child's arrival. Who
    is on the waiting list when the clock starts comes on day 0, and cases open then are asked for on that day.
    """
    visits = plan.visits
    ready = np.maximum(plan.children.arrival, 0.0)[visits.child]  # to be asked for, after the visits taken so far
    then, before = visits.after.rows, visits.after.values
    # what comes before a visit stands before it in its child's plan: taken by the place of the earlier of the two, each
    # pair finds the earlier one settled. Numpy sorts small types in linear time
    place = before - plan.visits_of_child[visits.child[before]]
    order = np.argsort(place.astype(np.min_scalar_type(place.max(initial=0))), kind="stable")
    then, before = then[order], before[order]
    for first, last in pairwise([0, *np.cumsum(np.bincount(place)).tolist()]):
        earlier = before[first:last]
        np.maximum.at(ready, then[first:last], ready[earlier] + visits.pause[earlier] + visits.duration[earlier])
    ready += visits.pause
    ready[visits.acute] = np.inf
    return ready


def offered_load(plan: Plan, window: Window) -> Floats:
    """Compare what children would ask of each unit with what it has, before the run: (units,).

    Everything planned that would at the earliest be asked for between the warm-up and the end of the run counts
    with its whole duration: place-days asked for ÷ place-days there are; for a meeting, cases ÷ cases it can take.
    At 1 or more the unit cannot keep up, however it is organised, unless children give up. Known beforehand, and so
    in it, are absence, those who leave at any load and the newcomers after them, later terms, protected time for
    development and what it brings, the pace of a first time, and the places that stand empty behind closed doors.
    As after a warm-up, what was asked for before counts as little as it weighs in the long run: cases that are open
    when the clock starts are not in it, what comes after them is.
    Not known, and not in it: what crises and handing over cases add, what giving up takes away, who leaves for the
    load, consultants, and time for development that is not protected.
    """
    begins = earliest_times(plan)
    counts = (begins >= window.warm_up) & (begins < plan.end)
    counts[plan.visits.open_before] = False
    asked = np.flatnonzero(counts)
    asked = asked[begins[asked] < plan.leaves[plan.visits.child[asked]]]
    row, unit = in_units(plan, asked)
    days = plan.visits.duration[asked] / _pace(plan, asked, begins[asked])
    work = np.where(_meets(plan)[unit], 1.0, days[row])
    demanded = sums(unit, work, len(plan.units))
    stays = ~np.array([step.lengthens for step in plan.steps], dtype=bool)[plan.visits.step[asked]]
    of_stays = sums(unit, work * stays[row], len(plan.units))
    opens, closes = window.warm_up, plan.end
    services = _planned_services(plan, closes)
    offered = _places_offered(plan, services, opens, closes)
    for number, (each, service) in enumerate(zip(plan.units, services, strict=True)):
        if service is None:
            continue
        if each.staff is not None and of_stays[number] > 0 and not each.hands_over_absent:
            # stays go on while their worker is absent, all other work stands still
            everybody = _planned_place_days(plan, each, service, opens, closes, absent_too=True)
            offered[number] += (everybody - offered[number]) * of_stays[number] / demanded[number]
        if each.closed:
            offered[number] *= 1 - _empty_behind_doors(each, days[row[unit == number]], opens, closes)
    return _ratio(demanded, offered)


def use_of_places(cohort: Cohort) -> Floats:
    """Give the share of each unit's places in use between the warm-up and the end: (units,), NaN without places.

    Place-days taken by visits that have begun ÷ place-days of the workers employed and of consultants, without what
    was set aside for development. The absent count in both: their cases stand still but hold their places; so do
    closed days. More than 1 it is only while colleagues have more than their places, after a handover. Of a meeting
    it is the cases taken ÷ cases it could take on the days it met.
    """
    plan, log, window = cohort.plan, cohort.log, cohort.window
    # NaN, where a visit has not begun, counts for nothing; one that is not finished lasts to the end
    held = np.fmax(np.fmin(log.finished, log.end) - np.maximum(log.started, window.warm_up), 0.0)
    used = sums(log.worker_unit, held[log.worker_visit], len(plan.units))
    used = np.where(_meets(plan), cohort.cases_taken(window.warm_up, log.end), used)
    offered = np.array([_lived_places(cohort, number) for number in range(len(plan.units))])
    return np.where(offered > 0, _ratio(used, offered), np.nan)


def _lived_places(cohort: Cohort, number: int) -> float:
    """Count the place-days a unit's workers really had (for a meeting, the cases) from the warm-up to the end."""
    unit, span = cohort.plan.units[number], (cohort.window.warm_up, cohort.log.end)
    if unit.is_meeting:
        return _cases_offered(unit, *span)
    used = months_used(cohort.log, number)
    return places_in_time(unit, cohort.services[number], *span, used, absent_too=True).place_days()


def places_offered(plan: Plan, opens: float, closes: float) -> Floats:
    """Count the place-days of each unit between two days, as far as they are known before the run: (units,).

    For a meeting it is the cases it can take. Places of absent workers and of vacant posts are not there, newcomers
    have fewer; closed days count for workers, whose visits go on, but no meeting is held on them.
    """
    return _places_offered(plan, _planned_services(plan, closes), opens, closes)


def _planned_services(plan: Plan, closes: float) -> list[Service | None]:
    """Say who will be there in each unit, as far as it is known before the run; None for a meeting."""
    return [None if unit.is_meeting else planned_service(unit, max(plan.end, closes)) for unit in plan.units]


def _places_offered(plan: Plan, services: list[Service | None], opens: float, closes: float) -> Floats:
    offered = [
        _cases_offered(unit, opens, closes)
        if service is None
        else _planned_place_days(plan, unit, service, opens, closes, absent_too=False)
        for unit, service in zip(plan.units, services, strict=True)
    ]
    return np.array(offered, dtype=np.float64)


def _planned_place_days(
    plan: Plan, unit: PlannedUnit, service: Service, opens: float, closes: float, absent_too: bool
) -> float:
    return places_in_time(unit, service, opens, closes, months_planned(unit, plan.end), absent_too).place_days()


def _cases_offered(unit: PlannedUnit, opens: float, closes: float) -> float:
    """Count the cases a meeting can take between two days."""
    spans = unit.in_time
    until = [*(day for day, _ in spans[1:]), np.inf]
    offered, since, before = 0.0, 0.0, unit.meets_every
    for (day, terms), last in zip(spans, until, strict=True):
        if terms.meets_every != before:
            since, before = day, terms.meets_every  # another rhythm starts anew
        if terms.meets_every is not None:
            first, stop = max(day, opens), min(last, closes)
            # meetings are held at 1, 2, 3 … intervals from the start, but not on the last day
            begins, ends = (math.ceil((edge - since) / terms.meets_every) for edge in (first, stop))
            days: Floats = since + terms.meets_every * np.arange(max(begins, 1), ends, dtype=np.float64)
            offered += terms.cases * float(np.sum(~_is_closed(unit, days)))
    return offered


def _is_closed(unit: PlannedUnit, days: Floats) -> Booleans:
    """Tell which days lie in a closed time."""
    edges = np.array([edge for span in unit.closed for edge in span])
    return np.asarray(np.searchsorted(edges, days, side="right") % 2 == 1)


def _empty_behind_doors(unit: PlannedUnit, durations: Floats, opens: float, closes: float) -> float:
    """Estimate the share of place-days that stand empty because nobody is called while a unit is closed.

    At a busy unit a place whose visit ends behind closed doors is empty until they open. What is left of a visit at
    a moment it does not know of has the density P(duration > x) ÷ mean duration (renewal theory: Cox 1962, Renewal
    Theory, 5.1), so that in a closed time of L days a place is empty for Σ(mL − m²/2) ÷ Σd days, with m the lesser
    of a visit's duration d and L.
    """
    spans = np.clip(np.array(unit.closed, dtype=np.float64).reshape(-1, 2), opens, closes)
    lengths, times = np.unique(np.round(spans[:, 1] - spans[:, 0], 9), return_counts=True)
    if not lengths.any() or closes <= opens:
        return 0.0
    total = float(durations.sum())
    empty = 0.0
    for length, count in zip(lengths.tolist(), times.tolist(), strict=True):
        shorter = np.minimum(durations, length)
        empty += count * (float(np.sum(shorter * length - shorter**2 / 2)) / total if total > 0 else length)
    return empty / (closes - opens)


def _pace(plan: Plan, visits: Integers, begins: Floats) -> Floats:
    """Give how quickly some visits would be done if they began at once: (visits,). Stays know no pace."""
    pace = np.ones(len(visits))
    learns = any(terms.development is not None for each in plan.units for _, terms in each.in_time)
    if not learns and not plan.start_ups:
        return pace
    if learns:
        row, unit = in_units(plan, visits)
        slowest = np.full(len(visits), np.inf)
        for number, each in enumerate(plan.units):
            mine = row[unit == number]
            by_month = learnt_pace(each, months_planned(each, plan.end))
            np.minimum.at(slowest, mine, by_month[(begins[mine] // REVIEW_EVERY).astype(np.int64)])
        pace = np.where(np.isfinite(slowest), slowest, pace)
    for number, start_up in enumerate(plan.start_ups):
        inside = (begins >= start_up.begins) & (begins < start_up.until)
        pace[(plan.visits.start_up[visits] == number) & inside] *= start_up.pace
    lengthens = np.array([step.lengthens for step in plan.steps], dtype=bool)[plan.visits.step[visits]]
    return np.where(lengthens & (plan.visits.team[visits] != NONE), pace, 1.0)


def _meets(plan: Plan) -> Booleans:
    return np.array([unit.is_meeting for unit in plan.units], dtype=bool)


def _ratio(asked: Floats, offered: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((asked == 0) & (offered == 0), 0.0, asked / offered)
