"""What children would ask of each unit if nobody ever waited, known before anything happens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from simulate.findings.counted import parts_in_units, sums
from simulate.findings.service import learnt_pace, months_planned
from simulate.findings.window import Window
from simulate.findings.working_time import worked_until, working_days
from simulate.plan import NONE, REVIEW_EVERY, Booleans, Floats, Integers, Plan, PlannedUnit


def earliest_times(plan: Plan) -> Floats:
    """Find when each visit would be asked for if nobody ever waited: (V,) days; infinite for those that crises bring.

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
            behind_doors[number] = _empty_behind_doors(each, days[mine], slowed[mine], stays[mine], opens, closes)
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


def _empty_behind_doors(
    unit: PlannedUnit, durations: Floats, times: Floats, stays: Booleans, opens: float, closes: float
) -> float:
    """Estimate the share of place-days that stand empty because nobody is called while a unit is closed.

    `durations` are the days of parts, each of which comes so many `times`, and `stays` tells which go on where work
    stops. The others do not end there: for them there is only working time.
    """
    spans = np.clip(np.array(unit.closed, dtype=np.float64).reshape(-1, 2), opens, closes)
    if not unit.stops:
        return _empty_in(spans, durations, times, closes - opens)
    worked, days = worked_until(unit, spans), working_days(unit, opens, closes)
    weight = np.array([float((times * durations)[some].sum()) for some in (stays, ~stays)])
    empty = [
        _empty_in(spans, durations[stays], times[stays], closes - opens),
        _empty_in(worked, durations[~stays], times[~stays], days),
    ]
    return float(np.average(empty, weights=weight)) if weight.any() else empty[0]


def _empty_in(spans: Floats, durations: Floats, times: Floats, days: float) -> float:
    """Estimate what share of so many place-days stands empty because nobody is called in some spans of them.

    At a busy unit a place whose visit ends behind closed doors is empty until they open. What is left of a visit at
    a moment it does not know of has the density P(duration > x) ÷ mean duration (renewal theory: Cox 1962, Renewal
    Theory, 5.1), so that in a closed time of L days a place is empty for Σ(mL − m²/2) ÷ Σd days, with m the lesser
    of a visit's duration d and L. The sums are over visits, each as many `times` as it comes.
    """
    lengths, counts = np.unique(np.round(spans[:, 1] - spans[:, 0], 9), return_counts=True)
    if not lengths.any() or days <= 0:
        return 0.0
    total = float((times * durations).sum())
    empty = 0.0
    for length, count in zip(lengths.tolist(), counts.tolist(), strict=True):
        shorter = np.minimum(durations, length)
        of_visits = float((times * (shorter * length - shorter**2 / 2)).sum())
        empty += count * (of_visits / total if total > 0 else length)
    return empty / days
