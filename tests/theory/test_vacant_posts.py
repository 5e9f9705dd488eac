"""Vacancy emerges from how many leave and how long posts stand empty, and leaving from the load."""

import math

import numpy as np
import pytest
from queues import Effort, Measured, assert_agrees, counted, efforts, mean_wait, one_unit, replicate
from vacant_posts import changes_of_worker, exponential, fixed, share_in_the_long_run, vacant_days

from simulate.log import Log, Staffing
from simulate.plan import REVIEW_EVERY, Plan

POSTS, TURNOVER = 80, 0.3
TIME_TO_FILL = {
    "fixed": ('"75 days"', fixed(75), 75.0),
    "exponential": ('{ exponential = "100 days" }', exponential(100), 100.0),
}
MONTHS = 120


def decade(replications: int, error: float) -> Effort:
    """Run 120 months from when all posts are filled."""
    return Effort(replications, MONTHS * REVIEW_EVERY, error, warm_up=0, follow_up=0)


@efforts(decade(50, 0.03), decade(420, 0.005))
@pytest.mark.parametrize("shape", TIME_TO_FILL)
def test_the_share_of_vacant_days_emerges_from_turnover_and_time_to_fill(effort: Effort, shape: str) -> None:
    written, survival, days = TIME_TO_FILL[shape]
    unit = f"workers = {POSTS}\nturnover = {TURNOVER}\ntime_to_fill = {written}"
    text = one_unit("per_day = 0.1", '"1 day"', unit)

    def measure(plans: Plan, log: Log) -> Measured:
        left, joined = (log.staff_at[log.staff_what == what] for what in (Staffing.LEFT, Staffing.JOINED))
        vacant = float((effort.end - left).sum() - (effort.end - joined).sum())
        return {"leavings": len(left) / POSTS, "vacant": vacant / POSTS / effort.end}

    values = replicate(text, effort, measure)
    leavings, vacant = vacant_days(TURNOVER, survival, MONTHS - 1)
    assert vacant / effort.end == pytest.approx(share_in_the_long_run(TURNOVER, days, shape), rel=0.05)
    assert_agrees(f"{shape}: leavings per post", values["leavings"], leavings, effort.error)
    assert_agrees(f"{shape}: share vacant", values["vacant"], vacant / effort.end, effort.error)


@efforts(Effort(50, 730, 0.05, warm_up=0, follow_up=0), Effort(150, 2190, 0.005, warm_up=0, follow_up=0))
def test_a_load_above_what_is_bearable_makes_workers_leave_as_often_as_the_scenario_says(effort: Effort) -> None:
    caseload, above, per_tenth, at_most = 5, 1.0, 1.25, 1.9
    children = "per_day = 52\nsurges = [{ from = 2018-01-11, until = 2099-01-01, factor = 0 }]"
    unit = f"""
workers = {POSTS}
caseload = {caseload}
turnover = {TURNOVER}
pressure = {{ above = {above}, per_tenth = {per_tenth}, at_most = {at_most} }}"""
    text = one_unit(children, '"100000 days"', unit)  # nobody leaves, so the load stays as it is

    def measure(plans: Plan, log: Log) -> Measured:
        load = len(plans.children) / POSTS / caseload
        hazard = TURNOVER / 12 * min(per_tenth ** (10 * max(load - above, 0)), at_most)
        reviews = math.ceil(effort.end / REVIEW_EVERY) - 1
        left = int((log.staff_what == Staffing.LEFT).sum())
        assert (log.staff_what == Staffing.JOINED).sum() == left
        return {"of expected": left / (POSTS * reviews * (1 - math.exp(-hazard))), "load": load}

    values = replicate(text, effort, measure)
    assert np.all(values["load"] > above), "there is no pressure"
    highest = above + 0.1 * math.log(at_most, per_tenth)
    assert 0 < np.mean(values["load"] > highest) < 1, "pressure is always, or never, as high as it can be"
    assert_agrees("leavings under pressure, of those expected", values["of expected"], 1.0, effort.error)


@efforts(
    Effort(50, 4 * REVIEW_EVERY, 0.05, warm_up=0, follow_up=150),
    Effort(60, 66 * REVIEW_EVERY, 0.005, warm_up=0, follow_up=150),
)
def test_children_get_a_new_worker_as_often_as_workers_leave_during_the_longer_visit(effort: Effort) -> None:
    rate, turnover, duration, handover_days = 2.0, 2.0, 70.0, 12.0
    unit = f'workers = 90\ncaseload = 4\nturnover = {turnover}\nhandover_days = "{handover_days} days"'
    text = one_unit(f"per_day = {rate}", f'"{duration} days"', unit)

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        assert mean_wait(log, which) == 0, "somebody waited: there are too few places"
        new_workers = which[log.handed_visit].sum() / which.sum()
        longer = float((log.finished - log.started)[which].mean()) - duration
        return {"new workers": new_workers, "longer": longer}

    values = replicate(text, effort, measure)
    exact = changes_of_worker(turnover, duration, handover_days)
    assert_agrees("new workers per child", values["new workers"], exact, effort.error)
    assert_agrees("days longer", values["longer"], exact * handover_days, effort.error)
