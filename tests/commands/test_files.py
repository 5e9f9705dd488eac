"""Writing: a folder is whole or not there, and nothing of the user's is ever lost for it."""

import hashlib
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulate import files
from simulate.files import FilesError, TooLateError, folders, write_new
from simulate.files.ownership import why_kept

TABLE = pd.DataFrame({"organisation": ["siloed"], "value": [1.0]})
OURS = {"program": "supportflow", "seed": 1}


def save(folder: Path, text: str = "", force: bool = False, **how: Any) -> Path:
    """Save results with a text, and nothing else where nothing else is given."""
    given = {"tables": {}, "texts": {"table.txt": text}, "provenance": OURS} | how
    return files.save(folder, force=force, **given)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def while_made(what: Callable[[], object]) -> Callable[[Callable[[], None]], Iterator[tuple[str, bytes]]]:
    """Let something happen while a folder is being written: what `save` takes for pictures."""

    def pictures(write_tables: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        write_tables()
        what()
        yield "figures/one.svg", b"<svg/>"

    return pictures


@pytest.fixture(params=["in one step", "by renaming"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let folders take each other's place as the system does it best, and as it does everywhere."""
    if request.param == "by renaming":
        monkeypatch.setattr(folders, "exchange", lambda *_: False)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_a_folder_that_could_not_be_finished_is_not_there(tmp_path: Path, kind: type[BaseException]) -> None:
    def fail() -> None:
        assert not (tmp_path / "deep" / "town").exists(), "half a folder can be seen"
        raise kind

    with pytest.raises(kind):
        save(tmp_path / "deep" / "town", tables={"summary.csv": TABLE}, pictures=while_made(fail))
    assert names_in(tmp_path / "deep") == []


def test_nothing_is_left_of_a_folder_in_which_a_thread_still_writes_when_it_is_given_up(tmp_path: Path) -> None:
    large = pd.DataFrame({"value": np.arange(500_000)})
    writing = []

    def pictures(write_tables: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        def write() -> None:
            with suppress(OSError):  # the folder is gone
                write_tables()

        writing.append(threading.Thread(target=write))
        writing[0].start()
        (hidden,) = tmp_path.iterdir()
        while not any((hidden / "draft").glob("*.csv")):
            time.sleep(0.001)
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        save(tmp_path / "town", tables={f"{n}.csv": large for n in range(3)}, pictures=pictures)
    writing[0].join()
    assert names_in(tmp_path) == []


def test_results_tell_the_digest_of_every_file_that_is_in_them(tmp_path: Path) -> None:
    folder = save(tmp_path / "town", "text", tables={"summary.csv": TABLE}, pictures=while_made(lambda: None))
    told = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    there = {path for path in folder.rglob("*") if path.is_file() and path.name != "provenance.json"}
    digests = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}
    assert told["files"] == digests
    assert set(digests) == {"table.txt", "summary.csv", "figures/one.svg"}
    assert (told["program"], told["seed"]) == ("supportflow", 1)


def test_results_that_are_wholly_the_programs_are_replaced_whole(tmp_path: Path, either_way: None) -> None:
    folder = save(tmp_path / "town", "old", tables={"old.csv": TABLE})
    with pytest.raises(FilesError, match="exists already: choose another place with -o, or replace it with --force"):
        save(folder, "new")
    (folder / "old.csv").unlink()  # what is missing is missed by nobody
    (folder / ".DS_Store").write_bytes(b"laid here by the system")
    assert save(folder, "new", force=True) == folder
    assert names_in(folder) == ["provenance.json", "table.txt"]
    assert (folder / "table.txt").read_text() == "new"
    assert names_in(tmp_path) == ["town"]


def lay_letter(town: Path) -> None:
    (town / "letter.txt").write_text("dear")


def lay_letter_below(town: Path) -> None:
    (town / "figures" / "more").mkdir(parents=True)
    (town / "figures" / "more" / "letter.txt").write_text("dear")


def lay_link(town: Path) -> None:
    (town / "letter.txt").symlink_to(town)


def link_for_file(town: Path) -> None:
    (town / "table.txt").rename(town.parent / "kept")
    (town / "table.txt").symlink_to(town.parent / "kept")


def edit_table(town: Path) -> None:
    (town / "table.txt").write_text("old, and a remark")


def edit_provenance(town: Path) -> None:
    told = json.loads((town / "provenance.json").read_text())
    (town / "provenance.json").write_text(files.json_text({**told, "remark": "the good one"}))


@pytest.mark.parametrize(
    ("lay", "words"),
    [
        (lay_letter, r"holds what this program did not write there \(letter.txt\)"),
        (lay_letter_below, r"did not write there \(figures/more/letter.txt\)"),
        (lay_link, r"did not write there \(letter.txt\)"),
        (link_for_file, r"did not write there \(table.txt\)"),
        (edit_table, r"was changed since it was written \(table.txt\)"),
        (edit_provenance, r"was changed since it was written \(provenance.json\)"),
    ],
)
def test_results_with_anything_of_the_users_are_never_replaced(
    tmp_path: Path, lay: Callable[[Path], None], words: str, either_way: None
) -> None:
    town = save(tmp_path / "town", "old")
    lay(town)
    before = contents(town)
    with pytest.raises(FilesError, match=f"is not replaced, even with --force: it .*{words}"):
        files.require_usable(town, force=True)
    with pytest.raises(FilesError, match=words) as caught:
        save(town, "new", force=True)
    assert not isinstance(caught.value, TooLateError)
    assert contents(town) == before

    later = save(tmp_path / "later", "old")  # and the same while the results are being written
    with pytest.raises(TooLateError, match=words) as caught:
        save(later, "new", force=True, pictures=while_made(lambda: lay(later)))
    assert f"The finished results are in {tmp_path / 'later-2'}" in str(caught.value)
    assert contents(later).keys() == before.keys()
    assert (tmp_path / "later-2" / "table.txt").read_text() == "new"
    assert why_kept(tmp_path / "later-2") == ""
    assert not list(tmp_path.glob(".*"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_many_files_of_the_users_are_named_in_a_line(tmp_path: Path) -> None:
    town = save(tmp_path / "town")
    for number in range(5):
        (town / f"{number}\n.txt").write_text("")
    with pytest.raises(FilesError, match=r"\(0\\n.txt, 1\\n.txt, 2\\n.txt, 2 more\)"):
        files.require_usable(town, force=True)


@pytest.mark.parametrize("told", ["{}", '{"program": "another"}', "[", "[]", '{"program": "supportflow"}', "[" * 10**5])
def test_a_folder_with_the_provenance_of_whatever_else_is_never_replaced(tmp_path: Path, told: str) -> None:
    town = tmp_path / "town"
    town.mkdir()
    (town / "provenance.json").write_text(told)
    with pytest.raises(FilesError, match="is not replaced, even with --force"):
        save(town, force=True)
    assert (town / "provenance.json").read_text() == told


def test_only_results_folders_and_empty_ones_are_replaced(tmp_path: Path) -> None:
    mine, empty, file = tmp_path / "mine", tmp_path / "empty", tmp_path / "file"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear")
    empty.mkdir()
    file.write_text("text")
    with pytest.raises(FilesError, match="exists already"):
        save(mine)
    with pytest.raises(FilesError, match="not a results folder"):
        save(mine, force=True)
    with pytest.raises(FilesError, match="is a file"):
        save(file, force=True)
    with pytest.raises(FilesError, match="file is a file"):
        save(file / "below")
    assert save(empty) == empty
    assert (mine / "letter.txt").read_text() == "dear"


@pytest.mark.parametrize("force", [False, True])
def test_a_folder_that_comes_while_results_are_written_stays_and_they_go_beside_it(
    tmp_path: Path, force: bool, either_way: None
) -> None:
    def come() -> None:
        (tmp_path / "town").mkdir()
        lay_letter(tmp_path / "town")
        (tmp_path / "town-2").mkdir()

    with pytest.raises(TooLateError, match=r"was left as it is: .*\. The finished results are in .*/town-3$"):
        save(tmp_path / "town", "new", force, pictures=while_made(come))
    assert names_in(tmp_path / "town") == ["letter.txt"]
    assert names_in(tmp_path / "town-2") == []
    assert why_kept(tmp_path / "town-3") == ""
    assert names_in(tmp_path) == ["town", "town-2", "town-3"]


@pytest.mark.parametrize("come", [lambda town: town.write_text("dear"), lambda town: town.symlink_to(town.parent)])
def test_a_file_or_a_link_that_comes_while_results_are_written_stays(
    tmp_path: Path, come: Callable[[Path], None], either_way: None
) -> None:
    with pytest.raises(TooLateError, match="town-2"):
        save(tmp_path / "town", "new", force=True, pictures=while_made(lambda: come(tmp_path / "town")))
    assert (tmp_path / "town").is_symlink() or (tmp_path / "town").read_text() == "dear"
    assert (tmp_path / "town-2" / "table.txt").read_text() == "new"


def test_a_file_laid_at_the_very_last_moment_stays_where_it_was_laid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, either_way: None
) -> None:
    way, laid = folders.exchange, []

    def at_last(one: Path, other: Path) -> bool:
        if not laid:
            lay_letter(other)
            laid.append(other)
        return way(one, other)

    town = save(tmp_path / "town", "old")
    monkeypatch.setattr(folders, "exchange", at_last)
    with pytest.raises(TooLateError, match=r"letter.txt.*town-2"):
        save(town, "new", force=True)
    assert names_in(town) == ["letter.txt", "provenance.json", "table.txt"]
    assert (town / "table.txt").read_text() == "old"
    assert (tmp_path / "town-2" / "table.txt").read_text() == "new"
    assert names_in(tmp_path) == ["town", "town-2"]


def test_a_replaced_folder_stays_if_the_new_one_cannot_be_finished(tmp_path: Path) -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    folder = save(tmp_path / "town", "old")
    with pytest.raises(KeyboardInterrupt):
        save(folder, "new", force=True, pictures=while_made(fail))
    assert (folder / "table.txt").read_text() == "old"
    assert names_in(tmp_path) == ["town"]


def test_results_go_beside_those_that_cannot_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save(tmp_path / "town", "old")
    rename = Path.rename

    def stubborn(path: Path, target: Path) -> Path:
        if path.name == "draft" and target == folder:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    monkeypatch.setattr(folders, "exchange", lambda *_: False)
    with pytest.raises(TooLateError, match=r"cannot be replaced \(Permission denied\). .* are in .*town-2"):
        save(folder, "new", force=True)
    assert (folder / "table.txt").read_text() == "old"
    assert (tmp_path / "town-2" / "table.txt").read_text() == "new"
    assert names_in(tmp_path) == ["town", "town-2"]


def test_the_folder_one_stands_in_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "town")
    monkeypatch.chdir(tmp_path / "town")
    for place in (Path("."), tmp_path):
        with pytest.raises(FilesError, match="the folder you are in"):
            save(place, force=True)


@pytest.mark.skipif(sys.platform == "win32", reason="the folder one is in cannot be removed there")
def test_a_folder_that_one_is_in_and_that_goes_away_hinders_only_what_would_be_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FilesError, match="The folder you are in is not there any more"):
        save(Path("town"))
    assert save(tmp_path / "town").is_dir()


def test_a_disk_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == tmp_path / "disk")
    (tmp_path / "disk").mkdir()
    with pytest.raises(FilesError, match="a disk of its own, which cannot be replaced: give a folder in it"):
        files.require_usable(tmp_path / "disk")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_where_one_may_not_write_is_refused_before_the_work(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(FilesError, match="may not write"):
            files.require_usable(tmp_path / "town")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="of a disk that takes names of 255 bytes")
def test_the_longest_name_that_the_disk_takes_is_taken_and_a_longer_one_refused_before_the_work(tmp_path: Path) -> None:
    name = "å" * 127 + "x"
    save(tmp_path / name, "old")
    assert save(tmp_path / name, "new", force=True).is_dir()
    for place in (tmp_path / f"{name}y", tmp_path / f"{name}y" / "below", tmp_path / "above" / f"{name}y"):
        with pytest.raises(FilesError, match="cannot be made: File name too long"):
            files.require_usable(place)
    assert names_in(tmp_path) == [name]


@pytest.mark.skipif(sys.platform == "win32", reason="anybody may make links elsewhere")
def test_links_that_lead_back_to_themselves_are_refused_and_others_followed(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "link").symlink_to("not-yet-there")
    for place in (tmp_path / "loop", tmp_path / "loop" / "town"):
        with pytest.raises(FilesError, match="loop is a link that leads back to itself"):
            files.require_usable(place)
    assert save(tmp_path / "link") == tmp_path / "link"
    assert (tmp_path / "not-yet-there" / "table.txt").is_file()


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_what_can_be_no_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FilesError, match="cannot be the name of a folder"):
        save(tmp_path / name)


def test_a_disk_that_refuses_is_told_in_words_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(TooLateError, match="could not be written: No space left on device"):
        save(tmp_path / "town", tables={"summary.csv": TABLE})
    assert names_in(tmp_path) == []


def test_a_folder_can_be_read_by_those_whom_the_system_lets(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        folder = save(tmp_path / "town")
        write_new(tmp_path / "one.toml", "")
    finally:
        os.umask(before)
    assert folder.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "one.toml").stat().st_mode & 0o777 == 0o644


def test_nothing_is_said_where_all_goes_well(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="simulate"):
        save(tmp_path / "town")
        save(tmp_path / "town", force=True)
    assert caplog.records == []


@pytest.mark.parametrize("lock", ["~$results.xlsx", ".~lock.results.xlsx#"])
def test_results_that_are_open_in_a_spreadsheet_stay_and_that_is_said(tmp_path: Path, lock: str) -> None:
    folder = save(tmp_path / "town")
    (folder / lock).touch()
    with pytest.raises(FilesError) as caught:
        save(folder, force=True)
    assert f"something in it is open in another program, to be closed first ({lock})" in str(caught.value)
    assert "did not write" not in str(caught.value)
    (folder / lock).unlink()
    save(folder, force=True)
