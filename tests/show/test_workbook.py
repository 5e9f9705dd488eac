"""The workbook: what stands in the CSV files, as a spreadsheet should have it, and nothing that it would run."""

import csv
import io
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from worlds import small_world

from simulate import interface
from simulate.scenario.reading.load import load_text
from simulate.show import workbook as module
from simulate.show.columns import COUNT, DAYS, MEAN, MONEY, OTHER, PERCENT, SHARE, formats_by_row, formats_of
from simulate.show.facts import Facts
from simulate.show.titles import Titles, spoken
from simulate.show.workbook import WORKBOOK

from .synthetic import tables

COSTS = {
    "costs__currency": '"SEK"',
    "costs__worker_year": "{ school_team = 600000 }",
    "units__school_team__turnover": "0.3",
    "units__school_team__absence": '{ share = 0.2, spell = "9 days", cases = "wait in line" }',
}
FURTHER = ["measure in words", "unit"]
FURTHER_OF_UNITS = {"unit": "measured in"}  # as a unit is there who does it


@pytest.fixture(scope="module")
def results() -> interface.Results:
    town = load_text(small_world(title='"Lund – 统一"', **COSTS))
    return interface.run(town, replications=2, engine="simpy", until_sure=True, at_most=2)


@pytest.fixture(scope="module")
def saved(results: interface.Results, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return results.save(tmp_path_factory.mktemp("of_runs") / "saved", figures=False)


@pytest.fixture(scope="module")
def book(saved: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(saved / WORKBOOK)


def as_in_csv(value: object) -> object:
    """Turn a cell's value into what a CSV file says; numbers into numbers."""
    if value is None:
        return ""
    return str(value) if isinstance(value, bool | str) else float(value)  # type: ignore[arg-type]


def of_csv(text: str, value: object) -> object:
    return float(text) if isinstance(value, float) else text


@pytest.mark.parametrize("name", interface.TABLES)
def test_every_table_equals_its_csv(name: str, saved: Path, book: openpyxl.Workbook) -> None:
    with (saved / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    shown_header, *shown_rows = book[spoken(name)].iter_rows(values_only=True)
    further = FURTHER if rows and "measure" in header and len(shown_header) > len(header) else []
    further = [FURTHER_OF_UNITS.get(each, each) for each in further] if "unit" in header else further
    assert list(shown_header) == [*map(spoken, header), *further]
    assert len(shown_rows) == len(rows)
    assert rows, "every table has something in it here"
    for row, shown in zip(rows, shown_rows, strict=True):
        values = [as_in_csv(value) for value in shown[: len(header)]]
        assert values == [of_csv(text, value) for text, value in zip(row, values, strict=True)]


def column(sheet: Worksheet, name: str) -> list[Any]:
    (found,) = [cells for cells in sheet.iter_cols() if cells[0].value == name]
    return list(found[1:])


def test_a_sheet_can_be_read_at_once(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["about", *map(spoken, interface.TABLES)]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes is not None, sheet.title
        assert sheet.freeze_panes.endswith("2"), sheet.title
        assert sheet.auto_filter.ref == sheet.dimensions, sheet.title
        assert sheet["A1"].font.bold
        widths = [sheet.column_dimensions[cell.column_letter].width for cell in sheet[1]]
        for cell, width in zip(sheet[1], widths, strict=True):
            assert 9 < width < 42
            assert width > max(map(len, str(cell.value).split()))
    assert book["summary"].freeze_panes == "D2", "organisation, measure and group stay in sight"
    assert book["children"].freeze_panes == "A2"


def test_numbers_are_shown_as_what_they_are(book: openpyxl.Workbook) -> None:
    summary = book["summary"]
    rows = zip(column(summary, "measure"), column(summary, "value"), strict=True)
    shown = {measure.value: value.number_format for measure, value in rows if value.value is not None}
    assert shown["first_support_mean"] == DAYS
    assert shown["no_full_support_end"] == PERCENT
    assert shown["people_met"] == MEAN
    assert shown["cost_per_child"] == MONEY
    for sheet, name, expected in (("summary", "without", SHARE), ("waits by unit", "use", SHARE),
                                  ("waits by unit", "mean low", DAYS), ("children", "full support", DAYS),
                                  ("lines", "line mean", DAYS), ("curves", "without", SHARE), ("curves", "high", SHARE),
                                  ("money", "per child", MONEY), ("staff", "vacant high", SHARE)):  # fmt: skip
        assert {cell.number_format for cell in column(book[sheet], name) if cell.value is not None} == {expected}
    assert {type(cell.value) for cell in column(summary, "settled")} == {bool}


def test_measures_and_their_units_are_also_said_in_words(book: openpyxl.Workbook) -> None:
    keys, words, units = (
        [cell.value for cell in column(book["differences"], name)] for name in ("measure", *FURTHER)
    )  # fmt: skip
    said = dict(zip(keys, zip(words, units, strict=True), strict=True))
    assert said["first_support_median"] == ("Wait to first support, median", "days")
    assert said["cost_per_child"][1] == "SEK per child"


def test_the_first_sheet_says_what_it_is(book: openpyxl.Workbook) -> None:
    about = book["about"]
    said = {name.value: words.value for name, words in about.iter_rows(max_col=2) if name.value}
    text = " ".join(str(cell.value) for row in about.iter_rows() for cell in row if cell.value)
    assert about["A1"].value == "Lund – 统一"
    assert said["Organisations"] == "siloed (the baseline) and integrated"
    assert said["Replications"] == "2, with the seed 3"
    assert said["Children"].startswith("those who come from 2018-04-11 until 2018-10-28 count")
    assert "95 % interval" in text
    for name in interface.TABLES:
        assert "row" in said[spoken(name)]
        (cell,) = [cell for cell in about["A"] if cell.value == spoken(name)]
        assert cell.hyperlink.location == f"'{spoken(name)}'!A1"


def about(facts_of: Facts, results: interface.Results) -> tuple[dict[str, str], str]:
    """Give what the first sheet says: beside each name, and all of it."""
    ((_, made),) = replace(results, facts=facts_of)._workbook()
    sheet = openpyxl.load_workbook(io.BytesIO(made))["about"]
    said = {str(name.value): str(words.value) for name, words in sheet.iter_rows(max_col=2) if name.value}
    return said, " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_first_sheet_calls_no_other_children_the_same_and_no_follow_up_one_of_no_days(
    results: interface.Results,
) -> None:
    said, text = about(results.facts, results)
    assert "the same children" in said["What it is"]
    assert "of the same children in both" in text
    assert "a median or another percentile that of all of them together" in text
    said, text = about(replace(results.facts, other_children=("integrated",), follow_up=0.0), results)
    assert "same children" not in text
    assert said["Children"].endswith("each is followed until the run ends; other children come to integrated")


def test_the_first_sheet_says_what_the_names_in_the_sheets_stand_for(results: interface.Results) -> None:
    titles = Titles(
        {
            "organisation": {"siloed": "Stuprör", "integrated": "integrated"},
            "unit": {"school_team": "EHT", "staff": "Alla"},
        }
    )
    said, text = about(replace(results.facts, titles=titles), results)
    assert (said["siloed"], said["school_team"]) == ("Stuprör", "EHT")
    assert "integrated" not in said, "is shown as it is written"
    assert "Alla" in text, "though a sheet is called as the unit"
    assert "Names" not in about(replace(results.facts, titles=Titles()), results)[0]


def test_the_same_results_give_the_same_bytes_and_the_day_is_that_of_the_run(
    results: interface.Results, saved: Path, tmp_path: Path
) -> None:
    again = results.save(tmp_path / "again", figures=False)
    assert (again / WORKBOOK).read_bytes() == (saved / WORKBOOK).read_bytes()
    earlier = replace(results, provenance={**results.provenance, "started": "2001-02-03T23:59:59+00:00"})
    book = openpyxl.load_workbook(earlier.save(tmp_path / "earlier", figures=False) / WORKBOOK)
    assert book.properties.created == datetime(2001, 2, 3)
    assert "on 2001-02-03 by supportflow" in [cell.value for cell in book["about"]["B"] if cell.value][4]


def made_of(results: interface.Results, **changed: pd.DataFrame) -> openpyxl.Workbook:
    ((_, made),) = replace(results, tables=replace(results.tables, **changed))._workbook()
    return openpyxl.load_workbook(io.BytesIO(made))


def test_no_name_is_ever_run_or_taken_for_an_address(results: interface.Results) -> None:
    names = ["=1+1", "@SUM(A1)", "http://example.org", "1e5", "half \ud83d of one", "\x07bell"]
    table = pd.DataFrame({"organisation": names, "category": "x", "days": 1.0, "low": 0.0, "high": 2.0})
    sheet = made_of(results, time_use=table)["time use"]
    cells = column(sheet, "organisation")
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:5] == [*names[:4], "half \\ud83d of one"]
    assert [cell.hyperlink for cell in cells] == [None] * 6


def test_a_table_that_is_too_long_for_a_sheet_is_left_out_and_that_is_said(results: interface.Results) -> None:
    long = pd.concat([results.lines] * (module.MOST_ROWS // len(results.lines) + 1), ignore_index=True)
    book = made_of(results, lines=long)
    assert "lines" not in book.sheetnames
    (said,) = [words.value for name, words in book["about"].iter_rows(max_col=2) if name.value == "lines"]
    assert said.endswith("rows, too many for a sheet: see lines.csv)")


def test_tables_without_rows_or_columns_have_their_sheets(results: interface.Results) -> None:
    nothing = {name: pd.DataFrame(columns=table.columns) for name, table in interface.TABLES.items()}
    book = made_of(results, **{**nothing, "children": pd.DataFrame()})
    assert [cell.value for cell in book["gains"][1]] == list(map(spoken, interface.TABLES["gains"].columns))
    assert book["children"].max_row == 1


def test_a_workbook_that_cannot_be_made_costs_nothing_else(
    results: interface.Results, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def fail(*_: object) -> None:
        raise MemoryError

    caplog.set_level(logging.WARNING, "simulate")
    monkeypatch.setattr(module, "_write_table", fail)
    names = {path.name for path in results.save(tmp_path / "without", figures=False).iterdir()}
    assert names == {path.name for path in saved.iterdir()} - {WORKBOOK}
    (line,) = caplog.messages
    assert line.startswith("results.xlsx could not be made, though all else is saved (MemoryError; ")


def test_an_interval_is_shown_as_what_lies_between_its_ends() -> None:
    made = tables()
    assert formats_of(made.curves) == {"day": COUNT, "without": SHARE, "low": SHARE, "high": SHARE}
    assert formats_of(made.money)["difference_low"] == formats_of(made.money)["difference"] == MONEY
    assert formats_by_row(made.curves) is None
    odd = pd.DataFrame({"oddity": [0.123, 4.0], "oddity_low": [0.1, 2.5], "whole": [1.0, float("nan")]})
    assert formats_of(odd) == {"oddity": OTHER, "oddity_low": OTHER, "whole": COUNT}
