"""Rules 1 to 3: visits are asked for, start with workers, and finish. See `life.Visits`."""

# mypy: allow-untyped-defs

import numpy as np

from simulate.engine.compiled.clock import take_off_clock
from simulate.engine.compiled.codes import (
    ASK,
    FINISHED,
    LEFT_LINE,
    NONE,
    OFF_CLOCK,
    PAUSING,
    PENDING,
    RUNNING,
    SEVERAL,
    WAITING,
    Number,
)
from simulate.engine.compiled.consultants import case_closed
from simulate.engine.compiled.lines import call_if_touched, join, leave, touch, touch_unit
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import call_soon, later
from simulate.engine.compiled.needs import come_up, meet_needs, put_patience_off, update_strain, wait_for_support
from simulate.engine.compiled.notes import note
from simulate.engine.compiled.places import count_as_busy, give_back, take, take_over
from simulate.engine.compiled.ranks import kind_of, waits_since
from simulate.engine.compiled.work import begin_work, pace_now


@compiled
def arrive(town, number):
    """Let a child come: its needs are there, and the visits that wait for nothing begin.

    For a child on the waiting list a visit has begun already, or has stood in its line for some time.
    """
    child = town.children[number]
    update_strain(town, number)
    for row in range(Number(child.first_visit), Number(child.first_visit) + child.visits):
        visit = town.visits[row]
        if visit.open_before != NONE and not np.isnan(town.open_before[visit.open_before].started):
            has_started(town, row, town.open_before[visit.open_before].started)
        elif visit.befores == 0 and not visit.acute:
            if visit.open_before != NONE:
                ask(town, row, town.open_before[visit.open_before].asked)
            else:
                begin_pause(town, row)


@compiled
def begin_pause(town, number):
    """Begin the pause before a visit; without one, ask for it at once."""
    visit = town.visits[number]
    if visit.pause > 0:
        visit.state = PAUSING
        visit.moment = later(town, visit.pause, ASK, number)
        put_patience_off(town, number)
    else:
        ask(town, number, town.clock[0].now)


@compiled
def ask(town, number, since):
    """Ask for a visit: it joins the line of its team, or begins where it needs no unit.

    `since` is the day it joined, for one that stands there when the clock starts.
    """
    visit = town.visits[number]
    visit.moment = NONE
    visit.state = WAITING
    visit.asked = since
    visit.left = np.nan
    if visit.makes_wait:
        wait_for_support(town, number)
    if visit.makes_arise:
        come_up(town, number)
    if visit.team == NONE:
        start(town, number)
    else:
        rank(town, number)


@compiled
def rank(town, number):
    """Give a waiting visit its rank in the line."""
    join(town, number, waits_since(town, number), kind_of(town, number))
    call_soon(town)


@compiled
def start(town, number):
    """Start a visit: every part of it that needs a place takes one."""
    visit, clock = town.visits[number], town.clock[0]
    first = Number(visit.first_part)
    for part in range(first, first + visit.parts):
        if town.parts[part].unit != NONE:
            take(town, Number(town.parts[part].unit), Number(visit.child), part)
        if not clock.has_even_pace:
            pace = pace_now(town, part)
            town.parts[part].work /= pace
            if clock.shares_at_times:
                town.began_at_pace[part] = pace
    begin(town, number, clock.now)


@compiled
def has_started(town, number, day):
    """Let a visit go on that began before the clock; its worker may have more children than places."""
    visit = town.visits[number]
    visit.asked = day
    if visit.makes_wait:
        wait_for_support(town, number)
    first = Number(visit.first_part)
    for part in range(first, first + visit.parts):
        unit = Number(town.parts[part].unit)
        if unit != NONE:
            count_as_busy(town, unit, part)
            if not town.units[unit].meets:
                worker = take_over(town, unit, Number(visit.child), part)
                town.began[part] = town.parts[part].holder = worker
    begin(town, number, day)


@compiled
def begin(town, number, day):
    """Let the parts of a visit go on from now, each for the days of its work; the need whose support it is, is met."""
    visit = town.visits[number]
    visit.state = RUNNING
    visit.started = day
    visit.urgent = town.children[visit.child].urgent
    visit.open_parts = visit.parts
    meet_needs(town, number)
    if visit.makes_begin:
        begin_with(town, number)
    first = Number(visit.first_part)
    for part in range(first, first + visit.parts):
        begin_work(town, part)


@compiled
def begin_with(town, number):
    """Begin the visits that waited only for this one to start.

    Without a pause they are asked for after this round of calling, as what follows on a visit of no length is.
    """
    first = Number(town.visits[number].links) + town.visits[number].befores
    for link in range(first, first + town.visits[number].afters):
        visit = town.visits[town.links[link]]
        if visit.is_due_at_start and visit.state == PENDING and is_due(town, town.links[link]):
            visit.state = PAUSING
            visit.moment = later(town, visit.pause, ASK, town.links[link])
            put_patience_off(town, town.links[link])


@compiled
def be_done(town, number):
    """Be done with a part of a visit: its place is free. With the last of its parts the visit is finished."""
    part = town.parts[number]
    part.is_done, part.since = 1, town.clock[0].now
    if part.next_on_clock != OFF_CLOCK:
        take_off_clock(town, number)
    if part.unit != NONE:
        unit = Number(part.unit)
        give_back(town, unit, number)
        if town.units[unit].has_extra:
            case_closed(town, unit, part.holder)
        touch_unit(town, unit)
        call_if_touched(town)
    visit = town.visits[part.visit]
    visit.open_parts -= 1
    if visit.open_parts == 0:
        finish(town, Number(part.visit))


@compiled
def finish(town, number):
    """Finish a visit: what comes after it may begin."""
    visit = town.visits[number]
    visit.state = FINISHED
    visit.finished = town.clock[0].now
    go_on_after(town, number)


@compiled
def go_on_after(town, number):
    """Begin the visits that waited for this one only."""
    visit = town.visits[number]
    if visit.following >= 0:
        go_on_with(town, Number(visit.following), visit.state)
    elif visit.following == SEVERAL:
        first = Number(visit.links) + visit.befores
        for link in range(first, first + visit.afters):
            go_on_with(town, town.links[link], visit.state)


@compiled
def go_on_with(town, number, state):
    """Begin a visit if it waits for nothing any more; one of those before it has got into this state."""
    visit = town.visits[number]
    if visit.state == PENDING:
        waited_for_that_only = visit.befores == 1 and state == FINISHED
        if waited_for_that_only or is_due(town, number):
            begin_pause(town, number)


@compiled
def is_due(town, number):
    """Tell whether nothing is left to wait for. Only a support that took place can be returned from."""
    visit = town.visits[number]
    over = RUNNING if visit.is_due_at_start else FINISHED
    for link in range(visit.links, visit.links + visit.befores):
        state = town.visits[town.links[link]].state
        if state < over or (visit.makes_arise and state != FINISHED):
            return False
    return True


@compiled
def withdraw(town, number, state):
    """Take a visit that has not started out of its line, or out of what is to come."""
    visit, now = town.visits[number], town.clock[0].now
    visit.moment = NONE
    if visit.state == WAITING:
        leave(town, number)
        touch(town, Number(visit.team))
        visit.left = now
        note(town, LEFT_LINE, visit.asked, number, NONE, NONE, NONE)
        call_soon(town)
    visit.state = state
