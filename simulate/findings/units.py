"""Each unit in one replication: its load, its line, and how long visits wait for it."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulate.findings.cohort import Cohort, in_units, sums
from simulate.findings.limits import visits_judged
from simulate.findings.lines import Spells, days_within
from simulate.findings.load import offered_load, use_of_places
from simulate.findings.overload import UnitLoad, ends_of_run
from simulate.findings.survival import kaplan_meier
from simulate.plan import Booleans

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
    time_to_finish_mean: float  # days from joining the line to the end of the step, within the follow-up


def unit_loads(cohort: Cohort, stood: Spells) -> dict[str, UnitLoad]:
    """Measure the load of every unit; everybody's visits count, whoever they are."""
    plan, log, window = cohort.plan, cohort.log, cohort.window
    part = ends_of_run(window.warm_up, log.end)
    opens, closes = window.warm_up + part / 2, log.end - part / 2
    joining = stood.chosen((stood.begin >= opens) & (stood.begin < closes))
    row, joined = in_units(plan, joining.visit)
    left = ~(joining.started | joining.open)[row]
    stood = stood.lasting()
    row, unit = in_units(plan, stood.visit)
    begin, finish = stood.begin[row], stood.finish[row]

    def line(first: float, last: float) -> list[float]:
        area = sums(unit, days_within(begin, finish, first, last), len(plan.units))
        return [float(each) for each in area / (last - first)]

    columns = zip(
        offered_load(plan, window).tolist(),
        use_of_places(cohort).tolist(),
        line(window.warm_up, log.end),
        line(window.warm_up, window.warm_up + part),
        line(log.end - part, log.end),
        np.bincount(joined, minlength=len(plan.units)).tolist(),
        np.bincount(joined[left], minlength=len(plan.units)).tolist(),
        [bool(cohort.on_list.any())] * len(plan.units),
        strict=True,
    )
    return {each.name: UnitLoad(*column) for each, column in zip(plan.units, columns, strict=True)}


def unit_waits(cohort: Cohort, stood: Spells) -> dict[tuple[str, str], UnitWait]:
    """Measure the waits for every unit, by step and for all its steps together.

    What counts is every time an ordinary visit (of any child in a counted stream, but no acute visit) joins the
    line in the observed window, so that it is followed for at least the follow-up. Those who leave the line are
    followed until they do: the figures are of those who stay.
    """
    plan, window = cohort.plan, cohort.window
    stood = stood.chosen((stood.begin >= window.warm_up) & (stood.begin < window.closes))
    stood = stood.chosen(plan.children.measured[plan.visits.child[stood.visit]] & ~plan.visits.acute[stood.visit])
    finished = cohort.log.finished[stood.visit]
    done = stood.started & ~np.isnan(finished)
    followed = np.where(stood.started, cohort.log.end, stood.finish)
    days, whole = stood.finish - stood.begin, np.where(done, finished, followed) - stood.begin
    still_waiting, left = (days >= window.horizon) | stood.open, ~(stood.started | stood.open)
    judged, kept = visits_judged(plan, cohort.log, stood.visit)
    # a round that ended by leaving is judged once only, by the visit's last round
    last_round = stood.started | stood.open | (stood.begin == cohort.log.asked[stood.visit])
    judged, kept = judged & last_round, kept & last_round

    found: dict[tuple[str, str], UnitWait] = {}
    for key, chosen in _by_unit_and_step(cohort, stood):
        waiting = kaplan_meier(days[chosen], stood.started[chosen])
        finishing = kaplan_meier(whole[chosen], done[chosen])
        found[key] = UnitWait(
            visits=len(chosen),
            mean=waiting.mean_within(window.horizon),
            median=waiting.percentile(50),
            p90=waiting.percentile(90),
            still_waiting=_share(still_waiting[chosen]),
            left_line=_share(left[chosen]),
            within_limit=_share(kept[chosen][judged[chosen]]),
            time_to_finish_mean=finishing.mean_within(window.horizon),
        )
    return found


def _by_unit_and_step(
    cohort: Cohort, stood: Spells
) -> Iterator[tuple[tuple[str, str], "np.ndarray[tuple[int], np.dtype[np.int64]]"]]:
    """Sort the spells by unit and step: the names, and the numbers of the spells; a joint visit is in each unit."""
    plan = cohort.plan
    row, unit = in_units(plan, stood.visit)
    step = plan.visits.step[stood.visit[row]]
    steps = len(plan.steps)
    kind = unit * steps + step
    order = np.argsort(kind)
    row, edges = row[order], np.searchsorted(kind, np.arange(len(plan.units) * steps + 1), sorter=order)
    for number, each in enumerate(plan.units):
        of_steps = edges[number * steps : (number + 1) * steps + 1].tolist()
        yield (each.name, ALL_STEPS), row[of_steps[0] : of_steps[-1]]
        for planned, (first, last) in zip(plan.steps, pairwise(of_steps), strict=True):
            if first < last:
                yield (each.name, planned.name), row[first:last]


def _share(which: Booleans) -> float:
    return int(np.count_nonzero(which)) / len(which) if len(which) else math.nan
