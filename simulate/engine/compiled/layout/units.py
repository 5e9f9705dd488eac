"""Units, their slots and terms, and what is known to happen to them: as rows of tables."""

from typing import Any

import numpy as np

from simulate.engine.compiled.layout.kinds import DAYS, FLAG, LONG, Table, record, rows
from simulate.engine.rules import NOBODY, VETERAN, lines_of
from simulate.plan import NONE, Integers, Plan, PlannedUnit, Ragged, Terms

UNIT = record(
    met_on=DAYS,  # the latest meeting; NaN before the first
    pace="f8",
    learnt="f8",
    next_meeting=LONG,  # the ticket of its moment; NONE without
    free=LONG,
    busy=LONG,
    waiting=LONG,
    offered=LONG,
    set_aside=LONG,
    kept_for=LONG,  # the team for which a place is kept, when it was looked up last; NONE without
    terms=LONG,  # the row of those that hold
    posts=LONG,
    slots=LONG,
    first_slot=LONG,
    tree=LONG,  # where the tournament of its slots begins in `tree`
    teams=LONG,  # how many need it
    first_team=LONG,  # of these, in `links`
    own_line=LONG,  # the team in whose line nobody else is waited for; NONE where none stand in line again
    left_behind=LONG,  # how many cases nobody has, and do not stand in line again
    first_review=LONG,  # of its first post, in `reviews`
    months=LONG,  # reviews of each post
    working=LONG,  # of those that are busy, how many parts take a worker's time
    first_clock=LONG,  # of its first slot, in `work_clocks`
    first_stop=LONG,  # in `stops`: the times in which its work stands still
    stops=LONG,
    has_clocks=FLAG,  # its workers share their time, at some time
    meets=FLAG,
    is_open=FLAG,
    develops=FLAG,
    sent_for=FLAG,  # consultants are
    has_staff=FLAG,
    has_extra=FLAG,  # at some time
    in_work=FLAG,  # its workers come and go, or share their time, or their work stops at times
    lists_cases=FLAG,  # its slots know their cases, not only how many they are
)
SLOT = record(
    worker=LONG,
    stretch=LONG,
    generation=LONG,
    offers=LONG,
    room=LONG,  # places free; fewer than 0 after a handover, NOBODY where nobody calls
    cases=LONG,
    filling=LONG,  # the ticket of the moment at which the vacant post is filled; NONE without
    grows_from=LONG,  # moments with lower tickets no longer let its worker grow
    joined_on=DAYS,  # NaN for who has been there since before day 0
    first_absence=LONG,
    absences=LONG,
    next_absence=LONG,  # the first that is not over
    unit=LONG,
    is_away=FLAG,
    takes=FLAG,
)
TERMS = record(
    workers=LONG,
    caseload=LONG,
    part_places=LONG,  # of who sits in the last post, which may be a part-time post
    cases=LONG,
    meets_every=DAYS,  # NaN where it does not meet
    handover_days=DAYS,
    first_stretch=LONG,  # of a newcomer, in `stretches`
    stretches=LONG,
    extra_workers=LONG,
    extra_caseload=LONG,
    line_above=LONG,
    leave_at=LONG,
    extra_after=DAYS,
    share="f8",
    calm_below="f8",
    gain="f8",
    learns="f8",
    full_pace="f8",  # children to whom a worker can give full pace; infinite where time is not shared
    part_full_pace="f8",  # of who sits in the last post
    shares_time=FLAG,
    hands_over_absent=FLAG,
    lines_up_absent=FLAG,
    absent_keep_cases=FLAG,
    lines_up_leavers=FLAG,
    has_extra=FLAG,
    has_development=FLAG,
    protected=FLAG,
)
STRETCH = record(days=DAYS, places=LONG, part_places=LONG, full_pace="f8", part_full_pace="f8")  # see `TERMS`
WORK_CLOCK = record(
    reading="f8",  # days of work done for each child …
    since=DAYS,  # … on this day
    pace="f8",
    due=DAYS,  # when it strikes; infinite where it does not
    awaited=LONG,  # the part that is done then; NONE without
    first=LONG,  # of the parts on it, that which ends first; NONE without
    parts=LONG,
    unit=LONG,
)
STOP = record(begins=DAYS, ends=DAYS, worked=DAYS)  # days of working time that have passed when it begins
ABSENCE = record(away=DAYS, back=DAYS)
REVIEW = record(leaves_at="f8", vacant_for=DAYS)


