"""Which visit serves which need, and which other visits each waits for: by final numbers, nothing being sorted."""

from typing import NamedTuple

import numpy as np

from simulate.plan import NONE, Integers, Ragged


class Services(NamedTuple):
    """Pairs of a visit and a need that it serves; for one visit they follow one another, the needs rising."""

    visit: Integers
    need: Integers
    before: Integers  # how many visits served the need before this one

    def by_visit(self, visits: int) -> Ragged[Integers]:
        """Give the needs that each visit serves, rising."""
        starts = _starts(np.bincount(self.visit, minlength=visits))
        needs = np.empty_like(self.need)
        needs[starts[self.visit] + in_run(self.visit)] = self.need
        return Ragged(starts, needs)

    def by_need(self, needs: int) -> Ragged[Integers]:
        """Give the visits that serve each need, rising."""
        starts = _starts(np.bincount(self.need, minlength=needs))
        visits = np.empty_like(self.visit)
        visits[starts[self.need] + self.before] = self.visit
        return Ragged(starts, visits)


def visits_before(
    need: Integers, waits_for: Integers, served_by: Ragged[Integers], first: Integers
) -> Ragged[Integers]:
    """Give the visits that each visit waits for: V rows.

    It waits for so many visits, `waits_for`: the first of those that serve its `need`, if it has one, else the first
    of all of its child's, which begin at `first`. All three are (V,).

    What comes later waits for every visit that serves the need, not just the latest: that makes a difference only
    where one was withdrawn, others went on without the need, and a crisis brings it back.
    """
    visits = np.concatenate([served_by.values, np.arange(len(need))])  # need by need, and then child by child
    begins = np.where(need == NONE, len(served_by.values) + first, served_by.starts[need])
    return Ragged(_starts(waits_for), visits[ranges(begins, waits_for)])


def with_points(after: Ragged[Integers], point: Integers) -> Ragged[Integers]:
    """Let visits wait for one more, their `point`, unless it is NONE or they wait for it already: V rows."""
    rows = np.flatnonzero(point != NONE)
    counts = after.counts
    row = np.repeat(np.arange(len(rows)), counts[rows])
    others, mine = after.values[ranges(after.starts[rows], counts[rows])], point[rows][row]
    earlier = np.bincount(row, others < mine, minlength=len(rows)).astype(np.int64)
    known = np.zeros(len(rows), dtype=bool)
    known[row[others == mine]] = True
    new, place = rows[~known], (after.starts[rows] + earlier)[~known]
    counts[new] += 1
    return Ragged(_starts(counts), np.insert(after.values, place, point[new]))


def in_run(values: Integers) -> Integers:
    """Count the same values that stand right before each."""
    count = np.zeros(len(values), dtype=np.int64)
    again = np.flatnonzero(values[1:] == values[:-1]) + 1
    while len(again):  # as often as the longest run is long, which is not often
        count[again] += 1
        again = again[1:][np.diff(again) == 1]
    return count


def _starts(counts: Integers) -> Integers:
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def ranges(begins: Integers, counts: Integers) -> Integers:
    """Give so many consecutive numbers from each beginning, one range after the other."""
    ends = np.cumsum(counts)
    return np.repeat(begins - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)
