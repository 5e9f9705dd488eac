"""Part-time posts: who sits in the last post has its part of the places, and is a person as any other."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest
from telling import Child, Story, plan_of
from test_staff import OFFICE, luck

from simulate.engine.reference import run
from simulate.log import Staffing
from simulate.plan import PlanError, PlannedUnit, Terms

WEEK = 7


def office(children: list[float], workers: float, caseload: int, **terms: object) -> Story:
    """Let children come on some days to an office with some workers, each for 20 days of work."""
    plan = plan_of(OFFICE.format(workers=workers, caseload=caseload), [Child(day / WEEK, ["help"]) for day in children])
    unit: PlannedUnit = replace(plan.units[0], **terms)  # type: ignore[arg-type]
    plan = replace(plan, units=(unit,))
    return Story(plan, run(plan))


def starts(story: Story) -> list[float]:
    return [round(float(day), 6) for day in story.log.started]


def test_a_worker_of_half_time_has_half_the_places() -> None:
    story = office([0, 1, 2, 3, 4, 5], 1.5, 4)
    # four places and two; who has most free ones takes the next child
    assert [story.worker(child, "support") for child in range(6)] == [0, 0, 0, 1, 0, 1]
    assert starts(office([0, 1, 2, 3, 4, 5, 6], 1.5, 4)) == [0, 1, 2, 3, 4, 5, 20]


@pytest.mark.parametrize(
    ("part", "caseload", "places"),
    [(0.5, 8, 4), (0.75, 8, 6), (0.5, 5, 3), (0.25, 6, 2), (0.1, 3, 1), (0.29, 50, 15), (0.35, 10, 4), (0.349, 10, 3)],
)
def test_a_part_of_the_places_is_rounded_half_a_place_up_and_is_one_at_least(
    part: float, caseload: int, places: int
) -> None:
    terms = Terms(3, caseload, part_post=part)
    assert [terms.places_in(0, post) for post in range(3)] == [caseload, caseload, places]
    assert terms.places == 2 * caseload + places
    assert terms.full_posts == 2 + part


def test_a_unit_may_be_one_worker_of_half_time() -> None:
    assert starts(office([0, 1, 2], 0.5, 4)) == [0, 1, 20]


def test_a_newcomer_of_half_time_has_half_of_each_stretch() -> None:
    # who comes in on day 60.875 has 1 of 4 places for 30 days, then 2 of 4 for 30 days, then all: half of it is 1, 1, 2
    staff = luck(1, p0=(1, 30.4375))
    story = office([65, 66, 95, 125, 126], 0.5, 4, staff=staff, newcomer=((30.0, 1), (30.0, 2)))
    assert story.log.staff_at.tolist() == [30.4375, 60.875]
    # one place at a time until day 120.875, then two
    assert starts(story) == [65, 85, 105, 125, 126]


def test_a_post_that_becomes_another_part_of_one_keeps_its_worker() -> None:
    later = ((50.0, Terms(2, 4)), (100.0, Terms(2, 4, part_post=0.25)), (150.0, Terms(3, 4, part_post=0.5)))
    days = [0, 1, 2, 3, 4, 5, 40, 41, 42, 43, 44, 45, 46, 51]
    story = office(days, 1.5, 4, later=later)
    # two of its places are there until day 50, then four: child 12 and 13 find one
    assert starts(story)[12:] == [50, 51]
    # nobody comes or goes but for the third post
    assert list(zip(story.log.staff_at, story.log.staff_worker, story.log.staff_what, strict=True)) == [
        (150, 3 + 2, Staffing.JOINED)
    ]


def test_who_sits_in_a_part_time_post_is_ill_and_leaves_and_is_replaced_as_one_person() -> None:
    staff = luck(2, away={1: [(10, 15)]}, p1=(1, 30.0))
    story = office([8, 8.5, 9], 1.5, 2, staff=staff)
    what = list(zip(story.log.staff_at, story.log.staff_worker, story.log.staff_what, strict=True))
    assert what == [
        (10, 1, Staffing.FELL_ILL),
        (15, 1, Staffing.CAME_BACK),
        (30.4375, 1, Staffing.LEFT),
        (60.4375, 3, Staffing.JOINED),
    ]
    # child 1 finds as many places free with both, and has the first worker; child 2 the other, whose work stands still
    assert [story.worker(child, "support") for child in range(3)] == [0, 0, 1]
    assert np.round(story.log.finished, 6).tolist() == [28, 28.5, 34]


@pytest.mark.parametrize("part", [0.0, -0.5, 1.5, nan])
def test_a_post_that_is_no_part_of_one_is_an_error_before_the_clock_starts(part: float) -> None:
    with pytest.raises(PlanError, match="office: the last post is no part of a post"):
        office([0], 2, 2, part_post=part)
