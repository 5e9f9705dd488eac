"""Looks for values of dials at which targets are missed least, in few runs.

What is made small is the sum of squares of the misfits, each the distance from a target in its tolerances. A run takes
seconds, is known but for luck, and has no derivatives. So every candidate has the same children and the same luck
(common random numbers), which leaves a smooth function where luck alone would leave a rough one, and slopes are taken
over some hundredths of a dial's range, so that what luck is left does not drown them. It goes in three steps:

1. a few candidates over all ranges (a scrambled Sobol' sequence), beside the file as it stands: not to fall into the
   nearest hole;
2. from the best of them, and then from others, the steps of Gauss and Newton within the ranges: scipy's
   `optimize.least_squares` (its trust-region reflective method, Branch, Coleman and Li 1999, SIAM J. Sci. Comput.
   21:1). It knows that the function is a sum of squares, and so takes a handful of runs where a method for any function
   takes dozens;
3. if targets are still missed, what is left of the budget for COBYQA from the best (Ragonneau 2022, PhD thesis, Hong
   Kong; in scipy since 1.14), which lays a parabola through the candidates and asks for no slopes: where dials go in
   whole steps, slopes may mislead.

Both come with scipy, which the program needs anyway, and are kept with it. Optuna's samplers are made for hundreds of
runs and for choices among kinds; pdfo needs a Fortran compiler. The candidates of a step are run together. Values are
rounded to few digits, so that the last bits of a library for matrices, which hang on the processor, hardly ever lead
elsewhere.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulate.experiment.matching import coarse
from simulate.experiment.targets import Targets
from simulate.plan import Floats
from simulate.scenario.dials import position_at, share_at
from simulate.scenario.schema.dials import Dial, number_of
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import places_of, standing, with_dials

STEP, _LEAST_STEP = 0.1, 0.02
"""How far a dial is moved, as a share of its range, to see what it does: at first, and at least, as steps get short."""
_GOOD, _AT_MOST = 0.1, 0.5
"""Once every target is met to within a tenth of its tolerance, or to within what luck makes of it, though no more than
half, no further run is worth it: it would fit the luck."""
_FAIR = 0.3
"""And once to within so much of it, the search does not begin anew from elsewhere."""
_STARTS = 3
"""From so many candidates the steps of Gauss and Newton are taken at most."""
_APART = 0.2
"""So far must a candidate be from those that were gone from, as a share of a range, to be gone from too."""
_NEAR = 0.0005
"""So near to a wanted place, as a share of the range, are values rounded to: more digits would only seem known."""

At = tuple[float, ...]
"""A value of each dial."""


@dataclass(frozen=True)
class Candidate:
    """Values of the dials that were tried, and what came of them."""

    at: At
    found: tuple[float, ...]  # of each target, the mean over replications
    misfits: tuple[float, ...]  # in tolerances
    luck: tuple[float, ...]  # their standard errors, in tolerances; 0 where nobody can tell

    @property
    def misfit(self) -> float:
        """The sum of their squares."""
        return math.fsum(each**2 for each in self.misfits)

    @property
    def is_good(self) -> bool:
        """Whether no further run is worth it."""
        enough = (max(_GOOD, min(luck, _AT_MOST)) for luck in self.luck)
        return all(abs(misfit) <= least for misfit, least in zip(self.misfits, enough, strict=True))


Measure = Callable[[Sequence[At]], list[Candidate]]
"""Tries several candidates at once."""


@dataclass(frozen=True)
class Question:
    """What a scenario is fitted to, and what may be moved."""

    scenario: Scenario
    dials: Mapping[str, Dial]
    targets: Targets

    @cached_property
    def steps(self) -> list[list[float]]:
        """The values each dial may take where it goes in whole steps or half posts; else none."""
        return [coarse(dial, places_of(self.scenario, dial)) for dial in self.dials.values()]

    @cached_property
    def standing(self) -> list[float | None]:
        """Where the file stands; None where the keys of a dial say different things."""
        return [standing(self.scenario, dial) for dial in self.dials.values()]

    @cached_property
    def today(self) -> At:
        """The same within the ranges; a dial whose keys say different things at its usual value."""
        found = []
        for dial, value in zip(self.dials.values(), self.standing, strict=True):
            low, high = dial.ends
            found.append(min(max(number_of(dial.usual) if value is None else value, low), high))
        return tuple(found)

    def at(self, shares: Sequence[float]) -> At:
        """Give the values at shares of the ranges, in few digits, or next to them where a dial cannot stand there."""
        every = zip(self.dials.values(), self.steps, shares, strict=True)
        return tuple(_value(dial, steps, min(max(float(share), 0.0), 1.0)) for dial, steps, share in every)

    def shares(self, at: At) -> Floats:
        """Give at which shares of the ranges values lie: (d,)."""
        return np.array([share_at(dial, value) for dial, value in zip(self.dials.values(), at, strict=True)])

    def turned(self, at: At, seed: int) -> Scenario:
        """Give the scenario with its dials turned, under a seed. Raises ScenarioError where it is wrong then."""
        scenario = self.scenario.model_copy(update={"seed": seed})
        return with_dials(scenario, list(zip(self.dials.values(), at, strict=True)))

    def moved(self, at: At, number: int, step: float, back: bool = False) -> At:
        """Move one dial by a share of its range: towards where there is room, or `back` from it as far as that goes.

        A dial that goes in steps of its own is moved by one of these at least.
        """
        shares = self.shares(at)
        up = (shares[number] + step <= 1) != back
        steps = self.steps[number]
        if steps:
            wide = max(1, round(step * (len(steps) - 1)))
            place = steps.index(at[number]) + (wide if up else -wide)
            value = steps[min(max(place, 0), len(steps) - 1)]
        else:
            shares[number] += step if up else -step
            value = self.at(shares.tolist())[number]
        return (*at[:number], value, *at[number + 1 :])


def _value(dial: Dial, steps: Sequence[float], share: float) -> float:
    """Give the value of a dial at a share of its range, or the one next to it."""
    value, (low, high) = position_at(dial, share), dial.ends
    if steps:
        return min(steps, key=lambda each: abs(each - value))
    short = (min(max(float(f"{value:.{digits}g}"), low), high) for digits in range(3, 17))
    return next((each for each in short if abs(share_at(dial, each) - share) <= _NEAR), value)


def seek(question: Question, runs: int, measure: Measure) -> list[Candidate]:
    """Look for the values of the dials that miss the targets least; give all that were tried, in their order."""
    looking = _Looking(question, runs, measure)
    try:
        looking.try_all([question.at(question.shares(question.today).tolist()), *_spread_out(question, runs)])
        _go_downhill(looking)
        _go_without_slopes(looking)
    except _EnoughError:
        pass
    return list(looking.found.values())


class _EnoughError(Exception):
    """The budget is spent, or nothing better is worth a run."""


@dataclass
class _Looking:
    """The candidates that have been tried."""

    question: Question
    runs: int
    measure: Measure
    found: dict[At, Candidate] = field(default_factory=dict)
    was: Floats | None = None  # where slopes were taken last

    @property
    def best(self) -> Candidate:
        """The one that misses the targets least; of several the first."""
        return min(self.found.values(), key=lambda each: each.misfit)

    def try_all(self, several: Sequence[At]) -> None:
        """Try those that have not been tried, all at once. Raises _EnoughError where the budget does not allow all."""
        new = [at for at in dict.fromkeys(several) if at not in self.found]
        room = self.runs - len(self.found)
        self.found |= {each.at: each for each in self.measure(new[:room])} if new[:room] else {}
        if len(new) > room or self.best.is_good:
            raise _EnoughError

    def misfits(self, shares: Floats) -> Floats:
        """Give the misfits at shares of the ranges: (m,)."""
        at = self.question.at(shares.tolist())
        self.try_all([at])
        return np.array(self.found[at].misfits)

    def slopes(self, shares: Floats) -> Floats:
        """Give by how much misfits rise with each dial, over a step from where it stands: (m, d).

        The step is as long as the way from where slopes were taken last, so that it gets shorter with that.
        """
        here = self.question.at(shares.tolist())
        way = STEP if self.was is None else float(np.abs(shares - self.was).max())
        step, self.was = min(max(way, _LEAST_STEP), STEP), shares.copy()
        there = [self.question.moved(here, number, step) for number in range(len(here))]
        self.try_all([here, *there])
        columns = []
        for number, at in enumerate(there):
            run = float((self.question.shares(at) - self.question.shares(here))[number])
            rise = np.array(self.found[at].misfits) - np.array(self.found[here].misfits)
            columns.append(rise / run)
        return np.array(columns).T


def _spread_out(question: Question, runs: int) -> list[At]:
    """Lay candidates over all ranges: a power of two, some two for each dial, and a quarter of the budget at most."""
    from scipy.stats import qmc

    count = len(question.dials)
    power = max(1, min(math.floor(math.log2(max(runs / 4, 2))), math.ceil(math.log2(2 * count))))
    shares = qmc.Sobol(count, scramble=True, rng=np.random.default_rng(question.scenario.seed)).random_base2(power)
    return [question.at(each) for each in shares.tolist()]


def _go_downhill(looking: _Looking) -> None:
    """Take the steps of Gauss and Newton from the best candidate, and then from others that lie apart from it.

    Raises _EnoughError where what was found is good enough.
    """
    from scipy.optimize import least_squares

    gone_from: list[Floats] = []
    for start in sorted(looking.found.values(), key=lambda each: each.misfit):
        shares = looking.question.shares(start.at)
        if gone_from and max(map(abs, looking.best.misfits)) <= _FAIR:
            raise _EnoughError
        if len(gone_from) < _STARTS and all(np.abs(shares - other).max() >= _APART for other in gone_from):
            gone_from.append(shares)
            looking.was = None
            inside = np.clip(shares, 1e-6, 1 - 1e-6)  # the method begins within the ranges, not at their ends
            least_squares(
                looking.misfits, inside, jac=looking.slopes, bounds=(0, 1), xtol=0.01, ftol=0.01, gtol=1e-6, max_nfev=20
            )


def _go_without_slopes(looking: _Looking) -> None:
    """Look on from the best candidate by COBYQA, as long as there are runs; those done once cost none."""
    from scipy.optimize import minimize

    def misfit(shares: Floats) -> float:
        return float((looking.misfits(shares) ** 2).sum())

    start = looking.question.shares(looking.best.at)
    minimize(
        misfit,
        start,
        method="COBYQA",
        bounds=[(0.0, 1.0)] * len(start),
        options={"initial_tr_radius": STEP, "final_tr_radius": STEP / 20, "maxfev": 10 * looking.runs},
    )
