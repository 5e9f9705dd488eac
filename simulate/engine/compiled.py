"""The compiled engine: the same log as the reference engine, bit for bit, some hundred times as fast.

Every function here is one of the reference engine's, on the arrays of `tables`, compiled by numba; read them side by
side. The same contract holds: all that happens at one instant happens before anyone is called, in the order of
`moments.Phase`, and what happens in one phase of an instant may happen in any order. Sums are made in the order of the
needs, and times by the same additions as there.

All that is compiled stands in this one file, and numbers that other files name stand here again (a test compares
them): machine code is kept on the disk as long as this file is the same, and what else `native` names. That runs it,
and holds no lock of the interpreter meanwhile; `compiling` says how it is compiled.
"""

# mypy: allow-untyped-defs, allow-untyped-decorators
# (numba infers the types of what it compiles: `town` is a `tables.Town`, days are floats, all else whole numbers)

from typing import Any

import numpy as np

from simulate.engine.compiling import compiled, fetch, inlined


def _numbers(*values: int) -> tuple[Any, ...]:
    """Give numbers of numba's own type: with Python's, every function is compiled for each number it is called with."""
    return tuple(np.int64(value) for value in values)


(NONE,) = _numbers(-1)
(SEVERAL,) = _numbers(127)  # needs, of which each has to be looked for
(NOBODY,) = _numbers(-(2**40))  # the room of a slot from which nobody calls: never the most
(FOLLOWING,) = _numbers(22)  # the bits of a key below a slot's room: how many slots of its unit follow it
(BRANCHES,) = _numbers(8)  # of each node of a tree
(LAST,) = _numbers(2**31 - 1)  # the last ticket, and the last number of a worker, that 4 bytes can hold

# phases of an instant, as in moments.Phase
FINISH, TERMS, DOORS, BACK, JOIN, AWAY, ON_LIST, REVIEW, HAND_OVER = _numbers(1, 2, 3, 4, 5, 6, 7, 8, 9)
ASK, ARRIVE, MEET, CRISIS, GIVE_UP, GROW_UP, RESUME, CALL = _numbers(10, 11, 12, 13, 14, 15, 16, 17)
(PHASE,) = _numbers(56)  # the bits of a rank below its phase: the ticket

# what happens at a moment, where the phase alone does not say it
ITSELF, FILL, GROW, CONSULTANTS = _numbers(0, 1, 2, 3)

# where what happens next is from
NOTHING, SOON, COMING, CALLING, ARRIVING, GROWING, KNOWN = _numbers(0, 1, 2, 3, 4, 5, 6)

# as in moments.State
PENDING, PAUSING, WAITING, RUNNING, FINISHED, WITHDRAWN, AGED_OUT = _numbers(0, 1, 2, 3, 4, 5, 6)
# as in log.Outcome, log.Ending and log.Staffing
NOT_ASKED, ENDS_FINISHED, ENDS_WITHDRAWN, ENDS_AGED_OUT, OPEN = _numbers(0, 1, 2, 3, 4)
UNMET, MET, DONE, GIVEN_UP, NEED_AGED_OUT = _numbers(0, 1, 2, 3, 4)
JOINED, LEFT, FELL_ILL, CAME_BACK, CAME, WENT = _numbers(0, 1, 2, 3, 4, 5)


# ---- the clock


@compiled
def later(town, delay, phase, kind, number):
    """Note that something is to happen; returns its ticket. What would be after the end is not noted.

    Moments of the spans of time to come lie in buckets without order; those of the spans that are open stand in order.
    """
    clock = town.clock[0]
    ticket = clock.moments_so_far
    clock.moments_so_far = ticket + 1
    if ticket > LAST:
        clock.is_full = clock.is_past_numbers = 1
    at = clock.now + delay
    if at >= clock.end:
        return ticket
    bucket = bucket_of(town, at)
    if bucket <= clock.open_bucket:
        put_in_order(town, at, (phase << PHASE) | ticket, number, kind)
        return ticket
    row = clock.unused
    if row != NONE:
        clock.unused = town.moments[row].next
    elif clock.moments < len(town.moments):
        row = clock.moments
        clock.moments = row + 1
    else:
        clock.is_full = 1
        return ticket
    it = town.moments[row]
    it.at = at
    it.ticket = ticket
    it.phase = phase
    it.number = number
    it.kind = kind
    it.next = town.buckets[bucket]
    town.buckets[bucket] = row
    return ticket


@compiled
def bucket_of(town, at):
    """Give the span of time that a moment is in: never an earlier one than that of an earlier moment."""
    return min(np.int64(at * town.clock[0].buckets_per_day), len(town.buckets) - 1)


@compiled
def put_in_order(town, at, rank, number, kind):
    """Put a moment among those that come next: a few stand in order, the next one last, and a heap holds the rest."""
    clock, soon = town.clock[0], town.soon
    hole = clock.soon
    if hole == len(soon):
        put_in_heap(town, at, rank, number, kind)
        return
    clock.soon = hole + 1
    while hole > 0 and before(soon[hole - 1].at, soon[hole - 1].rank, at, rank):
        soon[hole] = soon[hole - 1]
        hole -= 1
    it = soon[hole]
    it.at = at
    it.rank = rank
    it.number = number
    it.kind = kind


@compiled
def put_in_heap(town, at, rank, number, kind):
    """Put a moment into the heap of those that come next."""
    clock, coming = town.clock[0], town.coming
    hole = clock.coming
    if hole == len(coming):
        clock.is_full = 1
        return
    clock.coming = hole + 1
    while hole > 0:
        above = (hole - 1) >> 1
        if before(coming[above].at, coming[above].rank, at, rank):
            break
        coming[hole] = coming[above]
        hole = above
    it = coming[hole]
    it.at = at
    it.rank = rank
    it.number = number
    it.kind = kind


@compiled
def take_off_heap(town):
    """Take the first moment off the heap."""
    clock, coming = town.clock[0], town.coming
    count = clock.coming - 1
    clock.coming = count
    at, rank, hole = coming[count].at, coming[count].rank, 0
    while True:
        first = 2 * hole + 1
        if first >= count:
            break
        if first + 1 < count and before(
            coming[first + 1].at, coming[first + 1].rank, coming[first].at, coming[first].rank
        ):
            first += 1
        if before(at, rank, coming[first].at, coming[first].rank):
            break
        coming[hole] = coming[first]
        hole = first
    coming[hole] = coming[count]


@compiled
def open_buckets(town):
    """Put the moments of buckets in order until there is one."""
    clock = town.clock[0]
    while clock.soon == 0 and clock.coming == 0 and clock.open_bucket < len(town.buckets) - 1:
        clock.open_bucket += 1
        row = np.int64(town.buckets[clock.open_bucket])
        while row != NONE:
            it = town.moments[row]
            if it.phase != GIVE_UP or not town.is_met[it.number]:  # else nothing will happen
                rank = (np.int64(it.phase) << PHASE) | it.ticket
                put_in_order(town, it.at, rank, np.int64(it.number), np.int64(it.kind))
                if it.phase == FINISH or it.phase == ASK:
                    fetch(town.visits, it.number)
            following = np.int64(it.next)
            it.next = clock.unused
            clock.unused = row
            row = following


@compiled
def live(town, given):
    """Let everything happen until the end; see `reference.Town.live`. This is what is called from outside."""
    set_up(town, given)
    happen_in_turn(town)
    end_all(town)


