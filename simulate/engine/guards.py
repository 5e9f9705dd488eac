"""What no engine can follow: numbers that are no times, units without anybody, lines from which nobody is called."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.plan import NONE, Floats, Needs, Parts, Plan, PlanError, Visits


def require_runnable(plan: Plan) -> None:
    """Raise PlanError if a plan holds a number that is no time, or a visit that could never start.

    SimPy would take a NaN for a time and run backwards, and would end in silence with children nobody calls.
    """
    reasons = [*_no_times(plan), *_no_parts(plan), *_no_times_of_units(plan), *_no_meetings(plan), *_no_workers(plan)]
    if reasons:
        raise PlanError(say("this plan cannot be carried out: {reasons}", reasons="; ".join(reasons)))


def _no_times(plan: Plan) -> list[str]:
    """Name the columns and rules that hold something else than a time, or visits in an order that is none."""
    reasons = []
    tables: dict[str, Visits | Parts | Needs] = {"visits": plan.visits, "parts": plan.parts, "needs": plan.needs}
    for table, columns in tables.items():
        for column in fields(columns):
            values = getattr(columns, column.name)
            if isinstance(values, np.ndarray) and values.dtype == np.float64:
                wrong = _wrong_times(column.name, values)
                if wrong:
                    reasons.append(_no_lengths(table, column.name, wrong))
    arrival = plan.children.arrival
    if not (np.isfinite(arrival) & ((arrival >= 0) | plan.children.listed)).all():
        reasons.append(say("children: an arrival is no time"))
    if not (np.isfinite(plan.end) and plan.end > 0 and (plan.leaves >= 0).all()):
        reasons.append(say("the end, or the day a child grows too old, is no time"))
    if not (plan.rules.keeps_places_after >= 0 and 0 <= plan.rules.growth < np.inf):
        reasons.append(say("rules: keeps_places_after or growth is not 0 or more"))
    if not (np.isfinite(plan.crises.threshold.values) & (plan.crises.threshold.values >= 0)).all():
        reasons.append(say("crises: a threshold is no strain"))
    if (plan.visits.after.values >= plan.visits.after.rows).any():
        reasons.append(say("visits: one waits for a later one"))
    in_order: dict[str, Visits | Needs] = {"visits": plan.visits, "needs": plan.needs}
    for table, columns in in_order.items():
        if (columns.child[1:] < columns.child[:-1]).any():
            reasons.append(say("{table}: not in the order of their children", table=table))
    return reasons


def _no_parts(plan: Plan) -> list[str]:
    """Say where parts are not those that the visits' teams ask for, or need somebody where nobody works."""
    reasons, parts = [], plan.parts
    sizes = np.array([*map(len, plan.teams), 0], dtype=np.int64)[plan.visits.team]  # NONE finds the 0
    units = np.array([unit for team in plan.teams for unit in team], dtype=np.int64)
    firsts = np.cumsum([0, *map(len, plan.teams)])[plan.visits.team]
    begins = plan.parts_of_visit
    if len(begins) > len(plan.visits) + 1 or (np.diff(parts.visit, prepend=0) < 0).any():
        return [say("parts: not in the order of their visits")]
    place = np.arange(len(parts)) - begins[parts.visit]
    has_place = place < sizes[parts.visit]
    expected = np.full(len(parts), NONE)
    expected[has_place] = units[(firsts[parts.visit] + place)[has_place]]
    if (np.diff(begins) < np.maximum(sizes, 1)).any() or (parts.unit != expected).any():
        reasons.append(say("parts: not one for each unit of their visit's team, and after them those without unit"))
    works = np.array([*(not unit.is_meeting for unit in plan.units), False])[parts.unit]  # NONE finds the last
    if (parts.lengthens & ~works).any():
        reasons.append(say("parts: one without a worker that workers make longer or shorter"))
    return reasons


def _wrong_times(name: str, values: Floats) -> int:
    """Count what is no time in a column; quickly where nothing is wrong, as nearly always."""
    if name.endswith("_before"):
        given = values[~np.isnan(values)]
        return int((~((given <= 0) & np.isfinite(given))).sum())
    may_be_endless = name in ("patience", "pause")
    if len(values) == 0 or (values.min() >= 0 and (values.max() < np.inf or may_be_endless)):  # false for a NaN
        return 0
    return int((~(values >= 0) | (np.isinf(values) & (not may_be_endless))).sum())


def _no_lengths(table: str, column: str, count: int) -> str:
    return say_n(
        "{table}: one of {column} is no length of time",
        "{table}: {count} of {column} are no lengths of time",
        count,
        table=table,
        column=column,
        count=count,
    )


