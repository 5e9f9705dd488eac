"""What can be asked of one organisation by name, so that it can be held against what was seen in a real town.

It is a measure of the catalogue, for a group of children; a measure of a unit; or one of those below, of what is done
at a step, in a unit, or at a step in a unit.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from simulate.findings.catalogue import DAYS, MEASURES, PERCENT, Measure
from simulate.findings.counted import Counted
from simulate.findings.groups import ALL
from simulate.findings.measure import Findings
from simulate.findings.place import Place
from simulate.findings.survival import Curve
from simulate.findings.unit_measures import BY_KEY, UnitMeasure
from simulate.language import mark

A_YEAR = mark("a year")
A_YEAR_OF_100 = mark("a year of 100 posts")
CHILDREN = mark("children")


@dataclass(frozen=True)
class PlaceMeasure:
    """A number about what is done at a place: what it is called, and how it is found in one replication."""

    key: str
    label: str  # with the {limit}, where it is about one
    unit: str
    of: Callable[[Place, Findings, float], float]  # of a place, with all findings, and within so many days
    limit: bool = False  # whether it is about a number of days
    of_unit: bool = False  # whether it is of a unit alone
    better: str = ""

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values it must lie."""
        return 0.0, 100.0 if self.unit == PERCENT else math.inf


Askable = Measure | UnitMeasure | PlaceMeasure
"""Whatever can be asked for."""


@dataclass(frozen=True)
class Quantity:
    """A measure, and of whom or of what: a group of children; a unit; a step, a unit and a need, "" for any."""

    measure: str
    group: str = ALL.key
    unit: str = ""
    step: str = ""
    need: str = ""
    limit: float = 0.0  # days; 0 where it is about none

    @property
    def of(self) -> Askable:
        """The measure itself."""
        return ASKABLE[self.measure]

    @property
    def about(self) -> str:
        """Of whom or what it is, as tables have it, the same in every language: of what is no group "step: x, unit: y".

        Together with the measure it stands for the quantity among all that is known of a replication.
        """
        if isinstance(self.of, Measure):
            return self.group
        names = (("step", self.step), ("unit", self.unit), ("need", self.need), ("limit", self._written_limit))
        return ", ".join(f"{kind}: {name}" for kind, name in names if name)

    @property
    def key(self) -> tuple[str, str]:
        """Under what it stands there."""
        return self.measure, self.about

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values it must lie."""
        return self.of.bounds

    @property
    def _written_limit(self) -> str:
        return f"{self.limit!r}" if self.limit else ""


def value_of(asked: Quantity, counted: Counted, findings: Findings) -> float:
    """Find a quantity in one replication; NaN where there is nobody to measure, infinite for what is not reached."""
    of = asked.of
    if isinstance(of, Measure):
        return findings.values.get(asked.key, math.nan)
    if isinstance(of, UnitMeasure):
        return of.of(findings, asked.unit)
    return of.of(Place(counted, asked.unit, asked.step, asked.need), findings, asked.limit)


def _of_curve(
    key: str, label: str, curve: Callable[[Place], Curve], percent: float | None = None, better: str = "lower"
) -> PlaceMeasure:
    """Read the mean within the horizon, or a percentile, of how long something lasts."""

    def of(place: Place, _: Findings, limit: float) -> float:
        lasts = curve(place)
        return lasts.mean_within(place.rounds.horizon) if percent is None else lasts.percentile(percent)

    return PlaceMeasure(key, label, DAYS, of, better=better)


def _of_staff(key: str, label: str, unit: str, name: str, factor: float = 1.0) -> PlaceMeasure:
    def of(place: Place, findings: Findings, limit: float) -> float:
        staff = findings.staff.get(place.unit)
        return math.nan if staff is None else factor * float(getattr(staff, name))

    return PlaceMeasure(key, label, unit, of, of_unit=True, better="lower")


def _in_line(place: Place, findings: Findings, limit: float) -> float:
    load = findings.loads.get(place.unit)
    return math.nan if load is None else load.line_mean


PLACE_MEASURES: tuple[PlaceMeasure, ...] = (
    PlaceMeasure(
        "begun_within",
        mark("Begun within {limit} of being asked for"),
        PERCENT,
        lambda place, _, limit: place.rounds.begun_within(limit),
        limit=True,
        better="higher",
    ),
    PlaceMeasure(
        "longer_than",
        mark("Not finished {limit} after being asked for"),
        PERCENT,
        lambda place, _, limit: place.rounds.longer_than(limit),
        limit=True,
        better="lower",
    ),
    _of_curve("visit_wait_mean", mark("Days from asked for to begun, mean"), lambda place: place.rounds.wait()),
    _of_curve("visit_wait_median", mark("Days from asked for to begun, median"), lambda place: place.rounds.wait(), 50),
    _of_curve("visit_whole_mean", mark("Days from asked for to finished, mean"), lambda place: place.rounds.whole()),
    _of_curve(
        "visit_whole_median", mark("Days from asked for to finished, median"), lambda place: place.rounds.whole(), 50
    ),
    _of_curve("visit_length_mean", mark("Days from begun to finished, mean"), lambda place: place.rounds.length()),
    _of_curve(
        "visit_length_median", mark("Days from begun to finished, median"), lambda place: place.rounds.length(), 50
    ),
    PlaceMeasure(
        "children_at_a_time", mark("Children at a time"), CHILDREN, lambda place, _, limit: place.children_at_a_time()
    ),
    PlaceMeasure("begun_per_year", mark("Begun in a year"), A_YEAR, lambda place, _, limit: place.begun_per_year()),
    PlaceMeasure("in_line", mark("Children in line, mean"), CHILDREN, _in_line, of_unit=True, better="lower"),
    PlaceMeasure(
        "under_a_year",
        mark("Workers who have been there for less than a year"),
        PERCENT,
        lambda place, _, limit: place.under_a_year(),
        of_unit=True,
        better="lower",
    ),
    _of_staff("leavers_per_100", mark("Workers who leave"), A_YEAR_OF_100, "leavers_per_100"),
    _of_staff("vacant", mark("Days of posts that are vacant"), PERCENT, "vacant", 100.0),
    _of_staff("absent", mark("Days of workers who are absent"), PERCENT, "absent", 100.0),
)
"""Measures of what is done at a place. Waits, lengths and shares are of the ordinary visits that are asked for in the
observed window; those that leave their line are followed until they do, and a share is of those followed for so many
days. How many begin, stand in line or are there at a time is of everybody, from the warm-up to the end."""

ASKABLE: dict[str, Askable] = {**MEASURES, **BY_KEY, **{each.key: each for each in PLACE_MEASURES}}
"""Every measure that can be asked for, by key."""
