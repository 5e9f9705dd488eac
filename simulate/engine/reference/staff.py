"""Rule 8: workers fall ill, leave and are replaced, doors open and close, terms change, services learn.

Nothing here is left to chance: when somebody is away, at which load somebody leaves and how long a post is vacant
stands in the plan. What feeds back from the lines is the load itself.

Absences and doors are processes, which go through what the plan tells. What happens once, or may be called off by other
terms (that a post is filled, that a newcomer goes on to the next stretch), is a moment with something to happen: as a
process it would be longer, and interrupted oftener than it ended.
"""

from itertools import accumulate
from math import inf

from simpy.events import ProcessGenerator

from simulate.engine.reference.consultants import Consultants
from simulate.engine.reference.handover import Handover
from simulate.engine.reference.meetings import Meetings
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.reference.work import Work
from simulate.engine.rules import Phase
from simulate.log import Staffing
from simulate.plan import NONE, REVIEW_EVERY, Terms

Spans = list[tuple[Moment, Moment]]
"""When something begins and ends, one after the other."""


class StaffRules:
    """The comings and goings in all units."""

    def __init__(
        self, town: Town, work: Work, handover: Handover, consultants: Consultants, meetings: Meetings
    ) -> None:
        self._town, self._work = town, work
        self._handover, self._consultants, self._meetings = handover, consultants, meetings
        self._filling: dict[tuple[int, int], Moment] = {}  # when the vacant post (unit, slot) will be filled
        self._joined_on: dict[tuple[int, int], float] = {}  # when whoever is in a post came, after day 0
        self._growing: dict[tuple[int, int], list[Moment]] = {}  # when a newcomer's next stretches begin

    def begin(self) -> None:
        """Begin everything that is known to happen to units, each on the day the plan says."""
        env = self._town.env
        for number, unit in enumerate(self._town.plan.units):
            for day, terms in unit.later:
                Moment(env, Phase.TERMS, day).then(self._change_terms, number, terms)
            env.process(self._close_doors(number, self._spans(Phase.DOORS, Phase.DOORS, unit.closed)))
            if unit.staff is not None:
                rows = zip(unit.staff.away.lists(), unit.staff.back.lists(), strict=True)
                for slot, (aways, backs) in enumerate(rows):
                    absences = tuple(zip(aways, backs, strict=True))
                    env.process(self._be_absent(number, slot, self._spans(Phase.AWAY, Phase.BACK, absences)))
            month = 0
            while unit.is_reviewed and month * REVIEW_EVERY < self._town.plan.end:
                Moment(env, Phase.REVIEW, month * REVIEW_EVERY).then(self._review, number, month)
                month += 1

    def _spans(self, begins: Phase, ends: Phase, days: tuple[tuple[float, float], ...]) -> Spans:
        """Give the moments at which spans begin and end, without those that are over before they began.

        They are all made on day 0: the sum of a day and of what is left until another is not always that other day.
        """
        return [
            (Moment(self._town.env, begins, first), Moment(self._town.env, ends, last))
            for first, last in days
            if first < last
        ]

    # ---- doors, absences

    def _close_doors(self, unit: int, spans: Spans) -> ProcessGenerator:
        """Let a unit be closed, again and again."""
        for closes, opens in spans:
            yield closes
            self._set_doors(unit, False)
            yield opens
            self._set_doors(unit, True)

    def _set_doors(self, unit: int, are_open: bool) -> None:
        self._town.places[unit].is_open = are_open
        self._handover.look_at_lines_of(unit)

    def _be_absent(self, unit: int, slot: int, spans: Spans) -> ProcessGenerator:
        """Let whoever is in a post then be away, again and again."""
        places = self._town.places[unit]
        for away, back in spans:
            yield away
            places.is_away[slot] = True
            if places.worker[slot] != NONE:
                self._note(unit, places.worker[slot], Staffing.FELL_ILL)
                places.leave_absent(slot)
                self._handover.settle(unit, slot)
            yield back
            places.is_away[slot] = False
            if places.worker[slot] != NONE:
                self._note(unit, places.worker[slot], Staffing.CAME_BACK)
                self._handover.settle(unit, slot)

    # ---- terms

    def _change_terms(self, unit: int, terms: Terms) -> None:
        """Let other terms hold from now on: posts open or close, caseloads, meetings and all else are different."""
        places = self._town.places[unit]
        before = places.terms
        # a clock of work is set when somebody goes or is back; whose ends are known beforehand are reckoned anew
        waits_otherwise = before.absent_keep_cases != terms.absent_keep_cases and not before.shares_time
        shares_otherwise = before.shares_time != terms.shares_time
        reckoned_anew = waits_otherwise or shares_otherwise
        running = [part for cases in places.cases for part in cases] if reckoned_anew else []
        for part in running:
            self._work.pause(part)
        places.terms = terms
        if shares_otherwise:
            self._work.count_otherwise_in(unit)
        for slot in range(places.posts):
            if slot >= terms.workers:
                if (unit, slot) in self._filling:
                    self._filling.pop((unit, slot)).cancel()
                if places.worker[slot] != NONE:
                    self._leave(unit, slot)
            elif slot >= before.workers:
                self._join(unit, slot)
            else:
                if places.is_away[slot]:
                    places.leave_absent(slot)
                if terms.newcomer != before.newcomer:
                    self._grow_otherwise(unit, slot)
        for part in running:
            self._work.go_on(part)
        if terms.extra is None:
            self._consultants.send_home(unit)
        if places.meets and terms.meets_every != before.meets_every:
            self._meetings.begin_in(unit)
        self._handover.settle(unit)

    # ---- reviews: leaving, learning

    def _review(self, unit: int, month: int) -> None:
        """Look at a unit at the beginning of a month: who leaves, and is there time for development?"""
        places, staff = self._town.places[unit], self._town.plan.units[unit].staff
        children, capacity = places.children, places.capacity
        self._develop(unit, month)
        if staff is not None and month > 0:
            for slot in range(places.posts):
                leaves_at = float(staff.leaves_at[slot, month])
                if places.worker[slot] != NONE and _load_reaches(leaves_at, children, capacity):
                    self._leave(unit, slot)
                    vacant_for = float(staff.vacant_for[slot, month])
                    filled = Moment(self._town.env, Phase.JOIN, vacant_for).then(self._fill, unit, slot)
                    self._filling[unit, slot] = filled
        self._handover.settle(unit)

    def _develop(self, unit: int, month: int) -> None:
        """Learn from the month that is over, if its time was used, and see whether the new month's is."""
        places = self._town.places[unit]
        development = places.terms.development
        if development is None:
            places.develops, places.pace = False, 1.0
            return
        if places.develops:
            places.learnt += (1 - places.learnt) * development.learns
        places.pace = 1 + development.gain * places.learnt
        places.develops = development.protected or places.line < development.calm_below * places.capacity
        if places.develops:
            self._town.diary.developed.append((unit, month))

    def _leave(self, unit: int, slot: int) -> None:
        self._note(unit, self._town.places[unit].go(slot), Staffing.LEFT)

    # ---- joining

    def _fill(self, unit: int, slot: int) -> None:
        del self._filling[unit, slot]
        self._join(unit, slot)
        self._handover.settle(unit, slot)

    def _join(self, unit: int, slot: int) -> None:
        """Let a newcomer take a post, and grow into the caseload."""
        places = self._town.places[unit]
        worker = places.join(slot)
        self._note(unit, worker, Staffing.JOINED)
        if places.is_away[slot]:
            self._note(unit, worker, Staffing.FELL_ILL)
        self._joined_on[unit, slot] = self._town.env.now
        self._grow_in(unit, worker, list(accumulate(lasts for lasts, _ in places.terms.newcomer)))

    def _grow_in(self, unit: int, worker: int, delays: list[float]) -> None:
        """Let a newcomer go on to the next stretch after each of some delays."""
        slot = worker % self._town.places[unit].slots
        self._growing[unit, slot] = [
            Moment(self._town.env, Phase.JOIN, days).then(self._grow, unit, worker) for days in delays
        ]

    def _grow(self, unit: int, worker: int) -> None:
        places = self._town.places[unit]
        slot = worker % places.slots
        if places.worker[slot] == worker:
            places.grow(slot)
            self._handover.settle(unit, slot)

    def _grow_otherwise(self, unit: int, slot: int) -> None:
        """Let a newcomer grow into the caseload as the terms say from now on, counted from the day of joining."""
        places, now = self._town.places[unit], self._town.env.now
        if places.worker[slot] == NONE or (unit, slot) not in self._joined_on:
            return  # nobody, or somebody who has been there since before day 0
        for moment in self._growing[unit, slot]:
            moment.cancel()
        ends = [self._joined_on[unit, slot] + days for days in accumulate(lasts for lasts, _ in places.terms.newcomer)]
        places.begin_stretch(slot, sum(day <= now for day in ends))
        self._grow_in(unit, places.worker[slot], [day - now for day in ends if day > now])

    def _note(self, unit: int, worker: int, what: Staffing) -> None:
        self._town.diary.note(self._town.env.now, unit, worker, what)


def _load_reaches(level: float, children: int, capacity: float) -> bool:
    """Tell whether so many children are a load of at least so much; `capacity` is how many a load of 1 is."""
    if level == 0:
        return True
    return children > 0 and level < inf and children >= level * capacity
