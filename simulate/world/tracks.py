"""A need's way through an organisation, for all children who have it at once."""

from dataclasses import dataclass, field

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.world.courses import Course
from simulate.world.draft import Lists

_VISITS_AT_FIRST = 4
"""For so many visits of each need there is room at first; where more are laid, room is made."""


@dataclass
class Track:
    """One need, or one return of it, on its way in an organisation, for T children who have it.

    Columns (T,) say where each of them has got to.
    """

    need: str
    episode: int
    course: Course  # of these children
    numbers: Integers  # of the needs, provisional
    further: Booleans  # to a further unit than the first, to which the story is told anew
    together: Floats  # how many further needs are worked on at the same time
    first: Integers = field(init=False)  # the first visit of its own; NONE before it
    last: Integers = field(init=False)  # the latest visit, its own or a shared one; NONE before the first
    served: Integers = field(init=False)  # (T, most) all visits so far that serve the need, in order, then NONE
    count: Integers = field(init=False)  # how many they are
    support: Integers = field(init=False)  # the visit that meets the need
    support_days: Floats = field(init=False)  # and how long it lasts
    pause: Floats = field(init=False)  # days before the next visit
    handed_over: Booleans = field(init=False)  # the next visit comes after a handover
    refused: Booleans = field(init=False)  # … which bounced once

    def __post_init__(self) -> None:
        size = len(self.course)
        self.first, self.last, self.support = (np.full(size, NONE) for _ in range(3))
        self.served, self.count = np.full((size, _VISITS_AT_FIRST), NONE), np.zeros(size, dtype=np.int64)
        self.support_days, self.pause = np.zeros(size), np.zeros(size)
        self.handed_over, self.refused = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)

    @property
    def child(self) -> Integers:
        """The numbers of the children, rising: (T,)."""
        return self.course.child

    def move(self, rows: Integers, visits: Integers) -> None:
        """Let some children go on from visits, their own or shared ones.

        What comes later waits for every visit that serves the need, not just the latest: that makes a difference
        only where one was withdrawn, others went on without the need, and a crisis brings it back.
        """
        if self.count[rows].max(initial=0) == self.served.shape[1]:
            self.served = np.pad(self.served, ((0, 0), (0, _VISITS_AT_FIRST)), constant_values=NONE)
        self.last[rows] = visits
        self.served[rows, self.count[rows]] = visits
        self.count[rows] += 1
        self.pause[rows] = 0.0
        self.handed_over[rows] = False
        self.refused[rows] = False

    def before(self, rows: Integers) -> Lists:
        """Give the visits that the next one of some children waits for: a row for each."""
        count, last = self.count[rows], self.last[rows]
        fewest, most = count.min(initial=self.served.shape[1]), count.max(initial=0)
        served = self.served[rows, :most]
        if (last == self.served[rows, count - 1]).all():  # without any it is the last column, which is NONE then
            return Lists(count, served.ravel() if fewest == most else served[served != NONE])
        every = np.sort(np.column_stack([served, last]), axis=1)  # it was handed over from another need's visit
        every[:, 1:][every[:, 1:] == every[:, :-1]] = NONE
        there = every != NONE
        return Lists(there.sum(axis=1), every[there])
