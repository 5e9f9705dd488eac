"""What a reader must know of a run besides its figures."""

import math
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from simulate.experiment.staffed import Posts, posts_in_time, staffed_spans
from simulate.experiment.variants import Variant, same_children
from simulate.language import say, say_n
from simulate.language.numbers import in_full, number
from simulate.plan import MODEL_VERSION, Terms
from simulate.scenario.rules.warnings import steps_of_nobody
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans
from simulate.show.titles import Titles, title_of_run, titles_of, titles_of_run


@dataclass(frozen=True)
class Supply:
    """What a unit has in an organisation: workers with a caseload each, or a meeting with its cases."""

    workers: float | None
    caseload: int
    cases: int
    meets_every: float  # days; 0 where it is no meeting

    def __str__(self) -> str:
        if self.workers is None:
            cases = say_n("{count} case", "{count} cases", self.cases, count=number(self.cases))
            days = in_full(self.meets_every)
            return say_n("{cases} every day", "{cases} every {days} days", self.meets_every, cases=cases, days=days)
        return say("{workers} × {caseload} places", workers=in_full(self.workers), caseload=number(self.caseload))


@dataclass(frozen=True)
class Staff:
    """How many workers an organisation has, how many places they have together, and how many cases meetings take.

    All of them are means over the run.
    """

    workers: float
    places: float
    cases_per_year: float
    in_time: tuple[
        tuple[float, str, Supply | None], ...
    ] = ()  # day, unit, what it has from then on: equal where staff is

    @property
    def changes(self) -> bool:
        """Whether any of it changes during the run."""
        return any(day > 0 for day, _, _ in self.in_time)


@dataclass(frozen=True)
class Facts:
    """A run in a few words; organisations by label, the baseline first."""

    title: str  # of all scenarios that are compared
    organisations: tuple[str, ...]
    replications: int
    seed: int
    counted: tuple[float, float]  # the days between which the children arrive who count
    follow_up: float  # days each of them is followed at least
    staff: dict[str, Staff]
    other_children: tuple[str, ...]  # organisations to which other children come than to the baseline
    currency: str = ""  # of what is told of costs
    other_prices: tuple[str, ...] = ()  # organisations for which other prices hold than for the baseline
    engine: str = ""  # the one that ran; "" where nothing was run
    model: int = MODEL_VERSION  # the version of the model
    nobodys: tuple[str, ...] = ()  # steps that no unit does, where nothing says that this is meant
    titles: Titles = field(default_factory=Titles)
    meets_every: dict[str, dict[str, float]] = field(default_factory=dict)
    """By organisation and meeting: the days between two meetings, on average over the run."""
    posts: dict[str, tuple[Posts, ...]] = field(default_factory=dict)
    """By organisation in which posts follow the work: how many each unit has, from which day on."""

    @property
    def baseline(self) -> str:
        """The organisation the others are compared with."""
        return self.organisations[0]

    def is_meeting(self, unit: str) -> bool:
        """Tell whether a unit is a meeting."""
        return any(unit in meetings for meetings in self.meets_every.values())

    def to_next_meeting(self, unit: str, organisation: str) -> float:
        """Give the days until a meeting's next day, on average: half of the time between two; 0 for other units."""
        return self.meets_every.get(organisation, {}).get(unit, 0.0) / 2

    def in_line(self, days: float, unit: str, organisation: str) -> float:
        """Give how many of the days that children wait for a unit on average they stand in a line.

        The days to a meeting pass anyway, however short its line is.
        """
        return max(0.0, days - self.to_next_meeting(unit, organisation))


def facts_of(variants: Sequence[Variant], replications: int, engine: str = "") -> Facts:
    """Gather the facts of a run."""
    first = variants[0].scenario
    return Facts(
        title=title_of_run([variant.scenario for variant in variants]),
        organisations=tuple(variant.label for variant in variants),
        replications=replications,
        seed=first.seed,
        counted=(first.run.warm_up, first.run.warm_up + first.run.observe),
        follow_up=first.run.follow_up,
        staff={variant.label: staff(variant.scenario, variant.organisation) for variant in variants},
        other_children=tuple(v.label for v in variants if not same_children(first, v.scenario)),
        currency=next((v.scenario.costs.currency for v in variants if v.scenario.costs is not None), ""),
        other_prices=tuple(v.label for v in variants if _prices(v.scenario) not in (None, _prices(first))),
        engine=engine,
        nobodys=tuple(dict.fromkeys(step for v in variants for step in steps_of_nobody(v.scenario))),
        titles=titles_of_run(variants),
        meets_every={each.label: dict(_meetings(each.scenario, each.organisation)) for each in variants},
        posts={v.label: found for v in variants if (found := posts_in_time(v.scenario, v.organisation))},
    )


