"""Clocks of work of those who share their time among their children. See `clock.Clock` and `clock.Clocks`.

A worker has a row of `work_clocks` for each start-up by which children may come, and one for none. The parts on it are
a list, linked and sorted by what it reads when they end; they are few, so that looking for a place costs little.
"""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import FINISH, NONE, OFF_CLOCK, Number
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later
from simulate.engine.compiled.working_time import days_for, worked_until


@compiled
def first_clock_of(town, slot):
    """Find the first clock of a slot; the others follow."""
    unit = town.units[town.slots[slot].unit]
    return unit.first_clock + (slot - unit.first_slot) * (1 + len(town.start_ups))


@compiled
def clock_of(town, number):
    """Find the clock of whoever has a part, or had it last, for the start-up by which its child comes."""
    part = town.parts[number]
    return first_clock_of(town, Number(part.slot)) + 1 + town.visits[part.visit].start_up


@compiled
def put_on_clock(town, number):
    """Let a part go on by the clock of the worker who has it, which counts the days of its work from now."""
    part = town.parts[number]
    row = clock_of(town, number)
    clock = town.work_clocks[row]
    advance(town, row)
    if clock.parts == 0:
        clock.reading = 0.0
    end = clock.reading + part.work
    earlier, following = NONE, Number(clock.first)
    while following != NONE and (
        town.parts[following].work < end or (town.parts[following].work == end and following < number)
    ):
        earlier, following = following, Number(town.parts[following].next_on_clock)
    part.next_on_clock = following
    if earlier == NONE:
        clock.first = number
    else:
        town.parts[earlier].next_on_clock = number
    clock.parts += 1
    part.work = end
    set_clocks_of(town, Number(part.slot))


@compiled
def take_off_clock(town, number):
    """Stop a part for an instant, or for good; its work is then what is left of it."""
    part, row = town.parts[number], clock_of(town, number)
    clock = town.work_clocks[row]
    advance(town, row)
    if clock.first == number:
        clock.first = part.next_on_clock
    else:
        earlier = Number(clock.first)
        while town.parts[earlier].next_on_clock != number:
            earlier = Number(town.parts[earlier].next_on_clock)
        town.parts[earlier].next_on_clock = part.next_on_clock
    clock.parts -= 1
    if clock.awaited == number:
        await_nobody(town, row)
    part.work = max(part.work - clock.reading, 0.0)
    part.next_on_clock = OFF_CLOCK
    set_clocks_of(town, Number(part.slot))


@compiled
def set_clocks(town, number, only):
    """Set the clocks of one slot or of all (NONE), after something has changed that their pace depends on."""
    unit = town.units[number]
    if not unit.has_clocks:
        return
    first, last = (unit.first_slot, unit.first_slot + unit.slots) if only == NONE else (only, only + 1)
    for slot in range(first, last):
        set_clocks_of(town, slot)


@compiled
def set_all_clocks(town):
    """Set all clocks: the first time of an organisation begins, or is over."""
    for unit in range(len(town.units)):
        set_clocks(town, unit, NONE)


@compiled
def set_clocks_of(town, slot):
    """Set the clocks of one slot: what each child gets depends on how many there are on all of them."""
    first, start_ups, children = first_clock_of(town, slot), len(town.start_ups), Number(0)
    for row in range(first, first + 1 + start_ups):
        children += town.work_clocks[row].parts
    pace = pace_of(town, slot, children)
    run_at(town, first, pace)
    now = town.clock[0].now
    for number in range(start_ups):
        start_up = town.start_ups[number]
        factor = start_up.pace if start_up.begins <= now < start_up.until else 1.0
        run_at(town, first + 1 + number, pace * factor)


@compiled
def run_at(town, row, pace):
    """Let a clock run so quickly from now on, and strike where the first part on it ends."""
    clock = town.work_clocks[row]
    first = Number(clock.first)
    if pace == clock.pace and first == clock.awaited:
        return
    advance(town, row)
    clock.pace = pace
    await_nobody(town, row)
    if first != NONE and pace > 0:
        days = days_for(town, Number(clock.unit), max(town.parts[first].work - clock.reading, 0.0) / pace)
        clock.awaited = first
        clock.due = town.clock[0].now + days
        town.parts[first].moment = later(town, days, FINISH, first)


@compiled
def await_nobody(town, row):
    """Let a clock strike no more where it was to strike."""
    clock = town.work_clocks[row]
    if clock.awaited != NONE:
        town.parts[clock.awaited].moment = NONE
    clock.awaited = NONE
    clock.due = np.inf


@compiled
def advance(town, row):
    """Read a clock now: at the moment it strikes, exactly where the part ends."""
    clock, now = town.work_clocks[row], town.clock[0].now
    unit = Number(clock.unit)
    if now >= clock.due:
        clock.reading = town.parts[clock.first].work
    else:
        clock.reading += (worked_until(town, unit, now) - worked_until(town, unit, clock.since)) * clock.pace
    clock.since = now


# ---- pace and load, see `places.Places`


@compiled
def pace_of(town, slot, children):
    """Give the pace at which work is done on each of so many children whom somebody in a slot has; 0 while away."""
    if not is_there(town, slot):
        return 0.0
    unit = town.units[town.slots[slot].unit]
    terms, full = town.terms[unit.terms], full_pace_of(town, slot)
    pace = (1.0 if children <= full else full / children) * unit.pace
    if terms.has_development and unit.develops and terms.shares_time:
        pace *= 1 - terms.share
    return pace


@compiled
def is_there(town, slot):
    """Tell whether somebody sits in a slot and is not away."""
    return town.slots[slot].worker != NONE and not town.slots[slot].is_away


@compiled
def full_pace_of(town, slot):
    """Give how many children whoever sits in a slot can have at full pace; a consultant as a full worker."""
    here = town.slots[slot]
    unit = town.units[here.unit]
    terms = town.terms[unit.terms]
    if slot - unit.first_slot >= unit.posts:
        return terms.full_pace
    is_last = slot - unit.first_slot == terms.workers - 1
    if here.stretch < terms.stretches:
        first_time = town.stretches[terms.first_stretch + here.stretch]
        return first_time.part_full_pace if is_last else first_time.full_pace
    return terms.part_full_pace if is_last else terms.full_pace


@compiled
def at_full_pace(town, number):
    """Add up how many children those can have at full pace who are there, also those who take no new ones."""
    unit, together = town.units[number], 0.0
    for slot in range(unit.first_slot, unit.first_slot + unit.slots):
        if is_there(town, slot):
            together += full_pace_of(town, slot)
    return together


@compiled
def children_of(town, number):
    """Count the children a unit has, in work and in line; where time is shared, without those on mere stays."""
    unit = town.units[number]
    return (unit.working if town.terms[unit.terms].shares_time else unit.busy) + unit.waiting


@compiled
def capacity_of(town, number):
    """Count the children who are a load of 1: the places of those who are there; if time is shared, at full pace."""
    unit = town.units[number]
    return at_full_pace(town, number) if town.terms[unit.terms].shares_time else float(unit.offered)


@compiled
def line_of(town, number):
    """Count those who wait: in line and, where time is shared, above what is at full pace."""
    unit = town.units[number]
    if not town.terms[unit.terms].shares_time:
        return float(unit.waiting)
    return unit.waiting + max(unit.working - at_full_pace(town, number), 0.0)
