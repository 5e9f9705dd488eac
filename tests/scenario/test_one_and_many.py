"""What is wrong once is said as one, and what is wrong more often as many."""

from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.rules.warnings import warnings


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    return "\n".join(mistake.message for mistake in caught.value.mistakes)


def refusal_of(folder: Path, town: str, content: str) -> str:
    """Refuse a scenario with a file beside it."""
    (folder / "town.toml").write_text(town, encoding="utf-8")
    (folder / "file.csv").write_text(content, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(folder / "town.toml")
    return "\n".join(mistake.message for mistake in caught.value.mistakes)


def short(days: int) -> dict[str, str]:
    return {"run__warm_up": '"0 days"', "run__observe": f'"{days} days"', "run__follow_up": '"0 days"'}


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "leaves no time in the 1 day of the run"), (2, "leaves no time in the 2 days of the run")],
)
def test_a_run_of_one_day_or_of_many_that_is_closed(days: int, words: str) -> None:
    closed = "[{ from = 2017-01-01, until = 2030-01-01 }]"
    assert words in refusal(small_world(units__school_team__closed=closed, **short(days)))


@pytest.mark.parametrize(
    ("days", "words"),
    [("1 day", "they are every day from 2018-01-01"), ("2 days", "they are every 2 days from 2018-01-01")],
)
def test_a_meeting_every_day_or_on_some_that_is_closed(days: str, words: str) -> None:
    text = small_world(units__school_board__hours='"weekdays 8-16"', units__school_board__meets_every=f'"{days}"')
    assert words in refusal(text)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "must cover the one month from"), (40, "must cover the 2 months from")]
)
def test_one_month_or_many_that_counts_must_cover(days: int, words: str) -> None:
    counts = {"arrivals__school__per_month": None, "arrivals__school__counts": "[]", **short(days)}
    assert words in refusal(small_world(**counts))


@pytest.mark.parametrize(
    ("days", "count", "words"),
    [(1, 2, "has 2 whole numbers for one month;"), (40, 4, "has 4 whole numbers for 2 months;")],
)
def test_decimal_commas_in_the_counts_of_one_month_or_of_many(days: int, count: int, words: str) -> None:
    counts = {"arrivals__school__per_month": None, "arrivals__school__counts": str([5] * count), **short(days)}
    told = [each.message for each in warnings(load_text(small_world(**counts)))]
    assert any(message.startswith(words) for message in told), told


@pytest.mark.parametrize(
    ("row", "words"), [("2018-01", "got one cell"), ("2018-01;5;6", "got 3 cells"), ("2018-01;5;6;7", "got 4 cells")]
)
def test_one_cell_or_many_in_a_row_of_counts(tmp_path: Path, row: str, words: str) -> None:
    town = small_world(arrivals__school__per_month=None, arrivals__school__counts='"file.csv"')
    assert words in refusal_of(tmp_path, town, f"month;children\n{row}\n")


HEADER = "stream,needs,step,unit,waiting_since"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("school", "there are 5 columns; this line has one cell; a cell with"),
        ("school,schooling", "there are 5 columns; this line has 2 cells; a cell with"),
        ("school,schooling,reception,,2017-12-01", "reception is not on the way of the need schooling; the steps"),
        (
            "school,schooling+protection,shared_intake,,2017-12-01",
            "shared_intake is on the way of none of the needs schooling and protection; the steps",
        ),
        ("school,schooling,,social_office,2017-12-01", "the unit social_office does no step of the need schooling"),
        ("school,schooling+protection,,idle,2017-12-01", "idle does no step of the needs schooling and protection"),
    ],
)
def test_one_thing_or_many_in_a_row_of_a_waiting_list(tmp_path: Path, row: str, words: str) -> None:
    idle = {"units__idle__administration": '"school"', "units__idle__workers": "1"}
    town = small_world(start_from__waiting='"file.csv"', **idle)
    assert words in refusal_of(tmp_path, town, f"{HEADER}\n{row}\n")


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("stream,step,waiting_since", "of which needs is missing; the columns are"),
        ("step,waiting_since", "of which stream and needs are missing; the columns are"),
        ("stream,needs,waiting_since", "of which step or unit is missing; the columns are"),
    ],
)
def test_one_column_or_many_that_are_missing(tmp_path: Path, header: str, words: str) -> None:
    assert words in refusal_of(tmp_path, small_world(start_from__waiting='"file.csv"'), f"{header}\nschool\n")


@pytest.mark.parametrize(
    ("rows", "words"),
    [(2, "(also in line 3)"), (3, "(also in lines 3–4)")],
)
def test_one_more_line_or_many(tmp_path: Path, rows: int, words: str) -> None:
    row = "school,schooling,,,2017-12-01\n"
    assert words in refusal_of(tmp_path, small_world(start_from__waiting='"file.csv"'), f"{HEADER}\n{row * rows}")
