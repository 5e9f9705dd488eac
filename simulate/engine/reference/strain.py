"""Rule 5: the strain of needs that are not met, and when it is too much."""

import simpy

from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase


class Strain:
    """The strain of all children; it grows by the sum of the rates of their unmet needs."""

    def __init__(self, town: Town) -> None:
        self._town = town
        count = len(town.plan.children)
        self._need_rate, self._threshold = town.plan.needs.crisis_rate.tolist(), town.plan.crises.threshold.lists()
        self._strain, self._rate, self._since = [0.0] * count, [0.0] * count, [0.0] * count
        self._crises = [0] * count
        self._too_much: dict[int, simpy.Event] = {}
        self._passes: dict[int, Moment] = {}  # when the threshold is passed at the rate there is now

    def too_much(self, child: int) -> simpy.Event:
        """Give the event of a child's strain passing the threshold there is now."""
        if child not in self._too_much:
            self._too_much[child] = self._town.env.event()
        return self._too_much[child]

    def update(self, child: int) -> None:
        """Add up a child's strain until now and see when it will pass the threshold at its new rate."""
        thresholds = self._threshold[child]
        if not thresholds:
            return  # its strain can never be enough for a crisis
        lives, now = self._town.lives, self._town.env.now
        self._strain[child] += self._rate[child] * (now - self._since[child])
        self._since[child] = now
        rate = 0.0  # not by `sum`, which since Python 3.12 rounds otherwise
        for need in lives.needs_of[child]:
            if lives.arisen[need] and not lives.met[need] and not lives.grown_up[child]:
                rate += self._need_rate[need]
        self._rate[child] = rate
        if child in self._passes:
            self._passes.pop(child).cancel()
        if rate > 0 and self._crises[child] < len(thresholds):
            left = max(thresholds[self._crises[child]] - self._strain[child], 0.0)
            self._passes[child] = passes = Moment(self._town.env, Phase.CRISIS, left / rate)
            passes.callbacks.append(self.too_much(child).trigger)

    def begin_anew(self, child: int) -> None:
        """Let a child's strain begin at nothing again, with its next threshold."""
        del self._too_much[child]
        self._crises[child] += 1
        self._rate[child] = self._strain[child] = 0.0
        self.update(child)