@compiled
def happen_in_turn(town):
    """Let happen what is first of all that is to come, again and again."""
    clock, soon, coming = town.clock[0], town.soon, town.coming
    arriving = growing = known = 0
    planned_at, planned_rank, planned = first_planned(town, arriving, growing, known)
    while not clock.is_full:
        if clock.soon == 0 and clock.coming == 0:
            open_buckets(town)
        at, rank, source = planned_at, planned_rank, planned
        if clock.soon > 0 and before(soon[clock.soon - 1].at, soon[clock.soon - 1].rank, at, rank):
            at, rank, source = soon[clock.soon - 1].at, soon[clock.soon - 1].rank, SOON
        if clock.coming > 0 and before(coming[0].at, coming[0].rank, at, rank):
            at, rank, source = coming[0].at, coming[0].rank, COMING
        if clock.calls_soon and before(clock.now, CALL << PHASE, at, rank):
            at, source = clock.now, CALLING
        if source == NOTHING:
            break
        clock.now = at
        if source in (SOON, COMING):
            if source == SOON:
                clock.soon -= 1
                it = soon[clock.soon]
                kind, number = np.int64(it.kind), np.int64(it.number)
                if clock.soon > 0:
                    look_ahead_to_moment(town, clock.soon - 1)
            else:
                kind, number = np.int64(coming[0].kind), np.int64(coming[0].number)
                take_off_heap(town)
            happen(town, rank >> PHASE, kind, number, rank & ((1 << PHASE) - 1))
        elif source == CALLING:
            call(town)
        else:
            if source == ARRIVING:
                look_ahead_to_child(town, town.arriving, arriving)
                arriving += 1
                arrive(town, town.arriving[arriving - 1])
            elif source == GROWING:
                look_ahead_to_child(town, town.leaving, growing)
                growing += 1
                grow_up(town, town.leaving[growing - 1])
            else:
                known += 1
                it = town.known_before[known - 1]
                happen_as_known(town, rank >> PHASE, it.number, it.what)
            planned_at, planned_rank, planned = first_planned(town, arriving, growing, known)


@inlined
def look_ahead_to_moment(town, number):
    """Have brought into the cache what will be wanted at a moment to come, while another one happens.

    Memory is a hundred times slower than the cache, and most of what a town holds is not looked at for months. The
    visit itself has been fetched when its bucket was opened.
    """
    it = town.soon[number]
    phase = it.rank >> PHASE
    if phase in (FINISH, ASK):
        visit = town.visits[it.number]
        fetch(town.children, visit.child)
        fetch(town.rows, visit.row)
        fetch(town.links, visit.links)


@inlined
def first_planned(town, arriving, growing, known):
    """Find what is first of all that has been known from the beginning: when, its rank, and where it is from."""
    at, rank, source = town.clock[0].end, 0, NOTHING
    arrives, grows_up = day_of(town.arrival, town.arriving, arriving), day_of(town.leaves, town.leaving, growing)
    if before(arrives, ARRIVE << PHASE, at, rank):
        at, rank, source = arrives, ARRIVE << PHASE, ARRIVING
    if before(grows_up, GROW_UP << PHASE, at, rank):
        at, rank, source = grows_up, GROW_UP << PHASE, GROWING
    if known < len(town.known_before):
        it = town.known_before[known]
        if before(it.at, it.rank, at, rank):
            at, rank, source = it.at, it.rank, KNOWN
    return at, rank, source


@compiled
def day_of(days, children, number):
    """Give the day of one of the children in order; infinite after the last."""
    return days[children[number]] if number < len(children) else np.inf


@compiled
def look_ahead_to_child(town, children, number):
    """Have brought into the cache what will be wanted of the next of some children, from a number on.

    That is the child, then its visits, then where these lead and what is written of them.
    """
    last = len(children) - 1
    fetch(town.children, children[min(number + 8, last)])
    child = town.children[children[min(number + 4, last)]]
    fetch(town.needs, child.needs)
    for visit in range(child.its_visits):
        fetch(town.visits, child.visits + visit)
    child = town.children[children[min(number + 2, last)]]
    if child.its_visits > 0:
        first = town.visits[child.visits]
        fetch(town.links, first.links)
        fetch(town.rows, first.row)
        fetch(town.rows, first.row + 2)
        fetch(town.asked, child.visits)
        fetch(town.started, child.visits)
        fetch(town.finished, child.visits)


@inlined
def before(at, rank, other_at, other_rank):
    """Tell whether one moment is before another."""
    return at < other_at or (at == other_at and rank < other_rank)


@compiled
def happen(town, phase, kind, number, ticket):
    """Let happen what was noted, unless it has been cancelled since."""
    if phase == FINISH:
        if town.visits[number].ticket == ticket:
            finish(town, number)
    elif phase == ASK:
        if town.visits[number].ticket == ticket:
            ask(town, number, town.clock[0].now)
    elif phase == CRISIS:
        if town.strains[town.children[number].strains].ticket == ticket:
            have_crisis(town, number)
    elif phase == GIVE_UP:
        give_up(town, number)
    elif phase == MEET:
        if town.units[number].ticket == ticket:
            meet(town, number)
    elif phase == RESUME:
        go_on_after(town, number)
    elif phase == HAND_OVER:
        hand_over(town)
    elif kind == CONSULTANTS:
        consultants_come(town, number)
    elif kind == FILL:
        if town.slots[number].filling == ticket:
            town.slots[number].filling = NONE
            join_post(town, number)
            settle(town, town.slots[number].unit, number)
    elif town.slots[number].worker != NONE and ticket >= town.slots[number].growing:
        town.slots[number].stretch += 1
        settle(town, town.slots[number].unit, number)


@compiled
def happen_as_known(town, phase, number, what):
    """Let happen what was known before the clock started; see `staff.StaffRules.plan_ahead`."""
    if phase == AWAY:
        go_away(town, number)
    elif phase == BACK:
        come_back(town, number)
    elif phase == REVIEW:
        review(town, number, what)
    elif phase == DOORS:
        town.units[number].is_open = what
        touch_unit(town, number)
        town.clock[0].calls_soon = 1
    elif phase == ON_LIST:
        for place in range(len(town.listed)):
            arrive(town, town.listed[place])
    elif what == NONE:
        call_by(town, number)
    else:
        change_terms(town, number, what)


# ---- before and after


@compiled
def set_up(town, given):
    """Fill the tables: how everything stands before the clock starts."""
    for number in range(len(given.serves)):
        given.served[given.serves[number]] += 1
    for number in range(len(given.before)):
        given.afters[given.before[number]] += 1
    set_up_needs(town, given)
    set_up_visits(town, given)
    set_up_children(town, given)
    for unit in range(len(town.units)):
        plant(town, unit)
        count_places(town, unit, NONE)
        if town.units[unit].meets:
            begin_meetings(town, unit)


@compiled
def set_up_needs(town, given):
    """Fill the table of needs, and note what visits do to needs."""
    first = of_child = 0
    for need in range(len(given.need_child)):
        it = town.needs[need]
        it.child = given.need_child[need]
        if given.need_child[of_child] != given.need_child[need]:
            of_child = need
        it.arises_with, it.known_with, it.support = given.arises_with[need], given.known_with[need], given.support[need]
        it.real, it.noticed = given.real[need], given.noticed[need]
        town.since[need] = town.arrival[it.child]
        it.known = it.given_up = it.visits = 0
        it.arisen = 1 if it.arises_with == NONE else 0
        it.served_by = first
        first += given.served[need]
        if it.arises_with != NONE:
            given.makes_arise[it.arises_with] = True
        if it.known_with != NONE:
            given.makes_known[it.known_with] = True
        if it.support != NONE:
            place = need - of_child + 1
            is_the_only = given.meets_need[it.support] == 0 and given.child[it.support] == it.child
            given.meets_need[it.support] = place if is_the_only and place < SEVERAL else SEVERAL


@compiled
def set_up_visits(town, given):
    """Fill the table of visits, and lay side by side for each the visits before it, those after it and its needs."""
    row = link = 0
    for visit in range(len(given.child)):
        it = town.visits[visit]
        it.child, it.team, it.row = given.child[visit], given.team[visit], row
        it.duration, it.pause = given.duration[visit], given.pause[visit]
        it.acute, it.grows = given.acute[visit], given.grows[visit]
        it.makes_arise, it.makes_known = given.makes_arise[visit], given.makes_known[visit]
        it.meets_need = given.meets_need[visit]
        it.ticket = it.place = it.following = NONE
        it.stands_still = given.lengthens[given.step[visit]]
        it.has_left = it.in_work = 0
        if it.team != NONE:
            has_begun = not np.isnan(town.started_before[visit])
            it.in_work = 1 if has_begun else town.teams[it.team].in_work
            for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
                place = town.rows[row]
                place.unit = town.worker_unit[row] = town.units_of[number]
                place.worker = place.has = place.had = place.list = NONE
                town.worker_visit[row] = visit
                row += 1
        it.links, it.afters = link, 0
        it.befores = given.before_starts[visit + 1] - given.before_starts[visit]
        it.serves = given.serves_starts[visit + 1] - given.serves_starts[visit]
        for number in range(given.before_starts[visit], given.before_starts[visit + 1]):
            town.links[link] = given.before[number]
            link += 1
            its = town.visits[given.before[number]]
            town.links[its.links + its.befores + its.afters] = visit
            its.afters += 1
            its.following = visit if its.afters == 1 else NONE
        link += given.afters[visit]
        for number in range(given.serves_starts[visit], given.serves_starts[visit + 1]):
            town.links[link] = given.serves[number]
            link += 1
            its = town.needs[given.serves[number]]
            town.served_by[its.served_by + its.visits] = visit
            its.visits += 1


