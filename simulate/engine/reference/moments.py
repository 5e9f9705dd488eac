"""When something happens, and before or after what else of that instant: an event of SimPy."""

from collections.abc import Callable
from typing import Any

import simpy

from simulate.engine.rules import Phase


class Moment(simpy.Event):
    """A timeout whose priority is a phase: it comes after a delay, among all else of that instant in its phase.

    Processes wait for it, as for any event: `yield Moment(env, Phase.ASK, 3.0)`.
    """

    def __init__(self, env: simpy.Environment, phase: Phase, delay: float = 0.0) -> None:
        # As in simpy.Timeout, without the detour over Event.__init__: it cannot fail, and carries nothing.
        self.env = env
        self._ok, self._value = True, None
        self.callbacks = []
        env.schedule(self, phase, delay)  # type: ignore[arg-type]  # SimPy sorts by any number

    def then(self, happens: Callable[..., None], *about: Any) -> "Moment":
        """Let something happen when it comes, where nobody waits for it; returns the moment."""
        self.callbacks.append(lambda _: happens(*about))
        return self

    def cancel(self) -> None:
        """Let nothing happen when it comes."""
        if self.callbacks is not None:
            self.callbacks.clear()
