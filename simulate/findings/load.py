"""How much is asked of each unit before anything happens, compared with what it has."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from simulate.findings.asked import Asked
from simulate.findings.capacity import Capacity
from simulate.findings.estimates import students_margin
from simulate.findings.expected_wait import wait_for_meeting, wait_for_place
from simulate.plan import Floats, PlannedUnit


@dataclass(frozen=True)
class ExpectedLoad:
    """The load to be expected of a unit: what children would ask of it if nobody waited ÷ what it has."""

    share: float
    plus_minus: float  # half of the 95 % interval of the share, from the plans it was worked out from
    places: float  # at the same time, on average; for a meeting the cases it takes each time
    days: float  # for which a visit takes a place on average; for a meeting from one to the next
    cv: float  # of these days
    visits: float  # that would be asked for between the warm-up and the end
    is_meeting: bool = False
    shares_time: bool = False  # it is of time, and places are children at full pace
    each: float = math.inf  # children whom one worker can have at full pace, where time is shared

    @property
    def low(self) -> float:
        """The least the share may be."""
        return self.share - self.plus_minus

    @property
    def high(self) -> float:
        """The most the share may be."""
        return self.share + self.plus_minus

    @cached_property
    def wait(self) -> float:
        """The mean wait in days that this load by itself would bring; infinite where the unit cannot keep up.

        Where time is shared, by how much longer visits take, or wait: as many children are there as with exponential
        work, however it varies (as in processor sharing: Kelly 1979, Reversibility and Stochastic Networks, 3.3). Where
        a worker has time for less than one child it takes longer even alone: each is then a slow server of its own.
        """
        if self.is_meeting:
            return wait_for_meeting(self.share, self.places, self.days)
        if self.shares_time and self.each < 1:
            alone = self.days / self.each
            return alone - self.days + wait_for_place(self.share, self.places / self.each, alone, 1.0)
        return wait_for_place(self.share, self.places, self.days, 1.0 if self.shares_time else self.cv)


UNKNOWN = ExpectedLoad(math.nan, 0.0, math.nan, math.nan, math.nan, math.nan)
"""The load of a unit of which nothing was worked out."""


def _load(units: Sequence[PlannedUnit], asked: Asked, has: Capacity) -> Floats:
    return _ratio(asked.work, _useful(units, asked, has))


def _useful(units: Sequence[PlannedUnit], asked: Asked, has: Capacity) -> Floats:
    """Count the place-days of each unit that what is asked of it can take: (units,)."""
    # stays go on while their worker is absent, all other work stands still
    go_on = np.array([unit.absent_keep_cases for unit in units]) * _ratio(asked.of_stays, asked.work)
    useful: Floats = (has.there + (has.employed - has.there) * go_on) * (1 - asked.behind_doors)
    if (has.works == 1).all():
        return useful
    # where work stops at times it holds its place for so many days more, and stays do not
    stays = _ratio(asked.of_stays, asked.work)
    return np.where(has.works == 1, useful, _ratio(useful, stays + _ratio(1 - stays, has.works)))


def expected_loads(
    units: Sequence[PlannedUnit], plans: Sequence[tuple[Asked, Capacity]], days: float
) -> dict[str, ExpectedLoad]:
    """Compare what children would ask of each unit with what it has, averaged over independent plans of so many days.

    At 1 or more a unit cannot keep up, however it is organised, unless children give up. Known beforehand, and so in
    it, are absence, those who leave at any load and the newcomers after them, later terms, protected time for
    development and what it brings, the pace of a first time, and the places that stand empty behind closed doors.
    Where time is shared, what a unit has is the time of its workers: as many days of work each day as the children they
    can have at full pace. Behind closed doors none of it is lost as long as they have more children than that; but all
    of it is where work stops: there visits hold their places the longer, or those who share time have the less. Where
    their places, which stays hold too, are short before their time is, it is the load of these that counts.
    Not known, and not in it: what crises and handing over cases add (acute visits, and needs that only a crisis makes
    known, or makes known sooner), what giving up takes away, who leaves for the load, consultants, and time for
    development that is not protected.
    """
    loads = _of_one_kind(units, plans, days, of_time=True)
    held = [(asked.of_places, has.of_places) for asked, has in plans if asked.of_places and has.of_places]
    if held:
        of_places = _of_one_kind(units, held, days, of_time=False)
        loads = {name: max(load, of_places[name], key=lambda each: each.share) for name, load in loads.items()}
    return loads


def _of_one_kind(
    units: Sequence[PlannedUnit], plans: Sequence[tuple[Asked, Capacity]], days: float, *, of_time: bool
) -> dict[str, ExpectedLoad]:
    """Average the load of each unit over several plans: of time where that is shared, or of places everywhere."""
    shares = np.array([_load(units, *each) for each in plans]).reshape(len(plans), -1)
    useful = np.mean([_useful(units, *each) for each in plans], axis=0)
    asked = Asked(*(np.mean(column, axis=0) for column in zip(*(_columns(each) for each, _ in plans), strict=True)))
    has = Capacity(*(np.mean(column, axis=0) for column in zip(*(_columns(each) for _, each in plans), strict=True)))
    found = {}
    for number, unit in enumerate(units):
        share, plus_minus = _mean_with_interval(shares[:, number].tolist())
        mean = _quotient(asked.work[number], asked.of_time[number])
        spread = _quotient(asked.squares[number], asked.of_time[number]) - mean**2
        if unit.is_meeting:
            places, lasts = _quotient(has.there[number], has.meetings[number]), _quotient(days, has.meetings[number])
        else:
            # behind closed doors nobody takes the place of those who are done
            places = has.there[number] / days
            lasts = mean * _quotient(has.there[number], useful[number])
        found[unit.name] = ExpectedLoad(
            share=share,
            plus_minus=plus_minus,
            places=places,
            days=lasts,
            cv=math.sqrt(max(spread, 0.0)) / mean if mean > 0 else 0.0,
            visits=float(asked.visits[number]),
            is_meeting=unit.is_meeting,
            shares_time=unit.ever_shares_time and of_time,
            each=_at_full_pace(unit) if of_time else math.inf,
        )
    return found


def _at_full_pace(unit: PlannedUnit) -> float:
    """Give how many children one full worker can have at full pace, by the first terms that say it."""
    return next((terms.full_pace_up_to for _, terms in unit.in_time if terms.full_pace_up_to is not None), math.inf)


def _columns(of_units: Asked | Capacity) -> list[Floats]:
    return [getattr(of_units, each.name) for each in fields(of_units) if each.name != "of_places"]


def _mean_with_interval(shares: Sequence[float]) -> tuple[float, float]:
    """Give the mean of a load over plans, and half of its 95 % interval (Student's t); infinite if it once was."""
    count, mean = len(shares), math.fsum(shares) / len(shares)
    if count == 1 or not math.isfinite(mean):
        return mean, 0.0
    spread = math.sqrt(math.fsum((share - mean) ** 2 for share in shares) / (count - 1))
    return mean, float(students_margin(spread, count))


def _quotient(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def _ratio(asked: Floats, offered: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((asked == 0) & (offered == 0), 0.0, asked / offered)
