"""Clocks of work: where workers share their time, a part ends when its worker's clock has advanced by its work.

A worker with n children gives each of them an equal share of the time, and more than the whole to none: work on each is
done at pace 1 up to `full_pace_up_to` of them, at `full_pace_up_to` ÷ n beyond. So all children of a worker come on by
the same number of days of work from one day to the next, and a clock that tells it serves for all of them: a part that
begins when it reads 20, with 5 days of work, is done when it reads 25. Whatever happens to the worker changes how
quickly the clock runs and not where parts end on it, so that only the first of these ends is an event: the virtual time
of processor sharing (A. Demers, S. Keshav and S. Shenker 1989, Analysis and simulation of a fair queueing algorithm).

The pace min(1, full_pace_up_to ÷ n) is the most that a worker can do whose cases alternate between work and waiting for
others: the bound min(1, N ÷ n) of F. Campello, A. Ingolfsson and R. Shumsky 2017, Queueing models of case managers,
Management Science 63:882. In theirs the pace falls off smoothly near N, as cases happen to want the worker at the same
time and wait while the worker is idle at another moment; the kink leaves that out, and is too quick there by what such
coincidences cost.

Where a unit's work stops at times its clocks stand: they run by its `working_time`, and no night is an event.

Where time is not shared there are no clocks, though one that always ran at pace 1 would be the same rule: it would end
a part (reading + work) − reading days from now, and to the last bit that is not always the work.
"""

from bisect import insort
from collections.abc import Callable, Sequence
from math import inf

import simpy

from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.reference.working_time import WorkingTime
from simulate.engine.rules import Phase
from simulate.plan import NONE


class Clock:
    """One worker's clock of work: what it reads, how quickly it runs, and what it reads when each part ends."""

    def __init__(self, env: simpy.Environment, time: WorkingTime, strikes: Callable[[], None]) -> None:
        self._env, self._time, self._strikes = env, time, strikes
        self._reading, self._since, self._pace = 0.0, 0.0, 0.0  # days of work, on this day; of work in a day
        self._ends: list[tuple[float, int]] = []  # what it reads when each part ends, and the part: rising
        self._awaited = NONE  # the part whose end it strikes …
        self._due = inf  # … on this day, …
        self._moment: Moment | None = None  # … at this moment

    def __len__(self) -> int:
        return len(self._ends)

    def put_on(self, part: int, work: float) -> None:
        """Begin to count for a part that takes so many days of work."""
        self._advance()
        if not self._ends:
            self._reading = 0.0  # small numbers are more exact than large ones
        insort(self._ends, (self._reading + work, part))

    def take_off(self, part: int) -> float:
        """Count no longer for a part; returns the days of work that are left of it."""
        self._advance()
        place = next(place for place, (_, other) in enumerate(self._ends) if other == part)
        end, _ = self._ends.pop(place)
        if part == self._awaited:
            self._await_nobody()
        return max(end - self._reading, 0.0)

    def strike(self) -> int:
        """Strike the end of the part that is done at this moment; returns the part."""
        part = self._awaited
        self.take_off(part)
        return part

    def run_at(self, pace: float) -> None:
        """Run so quickly from now on; to be told of again after each part that was put on or taken off."""
        first = self._ends[0][1] if self._ends else NONE
        if pace == self._pace and first == self._awaited:
            return
        self._advance()
        self._pace = pace
        self._await_nobody()
        if first != NONE and pace > 0:
            days = self._time.days_for(max(self._ends[0][0] - self._reading, 0.0) / pace, self._env.now)
            self._awaited, self._due = first, self._env.now + days
            self._moment = Moment(self._env, Phase.FINISH, days).then(self._strikes)

    def _await_nobody(self) -> None:
        if self._moment is not None:
            self._moment.cancel()
        self._awaited, self._due, self._moment = NONE, inf, None

    def _advance(self) -> None:
        """Read the clock now: at the moment it strikes, exactly where the part ends."""
        now = self._env.now
        if now >= self._due:
            self._reading = self._ends[0][0]
        else:
            self._reading += (self._time.until(now) - self._time.until(self._since)) * self._pace
        self._since = now


class Clocks:
    """The clocks of all workers who share their time.

    Where an organisation is in its first time work goes at another pace, for its own children only: a worker has a
    clock for each start-up by which children come, NONE among them, and is shared by the children on all of these.
    """

    def __init__(self, town: Town, time: Sequence[WorkingTime]) -> None:
        self._town, self._time = town, time  # working time of each unit
        self._start_up = town.plan.visits.start_up.tolist()
        self._clocks: list[list[dict[int, Clock]]] = [
            [{} for _ in range(unit.slots if unit.ever_shares_time else 0)] for unit in town.plan.units
        ]
        self._clock_of: dict[int, Clock] = {}
        self._done: dict[int, simpy.Event] = {}  # of each part that is on a clock

    def begin(self) -> None:
        """Let clocks run otherwise from when the first time of an organisation begins, and when it is over."""
        for start_up in self._town.plan.start_ups:
            for day in (start_up.begins, start_up.until):
                if 0 <= day < self._town.plan.end and any(self._clocks):
                    Moment(self._town.env, Phase.TERMS, day).then(self._set_all)

    def put_on(self, part: int, work: float, done: simpy.Event) -> None:
        """Let a part go on by the clock of the worker who has it, until it is done."""
        unit, slot, start_up = self._address(part)
        clocks = self._clocks[unit][slot]
        if start_up not in clocks:
            clocks[start_up] = Clock(
                self._town.env, self._time[unit], lambda: self._strike(unit, slot, clocks[start_up])
            )
        self._clock_of[part], self._done[part] = clocks[start_up], done
        clocks[start_up].put_on(part, work)
        self._set(unit, slot)

    def take_off(self, part: int, slot: int) -> float:
        """Stop a part that somebody in a slot had; returns the days of work that are left of it."""
        del self._done[part]
        left = self._clock_of.pop(part).take_off(part)
        self._set(self._town.lives.unit[part], slot)
        return left

    def has(self, part: int) -> bool:
        """Tell whether a part goes on by some clock."""
        return part in self._clock_of

    def set_of(self, unit: int, slot: int | None = None) -> None:
        """Set the clocks of one slot or of all, after something has changed that their pace depends on."""
        if self._clocks[unit]:
            for each in range(len(self._clocks[unit])) if slot is None else (slot,):
                self._set(unit, each)

    def _set_all(self) -> None:
        for unit in range(len(self._clocks)):
            self.set_of(unit)

    def _set(self, unit: int, slot: int) -> None:
        clocks, places = self._clocks[unit][slot], self._town.places[unit]
        pace = places.pace_of(slot, sum(map(len, clocks.values()))) if clocks else 0.0
        for start_up, clock in clocks.items():
            clock.run_at(pace * self._pace_in(start_up))

    def _pace_in(self, number: int) -> float:
        if number == NONE:
            return 1.0
        start_up = self._town.plan.start_ups[number]
        return start_up.pace if start_up.begins <= self._town.env.now < start_up.until else 1.0

    def _strike(self, unit: int, slot: int, clock: Clock) -> None:
        part = clock.strike()
        del self._clock_of[part]
        self._set(unit, slot)
        self._done.pop(part).succeed()

    def _address(self, part: int) -> tuple[int, int, int]:
        lives = self._town.lives
        unit = lives.unit[part]
        return unit, lives.worker[part] % self._town.places[unit].slots, self._start_up[lives.visit[part]]
