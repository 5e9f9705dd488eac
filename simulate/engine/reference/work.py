"""Parts of visits that go on with workers who may be absent, go, or share their time: when they will be done.

The work of a part stands still while its worker is away, and while nobody has it; whoever has the other parts of its
visit makes no difference to it. All absences are known beforehand, so the end of a part is known when it starts; it
changes only when the case changes hands. That reads better as a moment that is put off than as a process that is
interrupted at each handover only to begin anew; the life of a part waits for one event, whatever happens here.

While workers share their time the end of a part depends on who else comes, and their `clock` tells it. Where a change
of terms brings that, or takes it away, what is left of the parts that go on goes onto clocks, or off them: without a
clock it is counted in days at the pace with which the part began, on a clock in days of work.

Where a unit's work stops at times, all these days are days of its `working_time`.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import simpy

from simulate.engine.reference.clock import Clocks
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.pace import Paces
from simulate.engine.reference.town import Town
from simulate.engine.reference.working_time import WorkingTime
from simulate.engine.rules import Phase
from simulate.plan import NONE

Spells = tuple[list[float], list[float]]
"""The days on which somebody's absences begin and end."""


@dataclass(slots=True)
class Case:
    """A part of a visit that is going on."""

    left: float  # days that were left, or days of work on a clock …
    since: float  # … on this day
    done: simpy.Event
    pace: float  # days of work in each of these days
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
        by_unit = [bool(unit.has_comings_and_goings or unit.ever_shares_time or unit.stops) for unit in town.plan.units]
        self._may_end_otherwise = [unit != NONE and by_unit[unit] for unit in lives.unit]
        for visit in lives.started_before:  # perhaps nobody has it yet
            for part in lives.parts_of[visit]:
                self._may_end_otherwise[part] = lives.unit[part] != NONE
        self._cases: dict[int, Case] = {}
        self._time = [WorkingTime(unit.stops) for unit in town.plan.units]
        self.clocks, self.paces = Clocks(town, self._time), Paces(town)

    def done(self, part: int, pace: float) -> simpy.Event:
        """Let a part begin that goes at some pace; returns the event of its being done."""
        days = self._town.lives.work[part] / pace
        if not self._may_end_otherwise[part]:
            return Moment(self._town.env, Phase.FINISH, days)
        self._cases[part] = case = Case(days, self._town.env.now, self._town.env.event(), pace)
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
        if self.clocks.has(part):
            case.left = self.clocks.take_off(part, case.slot)
        elif case.finish is not None:  # else nobody had it, and nothing was done
            time, still = self._time[self._town.lives.unit[part]], 0.0
            since, today = time.until(case.since), time.until(now)
            for begins, ends in self._standstills(part, case.since):
                if begins >= today:
                    break
                still += min(ends, today) - begins
            case.left = max(case.left - (today - since - still), 0.0)
            case.finish.cancel()
            case.finish = None
        case.since = now

    def go_on(self, part: int, longer: float = 0.0) -> None:
        """Let a part go on, and take so many days longer: see when it will be done."""
        case = self._cases[part]
        if case.finish is not None or self.clocks.has(part):
            return
        days, lives, now = case.left, self._town.lives, self._town.env.now
        if lives.lengthens[part]:
            case.left += longer
            worker, places, time = lives.worker[part], self._town.places[lives.unit[part]], self._time[lives.unit[part]]
            if worker == NONE:
                return
            if places.terms.shares_time:
                case.slot = worker % places.slots
                self.clocks.put_on(part, case.left, case.done)
                return
            since, waited = time.until(case.since), 0.0
            for begins, ends in self._standstills(part, case.since):
                if begins >= since + case.left + waited:
                    break
                waited += ends - begins
            days = time.days_for(case.left + waited, now)
        case.finish = Moment(self._town.env, Phase.FINISH, days)
        case.finish.callbacks.append(case.done.trigger)

    def count_otherwise_in(self, unit: int) -> None:
        """Count what is left of all parts in a unit in work where it shares time from now on, else in days.

        Those that go on have been stopped for an instant; nobody has the others, or they stand in line again.
        """
        for part in self._cases:
            if self._town.lives.unit[part] == unit:
                self._count_otherwise(part)

    def _count_otherwise(self, part: int) -> None:
        """Count what is left of a part in work where its unit shares time from now on, else in days at today's pace.

        What pace others go at that began without a clock makes no difference to it.
        """
        case, lives = self._cases[part], self._town.lives
        if not lives.lengthens[part]:
            return
        if self._town.places[lives.unit[part]].terms.shares_time:
            case.left *= case.pace
            case.pace = 1.0
        else:
            case.pace = self.paces.of(part)
            case.left /= case.pace

    def _standstills(self, part: int, since: float) -> Iterator[tuple[float, float]]:
        """Give the spans, from a day on, in which the worker is away who has a part, as far as it waits for that.

        They are told in working time, whose beginning and end a span may share that lies where work stands still.
        """
        unit, worker = self._town.lives.unit[part], self._town.lives.worker[part]
        places, spells = self._town.places[unit], self._spells[unit]
        slot = worker % places.slots
        if not places.terms.absent_keep_cases or slot >= len(spells):
            return
        (away, back), time = spells[slot], self._time[unit]
        for number in range(bisect_right(back, since), len(back)):
            yield time.until(max(away[number], since)), time.until(back[number])
