"""Rule 8: cases that go back to the line when their worker goes. See `again.Again`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.cases import take_off_list
from simulate.engine.compiled.codes import IN_LINE, NONE, Number
from simulate.engine.compiled.lines import join_again
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import call_soon
from simulate.engine.compiled.notes import note_again, note_called_again, note_handed
from simulate.engine.compiled.places import take_again
from simulate.engine.compiled.ranks import kind_of, waits_since
from simulate.engine.compiled.work import count_otherwise, go_on, pause_work


@compiled
def go_back(town, number):
    """Put a part that has lost its worker into its unit's own line."""
    part = town.parts[number]
    unit = town.units[part.unit]
    pause_work(town, number)
    take_off_list(town, number)
    unit.left_behind -= 1
    unit.busy -= 1
    unit.working -= part.lengthens
    note_handed(town, Number(part.visit), Number(part.unit), part.holder, NONE)
    note_again(town, number)
    part.holder = NONE
    part.list = IN_LINE
    town.again[number].place = NONE
    rank_part(town, number)


@compiled
def is_called(town, number):
    """Let a part go on with somebody who has a place; it takes longer with another than with who had it."""
    part = town.parts[number]
    unit = Number(part.unit)
    part.list = NONE
    pause_work(town, number)
    take_again(town, unit, Number(town.visits[part.visit].child), number)
    changes = part.holder != town.left_by[number]
    go_on(town, number, town.terms[town.units[unit].terms].handover_days if changes else 0.0)
    note_handed(town, Number(part.visit), unit, NONE, part.holder)
    note_called_again(town, number)


@compiled
def count_those_in_line_otherwise(town, unit):
    """Count what is left of the parts that stand in a unit's line again as it is counted from now on."""
    if not town.clock[0].lines_up:
        return
    for number in range(len(town.parts)):
        if town.parts[number].list == IN_LINE and town.parts[number].unit == unit:
            count_otherwise(town, number)


@compiled
def rank_parts_of(town, number):
    """Give those parts of a visit another rank that stand in line again."""
    visit = town.visits[number]
    for part in range(Number(visit.first_part), Number(visit.first_part) + visit.parts):
        if town.parts[part].list == IN_LINE:
            rank_part(town, part)


@compiled
def rank_part(town, number):
    """Give a part its rank in the line: that of its visit."""
    visit = Number(town.parts[number].visit)
    join_again(town, number, waits_since(town, visit), kind_of(town, visit))
    call_soon(town)
