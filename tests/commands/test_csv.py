"""Tables as CSV: the same bytes as ever, and nothing in them that a spreadsheet would run."""

import gzip
import io

import pandas as pd
import pytest

from simulate.files import tables, write_csv

TABLE = pd.DataFrame({"organisation": ["siloed"], "value": [1.0]})


def csv_text(table: pd.DataFrame) -> str:
    stream = io.BytesIO()
    write_csv(table, stream)
    return stream.getvalue().decode("utf-8")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_a_spreadsheet_would_run_is_neutralised(start: str) -> None:
    table = pd.DataFrame({"organisation": [f"{start}cmd|' /C calc'!A1", "siloed"], "value": [-1.5, 2.0]})
    table["organisation"] = table["organisation"].astype("category")
    read = pd.read_csv(io.StringIO(csv_text(table)))
    assert read["organisation"].tolist() == [f"'{start}cmd|' /C calc'!A1".replace("\r", " "), "siloed"]
    assert read["value"].tolist() == [-1.5, 2.0], "negative numbers stay numbers"


def test_numbers_are_written_with_four_decimals_and_no_minus_zero() -> None:
    assert (
        csv_text(pd.DataFrame({"a": [1 / 3, -0.00001, float("nan")], "n": [1, 2, 3]})) == "a,n\n0.3333,1\n0.0,2\n,3\n"
    )


def test_cells_are_written_as_pandas_writes_them() -> None:
    words = ["a, b", 'say "no"', "two\nlines", "", " å ", None, "a, b"]
    table = pd.DataFrame(
        {
            "words, quoted": words,
            "sorts": pd.Series(words, dtype="category"),
            "numbers": [0.5, float("nan"), 1e16, 12345.6789, float("inf"), -2.0, 0.5],
            "counts": [0, -1, 10**15, 2, 2, 3, 0],
            "missing": pd.Series([1, None, 3, 1, None, 2, 2], dtype="Int64"),
            "marks": [True, False, True, True, False, False, True],
        }
    )
    assert csv_text(table) == table.to_csv(index=False, lineterminator="\n")


def test_an_empty_table_keeps_its_head() -> None:
    assert csv_text(pd.DataFrame(columns=["organisation", "value"])) == "organisation,value\n"


def test_a_long_table_is_written_once_over(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame({"n": range(10)})
    whole = csv_text(table)
    monkeypatch.setattr(tables, "_ROWS_AT_A_TIME", 3)
    assert csv_text(table) == whole


def test_a_packed_table_has_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = []
    for now in (1.0, 2e9):
        monkeypatch.setattr("time.time", lambda now=now: now)
        stream = io.BytesIO()
        write_csv(TABLE, stream, zipped=True)
        packed.append(stream.getvalue())
    assert packed[0] == packed[1]
    assert gzip.decompress(packed[0]).decode() == "organisation,value\nsiloed,1.0\n"


def test_half_a_character_is_written_as_its_number_rather_than_that_all_is_lost() -> None:
    assert csv_text(pd.DataFrame({"organisation": ["t\udcf6wn"]})) == "organisation\nt\\udcf6wn\n"
