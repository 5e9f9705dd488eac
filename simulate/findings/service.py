"""Who was there in a unit, and with how many places: from the plan before the run, from the log after it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from simulate.findings.ragged import entries
from simulate.log import Codes, Log, Staffing
from simulate.plan import NONE, REVIEW_EVERY, Booleans, Floats, Integers, Plan, PlannedUnit, Ragged, Terms


@dataclass(frozen=True)
class Service:
    """The times one worker after the other sat in a unit's slots, E of them, with A absences in them."""

    slot: Integers  # (E,) consultants sit behind the posts
    begin: Floats  # (E,)
    until: Floats  # (E,)
    newcomer: Booleans  # (E,) begins with the newcomers' stretches
    absent: Integers  # (A,) the row above, rising
    away: Floats  # (A,)
    back: Floats  # (A,)


def has_staff_rules(unit: PlannedUnit) -> bool:
    """Tell whether a unit's workers come and go, are ill, get help from consultants or have time for development."""
    every = [terms for _, terms in unit.in_time]
    closes_posts = any(after.workers < before.workers for before, after in pairwise(every))
    return (
        unit.staff is not None
        or closes_posts
        or any(terms.extra is not None or terms.development is not None for terms in every)
    )


def planned_service(unit: PlannedUnit, end: float) -> Service:
    """Say who will be there if nobody leaves for the load and no consultant comes: what is known before the run."""
    if unit.staff is None and not unit.later:
        return _always_there(unit.workers, end)
    rows = [(slot, *stint) for slot, days in enumerate(_leaving(unit)) for stint in _stints(unit, slot, days, end)]
    columns = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    slot, begin, until, newcomer = columns[0].astype(np.int64), columns[1], columns[2], columns[3].astype(bool)
    if unit.staff is None:
        return Service(slot, begin, until, newcomer, np.empty(0, np.int64), np.empty(0), np.empty(0))
    row, absence = entries(unit.staff.away.starts, slot)
    away, back = (np.clip(days.values[absence], begin[row], until[row]) for days in (unit.staff.away, unit.staff.back))
    inside = back > away
    return Service(slot, begin, until, newcomer, row[inside], away[inside], back[inside])


def _always_there(workers: int, end: float) -> Service:
    """Say that some workers are there all the time."""
    slot, nothing = np.arange(workers), np.empty(0)
    newcomer = np.zeros(workers, dtype=bool)
    return Service(slot, np.zeros(workers), np.full(workers, end), newcomer, slot[:0], nothing, nothing)


_Leaving = list[tuple[float, float]]
"""The days on which a worker leaves at any load, rising, and for how many days the post is vacant then."""


def _leaving(unit: PlannedUnit) -> list[_Leaving]:
    """List by post when its workers leave at any load."""
    leaving: list[_Leaving] = [[] for _ in range(unit.posts)]
    if unit.staff is not None:
        leaves = unit.staff.leaves_at == 0
        leaves[:, 0] = False  # nobody leaves at the first review
        posts, reviews = np.nonzero(leaves)
        days = (reviews * REVIEW_EVERY).tolist()
        for post, day, vacant in zip(posts.tolist(), days, unit.staff.vacant_for[leaves].tolist(), strict=True):
            leaving[post].append((day, vacant))
    return leaving


def _stints(unit: PlannedUnit, post: int, leaving: _Leaving, end: float) -> Iterator[tuple[float, float, bool]]:
    """Give the times a post is filled, and whether by a newcomer, as far as its workers leave at any load."""
    for opens, closes in _open_times(unit, post, end):
        begin, newcomer = opens, opens > 0
        for day, vacant in leaving:
            if begin <= day < closes:
                yield begin, day, newcomer
                begin, newcomer = day + vacant, True
        if begin < closes:
            yield begin, closes, newcomer


def _open_times(unit: PlannedUnit, post: int, end: float) -> Iterator[tuple[float, float]]:
    """Give the times in which there is such a post."""
    since: float | None = None
    for day, terms in unit.in_time:
        if terms.workers > post and since is None:
            since = day
        elif terms.workers <= post and since is not None:
            yield since, day
            since = None
    if since is not None:
        yield since, end


def lived_services(plan: Plan, log: Log) -> tuple[Service, ...]:
    """Say who was there in each unit of the plan, consultants too."""
    of_unit = Ragged.from_pairs(log.staff_unit, np.arange(len(log.staff_unit)), len(plan.units))
    return tuple(_lived_service(unit, log, of_unit.row(number)) for number, unit in enumerate(plan.units))