@compiled
def set_up_children(town, given):
    """Fill the table of children; visits and needs stand in the order of their children."""
    visit = need = strains = 0
    for child in range(len(town.children)):
        it = town.children[child]
        it.visits, it.needs = visit, need
        while visit < len(given.child) and given.child[visit] == child:
            visit += 1
        while need < len(given.need_child) and given.need_child[need] == child:
            need += 1
        it.its_visits, it.its_needs = visit - it.visits, need - it.needs
        it.known = it.strains = NONE
        it.grown_up = it.units_met = 0
        it.urgent = given.child_urgent[child]
        if given.thresholds_starts[child] < given.thresholds_starts[child + 1]:
            its = town.strains[strains]
            its.thresholds = given.thresholds_starts[child]
            its.levels = given.thresholds_starts[child + 1] - given.thresholds_starts[child]
            its.strain = its.rate = its.since = 0.0
            its.crises = 0
            its.ticket = NONE
            it.strains = strains
            strains += 1


@compiled
def plant(town, unit):
    """Let the tree of a unit's slots stand."""
    it = town.units[unit]
    for slot in range(it.first_slot, it.first_slot + it.slots):
        town.tree[it.tree + it.leaves + slot - it.first_slot] = key_of(town, unit, slot)
    for node in range(it.leaves - 1, -1, -1):
        town.tree[it.tree + node] = most_below(town, it.tree, node)


@compiled
def end_all(town):
    """See how everything stands when the clock has stopped; see `ending.log_of`."""
    clock = town.clock[0]
    for visit in range(len(town.visits)):
        state = town.state[visit]
        if state != RUNNING and state != FINISHED:
            town.urgent[visit] = town.children[town.visits[visit].child].urgent
        if state == FINISHED:
            town.outcome[visit] = ENDS_FINISHED
        elif state == WITHDRAWN:
            town.outcome[visit] = ENDS_WITHDRAWN
        elif state == AGED_OUT:
            town.outcome[visit] = ENDS_AGED_OUT
        else:
            town.outcome[visit] = NOT_ASKED if state < WAITING else OPEN
    for number in range(clock.lefts):
        if town.visits[town.lefts[number].visit].has_left:  # else it has been asked for again
            town.left[town.lefts[number].visit] = town.lefts[number].at
    for need in range(len(town.needs)):
        its = town.needs[need]
        if town.is_met[need]:
            town.ending[need] = MET
        elif its.given_up:
            town.ending[need] = GIVEN_UP
        elif not its.real and is_done(town, need):
            town.ending[need] = DONE
        else:
            town.ending[need] = NEED_AGED_OUT if town.children[its.child].grown_up else UNMET


@compiled
def is_done(town, need):
    """Tell whether every visit for a need is finished."""
    it = town.needs[need]
    for number in range(it.served_by, it.served_by + it.visits):
        if town.state[town.served_by[number]] != FINISHED:
            return False
    return True


# ---- rule 1: a child comes, visits are asked for


@compiled
def arrive(town, child):
    """Let a child come; see `reference.Town.arrive`."""
    it = town.children[child]
    for need in range(it.needs, it.needs + it.its_needs):
        if town.needs[need].noticed and town.needs[need].known_with == NONE:
            become_known(town, need)
    update_strain(town, child)
    for visit in range(it.visits, it.visits + it.its_visits):
        if len(town.listed) > 0 and not np.isnan(town.started_before[visit]):
            has_started(town, visit, town.started_before[visit])
        elif town.visits[visit].befores == 0 and not town.visits[visit].acute:
            if len(town.listed) > 0 and not np.isnan(town.asked_before[visit]):
                ask(town, visit, town.asked_before[visit])
            else:
                begin_pause(town, visit)


@compiled
def begin_pause(town, visit):
    """Begin the pause before a visit; without one, ask for it at once."""
    it = town.visits[visit]
    if it.pause > 0:
        town.state[visit] = PAUSING
        it.ticket = later(town, it.pause, ASK, ITSELF, visit)
    else:
        ask(town, visit, town.clock[0].now)


@compiled
def ask(town, visit, since):
    """Ask for a visit; `since` is the day it joined its line. See `reference.Town.ask`."""
    it = town.visits[visit]
    it.ticket = NONE
    town.state[visit] = WAITING
    town.asked[visit] = since
    it.has_left = 0
    if it.makes_known or it.makes_arise:
        come_up(town, visit)
    if it.team == NONE:
        start(town, visit)
        return
    rank_in_line(town, visit)


@compiled
def come_up(town, visit):
    """Let the needs become known and arise that do so when a visit is asked for."""
    child = np.int64(town.visits[visit].child)
    first = town.children[child].needs
    last = first + town.children[child].its_needs
    for need in range(first, last):
        if town.needs[need].known_with == visit:
            become_known(town, need)
    for need in range(first, last):
        if town.needs[need].arises_with == visit:
            if not town.needs[need].arisen:
                town.needs[need].arisen = 1
                town.since[need] = town.clock[0].now
            update_strain(town, child)


@inlined
def call_if_touched(town):
    """Call when everything else has happened at this instant; not where no line is touched, as nobody can start then.

    Only whether to send for consultants is looked at with every call.
    """
    clock = town.clock[0]
    if clock.touched > 0 or clock.has_extra:
        clock.calls_soon = 1


# ---- rule 2: calling


@compiled
def rank_in_line(town, visit):
    """Give a waiting visit its rank in the line; see `reference.Town.rank`."""
    it, rules = town.visits[visit], town.rules[0]
    since = town.asked[visit]
    if rules.by_total_wait and it.serves > 0:
        since = np.inf
        first = first_served(town, visit)
        for number in range(first, first + it.serves):
            since = min(since, town.since[town.links[number]])
    is_urgent = not rules.urgent_first or town.children[it.child].urgent
    kind = (0 if it.acute else 2) + (0 if is_urgent else 1)
    if not keep_at_door(town, visit, since, kind):
        join_line(town, visit, since, kind)
    town.clock[0].calls_soon = 1


@compiled
def keep_at_door(town, visit, since, kind):
    """Let a visit wait for the call of this instant at the door of its line, if nobody else waits for any of its units.

    At the call it starts if there is room, and else joins its line: it competes with nobody. What starts elsewhere at
    this instant takes no place from it, nor it from them, so that the order does not matter. There is one such visit
    at a time; as soon as anybody else joins a line, it does so too. Returns whether the visit is at the door.
    """
    clock, it = town.clock[0], town.visits[visit]
    if clock.at_door != visit:
        from_door_to_line(town)
        if it.place != NONE:
            return False
        for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
            if town.units[town.units_of[number]].waiting > 0:
                return False
    clock.at_door = visit
    clock.at_door_since = since
    clock.at_door_kind = kind
    return True


@compiled
def from_door_to_line(town):
    """Let a visit at the door join its line after all."""
    clock = town.clock[0]
    visit = clock.at_door
    if visit != NONE:
        clock.at_door = NONE
        join_line(town, visit, clock.at_door_since, clock.at_door_kind)


@compiled
def call_by(town, number):
    """Let other rules hold for calling from now on: all who wait are ranked anew."""
    town.rules[0] = town.later_rules[number]
    for visit in range(len(town.visits)):
        if town.state[visit] == WAITING and town.visits[visit].team != NONE:
            rank_in_line(town, visit)


@compiled
def call(town):
    """Start every visit that can start, the best-ranked first.

    Who is called takes places from others, and so touches no line: those from which places were kept are touched still.
    """
    clock = town.clock[0]
    clock.calls_soon = 0
    visit = clock.at_door
    if visit != NONE:
        if has_room(town, np.int64(town.visits[visit].team)):
            clock.at_door = NONE
            start(town, visit)
        else:
            from_door_to_line(town)
    while clock.touched > 0:
        visit = next_to_call(town)
        if visit == NONE:
            break
        leave_line(town, visit)
        start(town, visit)
    if clock.has_extra:
        look_at_lines(town)


