"""Crises that may come: how much strain each child bears, and the acute visit each crisis brings."""

import numpy as np

from simulate.plan import NONE, Crises, Floats, Integers, Ragged
from simulate.world.children import Cohort
from simulate.world.draft import Draft
from simulate.world.tracks import StepList, is_work


def acute_visits(
    cohort: Cohort, draft: Draft, steps: StepList, generalist: Floats, start_up: Integers
) -> tuple[list[Integers], list[Floats]]:
    """Lay one acute visit for each crisis a child could possibly have, with the strain that brings it.

    Strain grows with every real unmet need; a child whose thresholds so far add up to more than it could gather
    before the end needs no further ones.
    """
    scenario, children = cohort.scenario, cohort.children
    acute: list[Integers] = []
    thresholds: list[Floats] = []
    if scenario.crisis is None:
        return acute, thresholds
    # strain before the clock's start is not counted: thresholds are exponential, so what is left of them is as well
    possible = draft.strain_per_day() * (scenario.run.end - np.maximum(children.arrival, 0.0))
    passed = np.zeros(len(children))
    unit = scenario.steps[scenario.crisis.step].unit
    units = () if unit is None else (list(scenario.units).index(unit),)
    while True:
        number = len(acute)
        threshold = -np.log1p(-cohort.luck(f"crisis/{number}"))
        who = passed + threshold < possible
        if not who.any():
            return acute, thresholds
        visits = draft.add_visits(
            who,
            step=steps.number(scenario.crisis.step),
            units=units,
            duration=cohort.duration(scenario.crisis.step, "", number, who) * (1 + generalist),
            pause=np.zeros(len(children)),
            after=[],
            serves=[],
            acute=True,
            start_up=start_up if is_work(scenario, scenario.crisis.step) else NONE,
        )
        acute.append(visits)
        thresholds.append(threshold)
        passed = np.where(who, passed + threshold, np.inf)


def crises_of(count: int, acute: list[Integers], thresholds: list[Floats], number: Integers) -> Crises:
    """Collect each child's crises in order."""
    rows = [np.flatnonzero(visits >= 0) for visits in acute]
    child = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
    strain = np.concatenate([np.zeros(0), *(some[row] for some, row in zip(thresholds, rows, strict=True))])
    provisional = np.concatenate(
        [np.zeros(0, dtype=np.int64), *(some[row] for some, row in zip(acute, rows, strict=True))]
    )
    return Crises(Ragged.from_pairs(child, strain, count), Ragged.from_pairs(child, number[provisional], count))
