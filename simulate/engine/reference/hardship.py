"""Rules 5 to 7: crisis, giving up, growing up; each of them is a process of a child or a need."""

import numpy as np
from simpy.events import ProcessGenerator

from simulate.engine.reference.calling import Calling
from simulate.engine.reference.life import Visits
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.strain import Strain
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase, State


class Hardship:
    """What waiting does to children and their needs."""

    def __init__(self, town: Town, calling: Calling, strain: Strain, visits: Visits) -> None:
        self._town, self._calling, self._strain, self._visits = town, calling, strain, visits
        self._acute_visits = town.plan.crises.visit.lists()

    def begin(self) -> None:
        """Let everybody grow up on the day the plan says."""
        plan = self._town.plan
        for child in np.flatnonzero(plan.leaves < plan.end).tolist():
            Moment(self._town.env, Phase.GROW_UP, float(plan.leaves[child])).then(self.grow_up, child)

    def begin_with(self, child: int) -> None:
        """Let waiting have its effects on a child that comes."""
        if self._acute_visits[child]:
            self._town.env.process(self.have_crises(child))
        for need in self._town.lives.needs_of[child]:
            if need in self._town.lives.patience:
                self._town.env.process(self.give_up(need))

    # ---- rule 5: crisis

    def have_crises(self, child: int) -> ProcessGenerator:
        """Whenever it is too much: urgent from then on, seen at once, slower to support, and nothing is given up.

        And nothing is hidden any longer, where a crisis reveals it.
        """
        lives = self._town.lives
        for acute in self._acute_visits[child]:
            yield self._strain.too_much(child)
            self._town.diary.crises.append((child, self._town.env.now))
            lives.urgent[child] = True
            for visit in lives.visits_of[child]:
                state = lives.state[visit]
                if lives.grows[visit] and state not in (State.RUNNING, State.FINISHED) and self._is_needed(visit):
                    for part in lives.parts_of[visit]:
                        lives.work[part] *= 1 + self._town.lines.rules.growth
                self._calling.rank_again(visit)
            self._strain.begin_anew(child)
            if self._town.lines.rules.crisis_reveals:
                self._reveal(child)
            self._bring_back(child)
            self._visits.ask(acute)

    def _is_needed(self, visit: int) -> bool:
        """Tell whether the needs a visit serves are there; that of a return is not before the child is back."""
        return all(self._town.lives.arisen[need] for need in self._town.lives.serves[visit])

    def _bring_back(self, child: int) -> None:
        """Take up again every need that was given up, where it was left."""
        lives = self._town.lives
        again = []
        for need in lives.needs_of[child]:
            if lives.given_up[need]:
                lives.given_up[need] = False
                again += [visit for visit in lives.visits_for[need] if lives.state[visit] == State.WITHDRAWN]
        for visit in again:
            lives.state[visit] = State.PENDING
        for visit in again:
            if lives.state[visit] == State.PENDING and lives.is_due(visit):
                self._visits.ask(visit)

    def _reveal(self, child: int) -> None:
        """Let every need become known that has not come up yet: what is left of the pause before that is over.

        That may be a need that will turn out to be none, too: nobody can tell before it is looked into.
        """
        lives = self._town.lives
        for need in lives.needs_of[child]:
            visit = lives.comes_up_with.get(need)
            if visit is not None and lives.state[visit] == State.PAUSING:
                lives.withdraw(visit, State.PENDING)
                self._visits.ask(visit)

    # ---- rules 6 and 7: giving up, growing up

    def give_up(self, need: int) -> ProcessGenerator:
        """Withdraw a need whose support has not started in time: its own visits are waited for no longer.

        Patience begins when the first visit that serves the need is asked for, its own or a shared one, and runs until
        the support starts, whatever has been done meanwhile, but for the time in which the need is handed over. It does
        so once: what a crisis brings back stays.
        """
        lives = self._town.lives
        yield lives.waited_for[need]
        yield Moment(self._town.env, Phase.GIVE_UP, lives.patience[need])
        while lives.put_off[need] > 0:
            more, lives.put_off[need] = lives.put_off[need], 0.0
            yield Moment(self._town.env, Phase.GIVE_UP, more)

        waiting = [visit for visit in lives.visits_for[need] if lives.state[visit] < State.RUNNING]
        if lives.met[need] or not (waiting or lives.real[need]) or lives.grown_up[lives.need_child[need]]:
            return
        lives.given_up[need] = True
        self._town.diary.given_up[need] = self._town.env.now
        own = [visit for visit in waiting if all(lives.given_up[other] for other in lives.serves[visit])]
        for visit in own:
            lives.withdraw(visit, State.WITHDRAWN)
        yield Moment(self._town.env, Phase.RESUME)

        for visit in own:
            self._visits.go_on_after(visit)

    def grow_up(self, child: int) -> None:
        """Withdraw everything that has not started, for good."""
        lives = self._town.lives
        lives.grown_up[child] = True
        self._strain.update(child)
        for visit in lives.visits_of[child]:
            not_started = lives.state[visit] < State.RUNNING or lives.state[visit] == State.WITHDRAWN
            crisis_that_never_came = lives.acute[visit] and lives.state[visit] == State.PENDING
            if not_started and not crisis_that_never_came:
                lives.withdraw(visit, State.AGED_OUT)
