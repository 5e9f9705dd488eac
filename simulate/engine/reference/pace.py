"""How quickly visits go that start now: what units have learnt, and the first time of a new organisation."""

from simulate.engine.reference.places import Places
from simulate.plan import NONE, Plan


class Paces:
    """The pace of all units and organisations at one instant; 1 is as planned."""

    def __init__(self, plan: Plan, places: list[Places]) -> None:
        learns = any(terms.development is not None for unit in plan.units for _, terms in unit.in_time)
        self._are_even = not plan.start_ups and not learns
        self._plan, self._places = plan, places
        self._lengthens = [step.lengthens for step in plan.steps]

    def days(self, visit: int, planned: float, now: float) -> float:
        """Give how long a visit takes that starts now; a team goes at the pace of its slowest unit."""
        visits = self._plan.visits
        if self._are_even or not self._lengthens[visits.step[visit]]:
            return planned
        team = visits.team[visit]
        pace = 1.0
        if team != NONE:
            pace = min(self._places[unit].pace for unit in self._plan.teams[team])
            number = visits.start_up[visit]
            if number != NONE:
                start_up = self._plan.start_ups[number]
                pace *= start_up.pace if start_up.begins <= now < start_up.until else 1.0
        return planned / pace
