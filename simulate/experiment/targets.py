"""What was seen in a real town, held against a scenario: targets it is fitted to, and checks it never is."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from simulate.experiment.cells import Measured
from simulate.findings.catalogue import DAYS, Measure
from simulate.findings.groups import ALL, groups_in
from simulate.findings.quantities import ASKABLE, Askable, Quantity
from simulate.findings.unit_measures import UnitMeasure
from simulate.language import mark, said, say
from simulate.language.lists import listed
from simulate.scenario.errors import Complaint, ScenarioError
from simulate.scenario.plain import KeyPath
from simulate.scenario.reading.targets import Read, read_targets
from simulate.scenario.schema.durations import days_from
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.schema.targets import Seen
from simulate.scenario.turning import dial_named
from simulate.scenario.wording import in_a_row, near_miss, nearest, no_such, shown

FAR = 1000.0
"""So many tolerances off counts what is not reached, or has nobody to measure."""

_PLACES = {"unit": "units", "step": "steps", "need": "needs"}
"""The keys of a target that name something of the scenario, and in which of its tables that stands."""

_UNFIT = {
    "group": mark("{measure} is about no group of children: take group away"),
    "unit": mark("{measure} is about no unit: take unit away"),
    "step": mark("{measure} is about no step: take step away"),
    "need": mark("{measure} is about no need: take need away"),
    "limit": mark("{measure} is about no number of days: take limit away"),
}


@dataclass(frozen=True)
class Target:
    """Something that was seen, and how near a scenario should come to it."""

    name: str
    title: str  # "" where it is called by its measure
    quantity: Quantity
    organisation: str
    value: float  # in the unit of the measure
    tolerance: float
    source: str

    @property
    def low(self) -> float:
        """The least that meets it."""
        return self.value - self.tolerance

    @property
    def high(self) -> float:
        """The most that meets it."""
        return self.value + self.tolerance

    def misfit(self, value: float) -> float:
        """Say by how many tolerances a value is off; FAR where it is not known."""
        return (value - self.value) / self.tolerance if math.isfinite(value) else FAR

    def is_met_by(self, value: float) -> bool:
        """Tell whether a value is near enough; one that is not known is not."""
        return self.low <= value <= self.high

    def value_in(self, measured: Measured) -> float:
        """Give what one replication measured of it; NaN for nobody."""
        return measured[self.organisation].get(self.quantity.key, math.nan)


@dataclass(frozen=True)
class Targets:
    """What a scenario is fitted to, what it is held against, and which dials may be moved."""

    targets: tuple[Target, ...]
    checks: tuple[Target, ...]
    move: tuple[str, ...]
    file: str

    @property
    def name(self) -> str:
        """What the file is called, without where it lies."""
        return PurePath(self.file).name

    @property
    def every(self) -> tuple[Target, ...]:
        """Targets, and then checks."""
        return self.targets + self.checks

    def organisations_of(self, scenario: Scenario, some: tuple[Target, ...]) -> tuple[str, ...]:
        """Give the organisations that some of them are about, in the scenario's order."""
        asked = {each.organisation for each in some}
        return tuple(name for name in scenario.organisations if name in asked)


def quantities(some: tuple[Target, ...]) -> tuple[Quantity, ...]:
    """Give what is to be measured besides the catalogue, each once."""
    return tuple(dict.fromkeys(each.quantity for each in some if not isinstance(each.quantity.of, Measure)))


def load_targets(given: str | Path | Mapping[str, Any], scenario: Scenario) -> Targets:
    """Read a file of targets, or tables like those of one, for a scenario. Raises ScenarioError with all mistakes."""
    read = read_targets(given)
    further = [complaint for (kind, name), seen in read.seen.items()
               for complaint in _wrong(seen, (kind, name), scenario)]  # fmt: skip
    further += _wrong_dials(read, scenario)
    if read.complaints or further or read.tables is None:
        raise ScenarioError(read.mistakes(further))
    tables = read.tables
    return Targets(
        tuple(_target(name, seen, scenario) for name, seen in tables.targets.items()),
        tuple(_target(name, seen, scenario) for name, seen in tables.checks.items()),
        tuple(tables.move),
        read.layer.file,
    )


def _target(name: str, seen: Seen, scenario: Scenario) -> Target:
    of = ASKABLE[seen.measure]
    group = (seen.group or ALL.key) if isinstance(of, Measure) else ALL.key
    quantity = Quantity(seen.measure, group, seen.unit, seen.step, seen.need, seen.limit or 0.0)
    value, tolerance = _amount(seen.value), _amount(seen.tolerance)
    organisation = seen.organisation or next(iter(scenario.organisations))
    return Target(name, seen.title, quantity, organisation, value, tolerance, seen.source)


def _amount(given: float | str) -> float:
    return days_from(given) if isinstance(given, str) else given


