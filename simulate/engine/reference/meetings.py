"""Rule 4: meetings, whose places are there for an instant."""

import simpy
from simpy.events import ProcessGenerator

from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase


class Meetings:
    """The meetings of all units, each in the rhythm of its terms."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._held: dict[int, simpy.Process] = {}

    def begin(self) -> None:
        """Begin the meetings of all units that are meetings."""
        for number, unit in enumerate(self._town.plan.units):
            if unit.is_meeting:
                self.begin_in(number)

    def begin_in(self, unit: int) -> None:
        """Let a unit meet in the rhythm it has now, for the first time one interval from now."""
        if unit in self._held and self._held[unit].is_alive:
            self._held[unit].interrupt()
        self._held[unit] = self._town.env.process(self._meet(unit))

    def _meet(self, unit: int) -> ProcessGenerator:
        """Meet again and again, unless the unit is closed; until an interruption, for the rhythm to be another."""
        places = self._town.places[unit]
        try:
            while (interval := places.terms.meets_every) is not None:
                yield Moment(self._town.env, Phase.MEET, interval)
                if places.is_open:
                    places.meet(self._town.env.now)
                    self._town.lines.touch_unit(unit)
                    self._town.lines.call_soon()
        except simpy.Interrupt:
            return
