"""What each child is to receive: the contract between the world, which makes plans, and the engines, which follow them.

Everything is columns: numpy arrays with one entry per child, need, visit or crisis. A *ragged* column (several
entries per row) is a `Ragged`. Times and durations are days as float64; times count from the scenario's start.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Numbers = TypeVar("Numbers", Integers, Floats)

MODEL_VERSION = 3
"""The number of the model: it rises when the same scenario file comes to give other results, by the rules of a world or
of the engines and not by a mistake that was mended. What has changed is told in `scenarios/README.md`."""

NONE = -1
"""In a column of numbers of visits, teams or units: there is none."""


@dataclass(frozen=True)
class Ragged(Generic[Numbers]):
    """Several numbers per row: row i holds `values[starts[i]:starts[i + 1]]`."""

    starts: Integers  # (rows + 1,)
    values: Numbers

    def row(self, number: int) -> Numbers:
        """Give the numbers of one row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    @property
    def counts(self) -> Integers:
        """How many numbers each row holds: (rows,)."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Integers:
        """The row that each value belongs to: (values,)."""
        begun = np.bincount(self.starts[1:-1], minlength=len(self.values) + 1)  # how many rows begin at each value
        return np.cumsum(begun[:-1])  # np.repeat takes nine times as long

    def lists(self) -> list[list[Any]]:
        """Give all rows as Python lists."""
        values = self.values.tolist()
        return [values[a:b] for a, b in pairwise(self.starts.tolist())]

    def turned(self: "Ragged[Integers]", count: int) -> "Ragged[Integers]":
        """Turn rows of numbers around: for each number from 0 to `count`, the rows that hold it."""
        return Ragged.from_pairs(self.values, self.rows, count)

    @staticmethod
    def from_pairs(rows: Integers, values: Numbers, count: int) -> "Ragged[Numbers]":
        """Collect (row, value) pairs by row, keeping the order of values within a row."""
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))]).astype(np.int64)
        return Ragged(starts, values[order])


@dataclass(frozen=True)
class Children:
    """Who comes: the same in every organisation. Children are numbered in order of arrival; C of them."""

    stream: Integers  # (C,) number in stream_names
    number: Integers  # (C,) number within the stream, the address of the child's luck
    arrival: Floats  # (C,) before 0 for a child that is on the waiting list when the clock starts
    age: Floats  # (C,) years at arrival; NaN where the stream gives none
    urgent: Booleans  # (C,) from the start
    first_need: Integers  # (C,) number in need_names
    needs: Booleans  # (C, needs) which needs the child has, the first included
    real: Booleans  # (C, needs) which of them the child's luck takes all the way to support
    measured: Booleans  # (C,) whether the stream counts in results
    listed: Booleans  # (C,) on the waiting list when the clock starts
    stream_names: tuple[str, ...]
    need_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.arrival)


@dataclass(frozen=True)
class PlannedExtra:
    """Consultants of a unit. They are neither ill nor newcomers, and are not asked whether they leave."""

    workers: int
    caseload: int
    line_above: int  # sent for when more children than this stand in the unit's lines
    after: float  # days until they come
    leave_at: int  # at so many in line or fewer they take no new cases, and each goes when it has none left


@dataclass(frozen=True)
class PlannedDevelopment:
    """Time a unit sets aside to find better ways of working."""

    share: float  # of its places; where time is shared, of its workers' time
    protected: bool
    calm_below: float  # unprotected: children in line per place at a month's beginning, under which the time is used;
    # where time is shared, per child to whom those who are there can give full pace
    gain: float  # pace is 1 + gain × what is learnt, from 0 to 1
    learns: float  # in each month of use, of what is not learnt yet


@dataclass(frozen=True)
class Terms:
    """What a unit has from a day on."""

    workers: int  # posts; 0 for a meeting or a closed unit
    caseload: int  # places of each worker; 0 for a meeting
    meets_every: float | None = None  # days; the first meeting is one interval after the day
    cases: int = 0  # places at each meeting
    newcomer: tuple[tuple[float, int], ...] = ()  # (days, places), one stretch after the other; then the caseload
    handover_days: float = 0.0  # by which a visit becomes longer when a colleague takes it over
    hands_over_absent: bool = False  # cases of an absent worker are handed over; else they stand still …
    lines_up_absent: bool = False  # … or go back to the unit's own line, but for stays, which are handed over
    lines_up_leavers: bool = False  # those of one who leaves go back to it; else they are handed over
    extra: PlannedExtra | None = None
    development: PlannedDevelopment | None = None
    part_post: float = (
        1.0  # how much of a full post the last of the posts is: who sits in it has that part of the places
    )
    full_pace_up_to: float | None = None  # children a full worker can have before their visits take longer; None: any
    newcomer_shares: tuple[float, ...] = ()  # of that number, one for each stretch of `newcomer`
    post_hours: float = 40.0  # that a full post works in a week: only for telling working time in hours

    @property
    def is_meeting(self) -> bool:
        """Whether it has places only when it meets."""
        return self.meets_every is not None

    @property
    def absent_keep_cases(self) -> bool:
        """Whether the cases of an absent worker stand still until the worker is back."""
        return not (self.hands_over_absent or self.lines_up_absent)

    @property
    def full_posts(self) -> float:
        """How many full posts it has, the last post counted as the part it is."""
        return self.workers - 1 + self.part_post if self.workers else 0.0

    @property
    def places(self) -> int:
        """How many places its workers have together when none is a newcomer."""
        grown = len(self.newcomer)
        last = self.places_in(grown, self.workers - 1) if self.workers else 0
        return max(self.workers - 1, 0) * self.caseload + last

    @property
    def shares_time(self) -> bool:
        """Whether workers share their time among the children they have."""
        return self.full_pace_up_to is not None

    def full_pace_in(self, stretch: int, post: int) -> float:
        """Give how many children who sits in a post can have at full pace, in a stretch of the first time; or infinite.

        In a part-time post it is that part of a full worker's number, and a newcomer has a share of it.
        """
        if self.full_pace_up_to is None:
            return math.inf
        share = self.newcomer_shares[stretch] if stretch < len(self.newcomer_shares) else 1.0
        return self.full_pace_up_to * share * (self.part_post if post == self.workers - 1 else 1.0)

    def places_in(self, stretch: int, post: int) -> int:
        """Give the places of who sits in a post, in a stretch of the first time; after the last, as of the caseload.

        In a part-time post it is that part of them, half a place rounded up, one at least.
        """
        places = self.newcomer[stretch][1] if stretch < len(self.newcomer) else self.caseload
        if self.part_post == 1 or post != self.workers - 1:
            return places
        return max(1, math.floor(round(self.part_post * places, 9) + 0.5))  # 0.29 × 50 would be less than 14.5


@dataclass(frozen=True, eq=False)
class Staff:
    """The luck of one unit's posts: P of them, as many as it ever has, and M monthly reviews.

    Review m (0, 1 …) is on day m × REVIEW_EVERY. A post is vacant after its worker has left, until it is filled;
    its luck stays with the post, whoever is in it.
    """

    away: Ragged[Floats]  # P rows: the days on which absences begin, rising
    back: Ragged[Floats]  # P rows: the days on which they end; each before the next begins
    leaves_at: Floats  # (P, M) the load at which the worker resigns at a review; 0: at any, infinite: at none
    vacant_for: Floats  # (P, M) days until the post is filled, if it became vacant at that review


REVIEW_EVERY = 30.4375
"""Days from one monthly review to the next."""


@dataclass(frozen=True, kw_only=True)
class PlannedUnit(Terms):
    """A unit as it is in one organisation: workers with a caseload each, or a meeting; with its terms on day 0."""

    name: str
    administration: str
    later: tuple[tuple[float, Terms], ...] = ()  # (day, what it has from then on), rising, between 0 and the end
    closed: tuple[tuple[float, float], ...] = ()  # (from, until): days on which nobody is called; rising, apart
    stops: tuple[tuple[float, float], ...] = ()  # in the same way: days on which its workers' work stands still
    staff: Staff | None = None  # without it nobody is ill and nobody leaves

    @cached_property
    def in_time(self) -> tuple[tuple[float, Terms], ...]:
        """Its terms and the day from which each holds, the first of them 0."""
        return ((0.0, self), *self.later)

    @cached_property
    def posts(self) -> int:
        """The most posts it ever has: a worker's number is its post's, plus `slots` for each one there before."""
        return max(terms.workers for _, terms in self.in_time)

    @cached_property
    def slots(self) -> int:
        """Its posts and, after them, its consultants."""
        extra = (terms.extra for _, terms in self.in_time)
        return self.posts + max((some.workers for some in extra if some is not None), default=0)

    @property
    def is_there(self) -> bool:
        """Whether the organisation has it at all: a meeting, or somebody who works in it at some time."""
        return self.is_meeting or self.slots > 0

    @cached_property
    def has_comings_and_goings(self) -> bool:
        """Whether its workers are not the same at all times."""
        return bool(self.staff is not None or self.later or self.extra is not None)

    @cached_property
    def ever_shares_time(self) -> bool:
        """Whether its workers share their time among their children, at some time: then each has a clock of work."""
        return any(terms.shares_time for _, terms in self.in_time)

    @cached_property
    def ever_lines_up(self) -> bool:
        """Whether cases of workers who go may stand in its own line again, at some time."""
        lines_up = any(terms.lines_up_absent or terms.lines_up_leavers for _, terms in self.in_time)
        return lines_up and self.has_comings_and_goings

    @cached_property
    def is_reviewed(self) -> bool:
        """Whether it is looked at month by month."""
        return self.staff is not None or any(terms.development is not None for _, terms in self.in_time)


@dataclass(frozen=True)
class PlannedStep:
    """A step as reports need it."""

    name: str
    role: str  # intake, assessment, decision or support
    start_within: float | None = None  # time limits, days from asked
    finish_within: float | None = None
    in_working_days: bool = False  # those days are working days, see Plan.working_days


@dataclass(frozen=True)
class Rules:
    """How the engine is to call."""

    urgent_first: bool = True
    by_total_wait: bool = False  # longest wait since arrival; else longest wait in this line
    keeps_places_after: float = 14.0  # days a joint visit waits before free places are kept for it; see `lines.Lines`
    growth: float = 0.0  # by how much a crisis lengthens supports not yet started
    crisis_reveals: bool = False  # a crisis ends the pause before the visit a need of the child becomes known with


@dataclass(frozen=True)
class Visits:
    """The visits of all children, sorted by child and then in the order of the plan; V of them.

    Those before a visit in `after` always have lower numbers. How long a visit takes stands in its `Parts`.
    """

    child: Integers  # (V,)
    step: Integers  # (V,) number in Plan.steps
    team: Integers  # (V,) number in Plan.teams; NONE for pure delay
    pause: Floats  # (V,) from when nothing before it is waited for (arrival if it has none) until it is asked for; ≥ 0,
    # and infinite where a need becomes known with it that never comes up by itself: then only a crisis asks for it
    after: Ragged[Integers]  # V rows: visits that must be finished before it, or only begun, if it comes `at_start`
    needs: Ragged[Integers]  # V rows: the needs (numbers in Needs) it serves; none for an acute visit
    acute: Booleans  # (V,) asked for only by a crisis (see Crises), ahead of the line
    grows: Booleans  # (V,) a support, which crises lengthen
    handed_over: Booleans  # (V,) comes after a handover to another unit
    refused: Booleans  # (V,) that handover bounced once
    start_up: Integers  # (V,) number in Plan.start_ups of the organisation's first time; NONE without
    asked_before: Floats  # (V,) the day ≤ 0 since which it stands in line when the clock starts; NaN for all others
    started_before: Floats  # (V,) the day ≤ 0 on which it began; NaN for all others. Its parts are then what is left
    at_start: Booleans  # (V,) waits for the visits before it only until they have begun, or are withdrawn

    def __len__(self) -> int:
        return len(self.child)

    @cached_property
    def open_before(self) -> Integers:
        """The numbers of those that are open when the clock starts."""
        return np.flatnonzero(~(np.isnan(self.asked_before) & np.isnan(self.started_before)))


@dataclass(frozen=True)
class Parts:
    """What each unit has to do at each visit: P rows, in the order of visits and of the units in their teams.

    A visit has a part in each unit of its team. Time that passes without taking a place, as in a step without unit, is
    a part without unit, after the others. All parts of a visit begin together; each has its worker and its own end,
    and with the last of them the visit is finished. So every visit has one at least.
    """

    visit: Integers  # (P,) rising
    unit: Integers  # (P,) number in Plan.units; NONE: it takes no place
    work: Floats  # (P,) days ≥ 0 that it takes when nothing makes it longer or shorter
    lengthens: Booleans  # (P,) workers do; a stay (a foster home), a meeting and mere delay are as long as planned

    def __len__(self) -> int:
        return len(self.visit)


@dataclass(frozen=True)
class Needs:
    """The needs of all children, one row for each and one more for each return; sorted by child; N of them."""

    child: Integers  # (N,)
    kind: Integers  # (N,) number in Children.need_names
    episode: Integers  # (N,) 0 the first time, 1 for the first return …
    real: Booleans  # (N,) ends in a support
    noticed: Booleans  # (N,) known at once; else it comes up later, or never
    crisis_rate: Floats  # (N,) strain per day while unmet; 0 where not real
    patience: Floats  # (N,) days from when the first visit that serves it is asked for; infinite: nobody gives up
    promise: Floats  # (N,) days within which the limits of all steps of its own way promise its support; 0: no limit
    arises_with: Integers  # (N,) the visit whose asking makes the need arise; NONE: with the child's arrival
    known_with: Integers  # (N,) the visit whose asking makes the need known; NONE: with the child's arrival
    support: Integers  # (N,) the visit whose start meets the need; NONE where it is not real

    def __len__(self) -> int:
        return len(self.child)


@dataclass(frozen=True)
class Crises:
    """When strain becomes a crisis: for each child its thresholds in order, and the acute visit each one brings.

    A child has enough of them for any strain that can gather before the end.
    """

    threshold: Ragged[Floats]  # C rows: strain since the crisis before
    visit: Ragged[Integers]  # C rows: numbers in Visits


@dataclass(frozen=True)
class StartUp:
    """The first time of a new organisation."""

    begins: float
    until: float
    pace: float  # a visit that starts then takes duration ÷ pace


@dataclass(frozen=True)
class Plan:
    """What an engine is to follow: one replication of one organisation."""

    organisation: str
    end: float  # the day the clock stops
    children: Children
    leaves: Floats  # (C,) the day everything not started is withdrawn for good; infinite where never
    units: tuple[PlannedUnit, ...]
    teams: tuple[tuple[int, ...], ...]  # sets of units, each in rising order; team numbers follow the units' order
    steps: tuple[PlannedStep, ...]
    visits: Visits
    parts: Parts
    needs: Needs
    crises: Crises
    rules: Rules
    later_rules: tuple[tuple[float, Rules], ...] = ()  # (day, how to call from then on), rising, between 0 and the end
    start_ups: tuple[StartUp, ...] = ()
    working_days: Floats | None = None  # (days + 1,) working days before each midnight; None: no limit counts them

    @cached_property
    def visits_of_child(self) -> Integers:
        """Where each child's visits begin among all, and after them where the last child's end: (C + 1,)."""
        return np.append(0, np.cumsum(np.bincount(self.visits.child, minlength=len(self.children))))

    @cached_property
    def parts_of_visit(self) -> Integers:
        """Where each visit's parts begin among all, and after them where the last visit's end: (V + 1,)."""
        return np.append(0, np.cumsum(np.bincount(self.parts.visit, minlength=len(self.visits))))

    @cached_property
    def duration(self) -> Floats:
        """How many days each visit takes when nothing makes it longer or shorter: its longest part's: (V,)."""
        longest: Floats = np.maximum.reduceat(self.parts.work, self.parts_of_visit[:-1])
        return longest

    @cached_property
    def beside(self) -> Booleans:
        """Which visits are decisions that hold nothing back: no support they are about waits for them: (V,)."""
        visits = self.visits
        decides = np.array([step.role == "decision" for step in self.steps], dtype=bool)[visits.step]
        supported = self.needs.support[visits.needs.values] != NONE
        decides &= np.bincount(visits.needs.rows, supported, minlength=len(visits)) > 0
        decides[visits.after.values] = False
        return decides


class PlanError(ValueError):
    """A plan that no engine can follow, with every reason found."""
