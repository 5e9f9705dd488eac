"""Needs on their way through an organisation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.schema import Role
from simulate.world.courses import Course, Courses, Stops


@dataclass
class Track:
    """Some needs, or some returns, of some children on their way in an organisation: T rows, by child, then by need.

    Columns (T,) say where each of them has got to.
    """

    courses: Courses
    rows: Integers  # which of the courses' these are, rising
    further: Booleans  # to a further unit than the first, to which the story is told anew
    numbers: Integers = field(init=False)  # in the table of needs, provisional
    together: Floats = field(init=False)  # how many further needs are worked on at the same time
    first: Integers = field(init=False)  # the first visit of its own; NONE before it
    last: Integers = field(init=False)  # the latest visit, its own or a shared one; NONE before the first
    count: Integers = field(init=False)  # how many visits serve the need so far
    support: Integers = field(init=False)  # the visit that meets the need
    support_days: Floats = field(init=False)  # and how long it lasts
    delayed: Booleans = field(init=False)  # something comes before the next visit, and the rest holds of that:
    pause: Floats = field(init=False)  # days that pass
    point: Integers = field(init=False)  # a visit that has to be over as well; NONE without
    handed_over: Booleans = field(init=False)  # it is a handover
    refused: Booleans = field(init=False)  # … which bounced once

    def __post_init__(self) -> None:
        size = len(self.rows)
        self.first, self.last, self.support, self.point = (np.full(size, NONE) for _ in range(4))
        self.together, self.support_days, self.pause = (np.zeros(size) for _ in range(3))
        self.delayed, self.handed_over, self.refused = (np.zeros(size, dtype=bool) for _ in range(3))
        self.count = np.zeros(size, dtype=np.int64)

    @cached_property
    def child(self) -> Integers:
        """The numbers of the children, rising: (T,)."""
        return self.courses.child[self.rows]

    @cached_property
    def need(self) -> Integers:
        """The numbers of the needs in the scenario: (T,)."""
        return self.courses.need[self.rows]

    def at(self, columns: str, *roles: Role) -> Booleans:
        """Tell who is at a step of one of the roles, as `Courses.at` does: (T,)."""
        return self.courses.at(columns, *roles)[self.rows]

    def stands_at(self, *roles: Role) -> Booleans:
        """Tell whose case stands at a step of one of the roles when the clock starts, waited for or going on: (T,)."""
        return self.at("waiting", *roles) | self.at("running", *roles)

    def stops(self, *roles: Role, who: Booleans | None = None) -> Stops:
        """List the steps of some roles that are left, for all or for some rows, (T,): for each row role by role."""
        rows = np.arange(len(self.rows)) if who is None else np.flatnonzero(who)
        row_of = np.full(len(self.courses), NONE)  # the row here of each of theirs
        row_of[self.rows[rows]] = rows
        parts = []
        for stops in map(self.courses.stops, roles):
            row = row_of[stops.row]
            parts.append(stops._replace(row=row).some(np.flatnonzero(row != NONE)))
        return Stops.joined(parts)

    def by_need(self, rows: Integers) -> Iterator[tuple[Course, Integers, Integers]]:
        """Divide some rows by need: its course, which of `rows` are of that need, and their rows in its course."""
        number, place = self.courses.number[self.rows[rows]], self.courses.place[self.rows[rows]]
        for each, course in enumerate(self.courses.each):
            at = np.flatnonzero(number == each)
            if len(at):
                yield course, at, place[at]

    def move(self, rows: Integers, visits: Integers, before: Integers) -> None:
        """Let some go on from visits, their own or shared ones; a row with several goes on from the last.

        `before` counts the visits that served the need before these.
        """
        self.last[rows] = visits
        self.count[rows] = before + 1
        self.delayed[rows] = False
