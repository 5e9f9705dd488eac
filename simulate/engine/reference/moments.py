"""What happens when, as an event of SimPy."""

from collections.abc import Callable

import simpy

from simulate.engine.rules import Phase


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
