"""Workers who fall ill, leave and learn: days worked out by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
from telling import Child, Story, plan_of

from simulate.engine.reference import run
from simulate.log import Staffing
from simulate.plan import PlannedDevelopment, PlannedExtra, PlannedUnit, Ragged, Staff, Terms

NEVER = float("inf")
MONTH = 30.4375

OFFICE = """
title = "one office"
start = 2018-01-01
[run]
warm_up = "0 days"
observe = "400 days"
follow_up = "0 days"
[arrivals.all]
per_year = 1
first_need = "help"
[needs.help]
pathway = ["support"]
[steps.support]
role = "support"
unit = "office"
duration = "20 days"
[units.office]
administration = "school"
workers = {workers}
caseload = {caseload}
[organisations.siloed]
"""


def office(children: list[float], workers: int, caseload: int, **terms: Any) -> Story:
    """Let children come on some days to an office with some terms, each for 20 days of work."""
    plan = plan_of(OFFICE.format(workers=workers, caseload=caseload), [Child(day / 7, ["help"]) for day in children])
    unit: PlannedUnit = replace(plan.units[0], **terms)
    plan = replace(plan, units=(unit,))
    return Story(plan, run(plan))


def luck(posts: int, away: dict[int, list[tuple[float, float]]] | None = None, **leaves: tuple[int, float]) -> Staff:
    """Say who is away when, and who leaves at which review (post, at any load) and is replaced after how many days."""
    spells = [(away or {}).get(post, []) for post in range(posts)]
    counts = np.concatenate([[0], np.cumsum([len(some) for some in spells])])
    every = [spell for some in spells for spell in some]
    leaves_at, vacant_for = np.full((posts, 14), NEVER), np.full((posts, 14), 1000.0)
    for post, (month, days) in leaves.items():
        leaves_at[int(post[1:]), month], vacant_for[int(post[1:]), month] = 0.0, days
    return Staff(
        Ragged(counts, np.array([begins for begins, _ in every])),
        Ragged(counts, np.array([ends for _, ends in every])),
        leaves_at,
        vacant_for,
    )


def days(story: Story, child: int) -> tuple[float, float]:
    """Tell on which days a child's support started and ended."""
    return float(story.log.started[child]), float(story.log.finished[child])


def staff(story: Story) -> list[tuple[float, int, str]]:
    """Tell what happened to workers: day, who, what."""
    log = story.log
    rows = zip(log.staff_at.tolist(), log.staff_worker.tolist(), log.staff_what.tolist(), strict=True)
    return [(day, worker, Staffing(what).name) for day, worker, what in rows]


def handed(story: Story) -> list[tuple[float, int, int, int]]:
    """Tell which cases changed hands: day, visit, from whom, to whom."""
    log = story.log
    columns = (log.handed_at, log.handed_visit, log.given_by, log.taken_by)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_the_open_cases_of_one_who_leaves_go_to_the_colleagues_with_most_room_and_take_longer() -> None:
    # Three workers with three places. On days 15 to 21 seven children come: each goes to whom has most places free, so
    # worker 0 gets children 0, 3 and 6, worker 1 children 1 and 4, worker 2 children 2 and 5. On day 30.4375 worker 0
    # leaves. Child 0 goes to worker 1 (one place free, like worker 2, and the lower number), child 3 to worker 2, and
    # child 6 to worker 1, who then has four. Each takes 5 days longer.
    story = office([15, 16, 17, 18, 19, 20, 21], 3, 3, handover_days=5.0, staff=luck(3, p0=(1, 1000)))
    assert story.log.worker.tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert handed(story) == [(MONTH, 0, 0, 1), (MONTH, 3, 0, 2), (MONTH, 6, 0, 1)]
    assert [days(story, child) for child in range(7)] == [
        (15, 40),
        (16, 36),
        (17, 37),
        (18, 43),
        (19, 39),
        (20, 40),
        (21, 46),
    ]
    assert staff(story) == [(MONTH, 0, "LEFT")]


def test_nobody_is_called_while_a_unit_has_more_cases_than_places() -> None:
    # Two workers with two places, all four taken on day 20. Worker 0 leaves on day 30.4: worker 1 has four children for
    # two places. The fifth child comes on day 31 and is called when the third of the four has been finished.
    story = office([20, 21, 22, 23, 31], 2, 2, staff=luck(2, p0=(1, 1000)))
    assert [days(story, child)[1] for child in range(4)] == [40, 41, 42, 43]
    assert days(story, 4) == (42, 62)


def test_a_vacant_post_is_filled_by_somebody_new_who_begins_with_fewer_children() -> None:
    # The only worker, with two places, leaves on day 30.4; on day 40.4 somebody new comes, with one place for 30 days.
    # Child 0 (came on day 25) waits for a new worker, then has 20 − 5.4375 days of work left, and 3 for handing over.
    unit = {"newcomer": ((30.0, 1),), "handover_days": 3.0, "staff": luck(1, p0=(1, 10.0))}
    story = office([25, 35, 36], 1, 2, **unit)
    comes = MONTH + 10
    assert staff(story) == [(MONTH, 0, "LEFT"), (comes, 1, "JOINED")]
    assert handed(story) == [(MONTH, 0, 0, -1), (comes, 0, -1, 1)]
    first = comes + (20 - (MONTH - 25)) + 3
    assert days(story, 0) == (25, first)
    assert days(story, 1) == (first, first + 20)
    # the second place is there 30 days after the newcomer came
    assert days(story, 2) == (comes + 30, comes + 30 + 20)
    assert story.log.worker.tolist() == [0, 1, 1]


def test_work_stands_still_while_the_worker_is_ill_and_others_are_not_called_there() -> None:
    # Child 0 begins on day 10 with worker 0, who is ill from 15 to 22: 7 days longer. Child 1 comes on day 16 and has
    # to wait for the same worker's second place, although it is free.
    story = office([10, 16], 1, 2, staff=luck(1, {0: [(15.0, 22.0)]}))
    assert days(story, 0) == (10, 37)
    assert days(story, 1) == (22, 42)
    assert staff(story) == [(15.0, 0, "FELL_ILL"), (22.0, 0, "CAME_BACK")]
    assert handed(story) == []


def test_an_absence_that_begins_when_the_work_ends_does_not_lengthen_it() -> None:
    story = office([10], 1, 1, staff=luck(1, {0: [(30.0, 40.0)]}))
    assert days(story, 0) == (10, 30)


def test_two_absences_in_one_case_both_count() -> None:
    # 10 to 12, ill to 15, to 20, ill to 21, then the 13 days that are left
    story = office([10], 1, 1, staff=luck(1, {0: [(12.0, 15.0), (20.0, 21.0)]}))
    assert days(story, 0) == (10, 34)


def test_cases_of_an_absent_worker_are_handed_over_where_the_unit_does_so() -> None:
    # Worker 0 is ill from day 15: worker 1 takes child 0, for 2 days longer, and keeps it when worker 0 is back.
    story = office([10], 2, 2, staff=luck(2, {0: [(15.0, 17.0)]}), hands_over_absent=True, handover_days=2.0)
    assert handed(story) == [(15.0, 0, 0, 1)]
    assert days(story, 0) == (10, 32)


def test_a_case_that_nobody_could_take_over_goes_on_with_its_worker_and_not_longer() -> None:
    story = office([10], 1, 2, staff=luck(1, {0: [(15.0, 17.0)]}), hands_over_absent=True, handover_days=2.0)
    assert handed(story) == [(15.0, 0, 0, -1), (17.0, 0, -1, 0)]
    assert days(story, 0) == (10, 32)


def test_workers_leave_at_the_load_their_luck_says() -> None:
    # Two workers with one place. On day 28 three children are there: the load is 3 ÷ 2. Worker 1 leaves at 1.5.
    for level, leaves in ((1.5, True), (1.51, False)):
        some = luck(2)
        some.leaves_at[1, 1] = level
        story = office([28, 28.5, 29], 2, 1, staff=some)
        assert staff(story) == ([(MONTH, 1, "LEFT")] if leaves else [])


def test_consultants_come_when_the_line_is_long_and_go_with_their_last_case() -> None:
    # One worker with one place; children on days 1 to 5. From day 3 on more than one stands in line: two consultants
    # come on day 13 and take children 1 and 2 at once. Then two are left in line, not one, so they stay; on day 21 the
    # worker takes child 3, one is left: the consultants take no more, and go when their children leave on day 33.
    extra = PlannedExtra(workers=2, caseload=1, line_above=1, after=10.0, leave_at=1)
    story = office([1, 2, 3, 4, 5], 1, 1, extra=extra)
    assert [days(story, child)[0] for child in range(5)] == [1, 13, 13, 21, 41]
    assert staff(story) == [(13.0, 4, "CAME"), (13.0, 5, "CAME"), (33.0, 4, "WENT"), (33.0, 5, "WENT")]


def test_nobody_is_called_while_the_unit_is_closed_and_what_has_begun_goes_on() -> None:
    story = office([5, 12, 13], 2, 1, closed=((10.0, 30.0),))
    assert [days(story, child) for child in range(3)] == [(5, 25), (30, 50), (30, 50)]


def test_more_posts_from_a_day_on_are_filled_that_day_and_fewer_let_the_last_ones_go() -> None:
    # From day 20 on two workers instead of one, from day 50 on one again: worker 1 (the first in post 1) goes, and
    # child 1 is handed to worker 0.
    later = ((20.0, Terms(2, 1)), (50.0, Terms(1, 1, handover_days=1.0)))
    story = office([10, 12, 35], 1, 1, later=later)
    assert days(story, 0) == (10, 30)
    assert days(story, 1) == (20, 40)
    assert staff(story) == [(20.0, 3, "JOINED"), (50.0, 3, "LEFT")]
    assert days(story, 2) == (35, 55)


def test_a_unit_that_uses_its_time_for_development_has_fewer_places_and_becomes_quicker() -> None:
    # Four places, a quarter set aside: three children at a time. After the first month half of the gain of 100 % is
    # there (pace 1.5), after the second three quarters (1.75).
    development = PlannedDevelopment(share=0.25, protected=True, calm_below=0.0, gain=1.0, learns=0.5)
    story = office([0, 1, 2, 3, 40, 70], 1, 4, development=development)
    assert [days(story, child)[0] for child in range(4)] == [0, 1, 2, 20]
    assert days(story, 4) == (40, 40 + 20 / 1.5)
    assert days(story, 5) == (70, 70 + 20 / 1.75)
    assert story.log.developed_month.tolist() == list(range(14))


def test_time_that_is_not_protected_is_used_in_calm_months_only() -> None:
    # A month is calm with fewer than 0.5 children in line per place. On day 30.4 one of two waits for the only place.
    development = PlannedDevelopment(share=0.0, protected=False, calm_below=0.5, gain=1.0, learns=0.5)
    story = office([20, 30, 55], 1, 1, development=development)
    assert story.log.developed_month.tolist()[:4] == [0, 2, 3, 4]
    assert days(story, 0) == (20, 40)
    assert days(story, 1) == (40, 40 + 20 / 1.5)
