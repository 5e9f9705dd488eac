"""Open cases of those who have gone. See `handover.Handover`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.again import go_back
from simulate.engine.compiled.cases import gather, sort_gathered
from simulate.engine.compiled.clock import set_clocks
from simulate.engine.compiled.codes import HAND_OVER, NONE, Number
from simulate.engine.compiled.lines import touch_unit
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import call_soon, later
from simulate.engine.compiled.notes import note_handed
from simulate.engine.compiled.places import count_places, take_over
from simulate.engine.compiled.work import go_on, pause_work


@compiled
def settle(town, unit, only):
    """Count places again, after something has changed for one slot or all (NONE); hand over what was left behind."""
    clock = town.clock[0]
    count_places(town, unit, only)
    set_clocks(town, unit, only)
    if town.units[unit].left_behind > 0 and not clock.hands_over_soon:
        clock.hands_over_soon = 1
        later(town, 0.0, HAND_OVER, NONE)
    touch_unit(town, unit)
    call_soon(town)


@compiled
def hand_over(town):
    """Hand every case that was left behind to a colleague, where there is one, or put it into the line again."""
    town.clock[0].hands_over_soon = 0
    first = len(town.slots) + len(town.units)  # of the lists of those that go back
    for unit in range(len(town.units)):
        if town.units[unit].left_behind > 0:
            count = gather(town, len(town.slots) + unit, Number(0))
            count = gather(town, first + unit, count)
            sort_gathered(town, count)
            for place in range(count):
                if town.parts[town.gathered[place]].list == first + unit:
                    go_back(town, town.gathered[place])
                else:
                    hand_over_case(town, unit, town.gathered[place])


@compiled
def hand_over_case(town, unit, number):
    """Hand one case over; it takes longer with somebody else than with the worker who had it last, if any did."""
    part = town.parts[number]
    visit, left_by, holder = Number(part.visit), town.left_by[number], part.holder
    pause_work(town, number)
    taker = take_over(town, unit, Number(town.visits[visit].child), number)
    part.holder = taker
    changes = left_by != NONE and taker != NONE and taker != left_by
    go_on(town, number, town.terms[town.units[unit].terms].handover_days if changes else 0.0)
    if taker != holder:
        note_handed(town, visit, unit, holder, taker)
