"""What both engines share: the order of what happens at one instant, how a visit stands, numbers with a meaning."""

from enum import IntEnum

import numpy as np

from simulate.plan import Plan

NOBODY = -(2**40)
"""The room of a slot from which nobody calls: never the most."""

VETERAN = 2**40
"""The stretch of who is no newcomer: after the last."""

A_HAIR = 1e-8
"""Days of work, a millisecond, that are done before the doors close though by sums of hours they come after that."""

# the columns of the log's tables on staff, and their types; rows are sorted by the first three columns as they stand
# here, and then in the order in which they were noted
HANDED = {"handed_at": float, "handed_visit": int, "handed_unit": int, "given_by": int, "taken_by": int}
AGAIN = {"again_since": float, "again_part": int, "again_until": float}
STAFF = {"staff_at": float, "staff_unit": int, "staff_worker": int, "staff_what": np.int8}
DEVELOPED = {"developed_unit": int, "developed_month": int}


class Phase(IntEnum):
    """The order of what happens at one instant, in each round of it (SimPy's priority of an event).

    SimPy stops the clock with priority 0: nothing happens any more on the instant of the end.
    """

    FINISH = 1
    TERMS = 2  # what is different in units, or in how they call, from this day on
    DOORS = 3  # units open and close
    BACK = 4
    JOIN = 5  # new workers and consultants come, and newcomers grow into their caseload
    AWAY = 6
    ON_LIST = 7  # who is on the waiting list when the clock starts
    REVIEW = 8
    HAND_OVER = 9  # open cases of all who went at this instant
    ASK = 10
    ARRIVE = 11
    MEET = 12
    CRISIS = 13
    GIVE_UP = 14
    GROW_UP = 15
    RESUME = 16  # what waited for a withdrawn visit, when everything at this instant is withdrawn
    CALL = 17


class State(IntEnum):
    """How a visit stands. From FINISHED on, nobody waits for it any more."""

    PENDING = 0  # predecessors unfinished
    PAUSING = 1
    WAITING = 2
    RUNNING = 3
    FINISHED = 4
    WITHDRAWN = 5
    AGED_OUT = 6


def lines_of(plan: Plan) -> tuple[tuple[int, ...], ...]:
    """Give the units of each line: the plan's teams and, where cases go back to the line, units without a team alone.

    In a line stand visits and, by a number of as many more as there are visits, parts that stand there again.
    """
    own = [(number,) for number, unit in enumerate(plan.units) if unit.ever_lines_up]
    return (*plan.teams, *(line for line in own if line not in plan.teams))
