"""Crises that may come: how much strain each child bears, and the acute visit each crisis brings."""

from dataclasses import dataclass

import numpy as np

from simulate.plan import NONE, Crises, Floats, Integers, Ragged
from simulate.world import questions
from simulate.world.children import Cohort
from simulate.world.draft import Draft, Kind
from simulate.world.steps import StepList, is_work


@dataclass(frozen=True)
class Acute:
    """The crises that may come first, or second …, to some children, K of them by rising number."""

    child: Integers
    threshold: Floats  # (K,) strain since the crisis before
    visit: Integers  # (K,) provisional numbers


def acute_visits(cohort: Cohort, draft: Draft, steps: StepList, generalist: Floats, start_up: Integers) -> list[Acute]:
    """Lay one acute visit for each crisis a child could possibly have, with the strain that brings it.

    Strain grows with every real unmet need; a child whose thresholds so far add up to more than it could gather
    before the end needs no further ones. `generalist` and `start_up` have an entry for every child, (C,).
    """
    scenario, arrival = cohort.scenario, cohort.children.arrival
    acute: list[Acute] = []
    if scenario.crisis is None:
        return acute
    step = scenario.crisis.step
    # strain before the clock's start is not counted: thresholds are exponential, so what is left of them is as well
    possible = draft.strain_per_day() * (scenario.run.end - np.maximum(arrival, 0.0))
    unit, work = scenario.steps[step].unit, is_work(scenario, step)
    units = (NONE if unit is None else list(scenario.units).index(unit),)
    first_times = [*range(start_up.max(initial=NONE) + 1), NONE]  # the last for NONE
    kind_in = [Kind(steps.number(step), units, (work,), time if work else NONE, acute=True) for time in first_times]
    kinds = np.array([draft.kind(kind) for kind in kind_in])
    group, passed = cohort.group(np.flatnonzero(possible > 0)), np.zeros(int((possible > 0).sum()))
    while True:
        threshold = -np.log1p(-group.luck(questions.strain(len(acute))))
        passed = passed + threshold
        comes = passed < possible[group.child]
        if not comes.any():
            return acute
        group, passed, threshold = cohort.group(group.child[comes]), passed[comes], threshold[comes]
        child, every = group.child, np.arange(len(group))
        days = group.days(scenario.steps[step].duration, questions.whole_step_takes(step, len(acute)), every)
        draft.team(kind_in[0].team)
        visits = draft.add_visits(child, kinds[start_up[child]], days * (1 + generalist[child]))
        acute.append(Acute(child, threshold, visits))


def crises_of(count: int, acute: list[Acute], number: Integers) -> Crises:
    """Collect each child's crises in order; `number` gives the final number of each visit."""
    child = np.concatenate([np.zeros(0, dtype=np.int64), *(each.child for each in acute)])
    strain = np.concatenate([np.zeros(0), *(each.threshold for each in acute)])
    visit = np.concatenate([np.zeros(0, dtype=np.int64), *(each.visit for each in acute)])
    return Crises(Ragged.from_pairs(child, strain, count), Ragged.from_pairs(child, number[visit], count))