# ---- rules 3 and 4: workers, meetings


@compiled
def start(town, visit):
    """Start a visit: it takes a place in every unit of its team."""
    it = town.visits[visit]
    if it.team != NONE:
        row = np.int64(it.row)
        for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
            take(town, town.units_of[number], np.int64(it.child), row)
            row += 1
    days = it.duration
    if not town.clock[0].has_even_pace:
        days = at_pace(town, visit)
    begin(town, visit, town.clock[0].now, days)


@compiled
def at_pace(town, visit):
    """Give how long a visit takes that starts now; see `pace.Paces.days`."""
    it, now = town.visits[visit], town.clock[0].now
    if not it.stands_still:
        return it.duration
    pace = 1.0
    if it.team != NONE:
        pace = np.inf
        for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
            pace = min(pace, town.units[town.units_of[number]].pace)
        number = town.start_up[visit]
        if number != NONE and town.start_ups[number].begins <= now < town.start_ups[number].until:
            pace *= town.start_ups[number].pace
    return it.duration / pace


@compiled
def has_started(town, visit, day):
    """Let a visit go on that began before the clock; its worker may have more children than places."""
    it = town.visits[visit]
    town.asked[visit] = day
    if it.team != NONE:
        row = np.int64(it.row)
        for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
            unit = town.units_of[number]
            town.units[unit].busy += 1
            worker = NONE if town.units[unit].meets else take_over(town, unit, np.int64(it.child), row)
            town.rows[row].worker = town.rows[row].has = worker
            row += 1
    begin(town, visit, day, it.duration)


@compiled
def begin(town, visit, day, days):
    """Let a visit go on for so many days from now; the need whose support it is, is met."""
    it, clock = town.visits[visit], town.clock[0]
    child = np.int64(it.child)
    town.state[visit] = RUNNING
    town.urgent[visit] = town.children[child].urgent
    town.started[visit] = day
    if it.meets_need == SEVERAL:
        first = town.children[child].needs
        for need in range(first, first + town.children[child].its_needs):
            if town.needs[need].support == visit:
                meet_need(town, child, need, day)
    elif it.meets_need:
        meet_need(town, child, town.children[child].needs + it.meets_need - 1, day)
    if it.in_work:
        it.duration = days
        it.pause = clock.now
        it.ticket = NONE
        go_on(town, visit, 0.0)
    else:
        it.ticket = later(town, days, FINISH, ITSELF, visit)


@inlined
def meet_need(town, child, need, day):
    """Note that the support for a need has begun."""
    town.is_met[need] = 1
    town.met_on[need] = day
    update_strain(town, child)


@inlined
def finish(town, visit):
    """Finish a visit: its places are free, and what comes after it may begin."""
    it = town.visits[visit]
    town.state[visit] = FINISHED
    town.finished[visit] = town.clock[0].now
    if it.team != NONE:
        row = np.int64(it.row)
        for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
            unit = town.units_of[number]
            give_back(town, unit, row)
            if town.units[unit].has_extra:
                case_closed(town, unit, np.int64(town.rows[row].has))
            touch_unit(town, unit)
            row += 1
        call_if_touched(town)
    go_on_after(town, visit)


@compiled
def go_on_after(town, visit):
    """Begin the visits that waited for this one only."""
    it = town.visits[visit]
    if it.following != NONE:
        go_on_with(town, np.int64(it.following), visit)
        return
    first = it.links + it.befores
    for number in range(first, first + it.afters):
        go_on_with(town, np.int64(town.links[number]), visit)


@compiled
def go_on_with(town, visit, earlier):
    """Begin a visit that waited for an earlier one, if it waits for no other."""
    if town.state[visit] == PENDING:
        waited_for_this_only = town.visits[visit].befores == 1 and town.state[earlier] == FINISHED
        if waited_for_this_only or is_due(town, visit):
            begin_pause(town, visit)


@compiled
def is_due(town, visit):
    """Tell whether nothing is left to wait for. Only a support that took place can be returned from."""
    it = town.visits[visit]
    for number in range(it.links, it.links + it.befores):
        state = town.state[town.links[number]]
        if state < FINISHED or (it.makes_arise and state != FINISHED):
            return False
    return True


@compiled
def withdraw(town, visit, state):
    """Take a visit that has not started out of its line, or out of what is to come."""
    it, clock = town.visits[visit], town.clock[0]
    it.ticket = NONE
    if town.state[visit] == WAITING:
        leave_line(town, visit)
        touch(town, np.int64(it.team))
        it.has_left = 1
        if clock.lefts == len(town.lefts):
            clock.is_full = 1
            return
        town.lefts[clock.lefts].visit = visit
        town.lefts[clock.lefts].asked = town.asked[visit]
        town.lefts[clock.lefts].at = clock.now
        clock.lefts += 1
        clock.calls_soon = 1
    town.state[visit] = state


@compiled
def begin_meetings(town, unit):
    """Let a unit meet in the rhythm of its terms, for the first time one interval from now."""
    every = town.terms[town.units[unit].terms].meets_every
    if np.isnan(every):
        town.units[unit].ticket = NONE
    else:
        town.units[unit].ticket = later(town, every, MEET, ITSELF, unit)


@compiled
def meet(town, unit):
    """Hold a meeting, unless the unit is closed: its places are there for this instant."""
    it, now = town.units[unit], town.clock[0].now
    if it.is_open:
        it.met_on = now
        it.free = town.terms[it.terms].cases
        for number in range(town.lines_starts[unit], town.lines_starts[unit + 1]):
            team = town.lines_of[number]
            if town.teams[team].meetings == meetings_now(town, team):
                town.teams[team].met = 1
        touch_unit(town, unit)
        town.clock[0].calls_soon = 1
    begin_meetings(town, unit)


@compiled
def meetings_now(town, team):
    """Count the units of a team that meet at this instant."""
    count = 0
    for number in range(town.units_starts[team], town.units_starts[team + 1]):
        count += town.units[town.units_of[number]].met_on == town.clock[0].now
    return count


# ---- rule 5: strain and crisis


@compiled
def update_strain(town, child):
    """Add up a child's strain until now and see when it will pass the threshold at its new rate."""
    it, now = town.children[child], town.clock[0].now
    if it.strains == NONE:
        return  # it can never be enough for a crisis
    its = town.strains[it.strains]
    its.strain += its.rate * (now - its.since)
    its.since = now
    rate = 0.0
    if not it.grown_up:
        for need in range(it.needs, it.needs + it.its_needs):
            if town.needs[need].arisen and not town.is_met[need]:
                rate += town.rate[need]
    its.rate = rate
    its.ticket = NONE
    if rate > 0 and its.crises < its.levels:
        left = max(town.thresholds[its.thresholds + its.crises] - its.strain, 0.0)
        its.ticket = later(town, left / rate, CRISIS, ITSELF, child)


@compiled
def have_crisis(town, child):
    """Let a child have a crisis; see `hardship.Hardship.have_crisis`."""
    it, now = town.children[child], town.clock[0].now
    its = town.strains[it.strains]
    acute = town.acute_visits[its.thresholds + its.crises]
    town.crisis_at[its.thresholds + its.crises] = now
    its.crises += 1
    it.urgent = 1
    for visit in range(it.visits, it.visits + it.its_visits):
        state = town.state[visit]
        if town.visits[visit].grows and state != RUNNING and state != FINISHED and is_needed(town, visit):
            town.visits[visit].duration *= 1 + town.rules[0].growth
        if state == WAITING and town.visits[visit].team != NONE:
            rank_in_line(town, visit)
    its.rate = its.strain = 0.0
    update_strain(town, child)
    bring_back(town, child)
    ask(town, acute, now)


@compiled
def first_served(town, visit):
    """Tell where the needs that a visit serves begin in `links`."""
    it = town.visits[visit]
    return it.links + it.befores + it.afters


@compiled
def is_needed(town, visit):
    """Tell whether the needs a visit serves are there; that of a return is not before the child is back."""
    first = first_served(town, visit)
    for number in range(first, first + town.visits[visit].serves):
        if not town.needs[town.links[number]].arisen:
            return False
    return True


