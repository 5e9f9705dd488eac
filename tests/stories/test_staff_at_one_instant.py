"""Workers who come and go at the instant at which something else happens, or is different: days worked out by hand."""

import random
from dataclasses import replace

import numpy as np
import simpy
from telling import Story
from test_staff import MONTH, days, handed, luck, office, staff

from simulate.engine.reference import run
from simulate.plan import PlannedExtra, Terms


def as_stays(story: Story) -> Story:
    """Let the same happen where the support is as long as it is, whoever follows it."""
    parts = story.plan.parts
    plan = replace(story.plan, parts=replace(parts, lengthens=np.zeros_like(parts.lengthens)))
    return Story(plan, run(plan))


def test_a_stay_that_ends_with_nobody_to_follow_it_lets_no_consultant_go_who_was_never_there() -> None:
    leaves = luck(1, p0=(1, 300.0))
    story = as_stays(office([25], 1, 1, staff=leaves, extra=PlannedExtra(1, 1, 9, 5.0, 0)))
    assert days(story, 0) == (25, 45)
    assert handed(story) == [(MONTH, 0, 0, -1)]
    assert staff(story) == [(MONTH, 0, "LEFT"), (MONTH + 300, 2, "JOINED")]


def test_who_came_before_there_were_rules_for_newcomers_is_a_newcomer_only_as_long_as_they_say() -> None:
    leaves = luck(1, p0=(1, 0.0))
    later = Terms(workers=1, caseload=2, newcomer=((10.0, 1), (20.0, 1)))
    story = office([100, 100], 1, 2, staff=leaves, later=((50.0, later),))
    assert [days(story, child)[0] for child in (0, 1)] == [100, 100]
    story = office([52, 52], 1, 2, staff=leaves, later=((50.0, later),))
    assert [days(story, child)[0] for child in (0, 1)] == [52, MONTH + 30]


def test_a_newcomer_grows_on_by_the_rules_of_the_day_counted_from_the_day_of_joining() -> None:
    leaves = luck(1, p0=(1, 0.0))
    before, after = ((100.0, 1),), ((10.0, 1), (50.0, 2))
    later = Terms(workers=1, caseload=3, newcomer=after)
    story = office([45, 45, 45], 1, 3, staff=leaves, newcomer=before, later=((50.0, later),))
    assert [days(story, child)[0] for child in (0, 1, 2)] == [45, 50, 65]
    again = office([70, 70, 70], 1, 3, staff=leaves, newcomer=before, later=((50.0, later),))
    assert [days(again, child)[0] for child in (0, 1, 2)] == [70, 70, 90]
    last = office([92, 92, 92], 1, 3, staff=leaves, newcomer=before, later=((50.0, later),))
    assert [days(last, child)[0] for child in (0, 1, 2)] == [92, 92, 92]


def test_an_absence_that_lasts_no_time_is_none() -> None:
    story = office([3, 20], 1, 1, staff=luck(1, {0: [(5.0, 5.0), (60.0, 70.0)]}))
    assert [days(story, child) for child in (0, 1)] == [(3, 23), (23, 43)]
    assert staff(story) == [(60, 0, "FELL_ILL"), (70, 0, "CAME_BACK")]


def test_a_case_that_changes_hands_twice_at_one_instant_is_told_in_that_order() -> None:
    extra = PlannedExtra(1, 3, 0, 0.0, 0)  # sent for as soon as one stands in line, and there at once
    story = office([25, MONTH], 1, 1, staff=luck(1, p0=(1, 300.0)), extra=extra, handover_days=2.0)
    assert handed(story) == [(MONTH, 0, 0, -1), (MONTH, 0, -1, 3)]
    assert days(story, 0) == (25, 47)


def test_who_leaves_on_the_day_of_an_absence_falls_ill_first() -> None:
    story = office([390], 1, 1, staff=luck(1, {0: [(MONTH, 50.0)]}, p0=(1, 5.0)))
    assert staff(story) == [
        (MONTH, 0, "FELL_ILL"),
        (MONTH, 0, "LEFT"),
        (MONTH + 5, 1, "JOINED"),
        (MONTH + 5, 1, "FELL_ILL"),
        (50.0, 1, "CAME_BACK"),
    ]


class AnyOrder(simpy.Environment):
    """A clock that lets what happens at one instant and in one phase happen in any order."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        draw = random.Random(seed)
        self._eid = iter(lambda: draw.getrandbits(64), None)


def test_cases_of_a_waiting_list_are_with_the_same_workers_whatever_the_order_of_their_children() -> None:
    story = office([0, 0, 0], 2, 2)
    visits = replace(story.plan.visits, started_before=np.array([-9.0, -9.0, -9.0]))
    children = replace(story.plan.children, arrival=np.full(3, -9.0), listed=np.ones(3, dtype=bool))
    plan = replace(story.plan, visits=visits, children=children)
    logs = [run(plan, AnyOrder(seed)) for seed in range(20)]
    assert logs[0].worker.tolist() == [0, 1, 0]
    assert all(log.same_as(logs[0]) for log in logs)
