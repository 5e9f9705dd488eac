"""Lines: who is waiting for which team. See `lines.Lines`.

The line of each team is a heap in which every node has four below it (a d-ary heap: D. Johnson, Information Processing
Letters 4, 1975), and every visit knows its place, so that it can leave or get another rank. What stands there is told
by a number: a visit's, or as many more than there are visits as a part's that stands in line again.
"""

# mypy: allow-untyped-defs

from simulate.engine.compiled.codes import NONE, Number
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import call_soon
from simulate.engine.compiled.places import free


@compiled
def is_ahead(kind, since, number, other_kind, other_since, other_number):
    """Compare two ranks: acute, urgent, longest wait; then the numbers, which are in the order of children."""
    if kind != other_kind:
        return kind < other_kind
    return since < other_since or (since == other_since and number < other_number)


@compiled
def goes_before(town, one, other):
    """Tell whether one row of `lines` is ahead of another."""
    a, b = town.lines[one], town.lines[other]
    return is_ahead(a.kind, a.since, a.number, b.kind, b.since, b.number)


@compiled
def join(town, number, since, kind):
    """Put a visit into its line, or give one that is there another rank."""
    visit = town.visits[number]
    stand(town, Number(visit.team), Number(visit.place), number, since, kind)


@compiled
def join_again(town, part, since, kind):
    """Put a part into its unit's own line, or give one that is there another rank."""
    line = town.units[town.parts[part].unit].own_line
    stand(town, line, Number(town.again[part].place), len(town.visits) + part, since, kind)


@compiled
def stand(town, line, place, number, since, kind):
    """Let somebody stand in the line of a team, who has a place there already or none."""
    team = town.teams[line]
    if place == NONE:
        place = team.waiting
        team.waiting += 1
        for link in range(team.first_unit, team.first_unit + team.units):
            town.units[town.links[link]].waiting += 1
        if team.is_joint and team.waiting == 1:
            town.clock[0].joint_lines += 1
        rise(town, team.line, place, since, number, kind)
    else:
        before = town.lines[team.line + place]
        if is_ahead(kind, since, number, before.kind, before.since, number):
            rise(town, team.line, place, since, number, kind)
        else:
            sink(town, team.line, place, team.waiting, since, number, kind)
    touch(town, line)


@compiled
def leave(town, number):
    """Take a visit out of its line."""
    visit = town.visits[number]
    hole = Number(visit.place)
    visit.place = NONE
    close_hole(town, Number(visit.team), hole)


@compiled
def leave_again(town, part):
    """Take a part out of its unit's own line."""
    close_hole(town, town.units[town.parts[part].unit].own_line, Number(town.again[part].place))


@compiled
def close_hole(town, line, hole):
    """Let the line of a team be shorter by who stood in this place."""
    team = town.teams[line]
    team.waiting -= 1
    for link in range(team.first_unit, team.first_unit + team.units):
        town.units[town.links[link]].waiting -= 1
    if team.is_joint and team.waiting == 0:
        town.clock[0].joint_lines -= 1
    if hole < team.waiting:
        last = town.lines[team.line + team.waiting]
        if goes_before(town, team.line + team.waiting, team.line + hole):
            rise(town, team.line, hole, last.since, last.number, last.kind)
        else:
            sink(town, team.line, hole, team.waiting, last.since, last.number, last.kind)


@compiled
def rise(town, line, hole, since, number, kind):
    """Let somebody rise from a hole in the heap of its line to where it belongs."""
    lines = town.lines
    while hole > 0:
        parent = (hole - 1) >> 2
        above = lines[line + parent]
        if not is_ahead(kind, since, number, above.kind, above.since, above.number):
            break
        settle_in(town, line, hole, above.since, above.number, above.kind)
        hole = parent
    settle_in(town, line, hole, since, number, kind)


@compiled
def sink(town, line, hole, count, since, number, kind):
    """Let somebody sink from a hole in the heap of its line to where it belongs."""
    while True:
        first = 4 * hole + 1
        if first >= count:
            break
        for other in range(first + 1, min(first + 4, count)):
            if goes_before(town, line + other, line + first):
                first = other
        below = town.lines[line + first]
        if is_ahead(kind, since, number, below.kind, below.since, below.number):
            break
        settle_in(town, line, hole, below.since, below.number, below.kind)
        hole = first
    settle_in(town, line, hole, since, number, kind)


