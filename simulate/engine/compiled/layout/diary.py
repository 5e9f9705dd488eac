"""What is noted while the clock runs, and the log that is made of it."""

import numpy as np

from simulate.engine import rules
from simulate.engine.compiled.codes import AGAIN, DEVELOPED, HANDED, LEFT_LINE, STAFF
from simulate.engine.compiled.layout.kinds import DAYS, LONG, Table, in_order, record

NOTE = record(  # of each kind, some of these
    at=DAYS,
    since=DAYS,
    kind=LONG,  # LEFT_LINE, HANDED, STAFF, DEVELOPED, AGAIN
    visit=LONG,
    unit=LONG,
    worker=LONG,
    what=LONG,  # of HANDED, who took over; of STAFF, as in log.Staffing; of DEVELOPED, the month; of AGAIN, the part
)
_IN_THE_LOG = {
    LEFT_LINE: {"left_at": "at", "left_visit": "visit", "left_asked": "since"},
    HANDED: dict(zip(rules.HANDED, ("at", "visit", "unit", "worker", "what"), strict=True)),
    AGAIN: dict(zip(rules.AGAIN, ("at", "what", "since"), strict=True)),  # at: from when; since: until when
    STAFF: dict(zip(rules.STAFF, ("at", "unit", "worker", "what"), strict=True)),
    DEVELOPED: dict(zip(rules.DEVELOPED, ("unit", "what"), strict=True)),
}
"""For each kind of note the columns of the log, and where they stand in it; the first are what they are sorted by."""


def columns_of(notes: Table) -> dict[str, Table]:
    """Give the columns of the log that tell of waits that ended, and of staff."""
    columns: dict[str, Table] = {}
    for kind, names in _IN_THE_LOG.items():
        some = notes[notes["kind"] == kind]
        by = list(names.values())[: 2 if kind == LEFT_LINE else 3]
        some = some[in_order(*(some[name] for name in by))]
        columns |= {name: some[field].copy() for name, field in names.items()}
    columns["staff_what"] = columns["staff_what"].astype(np.int8)
    return columns