def _meetings(scenario: Scenario, organisation: str) -> Iterator[tuple[str, float]]:
    """Say of each meeting how many days lie between two of it, on average over the run."""
    parts, lasting = spans(scenario), _lasting(scenario)
    for name in scenario.units:
        every = [here.unit_in(name, organisation).meets_every for _, here in parts]
        between = [days for days in every if days is not None]
        if len(between) == len(every):
            yield name, _mean(between, lasting)


def _prices(scenario: Scenario) -> dict[str, object] | None:
    """Give the prices of a scenario, whatever their source; None without."""
    return None if scenario.costs is None else scenario.costs.model_dump(exclude={"source"})


def staff(scenario: Scenario, organisation: str) -> Staff:
    """Count the workers, their places and the cases of meetings in an organisation, on average over the run."""
    counts = [_counted(here, organisation) for _, here in staffed_spans(scenario)]
    workers, places, cases = (_mean(numbers, _lasting(scenario)) for numbers in zip(*counts, strict=True))
    return Staff(workers, places, cases, _in_time(scenario, organisation))


def _lasting(scenario: Scenario) -> list[float]:
    """Give the days that each span of a scenario lasts."""
    return [until - day for day, until in pairwise([*(day for day, _ in spans(scenario)), scenario.run.end])]


def _mean(numbers: Sequence[float], lasting: Sequence[float]) -> float:
    """Average what held for so long; exactly what it is where it never changed."""
    if len(set(numbers)) == 1:
        return numbers[0]
    return math.fsum(each * days for each, days in zip(numbers, lasting, strict=True)) / math.fsum(lasting)


def _in_time(scenario: Scenario, organisation: str) -> tuple[tuple[float, str, Supply | None], ...]:
    """Say what each unit has from which day on, where that is something else than before."""
    found: list[tuple[float, str, Supply | None]] = []
    before: dict[str, Supply | None] = {}
    for day, here in staffed_spans(scenario):
        now = {name: _supply(here, name, organisation) for name in here.units}
        found += [(day, name, supply) for name, supply in now.items() if before.get(name) != supply]
        before = now
    return tuple(found)


def _counted(scenario: Scenario, organisation: str) -> tuple[float, int, float]:
    """Count the workers, the places and the cases a year as they are in a scenario in which nothing changes."""
    workers: float = 0  # whole where all posts are
    places, cases = 0, 0.0
    for name in scenario.units:
        unit = scenario.unit_in(name, organisation)
        if unit.workers is not None:
            workers += unit.workers
            places += Terms(unit.posts, unit.caseload or 1, part_post=unit.part_post).places
        elif unit.meets_every is not None:
            cases += (unit.cases or 0) * 365.25 / unit.meets_every
    return workers, places, cases


def staff_differences(
    scenario: Scenario, organisation: str, other: Scenario, its: str, moved: Container[str] = ()
) -> list[str]:
    """Say in words where two organisations have other staff at first, unit by unit; nothing where all is the same.

    Of units from or to which posts have `moved` it is told if there is another difference.
    """
    differences, titles = [], titles_of(scenario)
    at_first, there_at_first = staffed_spans(scenario)[0][1], staffed_spans(other)[0][1]
    for name in dict.fromkeys([*scenario.units, *other.units]):
        ours, theirs = _supply(at_first, name, organisation), _supply(there_at_first, name, its)
        if name in moved and ours is not None and theirs is not None:
            ours = replace(ours, workers=theirs.workers)
        if ours != theirs:
            differences.append(
                say("{unit}: {before} → {after}", unit=titles.unit(name), before=_written(ours), after=_written(theirs))
            )
    return differences


def _supply(scenario: Scenario, name: str, organisation: str) -> Supply | None:
    if name not in scenario.units:
        return None
    unit = scenario.unit_in(name, organisation)
    return Supply(unit.workers, unit.caseload or 1, unit.cases or 0, unit.meets_every or 0.0)


def _written(supply: Supply | None) -> str:
    return say("none") if supply is None or supply.workers == 0 else str(supply)
