"""A town at one instant: what the plan says, the clock, how everybody stands, and what has been noted.

It knows no rules. Each rule is handed the town, and the rules below it that it needs.
"""

from dataclasses import dataclass

import simpy

from simulate.engine.reference.diary import Diary
from simulate.engine.reference.lines import Lines
from simulate.engine.reference.lives import Lives
from simulate.engine.reference.places import Places
from simulate.plan import Plan


@dataclass(frozen=True, eq=False)
class Town:
    """Everything that rules work on."""

    plan: Plan
    env: simpy.Environment
    lives: Lives
    places: list[Places]  # of each unit
    lines: Lines
    diary: Diary

    @staticmethod
    def of(plan: Plan, env: simpy.Environment) -> "Town":
        """Give the town of a plan before anything has happened."""
        shares = plan.parts.lengthens.tolist()
        places = [Places(unit, shares) for unit in plan.units]
        return Town(plan, env, Lives(plan, env), places, Lines(env, plan, places), Diary(plan))

    def forget(self) -> None:
        """Forget everything: processes that still wait would hold it until cycles are searched for."""
        vars(self.lives).clear()
        vars(self).clear()