def _wrong_dials(read: Read, scenario: Scenario) -> list[Complaint]:
    """Find dials that may be moved and are none, or stand there twice."""
    names = read.tables.move if read.tables is not None else read.layer.table.get("move", [])
    names = names if isinstance(names, list) else []
    found = []
    for place, name in enumerate(names):
        if name in names[:place]:
            found.append(Complaint(("move", place), say("stands here twice")))
        elif isinstance(name, str):
            try:
                dial_named(scenario, name)
            except ValueError as problem:
                found.append(Complaint(("move", place), str(problem)))
    return found


def _wrong(seen: Seen, place: KeyPath, scenario: Scenario) -> Iterator[Complaint]:
    """Find what of a target is not there in the scenario, or does not go with its measure."""
    if seen.organisation and seen.organisation not in scenario.organisations:
        yield Complaint((*place, "organisation"), no_such("organisation", seen.organisation, scenario.organisations))
    for key, table in _PLACES.items():
        name = getattr(seen, key)
        if name and name not in getattr(scenario, table):
            yield Complaint((*place, key), no_such(key, name, getattr(scenario, table)))
    measure = getattr(seen, "measure", None)  # of a table that is wrong otherwise it may lack
    of = None if measure is None else ASKABLE.get(measure)
    if measure is not None and of is None:
        yield Complaint((*place, "measure"), _no_measure(measure))
    if of is not None:
        yield from _wrong_place(seen, of, place)
    if seen.group:
        yield from _wrong_group(seen.group, place, scenario)
    yield from _wrong_amounts(seen, of, place)


def _no_measure(name: str) -> str:
    near = nearest(name, ASKABLE)
    known = near_miss(near) if near else say("the measures are {known}", known=", ".join(ASKABLE))
    return in_a_row(say("there is no measure {measure}", measure=shown(name)), known)


def _wrong_place(seen: Seen, of: Askable, place: KeyPath) -> Iterator[Complaint]:
    """Find what a measure cannot be asked of, and what it must be told."""
    fit = _fit(of)
    for key, words in _UNFIT.items():
        if getattr(seen, key) and key not in fit:
            yield Complaint((*place, key), said(words, measure=seen.measure))
    if isinstance(of, Measure):
        return
    if "step" in fit and not (seen.step or seen.unit):
        yield Complaint(place, say("{measure} is of a step or a unit: name one, or both", measure=seen.measure))
    if "step" not in fit and not seen.unit:
        yield Complaint(place, say("{measure} is of a unit: name it", measure=seen.measure))
    if "limit" in fit and not seen.limit:
        yield Complaint(place, say('{measure} is about a number of days: say limit = "30 days"', measure=seen.measure))


def _fit(of: Askable) -> set[str]:
    """Say which keys go with a measure."""
    if isinstance(of, Measure):
        return {"group"}
    if isinstance(of, UnitMeasure) or of.of_unit:
        return {"unit"}
    return {"unit", "step", "need"} | ({"limit"} if of.limit else set())


def _wrong_group(group: str, place: KeyPath, scenario: Scenario) -> Iterator[Complaint]:
    known = [each.key for each in groups_in(scenario)]
    if group not in known:
        near = nearest(group, known)
        help_ = near_miss(near) if near else say("the groups are {known}", known=listed(known))
        words = in_a_row(say("there is no group {group}", group=shown(group)), help_)
        yield Complaint((*place, "group"), words)


def _wrong_amounts(seen: Seen, of: Askable | None, place: KeyPath) -> Iterator[Complaint]:
    """Find values that the measure cannot have, if it is known, and tolerances that are none."""
    low, high = (-math.inf, math.inf) if of is None else of.bounds
    for key in ("value", "tolerance"):
        given = getattr(seen, key, None)
        if given is None:
            continue
        if isinstance(given, str) and of is not None and of.unit != DAYS:
            unit = said(of.unit, currency=say("currency"))
            words = say("must be a number: {measure} is in {unit}", measure=seen.measure, unit=unit)
            yield Complaint((*place, key), words)
            continue
        try:
            amount = _amount(given)
        except ValueError as problem:
            yield Complaint((*place, key), str(problem))
            continue
        if key == "tolerance" and not amount > 0:
            yield Complaint((*place, key), say("must be more than 0; got {value}", value=shown(given)))
        if key == "value" and not low <= amount <= high:
            yield Complaint((*place, key), _out_of_bounds(seen.measure, low, high, given))


def _out_of_bounds(measure: str, low: float, high: float, given: float | str) -> str:
    if math.isinf(high):
        return say("{measure} is at least {low}; got {value}", measure=measure, low=f"{low:g}", value=shown(given))
    return say(
        "{measure} is from {low} to {high}; got {value}",
        measure=measure,
        low=f"{low:g}",
        high=f"{high:g}",
        value=shown(given),
    )
