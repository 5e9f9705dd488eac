"""Who comes and with what: the tables of arrivals and needs."""

import datetime
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from simulate.language import say
from simulate.scenario.schema.durations import DAYS_PER_MONTH, DAYS_PER_YEAR, SpreadDuration
from simulate.scenario.schema.kinds import Factor, Rate, Share, Source, Table, TableError


def _not_one(keys: Sequence[str], given: Sequence[str]) -> TableError:
    """Say that of some keys none is given, or several are."""
    every, several = ", ".join(keys), ", ".join(given)
    if not given:
        return TableError("", say("give exactly one of {keys}; given: none", keys=every))
    return TableError(given[0], say("give exactly one of {keys}; given: {given}", keys=every, given=several))


def _see_that_shares_sum(key: str, shares: Sequence[float]) -> None:
    """Refuse shares that do not sum to 1; none at all are right. Raises TableError."""
    total = sum(shares)
    if shares and abs(total - 1) > 1e-6:
        message = say("the shares of {key} must sum to 1; they sum to {total}", key=key, total=f"{total:.6g}")
        raise TableError(key, message)


class Surge(Table):
    """A time in which more or fewer children come."""

    starts: Annotated[datetime.date, Field(alias="from")]
    """The first day, as a date."""
    until: datetime.date
    """The first day after it, as a date."""
    factor: Factor
    """The stream's rate is multiplied by this."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Surge":
        if self.until <= self.starts:
            raise TableError("until", say("until must be later than from"))
        return self


class NeedShare(Table):
    """A share of a stream's children and the needs they have besides the first."""

    share: Share
    """The share of the children; the shares of a stream sum to 1."""
    others: Annotated[list[str], Field(alias="with")] = []
    """The further needs."""


class AgeShare(Table):
    """A share of a stream's children and the ages they have when they come."""

    share: Share
    """The share of the children; the shares of a stream sum to 1."""
    youngest: Annotated[float, Field(ge=0, le=30, allow_inf_nan=False, alias="from")]
    """The youngest age in years."""
    oldest: Annotated[float, Field(ge=0, le=30, allow_inf_nan=False, alias="to")]
    """The age in years that none of them has reached."""

    @model_validator(mode="after")
    def _ages_rise(self) -> "AgeShare":
        if self.oldest <= self.youngest:
            raise TableError("to", say("to must be higher than from"))
        return self


class Arrivals(Table):
    """A stream of children: how many come, when, and with what."""

    title: str = ""
    """The name shown to people; the table's name if not given."""
    per_day: Rate | None = None
    """Children per day. Give one of per_day, per_week, per_month, per_year or counts."""
    per_week: Rate | None = None
    """Children per week."""
    per_month: Rate | None = None
    """Children per month of 30.4375 days."""
    per_year: Rate | None = None
    """Children per year of 365.25 days."""
    counts: str | list[Rate] | None = None
    """Expected children in each calendar month from the start's month on: a list, or a CSV file with the columns
    month (2015-01) and children, beside the scenario file."""
    month_factors: Annotated[list[Factor], Field(min_length=12, max_length=12)] | None = None
    """What the rate is multiplied by in January, February, … December."""
    trend_per_year: Annotated[float, Field(ge=-0.9, le=10, allow_inf_nan=False)] = 0.0
    """Growth of the rate per year: 0.05 means 5 % more each year than the year before."""
    surges: list[Surge] = []
    """Times in which more or fewer children come."""
    first_need: str
    """The need that is noticed first: its pathway's first step is the door the child comes to."""
    urgent: Share = 0.0
    """The share of the children who are urgent from the start."""
    needs: list[NeedShare] = [NeedShare(share=1.0)]
    """Which further needs the children have, and how common each combination is."""
    ages: list[AgeShare] = []
    """How old the children are; without it nobody grows too old."""
    measured: bool = True
    """Whether these children count in the results; false for reports on children already known."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest;
    the word *assumption* where nowhere."""

    @property
    def rate_per_day(self) -> float:
        """The base rate in children per day (0 for a stream given by counts)."""
        rates = ((self.per_day, 1.0), (self.per_week, 7.0), (self.per_month, DAYS_PER_MONTH))
        for given, days in (*rates, (self.per_year, DAYS_PER_YEAR)):
            if given is not None:
                return given / days
        return 0.0

    @model_validator(mode="after")
    def _rate_is_given_once(self) -> "Arrivals":
        keys = ("per_day", "per_week", "per_month", "per_year", "counts")
        given = [key for key in keys if getattr(self, key) is not None]
        if len(given) != 1:
            raise _not_one(keys, given)
        for name, shares in (("needs", self.needs), ("ages", self.ages)):
            _see_that_shares_sum(name, [part.share for part in shares])
        return self


