"""Who helps and how: the tables of units, crises and organisations."""

import math
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from simulate.language import mark, say
from simulate.scenario.schema.dated import When, part_of
from simulate.scenario.schema.durations import Days, Duration, SpreadDuration
from simulate.scenario.schema.kinds import Count, Factor, Order, PassesOn, Share, Source, Table, TableError
from simulate.scenario.schema.staffing import (
    Absence,
    Closed,
    Development,
    ExtraStaff,
    HoursOrMore,
    NewcomerStep,
    Pressure,
    StartUp,
)
from simulate.scenario.schema.steps import StepChange

_LEAST_POST = 0.01
_DECIMALS = 9  # of a part of a post; what is finer is a computer's way of writing tenths


def _as_written(workers: float) -> float:
    """Take a whole number of workers as one; refuse a part of a post that is hardly any."""
    if 0 < workers < _LEAST_POST:
        raise ValueError(say("must be 0 or at least {least}", least=f"{_LEAST_POST:g}"))
    rounded = round(workers, _DECIMALS)
    return int(rounded) if rounded == int(rounded) else workers


Posts = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False), AfterValidator(_as_written)]


class Unit(Table):
    """Workers with a caseload each, or a meeting that takes so many cases every so many days."""

    title: str = ""
    """The name shown to people; the table's name if not given."""
    administration: str
    """The administration it belongs to, such as "school"."""
    workers: Posts | None = None
    """How many workers; 0 where the unit opens with a later change. Any fraction may be given: with 3.5 the last of
    four posts is one of half time, and has half the places (half a place rounded up, one at least); for leaving and
    illness it is a post as any other."""
    caseload: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many children a worker can have at the same time (a worker's places); 1 if not given."""
    full_pace_up_to: Annotated[float, Field(ge=0.01, le=100_000, allow_inf_nan=False)] | None = None
    """How many children a worker can have before their visits take longer: with more of them each gets an equal share
    of the working time, so that the pace is this number ÷ children. A part-time post has that part of it, a newcomer
    the same share as of the caseload. Stays (`lengthens = false`) do not count. `caseload` remains the number above
    which nobody is called. Load is then children, in work and in line, ÷ the sum of this number over the workers who
    are there; children above the sum count as line for `extra_staff` and `calm_below`; and time for `development` is
    taken from the pace. Without it visits take as long as planned, however many children a worker has."""
    post_hours: Annotated[float, Field(ge=1, le=168, allow_inf_nan=False)] = 40.0
    """How many hours a full post works in a week, by which results tell working time in hours: what is spare, and what
    it goes to. It changes nothing in what happens. 40 is a full working week in Sweden."""
    meets_every: Days | None = None
    """For a meeting: the time between two meetings."""
    cases: Count | None = None
    """For a meeting: how many cases it takes each time."""
    absence: Absence | None = None
    """Illness and other absence of the workers."""
    turnover: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] = 0.0
    """Workers who leave in a year, per worker (0.25: a quarter); they decide month by month."""
    pressure: Pressure | None = None
    """How a high load makes more of them leave."""
    time_to_fill: SpreadDuration = Duration("fixed", (0.0,))
    """How long the post of one who has left is vacant."""
    newcomer: list[NewcomerStep] = []
    """With which part of a caseload new workers begin, and for how long."""
    handover_days: Days = 0.0
    """By how much a visit that is going on becomes longer when a colleague takes it over."""
    cases_of_leavers: Literal["are handed over", "wait in line"] = "are handed over"
    """What becomes of the open cases of one who leaves, or whose post is closed: colleagues take them even if they have
    no place free, or they stand in the unit's line again, with what is left of the work, as if they had waited there
    since they were first asked for; the visit stays begun. Stays (`lengthens = false`) are handed over."""
    extra_staff: ExtraStaff | None = None
    """Consultants, who come when the line is long."""
    closed: list[Closed] = []
    """Times in which nobody is called; what has begun goes on, or stands still (`work_stops`)."""
    hours: HoursOrMore = "always"
    """When children are called: "always", "weekdays" (Swedish working days), "weekdays 8-16" or "every day 8-16"; or a
    table that says this in `open` and, in `work_stops`, whether work stands still at all other times."""
    development: Development | None = None
    """Time set aside to find better ways of working."""
    posts_stay: bool = False
    """Whether its posts cannot move to other units where an organisation says `staff = "follows the work"`, as those of
    a region's health care cannot to a municipality's. Posts of others may come to it."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""

    @model_validator(mode="after")
    def _is_staffed_or_meets(self) -> "Unit":
        staffed = self.workers is not None
        meets = self.meets_every is not None or self.cases is not None
        if staffed == meets or (meets and (self.meets_every is None or self.cases is None)):
            keys = ("workers", "caseload", "meets_every", "cases")
            given = next((key for key in keys if getattr(self, key) is not None), "")
            raise TableError(given, say("a unit has either workers (and caseload), or meets_every and cases"))
        if meets and self.caseload is not None:
            raise TableError("caseload", say("a meeting has cases, not a caseload"))
        if self.meets_every is not None and self.meets_every < 0.01:
            raise TableError("meets_every", say("meets_every must be at least 0.01 days"))
        return self

    @property
    def opening(self) -> str:
        """The hours in which it calls children."""
        return self.hours if isinstance(self.hours, str) else self.hours.open

    @property
    def stopping(self) -> tuple[list[Closed], str]:
        """The closed times in which work stands still, and the hours outside which it does."""
        closed = [each for each in self.closed if each.work_stops]
        return closed, self.opening if not isinstance(self.hours, str) and self.hours.work_stops else "always"

    @property
    def posts(self) -> int:
        """How many posts it has, the last of which may be a part-time post; 0 for a meeting."""
        return math.ceil(self.workers or 0)

    @property
    def part_post(self) -> float:
        """How much of a full post the last of its posts is."""
        return round((self.workers or 0) - (self.posts - 1), _DECIMALS) if self.posts else 1.0

    def with_change(self, change: "UnitChange") -> "Unit":
        """Give the unit with what is different in an organisation or from a day on; `workers` may then be 0."""
        given = {key: getattr(change, key) for key in change.model_fields_set}
        return self.model_copy(update={key: value for key, value in given.items() if value is not None})


if TYPE_CHECKING:

    class UnitChange(Unit):
        """What is different in a unit: any of its keys but its title and the administration."""

else:
    UnitChange = part_of(
        Unit,
        "UnitChange",
        __name__,
        without=("title", "administration"),
        meaning=mark("What is different in a unit: seconded staff, another rhythm of meetings, other terms."),
        workers=(
            Posts | None,
            Field(None, description=mark("How many workers, also 3.5; 0 closes the unit.")),
        ),
    )


class Crisis(Table):
    """What happens when the strain of unmet need passes a child's threshold."""

    step: str
    """The acute step, called ahead of everybody."""
    growth: Share = 0.0
    """By how much each crisis lengthens the child's supports that have not started (0.1 is a tenth)."""
    crisis_reveals: bool = True
    """Whether a crisis makes all needs of the child known that nobody had noticed: they are asked for at once, through
    their own door. If false, a need that never comes up by itself may bring one crisis after the other, unseen."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""


class Features(Table):
    """A way of organising, made of features that can each be changed alone. The defaults are the siloed values."""

    title: str = ""
    """The name shown to people; the table's name if not given."""
    door: str = "own"
    """"own": each need passes its own intake. The name of a step: one shared intake for the whole child."""
    notices: Share = 0.5
    """The chance that whoever first meets the child also sees a need that is another administration's."""
    passes_on: Annotated[PassesOn, Field(strict=False)] = PassesOn.AFTER_ASSESSMENT
    """When the other needs are passed on: "at intake", "after assessment" or "after support". At intake with
    assessment = "own", they are assessed side by side, each as soon as its unit can. A joint assessment implies at
    intake, a joint decision after assessment at the latest, whatever stands here."""
    handover: SpreadDuration = Duration("median", (14.0, 0.7))
    """The time from passing on until the receiver has the case in its line."""
    refused: Share = 0.2
    """The chance that a handover bounces once."""
    refused_delay: SpreadDuration = Duration("fixed", (21.0,))
    """What a bounced handover costs in time."""
    retelling: Factor = 0.5
    """The share of intake and assessment that is done again at each further unit."""
    assessment: Literal["own", "joint"] = "own"
    """"joint": one assessment by one worker from every unit concerned. They begin at the same time; each is free again
    when their own part is done, and the assessment is done with its longest part."""
    decision: str = "own"
    """"own": each need has its own decision. The name of a step: one planning meeting for the child."""
    decision_holds: bool = True
    """Whether supports wait for the planning meeting. If false, each begins when the visit that assesses its need has
    ended, and only decisions by law still lie between; the meeting is held when all assessments are done, though
    supports may have begun."""
    coordination: Factor = 0.0
    """Extra duration of every step after intake, for each further need worked on together."""
    generalist: Factor = 0.0
    """Extra duration of every step of a unit, because staff are less specialised."""
    consent: Share = 1.0
    """The share of families with several needs who agree to information being shared."""
    consent_delay: SpreadDuration = Duration("fixed", (0.0,))
    """The time it takes to ask them, before a need is passed on; also where they do not agree."""
    reach: Share = 1.0
    """The share of children this organisation takes."""
    otherwise: str | None = None
    """The organisation for children without consent or outside the reach. Both have its features; those outside the
    reach have its steps and its units as well, beside those of this one, and those without consent have the steps and
    units of this one: whoever works here helps them."""
    participation: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False)] = 1.0
    """A factor on patience: children who take part in planning their own help stay longer."""
    order: Annotated[Order, Field(strict=False)] = Order.URGENT_LINE
    """Who is called first when a place is free; the total wait runs from when the need arose."""
    keeps_places_after: Days = 14.0
    """How long a joint visit waits before free places are kept for it. From then on, as soon as nobody who is ranked
    before it (in crisis, or by `order`) waits for any of its units, one free place in each of them is kept from all who
    are ranked after it; who is ranked before it and comes meanwhile takes the place. Until then others pass it whenever
    not all its units have a place at once. Where the longest wait comes first its turn always comes; where crises or
    urgent children come first and fill a unit, nobody else is called there, joint or not. 14 days because a kept place
    stands empty: while waits are short that costs more than it helps, and where they are long all are called in turn
    anyway."""
    development: Development | None = None
    """Time set aside to find better ways of working, in every unit with workers that has no `development` itself."""
    start_up: StartUp | None = None
    """The first time of this organisation, in which everybody learns it; from the start or from when a phase begins."""
    steps: dict[str, StepChange] = {}
    """What this organisation does otherwise in steps: another unit, so that teams can be merged, or another length.
    It holds for all children within its reach, also for those whose family does not agree to information being shared;
    for those outside its reach the steps of the organisation that `otherwise` names do."""
    staff: Literal["as written", "follows the work"] = "as written"
    """"follows the work": where another unit than in the baseline does a step here (a shared intake, a joint decision),
    posts go along, as large a part of the unit's as the step is of its work there, in half posts, so that they are as
    many in all. What is noticed beyond the baseline, and what makes steps longer, brings none. A unit whose `workers`
    this organisation gives itself neither gives posts nor takes any."""
    units: dict[str, UnitChange] = {}
    """What this organisation changes in units: workers, caseload, meetings. A unit that does no step here, for
    anybody, has no posts here, whatever is said of it."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""

    @property
    def follows(self) -> bool:
        """Whether posts follow the work."""
        return self.staff == "follows the work"

    @property
    def when_passed_on(self) -> PassesOn:
        """When other needs are passed on in fact: what is done jointly needs them in time."""
        if self.assessment == "joint":
            return PassesOn.AT_INTAKE
        if self.decision != "own" and self.passes_on is PassesOn.AFTER_SUPPORT:
            return PassesOn.AFTER_ASSESSMENT
        return self.passes_on

    @property
    def passing_on_implied_by(self) -> Literal["assessment", "decision"] | None:
        """The feature that settles when other needs are passed on where `passes_on` says otherwise; else None."""
        if self.when_passed_on is self.passes_on:
            return None
        return "assessment" if self.assessment == "joint" else "decision"


if TYPE_CHECKING:

    class Phase(Features):
        """What an organisation is like from a day on."""

        begins: When

else:
    Phase = part_of(
        Features,
        "Phase",
        __name__,
        without=("title",),
        meaning=mark(
            "What an organisation is like from a day on, for the children who arrive then: any of its features."
        ),
        begins=(
            When,
            Field(alias="from", description=mark('The day: a date, or a time since start such as "2 years".')),
        ),
    )


class Organisation(Features):
    """A way of organising, made of features that can each be changed alone. The defaults are the siloed values."""

    phases: list[Phase] = []
    """How the organisation goes on: what changes from a day on, for children who arrive then."""
