"""Every measure of a unit by itself, in the order in which people read them. A new one is one more of these."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from simulate.findings.catalogue import DAYS, PERCENT
from simulate.findings.measure import Findings
from simulate.findings.units import ALL_STEPS
from simulate.language import mark

TIMES = mark("times")
PER_WORKER = mark("per worker")
HOURS = mark("hours a week")


@dataclass(frozen=True)
class UnitMeasure:
    """A number about a unit in an organisation: what it is called, and how it is found in one replication."""

    key: str
    label: str
    unit: str  # in which it is told: days, per cent, …
    of: Callable[[Findings, str], float]  # of the unit named; NaN where there is nothing to tell
    least: float = 0.0
    most: float = math.inf

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values it must lie."""
        return self.least, self.most


def _wait(key: str, label: str, unit: str, name: str, least: float = 0.0) -> UnitMeasure:
    def of(found: Findings, where: str) -> float:
        wait = found.waits.get((where, ALL_STEPS))
        return math.nan if wait is None else float(getattr(wait, name))

    return UnitMeasure(key, label, unit, of, least)


def _time(key: str, label: str, unit: str, name: str, factor: float = 1.0, most: float = math.inf) -> UnitMeasure:
    def of(found: Findings, where: str) -> float:
        time = found.working_time.get(where)
        return math.nan if time is None else factor * float(getattr(time, name))

    return UnitMeasure(key, label, unit, of, most=most)


def _children_per_worker(found: Findings, where: str) -> float:
    """Divide the children of a unit by its workers who are there, both on average from the warm-up on."""
    caseload = found.caseloads.get(where)
    if caseload is None:
        return math.nan
    children, workers = caseload.between(found.window.warm_up, found.window.end)
    return children / workers if workers > 0 else math.nan


UNIT_MEASURES: tuple[UnitMeasure, ...] = (
    _wait("days_in_line", mark("Days in line"), DAYS, "mean"),
    _wait("days_of_work", mark("Days of work"), DAYS, "work_mean"),
    _wait("days_stretched", mark("Days by which work is stretched"), DAYS, "stretched_mean", -math.inf),
    _wait("times_as_long", mark("Days that work takes ÷ days of work"), TIMES, "times_as_long"),
    UnitMeasure("children_per_worker", mark("Children per worker"), PER_WORKER, _children_per_worker),
    _time("in_use", mark("Share of working time in use"), PERCENT, "in_use", 100.0, 100.0),
    _time("spare_hours", mark("Spare hours"), HOURS, "spare"),
    _time("spare_hours_per_post", mark("Spare hours in each full post"), HOURS, "spare_per_post"),
    _time("hours", mark("Hours of all posts and consultants"), HOURS, "hours"),
    _time("hours_with_children", mark("Hours that go to children"), HOURS, "with_children"),
    _time("hours_for_development", mark("Hours set aside for development"), HOURS, "development"),
    _time("hours_of_first_time", mark("Hours in which newcomers learn the work"), HOURS, "first_time"),
    _time("hours_away", mark("Hours of those who are absent"), HOURS, "away"),
    _time("hours_vacant", mark("Hours of vacant posts"), HOURS, "vacant"),
    _time("hours_in_a_post", mark("Hours in a full post"), HOURS, "hours_in_a_post"),
)
"""Every measure of a unit. Days are of the visits that are asked for in the observed window, all else is of the time
from the warm-up to the end of the run. Spare hours and those that go to children, to development and to learning, and
those of the absent and of vacant posts, are all hours there are."""

BY_KEY = {measure.key: measure for measure in UNIT_MEASURES}
