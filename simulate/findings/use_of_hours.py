"""What becomes of the working time of each unit's posts and consultants: an account in which every hour stands once.

A worker can have so many children at full pace, `full_pace_up_to` or, where time is not shared, the caseload; with that
many all of the time goes to children, with fewer a part of it is spare, and with more children none. Newcomers have
time for a share of these children only, the absent for none, and a vacant post is time that nobody has.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulate.findings.at_work import NO_PLACE, AtWork, at_work
from simulate.findings.counted import Counted, sums
from simulate.findings.presence import Presence, cut
from simulate.findings.service import Pieces, months_used, share_set_aside, terms_on
from simulate.plan import Booleans, Floats, Integers, PlannedUnit


@dataclass(frozen=True)
class WorkingTime:
    """The working time of one unit between two days, in hours a week; what is not in `hours` adds up to it."""

    posts: float  # full posts on average
    hours: float  # of all posts, filled or not, and of consultants
    with_children: float
    spare: float  # of those who are there, with fewer children than they have time for
    development: float  # set aside to find better ways of working, in months in which it was used
    first_time: float  # of newcomers, which goes to learning the work
    away: float  # of those who are absent
    vacant: float  # of posts that nobody is in

    hours_in_a_post: float  # a full one's week

    @property
    def in_use(self) -> float:
        """The share that goes to children of the time that those who are there have for them; NaN without any."""
        there = self.with_children + self.spare
        return self.with_children / there if there > 0 else np.nan

    @property
    def spare_per_post(self) -> float:
        """Hours a week that are spare for each full post; NaN without posts."""
        return self.spare / self.posts if self.posts > 0 else np.nan


def working_times(counted: Counted, staff: Mapping[int, Presence]) -> dict[str, WorkingTime]:
    """Follow the working time of units with some staff between the warm-up and the end, by unit.

    Units whose work stands still at times are left out: what of those times is anybody's hours is not known.
    """
    opens, closes, units = counted.window.warm_up, counted.log.end, counted.plan.units
    if closes <= opens:
        return {}
    present = {number: _within(each, opens, closes) for number, each in staff.items() if not units[number].stops}
    used = _used(counted, present, opens, closes)
    found = {}
    for number, here in present.items():
        unit = units[number]
        posts, hours = _posted(unit, opens, closes)
        there = _hours(here.there, here.there.places / here.there.grown)
        in_post = here.slots(here.employed) < unit.posts
        filled, consulted = _hours(here.employed, in_post), _hours(here.employed, ~in_post)
        with_children, development = (_tidy(float(each[number]), there) for each in used)
        account = {
            "hours": hours + consulted,
            "with_children": with_children,
            "spare": _tidy(there - with_children - development, hours),
            "development": development,
            "first_time": _tidy(_hours(here.there, 1 - here.there.places / here.there.grown), hours),
            "away": _tidy(_hours(here.employed, 1.0) - _hours(here.there, 1.0), hours),
            "vacant": _tidy(hours - filled, hours),
        }
        a_week = {name: each / (closes - opens) for name, each in account.items()}
        in_a_post = hours / posts / (closes - opens) if posts else np.nan
        found[unit.name] = WorkingTime(posts=posts, hours_in_a_post=in_a_post, **a_week)
    return found


def _within(of: Presence, opens: float, closes: float) -> Presence:
    """Give the part of somebody's presence that lies between two days."""
    employed, there = (
        cut(each, np.clip(each.begin, opens, closes), np.clip(each.until, opens, closes), np.arange(len(each.row)))
        for each in (of.employed, of.there)
    )
    return Presence(employed, there, of.service)


def _hours(of: Pieces, share: Floats | Booleans | float) -> float:
    """Add up a share of the hours a week × days of some pieces."""
    return float((of.post * of.hours * share * (of.until - of.begin)).sum())


def _posted(unit: PlannedUnit, opens: float, closes: float) -> tuple[float, float]:
    """Give the full posts of a unit between two days on average, and the hours a week × days of all its posts."""
    days = [max(opens, day) for day, _ in unit.in_time]
    ends = [*days[1:], closes]
    lasts = [max(min(end, closes) - day, 0.0) for day, end in zip(days, ends, strict=True)]
    posts = [terms.full_posts for _, terms in unit.in_time]
    hours = [terms.full_posts * terms.post_hours for _, terms in unit.in_time]
    all_posts, all_hours = (float((np.array(each) * np.array(lasts)).sum()) for each in (posts, hours))
    return all_posts / (closes - opens), all_hours


def _used(counted: Counted, staff: Mapping[int, Presence], opens: float, closes: float) -> tuple[Floats, Floats]:
    """Add up the time that goes to children, and to development, by unit: hours a week × days, (units,) each."""
    units = counted.plan.units
    develops = {number: used for number in staff if (used := months_used(counted.log, number)).any()}
    working = at_work(counted, staff, develops, opens, closes)
    with_children = np.minimum(working.children, working.places) * working.hours_per_place
    there = working.places * working.hours_per_place
    development = np.zeros(len(units))
    for number, used in develops.items():
        mine = np.flatnonzero(working.unit == number)
        middles = working.begin[mine] + working.days[mine] / 2
        shares = terms_on(units[number], middles, lambda terms: terms.shares_time) > 0
        aside = np.where(shares, share_set_aside(units[number], middles, used), 0.0)
        development[number] = float((there[mine] * aside * working.days[mine]).sum())
        with_children[mine] *= 1 - aside
        development[number] += _places_set_aside(units[number], used, working, mine[~shares])
    return sums(working.unit, with_children * working.days, len(units)), development


def _places_set_aside(unit: PlannedUnit, used: Booleans, working: AtWork, mine: Integers) -> float:
    """Add up the time of places that are set aside for development and stand empty: hours a week × days.

    The unit sets aside a share of all its places, rounded to whole ones, whoever's they are.
    """
    if not len(mine):
        return 0.0
    begin, days = working.begin[mine], working.days[mine]
    taken = np.minimum(working.children[mine], working.places[mine])
    time = np.concatenate([begin, begin + days])
    order = np.argsort(time, kind="stable")
    there, in_use, hours = (
        np.cumsum(np.concatenate([each, -each])[order])[:-1]
        for each in (working.places[mine], taken, working.places[mine] * working.hours_per_place[mine])
    )
    lasts, middles = np.diff(time[order]), (time[order][1:] + time[order][:-1]) / 2
    aside = np.floor(share_set_aside(unit, middles, used) * np.rint(there) + 0.5)
    empty = np.minimum(aside, np.maximum(np.rint(there - in_use), 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        per_place = np.where(there > NO_PLACE, hours / there, 0.0)
    return float((empty * per_place * lasts).sum())


def _tidy(hours: float, of_all: float) -> float:
    """Give 0 for what is nothing but rounding."""
    return hours if abs(hours) > 1e-12 * abs(of_all) else 0.0
