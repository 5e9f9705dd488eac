"""Who is ill when, and who leaves at which load: the luck of a unit's posts, settled before the clock starts.

All of it is addressed by the unit's name, the number of the post and, for leaving, the monthly review. So both
organisations meet the same illness and the same resignations as long as their load is the same, however many posts
they have, and nothing else that is added to a scenario changes anybody's luck.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

import numpy as np

from simulate.plan import REVIEW_EVERY, Floats, Integers, Ragged, Staff
from simulate.scenario.schema.durations import Duration
from simulate.scenario.schema.scenario import Unit
from simulate.scenario.schema.staffing import Absence, Pressure
from simulate.world import questions
from simulate.world.chance import even_luck, length_biased, luck, luck_of_each, spread
from simulate.world.questions import OfPosts

Dated = tuple[tuple[float, Unit], ...]
"""A unit as it is from each day on, the first of them 0."""

Found = TypeVar("Found")

_NO_PRESSURE = Pressure(per_tenth=1.0)

_EVEN_POSTS = 48
"""At least so many posts share even luck: of a hundred, one or two leave in a month."""

_SPREAD_OF_A_COUNT = 6
"""So many standard deviations more spells than expected are drawn at first; if they do not do, twice as many are."""


@dataclass(frozen=True)
class Posts:
    """The address of a unit's posts in the luck of one replication."""

    seed: int
    replication: int
    unit: str
    count: int
    even: bool = False  # each answer is spread evenly over the posts instead of drawn

    def luck(self, question: OfPosts, count: int) -> Floats:
        """Give every post's own answers to a question, uniforms in [0, 1): (posts, count)."""
        if self.even:
            return self._even_luck(question, count)
        asked = [questions.of_post(question, post) for post in range(self.count)]
        return luck_of_each(self.seed, self.replication, questions.posts_of(self.unit), asked, count)

    def _even_luck(self, question: OfPosts, count: int) -> Floats:
        """Spread each of the answers evenly over the posts, and all of them, one after the other, over time."""
        answers = even_luck(self.replication, questions.of_all_posts(question, self.unit), count * self.count)
        # each time another post begins, so that a post's next answer knows nothing of this one
        asked, posts = questions.post_that_begins(question), questions.posts_of(self.unit)
        begins = luck(self.seed, self.replication, posts, asked, count)[:, None]
        post = (np.arange(self.count) + np.floor(begins * self.count).astype(np.int64)) % self.count
        return np.take_along_axis(answers.reshape(count, self.count), post, axis=1).T


