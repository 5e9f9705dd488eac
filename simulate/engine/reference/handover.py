"""Rule 8: places are counted again when staff has changed; open cases of those who have gone are handed over."""

from simpy.events import ProcessGenerator

from simulate.engine.reference.again import Again
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.reference.work import Work
from simulate.engine.rules import Phase
from simulate.plan import NONE


class Handover:
    """The open cases that somebody has left behind, in all units."""

    def __init__(self, town: Town, work: Work, again: Again) -> None:
        self._town, self._work, self._again = town, work, again
        self._left_behind = town.env.event()  # somebody has left cases behind since all were handed over

    def begin(self) -> None:
        """Begin to hand over."""
        self._town.env.process(self.hand_over())

    def settle(self, unit: int, slot: int | None = None) -> None:
        """Count places again, after something has changed for one slot or all; hand over what was left behind."""
        places = self._town.places[unit]
        places.count_places(slot)
        self._work.clocks.set_of(unit, slot)
        if places.left_behind and not self._left_behind.triggered:
            self._left_behind.succeed()
        self.look_at_lines_of(unit)

    def look_at_lines_of(self, unit: int) -> None:
        """Have those called who can be, now that something about a unit has changed."""
        self._town.lines.touch_unit(unit)
        self._town.lines.call_soon()

    def hand_over(self) -> ProcessGenerator:
        """Hand every case that was left behind to a colleague, where there is one; when all have gone who go.

        Those that go back to their unit's line do so then.
        """
        while True:
            yield self._left_behind
            yield Moment(self._town.env, Phase.HAND_OVER)
            self._left_behind = self._town.env.event()
            for unit, places in enumerate(self._town.places):
                for part in sorted(places.left_behind):
                    if part in places.goes_back:
                        self._again.go_back(part)
                    else:
                        self._hand_over(unit, part)

    def _hand_over(self, unit: int, part: int) -> None:
        """Hand one case over: a part of a visit, whose other parts go on as they did.

        It takes longer with somebody else than with the worker who had it last, if any did.
        """
        work, places, lives = self._work, self._town.places[unit], self._town.lives
        visit, had_it, has_it = lives.visit[part], places.left_behind[part], lives.worker[part]
        work.pause(part)
        lives.worker[part] = taker = places.take_over(lives.child[visit], part)
        changes = NONE not in (had_it, taker) and taker != had_it
        work.go_on(part, places.terms.handover_days if changes else 0.0)
        if taker != has_it:
            self._town.diary.handed.append((self._town.env.now, visit, unit, has_it, taker))
