"""What is allowed in a scenario but probably not meant."""

from collections.abc import Iterator
from itertools import combinations

from simulate.scenario.errors import Mistake
from simulate.scenario.lines import KeyPath
from simulate.scenario.parts import Finding
from simulate.scenario.schema import Role, Scenario
from simulate.scenario.wording import dotted, listed, shown


def warnings(scenario: Scenario) -> list[Mistake]:
    """List what is allowed but probably not meant, as mistakes without a file."""
    rules = (_unused, _without_effect, _surges_outside, _alike)
    return [Mistake(dotted(some.path), some.message) for rule in rules for some in rule(scenario)]


def _unused(scenario: Scenario) -> Iterator[Finding]:
    """Find needs nobody has, steps on no way and units without steps."""
    needs = {stream.first_need for stream in scenario.arrivals.values()}
    needs |= {need for stream in scenario.arrivals.values() for part in stream.needs for need in part.others}
    steps = {step for need in scenario.needs for _, way in scenario.ways(need) for step in way}
    steps |= {step for features in scenario.organisations.values() for step in (features.door, features.decision)}
    steps |= {scenario.crisis.step} if scenario.crisis is not None else set()
    units = {scenario.steps[step].unit for step in steps if step in scenario.steps}
    for table, used, why in (
        ("needs", needs, "no child has this need"),
        ("steps", steps, "this step is on no way"),
        ("units", units, "no step that is used needs this unit"),
    ):
        for name in getattr(scenario, table):
            if name not in used:
                yield Finding((table, name), why)


def _without_effect(scenario: Scenario) -> Iterator[Finding]:
    """Find keys that other keys make idle."""
    for name, need in scenario.needs.items():
        here: KeyPath = ("needs", name)
        supported = any(scenario.steps[step].role is Role.SUPPORT for _, way in scenario.ways(name) for step in way)
        if need.stays and need.patience is not None:
            yield Finding((*here, "patience"), "is not used, because stays is true")
        if need.returns is not None and not supported:
            yield Finding((*here, "returns"), "is not used, because no way of this need ends in a support")
        if need.crises_per_day > 0 and scenario.crisis is None:
            yield Finding(here, "has a rate of crises, but there is no table [crisis], so there are none")
    for name, step in scenario.steps.items():
        if step.limit_until is not None and step.limit is None:
            yield Finding(("steps", name, "limit_until"), "is not used, because there is no limit")
    for name, stream in scenario.arrivals.items():
        if stream.counts is not None and stream.month_factors is not None:
            message = "multiplies counts, which are given month by month already"
            yield Finding(("arrivals", name, "month_factors"), message)


def _surges_outside(scenario: Scenario) -> Iterator[Finding]:
    for name, stream in scenario.arrivals.items():
        for number, surge in enumerate(stream.surges):
            begins, ends = ((day - scenario.start).days for day in (surge.starts, surge.until))
            if ends <= 0 or begins >= scenario.run.end:
                yield Finding(("arrivals", name, "surges", number), "lies outside the run")


def _alike(scenario: Scenario) -> Iterator[Finding]:
    """Find organisations that are the same but for their titles."""
    plain = {
        name: features.model_dump(exclude={"title", "source"}) for name, features in scenario.organisations.items()
    }
    for one, other in combinations(plain, 2):
        if plain[one] == plain[other]:
            yield Finding(("organisations", other), f"{listed([shown(one), shown(other)])} are the same organisation")
