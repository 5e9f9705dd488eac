"""Telling stories: children who come on days that the story names, with the luck it names, and what becomes of them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.engine.reference import run
from simulate.log import Ending, Log, Outcome
from simulate.plan import NONE, Children, Plan
from simulate.scenario.schema.scenario import Scenario
from simulate.world.answers import Addresses
from simulate.world.children import Cohort
from simulate.world.planning import plan

DAYS_PER_WEEK = 7

SIXTY_WEEKS = """
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "60 weeks"
follow_up = "0 days"
[arrivals.street]
per_day = 1
"""
"""Sixty weeks on one street: the beginning of a scenario, up to the need that children there have first."""


Luck = dict[str, Sequence[float] | float]  # answers to questions: of each child, or the same of all


@dataclass(frozen=True)
class Child:
    """Somebody who comes: in which week, with which needs (the first first), urgent or not, and until which age."""

    week: float
    needs: Sequence[str]
    urgent: bool = False
    age: float = float("nan")


@dataclass(frozen=True)
class Story:
    """What became of the children, in weeks."""

    plan: Plan
    log: Log

    def visit(self, child: int, step: str, number: int = 0) -> int:
        """Find a child's visit by the name of its step; `number` counts those of the same name."""
        names = [step.name for step in self.plan.steps]
        of_child = np.flatnonzero(self.plan.visits.child == child)
        return int([v for v in of_child if names[self.plan.visits.step[v]] == step][number])

    def weeks(self, child: int, step: str, number: int = 0) -> tuple[float, float, float]:
        """Tell when a visit was asked for, started and finished: weeks, NaN where it was not."""
        visit = self.visit(child, step, number)
        days = (self.log.asked[visit], self.log.started[visit], self.log.finished[visit])
        return tuple(round(float(day) / DAYS_PER_WEEK, 9) for day in days)  # type: ignore[return-value]

    def from_to(self, child: int, step: str, number: int = 0) -> tuple[float, float]:
        """Tell from when to when a visit went on: weeks."""
        return self.weeks(child, step, number)[1:]

    def steps(self, child: int) -> list[str]:
        """List the steps of a child's plan that are not acute, in order."""
        visits = np.flatnonzero((self.plan.visits.child == child) & ~self.plan.visits.acute)
        return [self.plan.steps[step].name for step in self.plan.visits.step[visits]]

    def units(self, child: int, step: str) -> list[str]:
        """Name the units whose workers see the child at a visit."""
        team = self.plan.visits.team[self.visit(child, step)]
        return [] if team == NONE else [self.plan.units[unit].name for unit in self.plan.teams[team]]

    def worker(self, child: int, step: str, number: int = 0) -> int:
        """Tell which worker a visit was with."""
        return int(self.log.worker[self.plan.parts.visit == self.visit(child, step, number)][0])

    def part(self, child: int, step: str, unit: str) -> tuple[float, float]:
        """Tell from when to when a unit did its part of a visit: weeks."""
        visit, names = self.visit(child, step), [unit.name for unit in self.plan.units]
        mine = (self.plan.parts.visit == visit) & (self.plan.parts.unit == names.index(unit))
        return tuple(round(float(day) / DAYS_PER_WEEK, 9) for day in (self.log.started[visit], self.log.ended[mine][0]))  # type: ignore[return-value]

    def outcome(self, child: int, step: str, number: int = 0) -> Outcome:
        """Tell how a visit stood at the end."""
        return Outcome(self.log.outcome[self.visit(child, step, number)])

    def ending(self, child: int, need: str, episode: int = 0) -> Ending:
        """Tell how a need stood at the end."""
        return Ending(self.log.ending[self.need(child, need, episode)])

    def need(self, child: int, need: str, episode: int = 0) -> int:
        """Find a child's need."""
        needs, kind = self.plan.needs, self.plan.children.need_names.index(need)
        return int(np.flatnonzero((needs.child == child) & (needs.kind == kind) & (needs.episode == episode))[0])

    def crises(self, child: int) -> list[float]:
        """Tell when a child had crises: weeks."""
        return [round(float(day) / DAYS_PER_WEEK, 9) for day in self.log.crisis_at[self.log.crisis_child == child]]


def tell(text: str, children: Sequence[Child], organisation: str = "siloed", luck: Luck | None = None) -> Story:
    """Let children live through an organisation of a scenario; `luck` gives their answers to some questions."""
    plans = plan_of(text, children, organisation, luck)
    return Story(plans, run(plans))


def plan_of(text: str, children: Sequence[Child], organisation: str = "siloed", luck: Luck | None = None) -> Plan:
    """Plan what children are to receive in an organisation of a scenario."""
    return plan(cohort_of(Scenario.model_validate(tomllib.loads(text)), children, luck or {}), organisation)


def cohort_of(scenario: Scenario, children: Sequence[Child], luck: Luck) -> Cohort:
    """Gather the children of a story."""
    names, count = tuple(scenario.needs), len(children)
    needs = np.array([[name in child.needs for name in names] for child in children])
    told = Children(
        stream=np.zeros(count, dtype=np.int64),
        number=np.arange(count),
        arrival=np.array([child.week * DAYS_PER_WEEK for child in children], dtype=float),
        age=np.array([child.age for child in children], dtype=float),
        urgent=np.array([child.urgent for child in children]),
        first_need=np.array([names.index(child.needs[0]) for child in children]),
        needs=needs,
        real=needs,
        measured=np.ones(count, dtype=bool),
        listed=np.zeros(count, dtype=bool),
        stream_names=tuple(scenario.arrivals),
        need_names=names,
    )
    answers = {question: np.array(np.broadcast_to(uniforms, count), dtype=float) for question, uniforms in luck.items()}
    addresses = Addresses(scenario.seed, 0, told.stream_names, told.stream, told.number, answers)
    cohort = Cohort(scenario, 0, told, addresses)
    real = np.zeros_like(needs)
    for column, name in enumerate(names):
        way = cohort.way(name)
        real[way.child, column] = way.real
    return replace(cohort, children=replace(told, real=real))


def strain(threshold: float) -> float:
    """Give the luck that makes a child bear so much strain before a crisis."""
    return -float(np.expm1(-threshold))
