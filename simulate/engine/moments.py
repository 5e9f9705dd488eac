"""The clock: what happens when, and in which order at one instant, as events of SimPy."""

from collections.abc import Callable
from enum import IntEnum

import simpy


class Phase(IntEnum):
    """The order of what happens at one instant (SimPy's priority of an event).

    SimPy stops the clock with priority 0: nothing happens any more on the instant of the end.
    """

    FINISH = 1
    TERMS = 2  # what is different in units, or in how they call, from this day on
    DOORS = 3  # units open and close
    BACK = 4
    JOIN = 5  # new workers and consultants come, and newcomers grow into their caseload
    AWAY = 6
    ON_LIST = 7  # who is on the waiting list when the clock starts
    REVIEW = 8
    HAND_OVER = 9  # open cases of all who went at this instant
    ASK = 10
    ARRIVE = 11
    MEET = 12
    CRISIS = 13
    GIVE_UP = 14
    GROW_UP = 15
    RESUME = 16  # what waited for a withdrawn visit, when everything at this instant is withdrawn
    CALL = 17


class State(IntEnum):
    """How a visit stands. From FINISHED on, nobody waits for it any more."""

    PENDING = 0  # predecessors unfinished
    PAUSING = 1
    WAITING = 2
    RUNNING = 3
    FINISHED = 4
    WITHDRAWN = 5
    AGED_OUT = 6


class Moment(simpy.Event):
    """Something that happens to a child, need, visit, team or unit after a delay, in its phase of that instant."""

    def __init__(
        self, env: simpy.Environment, phase: Phase, delay: float, happens: Callable[[int], None], number: int
    ) -> None:
        # As in simpy.Timeout, without the detour over Event.__init__: it cannot fail, and carries nothing.
        self.env = env
        self._ok, self._value = True, None
        self.callbacks = [lambda _: happens(number)]
        env.schedule(self, phase, delay)  # type: ignore[arg-type]  # SimPy sorts by any number

    def cancel(self) -> None:
        """Let nothing happen when the time comes."""
        if self.callbacks is not None:
            self.callbacks.clear()