@dataclass
class StaffLuck:
    """The luck of all units' posts in one replication, settled once for all organisations.

    A post's luck does not depend on how many there are, so that of the first posts is a part of that of many.
    """

    seed: int
    replication: int
    end: float
    _settled: dict[str, list[tuple[object, Staff | None]]] = field(default_factory=dict, repr=False)

    def of(self, name: str, count: int, most: int, unit: Dated) -> Staff | None:
        """Give the luck of a unit's first `count` posts; None for a unit in which nobody is ever ill or leaves.

        `most` is how many posts the unit has in any organisation.
        """
        return _of_first(self._settle(name, most, unit, even=False), count)

    def several(self, name: str, count: int, most: int, unit: Dated) -> list[Staff | None]:
        """Give such luck as `of` gives several times over, as even as can be: what happens to posts on average.

        In it a question is answered for many posts at once (see `even_luck`), and there is no seed.
        """
        times = -(-_EVEN_POSTS // max(most, 1))
        found = self._settle(name, times * most, unit, even=True)
        if found is None or count == 0:
            return [None]
        return [_of_posts(found, slice(first, first + count)) for first in range(0, times * most, most)]

    def _settle(self, name: str, posts: int, unit: Dated, even: bool) -> Staff | None:
        said = (posts, even, _absences(unit), _leavings(unit))
        settled = self._settled.setdefault(name, [])
        for known, found in settled:
            if known == said:
                return found
        found = staff(Posts(self.seed, self.replication, name, posts, even), unit, self.end)
        settled.append((said, found))
        return found


def _of_first(found: Staff | None, count: int) -> Staff | None:
    """Take the luck of the first posts."""
    return None if found is None or count == 0 else _of_posts(found, slice(0, count))


def _of_posts(found: Staff, posts: slice) -> Staff:
    """Take the luck of some posts that follow one another."""
    away, back = (_some_rows(days, posts) for days in (found.away, found.back))
    return Staff(away, back, found.leaves_at[posts], found.vacant_for[posts])


def _some_rows(days: Ragged[Floats], rows: slice) -> Ragged[Floats]:
    starts = days.starts[rows.start : rows.stop + 1]
    return Ragged(starts - starts[0], days.values[starts[0] : starts[-1]])


def _absences(unit: Dated) -> list[tuple[float, Absence | None]]:
    return turns(unit, lambda terms: terms.absence)


def _leavings(unit: Dated) -> list[tuple[float, tuple[float, Pressure | None, Duration]]]:
    return turns(unit, lambda terms: (terms.turnover, terms.pressure, terms.time_to_fill))


def staff(posts: Posts, unit: Dated, end: float) -> Staff | None:
    """Settle the luck of a unit's posts until the end; None for a unit in which nobody is ever ill or leaves."""
    absences, leavings = _absences(unit), _leavings(unit)
    ill = any(risk_of_absence(absence) > 0 for _, absence in absences)
    leaves = any(turnover > 0 for _, (turnover, _, _) in leavings)
    if posts.count == 0 or not (ill or leaves):
        return None
    away, back = _spells(posts, absences, end) if ill else (_nothing(posts), _nothing(posts))
    reviews = np.arange(np.ceil(end / REVIEW_EVERY)) * REVIEW_EVERY
    leaves_at = np.full((posts.count, len(reviews)), np.inf)
    vacant_for = np.zeros_like(leaves_at)
    if leaves:
        strain, filled = -np.log1p(-posts.luck(OfPosts.LEAVES, len(reviews))), posts.luck(OfPosts.FILLED, len(reviews))
        begins = [day for day, _ in leavings]
        for number, (turnover, pressure, time_to_fill) in enumerate(terms for _, terms in leavings):
            at = np.searchsorted(begins, reviews, side="right") - 1 == number
            at[:1] = False  # nobody has worked for a month on day 0
            leaves_at[:, at] = loads_to_leave_at(strain[:, at], turnover / 12, pressure or _NO_PRESSURE)
            vacant_for[:, at] = spread(time_to_fill, filled[:, at])
    return Staff(away, back, leaves_at, vacant_for)


def turns(unit: Dated, what: Callable[[Unit], Found]) -> list[tuple[float, Found]]:
    """List something about a unit from day 0 on, and anew from each day on which it becomes different."""
    every = [(day, what(terms)) for day, terms in unit]
    return every[:1] + [after for before, after in pairwise(every) if after[1] != before[1]]


def loads_to_leave_at(strain: Floats, risk: float, pressure: Pressure) -> Floats:
    """Turn luck into the load from which on a worker resigns at a review: same shape as `strain`.

    At load q the hazard of the month is risk × min(per_tenth^(10 × max(q − above, 0)), at_most); who resigns has a
    `strain`, an exponential of mean 1, that is not higher. So it is 0 for one who resigns at any load, infinite for
    one who does at none.
    """
    if risk <= 0:
        return np.full(strain.shape, np.inf)
    times = np.maximum(strain, risk) / risk
    loads = np.full(strain.shape, np.inf)
    if pressure.per_tenth > 1:
        loads = pressure.above + 0.1 * np.log(times) / np.log(pressure.per_tenth)
        loads[times > pressure.at_most] = np.inf
    return np.where(strain <= risk, 0.0, loads)


def risk_of_absence(absence: Absence | None) -> float:
    """Give the hazard per day of work with which spells begin, so that they fill their share of the time."""
    if absence is None or not 0 < absence.spell.mean < np.inf:
        return 0.0
    return absence.share / ((1 - absence.share) * absence.spell.mean)


def _nothing(posts: Posts) -> Ragged[Floats]:
    return Ragged(np.zeros(posts.count + 1, dtype=np.int64), np.zeros(0))


def _spells(
    posts: Posts, terms: list[tuple[float, Absence | None]], end: float
) -> tuple[Ragged[Floats], Ragged[Floats]]:
    """Draw every post's absences that begin before the end: the days they begin, and the days they end.

    Between two of them passes an exponential strain of mean 1, which grows by the hazard of the day; how long one
    lasts is as on the day it begins. On day 0 as many are away as ever.
    """
    until, ill = _ill_at_start(posts, terms[0][1])
    found = [(ill, np.zeros(len(ill)), until[ill])]
    days, risks = [day for day, _ in terms], [risk_of_absence(absence) for _, absence in terms]
    most = end * max(absence.share / absence.spell.mean for _, absence in terms if absence and risk_of_absence(absence))
    strains, lengths = _drawn(posts, terms, int(most + _SPREAD_OF_A_COUNT * np.sqrt(most)) + 4)
    here, number = np.arange(posts.count), 0
    while True:
        begins = _when_strained(until[here], strains[here, number], days, risks)
        here, begins = here[begins < end], begins[begins < end]
        if not len(here):
            break
        last = begins + lengths[np.searchsorted(days, begins, side="right") - 1, here, number]
        found.append((here, begins, last))
        until[here] = last
        number += 1
        if number == strains.shape[1]:
            strains, lengths = _drawn(posts, terms, 2 * number)
    post, away, back = (np.concatenate(column) for column in zip(*found, strict=True))
    return Ragged.from_pairs(post, away, posts.count), Ragged.from_pairs(post, back, posts.count)


def _ill_at_start(posts: Posts, absence: Absence | None) -> tuple[Floats, Integers]:
    """Tell who is away on day 0, (posts,) days until they are back (0 for the others) and their numbers.

    A spell that is met on a day is a long one rather than a short one, and some of it has passed.
    """
    until = np.zeros(posts.count)
    if absence is None or risk_of_absence(absence) == 0:
        return until, np.zeros(0, dtype=np.int64)
    away, length, part = posts.luck(OfPosts.AWAY_AT_START, 3).T
    ill = np.flatnonzero(away < absence.share)
    until[ill] = length_biased(absence.spell, length[ill]) * (1 - part[ill])
    return until, ill


def _drawn(posts: Posts, terms: list[tuple[float, Absence | None]], count: int) -> tuple[Floats, Floats]:
    """Draw the strains between spells, (posts, count), and their lengths under each of the terms."""
    answers = posts.luck(OfPosts.ABSENCES, 2 * count).reshape(posts.count, count, 2)  # however many there are
    lengths = np.zeros((len(terms), posts.count, count))
    for number, (_, absence) in enumerate(terms):
        if absence is not None:
            lengths[number] = spread(absence.spell, answers[:, :, 1])
    return -np.log1p(-answers[:, :, 0]), lengths


def _when_strained(since: Floats, strain: Floats, days: list[float], risks: list[float]) -> Floats:
    """Give the day on which a strain is reached that grows by `risks` per day from `days` on; infinite for never."""
    when, left = np.full(len(since), np.inf), strain
    for day, until, risk in zip(days, [*days[1:], np.inf], risks, strict=True):
        here = np.maximum(since, day)
        room = np.maximum(until - here, 0.0) * risk if risk > 0 else np.zeros(len(since))
        reached = np.isinf(when) & (here < until) & (left <= room) & (risk > 0)
        when[reached] = here[reached] + left[reached] / risk if risk > 0 else np.inf
        left = left - room
    return when
