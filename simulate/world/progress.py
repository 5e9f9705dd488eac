"""How far needs have come in an organisation while what they are to receive there is planned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.schema.scenario import Role, Step
from simulate.world.ways import StepsAhead, Way, Ways


@dataclass(frozen=True)
class Delay:
    """What comes before the next visit of some needs, D of them: a handover, or the time until a need comes up."""

    pause: Floats  # (D,) days that pass
    point: Integers  # (D,) a visit that has to be over as well; NONE without
    refused: Booleans  # (D,) whether the handover bounced once
    handed_over: Booleans  # (D,) whether it is a handover
    at_start: Booleans  # (D,) whether the point need only have begun

    @staticmethod
    def handover(pause: Floats, point: Integers, refused: Booleans) -> "Delay":
        """Let needs be handed over from their `point`."""
        return Delay(pause, point, refused, np.ones(len(pause), dtype=bool), np.zeros(len(pause), dtype=bool))

    @staticmethod
    def report(point: Integers) -> "Delay":
        """Let needs be handed over as soon as their `point` has begun: nothing passes."""
        none = np.zeros(len(point), dtype=bool)
        return Delay(np.zeros(len(point)), point, none, ~none, point != NONE)

    @staticmethod
    def until_it_comes_up(pause: Floats, point: Integers | None = None) -> "Delay":
        """Let a need come up after some days, which pass after the `point` if there is one."""
        no, none = np.zeros(len(pause), dtype=bool), np.full(len(pause), NONE)
        return Delay(pause, none if point is None else point, no, no, no)

    def __len__(self) -> int:
        return len(self.pause)

    def followed_by(self, other: "Delay") -> "Delay":
        """Give the entries of both, the other's after these."""
        columns = ((getattr(self, column.name), getattr(other, column.name)) for column in fields(self))
        return Delay(*map(np.concatenate, columns))


@dataclass(frozen=True)
class Progress:
    """How far some needs, or some returns, of some children have come: T rows, by child, then by need.

    Columns (T,) say where each of them has got to. What moves needs on gives a new progress.
    """

    ways: Ways
    rows: Integers  # which of the ways' these are, rising
    child: Integers  # their numbers, rising
    need: Integers  # number in the scenario
    numbers: Integers  # in the table of needs, provisional
    further: Booleans  # to a further unit than the first, to which the story is told anew
    together: Floats  # how many further needs are worked on at the same time
    first: Integers  # the first visit, its own or a shared one; NONE before it
    last: Integers  # the latest; NONE before the first
    count: Integers  # how many visits serve the need so far
    support: Integers  # the visit that meets the need
    support_days: Floats  # and how long it lasts
    delayed: Integers  # which entry of `delay` comes before the next visit; NONE where nothing does
    delay: Delay | None = None

    @staticmethod
    def begin(ways: Ways, rows: Integers, further: Booleans) -> "Progress":
        """Let some rows of ways begin: no visit yet, and no row in the table of needs."""
        none, zero, child = np.full(len(rows), NONE), np.zeros(len(rows)), ways.child[rows]
        count = np.zeros(len(rows), dtype=np.int64)
        return Progress(
            ways, rows, child, ways.need[rows], none, further, zero, none, none, count, none, zero, delayed=none
        )

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, columns: str, *roles: Role) -> Booleans:
        """Tell who is at a step of one of the roles, as `Ways.at` does: (T,)."""
        return self.ways.at(columns, *roles)[self.rows]

    def stands_at(self, *roles: Role) -> Booleans:
        """Tell whose case stands at a step of one of the roles when the clock starts, waited for or going on: (T,)."""
        return self.at("waiting", *roles) | self.at("running", *roles)

    def ahead(self, done: Mapping[str, Step], *roles: Role, who: Booleans | None = None) -> StepsAhead:
        """List the steps of some roles that are left, for all or for some rows, (T,): for each row role by role.

        `done` are all steps as they are done for these children.
        """
        rows = np.arange(len(self)) if who is None else np.flatnonzero(who)
        row_of = np.full(len(self.ways), NONE)  # the row here of each of theirs
        row_of[self.rows[rows]] = rows
        parts = []
        for ahead in (self.ways.ahead(done, role) for role in roles):
            row = row_of[ahead.row]
            parts.append(ahead._replace(row=row).some(np.flatnonzero(row != NONE)))
        return StepsAhead.joined(parts)

    def by_need(self, rows: Integers | None = None) -> Iterator[tuple[Way, Integers, Integers]]:
        """Divide all or some rows by need: its way, which of `rows` are of that need, and their rows in its way."""
        mine = self.rows if rows is None else self.rows[rows]
        number, place = self.ways.number[mine], self.ways.place[mine]
        for each, way in enumerate(self.ways.each):
            at = np.flatnonzero(number == each)
            if len(at):
                yield way, at, place[at]

    def count_of(self, some: Booleans, children: int) -> Integers:
        """Count for each of all `children` the needs that are some of these, (T,): (C,)."""
        return np.bincount(self.child[some], minlength=children)

    def put_off(self, rows: Integers, delay: Delay) -> "Progress":
        """Let a delay come before the next visit of some rows, like its columns."""
        known = 0 if self.delay is None else len(self.delay)
        every = delay if self.delay is None else self.delay.followed_by(delay)
        return replace(self, delayed=_with(self.delayed, rows, known + np.arange(len(rows))), delay=every)

    def gone_on(self, rows: Integers, visits: Integers, before: Integers) -> "Progress":
        """Let some go on from visits, their own or shared ones; a row with several goes on from the last.

        `before` counts the visits that served the need before these.
        """
        at_first = np.flatnonzero(before == 0)
        return replace(
            self,
            first=_with(self.first, rows[at_first], visits[at_first]),
            last=_with(self.last, rows, visits),
            count=_with(self.count, rows, before + 1),
            delayed=_with(self.delayed, rows, NONE),
        )

    def met(self, rows: Integers, supports: Integers, days: Floats) -> "Progress":
        """Let supports of so many days meet the needs of some rows; of several, the last does."""
        support, support_days = _with(self.support, rows, supports), _with(self.support_days, rows, days)
        return replace(self, support=support, support_days=support_days)


def _with(column: NDArray[Any], rows: Integers, values: NDArray[Any] | int) -> NDArray[Any]:
    """Give a column in which some rows have other values."""
    changed = column.copy()
    changed[rows] = values
    return changed
