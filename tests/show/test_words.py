"""Numbers in plain words."""

import datetime
import gettext
import math
from dataclasses import replace

import pytest

from simulate.findings.catalogue import MEASURES
from simulate.language import speak
from simulate.language.dates import date
from simulate.language.lists import listed
from simulate.language.numbers import (
    between,
    difference,
    exactly,
    from_to,
    in_full,
    interval,
    number,
    percent,
    percents,
    whole_or_mean,
)
from simulate.show.measures import label_within


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


def test_a_count_has_two_decimals_only_where_they_say_all_of_it() -> None:
    told = {3: "3", 3.5: "3.5", 8.75: "8.75", 3.3 + 4.4: "7.7", 2.4837: "2.5", 0.2468: "0.25", 1000.25: "1 000.25"}
    assert {count: whole_or_mean(count) for count in told} == told


def test_a_number_of_the_file_keeps_its_decimals() -> None:
    told = {12.0: "12", 3.5: "3.5", 0.0075: "0.0075", 1e6: "1 000 000", 0: "0"}
    assert {value: in_full(value) for value in told} == told


def test_a_range_of_what_reads_the_same_is_one_number() -> None:
    assert percents([0.354, 0.412, 0.38]) == "35 to 41 %"
    assert percents([0.351, 0.349]) == "35 %"
    assert percents([0.001, 0.5]) == "<1 to 50 %"
    assert (from_to("7", "14"), from_to("7", "7")) == ("7 to 14", "7")


def test_a_per_cent_of_thousands_has_the_space_of_other_numbers() -> None:
    assert percent(12.3) == "1 230 %"


class Swedish(gettext.NullTranslations):
    """A catalogue without sentences, which says what language it is."""

    def info(self) -> dict[str, str]:
        return {"language": "sv_SE"}


def test_another_language_has_its_own_decimal_mark_and_no_number_needs_other_code() -> None:
    before = speak(Swedish())
    try:
        said = [
            number(-1234.5, 1),
            exactly(0.0588, 1),
            whole_or_mean(2.5),
            difference(-0.5, -1.25, 0.2, 1),
            in_full(0.25),
        ]
        whole = [number(1234567), percent(0.04), between(math.nan, 3)]
    finally:
        speak(before)
    assert said == ["−1 234,5", "5,9 %", "2,5", "−0,5 [−1,2, 0,2]", "0,25"]
    assert whole == ["1 234 567", "4 %", "[?, 3]"]
    assert number(-1234.5, 1) == "−1 234.5"


def test_a_language_without_signs_of_its_own_writes_as_english_texts_do() -> None:
    class Unknown(gettext.NullTranslations):
        def info(self) -> dict[str, str]:
            return {"language": "tlh"}

    before = speak(Unknown())
    try:
        assert number(1234.5, 1) == "1 234.5"
    finally:
        speak(before)


def test_a_day_is_written_as_spreadsheets_read_it() -> None:
    assert date(datetime.date(2018, 4, 1)) == "2018-04-01"


def test_a_label_within_a_sentence_begins_small_but_where_it_begins_with_capitals() -> None:
    assert label_within(MEASURES["people_met"]) == "people met"
    assert label_within(replace(MEASURES["people_met"], label="BUP visits")) == "BUP visits"
