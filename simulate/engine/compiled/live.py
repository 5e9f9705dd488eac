"""Everything that happens, one after the other. See `reference.run`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.calling import call, call_by, meet
from simulate.engine.compiled.codes import (
    ARRIVE,
    ASK,
    AWAY,
    BACK,
    CALL_BY,
    CONSULTANTS,
    CRISIS,
    DOORS,
    FILL,
    FINISH,
    GIVE_UP,
    GROW_UP,
    HAND_OVER,
    MEET,
    NONE,
    ON_LIST,
    RESUME,
    REVIEW,
    TICKET_BITS,
    Number,
)
from simulate.engine.compiled.consultants import consultants_come
from simulate.engine.compiled.ending import write
from simulate.engine.compiled.handover import hand_over
from simulate.engine.compiled.hardship import give_up, grow_up, have_crisis
from simulate.engine.compiled.layout.children import set_up_children, set_up_needs
from simulate.engine.compiled.layout.visits import set_up_visits, set_up_what_visits_do
from simulate.engine.compiled.life import arrive, ask, be_done, go_on_after
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.meetings import begin_meetings
from simulate.engine.compiled.moments import calls_before, is_before, open_spans, pop, ticket_of
from simulate.engine.compiled.places import count_places
from simulate.engine.compiled.staff import change_terms, come_back, fill, go_away, grow, review, set_doors
from simulate.engine.compiled.tournament import play_all


@compiled
def live(town, given, written):
    """Let everything happen until the end, and write what the log is made of."""
    set_up(town, given)
    while not town.clock[0].is_full and happens_next(town):
        pass
    write(town, written)


@compiled
def set_up(town, given):
    """Fill the longest tables, and let units be as they are before the clock starts."""
    set_up_needs(town, given)
    set_up_visits(town, given)
    set_up_what_visits_do(town)
    set_up_children(town, given)
    for unit in range(len(town.units)):
        play_all(town, unit)
        count_places(town, unit, NONE)
        if town.units[unit].meets:
            begin_meetings(town, unit)


@compiled
def happens_next(town):
    """Let happen what comes next; returns whether anything was left to happen."""
    clock = town.clock[0]
    if clock.coming == 0:
        open_spans(town)
    at, order, is_planned = clock.end, Number(0), False
    if clock.planned < len(town.planned):
        at, order, is_planned = town.planned[clock.planned].at, town.planned[clock.planned].order, True
    if clock.coming > 0 and not is_before(at, order, town.coming[0].at, town.coming[0].order):
        moment = town.coming[0]
        if calls_before(town, moment.at, moment.order):
            call(town)
        else:
            clock.now = moment.at
            order, number = moment.order, Number(moment.number)
            pop(town)
            happen(town, order >> TICKET_BITS, ticket_of(order), number)
        return True
    if calls_before(town, at, order):
        call(town)
        return True
    if is_planned:
        planned = town.planned[clock.planned]
        clock.now = at
        clock.planned += 1
        happen_as_planned(town, order >> TICKET_BITS, planned.number, planned.detail)
    return is_planned


@compiled
def happen(town, what, ticket, number):
    """Let happen what was noted, unless it has been cancelled since."""
    if what == FINISH:
        if town.parts[number].moment == ticket:
            be_done(town, number)
    elif what == ASK:
        if town.visits[number].moment == ticket:
            ask(town, number, town.clock[0].now)
    elif what == CRISIS:
        have_crisis(town, number, ticket)
    elif what == GIVE_UP:
        give_up(town, number)
    elif what == MEET:
        if town.units[number].next_meeting == ticket:
            meet(town, number)
    elif what == RESUME:
        go_on_after(town, number)
    elif what == HAND_OVER:
        hand_over(town)
    elif what == CONSULTANTS:
        consultants_come(town, number)
    elif what == FILL:
        if town.slots[number].filling == ticket:
            fill(town, number)
    elif town.slots[number].worker != NONE and ticket >= town.slots[number].grows_from:
        grow(town, number)


@compiled
def happen_as_planned(town, what, number, detail):
    """Let happen what was known before the clock started."""
    if what == ARRIVE:
        arrive(town, number)
    elif what == GROW_UP:
        grow_up(town, number)
    elif what == AWAY:
        go_away(town, number)
    elif what == BACK:
        come_back(town, number)
    elif what == REVIEW:
        review(town, number, detail)
    elif what == DOORS:
        set_doors(town, number, detail)
    elif what == ON_LIST:
        arrive_on_list(town)
    elif what == CALL_BY:
        call_by(town, detail)
    else:
        change_terms(town, number, detail)


@compiled
def arrive_on_list(town):
    """Let all come who are on the waiting list, in turn: who has whose case depends on who is first."""
    latest = NONE
    for row in range(len(town.open_before)):
        child = Number(town.visits[town.open_before[row].visit].child)
        if child != latest:
            arrive(town, child)
        latest = child
