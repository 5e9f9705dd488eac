"""Units at work: who is there, whose case is whose, how many places are free. See `places.Places`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.cases import put_on_list, take_off_list
from simulate.engine.compiled.codes import NOBODY, NONE, Number
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.tournament import set_room, with_most_room


@compiled
def free(town, number):
    """Count the free places at this instant; fewer than 0 while those who are there have more than their places."""
    unit = town.units[number]
    if not unit.is_open or (unit.meets and unit.met_on != town.clock[0].now):
        return Number(0)
    return unit.free


@compiled
def take(town, number, child, part):
    """Give a child a place for a part of a visit.

    A worker the child knows who has a place, the latest first; else the one with most free places, else by number.
    """
    unit = town.units[number]
    unit.free -= 1
    count_as_busy(town, number, part)
    if unit.meets:
        return
    slot = with_somebody_known(town, number, child)
    if slot == NONE:
        slot = with_most_room(town, number)
        get_to_know(town, number, child, town.slots[slot].worker, part)
    town.began[part] = town.slots[slot].worker
    give_case(town, number, slot, part)


@compiled
def take_again(town, number, child, part):
    """Give a child a place for a part that has begun before, as `take` does."""
    unit = town.units[number]
    unit.free -= 1
    count_as_busy(town, number, part)
    slot = with_somebody_known(town, number, child)
    if slot == NONE:
        slot = with_most_room(town, number)
        meet_or_get_to_know(town, number, child, town.slots[slot].worker)
    give_case(town, number, slot, part)


@compiled
def count_as_busy(town, unit, part):
    """Count a part that begins."""
    town.units[unit].busy += 1
    town.units[unit].working += town.parts[part].lengthens


@compiled
def with_somebody_known(town, unit, child):
    """Find the slot of the worker of a unit whom a child met last of those who have a place; NONE without.

    That worker is the one it met last of all from now on.
    """
    if not town.children[child].units_met & bit_of(unit):
        return NONE
    earlier, number = NONE, Number(town.children[child].acquaintance)
    while number != NONE:
        known = town.acquaintances[number]
        if known.unit == unit:
            slot = slot_of(town, unit, known.worker)
            if town.slots[slot].worker == known.worker and town.slots[slot].room > 0:
                meet_again(town, child, earlier, number)
                return slot
        earlier, number = number, Number(known.next)
    return NONE


@compiled
def meet_again(town, child, earlier, number):
    """Let the worker whom a child has met now be the one it met last; `earlier` is who was met right after, or NONE."""
    if earlier != NONE:
        known, latest = town.acquaintances[number], town.children[child]
        town.acquaintances[earlier].next = known.next
        known.next = latest.acquaintance
        latest.acquaintance = number


@compiled
def get_to_know(town, unit, child, worker, number):
    """Let a child meet a worker for the first time; noted in this row of `acquaintances`."""
    known, latest = town.acquaintances[number], town.children[child]
    known.worker = worker
    known.unit = unit
    known.next = latest.acquaintance
    latest.acquaintance = number
    latest.units_met |= bit_of(unit)


@compiled
def bit_of(unit):
    """Give the bit that stands for a unit among those a child has met somebody in: a Bloom filter of one bit each."""
    return Number(1) << (unit % 31)


@compiled
def slot_of(town, unit, worker):
    """Tell in which slot of a unit a worker sits, or sat."""
    here = town.units[unit]
    return here.first_slot + worker % here.slots


@compiled
def take_over(town, number, child, part):
    """Give a visit that is going on to the colleague with most room, though it be none; NONE if nobody is there."""
    unit, case = town.units[number], town.parts[part]
    left_behind = len(town.slots) + number
    slot = with_most_room(town, number)
    if slot == NONE:
        if case.list != left_behind:
            town.left_by[part] = NONE
            put_on_list(town, part, left_behind)
            unit.left_behind += 1
        return NONE
    if case.list == left_behind:
        take_off_list(town, part)
        unit.left_behind -= 1
    unit.free -= 1
    give_case(town, number, slot, part)
    worker = town.slots[slot].worker
    meet_or_get_to_know(town, number, child, worker)
    return worker


@compiled
def meet_or_get_to_know(town, unit, child, worker):
    """Let the worker who takes a case over be the one whom the child met last."""
    earlier, number = NONE, Number(town.children[child].acquaintance)
    while number != NONE:
        known = town.acquaintances[number]
        if known.unit == unit and known.worker == worker:
            meet_again(town, child, earlier, number)
            return
        earlier, number = number, Number(known.next)
    clock = town.clock[0]
    if clock.acquaintances == len(town.acquaintances):
        clock.is_full = 1
        return
    clock.acquaintances += 1
    get_to_know(town, unit, child, worker, clock.acquaintances - 1)


@compiled
def give_case(town, unit, slot, part):
    """Let a part be one of the cases of who sits in a slot; only where workers come and go these are listed."""
    case, here = town.parts[part], town.slots[slot]
    case.holder = here.worker
    case.slot = slot
    here.cases += 1
    set_room(town, unit, slot, here.room - 1)
    if town.units[unit].lists_cases:
        put_on_list(town, part, slot)


@compiled
def give_back(town, number, part):
    """Free a worker's place when a visit is finished; a place at a meeting is used once."""
    unit, case = town.units[number], town.parts[part]
    unit.busy -= 1
    unit.working -= case.lengthens
    if unit.meets:
        return
    if unit.lists_cases:
        is_left_behind = case.list >= len(town.slots)  # nobody has it, or who had it went at this instant
        take_off_list(town, part)
        if is_left_behind:
            unit.left_behind -= 1
            return
    slot = town.slots[case.slot]
    slot.cases -= 1
    if slot.room != NOBODY:
        unit.free += 1
        set_room(town, number, Number(case.slot), slot.room + 1)


