"""The rhythm of meetings. See `meetings.Meetings`."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import MEET, NONE
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later


@compiled
def begin_meetings(town, number):
    """Let a unit meet in the rhythm of its terms, for the first time one interval from now."""
    unit = town.units[number]
    every = town.terms[unit.terms].meets_every
    unit.next_meeting = NONE if np.isnan(every) else later(town, every, MEET, number)
