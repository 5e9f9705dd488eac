"""Crises that may come: how much strain each child bears, and the acute visit each crisis brings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulate.plan import NONE, Crises, Floats, Integers, Ragged
from simulate.scenario.schema.scenario import Scenario, Step
from simulate.world import questions
from simulate.world.children import Cohort
from simulate.world.draft import Draft, Kind
from simulate.world.organisation import Party
from simulate.world.steps import StepList, is_work


@dataclass(frozen=True)
class Acute:
    """The crises that may come first, or second …, to some children, K of them by rising number."""

    child: Integers
    threshold: Floats  # (K,) strain since the crisis before
    visit: Integers  # (K,) provisional numbers


def acute_visits(cohort: Cohort, draft: Draft, steps: StepList, handled: Sequence[tuple[Party, int]]) -> list[Acute]:
    """Lay one acute visit for each crisis a child could possibly have, with the strain that brings it.

    Strain grows with every real unmet need; a child whose thresholds so far add up to more than it could gather
    before the end needs no further ones. `handled` are the parties of all children, each with the number of its
    organisation's first time, or NONE.
    """
    scenario, arrival = cohort.scenario, cohort.children.arrival
    acute: list[Acute] = []
    if scenario.crisis is None:
        return acute
    step = scenario.crisis.step
    # strain before the clock's start is not counted: thresholds are exponential, so what is left of them is as well
    possible = draft.strain_per_day() * (scenario.run.end - np.maximum(arrival, 0.0))
    of_party = np.zeros(len(arrival), dtype=np.int64)
    for number, (party, _) in enumerate(handled):
        of_party[party.who] = number
    kind_in = [_kind_in(scenario, steps.number(step), party.steps[step], time) for party, time in handled]
    kinds = np.array([draft.kind(kind) for kind in kind_in], dtype=np.int64)
    generalist = np.array([party.features.generalist for party, _ in handled])
    takes = [party.steps[step].duration for party, _ in handled]
    group, passed = cohort.group(np.flatnonzero(possible > 0)), np.zeros(int((possible > 0).sum()))
    while True:
        threshold = -np.log1p(-group.luck(questions.strain(len(acute))))
        passed = passed + threshold
        comes = passed < possible[group.child]
        if not comes.any():
            return acute
        group, passed, threshold = cohort.group(group.child[comes]), passed[comes], threshold[comes]
        child, mine = group.child, of_party[group.child]
        question, days = questions.whole_step_takes(step, len(acute)), np.empty(len(group))
        for duration in dict.fromkeys(takes):
            rows = np.flatnonzero(np.array([each == duration for each in takes])[mine])
            days[rows] = group.days(duration, question, rows)
        for kind in kind_in:
            draft.team(kind.team)
        visits = draft.add_visits(child, kinds[mine], days * (1 + generalist[mine]))
        acute.append(Acute(child, threshold, visits))


def _kind_in(scenario: Scenario, number: int, step: Step, first_time: int) -> Kind:
    """Give the kind of acute visit at which a step is done as it is done somewhere, in a first time or none."""
    unit, work = step.unit, is_work(scenario, step)
    units = (NONE if unit is None else list(scenario.units).index(unit),)
    return Kind(number, units, (work,), first_time if work else NONE, acute=True)


def crises_of(count: int, acute: list[Acute], number: Integers) -> Crises:
    """Collect each child's crises in order; `number` gives the final number of each visit."""
    child = np.concatenate([np.zeros(0, dtype=np.int64), *(each.child for each in acute)])
    strain = np.concatenate([np.zeros(0), *(each.threshold for each in acute)])
    visit = np.concatenate([np.zeros(0, dtype=np.int64), *(each.visit for each in acute)])
    return Crises(Ragged.from_pairs(child, strain, count), Ragged.from_pairs(child, number[visit], count))