def _lived_service(unit: PlannedUnit, log: Log, mine: Integers) -> Service:
    """Say who was there in a unit, by its own rows of the log's comings and goings."""
    if not len(mine):
        return _always_there(0 if unit.is_meeting else unit.workers, log.end)
    at, worker, what = log.staff_at[mine], log.staff_worker[mine], log.staff_what[mine]
    first = np.arange(0 if unit.is_meeting else unit.workers)
    came, gone = _is(what, Staffing.JOINED, Staffing.CAME), _is(what, Staffing.LEFT, Staffing.WENT)
    people = np.concatenate([first, worker[came]])
    by_number = np.argsort(people)

    def row_of(workers: Integers) -> Integers:
        return by_number[np.searchsorted(people, workers, sorter=by_number)]

    until = np.full(len(people), log.end)
    until[row_of(worker[gone])] = at[gone]
    # whoever falls ill comes back, leaves, or is still away at the end: the next that is told of the same worker
    order = np.argsort(worker, kind="stable")
    following = np.full(len(order), log.end)
    following[:-1] = np.where(worker[order[1:]] == worker[order[:-1]], at[order[1:]], log.end)
    ill = what[order] == int(Staffing.FELL_ILL)
    absent = row_of(worker[order][ill])
    rows = np.argsort(absent, kind="stable")
    return Service(
        slot=people % max(unit.slots, 1),
        begin=np.concatenate([np.zeros(len(first)), at[came]]),
        until=until,
        newcomer=people >= unit.slots,
        absent=absent[rows],
        away=at[order][ill][rows],
        back=following[ill][rows],
    )


def _is(what: Codes, one: Staffing, other: Staffing) -> Booleans:
    return np.asarray((what == int(one)) | (what == int(other)))  # numpy asks an enumeration many things first


@dataclass(frozen=True)
class PlacesInTime:
    """How many places the workers of a unit have: `places[i]` from `times[i]` until `times[i + 1]`.

    Or, where this is asked for and they share their time, how many children they can have at full pace.
    """

    times: Floats  # (T + 1,) rising
    places: Floats  # (T,)

    def place_days(self) -> float:
        """Add up the place-days."""
        return float((self.places * np.diff(self.times)).sum())


def places_in_time(
    unit: PlannedUnit,
    service: Service,
    opens: float,
    closes: float,
    used: Booleans,
    absent_too: bool,
    at_full_pace: bool = False,
) -> PlacesInTime:
    """Follow the places of a unit between two days, without those set aside for development.

    `used` (months,) tells in which months the time for development is used. The absent are counted or not. With
    `at_full_pace`, while time is shared, it is the children whom workers can have at full pace; time for development
    then takes its share of these, and of places none.
    """
    had = pieces(unit, service, at_full_pace)
    row, begin, until, places = had.row, had.begin, had.until, had.places
    when, change = [begin, until], [places, -places]
    if not absent_too:
        starts = np.searchsorted(service.absent, np.arange(len(service.slot) + 1))
        piece, absence = entries(starts, row)
        when += [np.clip(days[absence], begin[piece], until[piece]) for days in (service.away, service.back)]
        change += [-places[piece], places[piece]]
    reviews = (np.arange(len(used) + 1 if used.any() else 0) * REVIEW_EVERY).tolist()
    marks = np.array([opens, closes, *reviews, *(day for day, _ in unit.later)])
    times = np.concatenate([*when, marks])
    changes = np.concatenate([*change, np.zeros(len(marks))])
    order = np.argsort(times, kind="stable")
    edges = np.clip(times[order], opens, closes)
    there = np.cumsum(changes[order])[:-1]
    if not used.any():
        return PlacesInTime(edges, there)
    middles = (edges[:-1] + edges[1:]) / 2
    aside = share_set_aside(unit, middles, used) * there
    by_time = aside if at_full_pace else np.zeros_like(aside)
    aside = np.where(terms_on(unit, middles, lambda terms: terms.shares_time), by_time, np.floor(aside + 0.5))
    return PlacesInTime(edges, there - aside)


@dataclass(frozen=True)
class Pieces:
    """The times of workers, cut where what they have changes: a row for each piece, in any order."""

    row: Integers  # of the service: who it is
    begin: Floats
    until: Floats
    places: Floats  # or how many children they can have at full pace
    grown: Floats  # the same once they are no newcomers
    post: Floats  # how much of a full post they are
    hours: Floats  # that a full post works in a week


