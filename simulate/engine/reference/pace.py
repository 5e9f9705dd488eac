"""How quickly visits go that start now: what units have learnt, and the first time of a new organisation."""

from simulate.engine.reference.town import Town
from simulate.plan import NONE


class Paces:
    """The pace of all units and organisations at one instant; 1 is as planned."""

    def __init__(self, town: Town) -> None:
        learns = any(terms.development is not None for unit in town.plan.units for _, terms in unit.in_time)
        self._are_even = not town.plan.start_ups and not learns
        self._town = town
        self._lengthens = [step.lengthens for step in town.plan.steps]

    def days(self, visit: int, planned: float, now: float) -> float:
        """Give how long a visit takes that starts now; a team goes at the pace of its slowest unit."""
        plan, places = self._town.plan, self._town.places
        visits = plan.visits
        if self._are_even or not self._lengthens[visits.step[visit]]:
            return planned
        team = visits.team[visit]
        pace = 1.0
        if team != NONE:
            pace = min(places[unit].pace for unit in plan.teams[team])
            number = visits.start_up[visit]
            if number != NONE:
                start_up = plan.start_ups[number]
                pace *= start_up.pace if start_up.begins <= now < start_up.until else 1.0
        return planned / pace
