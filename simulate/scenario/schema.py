"""What a scenario may say: one model for each table of the file, every key with its meaning.

The docstring under a key becomes its description in the JSON Schema and in `scenarios/README.md`. What can be
judged inside one table is judged here; what concerns several tables (names that must exist, shares along a
pathway) is judged in `rules.py`.
"""

import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulate.scenario.durations import DAYS_PER_MONTH, DAYS_PER_YEAR, Days, Duration, SpreadDuration

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Factor = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Rate = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Source = str | dict[str, str]


class Table(BaseModel):
    """A table of the scenario file: unknown keys are refused and nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True, populate_by_name=True
    )


class Role(StrEnum):
    """What a step is for; a pathway goes through the roles in this order."""

    INTAKE = "intake"
    ASSESSMENT = "assessment"
    DECISION = "decision"
    SUPPORT = "support"


class Order(StrEnum):
    """Who is called first when a place is free."""

    URGENT_LINE = "urgent, then longest wait"
    URGENT_TOTAL = "urgent, then longest total wait"
    LINE = "longest wait"
    TOTAL = "longest total wait"


class PassesOn(StrEnum):
    """When the first unit passes a child's other needs on."""

    AT_INTAKE = "at intake"
    AFTER_ASSESSMENT = "after assessment"
    AFTER_SUPPORT = "after support"


class Run(Table):
    """How long the simulation runs, and how often."""

    warm_up: Days = 2 * DAYS_PER_YEAR
    """Time before children are counted, so that the lines have filled."""
    observe: Days = 2 * DAYS_PER_YEAR
    """Children who arrive in this window are the ones that count."""
    follow_up: Days = 2 * DAYS_PER_YEAR
    """Time after the window in which the counted children are followed; new children keep arriving."""
    replications: Annotated[int, Field(ge=1, le=100_000)] = 20
    """How many times the whole simulation is repeated with other luck."""

    @property
    def end(self) -> float:
        """The day the clock stops."""
        return self.warm_up + self.observe + self.follow_up

    @model_validator(mode="after")
    def _spans_are_usable(self) -> "Run":
        if self.observe <= 0:
            raise ValueError("observe must be longer than 0 days, or no child is counted")
        counted = self.observe + self.follow_up
        if self.warm_up > counted:
            spans = f"{self.warm_up:g} days of warm-up for {counted:g} days of observe and follow_up"
            raise ValueError(f"warm_up is longer than the run it is for: {spans}")
        return self


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
            raise ValueError("until must be later than from")
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
            raise ValueError("to must be higher than from")
        return self


class Arrivals(Table):
    """A stream of children: how many come, when, and with what."""

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
            raise ValueError(f"give exactly one of {', '.join(keys)}; given: {', '.join(given) or 'none'}")
        for name, shares in (("needs", self.needs), ("ages", self.ages)):
            total = sum(part.share for part in shares)
            if shares and abs(total - 1) > 1e-6:
                raise ValueError(f"the shares of {name} must sum to 1; they sum to {total:.6g}")
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
    """The chance that the need comes back after a support. The same in every organisation."""
    delay: SpreadDuration
    """The time from the end of the support until the child is back at the door."""


class Need(Table):
    """Something a child needs, and the way to it."""

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
    """How long a family waits for this need's support, from when the need is known, before it gives up. Without it
    nobody gives up."""
    stays: bool = False
    """Whether nobody may give up on this need: its patience is then not used."""
    surfaces_after: SpreadDuration | None = None
    """How long after the child's arrival a need that nobody noticed comes up by itself. Without it, never."""
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

    @model_validator(mode="after")
    def _shares_and_rates_are_usable(self) -> "Need":
        total = sum(ending.share for ending in self.endings)
        if self.endings and abs(total - 1) > 1e-6:
            raise ValueError(f"the shares of endings must sum to 1; they sum to {total:.6g}")
        keys = ("crisis_per_day", "crisis_per_week", "crisis_per_month", "crisis_per_year")
        given = [key for key in keys if getattr(self, key) is not None]
        if len(given) > 1:
            raise ValueError(f"give one of {', '.join(given)}, not several")
        return self


