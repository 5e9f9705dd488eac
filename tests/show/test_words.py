"""Numbers in plain words."""

import math

import pytest

from simulate.language.lists import listed
from simulate.language.numbers import counted, difference, exactly, interval, number, percent, whole_or_mean


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (-22.4, 0, "−22"),
        (-0.004, 1, "0.0"),
        (1234567.0, 0, "1 234 567"),
        (math.nan, 0, "not reached"),
        (0.125, 2, "0.12"),
    ],
)
def test_a_number_has_a_real_minus_sign_and_no_minus_zero(value: float, decimals: int, words: str) -> None:
    assert number(value, decimals) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.004, "<1 %"), (0.04, "4 %"), (0.996, ">99 %"), (1.0, "100 %"), (1.07, "107 %"), (math.nan, "")],
)
def test_a_share_that_is_not_nothing_is_never_written_as_nothing(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_share_is_written_with_the_decimals_of_the_table() -> None:
    assert exactly(0.0588, 1) == "5.9 %"
    assert exactly(0.1704, 1) == "17.0 %"
    assert exactly(0.421, 0) == "42 %"


def test_a_difference_is_written_with_its_interval_where_it_has_one() -> None:
    assert difference(-22.3, -27.1, -17.0) == "−22 [−27, −17]"
    assert difference(4.6, math.nan, math.nan) == "+5"
    assert difference(math.nan, math.nan, math.nan) == "not comparable"
    assert interval(-0.5, 1.25, 1) == "[−0.5, 1.2]"


def test_an_end_that_is_not_known_is_said_to_be_and_no_interval_is_made_up() -> None:
    assert interval(-280.0, math.nan) == "[−280, ?]"
    assert interval(math.nan, 3.0) == "[?, 3]"
    assert interval(math.nan, math.nan) == ""


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [listed(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert (counted(1, "unit"), counted(1000, "unit"), counted(2, "crisis", "crises")) == (
        "1 unit",
        "1 000 units",
        "2 crises",
    )


def test_a_count_has_two_decimals_only_where_they_say_all_of_it() -> None:
    told = {3: "3", 3.5: "3.5", 8.75: "8.75", 3.3 + 4.4: "7.7", 2.4837: "2.5", 0.2468: "0.25", 1000.25: "1 000.25"}
    assert {count: whole_or_mean(count) for count in told} == told
