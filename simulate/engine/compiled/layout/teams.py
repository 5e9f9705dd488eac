"""Teams, their lines, and the rules by which these are called from: as rows of tables."""

from collections.abc import Sequence

import numpy as np

from simulate.engine.compiled.layout.kinds import DAYS, FLAG, LONG, Table, record, rows
from simulate.plan import Plan, Rules

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
STANDING = record(since=DAYS, visit=LONG, kind=LONG)  # kind: 0 acute and urgent, 1 acute, 2 urgent, 3 neither
RULES = record(growth="f8", keeps_places_after=DAYS, urgent_first=FLAG, by_total_wait=FLAG, crisis_reveals=FLAG)
START_UP = record(begins=DAYS, until=DAYS, pace="f8")


def teams_of(plan: Plan) -> Table:
    """Give the table of teams; their units are the first in `links`."""
    by_team = np.bincount(plan.visits.team + 1, minlength=len(plan.teams) + 1)[1:]  # NONE + 1 is the first
    table, first_unit, line = [], 0, 0
    for units, visits in zip(plan.teams, by_team.tolist(), strict=False):
        table.append(
            {
                "units": len(units),
                "first_unit": first_unit,
                "line": line,
                "is_joint": len(units) > 1,
                "meetings": sum(plan.units[unit].is_meeting for unit in units),
            }
        )
        first_unit, line = first_unit + len(units), line + visits
    return rows(TEAM, table)


def rules_of(plan: Plan) -> Table:
    """Give the rules that hold first, and then those that hold later."""
    every: Sequence[Rules] = [plan.rules, *(rules for _, rules in plan.later_rules)]
    return rows(RULES, [{name: getattr(each, name) for name in RULES.names or ()} for each in every])


def start_ups_of(plan: Plan) -> Table:
    """Give the first times of new organisations."""
    return rows(START_UP, [{name: getattr(each, name) for name in START_UP.names or ()} for each in plan.start_ups])
