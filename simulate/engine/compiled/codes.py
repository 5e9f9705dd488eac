"""Numbers with names, for compiled code: those of the contracts and of the rules, and a few of its own.

They are numpy's 64-bit numbers: with one of Python's, numba compiles a function anew for each value it is called with.
"""

from enum import IntEnum
from typing import Any

import numpy as np

from simulate import plan
from simulate.engine import rules
from simulate.engine.compiled.layout import kinds
from simulate.engine.rules import Phase, State
from simulate.log import Ending, Outcome, Staffing

Number = np.int64
"""What every number of a row is made, before it is handed to another function."""


def _codes(members: type[IntEnum]) -> tuple[Any, ...]:
    return tuple(Number(member) for member in members)


NONE = Number(plan.NONE)
OFF_CLOCK = Number(-2)  # instead of the part after another on a clock of work: it is on none
IN_LINE = Number(-2)  # instead of the list of cases that a part is on: it stands in line again
SEVERAL = Number(-2)  # needs that a visit supports, each of which has to be looked for
NOBODY = Number(rules.NOBODY)
VETERAN = Number(rules.VETERAN)
A_HAIR = rules.A_HAIR
TICKET_BITS, SLOT_BITS = Number(kinds.TICKET_BITS), Number(kinds.SLOT_BITS)

# what happens: sixteen times its phase, so that two things of one phase are told apart
FINISH, TERMS, DOORS, BACK, JOIN, AWAY, ON_LIST, REVIEW, HAND_OVER, *_LATER = (16 * phase for phase in _codes(Phase))
ASK, ARRIVE, MEET, CRISIS, GIVE_UP, GROW_UP, RESUME, CALL = _LATER
FILL, GROW, CONSULTANTS = JOIN, JOIN + 1, JOIN + 2
CALL_BY, CLOCKS = TERMS + 1, TERMS + 2

PENDING, PAUSING, WAITING, RUNNING, FINISHED, WITHDRAWN, AGED_OUT = _codes(State)

NOT_ASKED, ENDS_FINISHED, ENDS_WITHDRAWN, ENDS_AGED_OUT, OPEN = _codes(Outcome)
UNMET, MET, DONE, GIVEN_UP, NEED_AGED_OUT = _codes(Ending)
JOINED, LEFT, FELL_ILL, CAME_BACK, CAME, WENT = _codes(Staffing)

# what a note in the diary tells
LEFT_LINE, HANDED, STAFF, DEVELOPED, AGAIN = (Number(code) for code in range(5))
