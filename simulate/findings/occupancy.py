"""How many of a unit's places are in use while it is open, on average and day by day.

What happens behind closed doors is left out, of what is used and of what could be: nobody may be called there, and a
place that stands empty overnight is not one that could be used. Beds and homes, which are open at all times, are looked
at around the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulate.findings.capacity import cases_offered, in_working_time
from simulate.findings.counted import Counted, sums
from simulate.findings.in_line import days_within
from simulate.findings.second_waits import spans_of_work
from simulate.findings.service import PlacesInTime, months_used, places_in_time
from simulate.findings.working_time import worked_until, working_days
from simulate.plan import Floats, Integers, PlannedUnit

_NO_TIME = 1e-12  # of all, which is what sums of it are wrong by


@dataclass(frozen=True)
class Occupancy:
    """The places of one unit with workers that were in use, by time: a row for each number of them that occurred."""

    in_use: Integers  # (numbers,) rising
    share: Floats  # (numbers,) of the time in which the unit was open; they add up to 1
    places: float  # how many there were, on average

    @property
    def mean(self) -> float:
        """How many were in use on average."""
        return float((self.in_use * self.share).sum())


def use_of_places(counted: Counted, occupied: Mapping[str, Occupancy]) -> Floats:
    """Give the share of each unit's places in use between the warm-up and the end: (units,), NaN without places.

    Places taken by parts of visits that have begun ÷ places of the workers employed and of consultants, without what
    was set aside for development, both on average over the time in which the unit is open. The absent count in both:
    their cases stand still but hold their places. More than 1 it is only while colleagues have more than their places,
    after a handover. Of a meeting it is the cases taken ÷ cases it could take on the days it met.

    Where time is shared it is children with work, without mere stays, ÷ those whom the workers who are there can have
    at full pace in the time that is left for children by development, around the clock but for the time in which work
    stops: more than 1 while visits take longer than planned.
    """
    opens, closes = counted.window.warm_up, counted.log.end
    cases = counted.cases_taken(opens, closes).tolist()
    with_work = days_with_work(counted, opens, closes)
    shares = []
    for number, (unit, taken) in enumerate(zip(counted.plan.units, cases, strict=True)):
        if unit.ever_shares_time:
            used, there = float(with_work[number]), _lived_at_full_pace(counted, number, opens, closes)
        elif unit.is_meeting:
            used, there = float(taken), cases_offered(unit, opens, closes)[0]
        elif unit.name in occupied:
            used, there = occupied[unit.name].mean, occupied[unit.name].places
        else:
            used, there = 0.0, 0.0
        shares.append(used / there if there > 0 else np.nan)
    return np.array(shares)


def days_with_work(counted: Counted, opens: float, closes: float) -> Floats:
    """Add up the days between two days on which children were worked with who share their workers' time: (units,).

    Days are those of working time, where work stops at times.
    """
    log, parts, units = counted.log, counted.plan.parts, counted.plan.units
    shares = np.array([*(unit.ever_shares_time for unit in units), False])[parts.unit]  # NONE finds the last
    part = np.flatnonzero(shares & parts.lengthens)
    place, begin, finish = spans_of_work(counted.plan, log, part)
    days, unit = days_within(begin, finish, opens, closes), parts.unit[part[place]]
    for number, each in enumerate(units):
        if each.stops:
            mine = unit == number
            span = worked_until(each, np.array([opens, closes])).tolist()
            days[mine] = days_within(worked_until(each, begin[mine]), worked_until(each, finish[mine]), *span)
    return sums(unit, days, len(units))


def above_full_pace(counted: Counted, opens: float, closes: float) -> Floats:
    """Say how many children with work there were between two days on average above those at full pace: (units,)."""
    above = np.zeros(len(counted.plan.units))
    with_work = days_with_work(counted, opens, closes)
    for number, unit in enumerate(counted.plan.units):
        if unit.ever_shares_time:
            above[number] = max(with_work[number] - _lived_at_full_pace(counted, number, opens, closes), 0.0)
    days = np.array([working_days(unit, opens, closes) for unit in counted.plan.units])
    mean: Floats = np.divide(above, days, out=np.zeros_like(above), where=days > 0)
    return mean


def occupancies(counted: Counted) -> dict[str, Occupancy]:
    """Find for what part of the time how many places were in use, between the warm-up and the end, by unit.

    Of meetings, which have places at an instant only, and of units that are not there or were never open, there is
    nothing to tell.
    """
    units, (unit, begin, finish) = counted.plan.units, _held(counted)
    open_days = [_OpenDays(each, counted.window.warm_up, counted.log.end) for each in units]
    for number, days in enumerate(open_days):
        if units[number].closed:
            mine = np.flatnonzero(unit == number)
            begin[mine], finish[mine] = days.until(begin[mine]), days.until(finish[mine])
    # every unit's changes one after the other; at its end nothing is in use, so that none runs on into the next
    time = np.concatenate([begin, finish])
    order = np.argsort(np.tile(unit * (2.0 * counted.log.end + 1.0), 2) + time)  # at one instant any order will do
    in_use = np.cumsum(np.where(order < len(begin), 1, -1))[:-1]
    size = (len(units), int(in_use.max(initial=0)) + 1)
    cell = np.repeat(np.arange(size[0]) * size[1], 2 * np.bincount(unit, minlength=size[0]))[:-1] + in_use
    days_in_use = sums(cell, np.diff(time[order]), size[0] * size[1]).reshape(size)
    return {
        each.name: _occupancy(counted, number, days, days_in_use[number])
        for number, (each, days) in enumerate(zip(units, open_days, strict=True))
        if each.is_there and not each.is_meeting and days.total > 0
    }


def _held(counted: Counted) -> tuple[Integers, Floats, Floats]:
    """Give every place that was held for a time between the warm-up and the end: its unit, from when, until when."""
    log, parts = counted.log, counted.plan.parts
    holds = np.array([*(not unit.is_meeting for unit in counted.plan.units), False])[parts.unit]  # NONE finds the last
    part = np.flatnonzero(holds)
    place, begin, finish = spans_of_work(counted.plan, log, part)
    begin, unit = np.maximum(begin, counted.window.warm_up), parts.unit[part[place]]
    lasting = np.flatnonzero(finish > begin)
    return unit[lasting], begin[lasting], finish[lasting]


class _OpenDays:
    """The time between two days in which a unit was open, as a clock that stands still while it is closed."""

    def __init__(self, unit: PlannedUnit, opens: float, closes: float) -> None:
        spans = np.clip(np.array(unit.closed, dtype=np.float64).reshape(-1, 2), opens, closes)
        lasting = spans[spans[:, 1] > spans[:, 0]]
        self._days = np.concatenate([[opens], lasting.ravel(), [closes]])
        is_open = np.arange(len(self._days) - 1) % 2 == 0
        self._clock = np.concatenate([[0.0], np.cumsum(np.diff(self._days) * is_open)])
        self.total = float(self._clock[-1])

    def until(self, days: Floats) -> Floats:
        """Give what the clock shows on some days: like `days`."""
        return np.asarray(np.interp(days, self._days, self._clock), dtype=np.float64)


def _occupancy(counted: Counted, number: int, open_days: _OpenDays, days_in_use: Floats) -> Occupancy:
    """Tell of one unit, by the open days with so many places in use; those with none are what is left."""
    days = days_in_use.copy()
    days[0] = open_days.total - float(days[1:].sum())
    in_use = np.flatnonzero(days > _NO_TIME * open_days.total)
    there = _lived_places(counted, number)
    place_days = float((there.places * np.diff(open_days.until(there.times))).sum())
    return Occupancy(in_use, days[in_use] / open_days.total, place_days / open_days.total)


def _lived_at_full_pace(counted: Counted, number: int, opens: float, closes: float) -> float:
    """Add up the days of the children whom those of a unit who were there between two days could have at full pace."""
    unit, used = counted.plan.units[number], months_used(counted.log, number)
    there = places_in_time(unit, counted.services[number], opens, closes, used, absent_too=False, at_full_pace=True)
    return in_working_time(unit, there).place_days()


def _lived_places(counted: Counted, number: int) -> PlacesInTime:
    """Follow the places that a unit's workers really had, those of the absent too, from the warm-up to the end."""
    unit, used = counted.plan.units[number], months_used(counted.log, number)
    span = counted.window.warm_up, counted.log.end
    return places_in_time(unit, counted.services[number], *span, used, absent_too=True)
