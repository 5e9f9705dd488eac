"""The steps of a plan: the scenario's, joint ones and handovers, with the limits that reports need."""

from simulate.language import mark
from simulate.plan import PlannedStep
from simulate.scenario.schema.scenario import Role, Scenario, Step
from simulate.world.ways import DAYS_PER_WORKING_DAY, calendar_days

HANDOVER = mark("handing over")
"""The step of a need's way to another unit, where a joint visit waits for it; no name in a file has a space.

It is said in the reader's language where it is shown, and stands in tables as it is.
"""


class StepList:
    """The steps of a plan: the scenario's, and the joint ones and handovers as they come up."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.planned = [self._planned(name, (name,), step.role) for name, step in scenario.steps.items()]
        self._numbers = {step.name: number for number, step in enumerate(self.planned)}

    def number(self, name: str) -> int:
        """Give a step's number in the plan."""
        return self._numbers[name]

    def handover(self) -> int:
        """Give the number of the step that is a handover."""
        if HANDOVER not in self._numbers:
            self._numbers[HANDOVER] = len(self.planned)
            self.planned.append(PlannedStep(HANDOVER, "handover"))
        return self._numbers[HANDOVER]

    def joint(self, names: tuple[str, ...]) -> int:
        """Give the number of the joint assessment that replaces several; before it come handovers."""
        name = " + ".join(names)
        if name not in self._numbers:
            self._numbers[name] = len(self.planned)
            self.planned.append(self._planned(name, names, Role.ASSESSMENT))
        self.handover()
        return self._numbers[name]

    def _planned(self, name: str, made_of: tuple[str, ...], role: Role) -> PlannedStep:
        """Describe a step; it must start within the shortest limit of all it is made of, and finish within the longest.

        A joint assessment takes as long as its longest part, and is promised when the last of the separate ones is.
        """
        steps = [self._scenario.steps[each] for each in made_of]
        limited = [step for step in steps if step.limit is not None]
        start = min((step for step in limited if step.limit_at_start), key=calendar_days, default=None)
        finish = max((step for step in limited if not step.limit_at_start), key=calendar_days, default=None)
        counts = finish or start  # a step has one way to count its days
        working = counts is not None and counts.limit_in == "working days"
        return PlannedStep(
            name,
            role.value,
            start_within=None if start is None else _limit(start, working),
            finish_within=None if finish is None else _limit(finish, working),
            in_working_days=working,
        )


def _limit(step: Step, in_working_days: bool) -> float | None:
    """Give a step's limit in working days or in days, whatever it is written in."""
    if in_working_days == (step.limit_in == "working days"):
        return step.limit
    return calendar_days(step) / (DAYS_PER_WORKING_DAY if in_working_days else 1.0)


def is_work(scenario: Scenario, step: Step) -> bool:
    """Tell whether a step takes as long as workers need: time that only passes, meetings and stays do not."""
    return step.unit is not None and scenario.units[step.unit].workers is not None and step.lengthens