def pieces(unit: PlannedUnit, service: Service, at_full_pace: bool) -> Pieces:
    """Cut the times of workers where their places change; or, `at_full_pace`, those they can have so, see `_has`."""
    spans = unit.in_time
    in_post, parts = service.slot < unit.posts, []
    for (day, terms), last in zip(spans, [*(day for day, _ in spans[1:]), np.inf], strict=True):
        last_post = terms.workers - 1  # which may be a part-time post
        first, then = np.maximum(service.begin, day), np.minimum(service.until, last)
        # the stretches are those of the terms that hold, counted from the day of joining; all others are past them
        ends = [np.where(service.newcomer, service.begin + lasts, -np.inf) for lasts in _ends_of_stretches(terms)]
        edges = np.array([first, *(np.minimum(np.maximum(each, first), then) for each in ends), then])
        stretch, row = np.nonzero(edges[1:] > edges[:-1])
        of_worker, of_last = (
            np.array([_has(terms, number, post, at_full_pace) for number in range(len(ends) + 1)])
            for post in (NONE, last_post)
        )
        of_consultant = 0.0 if terms.extra is None else float(terms.extra.caseload)
        if at_full_pace and terms.full_pace_up_to is not None:
            of_consultant = terms.full_pace_up_to
        sits_in_last, posted = service.slot[row] == last_post, in_post[row]
        parts.append(
            (
                row,
                edges[stretch, row],
                edges[stretch + 1, row],
                np.where(posted, np.where(sits_in_last, of_last[stretch], of_worker[stretch]), of_consultant),
                np.where(posted, np.where(sits_in_last, of_last[-1], of_worker[-1]), of_consultant),
                np.where(posted & sits_in_last, terms.part_post, 1.0),
                np.full(len(row), terms.post_hours),
            )
        )
    return Pieces(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _has(terms: Terms, stretch: int, post: int, at_full_pace: bool) -> float:
    """Give the places of who sits in a post, or how many children that worker can have at full pace."""
    return terms.full_pace_in(stretch, post) if at_full_pace and terms.shares_time else terms.places_in(stretch, post)


def _ends_of_stretches(terms: Terms) -> Iterator[float]:
    """Give the days since joining on which each stretch of the first time ends."""
    return accumulate(lasts for lasts, _ in terms.newcomer)


def share_set_aside(unit: PlannedUnit, days: Floats, used: Booleans) -> Floats:
    """Give the share of places that is set aside on each day."""
    shares = terms_on(unit, days, lambda terms: 0.0 if terms.development is None else terms.development.share)
    month = (days // REVIEW_EVERY).astype(np.int64)
    in_use = np.append(used, False)[np.minimum(month, len(used))]
    return np.asarray(np.where(in_use, shares, 0.0))


def terms_on(unit: PlannedUnit, days: Floats, what: Callable[[Terms], float]) -> Floats:
    """Give a number, or a yes or no, that a unit's terms tell on each day."""
    spans = unit.in_time
    holds = np.searchsorted([day for day, _ in spans], days, side="right") - 1
    return np.array([what(terms) for _, terms in spans])[np.maximum(holds, 0)]


def months_planned(unit: PlannedUnit, end: float) -> Booleans:
    """Tell in which months time for development is used whatever happens: (months,)."""
    spans = unit.in_time
    protected = [terms.development is not None and terms.development.protected for _, terms in spans]
    return _by_month(unit, end, np.array(protected, dtype=bool))


def months_with_development(unit: PlannedUnit, end: float) -> Booleans:
    """Tell at the beginning of which months a unit has time for development, used or not: (months,)."""
    return _by_month(unit, end, np.array([terms.development is not None for _, terms in unit.in_time]))


def _by_month(unit: PlannedUnit, end: float, holds: Booleans) -> Booleans:
    reviews = np.arange(int(np.ceil(end / REVIEW_EVERY))) * REVIEW_EVERY
    return holds[np.searchsorted([day for day, _ in unit.in_time], reviews, side="right") - 1]


def learnt_pace(unit: PlannedUnit, used: Booleans) -> Floats:
    """Give a unit's pace in each month (months,), if it used its time for development in those that are told."""
    spans = unit.in_time
    holds = np.searchsorted([day for day, _ in spans], np.arange(len(used)) * REVIEW_EVERY, side="right") - 1
    pace, learnt = np.ones(len(used)), 0.0
    for month, place in enumerate(holds.tolist()):
        development = spans[place][1].development
        if development is not None:
            learnt += (1 - learnt) * development.learns if month > 0 and used[month - 1] else 0.0
            pace[month] = 1 + development.gain * learnt
    return pace


def months_used(log: Log, number: int) -> Booleans:
    """Tell in which months a unit really used its time for development: (months,)."""
    used = np.zeros(int(np.ceil(log.end / REVIEW_EVERY)), dtype=bool)
    used[log.developed_month[log.developed_unit == number]] = True
    return used
