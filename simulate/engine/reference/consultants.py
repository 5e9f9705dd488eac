"""Rule 8: consultants are sent for where a line is long, and sent home where it is short."""

from simpy.events import ProcessGenerator

from simulate.engine.reference.handover import Handover
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase
from simulate.log import Staffing
from simulate.plan import NONE


class Consultants:
    """The consultants of all units."""

    def __init__(self, town: Town, handover: Handover) -> None:
        self._town, self._handover = town, handover
        self._sent_for: set[int] = set()  # units that wait for them
        self._units = [
            number
            for number, unit in enumerate(town.plan.units)
            if any(terms.extra is not None for _, terms in unit.in_time)
        ]

    def look_at_lines(self) -> None:
        """Send for consultants where a line is long, and let them go where it is short; when all have been called."""
        for unit in self._units:
            places = self._town.places[unit]
            extra = places.terms.extra
            if extra is None:
                continue
            there = places.consultants()
            if there:
                if places.line <= extra.leave_at and any(places.takes(slot) for slot in there):
                    self.send_home(unit)
                    places.count_places()
            elif unit not in self._sent_for and places.line > extra.line_above:
                self._sent_for.add(unit)
                self._town.env.process(self._come(unit, extra.after))

    def _come(self, unit: int, after: float) -> ProcessGenerator:
        """Come some days after they were sent for, as many as the terms say then."""
        yield Moment(self._town.env, Phase.JOIN, after)
        self._sent_for.discard(unit)
        places = self._town.places[unit]
        extra = places.terms.extra
        for number in range(extra.workers if extra is not None else 0):
            slot = places.posts + number
            if places.worker[slot] == NONE:
                self._town.diary.note(self._town.env.now, unit, places.join(slot), Staffing.CAME)
        self._handover.settle(unit)

    def send_home(self, unit: int) -> None:
        """Give a unit's consultants no new cases; who has none left goes."""
        places = self._town.places[unit]
        for slot in places.consultants():
            places.take_no_more(slot)
            self._go_with_none_left(unit, slot)

    def case_closed(self, unit: int, worker: int) -> None:
        """See whether a consultant who was to go has closed the last case; `worker` may be NONE."""
        places = self._town.places[unit]
        slot = worker % places.slots if worker != NONE else NONE
        if slot >= places.posts and not places.takes(slot):
            self._go_with_none_left(unit, slot)

    def _go_with_none_left(self, unit: int, slot: int) -> None:
        places = self._town.places[unit]
        if not places.cases[slot]:
            self._town.diary.note(self._town.env.now, unit, places.go(slot), Staffing.WENT)
