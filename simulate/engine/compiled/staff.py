"""Rule 8: workers fall ill, leave and are replaced, doors open and close, services learn. See `staff.StaffRules`."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.again import count_those_in_line_otherwise
from simulate.engine.compiled.cases import gather
from simulate.engine.compiled.clock import capacity_of, children_of, line_of
from simulate.engine.compiled.codes import CAME_BACK, FELL_ILL, FILL, GROW, JOINED, LEFT, NONE, Number
from simulate.engine.compiled.consultants import go, send_all_home
from simulate.engine.compiled.handover import settle
from simulate.engine.compiled.lines import touch_unit
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.meetings import begin_meetings
from simulate.engine.compiled.moments import call_soon, later
from simulate.engine.compiled.notes import note_developed, note_staff
from simulate.engine.compiled.places import join_slot, leave_absent
from simulate.engine.compiled.work import count_otherwise, go_on, pause_work

# ---- doors, terms


@compiled
def set_doors(town, unit, is_open):
    """Open or close a unit."""
    town.units[unit].is_open = is_open
    touch_unit(town, unit)
    call_soon(town)


@compiled
def change_terms(town, number, terms):
    """Let other terms hold from now on: posts open or close, caseloads, meetings and all else are different."""
    unit = town.units[number]
    earlier, later_on = town.terms[unit.terms], town.terms[terms]
    grow_otherwise = not are_same_newcomers(town, unit.terms, terms)
    waits_otherwise = earlier.absent_keep_cases != later_on.absent_keep_cases and not earlier.shares_time
    shares_otherwise = earlier.shares_time != later_on.shares_time
    cases = gather_cases(town, number) if waits_otherwise or shares_otherwise else Number(0)
    for place in range(cases):
        pause_work(town, town.gathered[place])
    unit.terms = terms
    if shares_otherwise:
        for place in range(gather(town, len(town.slots) + number, cases)):
            count_otherwise(town, town.gathered[place])
        count_those_in_line_otherwise(town, number)
    for slot in range(unit.first_slot, unit.first_slot + unit.posts):
        if slot - unit.first_slot >= later_on.workers:
            town.slots[slot].filling = NONE
            if town.slots[slot].worker != NONE:
                go(town, slot, LEFT)
        elif slot - unit.first_slot >= earlier.workers:
            join_post(town, slot)
        else:
            if town.slots[slot].is_away:
                leave_absent(town, slot)
            if grow_otherwise:
                grow_as_terms_say(town, slot)
    for place in range(cases):
        go_on(town, town.gathered[place], 0.0)
    if not later_on.has_extra:
        send_all_home(town, number)
    if unit.meets and later_on.meets_every != earlier.meets_every:
        begin_meetings(town, number)
    settle(town, number, NONE)


@compiled
def are_same_newcomers(town, one, other):
    """Tell whether two terms say the same of newcomers."""
    a, b = town.terms[one], town.terms[other]
    if a.stretches != b.stretches:
        return False
    for place in range(a.stretches):
        first, second = town.stretches[a.first_stretch + place], town.stretches[b.first_stretch + place]
        if first.days != second.days or first.places != second.places:
            return False
    return True


@compiled
def gather_cases(town, number):
    """Gather the cases that a unit's workers have; returns how many they are."""
    unit, count = town.units[number], Number(0)
    for slot in range(unit.first_slot, unit.first_slot + unit.slots):
        count = gather(town, slot, count)
    return count


# ---- absence


@compiled
def go_away(town, number):
    """Let whoever sits in a slot be absent."""
    slot = town.slots[number]
    slot.is_away = 1
    if slot.worker != NONE:
        note_staff(town, slot.unit, slot.worker, FELL_ILL)
        leave_absent(town, number)
        settle(town, slot.unit, number)


@compiled
def come_back(town, number):
    """Let whoever sits in a slot be there again."""
    slot = town.slots[number]
    slot.is_away = 0
    if slot.worker != NONE:
        note_staff(town, slot.unit, slot.worker, CAME_BACK)
        settle(town, slot.unit, number)


# ---- leaving, joining


@compiled
def review(town, number, month):
    """Look at a unit at the beginning of a month: who leaves, and is there time for development?"""
    unit = town.units[number]
    children, capacity = children_of(town, number), capacity_of(town, number)
    develop(town, number, month)
    if unit.has_staff and month > 0:
        for post in range(unit.posts):
            slot = unit.first_slot + post
            luck = town.reviews[unit.first_review + post * unit.months + month]
            if town.slots[slot].worker != NONE and load_reaches(luck.leaves_at, children, capacity):
                go(town, slot, LEFT)
                town.slots[slot].filling = later(town, luck.vacant_for, FILL, slot)
    settle(town, number, NONE)


@compiled
def load_reaches(level, children, capacity):
    """Tell whether so many children are a load of at least so much; `capacity` is how many a load of 1 is."""
    if level == 0:
        return True
    return children > 0 and level < np.inf and children >= level * capacity


@compiled
def develop(town, number, month):
    """Learn from the month that is over, if its time was used, and see whether the new month's is."""
    unit = town.units[number]
    terms = town.terms[unit.terms]
    if not terms.has_development:
        unit.develops = 0
        unit.pace = 1.0
        return
    if unit.develops:
        unit.learnt += (1 - unit.learnt) * terms.learns
    unit.pace = 1 + terms.gain * unit.learnt
    is_calm = line_of(town, number) < terms.calm_below * capacity_of(town, number)
    unit.develops = 1 if terms.protected or is_calm else 0
    if unit.develops:
        note_developed(town, number, month)


@compiled
def fill(town, number):
    """Let somebody come who takes a vacant post."""
    slot = town.slots[number]
    slot.filling = NONE
    join_post(town, number)
    settle(town, slot.unit, number)


@compiled
def join_post(town, number):
    """Let a newcomer take a post, and grow into the caseload."""
    slot = town.slots[number]
    worker = join_slot(town, number)
    note_staff(town, slot.unit, worker, JOINED)
    if slot.is_away:
        note_staff(town, slot.unit, worker, FELL_ILL)
    slot.joined_on = town.clock[0].now
    slot.grows_from = town.clock[0].tickets
    terms = town.terms[town.units[slot.unit].terms]
    days = 0.0
    for stretch in range(terms.first_stretch, terms.first_stretch + terms.stretches):
        days += town.stretches[stretch].days
        later(town, days, GROW, number)


@compiled
def grow(town, number):
    """Let a newcomer go on to the next stretch."""
    slot = town.slots[number]
    slot.stretch += 1
    settle(town, slot.unit, number)


@compiled
def grow_as_terms_say(town, number):
    """Let a newcomer grow into the caseload as the terms say from now on, counted from the day of joining."""
    slot, now = town.slots[number], town.clock[0].now
    if slot.worker == NONE or np.isnan(slot.joined_on):
        return  # nobody, or somebody who has been there since before day 0
    slot.grows_from = town.clock[0].tickets
    slot.stretch = 0
    terms = town.terms[town.units[slot.unit].terms]
    days = 0.0
    for stretch in range(terms.first_stretch, terms.first_stretch + terms.stretches):
        days += town.stretches[stretch].days
        if slot.joined_on + days <= now:
            slot.stretch += 1
        else:
            later(town, slot.joined_on + days - now, GROW, number)
