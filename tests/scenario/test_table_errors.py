"""What is wrong with a whole table is told at the key it is about, whatever words it is told in."""

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.durations import duration_from
from simulate.scenario.schema.kinds import TableError
from simulate.scenario.schema.scenario import Arrivals


def keys_of(**changes: str | None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(small_world(**changes))
    return [mistake.key for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"run__observe": '"0 days"'}, "run.observe"),
        ({"arrivals__school__per_week": "5"}, "arrivals.school.per_week"),  # the first of several, in their order
        ({"arrivals__school__per_month": None}, "arrivals.school"),  # none is there to be pointed at
        ({"arrivals__school__needs": "[{ share = 0.6 }]"}, "arrivals.school.needs"),
        ({"arrivals__school__ages": "[{ share = 0.5, from = 6, to = 7 }]"}, "arrivals.school.ages"),
        ({"arrivals__school__ages": "[{ share = 1, from = 7, to = 6 }]"}, "arrivals.school.ages.0.to"),
        ({"needs__schooling__crisis_per_day": "0.01"}, "needs.schooling.crisis_per_day"),
        ({"needs__schooling__surfaces": "0.4"}, "needs.schooling.surfaces"),  # without surfaces_after
        ({"needs__protection__surfaces": "1.4"}, "needs.protection.surfaces"),
        ({"needs__protection__surfaces": '"half"'}, "needs.protection.surfaces"),
        ({"crisis__crisis_reveals": '"sometimes"'}, "crisis.crisis_reveals"),
        ({"units__school_team__meets_every": '"9 days"'}, "units.school_team.workers"),
        ({"units__school_board__caseload": "5"}, "units.school_board.caseload"),  # it is to go, and the cases to stay
        (
            {"units__school_team__extra_staff": '{ workers = 1, line_above = 3, leave_at = 4, after = "9 days" }'},
            "units.school_team.extra_staff.leave_at",
        ),
        (
            {"units__school_team__closed": '[{ from = 2018-01-01, until = "07-01" }]'},
            "units.school_team.closed.0.from",
        ),
    ],
)
def test_a_table_whose_keys_do_not_go_together_is_told_of_at_the_key(changes: dict[str, str | None], key: str) -> None:
    assert keys_of(**changes) == [key]


@pytest.mark.parametrize(
    ("duration", "key"),
    [
        ('{ gamma = "9 days", cv = 0 }', "cv"),
        ('{ gamma = "9 days" }', "gamma"),
        ('{ gamma = "9 days", weibull = "9 days" }', "gamma"),
        ('{ uniform = ["9 days", "8 days"] }', "uniform"),
    ],
)
def test_a_distribution_is_told_of_at_the_key_that_is_wrong(duration: str, key: str) -> None:
    assert keys_of(steps__acute__duration=duration) == [f"steps.acute.duration.{key}"]


def test_a_key_that_only_stands_in_an_example_is_not_taken_for_the_one_that_is_wrong() -> None:
    assert keys_of(steps__acute__duration='{ gama = "9 days", cv = 0.5 }') == ["steps.acute.duration"]


def test_the_key_and_the_message_are_apart() -> None:
    with pytest.raises(TableError, match=r"^cv is a number between 0\.01 and 100; got 0$") as caught:
        duration_from({"gamma": "9 days", "cv": 0})
    assert caught.value.key == "cv"


def test_a_table_made_in_python_is_refused_in_the_same_words() -> None:
    with pytest.raises(ValueError, match="give exactly one of per_day, per_week, per_month, per_year, counts; given: "):
        Arrivals(per_day=1, per_week=7, first_need="help")
