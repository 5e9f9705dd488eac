"""Writing: a folder is whole or not there, and nothing in it can run in a spreadsheet."""

import gzip
import io
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulate import files
from simulate.files import FilesError, save, write_csv, write_new

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
    monkeypatch.setattr(files, "_ROWS_AT_A_TIME", 3)
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


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_a_folder_that_could_not_be_finished_is_not_there(tmp_path: Path, kind: type[BaseException]) -> None:
    def pictures(write_tables: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        write_tables()
        yield "figures/one.svg", b"<svg/>"
        assert not (tmp_path / "deep" / "town").exists(), "half a folder can be seen"
        raise kind

    with pytest.raises(kind):
        save(tmp_path / "deep" / "town", {"summary.csv": TABLE}, {}, pictures)
    assert list((tmp_path / "deep").iterdir()) == []


def test_nothing_is_left_of_a_folder_in_which_a_thread_still_writes_when_it_is_given_up(tmp_path: Path) -> None:
    large = pd.DataFrame({"value": np.arange(500_000)})
    writing = []

    def pictures(write_tables: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        def write() -> None:
            with suppress(OSError):  # the folder is gone
                write_tables()

        writing.append(threading.Thread(target=write))
        writing[0].start()
        (draft,) = tmp_path.iterdir()
        while not any(draft.iterdir()):
            time.sleep(0.001)
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "town", {f"{n}.csv": large for n in range(3)}, {}, pictures)
    writing[0].join()
    assert list(tmp_path.iterdir()) == []


def test_a_replaced_folder_comes_back_if_the_new_one_cannot_be_finished(tmp_path: Path) -> None:
    folder = save(tmp_path / "town", {}, {"provenance.json": "old"})

    def pictures(write_tables: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        save(folder, {}, {"provenance.json": "new"}, pictures, force=True)
    assert (folder / "provenance.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["town"]


def test_a_replaced_folder_comes_back_if_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save(tmp_path / "town", {}, {"provenance.json": "old"})
    rename = Path.replace

    def stubborn(path: Path, target: Path) -> Path:
        if path.suffix == ".unfinished":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", stubborn)
    with pytest.raises(FilesError, match="could not be written: Permission denied"):
        save(folder, {}, {"provenance.json": "new"}, force=True)
    assert (folder / "provenance.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["town"]


def test_only_results_folders_and_empty_ones_are_replaced(tmp_path: Path) -> None:
    mine, empty, file = tmp_path / "mine", tmp_path / "empty", tmp_path / "file"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    empty.mkdir()
    file.write_text("text")
    with pytest.raises(FilesError, match="exists already"):
        save(mine, {}, {})
    with pytest.raises(FilesError, match="not a results folder"):
        save(mine, {}, {}, force=True)
    with pytest.raises(FilesError, match="is a file"):
        save(file, {}, {}, force=True)
    with pytest.raises(FilesError, match="file is a file"):
        save(file / "below", {}, {})
    assert save(empty, {}, {"provenance.json": "{}"}) == empty
    assert (mine / "letter.txt").read_text() == "dear"


def test_the_folder_one_stands_in_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "provenance.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FilesError, match="the folder you are in"):
        save(Path("."), {}, {}, force=True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_where_one_may_not_write_is_refused_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FilesError, match="may not write"):
            files.require_usable(tmp_path / "town")
    finally:
        tmp_path.chmod(0o700)


def test_a_disk_that_refuses_is_told_in_words_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(FilesError, match="No space left on device"):
        save(tmp_path / "town", {"summary.csv": TABLE}, {"provenance.json": "{}"})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_can_be_read_by_those_whom_the_system_lets(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        folder = save(tmp_path / "town", {}, {"provenance.json": "{}"})
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o755


def test_a_new_text_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_new(tmp_path / "one.toml", "title = 'å'\n")
    assert (tmp_path / "one.toml").read_bytes() == "title = 'å'\n".encode()
    with pytest.raises(FilesError, match="exists already"):
        write_new(tmp_path / "one.toml", "")
    write_new(tmp_path / "one.toml", "new", force=True)
    assert (tmp_path / "one.toml").read_text() == "new"

    def refuses(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "replace", refuses)
    with pytest.raises(FilesError, match="Input/output error"):
        write_new(tmp_path / "two.toml", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["one.toml"]