def _no_times_of_units(plan: Plan) -> list[str]:
    """Name the units whose staff, terms or closed spans hold something else than times, or parts of a post."""
    reasons = []
    for unit in plan.units:
        days = [day for day, _ in unit.later]
        days += [day for span in (*unit.closed, *unit.stops) for day in span]
        lengths = []
        for _, terms in unit.in_time:
            lengths += [terms.handover_days, *(days for days, _ in terms.newcomer)]
            lengths += [terms.extra.after] if terms.extra is not None else []
        if unit.staff is not None:
            lengths += [unit.staff.vacant_for.min(initial=0), unit.staff.leaves_at.min(initial=0)]
            away, spells = unit.staff.away.values, unit.staff.back.values - unit.staff.away.values
            days += [away.min(initial=0), away.max(initial=0)]  # NaN, if there is one
            lengths += [spells.min(initial=0), spells.max(initial=0)]
        full = [terms.full_pace_up_to for _, terms in unit.in_time if terms.full_pace_up_to is not None]
        shares = [share for _, terms in unit.in_time for share in terms.newcomer_shares]
        if not all(0 < number < np.inf for number in (*full, *shares)):
            reasons.append(
                say("{unit}: the children whom workers can have at full pace are no number above 0", unit=unit.name)
            )
        if not all(0 < terms.part_post <= 1 for _, terms in unit.in_time):
            reasons.append(say("{unit}: the last post is no part of a post", unit=unit.name))
        if not all(0 <= day < np.inf for day in days) or not all(length >= 0 for length in lengths):
            reasons.append(say("{unit}: staff, terms or closed spans hold something that is no time", unit=unit.name))
    days = [day for day, _ in plan.later_rules]
    if not all(0 <= day < np.inf for day in days) or not all(0 < each.pace < np.inf for each in plan.start_ups):
        reasons.append(say("rules or start-ups: a day or a pace is none"))
    return reasons


def _no_meetings(plan: Plan) -> list[str]:
    """Name the meetings that have no interval: the clock would stand still, or run backwards."""
    return [
        say(
            "the unit {unit} meets every {days} days; give it more than 0 days between two meetings",
            unit=unit.name,
            days=terms.meets_every,
        )
        for unit in plan.units
        for _, terms in unit.in_time
        if terms.meets_every is not None and not 0 < terms.meets_every < np.inf
    ]


def _no_workers(plan: Plan) -> list[str]:
    """Name the units that have no places but are needed, and for which steps."""
    reasons = []
    teams_needed = np.flatnonzero(np.bincount(plan.visits.team + 1)[1:])  # NONE + 1 is the first
    for number in sorted({unit for team in teams_needed for unit in plan.teams[team]}):
        unit = plan.units[number]
        if all((each.cases if unit.is_meeting else each.workers * each.caseload) <= 0 for _, each in unit.in_time):
            teams = [team for team, units in enumerate(plan.teams) if number in units]
            steps = np.unique(plan.visits.step[np.isin(plan.visits.team, teams)])
            reasons.append(
                say_n(
                    "{organisation}: the unit {unit} has no workers here, but children need it ({steps}); give it "
                    "workers, or another unit to that step",
                    "{organisation}: the unit {unit} has no workers here, but children need it ({steps}); give it "
                    "workers, or another unit to those steps",
                    len(steps),
                    organisation=plan.organisation,
                    unit=unit.name,
                    steps=", ".join(plan.steps[step].name for step in steps),
                )
            )
    return reasons


def forgotten(plan: Plan, team: int, met: Sequence[bool]) -> PlanError:
    """Say that somebody waits in a line from which nobody was ever called, and why: `met` tells which units did."""
    units = plan.teams[team]
    meetings = [unit for unit in units if plan.units[unit].is_meeting]
    never = [plan.units[unit].name for unit in meetings if not met[unit]]
    together, day = " + ".join(plan.units[unit].name for unit in units), f"{plan.end:g}"
    if never:
        return PlanError(
            say_n(
                "children wait for {units}, but nobody will ever call them: {meetings} did not meet before the end on "
                "day {day}; let it meet more often, or let the run be longer",
                "children wait for {units}, but nobody will ever call them: {meetings} did not meet before the end on "
                "day {day}; let them meet more often, or let the run be longer",
                len(never),
                units=together,
                meetings=listed(never),
                day=day,
            )
        )
    return PlanError(
        say(
            "children wait for {units}, but nobody will ever call them: {meetings} did not meet on the same day before "
            "the end on day {day}; let them meet more often, or let the run be longer",
            units=together,
            meetings=listed(plan.units[unit].name for unit in meetings),
            day=day,
        )
    )
