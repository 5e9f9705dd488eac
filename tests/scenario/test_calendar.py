"""Swedish working days and closed times are those of the almanac."""

import datetime

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.scenario.calendar import closed_spans, easter_sunday, is_working_day, working_days_before_midnights
from simulate.scenario.schema.staffing import Closed

DATE = datetime.date
FIRST, LAST = 1953, 2100  # the oracle knows the years from 1953 on


def eves_of(year: int) -> set[datetime.date]:
    """Midsummer Eve is the Friday from 19 to 25 June."""
    midsummer = next(day for number in range(19, 26) if (day := DATE(year, 6, number)).weekday() == 4)
    return {midsummer, DATE(year, 12, 24), DATE(year, 12, 31)}


def test_working_days_are_those_of_another_table_of_holidays() -> None:
    years = range(FIRST, LAST + 1)
    public = holidays.country_holidays("SE", years=years, include_sundays=False, categories=("public",))
    eves = set().union(*map(eves_of, years))
    days = (
        DATE(FIRST, 1, 1) + datetime.timedelta(days=n) for n in range((DATE(LAST + 1, 1, 1) - DATE(FIRST, 1, 1)).days)
    )
    wrong = [
        day for day in days if is_working_day(day) != (day.weekday() < 5 and day not in public and day not in eves)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (DATE(2018, 1, 5), True),  # the day before Epiphany, a Friday
        (DATE(2017, 1, 6), False),
        (DATE(2018, 3, 29), True),  # Maundy Thursday
        (DATE(2018, 3, 30), False),  # Good Friday
        (DATE(2018, 4, 30), True),  # Walpurgis Night
        (DATE(2018, 5, 10), False),  # Ascension
        (DATE(2018, 6, 22), False),  # Midsummer Eve
        (DATE(2018, 12, 24), False),
        (DATE(2018, 12, 31), False),
        (DATE(2004, 5, 31), False),  # Whit Monday, for the last time
        (DATE(2005, 5, 16), True),
        (DATE(2003, 6, 6), True),
        (DATE(2005, 6, 6), False),
        (DATE(1952, 3, 25), False),  # the Annunciation, on its date for the last time
        (DATE(1954, 3, 25), True),
        (DATE(1938, 5, 2), True),
        (DATE(1952, 6, 24), False),  # Midsummer Day, a Tuesday
        (DATE(1935, 5, 1), True),  # before it was free
    ],
)
def test_single_days_are_as_in_old_almanacs(day: datetime.date, works: bool) -> None:
    assert is_working_day(day) == works


def test_easter_is_as_early_and_as_late_as_it_can_be() -> None:
    assert easter_sunday(1818) == DATE(1818, 3, 22)
    assert easter_sunday(1943) == DATE(1943, 4, 25)
    assert easter_sunday(2018) == DATE(2018, 4, 1)


def test_working_days_are_counted_up_to_each_midnight() -> None:
    counted = working_days_before_midnights(DATE(2018, 3, 28), 6.5)  # a Wednesday; Easter is on 1 April
    assert counted.tolist() == [0, 1, 2, 2, 2, 2, 2, 3]
    assert counted.dtype == float


def test_a_year_has_as_many_working_days_as_a_count_by_hand_gives() -> None:
    assert working_days_before_midnights(DATE(2018, 1, 1), 365)[-1] == 250  # 261 weekdays, 8 holidays, 3 eves


def closed(since: object, until: object) -> Closed:
    return Closed.model_validate({"from": since, "until": until})


def test_a_dated_closed_time_is_one_span_cut_at_the_ends_of_the_run() -> None:
    start = DATE(2018, 1, 1)
    dated = [closed(DATE(2017, 12, 1), DATE(2018, 1, 8)), closed(DATE(2018, 1, 20), DATE(2019, 1, 1))]
    assert closed_spans(dated, "always", start, 30) == ((0, 7), (19, 30))
    assert closed_spans([closed(DATE(2020, 1, 1), DATE(2020, 2, 1))], "always", start, 30) == ()


def test_a_yearly_closed_time_comes_every_year_and_may_pass_new_year() -> None:
    christmas = closed_spans([closed("12-20", "01-07")], "always", DATE(2018, 1, 1), 730)
    assert christmas == ((0, 6), (353, 371), (718, 730))
    summer = closed_spans([closed("06-15", "08-15")], "always", DATE(2018, 7, 1), 365)
    assert summer == ((0, 45), (349, 365))


def test_closed_times_that_overlap_or_touch_are_one() -> None:
    start = DATE(2018, 1, 1)
    both = [closed(DATE(2018, 1, 10), DATE(2018, 1, 20)), closed(DATE(2018, 1, 2), DATE(2018, 1, 10))]
    assert closed_spans(both, "always", start, 100) == ((1, 19),)


def test_a_unit_that_works_on_weekdays_is_closed_over_a_weekend_and_easter() -> None:
    assert closed_spans([], "weekdays", DATE(2018, 3, 26), 14) == ((4, 8), (12, 14))


def test_office_hours_close_the_unit_at_night() -> None:
    monday = DATE(2018, 3, 19)
    assert closed_spans([], "every day 8-16", monday, 2) == ((0, 8 / 24), (16 / 24, 1 + 8 / 24), (1 + 16 / 24, 2))
    friday = closed_spans([], "weekdays 8-16", DATE(2018, 3, 23), 4)
    assert friday == ((0, 8 / 24), (16 / 24, 3 + 8 / 24), (3 + 16 / 24, 4))
    assert closed_spans([], "every day 0-24", monday, 5) == ()
    assert closed_spans([], "weekdays 0-24", monday, 7) == ((5, 7),)


YEARLY = st.dates(DATE(2018, 1, 1), DATE(2018, 12, 31)).map(lambda day: day.isoformat()[5:])


@given(
    st.lists(st.tuples(YEARLY, YEARLY).filter(lambda pair: pair[0] != pair[1]), max_size=3),
    st.sampled_from(["always", "weekdays", "weekdays 8-16", "every day 9-12"]),
    st.dates(DATE(1990, 1, 1), DATE(2030, 1, 1)),
    st.floats(0.1, 900),
)
def test_closed_spans_rise_lie_apart_and_within_the_run_and_say_what_a_calendar_says(
    years: list[tuple[str, str]], hours: str, start: datetime.date, end: float
) -> None:
    spans = closed_spans([closed(*pair) for pair in years], hours, start, end)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert not edges or (edges[0] >= 0 and edges[-1] <= end)
    for number in range(0, int(end), 7):
        noon, date = number + 11 / 24, start + datetime.timedelta(days=number)
        day = date.isoformat()[5:]
        shut = any(a <= day < b if a < b else day >= a or day < b for a, b in years)
        shut = shut or (hours.startswith("weekdays") and not is_working_day(date))
        if noon < end:
            assert any(since <= noon < until for since, until in spans) == shut
