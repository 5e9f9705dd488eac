"""Writing down what happens, in the order in which it does. See `diary.Diary`."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import AGAIN, DEVELOPED, HANDED, NONE, STAFF
from simulate.engine.compiled.machine import compiled


@compiled
def note(town, kind, since, visit, unit, worker, what):
    """Write a note; see `layout.diary`."""
    clock = town.clock[0]
    if clock.notes == len(town.diary):
        clock.is_full = 1
        return
    row = town.diary[clock.notes]
    row.at = clock.now
    row.since = since
    row.kind = kind
    row.visit = visit
    row.unit = unit
    row.worker = worker
    row.what = what
    clock.notes += 1


@compiled
def note_staff(town, unit, worker, what):
    """Note that somebody comes or goes."""
    note(town, STAFF, 0.0, NONE, unit, worker, what)


@compiled
def note_handed(town, visit, unit, given_by, taken_by):
    """Note that a case changes hands."""
    note(town, HANDED, 0.0, visit, unit, given_by, taken_by)


@compiled
def note_again(town, number):
    """Note that a part stands in line again, and not yet until when."""
    town.again[number].note = town.clock[0].notes
    note(town, AGAIN, np.nan, NONE, NONE, NONE, number)


@compiled
def note_called_again(town, number):
    """Note that a part stands in line no longer."""
    if not town.clock[0].is_full:
        town.diary[town.again[number].note].since = town.clock[0].now


@compiled
def note_developed(town, unit, month):
    """Note that a unit uses its time for development."""
    note(town, DEVELOPED, 0.0, NONE, unit, NONE, month)
