"""Rules 5 to 7: strain and crisis, giving up, growing up."""

from typing import TYPE_CHECKING

from simulate.engine.reference.moments import Moment
from simulate.engine.rules import Phase, State

if TYPE_CHECKING:
    from simulate.engine.reference.town import Town


class Hardship:
    """What waiting does to children and their needs."""

    def __init__(self, town: "Town") -> None:
        self._town = town
        plan = town.plan
        count = len(plan.children)
        self._rate, self._patience = plan.needs.crisis_rate.tolist(), plan.needs.patience.tolist()
        self._known = [False] * len(plan.needs)
        self.given_up = [False] * len(plan.needs)
        self.grown_up = [False] * count
        self._threshold, self._acute_visits = plan.crises.threshold.lists(), plan.crises.visit.lists()
        self._crises = [0] * count
        self._strain, self._strain_rate, self._strain_since = [0.0] * count, [0.0] * count, [0.0] * count
        self._next_crisis: dict[int, Moment] = {}

    # ---- rule 5: strain and crisis

    def update_strain(self, child: int) -> None:
        """Add up a child's strain until now and see when it will pass the threshold at its new rate."""
        if not self._threshold[child]:
            return  # its strain can never be enough for a crisis
        town = self._town
        now = town.env.now
        self._strain[child] += self._strain_rate[child] * (now - self._strain_since[child])
        self._strain_since[child] = now
        rate = 0.0  # not by `sum`, which since Python 3.12 rounds otherwise
        for need in town.needs_of[child]:
            if town.arisen[need] and not town.met[need] and not self.grown_up[child]:
                rate += self._rate[need]
        self._strain_rate[child] = rate
        if child in self._next_crisis:
            self._next_crisis.pop(child).cancel()
        thresholds = self._threshold[child]
        if rate > 0 and self._crises[child] < len(thresholds):
            left = max(thresholds[self._crises[child]] - self._strain[child], 0.0)
            self._next_crisis[child] = town.later(left / rate, Phase.CRISIS, self.have_crisis, child)

    def have_crisis(self, child: int) -> None:
        """Let a child have a crisis: urgent from now on, seen at once, slower to support, and nothing is given up."""
        town = self._town
        acute = self._acute_visits[child][self._crises[child]]
        town.diary.crises.append((child, town.env.now))
        self._crises[child] += 1
        town.urgent[child] = True
        for visit in town.visits_of[child]:
            state = town.state[visit]
            if town.grows[visit] and state not in (State.RUNNING, State.FINISHED) and self._is_needed(visit):
                town.duration[visit] *= 1 + town.rules.growth
            if state == State.WAITING and town.has_line(visit):
                town.rank(visit)
        self._strain_rate[child] = self._strain[child] = 0.0
        self.update_strain(child)
        self._bring_back(child)
        town.ask(acute)

    def _is_needed(self, visit: int) -> bool:
        """Tell whether the needs a visit serves are there; that of a return is not before the child is back."""
        return all(self._town.arisen[need] for need in self._town.serves[visit])

    def _bring_back(self, child: int) -> None:
        """Take up again every need that was given up, where it was left."""
        town = self._town
        again = []
        for need in town.needs_of[child]:
            if self.given_up[need]:
                self.given_up[need] = False
                again += [visit for visit in town.visits_for[need] if town.state[visit] == State.WITHDRAWN]
        for visit in again:
            town.state[visit] = State.PENDING
        for visit in again:
            if town.state[visit] == State.PENDING and town.is_due(visit):
                town.ask(visit)

    # ---- rules 6 and 7: giving up, growing up

    def become_known(self, need: int) -> None:
        """Begin the patience with a need, once."""
        if not self._known[need]:
            self._known[need] = True
            if self._patience[need] < self._town.plan.end:
                self._town.later(self._patience[need], Phase.GIVE_UP, self.give_up, need)

    def give_up(self, need: int) -> None:
        """Withdraw a need whose support has not started: its own visits are waited for no longer."""
        town = self._town
        waiting = [visit for visit in town.visits_for[need] if town.state[visit] < State.RUNNING]
        if town.met[need] or not (waiting or town.real[need]) or self.grown_up[town.need_child[need]]:
            return
        self.given_up[need] = True
        town.diary.given_up[need] = town.env.now
        own = [visit for visit in waiting if all(self.given_up[other] for other in town.serves[visit])]
        for visit in own:
            town.withdraw(visit, State.WITHDRAWN)
        for visit in own:
            town.later(0.0, Phase.RESUME, town.go_on_after, visit)

    def grow_up(self, child: int) -> None:
        """Withdraw everything that has not started, for good."""
        town = self._town
        self.grown_up[child] = True
        self.update_strain(child)
        for visit in town.visits_of[child]:
            not_started = town.state[visit] < State.RUNNING or town.state[visit] == State.WITHDRAWN
            crisis_that_never_came = town.acute[visit] and town.state[visit] == State.PENDING
            if not_started and not crisis_that_never_came:
                town.withdraw(visit, State.AGED_OUT)
