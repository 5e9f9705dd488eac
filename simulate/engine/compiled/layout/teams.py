"""Teams, their lines, and the rules by which these are called from: as rows of tables."""

from collections.abc import Sequence

import numpy as np

from simulate.engine.compiled.layout.kinds import DAYS, FLAG, LONG, Table, record, rows
from simulate.engine.rules import lines_of
from simulate.plan import Integers, Plan, Rules

TEAM = record(
    units=LONG,  # how many
    first_unit=LONG,  # of these, in `links`
    line=LONG,  # where the heap of its line begins in `lines`
    waiting=LONG,
    next_touched=LONG,  # the next of the teams to be looked at; NONE after the last
    meetings=LONG,  # how many of its units are meetings
    is_joint=FLAG,
    is_touched=FLAG,
    met=FLAG,  # its meetings have all met at one instant
)
STANDING = record(  # of a line
    since=DAYS,
    number=LONG,  # a visit's or, from the number of visits on, a part's that stands in line again
    kind=LONG,  # 0 acute and urgent, 1 acute, 2 urgent, 3 neither
)
RULES = record(growth="f8", keeps_places_after=DAYS, urgent_first=FLAG, by_total_wait=FLAG, crisis_reveals=FLAG)
START_UP = record(begins=DAYS, until=DAYS, pace="f8")


def teams_of(plan: Plan) -> Table:
    """Give the table of teams; their units are the first in `links`."""
    lines = lines_of(plan)
    by_team = np.bincount(plan.visits.team + 1, minlength=len(lines) + 1)[1:]  # NONE + 1 is the first
    for unit in np.flatnonzero(again := parts_lining_up(plan)).tolist():
        by_team[lines.index((unit,))] += again[unit]
    table, first_unit, line = [], 0, 0
    for units, most in zip(lines, by_team.tolist(), strict=False):
        table.append(
            {
                "units": len(units),
                "first_unit": first_unit,
                "line": line,
                "is_joint": len(units) > 1,
                "meetings": sum(plan.units[unit].is_meeting for unit in units),
            }
        )
        first_unit, line = first_unit + len(units), line + most
    return rows(TEAM, table)


def parts_lining_up(plan: Plan) -> Integers:
    """Count the parts of each unit that may stand in its own line again: (units,)."""
    goes_back = np.array([*(unit.ever_lines_up for unit in plan.units), False], dtype=np.bool_)  # NONE finds the last
    if not goes_back.any():
        return np.zeros(len(plan.units), dtype=np.int64)
    parts = plan.parts
    return np.bincount(parts.unit[goes_back[parts.unit] & parts.lengthens], minlength=len(plan.units))


def rules_of(plan: Plan) -> Table:
    """Give the rules that hold first, and then those that hold later."""
    every: Sequence[Rules] = [plan.rules, *(rules for _, rules in plan.later_rules)]
    return rows(RULES, [{name: getattr(each, name) for name in RULES.names or ()} for each in every])


def start_ups_of(plan: Plan) -> Table:
    """Give the first times of new organisations."""
    return rows(START_UP, [{name: getattr(each, name) for name in START_UP.names or ()} for each in plan.start_ups])
