"""The map of a sweep against theory: where two lines of one worker each are as good as one of two who take longer.

Apart, each kind of children waits as in an M/M/1 queue; merged, all wait as in an M/M/2 queue whose work takes longer
by the cost of working together. On the map of load and cost one side is better on either side of a border that both
formulas give.
"""

import math

from chains import erlang_wait
from test_merged_or_separate_teams import RATE, TEAMS, WORK

import simulate
from simulate.findings.families import told_apart
from simulate.scenario.reading.load import load_text

RUN = """
title = "Two teams or one"
start = 2018-01-01
seed = 7
[run]
warm_up = "200 days"
observe = "3000 days"
follow_up = "150 days"
replications = 20
"""
LOAD, COST = f"arrivals.*.per_day={RATE / 2}:{RATE}", "organisations.merged.generalist=0:0.5"
MATTERS = 0.2
"""Days of difference that so many children must tell from luck."""


def test_the_border_on_the_map_runs_where_theory_has_it() -> None:
    found = simulate.sweep(load_text(RUN + TEAMS), [LOAD, COST], 5, measure="full_support_mean").told.found
    every = found.differences("merged", "full_support_mean", "all")
    sure = told_apart(every)
    theory = {
        point.at: erlang_wait(2 * point.at[0], WORK * (1 + point.at[1]), 2) - erlang_wait(point.at[0], WORK, 1)
        for point in found.points
    }
    for point, each, told in zip(found.points, every, sure, strict=True):
        error = each.spread / math.sqrt(each.replications)
        assert abs(each.value - theory[point.at]) <= 4.5 * error, point.at
        if abs(theory[point.at]) > MATTERS:
            assert told, f"{point.at} is not told from luck"
        if told:
            assert (each.value < 0) == (theory[point.at] < 0), f"{point.at} lies on the wrong side"
    better = [theory[at] < -MATTERS for at in theory]
    worse = [theory[at] > MATTERS for at in theory]
    assert sum(better) >= 5
    assert sum(worse) >= 3
