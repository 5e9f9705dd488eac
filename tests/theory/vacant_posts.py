"""Exact solutions for posts whose workers leave at monthly reviews and are replaced after a time."""

import math
from collections.abc import Callable

import numpy as np
from scipy import integrate

from simulate.plan import REVIEW_EVERY

Survival = Callable[[float], float]
"""The chance that a post is still vacant so many days after its worker left."""


def fixed(days: float) -> Survival:
    """Let every post be vacant for as long."""
    return lambda since: float(since < days)


def exponential(days: float) -> Survival:
    """Let posts be vacant for an exponential time of this mean."""
    return lambda since: math.exp(-since / days)


def vacant_days(turnover: float, survival: Survival, reviews: int) -> tuple[float, float]:
    """Give a post's mean number of leavings at the reviews 1 … `reviews`, and its vacant days until a month after.

    All posts are filled on day 0. A worker leaves at a review at the risk 1 − exp(−turnover / 12), so the chance of
    leaving at review m is that risk times the chance that the post is not vacant from an earlier leaving: a renewal
    equation (a post filled in the middle of a month waits for the next review).
    """
    risk = 1 - math.exp(-turnover / 12)
    still = np.array([survival(REVIEW_EVERY * months) for months in range(reviews + 1)])
    month = [integrate.quad(survival, REVIEW_EVERY * m, REVIEW_EVERY * (m + 1), limit=200)[0] for m in range(reviews)]
    leaves = np.zeros(reviews + 1)
    for review in range(1, reviews + 1):
        leaves[review] = risk * (1 - leaves[:review] @ still[review:0:-1])
    vacant = np.cumsum(month)
    return float(leaves.sum()), float(leaves[1:] @ vacant[::-1])


def share_in_the_long_run(turnover: float, time_to_fill: float, shape: str) -> float:
    """Give the share of time that a post is vacant.

    From one leaving to the next go the reviews until a new worker meets the first one and a geometric number more; a
    fixed time passes ⌈time / month⌉ reviews, an exponential one 1 / (1 − exp(−month / time)) on average.
    """
    risk = 1 - math.exp(-turnover / 12)
    months = time_to_fill / REVIEW_EVERY
    first = math.ceil(months) if shape == "fixed" else 1 / (1 - math.exp(-1 / months))
    return months / (first - 1 + 1 / risk)


def changes_of_worker(turnover: float, duration: float, handover_days: float, instants: int = 4000) -> float:
    """Give how often a child that comes at any time of the month gets a new worker, where leavers are replaced at once.

    At each review while the visit is going on its worker leaves at the same risk, and the visit becomes longer by
    `handover_days` (less than a month). The mean over the month is taken at the middles of so many equal parts of it.
    """
    risk = 1 - math.exp(-turnover / 12)

    def at_review(left: float) -> float:
        return risk * (1 + until_next(left + handover_days)) + (1 - risk) * until_next(left)

    def until_next(left: float) -> float:
        return at_review(left - REVIEW_EVERY) if left > REVIEW_EVERY else 0.0

    comes = (np.arange(instants) + 0.5) / instants * REVIEW_EVERY  # before the next review
    return float(np.mean([at_review(duration - before) if duration > before else 0.0 for before in comes]))
