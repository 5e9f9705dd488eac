"""What a scenario may say: one model for each table of the file, every key with its meaning.

The docstring under a key becomes its description in the JSON Schema and in `scenarios/README.md`; its first paragraph
is told where the key is missing. What can be judged inside one table is judged here; what concerns several tables
(names that must exist, shares along a pathway) is judged in `rules/`.
"""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from simulate.language import mark, say
from simulate.scenario.schema.dated import When, part_of
from simulate.scenario.schema.demand import AgeShare, Arrivals, Ending, Need, NeedShare, Returns, Surge
from simulate.scenario.schema.dials import Dial
from simulate.scenario.schema.durations import DAYS_PER_YEAR, Days
from simulate.scenario.schema.kinds import Order, PassesOn, Role, Source, Table, TableError
from simulate.scenario.schema.money import Costs
from simulate.scenario.schema.steps import Step, StepChange
from simulate.scenario.schema.supply import Crisis, Features, Organisation, Phase, Unit, UnitChange

__all__ = [
    "AgeShare",
    "Arrivals",
    "Change",
    "Costs",
    "Crisis",
    "Dial",
    "Ending",
    "Features",
    "Need",
    "NeedShare",
    "OpenCase",
    "Order",
    "Organisation",
    "PassesOn",
    "Phase",
    "Returns",
    "Role",
    "Run",
    "Scenario",
    "StartFrom",
    "Step",
    "StepChange",
    "Surge",
    "Table",
    "Unit",
    "UnitChange",
]


class Run(Table):
    """How long the simulation runs, and how often."""

    warm_up: Days = 2 * DAYS_PER_YEAR
    """Time before children are counted, so that the lines have filled. It may be longer than what comes after it: where
    stays are long, units need years to fill."""
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
            raise TableError("observe", say("observe must be longer than 0 days, or no child is counted"))
        return self


if TYPE_CHECKING:

    class ArrivalsChange(Arrivals):
        """What is different in a stream."""

    class OrganisationChange(Features):
        """What is different in an organisation."""

else:
    ArrivalsChange = part_of(
        Arrivals,
        "ArrivalsChange",
        __name__,
        meaning=mark("What is different in a stream: any of its keys but its title and counts."),
        without=("title", "counts", "measured"),
    )
    OrganisationChange = part_of(
        Features,
        "OrganisationChange",
        __name__,
        meaning=mark("What is different in an organisation."),
        without=("title",),
    )


class Change(Table):
    """What is different from a day on, in every organisation: a reform, a cut, a growing town. What an organisation
    says itself of a unit holds against it."""

    begins: Annotated[When, Field(alias="from")]
    """The day: a date, or a time since start such as "2 years"."""
    arrivals: dict[str, ArrivalsChange] = {}
    """What changes in streams."""
    units: dict[str, UnitChange] = {}
    """What changes in units."""
    organisations: dict[str, OrganisationChange] = {}
    """What changes in organisations, for the children who arrive then."""
    source: Source = {}
    """Where the numbers come from: one text for the table, or a text for each key, "all others" for the rest."""


class OpenCase(Table):
    """A case that is open when the clock starts."""

    child: Annotated[int, Field(ge=1, le=999_999)] | None = None
    """Cases with the same number are the same child's; without one, each case is a child of its own."""
    stream: str
    """The stream the child came with."""
    needs: Annotated[list[str], Field(min_length=1)]
    """All needs of the child that are not over.

    The first need of its stream is always named; where none of the child's cases stands at it, it is over."""
    urgent: bool | None = None
    """Whether the child is urgent; settled by luck if not given."""
    age: Annotated[float, Field(ge=0, le=30, allow_inf_nan=False)] | None = None
    """The child's age in years at the start; settled by luck if not given."""
    step: str
    """The step it waits for, or in which it is."""
    waiting_since: datetime.date | None = None
    """Since when it stands in line for that step."""
    started_on: datetime.date | None = None
    """Since when the step is going on."""

    @model_validator(mode="after")
    def _has_one_day(self) -> "OpenCase":
        given = [key for key in ("waiting_since", "started_on") if getattr(self, key) is not None]
        if len(given) != 1:
            raise TableError(given[0] if given else "", say("give waiting_since or started_on, one of the two"))
        return self


class StartFrom(Table):
    """The state in which the simulation starts, instead of empty units."""

    waiting: str | list[OpenCase]
    """The open cases: a CSV file beside the scenario file (`simulate new --waiting-list` writes one to fill in), or the
    cases themselves."""
    digest: str = ""
    """The SHA-256 of the cases in that file, as the results of a run have it, which keep no cases: a file with others
    is refused."""
    file: str = ""
    """The name of the file the cases were in, where they stand here themselves."""


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
    changes: list[Change] = []
    """What is different from a day on, in every organisation."""
    start_from: StartFrom | None = None
    """The state in which the simulation starts; without it units are empty, and the warm-up fills them."""
    costs: Costs | None = None
    """What it costs; without it no money is counted."""
    dials: dict[str, Dial] = {}
    """What can be doubted or decided, by name: what `simulate sweep` turns. A run takes no notice of them."""

    def ways(self, need: str) -> list[tuple[float, tuple[str, ...]]]:
        """List the complete ways of a need: their share and their steps in order."""
        pathway = tuple(self.needs[need].pathway)
        endings = self.needs[need].endings
        return [(ending.share, pathway + tuple(ending.steps)) for ending in endings] or [(1.0, pathway)]

    def unit_in(self, unit: str, organisation: str) -> Unit:
        """Give a unit as it is in an organisation; `workers` may then be 0."""
        changes = self.organisations[organisation].units.get(unit)
        return self.units[unit] if changes is None else self.units[unit].with_change(changes)

    def steps_in(self, organisation: str) -> dict[str, Step]:
        """Give every step as it is done in an organisation, in the order of the file."""
        changes = self.organisations[organisation].steps
        return {name: step.with_change(changes.get(name)) for name, step in self.steps.items()}

    def administration_of(self, need: str, steps: Mapping[str, Step] | None = None) -> str:
        """Name the administration whose door the need has: that of the first unit on its way.

        `steps` are all steps as they are done in some organisation; if not given, as in [steps].
        """
        done = self.steps if steps is None else steps
        for _, way in self.ways(need):
            for step in way:
                unit = done[step].unit
                if unit is not None:
                    return self.units[unit].administration
        return ""
