"""How much of the spread of a difference each dial settles: Sobol' indices of first and total order, by SALib.

Beside worlds that are drawn independently, two by two, there are others that have all of the first one's dials but one,
which is the second one's: how far such a world is from each of the two tells what that dial does alone and with the
others (A. Saltelli et al. 2010, Variance based sensitivity analysis of model output, Comput. Phys. Commun. 181:259).
"""

import importlib.util
import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from simulate.experiment.sensitivity import Sensitivity, placed
from simulate.findings.estimates import CONFIDENCE
from simulate.language import say
from simulate.plan import Booleans, Floats
from simulate.scenario.schema.dials import Dial

_RESAMPLES = 400
"""Bootstrap samples that an interval is made of: half its width is known to some 4 %."""
FEWEST = 16
"""Pairs of worlds from which indices are told: resampling fewer does not show how far chance goes."""
_CONSTANT = 1e-12
"""Beside the largest difference so small a spread is one of rounding."""


@dataclass(frozen=True)
class Index:
    """A share of a variance, with how far its interval reaches to either side."""

    value: float
    within: float

    @property
    def low(self) -> float:
        """The lower end of the interval; chance may take it below 0."""
        return self.value - self.within

    @property
    def high(self) -> float:
        """The upper end of the interval; chance may take it above 1."""
        return self.value + self.within


@dataclass(frozen=True)
class Settles:
    """Which share of the variance of a difference one dial settles: NaN where it is not known."""

    dial: str
    first: Index  # alone
    total: Index  # with all that it does together with others


@dataclass(frozen=True)
class Crossed:
    """Worlds that are crossed so that Sobol' indices can be told: for each pair its first, one a dial, its second."""

    worlds: Sensitivity  # in this order, pair by pair

    @property
    def _pace(self) -> int:
        return len(self.worlds.dials) + 2

    @property
    def pairs(self) -> int:
        """How many pairs of independent worlds there are."""
        return self.worlds.worlds // self._pace

    @property
    def independent(self) -> Sensitivity:
        """The worlds of which no one shares a dial with another: two of each pair."""
        place = np.arange(self.worlds.worlds) % self._pace
        return self.worlds.among((place == 0) | (place == self._pace - 1))

    def pairs_for(self, within: float, wanted: float) -> int:
        """Give how many pairs make an interval as narrow as wanted: its width goes with one by their root."""
        return int(2 ** math.ceil(math.log2(self.pairs * (within / wanted) ** 2)))

    @property
    def of_second(self) -> list[str]:
        """Name for each world the dial that is the second one's of its pair: none, one, or all of them ("all")."""
        return ["", *self.worlds.dials, "all"] * self.pairs

    def known(self, organisation: str, group: str) -> Booleans:
        """Tell of which pairs all worlds are known: (pairs,)."""
        every = self.worlds.of_world(organisation, group).reshape(self.pairs, self._pace)
        return np.asarray(~np.isnan(every).any(axis=1))

    def settles(self, organisation: str, group: str, seed: int) -> list[Settles]:
        """Say which share of the spread each dial settles, the largest total first; pairs not wholly known left out."""
        found = self.worlds.of_world(organisation, group).reshape(self.pairs, self._pace)
        numbers = found[self.known(organisation, group)].ravel()
        every = sobol_indices(numbers, tuple(self.worlds.dials), seed)
        return sorted(every, key=lambda each: -each.total.value)

    def of_luck(self, organisation: str, group: str) -> float:
        """Give which share of the variance between worlds is luck of children; NaN of one replication.

        It is what the replications of a world differ by, beside what they differ by in all worlds alike: noise, which
        counts in the total of every dial, or children with whom a dial does more or less, which counts in that dial's.
        """
        some = self.independent
        found = some.of_world(organisation, group)
        found = found[~np.isnan(found)]
        variance = float(found.var(ddof=1)) if len(found) > 1 else math.nan
        if not variance > 0:
            return math.nan
        return 1 - some.spread(organisation, group).of_dials ** 2 / variance


def require_salib() -> None:
    """Raise ValueError where SALib is not installed."""
    if importlib.util.find_spec("SALib") is None:
        raise ValueError(
            say(
                "Sobol' indices are told by SALib, which is not installed. Mend it with `python -m pip install SALib`, "
                "or leave out --indices: all else is told without it."
            )
        )


def require_pairs(pairs: int, dials: int, most: int) -> None:
    """Raise ValueError for a number of pairs that is no power of two, or that makes more worlds than are run."""
    if pairs & (pairs - 1):
        low = 1 << (pairs.bit_length() - 1)
        raise ValueError(
            say(
                "with indices the draws must be a power of two, as only these fill the ranges evenly; got {given}: "
                "take {low} or {high}",
                given=pairs,
                low=low,
                high=2 * low,
            )
        )
    if pairs * (dials + 2) > most:
        raise ValueError(
            say(
                "with indices {given} draws of {dials} dials make {worlds} worlds; at most {most} are run: take {fit} "
                "draws or fewer, or fewer dials",
                given=pairs,
                dials=dials,
                worlds=pairs * (dials + 2),
                most=most,
                fit=1 << ((most // (dials + 2)).bit_length() - 1),
            )
        )


def crossed_worlds_of(dials: Mapping[str, Dial], pairs: int, seed: int) -> Floats:
    """Draw so many pairs of worlds and cross them: (pairs × (dials + 2), dials), by each dial's scale."""
    with _without_warnings():
        from SALib.sample import sobol

        shares = sobol.sample(_problem(tuple(dials)), pairs, calc_second_order=False, seed=np.random.default_rng(seed))
    return placed(dials, shares)


def sobol_indices(numbers: Floats, names: tuple[str, ...], seed: int) -> list[Settles]:
    """Give the indices of each dial from what was found in crossed worlds: (pairs × (dials + 2),), without NaN.

    Intervals are of the worlds that were drawn, by resampling pairs. All is NaN where the numbers do not differ, or
    there are too few.
    """
    spread = float(np.ptp(numbers)) if len(numbers) else 0.0
    if len(numbers) < FEWEST * (len(names) + 2) or spread <= _CONSTANT * float(np.abs(numbers).max()):
        return [Settles(name, Index(math.nan, math.nan), Index(math.nan, math.nan)) for name in names]
    with _without_warnings():  # a resample of few pairs may be constant
        from SALib.analyze import sobol

        # SALib takes a seed of 0 for none
        found = sobol.analyze(_problem(names), numbers, calc_second_order=False, num_resamples=_RESAMPLES,
                              conf_level=CONFIDENCE, seed=seed + 1)  # fmt: skip
    columns = [found[key].tolist() for key in ("S1", "S1_conf", "ST", "ST_conf")]
    return [
        Settles(name, Index(first, of_first), Index(total, of_total))
        for name, first, of_first, total, of_total in zip(names, *columns, strict=True)
    ]


def _problem(names: tuple[str, ...]) -> dict[str, object]:
    """Describe dials to SALib as shares of their ranges."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


@contextmanager
def _without_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
