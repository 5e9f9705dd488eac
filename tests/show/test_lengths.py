"""Lengths of time read as people say them."""

import pytest

from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.show.lengths import in_days, in_years


@pytest.mark.parametrize(
    ("days", "words"),
    [(0.0, "0 days"), (0.6, "1 day"), (1.0, "1 day"), (1.2, "1 day"), (30.0, "30 days"), (3652.5, "3 652 days")],
)
def test_one_day_is_a_day_also_where_it_is_rounded(days: float, words: str) -> None:
    assert in_days(days) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (DAYS_PER_YEAR, "1 year"),
        (1.5 * DAYS_PER_YEAR, "1.5 years"),
        (2 * DAYS_PER_YEAR, "2 years"),
        (365.0, "365 days"),  # a quarter of a day less than a year
        (366.0, "1 year"),
        (370.0, "370 days"),
        (0.5 * DAYS_PER_YEAR, "183 days"),
        (0.0, "0 days"),
    ],
)
def test_only_whole_and_half_years_are_told_in_years(days: float, words: str) -> None:
    assert in_years(days) == words
