"""Second waits: parts of visits that had begun, lost their worker, and stood in their unit's own line again."""

import math
from dataclasses import dataclass, field

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.survival import NOBODY, Curve, kaplan_meier
from simulate.log import Log
from simulate.plan import Booleans, Floats, Integers, Plan


@dataclass(frozen=True)
class SecondSpells:
    """The times parts stood in line again: S of them."""

    part: Integers  # (S,)
    unit: Integers  # (S,)
    begin: Floats  # (S,)
    finish: Floats  # (S,) when it was called again; the end of the run if it still stands there
    open: Booleans  # (S,) it had not ended when the clock stopped


def second_spells(plan: Plan, log: Log) -> SecondSpells:
    """Find every time a part stood in line again."""
    part, is_open = log.again_part, np.isnan(log.again_until)
    finish = np.where(is_open, log.end, log.again_until)
    return SecondSpells(part, plan.parts.unit[part], log.again_since, finish, is_open)


def spans_of_work(plan: Plan, log: Log, parts: Integers) -> tuple[Integers, Floats, Floats]:
    """Give the times in which some parts (numbers, each once) held their place: from when each began until it was done.

    A part that stood in line again held none meanwhile, and has a time before and one after. Returns the position of
    the part in `parts`, the begin and the finish, or the end of the run: (T,) each. What has not begun has no time.
    """
    begun = np.flatnonzero(~np.isnan(log.started[plan.parts.visit[parts]]))
    row, begin, finish = begun, log.started[plan.parts.visit[parts[begun]]], np.fmin(log.ended[parts[begun]], log.end)
    if len(log.again_part) == 0:
        return row, begin, finish
    place = np.full(len(plan.parts), -1)
    place[parts] = np.arange(len(parts))
    waited = np.flatnonzero(place[log.again_part] >= 0)
    row = np.concatenate([row, place[log.again_part[waited]]])
    begin = np.concatenate([begin, log.again_until[waited]])
    finish = np.concatenate([finish, log.again_since[waited]])
    # of each part its first begin and its first finish belong together, and so on; NaN, who still waits, comes last
    first, last = np.lexsort((begin, row)), np.lexsort((finish, row))
    row, begin, finish = row[first], begin[first], finish[last]
    held = np.flatnonzero(~np.isnan(begin))
    return row[held], begin[held], finish[held]


@dataclass(frozen=True)
class SecondWait:
    """How long parts of visits stood in the line of one unit again."""

    waits: int  # that began in the observed window, of visits of counted streams that are not acute
    mean: float  # days in line, within the follow-up
    still_waiting: float  # share still in line after the follow-up
    curve: Curve = field(default=NOBODY, compare=False, repr=False)  # for percentiles of all


NO_WAITS = SecondWait(0, math.nan, math.nan)


def second_waits(counted: Counted) -> dict[str, SecondWait]:
    """Measure the second waits of every unit in which there are any."""
    plan, window = counted.plan, counted.window
    stood = second_spells(plan, counted.log)
    visit = plan.parts.visit[stood.part]
    counts = (stood.begin >= window.warm_up) & (stood.begin < window.closes)
    counts &= plan.children.measured[plan.visits.child[visit]] & ~plan.visits.acute[visit]
    row = np.flatnonzero(counts)
    days = stood.finish[row] - stood.begin[row]
    order = np.lexsort((days, stood.unit[row]))
    row, days = row[order], days[order]
    still = np.bincount(stood.unit[row[(days >= window.horizon) | stood.open[row]]], minlength=len(plan.units))
    return {
        plan.units[unit].name: SecondWait(
            curve.people, curve.mean_within(window.horizon), float(still[unit]) / curve.people, curve.rounded()
        )
        for unit, curve in kaplan_meier(days, ~stood.open[row], stood.unit[row]).items()
    }
