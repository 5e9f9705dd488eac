"""How much is asked of each unit before anything happens, compared with what it has."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from simulate.findings.capacity import Capacity
from simulate.findings.counted import parts_in_units, sums
from simulate.findings.estimates import students_margin
from simulate.findings.expected_wait import wait_for_meeting, wait_for_place
from simulate.findings.service import learnt_pace, months_planned
from simulate.findings.window import Window
from simulate.plan import NONE, REVIEW_EVERY, Floats, Integers, Plan, PlannedUnit


def earliest_times(plan: Plan) -> Floats:
    """Find when each visit would be asked for if nobody ever waited: (V,) days; infinite for acute visits.

    It is the longest path through the visits before it: how long their longest parts are, and their pauses, from the
    child's arrival. Who is on the waiting list when the clock starts comes on day 0, and cases open then are asked for
    on that day.
    """
    visits = plan.visits
    ready = _comes_on(plan)[visits.child]  # to be asked for, after the visits taken so far
    then, before = visits.after.rows, visits.after.values
    # what comes before a visit stands before it in its child's plan: taken by the place of the earlier of the two, each
    # pair finds the earlier one settled. Numpy sorts small types in linear time
    place = before - plan.visits_of_child[visits.child[before]]
    order = np.argsort(place.astype(np.min_scalar_type(place.max(initial=0))), kind="stable")
    then, before = then[order], before[order]
    for first, last in pairwise([0, *np.cumsum(np.bincount(place)).tolist()]):
        earlier = before[first:last]
        over = np.where(visits.at_start[then[first:last]], 0.0, plan.duration[earlier])
        np.maximum.at(ready, then[first:last], ready[earlier] + visits.pause[earlier] + over)
    ready += visits.pause
    ready[visits.acute] = np.inf
    return ready


def _comes_on(plan: Plan) -> Floats:
    """Give the day from which on each child is there in the run: (C,)."""
    return np.maximum(plan.children.arrival, 0.0)


@dataclass(frozen=True)
class Comings:
    """When children come who live as those of a plan do, C of them: each as it stands there, or as many others.

    Each kind of others is told by days, rising, and how many of them have come until then for each child of the plan.
    """

    kind: Integers  # (C,) number in `kinds`; NONE for a child that comes once, on its own day
    kinds: Sequence[tuple[Floats, Floats]]

    @staticmethod
    def as_planned(plan: Plan) -> "Comings":
        """Let every child come once, on its own day."""
        return Comings(np.full(len(plan.children), NONE), ())

    def until(self, kind: Integers, own: Floats, day: Floats) -> Floats:
        """Count how many of some kinds have come before a day, or whether their own day is before it: like `day`."""
        if not self.kinds:
            return np.asarray(own < day, dtype=np.float64)
        last = max(days[-1] for days, _ in self.kinds)
        apart = 2.0 * last + 1.0  # the kinds lie one after the other on one axis, so that all are looked up at once
        axis = np.concatenate([number * apart + days for number, (days, _) in enumerate(self.kinds)])
        come = np.concatenate([counts for _, counts in self.kinds])
        found = np.interp(np.maximum(kind, 0) * apart + np.clip(day, 0.0, last), axis, come)
        return np.where(kind == NONE, own < day, found)


@dataclass(frozen=True)
class Asked:
    """What would be asked of units; columns are (units,)."""

    visits: Floats  # how many visits, or cases of a meeting
    of_time: Floats  # how many of these take a place or, where time is shared, working time: all but stays there
    work: Floats  # place-days, or cases of a meeting; where time is shared, days of work
    squares: Floats  # of the days of each part of a visit, added up
    of_stays: Floats  # of the work, what no worker makes longer or shorter
    behind_doors: Floats  # share of its place-days that stand empty because nobody is called while it is closed
    of_places: "Asked | None" = None  # the same as if nobody shared time; None where nobody does


def asked_of_units(plan: Plan, window: Window, comings: Comings | None = None) -> Asked:
    """Add up what children would ask of each unit between the warm-up and the end, if nobody ever waited.

    Every part that is planned counts with all its work that would at the earliest be asked for in that time. Without
    `comings` each child comes as it is planned. What was asked for before the warm-up counts as little as it weighs in
    the long run; cases that are open when the clock starts are not in it, what comes after them is. A stay asks for no
    time where that is shared, but for a place.
    """
    opens, closes = window.warm_up, plan.end
    comings = Comings.as_planned(plan) if comings is None else comings
    child, comes_on = plan.visits.child, _comes_on(plan)
    delay = earliest_times(plan) - comes_on[child]
    counts = delay < (plan.leaves - comes_on)[child]  # what a child will be too old for is not asked for
    counts[plan.visits.open_before] = False
    which = np.flatnonzero(counts)
    visits = _InTime(plan, which, delay[which], comings)
    row, part = parts_in_units(plan, which)
    times = visits.between(opens, closes)[row]
    slowed = times if _pace_is_even(plan) else visits.slowed(row, part, opens, closes)
    unit = plan.parts.unit[part]
    meets = np.array([each.is_meeting for each in plan.units], dtype=bool)[unit]
    days = plan.parts.work[part]
    work = np.where(meets, times, days * slowed)
    stays = ~plan.parts.lengthens[part]
    squares = np.where(meets, times, days**2 * times)
    count = len(plan.units)
    behind_doors = np.zeros(count)
    for number, each in enumerate(plan.units):
        if each.closed and not each.is_meeting:
            mine = unit == number
            behind_doors[number] = _empty_behind_doors(each, days[mine], slowed[mine], opens, closes)
    of_places = Asked(
        visits=sums(unit, times, count),
        of_time=sums(unit, times, count),
        work=sums(unit, work, count),
        squares=sums(unit, squares, count),
        of_stays=sums(unit, work * stays, count),
        behind_doors=behind_doors,
    )
    shares = np.array([each.ever_shares_time for each in plan.units], dtype=bool)
    if not shares.any():
        return of_places
    takes_time = ~(shares[unit] & stays)
    return replace(
        of_places,
        of_time=sums(unit, times * takes_time, count),
        work=sums(unit, work * takes_time, count),
        squares=sums(unit, squares * takes_time, count),
        of_stays=of_places.of_stays * ~shares,
        behind_doors=behind_doors * ~shares,  # who is left has all the time
        of_places=of_places,
    )


@dataclass(frozen=True)
class _InTime:
    """Some visits of a plan, and the days from when a child comes until each is asked for at the earliest."""

    plan: Plan
    which: Integers  # their numbers (visits,)
    delay: Floats  # (visits,)
    comings: Comings

    def between(self, first: float, last: float, rows: Integers | None = None) -> Floats:
        """Say how often each of them, or of some rows, is asked for between two days: (rows,)."""
        which, delay = (self.which, self.delay) if rows is None else (self.which[rows], self.delay[rows])
        child = self.plan.visits.child[which]
        kind, own = self.comings.kind[child], _comes_on(self.plan)[child]
        return self.comings.until(kind, own, last - delay) - self.comings.until(kind, own, first - delay)

    def slowed(self, row: Integers, part: Integers, opens: float, closes: float) -> Floats:
        """Say how often parts are asked for, each time taken as much longer as work is slower on that day: (parts,).

        `row` says which of the visits each is a part of. How slow it is depends on the unit and the start-up: those
        that are alike are looked at together.
        """
        plan, times = self.plan, np.zeros(len(part))
        size = (len(plan.units), 2, len(plan.start_ups) + 1)
        start_up = plan.visits.start_up[self.which[row]] - NONE
        alike = np.ravel_multi_index((plan.parts.unit[part], plan.parts.lengthens[part].astype(int), start_up), size)
        for each in np.unique(alike).tolist():
            unit, lengthens, number = (int(number) for number in np.unravel_index(each, size))
            some = np.flatnonzero(alike == each)
            pieces = list(_paces(plan, unit, number + NONE, opens, closes)) if lengthens else [(opens, closes, 1.0)]
            for first, last, pace in pieces:
                times[some] += self.between(first, last, row[some]) / pace
        return times


def _pace_is_even(plan: Plan) -> bool:
    return not plan.start_ups and not any(map(_learns, plan.units))


def _learns(unit: PlannedUnit) -> bool:
    return any(terms.development is not None for _, terms in unit.in_time)


def _paces(plan: Plan, unit: int, start_up: int, opens: float, closes: float) -> Iterator[tuple[float, float, float]]:
    """Give from when until when work that a unit begins is done how quickly, as far as it is known before the run."""
    here = plan.units[unit]
    by_month = learnt_pace(here, months_planned(here, plan.end)) if _learns(here) else np.empty(0)
    edges = {opens, closes, *(np.arange(len(by_month)) * REVIEW_EVERY).tolist()}
    first_time = None if start_up == NONE else plan.start_ups[start_up]
    if first_time is not None:
        edges.update((first_time.begins, first_time.until))
    for first, last in pairwise(sorted(edge for edge in edges if opens <= edge <= closes)):
        middle = (first + last) / 2
        pace = float(by_month[int(middle // REVIEW_EVERY)]) if len(by_month) else 1.0
        if first_time is not None and first_time.begins <= middle < first_time.until:
            pace *= first_time.pace
        yield first, last, pace


def _empty_behind_doors(unit: PlannedUnit, durations: Floats, times: Floats, opens: float, closes: float) -> float:
    """Estimate the share of place-days that stand empty because nobody is called while a unit is closed.

    At a busy unit a place whose visit ends behind closed doors is empty until they open. What is left of a visit at
    a moment it does not know of has the density P(duration > x) ÷ mean duration (renewal theory: Cox 1962, Renewal
    Theory, 5.1), so that in a closed time of L days a place is empty for Σ(mL − m²/2) ÷ Σd days, with m the lesser
    of a visit's duration d and L. The sums are over visits, each as many `times` as it comes.
    """
    spans = np.clip(np.array(unit.closed, dtype=np.float64).reshape(-1, 2), opens, closes)
    lengths, counts = np.unique(np.round(spans[:, 1] - spans[:, 0], 9), return_counts=True)
    if not lengths.any() or closes <= opens:
        return 0.0
    total = float((times * durations).sum())
    empty = 0.0
    for length, count in zip(lengths.tolist(), counts.tolist(), strict=True):
        shorter = np.minimum(durations, length)
        of_visits = float((times * (shorter * length - shorter**2 / 2)).sum())
        empty += count * (of_visits / total if total > 0 else length)
    return empty / (closes - opens)


@dataclass(frozen=True)
class ExpectedLoad:
    """The load to be expected of a unit: what children would ask of it if nobody waited ÷ what it has."""

    share: float
    plus_minus: float  # half of the 95 % interval of the share, from the plans it was worked out from
    places: float  # at the same time, on average; for a meeting the cases it takes each time
    days: float  # for which a visit takes a place on average; for a meeting from one to the next
    cv: float  # of these days
    visits: float  # that would be asked for between the warm-up and the end
    is_meeting: bool = False
    shares_time: bool = False  # it is of time, and places are children at full pace

    @property
    def low(self) -> float:
        """The least the share may be."""
        return self.share - self.plus_minus

    @property
    def high(self) -> float:
        """The most the share may be."""
        return self.share + self.plus_minus

    @cached_property
    def wait(self) -> float:
        """The mean wait in days that this load by itself would bring; infinite where the unit cannot keep up.

        Where time is shared, by how much longer visits take, or wait: as many children are there as with exponential
        work, however it varies (as in processor sharing: Kelly 1979, Reversibility and Stochastic Networks, 3.3).
        """
        if self.is_meeting:
            return wait_for_meeting(self.share, self.places, self.days)
        return wait_for_place(self.share, self.places, self.days, 1.0 if self.shares_time else self.cv)


UNKNOWN = ExpectedLoad(math.nan, 0.0, math.nan, math.nan, math.nan, math.nan)
"""The load of a unit of which nothing was worked out."""


def offered_load(units: Sequence[PlannedUnit], asked: Asked, has: Capacity) -> Floats:
    """Compare what children would ask of each unit with what it has, before the run: (units,).

    At 1 or more a unit cannot keep up, however it is organised, unless children give up. Known beforehand, and so in
    it, are absence, those who leave at any load and the newcomers after them, later terms, protected time for
    development and what it brings, the pace of a first time, and the places that stand empty behind closed doors.
    Where time is shared, what a unit has is the time of its workers: as many days of work each day as the children they
    can have at full pace. Behind closed doors none of it is lost as long as they have more children than that. Where
    their places, which stays hold too, are short before their time is, it is the load of these that counts.
    Not known, and not in it: what crises and handing over cases add, what giving up takes away, who leaves for the
    load, consultants, and time for development that is not protected.
    """
    load = _load(units, asked, has)
    if asked.of_places is None or has.of_places is None:
        return load
    return np.maximum(load, _load(units, asked.of_places, has.of_places))


def _load(units: Sequence[PlannedUnit], asked: Asked, has: Capacity) -> Floats:
    return _ratio(asked.work, _useful(units, asked, has))


def _useful(units: Sequence[PlannedUnit], asked: Asked, has: Capacity) -> Floats:
    """Count the place-days of each unit that what is asked of it can take: (units,)."""
    # stays go on while their worker is absent, all other work stands still
    go_on = np.array([not unit.hands_over_absent for unit in units]) * _ratio(asked.of_stays, asked.work)
    useful: Floats = (has.there + (has.employed - has.there) * go_on) * (1 - asked.behind_doors)
    return useful


def expected_loads(
    units: Sequence[PlannedUnit], plans: Sequence[tuple[Asked, Capacity]], days: float
) -> dict[str, ExpectedLoad]:
    """Average the load of each unit over several plans that are independent of one another, for so many days.

    Where time is shared it is told of time or of places, whichever there is less of.
    """
    loads = _of_one_kind(units, plans, days, of_time=True)
    held = [(asked.of_places, has.of_places) for asked, has in plans if asked.of_places and has.of_places]
    if held:
        of_places = _of_one_kind(units, held, days, of_time=False)
        loads = {name: max(load, of_places[name], key=lambda each: each.share) for name, load in loads.items()}
    return loads


def _of_one_kind(
    units: Sequence[PlannedUnit], plans: Sequence[tuple[Asked, Capacity]], days: float, *, of_time: bool
) -> dict[str, ExpectedLoad]:
    """Average the load of each unit over several plans: of time where that is shared, or of places everywhere."""
    shares = np.array([_load(units, *each) for each in plans]).reshape(len(plans), -1)
    useful = np.mean([_useful(units, *each) for each in plans], axis=0)
    asked = Asked(*(np.mean(column, axis=0) for column in zip(*(_columns(each) for each, _ in plans), strict=True)))
    has = Capacity(*(np.mean(column, axis=0) for column in zip(*(_columns(each) for _, each in plans), strict=True)))
    found = {}
    for number, unit in enumerate(units):
        share, plus_minus = _mean_with_interval(shares[:, number].tolist())
        mean = _quotient(asked.work[number], asked.of_time[number])
        spread = _quotient(asked.squares[number], asked.of_time[number]) - mean**2
        if unit.is_meeting:
            places, lasts = _quotient(has.there[number], has.meetings[number]), _quotient(days, has.meetings[number])
        else:
            # behind closed doors nobody takes the place of those who are done
            places = has.there[number] / days
            lasts = mean * _quotient(has.there[number], useful[number])
        found[unit.name] = ExpectedLoad(
            share=share,
            plus_minus=plus_minus,
            places=places,
            days=lasts,
            cv=math.sqrt(max(spread, 0.0)) / mean if mean > 0 else 0.0,
            visits=float(asked.visits[number]),
            is_meeting=unit.is_meeting,
            shares_time=unit.ever_shares_time and of_time,
        )
    return found


def _columns(of_units: Asked | Capacity) -> list[Floats]:
    return [getattr(of_units, each.name) for each in fields(of_units) if each.name != "of_places"]


def _mean_with_interval(shares: Sequence[float]) -> tuple[float, float]:
    """Give the mean of a load over plans, and half of its 95 % interval (Student's t); infinite if it once was."""
    count, mean = len(shares), math.fsum(shares) / len(shares)
    if count == 1 or not math.isfinite(mean):
        return mean, 0.0
    spread = math.sqrt(math.fsum((share - mean) ** 2 for share in shares) / (count - 1))
    return mean, float(students_margin(spread, count))


def _quotient(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _ratio(asked: Floats, offered: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((asked == 0) & (offered == 0), 0.0, asked / offered)
