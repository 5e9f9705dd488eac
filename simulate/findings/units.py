"""Each unit in one replication: its load, its line, and how long visits wait for it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulate.findings.counted import Counted, count_by_unit, parts_in_units, sums
from simulate.findings.in_line import Spells, days_within, in_lines
from simulate.findings.limits import visits_judged
from simulate.findings.occupancy import Occupancy, above_full_pace, use_of_places
from simulate.findings.overload import UnitLoad, ends_of_run
from simulate.findings.overtaking import is_joint, overtaken
from simulate.findings.second_waits import second_spells
from simulate.findings.survival import NOBODY, Curve, kaplan_meier
from simulate.findings.work import days_of_work
from simulate.plan import Booleans, Floats, Integers, Plan

ALL_STEPS = "all"


@dataclass(frozen=True)
class UnitWait:
    """How long visits of one step (or all steps) wait for one unit; NaN where there is nothing to tell."""

    visits: int  # times a visit of a counted stream joined the line in the observed window
    mean: float  # days in line of those who stay in it, within the follow-up
    median: float
    p90: float
    still_waiting: float  # share still in line after the follow-up
    left_line: float  # share that left it
    within_limit: float  # share of those that can be judged
    joint: float  # share that needs another unit at the same time
    overtaken: float  # share of these that somebody ranked after them was called before, in this unit
    time_to_finish_mean: float  # days from joining the line to the end of the step, within the follow-up
    work_mean: float  # days of work that was begun here, within the follow-up; stays are none
    stretched_mean: float  # days by which it takes longer than that, within the follow-up; fewer than 0: quicker
    times_as_long: float  # how many times as long as its work it takes
    curve: Curve = field(default=NOBODY, compare=False, repr=False)  # of the days in line, for percentiles of all


_UNKNOWN = math.nan
_NOTHING = UnitWait(
    0, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN, _UNKNOWN,
    _UNKNOWN,
)  # fmt: skip


def unit_loads(counted: Counted, stood: Spells, occupied: Mapping[str, Occupancy]) -> dict[str, UnitLoad]:
    """Measure the load of every unit; everybody's visits count, whoever they are."""
    plan, log, window = counted.plan, counted.log, counted.window
    part = ends_of_run(window.warm_up, log.end)
    opens, closes = window.warm_up + part / 2, log.end - part / 2
    joined = (stood.begin >= opens) & (stood.begin < closes)
    left = joined & ~(stood.started | stood.open)
    unit, begin, finish = in_lines(plan, stood, second_spells(plan, log))

    def line(first: float, last: float) -> list[float]:
        area = sums(unit, days_within(begin, finish, first, last), len(plan.units))
        return [float(each) for each in area / (last - first)]

    def behind(first: float, last: float) -> list[float]:
        above = above_full_pace(counted, first, last).tolist()
        return [there + more for there, more in zip(line(first, last), above, strict=True)]

    columns = zip(
        use_of_places(counted, occupied).tolist(),
        line(window.warm_up, log.end),
        behind(window.warm_up, window.warm_up + part),
        behind(log.end - part, log.end),
        *(count_by_unit(plan, stood.visit[np.flatnonzero(which)]) for which in (joined, left)),
        count_by_unit(plan, stood.visit[np.flatnonzero(stood.begin >= window.warm_up)]),
        strict=True,
    )
    return {each.name: UnitLoad(*column) for each, column in zip(plan.units, columns, strict=True)}