@compiled
def count_places(town, number, only):
    """Count again who is there with how many places, after something has changed for one slot, or for all (NONE)."""
    unit = town.units[number]
    if unit.meets:
        return
    unit.free += unit.set_aside
    first, last = (unit.first_slot, unit.first_slot + unit.slots) if only == NONE else (only, only + 1)
    for slot in range(first, last):
        count_places_of(town, number, slot)
    terms = town.terms[unit.terms]
    unit.set_aside = 0
    if terms.has_development and unit.develops and not terms.shares_time:
        unit.set_aside = int(terms.share * unit.offered + 0.5)
    unit.free -= unit.set_aside


@compiled
def count_places_of(town, number, slot):
    """Count again the places that who sits in a slot has and has free."""
    unit, here = town.units[number], town.slots[slot]
    if here.room != NOBODY:
        unit.offered -= here.offers
        unit.free -= here.room
    if here.worker == NONE or here.is_away or not here.takes:
        set_room(town, number, slot, NOBODY)
    else:
        here.offers = places_of(town, number, slot)
        set_room(town, number, slot, here.offers - here.cases)
        unit.offered += here.offers
        unit.free += here.room


@compiled
def places_of(town, number, slot):
    """Give the places of whoever sits in a slot."""
    unit = town.units[number]
    terms, stretch = town.terms[unit.terms], town.slots[slot].stretch
    if slot - unit.first_slot >= unit.posts:
        return terms.extra_caseload if terms.has_extra else Number(0)
    is_last = slot - unit.first_slot == terms.workers - 1
    if stretch < terms.stretches:
        first_time = town.stretches[terms.first_stretch + stretch]
        return first_time.part_places if is_last else first_time.places
    return terms.part_places if is_last else terms.caseload


@compiled
def join_slot(town, slot):
    """Let somebody new sit in an empty slot; returns the worker."""
    here = town.slots[slot]
    unit = town.units[here.unit]
    here.generation += 1
    here.worker = here.generation * unit.slots + slot - unit.first_slot
    here.stretch = 0
    here.takes = 1
    return here.worker


@compiled
def leave_absent(town, slot):
    """Let an absent worker leave the cases behind, where the terms do not let them stand still."""
    terms = town.terms[town.units[town.slots[slot].unit].terms]
    if terms.hands_over_absent or terms.lines_up_absent:
        leave_cases(town, slot, terms.lines_up_absent)


@compiled
def leave_cases(town, slot, line_up):
    """Let the worker of a slot leave all cases behind, for colleagues to take over or to line up again.

    A stay, which goes on whoever follows it, is taken over.
    """
    here = town.slots[slot]
    left_behind = len(town.slots) + here.unit
    number = town.heads[slot]
    while number != NONE:
        part = town.parts[number]
        following = Number(part.next)
        take_off_list(town, number)
        put_on_list(town, number, left_behind + len(town.units) if line_up and part.lengthens else left_behind)
        town.left_by[number] = here.worker
        town.units[here.unit].left_behind += 1
        number = following
    here.cases = 0