@compiled
def bring_back(town, child):
    """Take up again every need that was given up, where it was left."""
    first, again, count = town.children[child].needs, town.picked, 0
    last = first + town.children[child].its_needs
    for need in range(first, last):
        it = town.needs[need]
        if it.given_up:
            it.given_up = 0
            for number in range(it.served_by, it.served_by + it.visits):
                if town.state[town.served_by[number]] == WITHDRAWN:
                    again[count] = town.served_by[number]
                    count += 1
    for number in range(count):
        town.state[again[number]] = PENDING
    for number in range(count):
        if town.state[again[number]] == PENDING and is_due(town, again[number]):
            ask(town, again[number], town.clock[0].now)


# ---- rules 6 and 7: giving up, growing up


@compiled
def become_known(town, need):
    """Begin the patience with a need, once."""
    it = town.needs[need]
    if not it.known:
        it.known = 1
        later(town, town.patience[need], GIVE_UP, ITSELF, need)


@compiled
def give_up(town, need):
    """Withdraw a need whose support has not started: its own visits are waited for no longer."""
    it = town.needs[need]
    if town.is_met[need] or town.children[it.child].grown_up:
        return
    first, last = it.served_by, it.served_by + it.visits
    waits = False
    for number in range(first, last):
        waits = waits or town.state[town.served_by[number]] < RUNNING
    if not (waits or it.real):
        return
    it.given_up = 1
    town.given_up_on[need] = town.clock[0].now
    for number in range(first, last):
        visit = np.int64(town.served_by[number])
        if town.state[visit] < RUNNING and is_given_up(town, visit):
            withdraw(town, visit, WITHDRAWN)
            later(town, 0.0, RESUME, ITSELF, visit)


@compiled
def is_given_up(town, visit):
    """Tell whether every need that a visit serves is given up."""
    first = first_served(town, visit)
    for number in range(first, first + town.visits[visit].serves):
        if not town.needs[town.links[number]].given_up:
            return False
    return True


@compiled
def grow_up(town, child):
    """Withdraw everything that has not started, for good."""
    town.children[child].grown_up = 1
    update_strain(town, child)
    first = town.children[child].visits
    for visit in range(first, first + town.children[child].its_visits):
        state = town.state[visit]
        crisis_that_never_came = state == PENDING and town.visits[visit].acute == 1
        if (state < RUNNING or state == WITHDRAWN) and not crisis_that_never_came:
            withdraw(town, visit, AGED_OUT)


# ---- lines; see `lines.Lines`


@compiled
def join_line(town, visit, since, kind):
    """Put a visit into its line, or give one that is there another rank."""
    it = town.visits[visit]
    team = town.teams[it.team]
    if it.place == NONE:
        it.place = team.waiting
        team.waiting += 1
        for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
            town.units[town.units_of[number]].waiting += 1
        if team.is_joint and team.waiting == 1:
            town.clock[0].joint_lines += 1
        rise(town, team.line, np.int64(it.place), since, visit, kind)
    else:
        place = town.lines[team.line + it.place]
        if goes_before(kind, since, visit, np.int64(place.kind), place.since, visit):
            rise(town, team.line, np.int64(it.place), since, visit, kind)
        else:
            sink(town, team.line, np.int64(it.place), team.waiting, since, visit, kind)
    touch(town, np.int64(it.team))


@compiled
def leave_line(town, visit):
    """Take a visit out of its line."""
    it = town.visits[visit]
    if visit == town.clock[0].at_door:
        town.clock[0].at_door = NONE
        return
    team = town.teams[it.team]
    hole = np.int64(it.place)
    it.place = NONE
    team.waiting -= 1
    for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
        town.units[town.units_of[number]].waiting -= 1
    if team.is_joint and team.waiting == 0:
        town.clock[0].joint_lines -= 1
    if hole < team.waiting:
        last = town.lines[team.line + team.waiting]
        if is_ahead(town, team.line + team.waiting, team.line + hole):
            rise(town, team.line, hole, last.since, np.int64(last.visit), np.int64(last.kind))
        else:
            sink(town, team.line, hole, team.waiting, last.since, np.int64(last.visit), np.int64(last.kind))


@compiled
def goes_before(kind, since, visit, other_kind, other_since, other_visit):
    """Compare two ranks: acute, urgent, longest wait; then child and visit, which is the order of visits."""
    is_first = (since == other_since) & (visit < other_visit)  # `&` and `|` do not jump: where to, nobody could guess
    return (kind < other_kind) | ((kind == other_kind) & ((since < other_since) | is_first))


@inlined
def is_ahead(town, one, other):
    """Tell whether one place in lines is ahead of another."""
    a, b = town.lines[one], town.lines[other]
    return goes_before(np.int64(a.kind), a.since, np.int64(a.visit), np.int64(b.kind), b.since, np.int64(b.visit))


@compiled
def rise(town, line, hole, since, visit, kind):
    """Let a visit rise from a hole in its line's heap to where it belongs."""
    lines = town.lines
    while hole > 0:
        above = (hole - 1) >> 2
        other = lines[line + above]
        if not goes_before(kind, since, visit, np.int64(other.kind), other.since, np.int64(other.visit)):
            break
        lines[line + hole] = other
        town.visits[lines[line + hole].visit].place = hole
        hole = above
    settle_in(town, line, hole, since, visit, kind)


@compiled
def sink(town, line, hole, count, since, visit, kind):
    """Let a visit sink from a hole in its line's heap to where it belongs."""
    lines = town.lines
    while True:
        below = 4 * hole + 1
        if below >= count:
            break
        first = below
        for other in range(below + 1, min(below + 4, count)):
            if is_ahead(town, line + other, line + first):
                first = other
        its = lines[line + first]
        if goes_before(kind, since, visit, np.int64(its.kind), its.since, np.int64(its.visit)):
            break
        lines[line + hole] = its
        town.visits[lines[line + hole].visit].place = hole
        hole = first
    settle_in(town, line, hole, since, visit, kind)


@compiled
def settle_in(town, line, hole, since, visit, kind):
    """Put a visit into a hole."""
    place = town.lines[line + hole]
    place.since = since
    place.visit = visit
    place.kind = kind
    town.visits[visit].place = hole


@compiled
def touch(town, team):
    """Note that something has changed for a team and for all who need its units."""
    for number in range(town.units_starts[team], town.units_starts[team + 1]):
        touch_unit(town, town.units_of[number])


@compiled
def touch_unit(town, unit):
    """Note that a unit's places have changed.

    Where nobody waits, whoever joins a line is noted then; and without a free place nobody can start who needs the
    unit, until something else changes that is noted again.
    """
    clock = town.clock[0]
    if town.units[unit].waiting == 0 or free(town, unit) <= 0:
        return
    for number in range(town.lines_starts[unit], town.lines_starts[unit + 1]):
        team = town.lines_of[number]
        if not town.teams[team].is_touched and town.teams[team].waiting > 0:
            town.teams[team].is_touched = 1
            town.touched[clock.touched] = team
            clock.touched += 1


@compiled
def next_to_call(town):
    """Find the best-ranked first in line whose every unit has a free place not kept for another; NONE if nobody can.

    For whom places are kept is looked up only where somebody has room and a joint visit waits. Lines from which one is
    kept stay touched: it may not be any longer when others have come.
    """
    clock = town.clock[0]
    best = keepers = NONE  # where the best stands in `lines`, and how many there are in `keepers`
    for number in range(clock.touched):
        team = town.touched[number]
        it = town.teams[team]
        if it.waiting == 0 or (best != NONE and is_ahead(town, best, it.line)) or not has_room(town, team):
            continue
        if clock.joint_lines > 0:
            if keepers == NONE:
                keepers = find_keepers(town)
            if is_kept_from(town, team, keepers):
                continue
        best = it.line
    if best != NONE:
        return np.int64(town.lines[best].visit)
    touched, clock.touched = clock.touched, 0
    for number in range(touched):
        team = town.touched[number]
        it = town.teams[team]
        it.is_touched = keepers > 0 and it.waiting > 0 and has_room(town, team)
        if it.is_touched:
            town.touched[clock.touched] = team
            clock.touched += 1
    return NONE


@compiled
def has_room(town, team):
    """Tell whether every unit of a team has a free place."""
    for number in range(town.units_starts[team], town.units_starts[team + 1]):
        if free(town, town.units_of[number]) <= 0:
            return False
    return True


