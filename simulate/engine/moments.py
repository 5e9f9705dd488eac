"""The clock: what happens when, and in which order at one instant, as events of SimPy."""

from collections.abc import Callable
from enum import IntEnum

import simpy


class Phase(IntEnum):
    """The order of what happens at one instant (SimPy's priority of an event).

    SimPy stops the clock with priority 0: nothing happens any more on the instant of the end.
    """

    FINISH = 1
    ASK = 2
    ARRIVE = 3
    MEET = 4
    CRISIS = 5
    GIVE_UP = 6
    GROW_UP = 7
    RESUME = 8  # what waited for a withdrawn visit, when everything at this instant is withdrawn
    CALL = 9


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
