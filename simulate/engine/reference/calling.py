"""Rule 2: calling. Whoever has waited longest, the urgent first, as soon as there are places."""

import simpy
from simpy.events import ProcessGenerator

from simulate.engine.reference.consultants import Consultants
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase, State
from simulate.plan import NONE, Rules


class Calling:
    """Who is called next, by the rules that hold."""

    def __init__(self, town: Town, consultants: Consultants) -> None:
        self.rules = town.plan.rules
        self._town, self._consultants = town, consultants
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
        """
        lines = self._town.lines
        while True:
            yield lines.may_call
            yield Moment(self._town.env, Phase.CALL)
            lines.may_call = self._town.env.event()
            while (found := lines.next_to_call(self._town.env.now)) is not None:
                visit, team = found
                lines.leave(team, visit)
                self._seat(visit)
                self._called.pop(visit).succeed()
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
        """Give a waiting visit its rank in the line: acute, urgent, longest wait, child, visit."""
        lives, rules = self._town.lives, self.rules
        child, since = lives.child[visit], lives.asked[visit]
        if rules.by_total_wait and lives.serves[visit]:
            since = min(lives.need_since[need] for need in lives.serves[visit])
        not_urgent = rules.urgent_first and not lives.urgent[child]
        rank = (not lives.acute[visit], not_urgent, since, child, visit)
        self._town.lines.join(lives.team[visit], rank, lives.asked[visit])
        self._town.lines.call_soon()

    def call_by(self, rules: Rules) -> None:
        """Let other rules hold for calling from now on: all who wait are ranked anew."""
        self.rules, self._town.lines.keeps_after = rules, rules.keeps_places_after
        for visit, state in enumerate(self._town.lives.state):
            if state == State.WAITING and self._town.lives.has_line(visit):
                self.rank(visit)
