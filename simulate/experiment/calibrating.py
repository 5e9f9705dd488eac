"""Calibration: dials moved until a scenario does what was seen in a real town, and how well it then does.

The search (see `seeking`) has luck of its own: another seed than the file's. What it found is judged by the file's own
seed and replications, which it has never seen, so that no target seems met because luck was fitted; and whoever runs
the calibrated file gets the values that are told.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from simulate.experiment.asked import HIGHEST_SEED
from simulate.experiment.cells import AtWork, Measured
from simulate.experiment.identified import Slopes, alike, free, loose, silent, slopes_of
from simulate.experiment.seeking import STEP, At, Candidate, Question, seek
from simulate.experiment.targets import Target, quantities
from simulate.findings.estimates import Estimate, estimate
from simulate.plan import Floats
from simulate.scenario.dials import position_at
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.scenario import Scenario

_AT_THE_END = 0.005
"""So near to an end of its range, as a share of it, a dial is said to stand there."""
_ROUNDING = 1e-6


class Verdict(Enum):
    """Whether a target is met, as far as luck lets one tell."""

    MET = "met"  # all of the interval lies within the tolerance
    MISSED = "missed"  # none of it does
    OPEN = "open"  # some of it does, or nobody knows


@dataclass(frozen=True)
class Judged:
    """A target or a check, and what luck that the search has not seen makes of it."""

    target: Target
    before: Estimate  # where the file stands
    found: Estimate  # with the dials moved; infinite for a percentile that is not reached

    @property
    def misfit(self) -> float:
        """By how many tolerances it is off; NaN where it is not known, or not reached."""
        return (self.found.value - self.target.value) / self.target.tolerance if self.is_reached else math.nan

    @property
    def is_reached(self) -> bool:
        """Whether enough children get as far as the measure asks, in every replication."""
        return not math.isinf(self.found.value)

    @property
    def luck(self) -> float:
        """How far its interval reaches from its value to either side, on average, in tolerances; NaN without one."""
        return (self.found.high - self.found.low) / 2 / self.target.tolerance

    @property
    def verdict(self) -> Verdict:
        """Whether it is met."""
        low, high = self.found.low, self.found.high
        if self.target.low <= low and high <= self.target.high:
            return Verdict.MET
        return Verdict.MISSED if low > self.target.high or high < self.target.low else Verdict.OPEN


@dataclass(frozen=True)
class Moved:
    """A dial, and where it was moved to."""

    name: str
    dial: Dial
    today: float | None  # where the file stands; None where its keys say different things
    found: float
    between: tuple[float, float] | None  # where it could stand, the others moved along, and targets be met as they are
    end: str  # "from" or "to" where it stands at that end of its range, else ""

    @property
    def is_silent(self) -> bool:
        """Whether no target answers to it around where it stands, so that nothing can be said of where it could."""
        return self.between is None


@dataclass(frozen=True)
class Calibration:
    """What came of a calibration."""

    question: Question
    best: Candidate
    tried: tuple[Candidate, ...]  # in their order, the file as it stands first
    slopes: Slopes  # of the targets, in the order of the dials
    judged: tuple[Judged, ...]  # targets, and then checks
    runs: int
    replications: int  # of each candidate in the search
    seed: int  # of the search

    @property
    def targets(self) -> tuple[Judged, ...]:
        """What was fitted."""
        return self.judged[: len(self.question.targets.targets)]

    @property
    def checks(self) -> tuple[Judged, ...]:
        """What was not."""
        return self.judged[len(self.question.targets.targets) :]

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """The dials, and where they were moved to."""
        at = self.question.shares(self.best.at)
        misfits = np.array([each.target.misfit(each.found.value) for each in self.targets])
        ranges, still = free(self.slopes, misfits, at), silent(self.slopes)
        return tuple(
            Moved(
                name,
                dial,
                today=self.question.standing[number],
                found=self.best.at[number],
                between=None if number in still else _between(dial, self.question.steps[number], ranges[number]),
                end="from" if at[number] <= _AT_THE_END else "to" if at[number] >= 1 - _AT_THE_END else "",
            )
            for number, (name, dial) in enumerate(self.question.dials.items())
        )

    @property
    def alike(self) -> list[tuple[str, ...]]:
        """Dials that these targets cannot tell apart: two that do the same to all of them, or several together."""
        names = list(self.question.dials)
        return [tuple(names[place] for place in group) for group in (*alike(self.slopes), *loose(self.slopes))]


def _between(dial: Dial, steps: Sequence[float], shares: tuple[float, float]) -> tuple[float, float]:
    """Give the least and the most value of a dial between two shares of its range: of those it can take, if few."""
    low, high = (position_at(dial, each) for each in shares)
    inside = [each for each in steps if low - _ROUNDING <= each <= high + _ROUNDING] if steps else [low, high]
    return inside[0], inside[-1]


def other_seed(seed: int) -> int:
    """Give the seed with whose luck is searched."""
    return (seed + 1) % (HIGHEST_SEED + 1)


@dataclass
class Worlds:
    """What runs candidates, and tells how far all of it has come: in replications of a candidate."""

    question: Question
    work: AtWork
    total: int
    tell: Callable[[float, int], None]
    done: int = 0

    def measured(self, several: Sequence[At], seed: int, count: int, of: tuple[Target, ...]) -> list[list[Measured]]:
        """Run candidates, all of them together; give what each replication of each measured."""
        return self.lived([self.question.turned(at, seed) for at in several], count, of)

    def lived(self, scenarios: Sequence[Scenario], count: int, of: tuple[Target, ...]) -> list[list[Measured]]:
        """Run scenarios, all of them together; give what each replication of each measured."""
        organisations = self.question.targets.organisations_of(self.question.scenario, of)
        found = self.work.replicate(scenarios, organisations, count, self._told, also=quantities(of))
        self.done += len(scenarios) * count
        return found

    def _told(self, done: float, _: int) -> None:
        self.tell(min(self.done + done, self.total), self.total)


def calibrate(
    question: Question,
    runs: int,
    replications: int,
    work: AtWork,
    progress: Callable[[float, int], None] | None = None,
) -> Calibration:
    """Search, see what each dial does where the best stands, and judge it. Raises ScenarioError and as `run_cells`.

    `replications` are those of each candidate, of which `runs` are tried at most.
    """
    scenario, targets = question.scenario, question.targets.targets
    of_search, of_slopes = runs * replications, 2 * len(question.dials) * replications
    total = of_search + of_slopes + 2 * scenario.run.replications
    worlds = Worlds(question, work, total, progress or (lambda done, total: None))
    seed = other_seed(scenario.seed)

    def measure(several: Sequence[At]) -> list[Candidate]:
        every = worlds.measured(several, seed, replications, targets)
        return [_candidate(at, of_one, targets) for at, of_one in zip(several, every, strict=True)]

    tried = seek(question, runs, measure)
    best = min(tried, key=lambda each: each.misfit)
    worlds.done = of_search  # it may have ended sooner
    slopes = _slopes_at(worlds, best.at, seed, replications)
    judged = _judged(worlds, best.at)
    return Calibration(question, best, tuple(tried), slopes, judged, runs, replications, seed)


def _candidate(at: At, measured: Sequence[Measured], targets: tuple[Target, ...]) -> Candidate:
    every = [(target, _estimate(target, measured)) for target in targets]
    found = tuple(each.value for _, each in every)
    misfits = tuple(target.misfit(each.value) for target, each in every)
    luck = (each.spread / math.sqrt(len(measured)) / target.tolerance for target, each in every)
    return Candidate(at, found, misfits, tuple(0.0 if math.isnan(each) else each for each in luck))


def _slopes_at(worlds: Worlds, at: At, seed: int, replications: int) -> Slopes:
    """Move each dial up and down, as far as its range goes, and see what each target does."""
    question, targets = worlds.question, worlds.question.targets.targets
    pairs = [_either_side(question, at, number) for number in range(len(at))]
    every = worlds.measured([each for pair in pairs for each in pair], seed, replications, targets)
    columns = []
    for number, (low, high) in enumerate(pairs):
        run = float((question.shares(high) - question.shares(low))[number])
        below, above = (_misfits(of_one, targets) for of_one in every[2 * number : 2 * number + 2])
        columns.append((above - below) / run)
    return slopes_of(np.array(columns).transpose(1, 2, 0))


def _either_side(question: Question, at: At, number: int) -> tuple[At, At]:
    """Give two candidates that differ in one dial, the lower first: half a step to either side, if that goes."""
    there = at, *(question.moved(at, number, STEP / 2, back) for back in (False, True))
    return min(there), max(there)


def _misfits(measured: Sequence[Measured], targets: tuple[Target, ...]) -> Floats:
    """Give the misfits in each replication: (replications, m)."""
    return np.array([[target.misfit(target.value_in(each)) for target in targets] for each in measured])


def _judged(worlds: Worlds, found: At) -> tuple[Judged, ...]:
    """Measure targets and checks in the file's own luck: as it is, and with the dials where they were moved to."""
    question = worlds.question
    scenario, of = question.scenario, question.targets.every
    both = worlds.lived([scenario, question.turned(found, scenario.seed)], scenario.run.replications, of)
    estimates = [[_estimate(target, of_one) for target in of] for of_one in both]
    return tuple(Judged(*each) for each in zip(of, *estimates, strict=True))


def _estimate(target: Target, measured: Sequence[Measured]) -> Estimate:
    """Average a target over replications; what is not reached in one of them is infinite, and surely too long."""
    values = [target.value_in(each) for each in measured]
    if math.inf in values:
        return Estimate(math.inf, math.inf, math.inf, math.nan, len(values))
    return estimate(values, *target.quantity.bounds)