def unit_waits(counted: Counted, stood: Spells) -> dict[tuple[str, str], UnitWait]:
    """Measure the waits for every unit, by step and for all its steps together.

    What counts is every time an ordinary visit (of any child in a counted stream, but no acute visit) joins the
    line in the observed window, so that it is followed for at least the follow-up. Those who leave the line are
    followed until they do: the numbers are of those who stay.
    """
    plan, window = counted.plan, counted.window
    stood = stood.chosen((stood.begin >= window.warm_up) & (stood.begin < window.closes))
    stood = stood.chosen(plan.children.measured[plan.visits.child[stood.visit]] & ~plan.visits.acute[stood.visit])
    finished = counted.log.finished[stood.visit]
    done = stood.started & ~np.isnan(finished)
    followed = np.where(stood.started, counted.log.end, stood.finish)
    days, whole = stood.finish - stood.begin, np.where(done, finished, followed) - stood.begin
    still_waiting, left = (days >= window.horizon) | stood.open, ~(stood.started | stood.open)
    judged, kept = visits_judged(plan, counted.log, stood.visit)
    # a round that ended by leaving is judged once only, by the visit's last round
    last_round = stood.started | stood.open | (stood.begin == counted.log.asked[stood.visit])
    judged, kept = judged & last_round, kept & last_round

    names = (ALL_STEPS, *(step.name for step in plan.steps))
    row, group, part = _by_unit_and_step(plan, stood.visit)
    groups = len(plan.units) * len(names)
    begun, work, took = _work(counted, stood, row, part, group, groups)
    joint, passed = is_joint(plan, stood.visit), overtaken(counted, stood)
    of_rows = [which[row] for which in (still_waiting, left, judged, kept, joint)]
    still_waiting, left, judged, kept, joint, passed = (
        np.bincount(group, weights=which, minlength=groups).tolist()
        for which in (*of_rows, passed[row, group // len(names)])
    )
    # sorted once for all groups; many wait for equally long, not at all, which quicksort minds
    waiting = _curves(plan, stood.visit, np.argsort(days, kind="stable"), days, stood.started)
    finishing = _curves(plan, stood.visit, np.argsort(whole), whole, done)
    measured = {
        number: UnitWait(
            visits=wait.people,
            mean=wait.mean_within(window.horizon),
            median=wait.percentile(50),
            p90=wait.percentile(90),
            still_waiting=_share(still_waiting[number], wait.people),
            left_line=_share(left[number], wait.people),
            within_limit=_share(kept[number], judged[number]),
            joint=_share(joint[number], wait.people),
            overtaken=_share(passed[number], joint[number]),
            time_to_finish_mean=finishing[number].mean_within(window.horizon),
            work_mean=_share(work[number], begun[number]),
            stretched_mean=_share(round(took[number] - work[number], 6), begun[number]),
            times_as_long=_share(took[number], work[number]),
            curve=wait.rounded(),
        )
        for number, wait in waiting.items()
    }
    found: dict[tuple[str, str], UnitWait] = {}
    for unit, each in enumerate(plan.units):
        numbered = enumerate(names, unit * len(names))
        waits = {name: measured[number] for number, name in numbered if number in measured}
        # the first is all steps together, the only one, or none
        waits = {ALL_STEPS: next(iter(waits.values()), _NOTHING)} | waits
        found |= {(each.name, name): wait for name, wait in waits.items()}
    return found


def _work(
    counted: Counted, stood: Spells, row: Integers, part: Integers, group: Integers, groups: int
) -> tuple[list[float], list[float], list[float]]:
    """Add up by group the parts of work that were begun, their days of work, and the days they took: (groups,) each.

    All days count that lie within the follow-up, which begins when the line is joined, and before the clock stops.
    Those in which a part stood in line again are no days of work.
    """
    counts_until = np.minimum(stood.begin[row] + counted.window.horizon, counted.log.end)
    mine = np.flatnonzero(stood.started[row] & counted.plan.parts.lengthens[part] & (counts_until > stood.finish[row]))
    begun, counts_until, part, group = stood.finish[row[mine]], counts_until[mine], part[mine], group[mine]
    over = np.fmin(counted.log.ended[part], counted.log.end)
    room = counts_until - begun - _days_in_line_again(counted, part, counts_until)
    took = np.minimum(over - begun - _days_in_line_again(counted, part, over), room)
    work = np.minimum(days_of_work(counted)[part], room)
    count, of_work, of_days = (np.bincount(group, each, groups).tolist() for each in (np.ones(len(part)), work, took))
    return count, of_work, of_days


def _days_in_line_again(counted: Counted, parts: Integers, until: Floats) -> Floats:
    """Give the days that parts stood in line again after they had begun, each until some day: like `parts`."""
    again = second_spells(counted.plan, counted.log)
    if not len(again.part):
        return np.zeros(len(parts))
    last = np.full(len(counted.plan.parts), -np.inf)
    last[parts] = until
    days = np.maximum(np.minimum(again.finish, last[again.part]) - again.begin, 0.0)
    return sums(again.part, days, len(last))[parts]


def _by_unit_and_step(plan: Plan, visits: Integers) -> tuple[Integers, Integers, Integers]:
    """Group visits by each of their units: by its step and, in units of several steps, once more all together.

    Returns the position of the visit in `visits`, rising in each group, the number of the group, and the part that the
    unit has of the visit: (R,) each. The numbers of a unit's groups are one for all its steps and then one for each
    step of the plan.
    """
    row, part = parts_in_units(plan, visits)
    unit = plan.parts.unit[part]
    every = unit * (1 + len(plan.steps))
    own = every + 1 + plan.visits.step[visits[row]]
    size = (len(plan.units), 1 + len(plan.steps))
    steps = np.count_nonzero(np.bincount(own, minlength=size[0] * size[1]).reshape(size), axis=1)
    several = np.flatnonzero(steps[unit] > 1)
    return np.append(row, row[several]), np.append(own, every[several]), np.append(part, part[several])


def _curves(plan: Plan, visits: Integers, order: Integers, days: Floats, ended: Booleans) -> dict[int, Curve]:
    """Estimate how long something of visits lasts (see `kaplan_meier`), by group (see `_by_unit_and_step`).

    `order` (S,) is that in which the days rise.
    """
    row, group, _ = _by_unit_and_step(plan, visits[order])
    row = order[row]
    # numpy sorts small types in linear time
    by_group = np.argsort(group.astype(np.min_scalar_type(group.max(initial=0))), kind="stable")
    row = row[by_group]
    return kaplan_meier(days[row], ended[row], group[by_group])


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