class Step(Table):
    """One thing that is done for a child."""

    role: Annotated[Role, Field(strict=False)]
    """intake, assessment, decision or support."""
    unit: str | None = None
    """The unit that does it; without one the step is time that passes."""
    duration: SpreadDuration = Duration("fixed", (0.0,))
    """How long it takes, without the waiting; 0 days for a meeting that decides at once."""
    limit: Days | None = None
    """The legal or promised time limit, counted from when the step is asked for."""
    limit_until: Literal["start", "finish"] | None = None
    """Whether the limit is kept when the step starts or when it is finished; start for support, else finish."""
    go_on: Share = 1.0
    """The share of children who go on from this step; the others need nothing more of this need."""
    by_law: bool = False
    """For a decision: whether it must be made even where a joint decision has been (a committee on placements)."""
    lengthens: bool = True
    """Whether coordination and less specialised staff make it longer; false for a stay such as a foster home."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""

    @property
    def limit_at_start(self) -> bool:
        """Whether the limit is kept at the start of the step (else at its finish)."""
        return (self.limit_until or ("start" if self.role is Role.SUPPORT else "finish")) == "start"


class Unit(Table):
    """Workers with a caseload each, or a meeting that takes so many cases every so many days."""

    administration: str
    """The administration it belongs to, such as "school"."""
    workers: Count | None = None
    """How many workers."""
    caseload: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many children a worker can have at the same time (a worker's places); 1 if not given."""
    meets_every: Days | None = None
    """For a meeting: the time between two meetings."""
    cases: Count | None = None
    """For a meeting: how many cases it takes each time."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""

    @model_validator(mode="after")
    def _is_staffed_or_meets(self) -> "Unit":
        staffed = self.workers is not None
        meets = self.meets_every is not None or self.cases is not None
        if staffed == meets or (meets and (self.meets_every is None or self.cases is None)):
            raise ValueError("a unit has either workers (and caseload), or meets_every and cases")
        if meets and self.caseload is not None:
            raise ValueError("a meeting has cases, not a caseload")
        if self.meets_every is not None and self.meets_every < 0.01:
            raise ValueError("meets_every must be at least 0.01 days")
        return self


class UnitChange(Table):
    """What an organisation changes in a unit: seconded staff, another rhythm of meetings."""

    workers: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    """How many workers the unit has in this organisation; 0 closes it."""
    caseload: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many children a worker can have at the same time."""
    meets_every: Days | None = None
    """The time between two meetings."""
    cases: Count | None = None
    """How many cases a meeting takes."""

    @model_validator(mode="after")
    def _meetings_are_apart(self) -> "UnitChange":
        if self.meets_every is not None and self.meets_every < 0.01:
            raise ValueError("meets_every must be at least 0.01 days")
        return self


