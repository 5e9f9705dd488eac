"""Rule 8: workers fall ill, leave and are replaced, consultants come and go, doors open and close, services learn.

Nothing here is left to chance: when somebody is away, at which load somebody leaves and how long a post is vacant
stands in the plan. What feeds back from the lines is the load itself.
"""

from functools import partial
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING

from simulate.engine.reference.moments import Moment
from simulate.engine.rules import Phase
from simulate.log import Staffing
from simulate.plan import NONE, REVIEW_EVERY, Terms

if TYPE_CHECKING:
    from simulate.engine.reference.town import Town


class StaffRules:
    """The comings and goings in all units."""

    def __init__(self, town: "Town") -> None:
        self._town = town
        self._filling: dict[tuple[int, int], Moment] = {}  # when the vacant post (unit, slot) will be filled
        self._joined_on: dict[tuple[int, int], float] = {}  # when whoever is in a post came, after day 0
        self._growing: dict[tuple[int, int], list[Moment]] = {}  # when a newcomer's next stretches begin
        self._sent_for: set[int] = set()  # units that wait for consultants
        self.with_extra = [
            number
            for number, unit in enumerate(town.plan.units)
            if any(terms.extra is not None for _, terms in unit.in_time)
        ]
        self._to_hand_over = False

    def plan_ahead(self) -> None:
        """Note everything that is known to happen to units."""
        later, end = self._town.later, self._town.plan.end
        for number, unit in enumerate(self._town.plan.units):
            for day, terms in unit.later:
                later(day, Phase.TERMS, partial(self._change_terms, terms), number)
            for closes, opens in unit.closed:
                later(closes, Phase.DOORS, partial(self._set_doors, False), number)
                if opens < end:
                    later(opens, Phase.DOORS, partial(self._set_doors, True), number)
            if unit.staff is not None:
                for slot, (aways, backs) in enumerate(
                    zip(unit.staff.away.lists(), unit.staff.back.lists(), strict=True)
                ):
                    for away, back in zip(aways, backs, strict=True):
                        if away == back:
                            continue  # over before it began; BACK comes before AWAY, and nobody would come back
                        later(away, Phase.AWAY, partial(self._go_away, number), slot)
                        if back < end:
                            later(back, Phase.BACK, partial(self._come_back, number), slot)
            month = 0
            while unit.is_reviewed and month * REVIEW_EVERY < end:
                later(month * REVIEW_EVERY, Phase.REVIEW, partial(self._review, number), month)
                month += 1

    # ---- doors, terms

    def _set_doors(self, is_open: bool, unit: int) -> None:
        self._town.places[unit].is_open = is_open
        self._touch(unit)

    def _change_terms(self, terms: Terms, unit: int) -> None:
        """Let other terms hold from now on: posts open or close, caseloads, meetings and all else are different."""
        places = self._town.places[unit]
        before = places.terms
        running = {visit for cases in places.cases for visit in cases}
        waits_otherwise = before.hands_over_absent != terms.hands_over_absent
        if waits_otherwise:
            for visit in running:
                self._town.work.pause(visit)
        places.terms = terms
        for slot in range(places.posts):
            if slot >= terms.workers:
                if (unit, slot) in self._filling:
                    self._filling.pop((unit, slot)).cancel()
                if places.worker[slot] != NONE:
                    self._go(unit, slot, Staffing.LEFT)
            elif slot >= before.workers:
                self._join(unit, slot)
            else:
                if terms.hands_over_absent and places.is_away[slot]:
                    places.leave_cases(slot)
                if terms.newcomer != before.newcomer:
                    self._grow_otherwise(unit, slot)
        if waits_otherwise:
            for visit in running:
                self._town.work.go_on(visit)
        if terms.extra is None:
            for slot in places.consultants():
                self._send_home(unit, slot)
        if places.meets and terms.meets_every != before.meets_every:
            self._town.begin_meetings(unit, terms)
        self._settle(unit)

    # ---- absence

    def _go_away(self, unit: int, slot: int) -> None:
        places = self._town.places[unit]
        places.is_away[slot] = True
        if places.worker[slot] != NONE:
            self._note(unit, places.worker[slot], Staffing.FELL_ILL)
            if places.terms.hands_over_absent:
                places.leave_cases(slot)
            self._settle(unit, slot)

    def _come_back(self, unit: int, slot: int) -> None:
        places = self._town.places[unit]
        places.is_away[slot] = False
        if places.worker[slot] != NONE:
            self._note(unit, places.worker[slot], Staffing.CAME_BACK)
            self._settle(unit, slot)

    # ---- leaving, joining

    def _review(self, unit: int, month: int) -> None:
        """Look at a unit at the beginning of a month: who leaves, and is there time for development?"""
        places, staff = self._town.places[unit], self._town.plan.units[unit].staff
        children, offered = places.busy + places.waiting, places.offered
        self._develop(unit, month)
        for slot in range(places.posts if staff is not None and month > 0 else 0):
            leaves_at = float(staff.leaves_at[slot, month])  # type: ignore[union-attr]
            if places.worker[slot] != NONE and _load_reaches(leaves_at, children, offered):
                self._go(unit, slot, Staffing.LEFT)
                vacant_for = float(staff.vacant_for[slot, month])  # type: ignore[union-attr]
                self._filling[unit, slot] = self._town.later(vacant_for, Phase.JOIN, partial(self._fill, unit), slot)
        self._settle(unit)

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
        places.develops = development.protected or places.waiting < development.calm_below * places.offered
        if places.develops:
            self._town.diary.developed.append((unit, month))

    def _fill(self, unit: int, slot: int) -> None:
        del self._filling[unit, slot]
        self._join(unit, slot)
        self._settle(unit, slot)

    def _join(self, unit: int, slot: int) -> None:
        """Let a newcomer take a post, and grow into the caseload."""
        places = self._town.places[unit]
        worker = places.join(slot)
        self._note(unit, worker, Staffing.JOINED)
        if places.is_away[slot]:
            self._note(unit, worker, Staffing.FELL_ILL)
        self._joined_on[unit, slot] = self._town.env.now
        self._growing[unit, slot] = [
            self._town.later(days, Phase.JOIN, partial(self._grow, unit), worker)
            for days in accumulate(lasts for lasts, _ in places.terms.newcomer)
        ]

    def _grow(self, unit: int, worker: int) -> None:
        places = self._town.places[unit]
        slot = worker % places.slots
        if places.worker[slot] == worker:
            places.grow(slot)
            self._settle(unit, slot)

    def _grow_otherwise(self, unit: int, slot: int) -> None:
        """Let a newcomer grow into the caseload as the terms say from now on, counted from the day of joining."""
        places, now = self._town.places[unit], self._town.env.now
        if places.worker[slot] == NONE or (unit, slot) not in self._joined_on:
            return  # nobody, or somebody who has been there since before day 0
        for moment in self._growing[unit, slot]:
            moment.cancel()
        ends = [self._joined_on[unit, slot] + days for days in accumulate(lasts for lasts, _ in places.terms.newcomer)]
        places.begin_stretch(slot, sum(day <= now for day in ends))
        self._growing[unit, slot] = [
            self._town.later(day - now, Phase.JOIN, partial(self._grow, unit), places.worker[slot])
            for day in ends
            if day > now
        ]

    def _go(self, unit: int, slot: int, how: Staffing) -> None:
        self._note(unit, self._town.places[unit].go(slot), how)

    # ---- consultants

    def look_at_lines(self) -> None:
        """Send for consultants where a line is long, and let them go where it is short; when all have been called."""
        for unit in self.with_extra:
            places = self._town.places[unit]
            extra = places.terms.extra
            if extra is None:
                continue
            there = places.consultants()
            if there:
                if places.waiting <= extra.leave_at and any(places.takes(slot) for slot in there):
                    for slot in there:
                        self._send_home(unit, slot)
                    places.count_places()
            elif unit not in self._sent_for and places.waiting > extra.line_above:
                self._sent_for.add(unit)
                self._town.later(extra.after, Phase.JOIN, self._consultants_come, unit)

    def _consultants_come(self, unit: int) -> None:
        self._sent_for.discard(unit)
        places = self._town.places[unit]
        extra = places.terms.extra
        for number in range(extra.workers if extra is not None else 0):
            slot = places.posts + number
            if places.worker[slot] == NONE:
                self._note(unit, places.join(slot), Staffing.CAME)
        self._settle(unit)

    def _send_home(self, unit: int, slot: int) -> None:
        """Give a consultant no new cases; who has none left goes."""
        places = self._town.places[unit]
        places.take_no_more(slot)
        if not places.cases[slot]:
            self._go(unit, slot, Staffing.WENT)

    def case_closed(self, unit: int, worker: int) -> None:
        """See whether a consultant who was to go has closed the last case; `worker` may be NONE."""
        places = self._town.places[unit]
        if worker == NONE:
            return
        slot = worker % places.slots
        if slot >= places.posts and not places.takes(slot) and not places.cases[slot]:
            self._go(unit, slot, Staffing.WENT)

    # ---- open cases of those who have gone

    def hand_over(self, _: int) -> None:
        """Hand every case that was left behind to a colleague, where there is one."""
        self._to_hand_over = False
        for unit, places in enumerate(self._town.places):
            for visit in sorted(places.left_behind):
                self._hand_over(unit, visit)

    def _hand_over(self, unit: int, visit: int) -> None:
        """Hand one case over; it takes longer with somebody else than with the worker who had it last, if any did."""
        town, places = self._town, self._town.places[unit]
        workers, position = town.work.workers(visit), town.plan.teams[town.team[visit]].index(unit)
        had_it, has_it = places.left_behind[visit], workers[position]
        town.work.pause(visit)
        workers[position] = taker = places.take_over(town.child[visit], visit)
        changes = NONE not in (had_it, taker) and taker != had_it
        town.work.go_on(visit, places.terms.handover_days if changes else 0.0)
        if taker != has_it:
            town.diary.handed.append((town.env.now, visit, unit, has_it, taker))

    def _settle(self, unit: int, slot: int | None = None) -> None:
        """Count places again, after something has changed for one slot or all; hand over what was left behind."""
        places = self._town.places[unit]
        places.count_places(slot)
        if places.left_behind and not self._to_hand_over:
            self._to_hand_over = True
            self._town.later(0.0, Phase.HAND_OVER, self.hand_over)
        self._touch(unit)

    def _touch(self, unit: int) -> None:
        self._town.lines.touch_unit(unit)
        self._town.call_soon()

    def _note(self, unit: int, worker: int, what: Staffing) -> None:
        self._town.diary.staff.append((self._town.env.now, unit, worker, what))


def _load_reaches(level: float, children: int, places: int) -> bool:
    """Tell whether so many children for so many places are a load of at least so much."""
    if level == 0:
        return True
    return children > 0 and level < inf and children >= level * places
