"""Days covered by intervals that overlap."""

import numpy as np

from simulate.findings.counted import sums
from simulate.plan import Floats, Integers


def days_by_category(
    child: Integers, category: Integers, begin: Floats, finish: Floats, children: int, categories: int
) -> Floats:
    """Share out each child's covered days: (children, categories).

    Each interval (R,) belongs to a child and a category; a moment that several intervals cover goes to the lowest
    category, so that no day is counted twice.
    """
    lasting = np.flatnonzero(finish > begin)
    child, category, begin, finish = child[lasting], category[lasting], begin[lasting], finish[lasting]
    time = np.concatenate([begin, finish])
    who = np.concatenate([child, child])
    # by child and time; which of two moments at once comes first is all the same, for nothing lasts between them. Small
    # types are sorted in linear time
    order = np.argsort(time)
    order = order[np.argsort(who[order].astype(np.min_scalar_type(children)), kind="stable")]
    time, who = time[order], who[order]
    kind = np.concatenate([category, category])[order].astype(np.int8)  # small types, as they are gone through often
    change = np.where(order < len(begin), 1, -1).astype(np.int8)
    # from the last to the first, so that the lowest category that is open has the last word
    now = np.full(len(time), categories, dtype=np.int8)
    for number in reversed(range(categories)):
        is_open = np.cumsum(change * (kind == number), dtype=np.int32) > 0
        now = np.where(is_open, np.int8(number), now)
    # after a child's last moment nothing of it is open, so that no stretch runs on into the next child
    covered = np.flatnonzero(now[:-1] < categories)
    length = time[covered + 1] - time[covered]
    cell = who[covered] * categories + now[covered].astype(np.int64)
    return sums(cell, length, children * categories).reshape(children, categories)


def days_covered(child: Integers, begin: Floats, finish: Floats, children: int) -> Floats:
    """Count the days of each child that at least one interval (R,) covers: (children,)."""
    return days_by_category(child, np.zeros(len(child), np.int64), begin, finish, children, 1)[:, 0]
