"""How far the compiled engine can count: whole numbers of fewer than 8 bytes, and parts of a key.

Such a number wraps around in silence, and the answer is wrong. So for each is told here what it counts; that is counted
in a plan before the clock starts, and a plan with more of anything than its numbers can hold is refused. How much
happens is not known before: `compiled` stops when it has no number left for it.
"""

from collections.abc import Mapping

import numpy as np

from simulate.engine.tables import Layout
from simulate.plan import Plan, PlanError

FIELDS = {
    "children": "visits.child children.strains needs.child",
    "visits": "visits.place visits.following visits.befores visits.afters children.visits children.its_visits "
    "needs.arises_with needs.known_with needs.support needs.visits links served_by lines.visit afters served",
    "needs": "visits.serves children.needs children.its_needs links",
    "thresholds of crises": "strains.thresholds strains.levels strains.crises",
    "ties of visits to others and to needs": "visits.links needs.served_by",
    "places taken by visits": "visits.row children.known rows.next rows.previous rows.known",
    "units": "rows.unit",
    "teams of units": "visits.team",
    "posts, consultants and units": "rows.list",
    "moments at which something happens": "buckets moments.next",
    "things that something happens to": "moments.number soon.number coming.number",
}
"""What is counted before the clock starts, and the fields of tables (and tables without fields) that hold such numbers.

Numbers of things begin with 0, so that each is below what is counted; `NONE` stands where there is none.
"""

IN_TIME = {
    "moments": "visits.ticket strains.ticket moments.ticket",
    "workers of a unit, one after the other": "rows.worker rows.has rows.had",
}
"""What is counted while the clock runs; see `compiled.LAST`."""

CODES = {
    "yes or no": "clock.calls_soon clock.hands_over_soon clock.is_full clock.is_past_numbers clock.has_even_pace "
    "clock.has_extra rules.urgent_first rules.by_total_wait later_rules.urgent_first later_rules.by_total_wait "
    "visits.has_left visits.acute visits.grows visits.stands_still visits.in_work visits.makes_arise "
    "visits.makes_known children.urgent children.grown_up needs.real needs.noticed needs.arisen needs.known "
    "needs.given_up is_met units.meets units.is_open units.develops units.sent_for units.has_staff units.has_extra "
    "units.lists_cases slots.is_away slots.takes teams.is_joint teams.is_touched teams.in_work teams.met "
    "terms.hands_over_absent terms.has_extra terms.has_development terms.protected makes_arise makes_known",
    "one of a few words": "state moments.phase moments.kind soon.kind coming.kind lines.kind outcome ending "
    "staff.staff_what visits.meets_need meets_need",
    "bits that units share": "children.units_met",
}
"""What counts nothing, and is as small in every plan."""

OF_A_UNIT = {"posts and consultants of a unit": 2**22, "places of a worker": 2**40 - 1}
"""How much of what is a part of a key there can be; see `compiled.key_of`."""


def narrow_fields(*layouts: Layout) -> dict[str, int]:
    """List all whole numbers of fewer than 8 bytes in tables that are laid out so, and the most that each can hold."""
    found: dict[str, int] = {}
    for table, row in (each for layout in layouts for each in layout):
        fields = {f"{table}.{name}": row[name] for name in row.names} if row.names else {table: row}
        found |= {
            name: int(np.iinfo(kind).max) for name, kind in fields.items() if kind.kind in "iu" and kind.itemsize < 8
        }
    return found


def most_of_each(*layouts: Layout) -> dict[str, int]:
    """Tell how many of each kind of thing tables that are laid out so can number."""
    holds = narrow_fields(*layouts)
    return OF_A_UNIT | {
        kind: min(holds[field] for field in fields.split()) for kind, fields in (FIELDS | IN_TIME).items()
    }


def counted(plan: Plan, room: float = 1.0) -> dict[str, int]:
    """Count in a plan what the engine numbers, with `room` for what nobody can count beforehand; see `columns_of`."""
    visits, units = plan.visits, plan.units
    slots = sum(unit.slots for unit in units)
    rows = rows_of(plan)
    every = {
        "children": len(plan.children),
        "visits": len(visits),
        "needs": len(plan.needs),
        "places taken by visits": rows + spare(rows, room),
        "units": len(units),
        "teams of units": len(plan.teams),
        "posts, consultants and units": slots + len(units),
    }
    terms = [terms for unit in units for _, terms in unit.in_time]
    places = [each.caseload for each in terms] + [each.extra.caseload for each in terms if each.extra is not None]
    return every | {
        "thresholds of crises": len(plan.crises.threshold.values),
        "ties of visits to others and to needs": 2 * len(visits.after.values) + len(visits.needs.values),
        "moments at which something happens": spare(moments_of(plan), room),
        "things that something happens to": max(every.values()),
        "posts and consultants of a unit": max((unit.slots for unit in units), default=0),
        "places of a worker": max(places, default=0),
    }


def rows_of(plan: Plan) -> int:
    """Count the places that the visits of a plan take, one in each unit of their team."""
    sizes = np.array([len(team) for team in plan.teams] + [0], dtype=np.int64)  # NONE finds the 0
    return int(sizes[plan.visits.team].sum())


def moments_of(plan: Plan) -> int:
    """Count the moments that may be to come at one time, where nothing unusual happens."""
    return len(plan.visits) + len(plan.needs) + len(plan.children)


def spare(count: int, room: float) -> int:
    """Tell how many rows there are for what nobody can count beforehand, if `count` would usually do."""
    return int(room * (count + 1000)) + 1


def require_countable(plan: Plan, room: float, most: Mapping[str, int]) -> None:
    """Raise PlanError if a plan has more of anything than can be numbered, with all there is too much of."""
    too_many = [
        f"{count:,} {kind}, and {most[kind]:,} can be"
        for kind, count in counted(plan, room).items()
        if count > most[kind]
    ]
    if too_many:
        raise PlanError(_too_large(plan, "; ".join(too_many)))


def past_numbers(plan: Plan, most: Mapping[str, int]) -> PlanError:
    """Say that more has happened than can be numbered."""
    much = " or ".join(f"{most[kind]:,} {kind}" for kind in IN_TIME)
    return PlanError(_too_large(plan, f"more than {much} in one run"))


def _too_large(plan: Plan, what: str) -> str:
    return (
        f"{plan.organisation} is more than the compiled engine can count: {what}; let fewer children come, or the run "
        "be shorter, or use --engine simpy, which counts without end"
    )
