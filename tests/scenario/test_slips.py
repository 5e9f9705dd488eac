"""Values that are written as people write them are read where they are clear, and otherwise told with what to write."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text
from simulate.scenario.reading.settings import from_command_line
from simulate.scenario.reading.slips import about_date, numbers_meant, yes_or_no
from simulate.scenario.rules.warnings import warnings
from simulate.scenario.schema.definitions import definitions
from simulate.scenario.schema.durations import DAYS_PER_MONTH, DAYS_PER_YEAR, days_from, duration_from, written_duration
from simulate.scenario.schema.keys import wanted_of
from simulate.scenario.schema.scenario import Scenario


def refusal(*settings: str) -> str:
    """Give the one message about settings laid over a small world."""
    with pytest.raises(ScenarioError) as caught:
        load_text(small_world(), from_command_line(settings))
    [mistake] = caught.value.mistakes
    return f"{mistake.key}: {mistake.message}"


# ---- Lengths of time


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("14 dagar", 14),
        ("1 dag", 1),
        ("10 dygn", 10),
        ("2 veckor", 14),
        ("1 vecka", 7),
        ("1,5 månader", 1.5 * DAYS_PER_MONTH),
        ("1 månad", DAYS_PER_MONTH),
        ("3 manader", 3 * DAYS_PER_MONTH),
        ("3 år", 3 * DAYS_PER_YEAR),
        ("36 timmar", 1.5),
        ("1 timme", 1 / 24),
        ("1,5 months", 1.5 * DAYS_PER_MONTH),
        ("0,125 years", 0.125 * DAYS_PER_YEAR),
        ("14\u00a0Dagar", 14),
        ("2 ma\u030anader", 2 * DAYS_PER_MONTH),  # letters in parts, as some keyboards write them
    ],
)
def test_a_length_of_time_is_read_in_swedish_and_with_a_decimal_comma(text: str, days: float) -> None:
    assert days_from(text) == days


def test_swedish_lengths_are_read_wherever_a_length_of_time_stands_and_written_in_english() -> None:
    assert written_duration(duration_from({"uniform": ["5 dagar", "2 veckor"]})) == {"uniform": ["5 days", "14 days"]}
    text = small_world(run__observe='"200 dagar"') + '[[changes]]\nfrom = "3 månader"\nunits.school_team.workers = 6\n'
    scenario = load_text(text)
    assert scenario.run.observe == 200
    assert scenario.changes[0].begins == 3 * DAYS_PER_MONTH


def test_a_comma_that_may_part_thousands_is_not_guessed_at() -> None:
    for text in ("1,000 days", "12,500 dagar"):
        with pytest.raises(ValueError, match=r"may mean \d+ or \d+\.\d+: write one of the two"):
            days_from(text)


def test_working_days_are_shown_the_key_they_belong_to() -> None:
    for text in ("10 arbetsdagar", "10 working days", "5 vardagar"):
        with pytest.raises(ValueError, match='limit_in = "working days"'):
            days_from(text)


# ---- Numbers


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("arrivals.school.urgent=10", "must be a number from 0 to 1; got 10 (a share is a part of 1: 10 % is 0.1)"),
        ("arrivals.school.urgent=2.5", "got 2.5 (a share is a part of 1: 2.5 % is 0.025)"),
        ("arrivals.school.urgent=10%", 'got the text "10%" (a share is a part of 1: 10 % is 0.1)'),
        ("arrivals.school.urgent=0,5", 'got the text "0,5" (write 0.5)'),
        ("arrivals.school.urgent=−0,1", 'got the text "−0,1" (write -0.1)'),
        ("units.social_office.caseload=1 022", 'got the text "1 022" (write 1022)'),
        ("arrivals.school.per_month=1,010", 'got the text "1,010" (write 1010 or 1.010, whichever is meant)'),
        ("units.social_office.absence={ share = 8, spell = '9 days' }", "got 8 (a share is a part of 1: 8 % is 0.08)"),
        ("needs.protection.stays=ja", 'must be true or false; got the text "ja" (write true)'),
        ("needs.protection.stays=Nej", 'must be true or false; got the text "Nej" (write false)'),
        ("arrivals.school.surges=[{ factor = 0,5 }]", "is no value in TOML: write a decimal point, not a comma: 0.5"),
    ],
)
def test_a_number_or_a_yes_is_told_with_what_to_write(setting: str, words: str) -> None:
    assert words in refusal(setting)


@pytest.mark.parametrize("value", ["”14 dagar”", "“14 dagar”", '"14 dagar', "14 dagar'", "»14 dagar«"])
def test_quotation_marks_that_are_none_are_told_as_such_after_set_too(value: str) -> None:
    message = refusal(f"steps.school_assessment.limit={value}")
    assert message.endswith("has other quotation marks than TOML, or one only: write 14 dagar")
    assert from_command_line([f"title={value}"]) == {"title": value}, "a text may have what marks it likes"


def test_decimal_commas_in_a_list_which_part_every_number_are_suspected() -> None:
    factors = ", ".join(["1,1"] * 12)
    words = (
        "must be a list of 12 numbers from 0 to 100; got a list of 24 (write decimal points: a comma parts a number in"
    )
    assert words in refusal(f"arrivals.school.month_factors=[{factors}]")
    assert "comma" not in refusal("arrivals.school.month_factors=[1, 2]")
    counts = {"arrivals.school.per_month": None, "arrivals.school.counts": [12, 5] * 17}
    [warning] = warnings(load_text(small_world(), counts))
    assert str(warning).startswith("arrivals.school.counts: has 34 whole numbers for 17 months; write decimal points")
    assert warnings(load_text(small_world(), counts | {"arrivals.school.counts": [12.5] * 34})) == []


def test_a_share_is_not_suspected_where_more_than_one_is_allowed() -> None:
    assert "%" not in refusal("arrivals.school.trend_per_year=50")
    assert "%" not in refusal("arrivals.school.urgent=500")


def test_a_whole_number_is_not_offered_a_part() -> None:
    assert "write" not in refusal("units.social_office.caseload=6,5")


@given(st.decimals(-999, 999, places=2), st.sampled_from(["", " ", "\u00a0"]))
def test_a_number_with_a_comma_a_typographic_minus_and_spaces_is_what_it_says(number, space) -> None:
    written = f"{number:f}".replace(".", ",").replace("-", "−")
    assert [float(meant) for meant in numbers_meant(f"{space}{written}{space}")] == [float(number)]


@given(st.text(max_size=12))
def test_what_is_meant_is_always_a_number_that_can_be_written(text: str) -> None:
    for meant in numbers_meant(text):
        float(meant)
        assert meant.isascii()


def test_words_that_are_neither_yes_nor_no_are_left_alone() -> None:
    assert [yes_or_no(word) for word in ("ja", "Nej", "sant", "kanske", "")] == ["true", "false", "true", None, None]


# ---- Dates


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("start=2024-02-30", 'got the text "2024-02-30" (there is no 2024-02-30: that month has 29 days)'),
        ("start=2024-13-01", "(there is no month 13;"),
        ("start=1/1 2026", "(write 2026-01-01)"),
        ("start=1 januari 2026", "(write 2026-01-01)"),
        ("start='2026-01-01'", "(leave out the quotation marks)"),
        ("start=20260101", "got 20260101 (write 2026-01-01)"),
        ("start=soon", 'got the text "soon"'),
    ],
)
def test_a_date_that_is_none_is_told_with_what_is_wrong_with_it(setting: str, words: str) -> None:
    message = refusal(setting)
    assert message.startswith("start: must be a date such as 2018-01-31; got ")
    assert message.endswith(words) or f"{words} " in message


def test_a_date_is_explained_wherever_one_stands() -> None:
    wrong = small_world() + '[[changes]]\nfrom = "2024-02-30"\nunits.school_team.workers = 6\n'
    with pytest.raises(ScenarioError, match="there is no 2024-02-30: that month has 29 days"):
        load_text(wrong)
    assert "there is no 2018-06-31" in refusal("units.school_team.closed=[{ from = '2018-06-31', until = '07-01' }]")


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)))
def test_every_swedish_way_of_writing_a_date_is_understood(day: datetime.date) -> None:
    months = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ]
    name = months[day.month - 1]
    for text in (
        f"{day.day}/{day.month} {day.year}",
        f"{day.day} {name} {day.year}",
        f"den {day.day} {name[:3]} {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}{day.month:02}{day.day:02}",
    ):
        assert about_date(text) == f"write {day.isoformat()}"


# ---- Independence of the library that checks


def test_bounds_are_told_as_whole_numbers_however_the_library_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Scenario.model_json_schema(by_alias=True)

    def with_floats(terms):
        if isinstance(terms, list):
            return [with_floats(each) for each in terms]
        if not isinstance(terms, dict):
            return terms
        bounds = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
        return {key: float(each) if key in bounds else with_floats(each) for key, each in terms.items()}

    monkeypatch.setattr(Scenario, "model_json_schema", lambda **_: with_floats(found))
    urgent = definitions.__wrapped__()["$defs"]["Arrivals"]["properties"]["urgent"]
    assert str(wanted_of(urgent)) == "a number from 0 to 1"
