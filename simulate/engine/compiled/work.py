"""Parts of visits that go on with workers who may be absent, go, or share their time: when they will be done.

See `work.Work`.
"""

# mypy: allow-untyped-defs

from simulate.engine.compiled.clock import put_on_clock, take_off_clock
from simulate.engine.compiled.codes import FINISH, NONE, OFF_CLOCK, Number
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later
from simulate.engine.compiled.places import slot_of


@compiled
def begin_work(town, number):
    """Let a part begin."""
    part = town.parts[number]
    if part.in_work:
        part.since = town.clock[0].now
        go_on(town, number, 0.0)
    else:
        part.moment = later(town, part.work, FINISH, number)


@compiled
def pause_work(town, number):
    """Stop a part for an instant, before anything changes that its end depends on; see `go_on`.

    A stay, which is as long as it is whoever follows it, is not stopped.
    """
    part, now = town.parts[number], town.clock[0].now
    if not part.lengthens:
        return
    if part.has_clock:
        if part.next_on_clock != OFF_CLOCK:
            take_off_clock(town, number)
        return
    if part.moment != NONE:  # else nobody had it, and nothing was done
        still = 0.0
        absence, last = absences_after(town, number, part.since)
        while absence < last and town.absences[absence].away < now:
            still += min(town.absences[absence].back, now) - max(town.absences[absence].away, part.since)
            absence += 1
        part.work = max(part.work - (now - part.since - still), 0.0)
        part.moment = NONE
    part.since = now


@compiled
def go_on(town, number, longer):
    """Let a part go on, and take so many days longer: see when it will be done."""
    part = town.parts[number]
    if part.moment != NONE or part.next_on_clock != OFF_CLOCK:
        return
    waited = 0.0
    if part.lengthens:
        part.work += longer
        if part.holder == NONE:
            return
        if part.has_clock:
            put_on_clock(town, number)
            return
        absence, last = absences_after(town, number, part.since)
        while absence < last and max(town.absences[absence].away, part.since) < part.since + part.work + waited:
            waited += town.absences[absence].back - max(town.absences[absence].away, part.since)
            absence += 1
    part.moment = later(town, part.work + waited, FINISH, number)


@compiled
def absences_after(town, number, day):
    """Find the absences of whoever has a part that end after a day (often: today), as far as it waits for them.

    Returns the first of them, and the one after the last: the same where there are none.
    """
    part = town.parts[number]
    unit = town.units[part.unit]
    if not unit.has_staff or not town.terms[unit.terms].absent_keep_cases:
        return NONE, NONE
    row, now = slot_of(town, Number(part.unit), part.holder), town.clock[0].now
    slot = town.slots[row]
    last = slot.first_absence + slot.absences  # a consultant has none
    absence = slot.next_absence
    while absence < last and town.absences[absence].back <= now:
        absence += 1
    slot.next_absence = absence
    while absence > slot.first_absence and town.absences[absence - 1].back > day:
        absence -= 1
    return absence, last