class Crisis(Table):
    """What happens when the strain of unmet need passes a child's threshold."""

    step: str
    """The acute step, called ahead of everybody."""
    growth: Share = 0.0
    """By how much each crisis lengthens the child's supports that have not started (0.1 is a tenth)."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""


class Organisation(Table):
    """A way of organising, made of features that can each be changed alone. The defaults are the siloed values."""

    title: str = ""
    """The name shown to people; the table's name if not given."""
    door: str = "own"
    """"own": each need passes its own intake. The name of a step: one shared intake for the whole child."""
    notices: Share = 0.5
    """The chance that whoever first meets the child also sees a need that is another administration's."""
    passes_on: Annotated[PassesOn, Field(strict=False)] = PassesOn.AFTER_ASSESSMENT
    """When the other needs are passed on: "at intake", "after assessment" or "after support". A joint assessment
    needs them at intake, a joint decision after assessment at the latest."""
    handover: SpreadDuration = Duration("median", (14.0, 0.7))
    """The time from passing on until the receiver has the case in its line."""
    refused: Share = 0.2
    """The chance that a handover bounces once."""
    refused_delay: SpreadDuration = Duration("fixed", (21.0,))
    """What a bounced handover costs in time."""
    retelling: Factor = 0.5
    """The share of intake and assessment that is done again at each further unit."""
    assessment: Literal["own", "joint"] = "own"
    """"joint": one assessment by one worker from every unit concerned, at the same time."""
    decision: str = "own"
    """"own": each need has its own decision. The name of a step: one planning meeting for the child."""
    coordination: Factor = 0.0
    """Extra duration of every step after intake, for each further need worked on together."""
    generalist: Factor = 0.0
    """Extra duration of every step of a unit, because staff are less specialised."""
    consent: Share = 1.0
    """The share of families with several needs who agree to information being shared."""
    consent_delay: SpreadDuration = Duration("fixed", (0.0,))
    """The time it takes to ask them, before a need is passed on."""
    reach: Share = 1.0
    """The share of children this organisation takes."""
    otherwise: str | None = None
    """The organisation for children without consent or outside the reach."""
    participation: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False)] = 1.0
    """A factor on patience: children who take part in planning their own help stay longer."""
    order: Annotated[Order, Field(strict=False)] = Order.URGENT_LINE
    """Who is called first when a place is free."""
    keeps_places_after: Days = 14.0
    """How long a joint visit waits before free places are kept for it."""
    units: dict[str, UnitChange] = {}
    """What this organisation changes in units: workers, caseload, meetings."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""


class Scenario(Table):
    """A municipality, its children and the organisations to compare."""

    title: str
    """What the scenario is, in a line."""
    description: str = ""
    """Who made it, why, and against what it is to be read."""
    start: datetime.date
    """The day the simulation starts."""
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    """The number that settles all luck."""
    leaves_at_age: Annotated[float, Field(gt=0, le=30, allow_inf_nan=False)] | None = None
    """The age in years at which everything not started is withdrawn for good."""
    run: Run = Run()
    """How long the simulation runs, and how often."""
    arrivals: Annotated[dict[str, Arrivals], Field(min_length=1)]
    """Streams of children, by name."""
    needs: Annotated[dict[str, Need], Field(min_length=1)]
    """Needs and their pathways, by name."""
    steps: Annotated[dict[str, Step], Field(min_length=1)]
    """Steps, by name."""
    units: dict[str, Unit] = {}
    """Units, by name."""
    crisis: Crisis | None = None
    """What a crisis does; without it there are none."""
    organisations: Annotated[dict[str, Organisation], Field(min_length=1)]
    """Ways of organising, by name; the first is the baseline."""

    def ways(self, need: str) -> list[tuple[float, tuple[str, ...]]]:
        """List the complete ways of a need: their share and their steps in order."""
        pathway = tuple(self.needs[need].pathway)
        endings = self.needs[need].endings
        return [(ending.share, pathway + tuple(ending.steps)) for ending in endings] or [(1.0, pathway)]

    def unit_in(self, unit: str, organisation: str) -> Unit:
        """Give a unit as it is in an organisation; `workers` may then be 0."""
        changes = self.organisations[organisation].units.get(unit)
        if changes is None:
            return self.units[unit]
        keys = ("workers", "caseload", "meets_every", "cases")
        changed = {key: getattr(changes, key) for key in keys if getattr(changes, key) is not None}
        return self.units[unit].model_copy(update=changed)

    def administration_of(self, need: str) -> str:
        """Name the administration whose door the need has: that of the first unit on its way."""
        for _, way in self.ways(need):
            for step in way:
                unit = self.steps[step].unit
                if unit is not None:
                    return self.units[unit].administration
        return ""
