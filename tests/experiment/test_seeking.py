"""The search: on misfits that are formulas, whose least value is known."""

from collections.abc import Callable

import pytest
from worlds import small_world

from simulate.experiment.seeking import At, Candidate, Question, seek
from simulate.experiment.targets import load_targets
from simulate.scenario.reading.load import load_text
from simulate.scenario.turning import dial_named

TARGET = {"measure": "full_support_mean", "value": 1, "tolerance": 1, "source": "x"}
TOWN = load_text(small_world())


def question(*dials: str) -> Question:
    named = {text.partition("=")[0]: dial_named(TOWN, text) for text in dials}
    return Question(TOWN, named, load_targets({"targets": {"a": TARGET}}, TOWN))


def sought(
    asked: Question, misfits: Callable[[At], tuple[float, ...]], runs: int = 60, luck: float = 0.0
) -> list[Candidate]:
    """Seek where misfits are a formula of the values of dials."""

    def measure(several: list[At]) -> list[Candidate]:
        return [Candidate(at, (), misfits(at), (luck,) * len(misfits(at))) for at in several]

    return seek(asked, runs, measure)


def best(tried: list[Candidate]) -> Candidate:
    return min(tried, key=lambda each: each.misfit)


RETELLING, NOTICES, DELAY = (
    "organisations.siloed.retelling=0:10",
    "organisations.siloed.notices=0:1",
    "organisations.siloed.refused_delay=1 day:100 days",
)


def test_straight_misfits_are_made_nothing_in_a_handful_of_runs() -> None:
    tried = sought(question(RETELLING, NOTICES), lambda at: (5 * (at[0] - 3.21), 40 * (at[1] - 0.6) + at[0] - 3.21))
    assert best(tried).at == pytest.approx((3.21, 0.6), abs=0.03)
    assert len(tried) < 20


def test_bent_misfits_are_made_small_too() -> None:
    tried = sought(question(RETELLING, DELAY), lambda at: (at[0] ** 2 - 30.0, (at[1] / 10) ** 1.5 - at[0]))
    assert all(abs(each) <= 0.5 for each in best(tried).misfits)
    assert best(tried).at[0] == pytest.approx(30**0.5, abs=0.05)


def test_the_nearest_hole_is_not_taken_for_the_deepest() -> None:
    def misfits(at: At) -> tuple[float]:  # the file stands at 0.5, in a hole whose ground is at 3
        return (3 + abs(at[0] - 0.5),) if at[0] < 4 else (at[0] - 8.0,)

    assert best(sought(question(RETELLING), misfits)).at == pytest.approx((8.0,), abs=0.15)


def test_a_dial_that_goes_in_whole_steps_is_never_put_between_them() -> None:
    asked = question("units.school_team.caseload=5:30", "units.social_office.workers=2:9")
    tried = sought(asked, lambda at: (at[0] - 17.3, 3 * (at[1] - 6.6)))
    assert best(tried).at == (17, 6.5)
    assert all(at[0].is_integer() and (2 * at[1]).is_integer() for at in (each.at for each in tried))


def test_no_more_is_tried_than_the_budget_allows_nor_anything_twice() -> None:
    for runs in (4, 7, 12, 30):
        tried = sought(question(RETELLING, NOTICES), lambda at: (at[0] + 40, at[1] + 40), runs)
        assert len(tried) == len({each.at for each in tried}) <= runs
    assert best(tried).at == (0, 0)  # what cannot be met is missed as little as can be


def test_the_file_as_it_stands_is_tried_first() -> None:
    tried = sought(question(RETELLING, DELAY), lambda at: (at[0] - 9,))
    assert tried[0].at == (0.5, 21.0)


def test_misfits_smaller_than_luck_are_not_fitted_further() -> None:
    def tries(luck: float) -> int:
        return len(sought(question(RETELLING), lambda at: ((at[0] - 6.543) ** 3,), luck=luck))

    assert tries(0.5) <= tries(0.0)
    assert best(sought(question(RETELLING), lambda at: (9 * (at[0] - 6.5),), luck=50.0)).misfit <= 0.25


def test_values_have_few_digits_but_as_many_as_a_narrow_range_needs() -> None:
    wide, narrow = question("organisations.siloed.retelling=0:10"), question("arrivals.school.per_month=100:100.01")
    assert len(f"{wide.at([1 / 3])[0]:g}") <= 5
    assert narrow.at([1 / 3])[0] == pytest.approx(100 + 0.01 / 3, abs=1e-5)
    assert [wide.at([share]) for share in (0.0, 1.0)] == [(0,), (10,)]
    assert [wide.shares(wide.at([share]))[0] for share in (0.25, 0.75)] == pytest.approx([0.25, 0.75])
