"""Posts in halves: rounded so that there are as many as before."""

import math
from collections.abc import Container, Mapping

HALF = 0.5
_DECIMALS = 9  # of a part of a post


def in_half_posts(exact: Mapping[str, float], total: float, at_work: Container[str]) -> dict[str, float]:
    """Round the posts of some units to half posts, of which there are `total` in all.

    By the largest remainder (Hamilton's method; Balinski and Young 1982, Fair Representation); of equal ones the unit
    named first comes first. A unit at work has half a post at least; where there are fewer half posts than such units,
    all are rounded to quarters, or less. What is no half of the total, as of 3.7 posts, is with the largest unit.
    """
    least = {unit: unit in at_work for unit in exact}
    grain = HALF
    while sum(least.values()) * grain > total > 0:
        grain /= 2
    parts = math.floor(round(total / grain, _DECIMALS))
    wanted = {unit: round(max(posts, 0.0) / grain, _DECIMALS) for unit, posts in exact.items()}
    found = {unit: max(math.floor(wanted[unit]), int(least[unit] and total > 0)) for unit in exact}
    while sum(found.values()) < parts:
        found[max(found, key=lambda unit: wanted[unit] - found[unit])] += 1
    while sum(found.values()) > parts:
        found[
            min((unit for unit in found if found[unit] > least[unit]), key=lambda unit: wanted[unit] - found[unit])
        ] -= 1
    posts = {unit: count * grain for unit, count in found.items()}
    posts[max(posts, key=lambda unit: posts[unit])] += total - parts * grain
    return {unit: _as_written(count) for unit, count in posts.items()}


def _as_written(posts: float) -> float:
    rounded = round(posts, _DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded
