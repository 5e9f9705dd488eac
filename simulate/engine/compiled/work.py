"""Parts of visits that go on with workers who may be absent, go, or share their time: when they will be done.

See `work.Work`.
"""

# mypy: allow-untyped-defs

from simulate.engine.compiled.clock import put_on_clock, take_off_clock
from simulate.engine.compiled.codes import FINISH, NONE, OFF_CLOCK, Number
from simulate.engine.compiled.machine import compiled
from simulate.engine.compiled.moments import later
from simulate.engine.compiled.places import slot_of
from simulate.engine.compiled.working_time import days_for, worked_until


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
    if part.next_on_clock != OFF_CLOCK:
        take_off_clock(town, number)
    elif part.moment != NONE:  # else nobody had it, and nothing was done
        unit, still = Number(part.unit), 0.0
        since, today = worked_until(town, unit, part.since), worked_until(town, unit, now)
        absence, last = absences_after(town, number, part.since)
        while absence < last:
            begins = worked_until(town, unit, max(town.absences[absence].away, part.since))
            if begins >= today:
                break
            still += min(worked_until(town, unit, town.absences[absence].back), today) - begins
            absence += 1
        part.work = max(part.work - (today - since - still), 0.0)
        part.moment = NONE
    part.since = now


@compiled
def go_on(town, number, longer):
    """Let a part go on, and take so many days longer: see when it will be done."""
    part = town.parts[number]
    if part.moment != NONE or part.next_on_clock != OFF_CLOCK:
        return
    days = part.work
    if part.lengthens:
        part.work += longer
        if part.holder == NONE:
            return
        if shares_time(town, number):
            put_on_clock(town, number)
            return
        unit, waited = Number(part.unit), 0.0
        since = worked_until(town, unit, part.since)
        absence, last = absences_after(town, number, part.since)
        while absence < last:
            begins = worked_until(town, unit, max(town.absences[absence].away, part.since))
            if begins >= since + part.work + waited:
                break
            waited += worked_until(town, unit, town.absences[absence].back) - begins
            absence += 1
        days = days_for(town, unit, part.work + waited)
    part.moment = later(town, days, FINISH, number)


@compiled
def shares_time(town, number):
    """Tell whether the worker who has a part shares the time today."""
    return town.terms[town.units[town.parts[number].unit].terms].shares_time != 0


@compiled
def pace_now(town, number):
    """Give the pace of a part that starts now in its own unit, without a clock. See `pace.Paces`."""
    part, now = town.parts[number], town.clock[0].now
    if not part.lengthens or shares_time(town, number):
        return 1.0
    pace, start_up = town.units[part.unit].pace, town.visits[part.visit].start_up
    if start_up != NONE:
        first_time = town.start_ups[start_up]
        pace *= first_time.pace if first_time.begins <= now < first_time.until else 1.0
    return pace


@compiled
def count_otherwise(town, number):
    """Count what is left of a part in work where its unit shares time from now on, else in days at today's pace."""
    part = town.parts[number]
    if not part.lengthens:
        return
    if shares_time(town, number):
        part.work *= town.began_at_pace[number]
        town.began_at_pace[number] = 1.0
    else:
        town.began_at_pace[number] = pace_now(town, number)
        part.work /= town.began_at_pace[number]


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
