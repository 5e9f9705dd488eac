"""Who is there to help, day by day: the tables of illness, leaving, learning, consultants and closed times."""

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, PlainSerializer, PlainValidator, Tag, WithJsonSchema, model_validator

from simulate.language import say
from simulate.scenario.schema.durations import Days, SpreadDuration
from simulate.scenario.schema.kinds import Count, Factor, Table, TableError

_YEARLY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_NO_DAYS = ("02-29", "02-30", "02-31", "04-31", "06-31", "09-31", "11-31")  # or not in every year
_HOURS = re.compile(r"(weekdays|every day)( ([0-9]|1[0-9]|2[0-3])-([1-9]|1[0-9]|2[0-4]))?")
_DATE_SCHEMA = {"type": "string", "format": "date"}


def _day_of_year_or_date(value: Any) -> datetime.date | str:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, str) and _YEARLY.fullmatch(value) and value not in _NO_DAYS:
        return value
    raise ValueError(say('must be a date such as 2018-07-01, or "07-01" for every year'))


ClosedDay = Annotated[
    datetime.date | str,
    PlainValidator(_day_of_year_or_date),
    PlainSerializer(lambda day: day),
    WithJsonSchema({"anyOf": [_DATE_SCHEMA, {"type": "string", "examples": ["07-01"]}]}),
]
"""A day, of one year or of every year."""


def _hours(value: Any) -> str:
    match = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if value == "always" or (match and (match[2] is None or int(match[3]) < int(match[4]))):
        return str(value)
    raise ValueError(say('must be "always", "weekdays", "weekdays 8-16" or "every day 8-16" (from and to a full hour)'))


Hours = Annotated[
    str, PlainValidator(_hours), WithJsonSchema({"type": "string", "examples": ["weekdays", "weekdays 8-16"]})
]
"""When a unit calls children."""


class OpenHours(Table):
    """When children are called, and whether work stands still at all other times: the longer way to write `hours`."""

    open: Hours
    """When children are called, as `hours` would say it by itself."""
    work_stops: bool = False
    """Whether the work of the unit's workers stands still outside these hours, too; stays go on."""


HoursOrMore = Annotated[
    Annotated[Hours, Tag("str")] | Annotated[OpenHours, Tag("dict")],
    Discriminator(lambda value: "dict" if isinstance(value, dict | OpenHours) else "str"),  # as complaints expect it
]
"""When a unit calls children: a text, or a table that says more."""


class Absence(Table):
    """Illness and other absence: spells that come to each worker by chance."""

    share: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False)]
    """The share of a worker's time that is absence (0.08 is 8 %)."""
    spell: SpreadDuration
    """How long an absence lasts; between two of them the time varies exponentially."""
    cases: Literal["wait", "are handed over", "wait in line"] = "wait"
    """What becomes of the worker's open cases: they stand still until the worker is back, or colleagues take them even
    if they have no place free, or they stand in the unit's line again (see `cases_of_leavers`)."""


class NewcomerStep(Table):
    """A stretch of a new worker's first time, with a part of the caseload."""

    lasts: Days
    """How long this stretch lasts; the next one follows it, and after the last the caseload is full."""
    caseload: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
    """The share of a full caseload, rounded to whole children, at least one."""


class Pressure(Table):
    """How a high load makes workers leave."""

    above: Factor = 1.0
    """The load from which on the risk rises: children in work and in line ÷ places of the workers who are there, or
    ÷ the sum of their `full_pace_up_to`."""
    per_tenth: Annotated[float, Field(ge=1, le=10, allow_inf_nan=False)]
    """What the risk of leaving is multiplied by for every tenth of load above that."""
    at_most: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)] = 3.0
    """The most the risk is multiplied by, however long the line."""


class ExtraStaff(Table):
    """Consultants, who come when the line is long and leave when it is short."""

    workers: Count
    """How many come."""
    caseload: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many children each takes at the same time; the unit's caseload if not given."""
    line_above: Annotated[int, Field(ge=0, le=1_000_000)]
    """They are sent for when more children than this stand in line, or are more than workers have at full pace."""
    after: Days
    """How long it then takes until they are there."""
    leave_at: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    """When no more children than this stand in line they take no new ones, and go when their last case is closed."""

    @model_validator(mode="after")
    def _come_later_than_they_leave(self) -> "ExtraStaff":
        if self.leave_at > self.line_above:
            raise TableError("leave_at", say("leave_at must not be higher than line_above"))
        return self


class Closed(Table):
    """A time in which nobody is called; what has begun goes on, or stands still."""

    starts: Annotated[ClosedDay, Field(alias="from")]
    """The first day: a date, or a day of every year such as "07-01"."""
    until: ClosedDay
    """The first day after it, in the same way; one before `from` is in the year after."""
    work_stops: bool = False
    """Whether the work of the unit's workers stands still meanwhile, too; stays go on."""

    @model_validator(mode="after")
    def _days_are_alike(self) -> "Closed":
        if isinstance(self.starts, str) != isinstance(self.until, str):
            both = say('from and until must both be dates, or both days of every year such as "07-01"')
            raise TableError("from", both)
        if isinstance(self.starts, datetime.date) and self.until <= self.starts:  # type: ignore[operator]
            raise TableError("until", say("until must be later than from"))
        if self.starts == self.until:
            raise TableError("until", say("until must be another day than from"))
        return self


class Development(Table):
    """Time set aside to find better ways of working, and what it brings."""

    share: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False)]
    """The share of working time that is set aside: of places or, with `full_pace_up_to`, of the pace."""
    protected: bool = True
    """Whether the time is used whatever happens; else only in months that begin calmly."""
    calm_below: Factor = 0.1
    """For time that is not protected: a month is calm if it begins with fewer children in line than this, per place (or
    per child at full pace, see `full_pace_up_to`)."""
    gain: Factor
    """By how much the work could become quicker in the long run (0.2: what took 12 days takes 10)."""
    half_life: Days
    """The time of use after which half of that is reached."""

    @model_validator(mode="after")
    def _learns_in_time(self) -> "Development":
        if self.half_life <= 0:
            raise TableError("half_life", say("half_life must be longer than 0 days"))
        return self


class StartUp(Table):
    """The first time of a new organisation, in which everybody learns it."""

    length: Days
    """How long it lasts, from the day the organisation begins."""
    pace: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
    """How quickly workers work in that time (0.8: what takes 8 days otherwise takes 10)."""
