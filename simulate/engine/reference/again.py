"""Rule 8: cases that go back to the line when their worker goes.

Such a part of a visit keeps its rank, which is the visit's, and what is left of its work; the visit itself stays begun,
and its other parts go on. It stands in the line in which nobody else than its unit is waited for, and is called from
there as a visit is. Nothing withdraws it: what has begun is done.
"""

from simulate.engine.reference.diary import NEVER
from simulate.engine.reference.ranks import rank_of
from simulate.engine.reference.town import Town
from simulate.engine.reference.work import Work
from simulate.plan import NONE


class Again:
    """The parts of visits that stand in line again, in all units."""

    def __init__(self, town: Town, work: Work) -> None:
        self._town, self._work = town, work
        self._visits = len(town.plan.visits)
        self._went: dict[int, tuple[int, float]] = {}  # of each of them, who had it, and when it lost its worker
        self._line = [town.lines.own_line(u) if unit.ever_lines_up else NONE for u, unit in enumerate(town.plan.units)]

    def go_back(self, part: int) -> None:
        """Put a part that has lost its worker into its unit's own line."""
        lives, now = self._town.lives, self._town.env.now
        unit, had_it = lives.unit[part], lives.worker[part]
        self._work.pause(part)
        self._town.places[unit].stop(part)
        lives.worker[part] = NONE
        self._went[part] = had_it, now
        self._town.diary.handed.append((now, lives.visit[part], unit, had_it, NONE))
        self._town.diary.again[now, part] = NEVER
        self._rank(part)

    def is_called(self, number: int) -> None:
        """Let a part go on with somebody who has a place; it takes longer with another than with who had it."""
        lives, now = self._town.lives, self._town.env.now
        part = number - self._visits
        visit, unit = lives.visit[part], lives.unit[part]
        had_it, since = self._went.pop(part)
        places = self._town.places[unit]
        self._work.pause(part)
        lives.worker[part] = taker = places.take(lives.child[visit], part)
        self._work.go_on(part, places.terms.handover_days if taker != had_it else 0.0)
        self._town.diary.handed.append((now, visit, unit, NONE, taker))
        self._town.diary.again[since, part] = now

    def rank_parts_of(self, visit: int) -> None:
        """Give those parts of a visit another rank that stand in line again."""
        for part in self._town.lives.parts_of[visit]:
            if part in self._went:
                self._rank(part)

    def _rank(self, part: int) -> None:
        lives, lines = self._town.lives, self._town.lines
        visit = lives.visit[part]
        lines.join(self._line[lives.unit[part]], rank_of(self._town, visit, self._visits + part), lives.asked[visit])
        lines.call_soon()
