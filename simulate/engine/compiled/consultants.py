"""Consultants: sent for where a line is long, sent home where it is short. See `consultants.Consultants`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.clock import line_of
from simulate.engine.compiled.codes import CAME, CONSULTANTS, NONE, WENT
from simulate.engine.compiled.handover import settle
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later
from simulate.engine.compiled.notes import note_staff
from simulate.engine.compiled.places import count_places, join_slot, leave_cases, slot_of


@compiled
def look_at_lines(town):
    """Send for consultants where a line is long, and let them go where it is short; when all have been called."""
    for number in range(len(town.units)):
        unit = town.units[number]
        terms = town.terms[unit.terms]
        if not unit.has_extra or not terms.has_extra:
            continue
        if some_consultants(town, number, False):
            if line_of(town, number) <= terms.leave_at and some_consultants(town, number, True):
                send_all_home(town, number)
                count_places(town, number, NONE)
        elif not unit.sent_for and line_of(town, number) > terms.line_above:
            unit.sent_for = 1
            later(town, terms.extra_after, CONSULTANTS, number)


@compiled
def some_consultants(town, number, takes):
    """Tell whether any consultants are there or, with `takes`, any who take new cases."""
    unit = town.units[number]
    for row in range(unit.first_slot + unit.posts, unit.first_slot + unit.slots):
        slot = town.slots[row]
        if slot.worker != NONE and (slot.takes or not takes):
            return True
    return False


@compiled
def consultants_come(town, number):
    """Let the consultants come who were sent for, if they are still wanted."""
    unit = town.units[number]
    unit.sent_for = 0
    terms = town.terms[unit.terms]
    if terms.has_extra:
        first = unit.first_slot + unit.posts
        for slot in range(first, first + terms.extra_workers):
            if town.slots[slot].worker == NONE:
                note_staff(town, number, join_slot(town, slot), CAME)
    settle(town, number, NONE)


@compiled
def send_all_home(town, number):
    """Send all consultants of a unit home."""
    unit = town.units[number]
    for slot in range(unit.first_slot + unit.posts, unit.first_slot + unit.slots):
        if town.slots[slot].worker != NONE:
            send_home(town, slot)


@compiled
def send_home(town, number):
    """Give a consultant no new cases; who has none left goes."""
    slot = town.slots[number]
    slot.takes = 0
    if slot.cases == 0:
        go(town, number, WENT)


@compiled
def case_closed(town, number, worker):
    """See whether a consultant who was to go has closed the last case; `worker` may be NONE."""
    if worker == NONE:
        return
    unit, row = town.units[number], slot_of(town, number, worker)
    slot = town.slots[row]
    if row - unit.first_slot >= unit.posts and not slot.takes and slot.cases == 0:
        go(town, row, WENT)


@compiled
def go(town, number, how):
    """Let the worker of a slot go, and leave the cases behind."""
    slot = town.slots[number]
    leave_cases(town, number, town.terms[town.units[slot.unit].terms].lines_up_leavers)
    note_staff(town, slot.unit, slot.worker, how)
    slot.worker = NONE
