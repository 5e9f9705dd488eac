"""Units as they are in one organisation: their terms from each day on, when they are closed, their staff's luck."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np

from simulate.plan import PlannedDevelopment, PlannedExtra, PlannedUnit, Terms
from simulate.scenario.calendar import closed_spans
from simulate.scenario.schema.durations import DAYS_PER_MONTH
from simulate.scenario.schema.scenario import Unit
from simulate.scenario.schema.staffing import Closed, Development, ExtraStaff, NewcomerStep
from simulate.scenario.spans import Spans
from simulate.world.staff import Dated, StaffLuck, risk_of_absence, turns

ClosedDays = tuple[tuple[float, float], ...]


def planned_units(
    spans: Spans, organisation: str, luck: StaffLuck | None, most: Mapping[str, int]
) -> tuple[PlannedUnit, ...]:
    """Give the units as they are in an organisation, in the file's order, with the luck of one replication.

    Without luck nobody is ill and nobody leaves. `most` are the `most_posts` of each unit.
    """
    units = units_without_luck(spans, organisation, most)
    return tuple(each.unit if luck is None else each.with_luck(luck) for each in units)


def most_posts(spans: Spans) -> dict[str, int]:
    """Count the most posts each unit ever has in any organisation."""
    return {
        name: max(here.unit_in(name, each).posts for _, here in spans for each in here.organisations)
        for name in spans[0][1].units
    }


@dataclass(frozen=True)
class WithoutLuck:
    """A unit in which nobody is ill and nobody leaves, and what decides how often they are and do."""

    unit: PlannedUnit
    most: int  # posts in any organisation
    dated: Dated

    def with_luck(self, luck: StaffLuck) -> PlannedUnit:
        """Give the unit with the luck of one replication."""
        return replace(self.unit, staff=luck.of(self.unit.name, self.unit.posts, self.most, self.dated))

    def on_average(self, luck: StaffLuck) -> list[PlannedUnit]:
        """Give the unit several times over, with luck that is as even as can be."""
        several = luck.several(self.unit.name, self.unit.posts, self.most, self.dated)
        return [replace(self.unit, staff=staff) for staff in several]


def units_without_luck(spans: Spans, organisation: str, most: Mapping[str, int]) -> Iterator[WithoutLuck]:
    """Give the units as they are in an organisation, in the file's order; `most` are the `most_posts` of each."""
    for name in spans[0][1].units:
        dated = tuple((day, here.unit_in(name, organisation)) for day, here in spans)
        yield WithoutLuck(_planned_unit(spans, name, organisation, dated), most[name], dated)


def _planned_unit(spans: Spans, name: str, organisation: str, unit: Dated) -> PlannedUnit:
    scenario = spans[0][1]
    every = [
        (day, _terms(terms, here.organisations[organisation].development))
        for (day, terms), (_, here) in zip(unit, spans, strict=True)
    ]
    return PlannedUnit(
        **vars(every[0][1]),
        name=name,
        administration=scenario.units[name].administration,
        later=tuple(after for before, after in pairwise(every) if after[1] != before[1]),
        closed=_times_of(spans, unit, lambda terms: (terms.closed, terms.opening)),
        stops=_times_of(spans, unit, lambda terms: terms.stopping),
    )


def _terms(unit: Unit, organisations_own: Development | None) -> Terms:
    if unit.workers is None:
        return Terms(workers=0, caseload=0, meets_every=unit.meets_every, cases=unit.cases or 0)
    caseload = unit.caseload or 1
    if_absent = unit.absence.cases if unit.absence is not None and risk_of_absence(unit.absence) > 0 else "wait"
    stretches = _newcomer(unit.newcomer, caseload, unit.full_pace_up_to is not None)
    return Terms(
        workers=unit.posts,
        caseload=caseload,
        part_post=unit.part_post,
        newcomer=tuple((lasts, places) for lasts, places, _ in stretches),
        newcomer_shares=tuple(share for _, _, share in stretches) if unit.full_pace_up_to is not None else (),
        full_pace_up_to=unit.full_pace_up_to,
        post_hours=unit.post_hours,
        handover_days=unit.handover_days,
        hands_over_absent=if_absent == "are handed over",
        lines_up_absent=if_absent == "wait in line",
        lines_up_leavers=unit.cases_of_leavers == "wait in line",
        extra=_extra(unit.extra_staff, caseload),
        development=_development(unit.development or organisations_own),
    )


def best_pace(spans: Spans) -> float:
    """Give a pace that no unit and no organisation ever exceeds: all that can be learnt, and a quick start-up."""
    gains, paces = [0.0], [1.0]
    for _, scenario in spans:
        for organisation, features in scenario.organisations.items():
            units = (scenario.unit_in(unit, organisation) for unit in scenario.units)
            every = (features.development, *(unit.development for unit in units))
            gains += [each.gain for each in map(_development, every) if each is not None]
            paces += [features.start_up.pace] if features.start_up is not None else []
    return (1 + max(gains)) * max(paces)


def _newcomer(steps: list[NewcomerStep], caseload: int, shares_time: bool) -> list[tuple[float, int, float]]:
    """Give the places of a new worker's first time in whole children, half a child rounded up, one at least.

    Returns for each stretch its days, its places and the share itself; without last ones that are as all that follows.
    """
    stretches = [
        (step.lasts, max(1, int(np.floor(step.caseload * caseload + 0.5))), step.caseload)
        for step in steps
        if step.lasts > 0
    ]
    while stretches and stretches[-1][1] == caseload and not (shares_time and stretches[-1][2] < 1):
        stretches.pop()
    return stretches


def _extra(extra: ExtraStaff | None, caseload: int) -> PlannedExtra | None:
    if extra is None:
        return None
    return PlannedExtra(extra.workers, extra.caseload or caseload, extra.line_above, extra.after, extra.leave_at)


def _development(given: Development | None) -> PlannedDevelopment | None:
    """Give what a unit sets aside; None where it is nothing, for then nothing is learnt."""
    if given is None or given.share == 0:
        return None
    learns = 1 - 0.5 ** (DAYS_PER_MONTH / given.half_life)
    return PlannedDevelopment(given.share, given.protected, given.calm_below, given.gain, learns)


def _times_of(spans: Spans, unit: Dated, which: Callable[[Unit], tuple[list[Closed], str]]) -> ClosedDays:
    """Give the times in which a unit is closed, by closed times and hours that hold from day to day: rising, apart."""
    start, end = spans[0][1].start, spans[0][1].run.end
    said = turns(unit, which)
    closed: list[tuple[float, float]] = []
    for (day, (times, hours)), until in zip(said, [*(day for day, _ in said[1:]), end], strict=True):
        for begins, ends in _within(_closed_all_the_time(tuple(times), hours, start, end), day, until):
            if closed and begins <= closed[-1][1]:
                begins, ends = closed.pop()[0], ends
            closed.append((begins, ends))
    return tuple(closed)


@lru_cache(maxsize=256)
def _closed_all_the_time(times: tuple[Closed, ...], hours: str, start: datetime.date, end: float) -> ClosedDays:
    """Give closed times as one file says them; they are the same in every replication, and many with office hours."""
    return closed_spans(times, hours, start, end)


def _within(times: ClosedDays, begins: float, until: float) -> Iterator[tuple[float, float]]:
    for some in times:
        if some[0] < until and some[1] > begins:
            yield max(some[0], begins), min(some[1], until)
