"""What targets say of dials: how far each may be moved, and which of them cannot be told apart by these targets.

All of it is read from one matrix of slopes: by how many tolerances each target moves where a dial is moved from one end
of its range to the other. That is a straight line laid at the fit, as everywhere where identifiability is judged from
the sensitivity matrix (Brun, Reichert and Künsch 2001, Water Resour. Res. 37:1015: a dial is of no influence where its
column is short, and dials are collinear where their columns nearly point the same way).
"""

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from simulate.plan import Floats

ALIKE = 0.99
"""Columns whose cosine is above this point the same way: what one dial does to all targets, the other undoes."""
_WEIGHS = 0.3
"""A dial belongs to a combination of dials in which it has at least this weight."""


@dataclass(frozen=True)
class Slopes:
    """By how many tolerances m targets move where each of d dials is moved over its whole range."""

    mean: Floats  # (m, d)
    error: Floats  # (m, d) standard errors of these, over replications; NaN of one replication

    @property
    def sure(self) -> Floats:
        """The slopes that are more than luck, and 0 for the others: (m, d)."""
        return np.where(np.abs(self.mean) < 2 * np.nan_to_num(self.error), 0.0, self.mean)

    @property
    def lengths(self) -> Floats:
        """How far each dial moves all targets together: (d,)."""
        return _lengths(self.mean)

    @property
    def noise(self) -> Floats:
        """How much of that may be luck: (d,), 0 where nobody can tell."""
        return _lengths(np.nan_to_num(self.error))


def _lengths(columns: Floats) -> Floats:
    return np.asarray(np.sqrt(np.add.reduce(columns * columns, axis=0)))


def slopes_of(by_replication: Floats) -> Slopes:
    """Average slopes over replications: (replications, m, d)."""
    count = len(by_replication)
    spread = by_replication.std(axis=0, ddof=1) if count > 1 else np.full(by_replication.shape[1:], np.nan)
    return Slopes(by_replication.mean(axis=0), spread / math.sqrt(count))


def silent(slopes: Slopes) -> list[int]:
    """List the dials that move no target by a tolerance from end to end, or by no more than luck."""
    weak = np.abs(slopes.mean).max(axis=0) < 1
    return np.flatnonzero(weak | (slopes.lengths <= 2 * slopes.noise)).tolist()


def _loud(slopes: Slopes) -> list[int]:
    """List the other dials."""
    still = silent(slopes)
    return [dial for dial in range(slopes.mean.shape[1]) if dial not in still]


def alike(slopes: Slopes) -> list[tuple[int, int]]:
    """List the pairs of dials, none of them silent, that do the same to all targets, as far as luck lets one tell."""
    loud = _loud(slopes)
    lengths, noise = slopes.lengths, slopes.noise
    found = []
    for one, other in combinations(loud, 2):
        product = np.add.reduce(slopes.mean[:, one] * slopes.mean[:, other])
        cosine = float(product / (lengths[one] * lengths[other]))
        angle = math.sqrt(max(1 - cosine**2, 0.0))
        luck = math.hypot(noise[one] / lengths[one], noise[other] / lengths[other])
        if angle <= max(math.sqrt(1 - ALIKE**2), luck):
            found.append((one, other))
    return found


def loose(slopes: Slopes) -> list[tuple[int, ...]]:
    """List combinations of three dials or more that move no target by a tolerance if they are moved together.

    They are directions in which the matrix is singular: along them one can go the length of a range, and all targets
    together move by less than a tolerance. Combinations of which two are `alike` are not told again.
    """
    loud = _loud(slopes)
    if len(loud) < 3:
        return []
    _, sizes, directions = np.linalg.svd(slopes.mean[:, loud], full_matrices=True)
    sizes = np.append(sizes, np.zeros(len(loud) - len(sizes)))
    pairs, found = alike(slopes), []
    for size, direction in zip(sizes.tolist(), directions, strict=True):
        group = tuple(loud[place] for place in np.flatnonzero(np.abs(direction) >= _WEIGHS).tolist())
        told = any(set(pair) <= set(group) for pair in pairs)
        if size < 1 and len(group) > 2 and not told:
            found.append(group)
    return found


def free(slopes: Slopes, misfits: Floats, at: Floats) -> list[tuple[float, float]]:
    """Say between which shares of its range each dial could stand, the others moved along, so that targets stay met.

    `misfits` (m,) are those at the fit, in tolerances, and `at` (d,) where it stands, as shares of the ranges. Each
    target may be off by a tolerance; one that is missed, by as much as it is. Ends are the least and the most of a
    linear program, one for each end of each dial. Slopes that may be luck count as none: else a dial that does nothing
    would seem to make good what another does.
    """
    from scipy.optimize import linprog

    sure = slopes.sure
    room = np.maximum(1.0, np.abs(misfits)) * (1 + 1e-9)
    above, below = room - misfits, room + misfits
    bounds = [(-share, 1.0 - share) for share in at.tolist()]
    found = []
    for dial in range(len(at)):
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(at))
            cost[dial] = sign
            done = linprog(cost, A_ub=np.vstack([sure, -sure]), b_ub=np.concatenate([above, below]), bounds=bounds)
            moved = 0.0 if done.x is None else float(done.x[dial])
            ends.append(min(max(float(at[dial]) + moved, 0.0), 1.0))
        found.append((ends[0], ends[1]))
    return found
