"""What killed runs leave, and how the next one takes it up: nothing is lost, and nothing of the living touched."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulate import files
from simulate.files import FilesError, workplace
from simulate.files.exchange import exchange

LIVES = "import sys, time; from simulate.files.workplace import *\n"
LIVES += "with workplace(Path('town')) as work: work.draft.mkdir(); print(); sys.stdout.flush(); time.sleep(60)"


def save(folder: Path, text: str = "") -> Path:
    return files.save(folder, {}, {"table.txt": text}, {"program": "supportflow"})


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def lay_letter(town: Path) -> None:
    (town / "letter.txt").write_text("dear")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each run ends in a process of its own")
@pytest.mark.parametrize("what", ["alone", "with-a-letter"])
@pytest.mark.parametrize("by", ["in-one-step", "by-renaming"])
@pytest.mark.parametrize("how", ["killed", pytest.param("interrupted", marks=pytest.mark.slow)])
def test_whenever_a_run_ends_the_next_finds_old_results_or_new_ones_and_every_letter(
    tmp_path: Path, how: str, by: str, what: str
) -> None:
    script = Path(__file__).with_name("killed_at_each_step.py")
    told = subprocess.run(
        [sys.executable, script, tmp_path, how, by, what], capture_output=True, text=True, timeout=300
    )
    assert told.returncode == 0, told.stderr
    steps, *wrong = told.stdout.splitlines()
    assert wrong == []
    assert int(steps.split()[0]) > 40


def test_what_a_living_run_makes_is_left_alone_and_what_a_killed_one_made_is_cleared_away(tmp_path: Path) -> None:
    living = subprocess.Popen([sys.executable, "-c", LIVES], cwd=tmp_path, stdout=subprocess.PIPE)
    try:
        assert living.stdout is not None
        living.stdout.readline()
        save(tmp_path / "another")
        (hidden,) = tmp_path.glob(".*")
        assert (hidden / "draft").is_dir()
    finally:
        living.kill()
        living.communicate()
    assert (hidden / "draft").is_dir()
    files.require_usable(tmp_path / "a-third")
    assert names_in(tmp_path) == ["another"]


def left_behind(parent: Path, **told: str) -> Path:
    """Make what a run leaves that is killed when it has put older results aside."""
    older = save(parent / "older", "old")
    with workplace.workplace(parent / "town") as work:
        work.draft.mkdir()
        kept = work.folder.rename(parent / "kept")
    hidden = kept.rename(work.folder)
    older.rename(hidden / "replaced")
    lock = hidden / "lock"
    lock.write_text(json.dumps(json.loads(lock.read_text()) | told))
    return hidden


def test_results_that_a_killed_run_had_put_aside_come_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    left_behind(tmp_path)
    with pytest.raises(FilesError, match="town exists already"):
        files.require_usable(tmp_path / "town")
    assert (tmp_path / "town" / "table.txt").read_text() == "old"
    assert names_in(tmp_path) == ["town"]
    assert [record.getMessage() for record in caplog.records] == [
        f"{tmp_path / 'town'} is back: a run that was killed had put it aside."
    ]


def test_results_that_cannot_come_back_are_kept_beside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    left_behind(tmp_path)
    (tmp_path / "town").mkdir()
    lay_letter(tmp_path / "town")
    files.require_usable(tmp_path / "another")
    assert names_in(tmp_path) == ["town", "town-2"]
    assert names_in(tmp_path / "town") == ["letter.txt"]
    assert (tmp_path / "town-2" / "table.txt").read_text() == "old"
    assert "town-2" in caplog.text


@pytest.mark.parametrize("told", [{"host": "another machine"}, {"place": ""}])
def test_what_was_left_by_nobody_knows_whom_is_left_alone(tmp_path: Path, told: dict[str, str]) -> None:
    hidden = left_behind(tmp_path, **told)
    files.require_usable(tmp_path / "town")
    assert names_in(hidden) == ["draft", "lock", "replaced"]


def test_a_place_that_is_told_outside_of_its_folder_is_taken_for_a_name_in_it(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    left_behind(tmp_path / "here", place="../elsewhere")
    files.require_usable(tmp_path / "here" / "town")
    assert names_in(tmp_path) == ["here"]
    assert names_in(tmp_path / "here") == ["elsewhere"]


def test_a_run_that_was_killed_before_it_began_is_cleared_away_when_it_can_no_more_be_about_to(tmp_path: Path) -> None:
    new, old, older = (tmp_path / f".simulate-{name}.unfinished" for name in ("new", "old", "older"))
    for folder in (new, old, older):
        folder.mkdir()
    (older / "lock").touch()
    for folder in (old, older):
        os.utime(folder, (0, time.time() - 100_000))
    files.require_usable(tmp_path / "town")
    assert names_in(tmp_path) == [new.name]


def test_a_disk_without_locks_is_written_to_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: object, **__: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(workplace, "_lock", without)
    hidden = left_behind(tmp_path)
    assert save(tmp_path / "town").is_dir()
    assert names_in(tmp_path) == sorted([hidden.name, "town"]), "nobody can tell whether that run lives"


def test_two_folders_change_names_or_nothing_happens(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    done = exchange(tmp_path / "one", tmp_path / "other")
    assert done or sys.platform != "linux"
    assert names_in(tmp_path / "one") == (["other"] if done else ["one"])
    assert not exchange(tmp_path / "one", tmp_path / "nowhere")
    assert names_in(tmp_path) == ["one", "other"]


def test_a_system_that_cannot_exchange_folders_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert not exchange(tmp_path, tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    assert not exchange(tmp_path, tmp_path)
