"""How quickly parts of visits go that start now: what units have learnt, and the first time of a new organisation.

While workers share their time both act on the running clock instead; see `clock`.
"""

from simulate.engine.reference.town import Town
from simulate.plan import NONE


class Paces:
    """The pace of all units and organisations at one instant; 1 is as planned."""

    def __init__(self, town: Town) -> None:
        learns = any(terms.development is not None for unit in town.plan.units for _, terms in unit.in_time)
        self._are_even = not town.plan.start_ups and not learns
        self._town = town
        self._start_up = town.plan.visits.start_up.tolist()

    def of(self, part: int) -> float:
        """Give the pace of a part that starts now in its own unit, without a clock; 1 where a clock tells it."""
        lives, now = self._town.lives, self._town.env.now
        if self._are_even or not lives.lengthens[part] or self._town.places[lives.unit[part]].terms.shares_time:
            return 1.0
        pace: float = self._town.places[lives.unit[part]].pace
        number = self._start_up[lives.visit[part]]
        if number != NONE:
            start_up = self._town.plan.start_ups[number]
            pace *= start_up.pace if start_up.begins <= now < start_up.until else 1.0
        return pace
