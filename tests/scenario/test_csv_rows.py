"""Counts and waiting lists are read as spreadsheets write them, and what may mean two things is refused."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.csv_rows import csv_table
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import template
from simulate.scenario.waiting_template import waiting_list_template

MONTHS = [f"{2018 + month // 12}-{month % 12 + 1:02}" for month in range(17)]
LIST = "stream;needs;step;waiting_since"
CASE = "school;schooling;school_intake;2017-12-01"
Read = Callable[[str | bytes], Scenario]


@pytest.fixture
def counts(tmp_path: Path) -> Read:
    """Read a file of counts for the small world."""
    text = small_world(arrivals__school__per_month=None, arrivals__school__counts='"file.csv"')
    return reader(tmp_path / "counts", text)


@pytest.fixture
def waiting_list(tmp_path: Path) -> Read:
    """Read a waiting list for the small world."""
    return reader(tmp_path / "list", small_world(start_from__waiting='"file.csv"'))


def reader(folder: Path, town: str) -> Read:
    folder.mkdir(exist_ok=True)
    (folder / "town.toml").write_text(town, encoding="utf-8")

    def read(content: str | bytes) -> Scenario:
        (folder / "file.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return load(folder / "town.toml")

    return read


def messages(read: Read, content: str | bytes) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read(content)
    return [f"{mistake.line}: {mistake.message}" for mistake in caught.value.mistakes]


def months(*numbers: str, separator: str = ";") -> str:
    """Give a file of counts that begins with some numbers and goes on with fives."""
    given = [*numbers, *["5"] * (len(MONTHS) - len(numbers))]
    return "\n".join(["month" + separator + "children", *map(separator.join, zip(MONTHS, given, strict=True))]) + "\n"


# ---- What stands around the rows


def around(text: str) -> str:
    """Put around rows what spreadsheets leave there."""
    header, *rows = text.splitlines()
    lines = [
        "sep=;",
        '"# a note; by hand";;;',
        "",
        f"{header};;",
        ";;;",
        *(f"{row};;" for row in rows),
        "# the end",
        ";;",
    ]
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def test_both_files_may_have_notes_empty_rows_and_cells_behind_the_last_column(
    counts: Read, waiting_list: Read
) -> None:
    assert counts(around(months("12,5"))).arrivals["school"].counts == [12.5, *[5.0] * 16]
    assert waiting_list(around(f"{LIST}\n{CASE}")) == waiting_list(f"{LIST}\n{CASE}")


def test_the_columns_of_both_files_may_stand_in_any_order(counts: Read, waiting_list: Read) -> None:
    rows = "\n".join(f"5,{month}" for month in MONTHS)
    assert counts(f"Children,Month\n{rows}").arrivals["school"].counts == [5.0] * 17
    assert waiting_list("step,waiting_since,stream,needs\nschool_intake,2017-12-01,school,schooling").start_from


def test_the_line_that_is_named_is_that_of_the_file(counts: Read) -> None:
    assert messages(counts, around(months("x")))[0].startswith("6: column children: must be a number of at least 0")


def test_a_file_of_nothing_but_notes_has_no_table() -> None:
    assert csv_table("# a\n\n;;;\n") is None


# ---- Numbers


@pytest.mark.parametrize(
    ("numbers", "separator", "read"),
    [
        (("12,5", "9"), ";", [12.5, 9]),
        (("12.5", "9"), ";", [12.5, 9]),
        (("12.5", "9"), ",", [12.5, 9]),
        (('"12,5"', "9"), ",", [12.5, 9]),
        (("1,010", "12,5"), ";", [1.01, 12.5]),
        (("1.010", "12.5"), ";", [1.01, 12.5]),
        (("1.010", "8.125"), ",", [1.01, 8.125]),
        (("0.125", "9"), ";", [0.125, 9]),
        (("1010", "12,5"), ";", [1010, 12.5]),
    ],
)
def test_decimals_are_read_with_a_comma_or_a_point(
    counts: Read, numbers: list[str], separator: str, read: list[float]
) -> None:
    assert counts(months(*numbers, separator=separator)).arrivals["school"].counts[:2] == read


@pytest.mark.parametrize(
    ("numbers", "separator", "told"),
    [
        (
            ("1.010", "12,5"),
            ";",
            '"1.010" may mean 1010 or 1,010: "12,5" in the same file has a decimal comma; write one of the two',
        ),
        (
            ("12.5", "12,5"),
            ";",
            '"12.5" has a decimal point, but "12,5" in the same file has a decimal comma; write 12,5',
        ),
        (
            ("1.010", "980"),
            ";",
            '"1.010" may mean 1010 or 1,010: no number in the file shows which; write one of the two',
        ),
        (
            ('"1,010"', "980"),
            ",",
            '"1,010" may mean 1010 or 1.010: no number in the file shows which; write one of the two',
        ),
        (("1 010", "12,5"), ";", 'must be a number of at least 0; got the text "1 010" (write 1010)'),
        (("−5", "12,5"), ";", 'must be a number of at least 0; got the text "−5" (write -5)'),
    ],
)
def test_a_number_that_may_be_read_in_two_ways_is_refused(
    counts: Read, numbers: list[str], separator: str, told: str
) -> None:
    [message] = messages(counts, months(*numbers, separator=separator))
    assert message.startswith("2: column children: ")
    assert message.endswith(told)


# ---- Letters


def in_swedish() -> str:
    """Give a town whose names have Swedish letters."""
    return small_world(start_from__waiting='"file.csv"').replace("school_team", '"elevhälsa"').replace('""', '"')


@pytest.fixture
def swedish_list(tmp_path: Path) -> Read:
    return reader(tmp_path, in_swedish())


SWEDISH_ROWS = "stream;needs;step;unit;waiting_since\nschool;schooling;school_intake;elevhälsa;2017-12-01\n"


def test_a_table_as_a_swedish_excel_saves_it_is_read_with_a_line_that_says_so(
    swedish_list: Read, caplog: pytest.LogCaptureFixture
) -> None:
    utf8 = swedish_list(SWEDISH_ROWS)
    assert not caplog.records
    with caplog.at_level(logging.WARNING, logger="simulate"):
        assert swedish_list(SWEDISH_ROWS.encode("cp1252")) == utf8
    [record] = caplog.records
    assert "file.csv: this file is not in UTF-8, and was read as Windows-1252" in record.getMessage()


def test_counts_with_a_note_in_windows_letters_are_read(counts: Read) -> None:
    assert counts(f"# räknat av oss …\n{months()}".encode("cp1252")).arrivals["school"].counts == [5.0] * 17


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            "# å och ä".encode() + b"\xe5\n",
            "byte 0xE5 is not UTF-8; save the file as UTF-8",
        ),  # UTF-8, but for one letter
        (b"# \x81\n", "byte 0x81 is not UTF-8; save the file as UTF-8"),  # no letter in Windows-1252
        ("# å\n".encode("utf-16"), "this file is written in UTF-16; save it as UTF-8"),
        (b"# \xe5\x00\n", "this is a binary file, not text"),
        (b"# \xe5\x07\n", "this is a binary file, not text"),
    ],
)
def test_what_is_neither_is_refused(counts: Read, content: bytes, words: str) -> None:
    assert words in messages(counts, content + months().encode())[0]


def test_a_scenario_itself_must_be_in_utf8(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_bytes(small_world(title='"Malmö"').encode("cp1252"))
    with pytest.raises(ScenarioError, match="save the file as UTF-8"):
        load(tmp_path / "town.toml")


def test_a_waiting_list_to_fill_in_survives_being_saved_as_ordinary_csv(tmp_path: Path) -> None:
    text = waiting_list_template(load_text(template()))
    assert text.isascii(), "a spreadsheet that saves Windows-1252 would spoil other letters"
    again = in_swedish().replace('waiting = "file.csv"', "waiting = []")
    swedish = waiting_list_template(load_text(again))
    assert swedish.startswith("\ufeff#"), "so that a spreadsheet knows its letters"
    read = reader(tmp_path, in_swedish())
    assert read(swedish.removeprefix("\ufeff").encode("cp1252")) == read(swedish)


# ---- Days and words


@pytest.mark.parametrize("day", ["2017-12-01", "2017-12-01 00:00:00", "2017-12-01T00:00:00.000", "2017-12-01 00:00"])
def test_a_day_may_be_written_as_a_database_does(waiting_list: Read, day: str) -> None:
    assert waiting_list(f"{LIST}\n{CASE.replace('2017-12-01', day)}") == waiting_list(f"{LIST}\n{CASE}")


@pytest.mark.parametrize("day", ["2017-12-01 09:15:00", "2017-12-01T00:00:00+01:00", "2017-12-01 00", "2017-12-01 "])
def test_a_time_of_day_is_not_dropped(waiting_list: Read, day: str) -> None:
    content = f"{LIST}\n{CASE.replace('2017-12-01', day)}"
    if day.strip() == "2017-12-01":
        assert waiting_list(content)
    else:
        assert "must be a date written like 2018-01-31" in messages(waiting_list, content)[0]


@pytest.mark.parametrize(("word", "urgent"), [("ja", True), ("Nej", False), ("yes", True), ("no", False)])
def test_whether_a_child_is_urgent_may_be_said_in_swedish(waiting_list: Read, word: str, urgent: bool) -> None:
    start_from = waiting_list(f"urgent;{LIST}\n{word};{CASE}").start_from
    assert start_from is not None
    assert start_from.waiting[0].urgent is urgent
