"""Units as plans have them: their terms from each day on, and the luck of their staff."""

import math
from dataclasses import dataclass
from functools import cached_property

from simulate.plan.columns import Floats, Ragged


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