@compiled
def settle_in(town, line, hole, since, number, kind):
    """Put somebody into a hole."""
    standing = town.lines[line + hole]
    standing.since = since
    standing.number = number
    standing.kind = kind
    if number < len(town.visits):
        town.visits[number].place = hole
    else:
        town.again[number - len(town.visits)].place = hole


@compiled
def touch(town, number):
    """Note that something has changed for a team and for all who need its units."""
    team = town.teams[number]
    for link in range(team.first_unit, team.first_unit + team.units):
        touch_unit(town, town.links[link])


@compiled
def touch_unit(town, number):
    """Note that a unit's places have changed: the lines of all who need it are to be looked at.

    Not where nobody waits: who joins a line is noted then. And without a free place nobody can start who needs the
    unit, until something else changes that is noted again.
    """
    unit = town.units[number]
    if unit.waiting == 0 or free(town, number) <= 0:
        return
    for link in range(unit.first_team, unit.first_team + unit.teams):
        team = town.teams[town.links[link]]
        if not team.is_touched and team.waiting > 0:
            team.is_touched = 1
            team.next_touched = town.clock[0].touched
            town.clock[0].touched = town.links[link]


@compiled
def next_to_call(town):
    """Find the best-ranked first in line whose every unit has a free place not kept for another; NONE if nobody can.

    For whom places are kept is looked up only where somebody has room and a joint visit waits.
    """
    best, looked_up = NONE, False
    number = town.clock[0].touched
    while number != NONE:
        team = town.teams[number]
        if team.waiting > 0 and has_room(town, number) and (best == NONE or not goes_before(town, best, team.line)):
            if town.clock[0].joint_lines > 0 and not looked_up:
                find_keepers(town)
                looked_up = True
            if not looked_up or not is_kept_from(town, number):
                best = team.line
        number = team.next_touched
    if best != NONE:
        return town.lines[best].number
    forget_touched(town, looked_up)
    return NONE


@compiled
def forget_touched(town, are_kept):
    """Look at no line any more until something changes, but at those from which a place is kept, if any `are_kept`."""
    clock = town.clock[0]
    number = clock.touched
    clock.touched = NONE
    while number != NONE:
        team = town.teams[number]
        following = team.next_touched
        team.is_touched = are_kept and team.waiting > 0 and has_room(town, number)
        if team.is_touched:
            team.next_touched = clock.touched
            clock.touched = number
        number = following


@compiled
def has_room(town, number):
    """Tell whether every unit of a team has a free place."""
    team = town.teams[number]
    for link in range(team.first_unit, team.first_unit + team.units):
        if free(town, town.links[link]) <= 0:
            return False
    return True


@compiled
def is_kept_from(town, number):
    """Tell whether the last free place of any unit of a team is kept for another."""
    team = town.teams[number]
    for link in range(team.first_unit, team.first_unit + team.units):
        unit = town.units[town.links[link]]
        if unit.kept_for != NONE and unit.kept_for != number and free(town, town.links[link]) == 1:
            return True
    return False


@compiled
def find_keepers(town):
    """Note in each unit the team for whose first in line a place is kept there; see `lines.Lines`."""
    clock = town.clock[0]
    keeps_after = town.rules[clock.rules].keeps_places_after
    for number in range(len(town.units)):
        town.units[number].kept_for = NONE
    for number in range(len(town.teams)):
        team = town.teams[number]
        if not team.is_joint or team.waiting == 0:
            continue
        if town.visits[town.lines[team.line].number].asked + keeps_after > clock.now:
            continue
        if is_first_in_all_units(town, number):
            for link in range(team.first_unit, team.first_unit + team.units):
                town.units[town.links[link]].kept_for = number


@compiled
def is_first_in_all_units(town, number):
    """Tell whether the first in the line of a team is the best-ranked of all who wait for any of its units."""
    team = town.teams[number]
    for link in range(team.first_unit, team.first_unit + team.units):
        unit = town.units[town.links[link]]
        for place in range(unit.first_team, unit.first_team + unit.teams):
            other = town.teams[town.links[place]]
            if other.waiting > 0 and goes_before(town, other.line, team.line):
                return False
    return True


@compiled
def call_if_touched(town):
    """Call at this instant, unless no line is touched: then nobody can start.

    Only whether to send for consultants is looked at with every call.
    """
    if town.clock[0].touched != NONE or town.clock[0].has_extra:
        call_soon(town)
