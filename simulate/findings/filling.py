"""How units fill from empty: their lines and their open cases, stretch by stretch of a run, from its first day on."""

import math
from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.in_line import Spells, in_lines, mean_counts
from simulate.findings.second_waits import second_spells
from simulate.findings.work import held_places
from simulate.plan import Floats
from simulate.scenario.schema.durations import DAYS_PER_YEAR

MONTHS = 12
_FEWEST = 60
"""Stretches into which a run is cut at least."""


@dataclass(frozen=True)
class Filling:
    """The children of one unit on average in each stretch of a run: (stretches,) each."""

    line: Floats  # who stand in its line
    cases: Floats  # who have begun there and are not done, those on stays too


def stretches_per_year(end: float) -> int:
    """Say into how many equal stretches a year is cut: a multiple of twelve, so that seasons are the same in each."""
    return MONTHS * max(1, math.ceil(_FEWEST * DAYS_PER_YEAR / MONTHS / end))


def stretches(end: float) -> Floats:
    """Give the days on which the stretches of a run begin and end; what is left after the last is in none."""
    lasts = DAYS_PER_YEAR / stretches_per_year(end)
    return np.asarray(np.arange(math.floor(end / lasts + 1e-9) + 1) * lasts, dtype=np.float64)


def fillings(counted: Counted, stood: Spells) -> dict[str, Filling]:
    """Average the line and the open cases of each unit over each stretch from the start to the end."""
    plan, log = counted.plan, counted.log
    edges = stretches(log.end)
    part, begin, finish = held_places(counted, np.ones(len(plan.parts), dtype=bool))
    cases = mean_counts(len(plan.units), (plan.parts.unit[part], begin, finish), edges)
    lines = mean_counts(len(plan.units), in_lines(plan, stood, second_spells(plan, log)), edges)
    found = zip(plan.units, lines, cases, strict=True)
    return {unit.name: Filling(line, open_) for unit, line, open_ in found if unit.is_there}
