"""A unit's working time: all time but that in which its work stands still. See `working_time.WorkingTime`."""

# mypy: allow-untyped-defs

from simulate.engine.compiled.codes import A_HAIR
from simulate.engine.compiled.machine import compiled


@compiled
def worked_until(town, number, day):
    """Give how many days of a unit's working time have passed on a day."""
    unit = town.units[number]
    if unit.stops == 0:
        return day
    first, after = unit.first_stop, unit.first_stop + unit.stops
    while first < after:  # a binary search for the first stop that has not begun
        middle = (first + after) // 2
        if town.stops[middle].begins <= day:
            first = middle + 1
        else:
            after = middle
    if first == unit.first_stop:
        return day
    stop = town.stops[first - 1]
    return stop.worked + max(day - stop.ends, 0.0)


@compiled
def days_for(town, number, work):
    """Give the days from now in which so many days of a unit's working time pass; none for none."""
    unit = town.units[number]
    if unit.stops == 0:
        return work
    now = town.clock[0].now
    worked = worked_until(town, number, now) + work
    first, after = unit.first_stop, unit.first_stop + unit.stops
    while first < after:  # for the first stop before which so much has not passed
        middle = (first + after) // 2
        if town.stops[middle].worked < worked - A_HAIR:
            first = middle + 1
        else:
            after = middle
    if first == unit.first_stop:
        return work
    stop = town.stops[first - 1]
    return max(stop.ends + (worked - stop.worked) - now, 0.0)
