"""What happened: the contract between the engines, which write it, and the findings, which read it.

Times are days from the start as float64, NaN where the thing did not happen. Nothing is aggregated here.
"""

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from simulate.plan import Booleans, Floats, Integers

Codes = NDArray[np.int8]


class Outcome(IntEnum):
    """How a visit stood when the clock stopped."""

    NOT_ASKED = 0  # its turn never came: predecessors unfinished, pause not over, or no crisis
    FINISHED = 1
    WITHDRAWN = 2  # every need it served was given up
    AGED_OUT = 3  # the child grew too old before it started
    OPEN = 4  # asked for: still waiting in its line (started is NaN) or still going on


class Ending(IntEnum):
    """How a need stood when the clock stopped."""

    UNMET = 0  # still waiting for its support, or never noticed
    MET = 1  # its support has started
    DONE = 2  # needed no support: its visits are finished
    GIVEN_UP = 3
    AGED_OUT = 4


class Staffing(IntEnum):
    """What happens to a worker."""

    JOINED = 0  # fills a vacant or a new post; those of the first day are not listed
    LEFT = 1  # has resigned, or the post was closed
    FELL_ILL = 2  # is absent
    CAME_BACK = 3
    CAME = 4  # a consultant
    WENT = 5


@dataclass(frozen=True)
class Log:
    """The log of one replication of one organisation; rows as in its `Plan`: V visits, P parts, N needs …"""

    end: float

    # per visit; a visit withdrawn and brought back by a crisis shows its last round here, also while it waits for its
    # predecessors again (NOT_ASKED, with the days it was asked for and left before)
    asked: Floats  # (V,) when it joined its line (or, without a unit, began)
    started: Floats  # (V,)
    finished: Floats  # (V,) with the last of its parts
    left: Floats  # (V,) when it left its line without being started
    outcome: Codes  # (V,) of Outcome
    urgent: Booleans  # (V,) whether it was called as urgent; where never called, how the child stood at the end

    # per part of a visit: what one unit does at it
    worker: Integers  # (P,) who began it, by number in the unit; -1 at a meeting, without unit, or where it never began
    ended: Floats  # (P,) when its work was done and its worker's place free

    # cases that changed hands, in order of time, visit and unit, and then as it happened; while nobody is there to take
    # one, or it stands in line again, `taken_by` is -1, and a second row tells who does in the end
    handed_visit: Integers  # (H,)
    handed_unit: Integers  # (H,)
    handed_at: Floats  # (H,)
    given_by: Integers  # (H,) worker; -1 where nobody had it
    taken_by: Integers  # (H,) worker

    # waits of parts that had begun and stood in their unit's own line again, in order of `again_since` and part
    again_since: Floats  # (A,) when it lost its worker
    again_part: Integers  # (A,)
    again_until: Floats  # (A,) when it was called again; NaN where it stands there at the end

    # comings and goings of workers, in order of time, unit and worker, and then as it happened
    staff_at: Floats  # (S,)
    staff_unit: Integers  # (S,)
    staff_worker: Integers  # (S,)
    staff_what: Codes  # (S,) of Staffing

    # months (by the review they begin with) in which a unit used its time for development, in order of unit and month
    developed_unit: Integers  # (D,)
    developed_month: Integers  # (D,)

    # waits that ended by leaving the line, also those of visits later brought back
    left_visit: Integers  # (L,)
    left_asked: Floats  # (L,)
    left_at: Floats  # (L,)

    # per need
    met: Floats  # (N,) when its support started
    given_up: Floats  # (N,) when it was last given up; stays although a crisis may have brought it back
    ending: Codes  # (N,) of Ending

    # per crisis, in order of child and then time
    crisis_child: Integers  # (K,)
    crisis_at: Floats  # (K,)

    def same_as(self, other: "Log") -> bool:
        """Tell whether two logs are identical bit for bit."""
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name), equal_nan=True)
            for field in fields(self)
        )