@compiled
def find_keepers(town):
    """Note in `keepers` the teams for whose first in line places are kept; returns how many. See `lines.Lines`."""
    count, now, keeps_after = 0, town.clock[0].now, town.rules[0].keeps_after
    for team in range(len(town.teams)):
        it = town.teams[team]
        if not it.is_joint or it.waiting == 0 or town.asked[town.lines[it.line].visit] + keeps_after > now:
            continue
        if is_first_in_all_units(town, team):
            town.keepers[count] = team
            count += 1
    return count


@compiled
def is_first_in_all_units(town, team):
    """Tell whether the first in the line of a team is the best-ranked of all who wait for any of its units."""
    line = town.teams[team].line
    for number in range(town.units_starts[team], town.units_starts[team + 1]):
        unit = town.units_of[number]
        for place in range(town.lines_starts[unit], town.lines_starts[unit + 1]):
            other = town.teams[town.lines_of[place]]
            if other.waiting > 0 and is_ahead(town, other.line, line):
                return False
    return True


@compiled
def is_kept_from(town, team, keepers):
    """Tell whether the last free place of any unit of a team is kept for another."""
    for number in range(keepers):
        other = town.keepers[number]
        if other != team:
            for place in range(town.units_starts[other], town.units_starts[other + 1]):
                unit = town.units_of[place]
                if free(town, unit) == 1 and needs_unit(town, team, unit):
                    return True
    return False


@compiled
def needs_unit(town, team, unit):
    """Tell whether a unit is one of a team's."""
    for number in range(town.units_starts[team], town.units_starts[team + 1]):
        if town.units_of[number] == unit:
            return True
    return False


# ---- places; see `places.Places`


@inlined
def free(town, unit):
    """Count the free places at this instant; fewer than 0 while those who are there have more than their places."""
    it = town.units[unit]
    if not it.is_open or (it.meets and it.met_on != town.clock[0].now):
        return 0
    return it.free


@inlined
def take(town, unit, child, row):
    """Give a child a place, and note in `rows` with whom. See `places.Places.take`."""
    it = town.units[unit]
    it.free -= 1
    it.busy += 1
    if it.meets:
        return
    rows, slots, who = town.rows, town.slots, town.children[child]
    bit = np.uint32(1 << (unit & 31))
    earlier, entry = NONE, np.int64(who.known) if who.units_met & bit else NONE
    while entry != NONE:
        if rows[entry].unit == unit:
            slot = it.first_slot + rows[entry].worker % it.slots
            if slots[slot].worker == rows[entry].worker and town.room[slot] > 0:
                to_front(town, child, earlier, entry)
                break
        earlier, entry = entry, np.int64(rows[entry].known)
    else:
        slot = with_most_room(town, unit)
        rows[row].known = who.known
        who.known = row
        who.units_met |= bit
    rows[row].worker = rows[row].has = slots[slot].worker
    give_room(town, unit, slot, -1)
    add_case(town, unit, slot, row)


@compiled
def to_front(town, child, earlier, entry):
    """Put an acquaintance first: it was met last."""
    if earlier != NONE:
        town.rows[earlier].known = town.rows[entry].known
        town.rows[entry].known = town.children[child].known
        town.children[child].known = entry


@compiled
def get_to_know(town, unit, child, worker):
    """Let a child meet a worker for the first time, by a handover."""
    clock = town.clock[0]
    entry = clock.rows
    if entry == len(town.rows):
        clock.is_full = 1
        return
    clock.rows = entry + 1
    town.rows[entry].unit = unit
    town.rows[entry].worker = worker
    town.rows[entry].known = town.children[child].known
    town.children[child].known = entry
    town.children[child].units_met |= np.uint32(1 << (unit & 31))


@compiled
def take_over(town, unit, child, row):
    """Give a visit that is going on to the colleague with most room, though it be none; NONE if nobody is there."""
    it = town.units[unit]
    left_behind = len(town.slots) + unit
    slot = with_most_room(town, unit)
    if slot == NONE:
        if town.rows[row].list != left_behind:
            put_on_list(town, row, left_behind)
            town.rows[row].had = NONE
            it.left_behind += 1
        return NONE
    worker = town.slots[slot].worker
    give_room(town, unit, slot, -1)
    it.free -= 1
    if town.rows[row].list == left_behind:
        take_off_list(town, row)
        it.left_behind -= 1
    add_case(town, unit, slot, row)
    earlier, entry = NONE, np.int64(town.children[child].known)
    while entry != NONE:
        if town.rows[entry].unit == unit and town.rows[entry].worker == worker:
            to_front(town, child, earlier, entry)
            return worker
        earlier, entry = entry, np.int64(town.rows[entry].known)
    get_to_know(town, unit, child, worker)
    return worker


@inlined
def give_back(town, unit, row):
    """Free a worker's place when a visit is finished; a place at a meeting is used once."""
    it = town.units[unit]
    it.busy -= 1
    if it.meets:
        return
    slot = np.int64(town.rows[row].list)
    if it.lists_cases:
        take_off_list(town, row)
        if slot >= len(town.slots):  # left behind: nobody has it, or who had it went at this instant
            it.left_behind -= 1
            return
    town.slots[slot].cases -= 1
    if town.room[slot] != NOBODY:
        it.free += 1
        give_room(town, unit, slot, 1)


@compiled
def add_case(town, unit, slot, row):
    """Note a visit as one of a worker's cases; only where workers come and go these are chained."""
    town.slots[slot].cases += 1
    if town.units[unit].lists_cases:
        put_on_list(town, row, slot)
    else:
        town.rows[row].list = slot


@compiled
def put_on_list(town, row, number):
    """Put a visit on the list of a worker's cases, or of those left behind."""
    it, head = town.rows[row], town.heads[number]
    it.list = number
    it.previous = NONE
    it.next = head
    if head != NONE:
        town.rows[head].previous = row
    town.heads[number] = row


@compiled
def take_off_list(town, row):
    """Take a visit off the list it is on."""
    it = town.rows[row]
    if it.previous == NONE:
        town.heads[it.list] = it.next
    else:
        town.rows[it.previous].next = it.next
    if it.next != NONE:
        town.rows[it.next].previous = it.previous
    it.list = NONE


@inlined
def key_of(town, unit, slot):
    """Give a number that is the largest for the slot of a unit with most room, the first of these."""
    it = town.units[unit]
    return (town.room[slot] << FOLLOWING) + (it.slots - 1 - (slot - it.first_slot))


@inlined
def with_most_room(town, unit):
    """Find the slot of a unit with most room, the first of these; NONE if nobody is there."""
    it = town.units[unit]
    if it.slots == 0:
        return NONE
    key = town.tree[it.tree]
    if key >> FOLLOWING == NOBODY:
        return NONE
    return it.first_slot + it.slots - 1 - (key & ((1 << FOLLOWING) - 1))


@inlined
def give_room(town, unit, slot, places):
    """Give a slot so many places more."""
    town.room[slot] += places
    replant(town, unit, slot)


@inlined
def replant(town, unit, slot):
    """See again who has most room in a unit after one slot's room has changed. No two slots have the same key."""
    it = town.units[unit]
    node, key = it.leaves + slot - it.first_slot, key_of(town, unit, slot)
    earlier = town.tree[it.tree + node]
    town.tree[it.tree + node] = key
    while node > 0:
        node = (node - 1) // BRANCHES
        most = town.tree[it.tree + node]
        if key >= most:
            town.tree[it.tree + node] = key
        elif earlier == most:  # it was this slot's
            town.tree[it.tree + node] = most_below(town, it.tree, node)
        else:
            break


@inlined
def most_below(town, tree, node):
    """Find the most of the nodes right below one."""
    first = tree + BRANCHES * node + 1
    most = town.tree[first]
    for other in range(first + 1, first + BRANCHES):
        most = max(most, town.tree[other])
    return most


