"""Even luck: every branching gets its share, and one child's answers are as free as if they were drawn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import small_world

from simulate.findings.capacity import unit_capacity
from simulate.scenario.reading.load import load_text
from simulate.scenario.spans import spans
from simulate.world.answers import Addresses, Group
from simulate.world.chance import even_luck
from simulate.world.children import cohort, even_cohort
from simulate.world.staff import StaffLuck
from simulate.world.units import most_posts, planned_units, units_without_luck


@given(st.integers(0, 10_000), st.integers(1, 3000), st.floats(0, 1))
def test_every_chance_comes_true_for_its_share_of_many_and_of_any_stretch_of_them(
    number: int, count: int, chance: float
) -> None:
    answers = even_luck(number, "goes on", count)
    assert answers.shape == (count,)
    assert ((answers >= 0) & (answers < 1)).all()
    # a block of neighbours has one answer in each part, so that only the part in which the chance lies is open
    for some in (answers, answers[: count // 2], answers[count // 3 :]):
        blocks = len(some) / 12 + 2
        assert abs((some < chance).sum() - chance * len(some)) <= blocks


def test_many_have_shares_and_means_far_more_exactly_than_drawn_luck_gives() -> None:
    for number in range(20):
        answers = even_luck(number, "goes on", 2000)
        assert abs((answers < 0.03).mean() - 0.03) < 0.0015  # drawn, a standard deviation is 0.0038
        assert abs(-np.log1p(-answers).mean() - 1) < 0.01  # drawn, it is 0.022


def test_a_single_answer_is_uniform_and_knows_nothing_of_others() -> None:
    numbers = range(4000)
    first, second = (np.array([even_luck(n, question, 40)[17] for n in numbers]) for question in ("one", "other"))
    later = np.array([even_luck(n, "one", 40)[33] for n in numbers])
    for answers in (first, second, later):
        assert abs(answers.mean() - 0.5) < 4.5 / np.sqrt(12 * 4000)
        assert abs((answers < 0.1).mean() - 0.1) < 4.5 * np.sqrt(0.09 / 4000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4.5 / np.sqrt(4000)


def test_even_luck_is_spread_over_just_those_whom_a_question_concerns_and_drawn_luck_does_not_mind() -> None:
    everybody, among = np.arange(300), np.arange(300) % 5 == 0
    stream = np.zeros(300, dtype=np.int64)
    drawn = Group(everybody, Addresses(7, 3, ("school",), stream, everybody))
    even = Group(everybody, Addresses(7, 3, ("school",), stream, everybody, even=True))
    np.testing.assert_array_equal(drawn.luck("refused", among), drawn.luck("refused"))
    assert (np.isnan(even.luck("refused", among)) == ~among).all()
    happens = even.happens("refused", 0.5, among)
    assert not happens[~among].any()
    assert abs(happens.sum() - 30) <= 2


def test_an_even_cohort_goes_its_ways_in_their_shares() -> None:
    scenario = load_text(small_world())
    even = even_cohort(scenario, 0, [[2000]])
    assert len(even.children) == 2000
    way = even.way("schooling")
    reached = dict(zip(way.steps, (column.mean() for column in way.reached), strict=True))
    assert reached["school_assessment"] == 1
    assert way.real.mean() == pytest.approx(0.8, abs=0.002)  # go_on of the assessment
    assert reached["school_meeting"] == pytest.approx(0.8 * 0.3, abs=0.002)
    assert even.children.needs[:, 1].mean() == pytest.approx(0.4, abs=0.002)


def test_the_seed_changes_drawn_luck_and_not_even_luck() -> None:
    one, other = (load_text(small_world(seed=seed)) for seed in ("3", "4"))
    assert not np.array_equal(cohort(one, 1).luck("urgent")[:50], cohort(other, 1).luck("urgent")[:50])
    even = [even_cohort(scenario, 1, [[500]]).luck("urgent") for scenario in (one, other)]
    np.testing.assert_array_equal(*even)


STAFFED = {
    "units__school_team__turnover": "0.4",
    "units__school_team__time_to_fill": '{ gamma = "4 months", cv = 0.5 }',
    "units__school_team__newcomer": '[{ lasts = "3 months", caseload = 0.5 }]',
    "units__school_team__absence": '{ share = 0.1, spell = { gamma = "30 days", cv = 1.5 } }',
    "run__observe": '"3 years"',
}


def test_the_places_of_staff_with_even_luck_are_those_of_staff_with_drawn_luck_on_average() -> None:
    every = spans(load_text(small_world(**STAFFED)))
    end = every[0][1].run.end
    (team,) = (
        each for each in units_without_luck(every, "siloed", most_posts(every)) if each.unit.name == "school_team"
    )
    even = [unit_capacity(team.on_average(StaffLuck(0, n, end)), end, 100, end).there for n in range(40)]
    drawn = []
    for replication in range(600):
        (unit,) = (
            u
            for u in planned_units(every, "siloed", StaffLuck(5, replication, end), most_posts(every))
            if u.name == "school_team"
        )
        drawn.append(unit_capacity([unit], end, 100, end).there)
    error = np.hypot(np.std(even) / np.sqrt(40), np.std(drawn) / np.sqrt(600))
    assert abs(np.mean(even) - np.mean(drawn)) < 4.5 * error
    assert np.std(even) < np.std(drawn) / 4, "there are 10 times as many posts: drawn, it would be 3.2 times less"
