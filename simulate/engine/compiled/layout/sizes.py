"""How many rows each table of a town has, and what is refused because it has more than can be numbered.

A number that does not fit would wrap around in silence, and the answer be wrong. Numbers of rows and counts of them are
as wide as `kinds.ROW` and `kinds.COUNT`; so no table may have more rows than these can tell apart.
"""

import numpy as np

from simulate.engine.compiled.layout.kinds import MOST_PLACES, MOST_ROWS, MOST_SLOTS
from simulate.engine.compiled.layout.teams import parts_lining_up
from simulate.engine.rules import lines_of
from simulate.language import say
from simulate.language.numbers import number
from simulate.plan import REVIEW_EVERY, Plan, PlanError


def sizes_of(plan: Plan, room: float) -> dict[str, int]:
    """Count the rows of the tables that grow with a plan.

    What nobody can count beforehand, as how often cases change hands, gets `room` times the rows it usually takes.
    """
    visits, needs, crises = plan.visits, plan.needs, plan.crises.threshold
    parts, moments = len(plan.parts), moments_of(plan)
    slots = sum(unit.slots for unit in plan.units)
    may_line_up = int(parts_lining_up(plan).sum())
    in_teams = sum(len(team) for team in lines_of(plan))
    return {
        "moments": about(moments, room),
        "coming": about(moments, room),
        "children": len(plan.children),
        "needs": len(needs),
        "strains": int(np.count_nonzero(crises.counts)),
        "crises": len(crises.values),
        "visits": len(visits),
        "parts": parts,
        "acquaintances": parts + about(parts, room),
        "links": 2 * (in_teams + len(visits.after.values) + len(visits.needs.values)),
        "lines": len(visits) + may_line_up,
        "again": parts if may_line_up else 0,
        "units": len(plan.units),
        "teams": len(plan.teams),
        "heads": slots + 2 * len(plan.units),
        "diary": about(_notes(plan), room),
        "gathered": max(parts, len(visits.needs.values)),
    }


def require_countable(plan: Plan, sizes: dict[str, int], most: int = MOST_ROWS) -> None:
    """Raise PlanError if a table has more rows than can be numbered, a unit more posts, or a worker more places."""
    reasons = [_too_many_rows(name, count, most) for name, count in sizes.items() if count > most]
    for unit in plan.units:
        places = [terms.caseload for _, terms in unit.in_time]
        places += [terms.extra.caseload for _, terms in unit.in_time if terms.extra is not None]
        if unit.slots > MOST_SLOTS:
            reasons.append(_too_many_posts(unit.name, unit.slots))
        if max(places) > MOST_PLACES:
            reasons.append(_too_many_places(unit.name, max(places)))
    if reasons:
        raise PlanError(
            say(
                "{organisation} is more than the compiled engine can count: {reasons}; let fewer children come, or the "
                "run be shorter, or use --engine simpy, which counts without end",
                organisation=plan.organisation,
                reasons="; ".join(reasons),
            )
        )


def _too_many_rows(table: str, count: int, most: int) -> str:
    return say("{count} rows in its table of {table}, of {most}", count=number(count), table=table, most=number(most))


def _too_many_posts(unit: str, count: int) -> str:
    most = number(MOST_SLOTS)
    return say("{count} posts and consultants in {unit}, of {most}", count=number(count), unit=unit, most=most)


def _too_many_places(unit: str, count: int) -> str:
    most = number(MOST_PLACES)
    return say("{count} places of a worker in {unit}, of {most}", count=number(count), unit=unit, most=most)


def moments_of(plan: Plan) -> int:
    """Count the moments that may be to come at one time, where nothing unusual happens."""
    return len(plan.parts) + len(plan.needs) + len(plan.children)


def about(count: int, room: float) -> int:
    """Tell how many rows there are for what nobody can count beforehand, if `count` would usually do."""
    return int(room * (count + 1000)) + 1


def _notes(plan: Plan) -> int:
    """Guess how many notes there will be: visits that are withdrawn, and comings and goings of staff."""
    staff = [unit.staff for unit in plan.units if unit.staff is not None]
    absences = sum(len(each.away.values) for each in staff)
    months = int(plan.end / REVIEW_EVERY + 1) * len(plan.units)
    return len(plan.visits) // 2 + 4 * absences + 10 * sum(unit.slots for unit in plan.units) + months