@compiled
def count_places(town, unit, only):
    """Count again who is there with how many places, after something has changed for one slot, or for all (NONE)."""
    it = town.units[unit]
    if it.meets:
        return
    terms, slots = town.terms[it.terms], town.slots
    count = it.free + it.set_aside
    first, last = (it.first_slot, it.first_slot + it.slots) if only == NONE else (only, only + 1)
    for slot in range(first, last):
        if town.room[slot] != NOBODY:
            it.offered -= slots[slot].offers
            count -= town.room[slot]
        if slots[slot].worker == NONE or slots[slot].is_away or not slots[slot].takes:
            town.room[slot] = NOBODY
        else:
            places = places_of(town, unit, slot)
            slots[slot].offers = places
            town.room[slot] = places - slots[slot].cases
            it.offered += places
            count += town.room[slot]
        replant(town, unit, slot)
    it.set_aside = 0
    if terms.has_development and it.develops:
        it.set_aside = int(terms.share * it.offered + 0.5)
    it.free = count - it.set_aside


@compiled
def places_of(town, unit, slot):
    """Give the places of whoever sits in a slot."""
    it = town.units[unit]
    terms = town.terms[it.terms]
    if slot - it.first_slot >= it.posts:
        return terms.extra_caseload if terms.has_extra else 0
    first, stretch = town.newcomer_starts[it.terms], town.slots[slot].stretch
    is_last = slot - it.first_slot == terms.workers - 1
    if stretch < town.newcomer_starts[it.terms + 1] - first:
        return town.newcomer_part_places[first + stretch] if is_last else town.newcomer_places[first + stretch]
    return terms.part_places if is_last else terms.caseload


@compiled
def join(town, slot):
    """Let somebody new sit in an empty slot; returns the worker."""
    it = town.slots[slot]
    unit = town.units[it.unit]
    it.generation += 1
    it.worker = it.generation * unit.slots + slot - unit.first_slot
    if it.worker > LAST:
        town.clock[0].is_full = town.clock[0].is_past_numbers = 1
    it.stretch = 0
    it.takes = 1
    return it.worker


@compiled
def leave_cases(town, slot):
    """Let the worker of a slot leave all cases behind, for colleagues to take over."""
    unit = town.slots[slot].unit
    row = town.heads[slot]
    while row != NONE:
        following = np.int64(town.rows[row].next)
        take_off_list(town, row)
        put_on_list(town, row, len(town.slots) + unit)
        town.rows[row].had = town.slots[slot].worker
        town.units[unit].left_behind += 1
        row = following
    town.slots[slot].cases = 0


# ---- visits that go on with workers who may be absent or go; see `work.Work`


@compiled
def pause_work(town, visit):
    """Stop a visit for an instant, before anything changes that its end depends on; see `work.Work.pause`."""
    it = town.visits[visit]
    if not it.stands_still:
        return
    now = town.clock[0].now
    if it.ticket != NONE:  # else nobody had it, and nothing was done
        still = 0.0
        count = find_absences(town, visit)
        at = it.pause
        while True:
            some, begins, ends = next_standstill(town, count, at)
            if not some or begins >= now:
                break
            still += min(ends, now) - begins
            at = ends
        it.duration = max(it.duration - (now - it.pause - still), 0.0)
        it.ticket = NONE
    it.pause = now


@compiled
def go_on(town, visit, longer):
    """Let a visit go on, and take so many days longer: see when it will be finished."""
    it = town.visits[visit]
    if it.ticket != NONE:
        return
    waited = 0.0
    if it.stands_still:
        it.duration += longer
        count = find_absences(town, visit)
        if count == NONE:
            return
        at = it.pause
        while count > 0:
            some, begins, ends = next_standstill(town, count, at)
            if not some or begins >= it.pause + it.duration + waited:
                break
            waited += ends - begins
            at = ends
    it.ticket = later(town, it.duration + waited, FINISH, ITSELF, visit)


@compiled
def find_absences(town, visit):
    """Note in `absent` whose absences a visit waits for; returns how many they are, or NONE where nobody has it.

    At a meeting nobody needs to.
    """
    it = town.visits[visit]
    row, count = it.row, 0
    for number in range(town.units_starts[it.team], town.units_starts[it.team + 1]):
        unit, worker = town.units[town.units_of[number]], town.rows[row].has
        if worker == NONE:
            if not unit.meets:
                return NONE
        elif unit.has_staff and not town.terms[unit.terms].hands_over_absent:
            slot = np.int64(town.rows[row].list)
            if slot >= len(town.slots):  # left behind at this instant
                slot = unit.first_slot + worker % unit.slots
            if slot - unit.first_slot < unit.posts:
                town.absent[count] = slot
                count += 1
        row += 1
    return count


@compiled
def next_standstill(town, count, at):
    """Find the next span from a day on in which any of the noted workers is away; returns whether there is one."""
    begins, ends, some = np.inf, np.inf, False
    for number in range(count):
        slot = town.absent[number]
        spell = spell_after(town, slot, at)
        if spell == town.spells_starts[slot + 1]:
            town.spell[number] = NONE
            continue
        town.spell[number] = spell
        away, back = town.away[spell], town.back[spell]
        if not some or away < begins or (away == begins and back < ends):
            begins, ends, some = away, back, True
    if not some:
        return False, at, at
    while count > 1:
        longer = ends
        for number in range(count):
            spell = town.spell[number]
            if spell != NONE and town.away[spell] <= ends and town.back[spell] > longer:
                longer = town.back[spell]
        if longer == ends:
            break
        ends = longer
    return True, max(begins, at), ends


@compiled
def spell_after(town, slot, at):
    """Find the first absence of whoever sits in a slot that ends after a day (often: today, or soon)."""
    last = town.spells_starts[slot + 1]
    spell = town.slots[slot].spell
    while spell < last and town.back[spell] <= town.clock[0].now:
        spell += 1
    town.slots[slot].spell = spell
    while spell < last and town.back[spell] <= at:
        spell += 1
    while spell > town.spells_starts[slot] and town.back[spell - 1] > at:
        spell -= 1
    return spell


# ---- rule 8: staff; see `staff.StaffRules`


@compiled
def change_terms(town, unit, number):
    """Let other terms hold from now on; see `staff.StaffRules._change_terms`."""
    it = town.units[unit]
    before_change, terms = town.terms[it.terms], town.terms[number]
    same_newcomers = are_same_newcomers(town, it.terms, number)
    waits_otherwise = before_change.hands_over_absent != terms.hands_over_absent
    running, cases = town.picked, pick_cases(town, unit)
    if waits_otherwise:
        for number_of_case in range(cases):
            pause_work(town, town.worker_visit[running[number_of_case]])
    it.terms = number
    for slot in range(it.first_slot, it.first_slot + it.posts):
        if slot - it.first_slot >= terms.workers:
            town.slots[slot].filling = NONE
            if town.slots[slot].worker != NONE:
                go(town, slot, LEFT)
        elif slot - it.first_slot >= before_change.workers:
            join_post(town, slot)
        else:
            if terms.hands_over_absent and town.slots[slot].is_away:
                leave_cases(town, slot)
            if not same_newcomers:
                grow_otherwise(town, slot)
    if waits_otherwise:
        for number_of_case in range(cases):
            go_on(town, town.worker_visit[running[number_of_case]], 0.0)
    if not terms.has_extra:
        for slot in range(it.first_slot + it.posts, it.first_slot + it.slots):
            if town.slots[slot].worker != NONE:
                send_home(town, slot)
    if it.meets and terms.meets_every != before_change.meets_every:
        begin_meetings(town, unit)
    settle(town, unit, NONE)


@compiled
def are_same_newcomers(town, one, other):
    """Tell whether two terms say the same of newcomers."""
    first, count = town.newcomer_starts[one], town.newcomer_starts[one + 1] - town.newcomer_starts[one]
    second = town.newcomer_starts[other]
    if town.newcomer_starts[other + 1] - second != count:
        return False
    for number in range(count):
        if town.newcomer_days[first + number] != town.newcomer_days[second + number]:
            return False
        if town.newcomer_places[first + number] != town.newcomer_places[second + number]:
            return False
    return True


@compiled
def pick_cases(town, unit):
    """Note in `picked` the rows of all cases that a unit's workers have; returns how many they are."""
    it = town.units[unit]
    count = 0
    for slot in range(it.first_slot, it.first_slot + it.slots):
        count = pick_list(town, slot, count)
    return count


@compiled
def pick_list(town, number, count):
    """Add the rows of a list of cases to the first `count` in `picked`; returns how many these are then."""
    row = town.heads[number]
    while row != NONE:
        town.picked[count] = row
        count += 1
        row = np.int64(town.rows[row].next)
    return count


