"""Two teams with a line each against one team with one line: the oldest result there is on merging (Erlang 1917).

Children of two kinds, with exponential times between them and exponential work. Apart, each kind has a worker of its
own, an M/M/1 queue; merged, both workers take whoever is first, an M/M/2 queue.
"""

import numpy as np
from chains import erlang_wait
from queues import Effort, assert_agrees, controls, counted, efforts, mean_wait, scenario

from simulate.engine.compiled.run import run as compiled
from simulate.plan import Floats
from simulate.world.children import cohort
from simulate.world.planning import plan

RATE, WORK = 0.6, 1.0  # children of each kind a day, days: a load of 0.6

TEAMS = f"""
[arrivals.from_school]
per_day = {RATE}
first_need = "schooling"
[arrivals.from_home]
per_day = {RATE}
first_need = "family"
[needs.schooling]
pathway = ["school_support"]
[needs.family]
pathway = ["open_care"]
[steps]
school_support = {{ role = "support", unit = "school_team", duration = {{ exponential = "{WORK} days" }} }}
open_care = {{ role = "support", unit = "care_team", duration = {{ exponential = "{WORK} days" }} }}
[units]
school_team = {{ administration = "school", workers = 1 }}
care_team = {{ administration = "social services", workers = 1 }}
family_team = {{ administration = "town", workers = 2 }}
[organisations.apart]
[organisations.merged.steps]
school_support = {{ unit = "family_team" }}
open_care = {{ unit = "family_team" }}
"""


def waits(effort: Effort) -> dict[str, Floats]:
    """Measure the mean wait in both organisations, by replication, and how many came with how much work."""
    terms, rows = scenario(TEAMS, effort), []
    for replication in range(effort.replications):
        children, row = cohort(terms, replication), dict[str, float]()
        for organisation in terms.organisations:
            plans = plan(children, organisation)
            log = compiled(plans)
            which = counted(effort, log)
            row[organisation] = mean_wait(log, which)
            for kind in range(2):  # the same in both
                mine = which & (plans.children.stream[plans.visits.child] == kind)
                row[f"number {kind}"] = mine.sum() / effort.days - RATE
                row[f"work {kind}"] = float(plans.duration[mine].mean()) - WORK
        rows.append(row)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@efforts(Effort(50, 600, 0.04), Effort(60, 25_000, 0.005))
def test_teams_that_merge_wait_as_one_line_for_two_workers_and_not_as_two_for_one_each(effort: Effort) -> None:
    values, apart, merged = waits(effort), erlang_wait(RATE, WORK, 1), erlang_wait(2 * RATE, WORK, 2)
    assert_agrees("apart", values["apart"], apart, effort.error, controls(values))
    assert_agrees("merged", values["merged"], merged, effort.error, controls(values))
    by_child = values["apart"] - values["merged"]
    assert_agrees("what merging saves", by_child, apart - merged, effort.error, controls(values))