def units_of(plan: Plan) -> Table:
    """Give the table of units, without the teams that need each: see `teams`."""
    listed = bool(np.isfinite(plan.visits.started_before).any())
    table = []
    terms = slots = reviews = clocks = stops = 0
    lines = lines_of(plan)
    for number, unit in enumerate(plan.units):
        months = unit.staff.leaves_at.shape[1] if unit.staff is not None else 0
        table.append(
            {
                "met_on": np.nan,
                "pace": 1.0,
                "next_meeting": NONE,
                "terms": terms,
                "posts": unit.posts,
                "slots": unit.slots,
                "first_slot": slots,
                "tree": 2 * slots,
                "first_review": reviews,
                "months": months,
                "own_line": lines.index((number,)) if unit.ever_lines_up else NONE,
                "meets": unit.is_meeting,
                "is_open": True,
                "has_staff": unit.staff is not None,
                "has_extra": any(each.extra is not None for _, each in unit.in_time),
                "first_clock": clocks,
                "has_clocks": unit.ever_shares_time,
                "first_stop": stops,
                "stops": len(unit.stops),
                "in_work": bool(unit.has_comings_and_goings or unit.ever_shares_time or unit.stops),
                "lists_cases": listed or unit.has_comings_and_goings,
            }
        )
        terms += len(unit.in_time)
        slots += unit.slots
        reviews += unit.staff.leaves_at.size if unit.staff is not None else 0
        clocks += clocks_of(plan, unit)
        stops += len(unit.stops)
    return rows(UNIT, table)


def shares_at_times(unit: PlannedUnit) -> bool:
    """Tell whether a unit's workers share their time on some days and not on others."""
    return len({terms.shares_time for _, terms in unit.in_time}) > 1


def clocks_of(plan: Plan, unit: PlannedUnit) -> int:
    """Count the clocks of work of a unit: one for each slot and start-up by which children may come, or none."""
    return unit.slots * (1 + len(plan.start_ups)) if unit.ever_shares_time else 0


def work_clocks_of(plan: Plan) -> Table:
    """Give the clocks of work, slot by slot, none of which runs yet."""
    table = np.zeros(sum(clocks_of(plan, unit) for unit in plan.units), dtype=WORK_CLOCK)
    table["due"], table["awaited"], table["first"] = np.inf, NONE, NONE
    counts = np.array([clocks_of(plan, unit) for unit in plan.units], dtype=np.int64)
    table["unit"] = np.repeat(np.arange(len(counts)), counts)
    return table


def stops_of(plan: Plan) -> Table:
    """Give all times in which units' work stands still, unit by unit."""
    table = np.empty(sum(len(unit.stops) for unit in plan.units), dtype=STOP)
    row = 0
    for unit in plan.units:
        ended = worked = 0.0
        for begins, ends in unit.stops:
            worked += begins - ended
            table[row] = begins, ends, worked
            ended, row = ends, row + 1
    return table


def slots_of(plan: Plan) -> Table:
    """Give the table of slots, unit by unit."""
    table = np.zeros(sum(unit.slots for unit in plan.units), dtype=SLOT)
    table["room"], table["stretch"], table["filling"], table["joined_on"] = NOBODY, VETERAN, NONE, np.nan
    first = absence = 0
    for number, unit in enumerate(plan.units):
        slots = table[first : first + unit.slots]
        places = np.arange(unit.slots)
        slots["unit"] = number
        slots["worker"] = np.where(places < unit.workers, places, NONE)
        slots["takes"] = places < unit.posts  # consultants are not there yet
        if unit.staff is not None:
            slots["absences"][: len(unit.staff.away.counts)] = unit.staff.away.counts
        slots["first_absence"] = absence + np.cumsum(slots["absences"]) - slots["absences"]
        absence += int(slots["absences"].sum())
        first += unit.slots
    table["next_absence"] = table["first_absence"]
    return table


