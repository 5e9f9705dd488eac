"""Rule 2: calling. Whoever has waited longest, the urgent first, as soon as there are places."""

import simpy
from simpy.events import ProcessGenerator

from simulate.engine.reference.again import Again
from simulate.engine.reference.consultants import Consultants
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.ranks import rank_of
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase, State
from simulate.plan import NONE, Rules


class Calling:
    """Who is called next, by the rules that hold."""

    def __init__(self, town: Town, again: Again, consultants: Consultants) -> None:
        self._town, self._again, self._consultants = town, again, consultants
        self._called: dict[int, simpy.Event] = {}

    def begin(self) -> None:
        """Begin to call, and let other rules hold on the days the plan says."""
        env = self._town.env
        env.process(self.call())
        for day, rules in self._town.plan.later_rules:
            Moment(env, Phase.TERMS, day).then(self.call_by, rules)

    def call(self) -> ProcessGenerator:
        """Start every visit that can start, the best-ranked first, whenever everything else has happened.

        That is one round. What those who are called bring about at this instant comes after it, and then another round.
        With them are called the parts of visits that stand in line again.
        """
        lines = self._town.lines
        while True:
            yield lines.may_call
            yield Moment(self._town.env, Phase.CALL)
            lines.may_call = self._town.env.event()
            while (found := lines.next_to_call(self._town.env.now)) is not None:
                number, team = found
                lines.leave(team, number)
                if number in self._called:
                    self._seat(number)
                    self._called.pop(number).succeed()
                else:
                    self._again.is_called(number)
            self._consultants.look_at_lines()

    def _seat(self, visit: int) -> None:
        """Give every part of a visit its place, and a worker to do it."""
        lives = self._town.lives
        for part in lives.parts_of[visit]:
            if lives.unit[part] != NONE:
                lives.worker[part] = self._town.places[lives.unit[part]].take(lives.child[visit], part)

    def join(self, visit: int) -> simpy.Event:
        """Put a visit into its line; returns its being called."""
        self._called[visit] = called = self._town.env.event()
        self.rank(visit)
        return called

    def leave(self, visit: int) -> None:
        """Take a visit out of its line that was not called."""
        del self._called[visit]
        self._town.lines.leave(self._town.lives.team[visit], visit)
        self._town.lines.call_soon()

    def rank(self, visit: int) -> None:
        """Give a waiting visit its rank in the line."""
        lives, lines = self._town.lives, self._town.lines
        lines.join(lives.team[visit], rank_of(self._town, visit, visit), lives.asked[visit])
        lines.call_soon()

    def rank_again(self, visit: int) -> None:
        """Give a visit another rank if it waits, or those of its parts that stand in line again."""
        state = self._town.lives.state[visit]
        if state == State.WAITING and self._town.lives.has_line(visit):
            self.rank(visit)
        elif state == State.RUNNING:
            self._again.rank_parts_of(visit)

    def call_by(self, rules: Rules) -> None:
        """Let other rules hold for calling from now on: all who wait are ranked anew."""
        self._town.lines.rules = rules
        for visit in range(len(self._town.lives.state)):
            self.rank_again(visit)
