"""What each unit has between two days, as far as it is known before the run: place-days, or cases of its meetings.

Where workers share their time, a place is one child at full pace: `full_pace_up_to` of them for each worker.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np

from simulate.findings.service import PlacesInTime, months_planned, places_in_time, planned_service
from simulate.findings.working_time import worked_until
from simulate.plan import Booleans, Floats, PlannedUnit, Terms


@dataclass(frozen=True)
class Capacity:
    """What units have between two days; columns are (units,)."""

    there: Floats  # place-days of the workers who are there; for a meeting the cases it can take
    employed: Floats  # the same with those of absent workers
    meetings: Floats  # how often a meeting is held; 0 for other units
    works: Floats  # share of the place-days there that lie in working time; 1 where work never stops
    of_places: "Capacity | None" = None  # the same as if nobody shared time; None where nobody does

    @staticmethod
    def of(units: Sequence["UnitCapacity"], of_places: "Capacity | None" = None) -> "Capacity":
        """Put what single units have side by side."""
        there, employed, meetings, works = np.array(units, dtype=np.float64).reshape(-1, 4).T
        return Capacity(there, employed, meetings, works, of_places)


class UnitCapacity(NamedTuple):
    """What one unit has between two days."""

    there: float
    employed: float
    meetings: float
    works: float


def capacity(units: Sequence[PlannedUnit], end: float, opens: float, closes: float) -> Capacity:
    """Count what each unit has between two days of a run until `end`."""
    shares_time = any(unit.ever_shares_time for unit in units)
    of_places = capacity([with_places_only(unit) for unit in units], end, opens, closes) if shares_time else None
    return Capacity.of([unit_capacity([unit], end, opens, closes) for unit in units], of_places)


def with_places_only(unit: PlannedUnit) -> PlannedUnit:
    """Give a unit as if its workers had time for all children they have places for."""
    later = tuple((day, _unshared(terms)) for day, terms in unit.later)
    return replace(_unshared(unit), later=later) if unit.ever_shares_time else unit


AnyTerms = TypeVar("AnyTerms", bound=Terms)


def _unshared(terms: AnyTerms) -> AnyTerms:
    return replace(terms, full_pace_up_to=None, newcomer_shares=())


def unit_capacity(
    versions: Sequence[PlannedUnit], end: float, opens: float, closes: float, count_absent: bool = True
) -> UnitCapacity:
    """Count what a unit has between two days of a run until `end`, on average over versions of it with other luck.

    Places of absent workers and of vacant posts are not there, newcomers have fewer; closed days count for workers,
    whose visits go on, but no meeting is held on them. Without `count_absent` nobody asks for what the absent have.
    """
    counted = np.mean([_of_one(unit, end, opens, closes, count_absent) for unit in versions], axis=0)
    return UnitCapacity(*counted.tolist())


def _of_one(unit: PlannedUnit, end: float, opens: float, closes: float, count_absent: bool) -> UnitCapacity:
    if unit.is_meeting:
        cases, meetings = cases_offered(unit, opens, closes)
        return UnitCapacity(cases, cases, meetings, 1.0)
    service = planned_service(unit, max(end, closes))

    def places(absent_too: bool) -> PlacesInTime:
        months = months_planned(unit, end)
        return places_in_time(unit, service, opens, closes, months, absent_too, at_full_pace=True)

    there = places(absent_too=False)
    days = there.place_days()
    works = in_working_time(unit, there).place_days() / days if unit.stops and days > 0 else 1.0
    employed = places(absent_too=True).place_days() if count_absent and len(service.absent) else days
    return UnitCapacity(days, employed, 0.0, works)


def in_working_time(unit: PlannedUnit, there: PlacesInTime) -> PlacesInTime:
    """Give places as they are there in working time only: by days of it."""
    return replace(there, times=worked_until(unit, there.times))


def cases_offered(unit: PlannedUnit, opens: float, closes: float) -> tuple[float, int]:
    """Count the cases a meeting can take between two days, and how often it is held."""
    spans = unit.in_time
    until = [*(day for day, _ in spans[1:]), np.inf]
    cases, meetings, since, before = 0.0, 0, 0.0, unit.meets_every
    for (day, terms), last in zip(spans, until, strict=True):
        if terms.meets_every != before:
            since, before = day, terms.meets_every  # another rhythm starts anew
        if terms.meets_every is not None:
            first, stop = max(day, opens), min(last, closes)
            # meetings are held at 1, 2, 3 … intervals from the start, but not on the last day
            begins, ends = (math.ceil((edge - since) / terms.meets_every) for edge in (first, stop))
            days: Floats = since + terms.meets_every * np.arange(max(begins, 1), ends, dtype=np.float64)
            held = int(np.sum(~_is_closed(unit, days)))
            cases, meetings = cases + terms.cases * float(held), meetings + held
    return cases, meetings


def _is_closed(unit: PlannedUnit, days: Floats) -> Booleans:
    """Tell which days lie in a closed time."""
    edges = np.array([edge for span in unit.closed for edge in span])
    return np.asarray(np.searchsorted(edges, days, side="right") % 2 == 1)
