"""Exact solutions in time: lines of one unit whose rate, places and hours change.

A line is known by how many children have been called and not finished, and how many wait: its chances are a table
(called, waiting). While nothing changes it is a Markov chain, followed by uniformisation.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from chains import Chain, State, chain
from scipy import stats

from simulate.plan import Floats, Integers


@dataclass(frozen=True)
class Piece:
    """A time in which nothing changes."""

    days: float
    rate: float  # children per day
    places: int  # nobody is called while as many or more have been; 0: nobody is called at all
    lines_up: bool = False  # of those who have been called, only so many are worked with; the others wait again


@dataclass(frozen=True)
class Followed:
    """A line at the end of a piece, and the mean days spent in each state meanwhile: (called, waiting) both."""

    at_end: Floats
    days: Floats

    def mean_line(self) -> float:
        """Give the mean number waiting at the end."""
        return float(self.at_end.sum(axis=0) @ np.arange(self.at_end.shape[1]))

    def waiting_days(self) -> float:
        """Give the mean sum of the days that children waited meanwhile."""
        return float(self.days.sum(axis=0) @ np.arange(self.days.shape[1]))


def from_empty(pieces: Sequence[Piece], service: float, longest: int) -> list[Followed]:
    """Follow a line through pieces of time from when nobody is there; `service` is exponential."""
    shape = (max(piece.places for piece in pieces) + 1, longest + 1)
    chances = np.zeros(shape)
    chances[0, 0] = 1.0
    told = []
    for piece in pieces:
        begun = np.bincount(_after_calling(shape, piece.places), chances.ravel(), chances.size)
        at_end, days = uniformised(chain_of(shape, piece, service), begun, piece.days)
        told.append(Followed(at_end.reshape(shape), days.reshape(shape)))
        chances = told[-1].at_end
    return told


def chain_of(shape: tuple[int, ...], piece: Piece, service: float) -> Chain:
    """Build the chain of a line in a piece of time."""

    def moves(called: int, waiting: int) -> Iterable[tuple[float, State]]:
        yield piece.rate, (called + 1, waiting) if called < piece.places else (called, waiting + 1)
        finished = (called, waiting - 1) if waiting and called <= piece.places else (called - 1, waiting)
        yield (min(called, piece.places) if piece.lines_up else called) / service, finished

    return chain(np.ndindex(shape), moves)


def _after_calling(shape: tuple[int, ...], places: int) -> Integers:
    """Give the state that each becomes when children are called while there is a place for them: (S,)."""
    called, waiting = np.indices(shape)
    more = np.minimum(waiting, np.maximum(places - called, 0))
    return np.ravel_multi_index((called + more, waiting - more), shape).ravel()


def uniformised(found: Chain, chances: Floats, days: float) -> tuple[Floats, Floats]:
    """Give the chances of a chain's states after so many days, and the mean days spent in each until then.

    `chances` is (S,), or (S, starts) with one column for each way to start; so are the results. Grassmann 1977: the
    chain is looked at from instant to instant of a Poisson process faster than all its rates.
    """
    rate = float(-found.generator.diagonal().min())
    steps = np.arange(int(stats.poisson.isf(1e-16, rate * days)) + 2)
    reached, spent = np.zeros_like(chances), np.zeros_like(chances)
    turned = found.generator.T.tocsr() / rate
    for weight, further in zip(
        stats.poisson.pmf(steps, rate * days), stats.poisson.sf(steps, rate * days), strict=True
    ):
        reached += weight * chances
        spent += further / rate * chances
        chances = chances + turned @ chances
    return reached, spent


def wait_of_those_who_come(piece: Piece, told: Followed, service: float) -> float:
    """Give the mean wait of those who come in a piece, if the places stay the same until all of them are called.

    Who finds all places taken and so many waiting waits until one more than these have been finished.
    """
    found = told.days[piece.places]
    return float(found @ (np.arange(len(found)) + 1)) * service / piece.places / piece.days


def office_hours(
    rate: float, service: float, workers: int, opens: float, closes: float, longest: int = 150
) -> tuple[float, float]:
    """Give the mean wait and the share called at once, where children are called from one hour of the day to another.

    What has begun goes on when the office closes. In the long run the state at midnight is the same night after night;
    the mean wait is the mean line over a day, divided by the rate (Little's law, for a line that repeats itself).
    """
    shape = (workers + 1, longest + 1)
    hours = ((opens, 0), (closes - opens, workers), (24 - closes, 0))
    day = [Piece(length / 24, rate, places) for length, places in hours if length > 0]
    everywhere = np.eye(shape[0] * shape[1])
    ways = [
        uniformised(chain_of(shape, piece, service), everywhere[_after_calling(shape, piece.places)].T, piece.days)
        for piece in day
    ]
    midnight, before = everywhere[0], everywhere[0] * 0
    while np.abs(midnight - before).sum() > 1e-13:
        before, waiting, at_once = midnight, 0.0, 0.0
        for piece, (reached, spent) in zip(day, ways, strict=True):
            days = (spent @ midnight).reshape(shape)
            waiting += float(days.sum(axis=0) @ np.arange(longest + 1))
            at_once += float(days[: piece.places].sum())
            midnight = reached @ midnight
    return waiting / rate, at_once


def hours_of_work(
    rate: float, service: float, workers: int, opens: float, closes: float, longest: int
) -> tuple[float, float]:
    """Give the mean wait and the mean stay, wait and service, where work stands still but for some hours of the day.

    Children come all day. `service` is exponential, days of work. Behind closed doors the line only grows, so that
    nearly all who come at night are called as soon as the others allow when the office opens. As in `office_hours` a
    day begins as it ends, in the long run, and means follow by Little's law.
    """
    shape = (workers + 1, longest + 1)
    hours = ((opens, False), (closes - opens, True), (24 - closes, False))
    everywhere, day = np.eye(shape[0] * shape[1]), []
    for length, is_open in hours:
        piece = Piece(length / 24, rate, workers if is_open else 0)
        begins = everywhere[_after_calling(shape, piece.places)].T
        day.append(uniformised(chain_of(shape, piece, service if is_open else np.inf), begins, piece.days))
    midnight, before = everywhere[0], everywhere[0] * 0
    while np.abs(midnight - before).sum() > 1e-13:
        before, spent = midnight, np.zeros(len(midnight))
        for reached, days in day:
            spent += days @ midnight
            midnight = reached @ midnight
    assert spent.reshape(shape)[:, -1].sum() < 1e-9, "the line is cut off too short"
    called, waiting = (float(spent @ count.ravel()) for count in np.indices(shape))
    return waiting / rate, (called + waiting) / rate