def absences_of(plan: Plan) -> Table:
    """Give all absences, slot by slot."""
    table = np.empty(sum(len(unit.staff.away.values) for unit in plan.units if unit.staff is not None), dtype=ABSENCE)
    first = 0
    for unit in plan.units:
        if unit.staff is not None:
            here = table[first : first + len(unit.staff.away.values)]
            here["away"], here["back"] = unit.staff.away.values, unit.staff.back.values
            first += len(here)
    return table


def reviews_of(plan: Plan) -> Table:
    """Give the luck of all posts at their reviews, post by post."""
    staff = [unit.staff for unit in plan.units if unit.staff is not None]
    table = np.empty(sum(each.leaves_at.size for each in staff), dtype=REVIEW)
    for name in REVIEW.names or ():
        table[name] = np.concatenate([np.empty(0), *(getattr(each, name).ravel() for each in staff)])
    return table


def terms_of(plan: Plan) -> tuple[Table, Table]:
    """Give all terms, unit by unit, and the stretches of a newcomer that each of them has."""
    every = [terms for unit in plan.units for _, terms in unit.in_time]
    table, stretches = [], list[dict[str, Any]]()
    for terms in every:
        table.append({**_terms(terms), "first_stretch": len(stretches), "stretches": len(terms.newcomer)})
        for stretch, (days, places) in enumerate(terms.newcomer):
            part_places = terms.places_in(stretch, terms.workers - 1)
            stretches.append(
                {
                    "days": days,
                    "places": places,
                    "part_places": part_places,
                    "full_pace": terms.full_pace_in(stretch, NONE),
                    "part_full_pace": terms.full_pace_in(stretch, terms.workers - 1),
                }
            )
    return rows(TERMS, table), rows(STRETCH, stretches)


def _terms(terms: Terms) -> dict[str, Any]:
    extra, development = terms.extra, terms.development
    given: dict[str, Any] = {
        "workers": terms.workers,
        "caseload": terms.caseload,
        "part_places": terms.places_in(len(terms.newcomer), terms.workers - 1),
        "cases": terms.cases,
        "meets_every": np.nan if terms.meets_every is None else terms.meets_every,
        "handover_days": terms.handover_days,
        "full_pace": terms.full_pace_in(len(terms.newcomer), NONE),
        "part_full_pace": terms.full_pace_in(len(terms.newcomer), terms.workers - 1),
        "shares_time": terms.shares_time,
        "hands_over_absent": terms.hands_over_absent,
        "lines_up_absent": terms.lines_up_absent,
        "absent_keep_cases": terms.absent_keep_cases,
        "lines_up_leavers": terms.lines_up_leavers,
        "has_extra": extra is not None,
        "has_development": development is not None,
    }
    if extra is not None:
        given |= {"extra_workers": extra.workers, "extra_caseload": extra.caseload}
        given |= {"line_above": extra.line_above, "leave_at": extra.leave_at, "extra_after": extra.after}
    if development is not None:
        given |= {"protected": development.protected, "share": development.share, "gain": development.gain}
        given |= {"calm_below": development.calm_below, "learns": development.learns}
    return given


def first_terms(units: tuple[PlannedUnit, ...]) -> list[int]:
    """Tell where the terms of each unit begin."""
    return [int(each) for each in np.cumsum([0, *(len(unit.in_time) for unit in units)])[:-1]]


def teams_of_units(plan: Plan) -> Ragged[Integers]:
    """Give for each unit the teams it is in."""
    lines = lines_of(plan)
    team = np.repeat(np.arange(len(lines)), [len(units) for units in lines])
    unit = np.array([unit for units in lines for unit in units], dtype=np.int64)
    return Ragged.from_pairs(unit, team.astype(np.int64), len(plan.units))