class Ending(Table):
    """One of the ways a pathway may end."""

    share: Share
    """The share of the children whose pathway ends this way; the shares sum to 1."""
    steps: Annotated[list[str], Field(min_length=1)]
    """The steps that follow the pathway."""


class Returns(Table):
    """Children who come back after their support has ended."""

    chance: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
    """The chance that the need comes back after a support.

    The same in every organisation."""
    delay: SpreadDuration
    """The time from the end of the support until the child is back at the door."""


class Need(Table):
    """Something a child needs, and the way to it."""

    title: str = ""
    """The name shown to people; the table's name if not given."""
    pathway: Annotated[list[str], Field(min_length=1)]
    """The steps in order, by name: intake, assessment, decision, support."""
    endings: list[Ending] = []
    """Alternatives that follow the pathway, each with its share."""
    crisis_per_day: Rate | None = None
    """Crises per day of unmet need (a hazard). Give at most one of the crisis_per_… keys; without one, none."""
    crisis_per_week: Rate | None = None
    """Crises per week of unmet need."""
    crisis_per_month: Rate | None = None
    """Crises per month of unmet need."""
    crisis_per_year: Rate | None = None
    """Crises per year of unmet need."""
    patience: SpreadDuration | None = None
    """How long a family waits for this need's support before it gives up, from the day the first visit that serves the
    need is asked for, its own or a shared one; the time of handovers is not part of it. Without it nobody gives up."""
    stays: bool = False
    """Whether nobody may give up on this need: its patience is then not used."""
    reported_at_once: bool = False
    """Whether whoever first meets the child must report this need where they notice it, as the law obliges school and
    health care to do with protection. It is then passed on as soon as the first contact (the first intake) has begun,
    in every organisation, without handover, refusal or consent; it does not go through a shared intake, and its
    assessment is its own, not part of a joint one."""
    surfaces_after: SpreadDuration | None = None
    """How long after the child's arrival a need that nobody noticed comes up by itself. Without it, never: only a
    crisis makes it known then (see `crisis_reveals`)."""
    surfaces: Share | None = None
    """The share of needs that nobody noticed that ever come up by themselves, after `surfaces_after`, which must be
    given too; all of them if not given. Which children's do is their own luck, the same in every organisation. The
    others' become known only in a crisis (see `crisis_reveals`), or never."""
    returns: Returns | None = None
    """Whether and when the need comes back after support."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""

    @property
    def crises_per_day(self) -> float:
        """The hazard of a crisis per day of unmet need."""
        rates = ((self.crisis_per_day, 1.0), (self.crisis_per_week, 7.0), (self.crisis_per_month, DAYS_PER_MONTH))
        for given, days in (*rates, (self.crisis_per_year, DAYS_PER_YEAR)):
            if given is not None:
                return given / days
        return 0.0

    @property
    def comes_up(self) -> float:
        """The share of needs that nobody noticed that ever come up by themselves."""
        if self.surfaces_after is None:
            return 0.0
        return 1.0 if self.surfaces is None else self.surfaces

    @model_validator(mode="after")
    def _shares_and_rates_are_usable(self) -> "Need":
        _see_that_shares_sum("endings", [ending.share for ending in self.endings])
        if self.surfaces is not None and self.surfaces_after is None:
            message = say("says which share comes up by itself, but not after how long: give surfaces_after too")
            raise TableError("surfaces", message)
        keys = ("crisis_per_day", "crisis_per_week", "crisis_per_month", "crisis_per_year")
        given = [key for key in keys if getattr(self, key) is not None]
        if len(given) > 1:
            raise TableError(given[0], say("give one of {keys}, not several", keys=", ".join(given)))
        return self
