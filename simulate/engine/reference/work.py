"""Parts of visits that go on with workers who may be absent, go, or share their time: when they will be done.

The work of a part stands still while its worker is away, and while nobody has it; whoever has the other parts of its
visit makes no difference to it. All absences are known beforehand, so the end of a part is known when it starts; it
changes only when the case changes hands. That reads better as a moment that is put off than as a process that is
interrupted at each handover only to begin anew; the life of a part waits for one event, whatever happens here.

Where workers share their time the end of a part depends on who else comes, and their `clock` tells it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import simpy

from simulate.engine.reference.clock import Clocks
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase
from simulate.plan import NONE

Spells = tuple[list[float], list[float]]
"""The days on which somebody's absences begin and end."""


@dataclass(slots=True)
class Case:
    """A part of a visit that is going on."""

    left: float  # days of work that were left …
    since: float  # … on this day
    done: simpy.Event
    finish: Moment | None = None  # when it will be done; none while nobody has it, and where a clock tells it
    slot: int = NONE  # in which sits whose clock tells it


class Work:
    """The parts of visits that go on."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._spells: list[list[Spells]] = []  # of each unit's posts; consultants are never away
        for unit in town.plan.units:
            staff = unit.staff
            self._spells.append([] if staff is None else list(zip(staff.away.lists(), staff.back.lists(), strict=True)))
        lives = town.lives
        by_unit = [unit.has_comings_and_goings for unit in town.plan.units]
        self._may_change_hands = [unit != NONE and by_unit[unit] for unit in lives.unit]
        for visit in lives.started_before:  # perhaps nobody has it yet
            for part in lives.parts_of[visit]:
                self._may_change_hands[part] = lives.unit[part] != NONE
        shared = [unit.ever_shares_time for unit in town.plan.units]
        self._by_clock = [
            unit != NONE and shared[unit] and lengthens
            for unit, lengthens in zip(lives.unit, lives.lengthens, strict=True)
        ]
        self._cases: dict[int, Case] = {}
        self.clocks = Clocks(town)

    def done(self, part: int, days: float) -> simpy.Event:
        """Let a part begin that takes so many days of work; returns the event of its being done."""
        if not (self._may_change_hands[part] or self._by_clock[part]):
            return Moment(self._town.env, Phase.FINISH, days)
        self._cases[part] = case = Case(days, self._town.env.now, self._town.env.event())
        self.go_on(part)
        return case.done

    def end(self, part: int) -> None:
        """Forget a part that is done."""
        self._cases.pop(part, None)

    def pause(self, part: int) -> None:
        """Stop a part for an instant, before anything changes that its end depends on; see `go_on`.

        A stay, which is as long as it is whoever follows it, is not stopped.
        """
        if not self._town.lives.lengthens[part]:
            return
        case, now = self._cases[part], self._town.env.now
        if self._by_clock[part]:
            if self.clocks.has(part):
                case.left = self.clocks.take_off(part, case.slot)
            return
        if case.finish is not None:  # else nobody had it, and nothing was done
            still = 0.0
            for begins, ends in self._standstills(part, case.since):
                if begins >= now:
                    break
                still += min(ends, now) - begins
            case.left = max(case.left - (now - case.since - still), 0.0)
            case.finish.cancel()
            case.finish = None
        case.since = now

    def go_on(self, part: int, longer: float = 0.0) -> None:
        """Let a part go on, and take so many days longer: see when it will be done."""
        case = self._cases[part]
        if case.finish is not None or self.clocks.has(part):
            return
        waited = 0.0
        if self._town.lives.lengthens[part]:
            case.left += longer
            worker = self._town.lives.worker[part]
            if worker == NONE:
                return
            if self._by_clock[part]:
                case.slot = worker % self._town.places[self._town.lives.unit[part]].slots
                self.clocks.put_on(part, case.left, case.done)
                return
            for begins, ends in self._standstills(part, case.since):
                if begins >= case.since + case.left + waited:
                    break
                waited += ends - begins
        case.finish = Moment(self._town.env, Phase.FINISH, case.left + waited)
        case.finish.callbacks.append(case.done.trigger)

    def _standstills(self, part: int, since: float) -> Iterator[tuple[float, float]]:
        """Give the spans, from a day on, in which the worker is away who has a part, as far as it waits for that."""
        unit, worker = self._town.lives.unit[part], self._town.lives.worker[part]
        places, spells = self._town.places[unit], self._spells[unit]
        slot = worker % places.slots
        if not places.terms.absent_keep_cases or slot >= len(spells):
            return
        away, back = spells[slot]
        for number in range(bisect_right(back, since), len(back)):
            yield max(away[number], since), back[number]