@compiled
def sort_picked(town, count):
    """Sort the first `count` in `picked`: by insertion, first of those far apart, then of those next to each other."""
    picked, apart = town.picked, count // 2
    while apart > 0:
        for place in range(apart, count):
            row, hole = picked[place], place
            while hole >= apart and picked[hole - apart] > row:
                picked[hole] = picked[hole - apart]
                hole -= apart
            picked[hole] = row
        apart = 1 if apart == 2 else apart * 5 // 11


@compiled
def go_away(town, slot):
    """Let whoever sits in a slot be absent."""
    it = town.slots[slot]
    it.is_away = 1
    if it.worker != NONE:
        note(town, it.unit, it.worker, FELL_ILL)
        if town.terms[town.units[it.unit].terms].hands_over_absent:
            leave_cases(town, slot)
        settle(town, it.unit, slot)


@compiled
def come_back(town, slot):
    """Let whoever sits in a slot be there again."""
    it = town.slots[slot]
    it.is_away = 0
    if it.worker != NONE:
        note(town, it.unit, it.worker, CAME_BACK)
        settle(town, it.unit, slot)


@compiled
def review(town, unit, month):
    """Look at a unit at the beginning of a month: who leaves, and is there time for development?"""
    from_door_to_line(town)
    it = town.units[unit]
    children, offered = it.busy + it.waiting, it.offered
    develop(town, unit, month)
    if it.has_staff and month > 0:
        for post in range(it.posts):
            slot, luck = it.first_slot + post, it.reviews + post * it.months + month
            if town.slots[slot].worker != NONE and load_reaches(town.leaves_at[luck], children, offered):
                go(town, slot, LEFT)
                town.slots[slot].filling = later(town, town.vacant_for[luck], JOIN, FILL, slot)
    settle(town, unit, NONE)


@compiled
def load_reaches(level, children, places):
    """Tell whether so many children for so many places are a load of at least so much."""
    if level == 0:
        return True
    return children > 0 and level < np.inf and children >= level * places


@compiled
def develop(town, unit, month):
    """Learn from the month that is over, if its time was used, and see whether the new month's is."""
    it, clock = town.units[unit], town.clock[0]
    terms = town.terms[it.terms]
    if not terms.has_development:
        it.develops = 0
        it.pace = 1.0
        return
    if it.develops:
        it.learnt += (1 - it.learnt) * terms.learns
    it.pace = 1 + terms.gain * it.learnt
    it.develops = 1 if terms.protected or it.waiting < terms.calm_below * it.offered else 0
    if it.develops:
        if clock.developed == len(town.developed):
            clock.is_full = 1
            return
        town.developed[clock.developed].developed_unit = unit
        town.developed[clock.developed].developed_month = month
        clock.developed += 1


@compiled
def join_post(town, slot):
    """Let a newcomer take a post, and grow into the caseload."""
    it = town.slots[slot]
    worker = join(town, slot)
    note(town, it.unit, worker, JOINED)
    if it.is_away:
        note(town, it.unit, worker, FELL_ILL)
    it.joined_on = town.clock[0].now
    it.growing = town.clock[0].moments_so_far
    number = town.units[it.unit].terms
    days = 0.0
    for stretch in range(town.newcomer_starts[number], town.newcomer_starts[number + 1]):
        days += town.newcomer_days[stretch]
        later(town, days, JOIN, GROW, slot)


@compiled
def grow_otherwise(town, slot):
    """Let a newcomer grow into the caseload as the terms say from now on, counted from the day of joining."""
    it, now = town.slots[slot], town.clock[0].now
    if it.worker == NONE or np.isnan(it.joined_on):
        return  # nobody, or somebody who has been there since before day 0
    it.growing = town.clock[0].moments_so_far
    it.stretch = 0
    number = town.units[it.unit].terms
    days = 0.0
    for stretch in range(town.newcomer_starts[number], town.newcomer_starts[number + 1]):
        days += town.newcomer_days[stretch]
        ends = it.joined_on + days
        if ends <= now:
            it.stretch += 1
        else:
            later(town, ends - now, JOIN, GROW, slot)


@compiled
def go(town, slot, how):
    """Let the worker of a slot go, and leave the cases behind."""
    it = town.slots[slot]
    leave_cases(town, slot)
    note(town, it.unit, it.worker, how)
    it.worker = NONE


@compiled
def look_at_lines(town):
    """Send for consultants where a line is long, and let them go where it is short; when all have been called."""
    for unit in range(len(town.units)):
        it = town.units[unit]
        if not it.has_extra or not town.terms[it.terms].has_extra:
            continue
        terms = town.terms[it.terms]
        there, takes = False, False
        for slot in range(it.first_slot + it.posts, it.first_slot + it.slots):
            there = there or town.slots[slot].worker != NONE
            takes = takes or (town.slots[slot].worker != NONE and town.slots[slot].takes)
        if there:
            if it.waiting <= terms.leave_at and takes:
                for slot in range(it.first_slot + it.posts, it.first_slot + it.slots):
                    if town.slots[slot].worker != NONE:
                        send_home(town, slot)
                count_places(town, unit, NONE)
        elif not it.sent_for and it.waiting > terms.line_above:
            it.sent_for = 1
            later(town, terms.extra_after, JOIN, CONSULTANTS, unit)


@compiled
def consultants_come(town, unit):
    """Let the consultants come who were sent for, if they are still wanted."""
    it = town.units[unit]
    it.sent_for = 0
    terms = town.terms[it.terms]
    if terms.has_extra:
        for slot in range(it.first_slot + it.posts, it.first_slot + it.posts + terms.extra_workers):
            if town.slots[slot].worker == NONE:
                note(town, unit, join(town, slot), CAME)
    settle(town, unit, NONE)


@compiled
def send_home(town, slot):
    """Give a consultant no new cases; who has none left goes."""
    town.slots[slot].takes = 0
    if town.slots[slot].cases == 0:
        go(town, slot, WENT)


@compiled
def case_closed(town, unit, worker):
    """See whether a consultant who was to go has closed the last case; `worker` may be NONE."""
    it = town.units[unit]
    if worker == NONE:
        return
    slot = it.first_slot + worker % it.slots
    if worker % it.slots >= it.posts and not town.slots[slot].takes and town.slots[slot].cases == 0:
        go(town, slot, WENT)


@compiled
def hand_over(town):
    """Hand every case that was left behind to a colleague, where there is one."""
    town.clock[0].hands_over_soon = 0
    for unit in range(len(town.units)):
        count = town.units[unit].left_behind
        if count == 0:
            continue
        pick_list(town, len(town.slots) + unit, 0)
        sort_picked(town, count)
        for number in range(count):
            hand_over_case(town, unit, town.picked[number])


@compiled
def hand_over_case(town, unit, row):
    """Hand one case over; it takes longer with somebody else than with the worker who had it last, if any did."""
    it, clock = town.rows[row], town.clock[0]
    had_it, has_it, visit = np.int64(it.had), np.int64(it.has), town.worker_visit[row]
    pause_work(town, visit)
    taker = take_over(town, unit, np.int64(town.visits[visit].child), row)
    it.has = taker
    changes = had_it != NONE and taker != NONE and taker != had_it
    go_on(town, visit, town.terms[town.units[unit].terms].handover_days if changes else 0.0)
    if taker != has_it:
        if clock.handed == len(town.handed):
            clock.is_full = 1
            return
        handed = town.handed[clock.handed]
        handed.handed_at = clock.now
        handed.handed_visit = visit
        handed.handed_unit = unit
        handed.given_by = has_it
        handed.taken_by = taker
        clock.handed += 1


@compiled
def settle(town, unit, only):
    """Count places again, after something has changed for one slot or all (NONE); hand over what was left behind."""
    clock = town.clock[0]
    count_places(town, unit, only)
    if town.units[unit].left_behind > 0 and not clock.hands_over_soon:
        clock.hands_over_soon = 1
        later(town, 0.0, HAND_OVER, ITSELF, NONE)
    touch_unit(town, unit)
    clock.calls_soon = 1


@compiled
def note(town, unit, worker, what):
    """Write down a coming or going."""
    clock = town.clock[0]
    if clock.staff == len(town.staff):
        clock.is_full = 1
        return
    line = town.staff[clock.staff]
    line.staff_at = clock.now
    line.staff_unit = unit
    line.staff_worker = worker
    line.staff_what = what
    clock.staff += 1
