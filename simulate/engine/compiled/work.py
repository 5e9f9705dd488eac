"""Visits that go on with workers who may be absent or go: when they will be finished. See `work.Work`."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.codes import FINISH, NONE
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later
from simulate.engine.compiled.places import slot_of


@compiled
def begin_work(town, number, days):
    """Let a visit begin that takes so many days of work."""
    visit = town.visits[number]
    visit.work_left = days
    visit.work_since = town.clock[0].now
    visit.moment = NONE
    go_on(town, number, 0.0)


@compiled
def pause_work(town, number):
    """Stop a visit for an instant, before anything changes that its end depends on; see `go_on`.

    A stay, which is as long as it is whoever follows it, is not stopped.
    """
    visit, now = town.visits[number], town.clock[0].now
    if not visit.lengthens:
        return
    if visit.moment != NONE:  # else nobody had it, and nothing was done
        still = 0.0
        if look_at_absences(town, number):
            at = visit.work_since
            some, begins, ends = next_standstill(town, number, at)
            while some and begins < now:
                still += min(ends, now) - begins
                at = ends
                some, begins, ends = next_standstill(town, number, at)
        visit.work_left = max(visit.work_left - (now - visit.work_since - still), 0.0)
        visit.moment = NONE
    visit.work_since = now


@compiled
def go_on(town, number, longer):
    """Let a visit go on, and take so many days longer: see when it will be finished."""
    visit = town.visits[number]
    if visit.moment != NONE:
        return
    waited = 0.0
    if visit.lengthens:
        visit.work_left += longer
        if is_nobodys(town, number):
            return
        if look_at_absences(town, number):
            at = visit.work_since
            some, begins, ends = next_standstill(town, number, at)
            while some and begins < visit.work_since + visit.work_left + waited:
                waited += ends - begins
                at = ends
                some, begins, ends = next_standstill(town, number, at)
    visit.moment = later(town, visit.work_left + waited, FINISH, number)


@compiled
def is_nobodys(town, number):
    """Tell whether nobody has a visit in one of its units; at a meeting nobody needs to."""
    visit = town.visits[number]
    team = town.teams[visit.team]
    for place in range(team.units):
        unit = town.units[town.links[team.first_unit + place]]
        if town.parts[visit.first_part + place].holder == NONE and not unit.meets:
            return True
    return False


@compiled
def look_at_absences(town, number):
    """Note in its units whose absences a visit waits for; returns whether there are any such workers."""
    visit = town.visits[number]
    team = town.teams[visit.team]
    some = False
    for place in range(team.units):
        unit = town.units[town.links[team.first_unit + place]]
        unit.absent = NONE
        holder = town.parts[visit.first_part + place].holder
        if holder != NONE and unit.has_staff and not town.terms[unit.terms].hands_over_absent:
            slot = slot_of(town, town.links[team.first_unit + place], holder)
            if slot - unit.first_slot < unit.posts:
                unit.absent = slot
                some = True
    return some


@compiled
def next_standstill(town, number, at):
    """Find the next span from a day on in which any of the noted workers is away.

    Returns whether there is one, and when it begins and ends.
    """
    team = town.teams[town.visits[number].team]
    begins = ends = np.inf
    several = 0
    for link in range(team.first_unit, team.first_unit + team.units):
        unit = town.units[town.links[link]]
        if unit.absent != NONE:
            several += 1
            unit.absence = absence_after(town, unit.absent, at)
            if unit.absence != NONE:
                absence = town.absences[unit.absence]
                if absence.away < begins or (absence.away == begins and absence.back < ends):
                    begins, ends = absence.away, absence.back
    if begins == np.inf:
        return False, at, at
    if several > 1:
        ends = end_of_standstill(town, number, ends)
    return True, max(begins, at), ends


@compiled
def end_of_standstill(town, number, ends):
    """See until when a standstill lasts, as one absence begins before another ends."""
    team = town.teams[town.visits[number].team]
    longer = True
    while longer:
        longer = False
        latest = ends
        for link in range(team.first_unit, team.first_unit + team.units):
            unit = town.units[town.links[link]]
            if unit.absent != NONE and unit.absence != NONE:
                absence = town.absences[unit.absence]
                if absence.away <= ends and absence.back > latest:
                    latest = absence.back
                    longer = True
        ends = latest
    return ends


@compiled
def absence_after(town, number, at):
    """Find the first absence of whoever sits in a slot that ends after a day (often: today, or soon); NONE without."""
    slot, now = town.slots[number], town.clock[0].now
    last = slot.first_absence + slot.absences
    absence = slot.next_absence
    while absence < last and town.absences[absence].back <= now:
        absence += 1
    slot.next_absence = absence
    while absence < last and town.absences[absence].back <= at:
        absence += 1
    while absence > slot.first_absence and town.absences[absence - 1].back > at:
        absence -= 1
    return absence if absence < last else NONE
