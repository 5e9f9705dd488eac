"""Rules 2 and 4: calling, and meetings. See `calling.Calling`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.again import is_called, rank_parts_of
from simulate.engine.compiled.codes import NONE, RUNNING, WAITING
from simulate.engine.compiled.consultants import look_at_lines
from simulate.engine.compiled.life import rank, start
from simulate.engine.compiled.lines import leave, leave_again, next_to_call, touch_unit
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.meetings import begin_meetings
from simulate.engine.compiled.moments import call_soon


@compiled
def call(town):
    """Start every visit that can start, the best-ranked first: one round of calling, see `reference`.

    With them are called the parts of visits that stand in line again.

    Who is called takes places from others, and so touches no line: those from which places were kept are touched still.
    """
    clock = town.clock[0]
    clock.calls_soon = 0
    while clock.touched != NONE:
        number = next_to_call(town)
        if number == NONE:
            break
        if number < len(town.visits):
            leave(town, number)
            start(town, number)
        else:
            leave_again(town, number - len(town.visits))
            is_called(town, number - len(town.visits))
    if clock.has_extra:
        look_at_lines(town)


@compiled
def call_by(town, rules):
    """Let other rules hold for calling from now on: all who wait are ranked anew."""
    town.clock[0].rules = rules
    for number in range(len(town.visits)):
        visit = town.visits[number]
        if visit.state == WAITING and visit.team != NONE:
            rank(town, number)
        elif visit.state == RUNNING and town.clock[0].lines_up:
            rank_parts_of(town, number)


@compiled
def meet(town, number):
    """Hold a meeting, unless the unit is closed: its places are there for this instant."""
    unit = town.units[number]
    if unit.is_open:
        unit.met_on = town.clock[0].now
        unit.free = town.terms[unit.terms].cases
        for link in range(unit.first_team, unit.first_team + unit.teams):
            team = town.teams[town.links[link]]
            if team.meetings == meetings_now(town, town.links[link]):
                team.met = 1
        touch_unit(town, number)
        call_soon(town)
    begin_meetings(town, number)


@compiled
def meetings_now(town, number):
    """Count the units of a team that meet at this instant."""
    team, count = town.teams[number], 0
    for link in range(team.first_unit, team.first_unit + team.units):
        if town.units[town.links[link]].met_on == town.clock[0].now:
            count += 1
    return count
