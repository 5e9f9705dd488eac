"""How many children each worker has who is there, and how many could have all of the time, from change to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.presence import Presence, takes_time
from simulate.findings.work import Held, held
from simulate.plan import REVIEW_EVERY, Booleans, Floats, Integers

NO_PLACE = 1e-9
"""Places, fewer than which there are none: sums of them are wrong by less."""


@dataclass(frozen=True)
class AtWork:
    """Stretches of time in which a worker who is there has the same children, in the order of slots and of time."""

    unit: Integers
    begin: Floats
    days: Floats
    children: Floats
    places: Floats
    hours_per_place: Floats


def at_work(
    counted: Counted, staff: Mapping[int, Presence], develops: Mapping[int, Booleans], opens: float, closes: float
) -> AtWork:
    """Follow how many children each worker has who is there, between two days.

    All that is added to a slot and taken from it again is put in order of slots and time, and added up.
    """
    slots = np.array([unit.slots for unit in counted.plan.units])
    first = np.cumsum(slots) - slots
    parts = [_of_cases(held(counted, takes_time(counted)), first, slots, list(staff), opens)]
    parts += [_of_workers(here, first[number]) for number, here in staff.items()]
    for number, used in develops.items():  # months in which time is set aside begin and end at days of their own
        months = np.clip(np.arange(len(used) + 1) * REVIEW_EVERY, opens, closes)
        parts.append(_of_marks(months, first[number] + np.arange(slots[number])))
    slot, begin, until, *added = (np.concatenate(column) for column in zip(*parts, strict=True))
    time, slot = np.concatenate([begin, until]), np.tile(slot, 2)
    order = np.argsort(time)
    order = order[np.argsort(slot[order].astype(np.min_scalar_type(int(slots.sum()))), kind="stable")]
    time, slot = time[order], slot[order]
    children, places, hours = (np.cumsum(np.concatenate([each, -each])[order])[:-1] for each in added)
    days = np.diff(time)
    lasting = np.flatnonzero((slot[1:] == slot[:-1]) & (days > 0) & (places > NO_PLACE))
    of_unit = np.searchsorted(first, slot[lasting], side="right") - 1
    children = np.rint(children[lasting])
    return AtWork(of_unit, time[lasting], days[lasting], children, places[lasting], hours[lasting])


_Added = tuple[Integers, Floats, Floats, Floats, Floats, Floats]
"""In which slot, from when until when there are more children, places and hours a week for each place."""


def _of_cases(of: Held, first: Integers, slots: Integers, units: Sequence[int], opens: float) -> _Added:
    known = np.flatnonzero(np.isin(of.unit, np.array(units, dtype=np.int64)) & (of.until > opens))
    unit, none = of.unit[known], np.zeros(len(known))
    slot = first[unit] + of.worker[known] % slots[unit]
    return slot, np.maximum(of.begin[known], opens), of.until[known], np.ones(len(known)), none, none


def _of_workers(of: Presence, first: int) -> _Added:
    there = of.there
    none, hours = np.zeros(len(there.row)), there.post * there.hours / there.grown
    return first + of.slots(there), there.begin, there.until, none, there.places, hours


def _of_marks(days: Floats, slots: Integers) -> _Added:
    """Part the time of slots at some days at which nothing is added."""
    at, none = np.tile(days, len(slots)), np.zeros(len(days) * len(slots))
    return np.repeat(slots, len(days)), at, at, none, none, none
