"""Pictures that cannot be drawn, or in which nothing would be seen: left out with a line, and nothing else is lost."""

import logging
import multiprocessing
import os
import pickle
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from language.pseudo import in_capitals
from matplotlib.figure import Figure

from simulate.experiment.crew import crew
from simulate.findings.compare import Tables
from simulate.show import figures
from simulate.show.figures import Drawing, album, drawing, journeys, rendering
from simulate.show.figures.album import Drawn
from simulate.show.figures.style import canvas

from .synthetic import facts, tables

NAMES = ["time_use", "journeys"]


@pytest.fixture
def of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be two pictures only, which takes less time."""
    monkeypatch.setattr(Drawing, "names", lambda _: NAMES.copy())


def nothing() -> None:
    """Do nothing first."""


def drawn(made: Tables, first: Callable[[], None] = nothing, title: str = "A town") -> set[str]:
    """Draw all pictures in this process and name the files."""
    return {path for path, _ in album.pictures(made, replace(facts(), title=title), None, first)}


def files_of(names: list[str]) -> set[str]:
    return {f"figures/{name}.{kind}" for name in names for kind in ("svg", "png")}


def fail(*_: object) -> None:
    raise ZeroDivisionError("no bars\nto draw")


@pytest.mark.parametrize("part", ["figure", "files"])
@pytest.mark.usefixtures("of_two")
def test_a_picture_that_cannot_be_drawn_is_left_out_with_a_line_that_names_it(
    part: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = getattr(rendering, part)

    def fails_for_one(of: Drawing | rendering.Rendered, *name: str) -> object:
        return fail() if "journeys" in (*name, getattr(of, "name", "")) else whole(of, *name)

    monkeypatch.setattr(rendering, part, fails_for_one)
    assert drawn(tables(units=4)) == files_of(NAMES) - files_of(["journeys"])
    (line,) = caplog.messages
    assert line.startswith("Not drawn, though all else is saved: journeys (ZeroDivisionError: no bars to draw; ")


@pytest.mark.usefixtures("of_two")
def test_where_it_went_wrong_in_the_drawing_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(journeys, "draw_bars", fail)
    drawn(tables(units=4))
    (line,) = caplog.messages
    assert "(ZeroDivisionError: no bars to draw; journeys.py, line " in line


@pytest.mark.usefixtures("of_two")
def test_without_a_matplotlib_that_can_be_imported_one_line_names_all_pictures(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delattr(figures, "rendering")
    monkeypatch.setitem(sys.modules, "simulate.show.figures.rendering", None)
    assert drawn(tables(units=4)) == set()
    (line,) = caplog.messages
    assert all(name in line for name in NAMES)
    assert "ModuleNotFoundError" in line


@pytest.mark.usefixtures("of_two")
def test_memory_that_runs_out_over_a_picture_costs_that_picture_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def run_out(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(journeys, "draw", run_out)
    assert drawn(tables(units=4)) == files_of(NAMES) - files_of(["journeys"])
    assert caplog.messages[0].startswith("Not drawn, though all else is saved: journeys (MemoryError")


def test_pictures_in_which_nothing_would_be_seen_are_left_out_with_one_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "simulate")
    made = tables(units=4)
    for table, column in (("curves", "without"), ("waits_by_unit", "mean"), ("time_use", "days"), ("summary", "value")):
        getattr(made, table)[column] = float("nan")
    made.lines["line_mean"] = 0
    found = drawing(made, facts())
    assert found.names() == ["who_gains_first_support", "who_gains_full_support"]
    drawn(made)
    assert caplog.messages[0] == (
        "Not drawn, because there is nothing to show: waiting_for_first_support, waiting_for_full_support, "
        "waits_by_unit, time_use, journeys and line_lengths."
    )


@pytest.mark.usefixtures("of_two")
def test_characters_that_no_font_has_are_told_in_one_line_and_not_by_matplotlib(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert drawn(tables(units=4), title="统一 Åäö $x^2$ 𝄞") == files_of(NAMES)
    assert caplog.messages == [
        "No font here has 一 (U+4E00), 统 (U+7EDF) and 𝄞 (U+1D11E): boxes stand for them in the PNG pictures."
    ]


def test_other_warnings_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(*_: object) -> Figure:
        warnings.warn("the axes are odd", stacklevel=1)
        return canvas("What now?", "Nothing.")

    monkeypatch.setattr(journeys, "draw", warn)
    with pytest.warns(UserWarning, match="the axes are odd"):
        rendering.rendered(drawing(tables(units=4), facts()), "journeys")


def in_another_process() -> bool:
    return multiprocessing.parent_process() is not None


def die_there(folder: Path, of: Drawing, name: str) -> Drawn:
    """End in every other process, as when the system kills it; in this one wait until that has begun."""
    if in_another_process():
        (folder / "begun").touch()
        os._exit(9)
    until = time.monotonic() + 60
    while not (folder / "begun").exists() and time.monotonic() < until:
        time.sleep(0.01)
    return Drawn(name, ((f"figures/{name}.svg", b"drawn here"),))


@pytest.mark.usefixtures("of_two")
def test_processes_that_die_over_a_picture_cost_pictures_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    written = []

    def write() -> None:
        time.sleep(3)  # longer than it takes the others to die
        written.append("tables")

    monkeypatch.setattr(album, "attempt", partial(die_there, tmp_path))
    with crew(2) as members:
        made = dict(album.pictures(tables(units=4), facts(), members, write))
        assert written == ["tables"], "it was waited for"
    (line,) = [message for message in caplog.messages if message.startswith("Not drawn")]
    assert "ended too soon (exit code 9)" in line
    named = [name for name in NAMES if name in line]
    assert named
    assert {f"figures/{name}.svg" for name in NAMES} - made.keys() == {f"figures/{name}.svg" for name in named}


DRAW = album.attempt


def draw_and_sign(folder: Path, of: Drawing, name: str) -> Drawn:
    """Draw, and leave a file that says in which kind of process."""
    (folder / ("other" if in_another_process() else "here")).touch()
    return DRAW(of, name)


@pytest.mark.usefixtures("of_two")
def test_pictures_drawn_in_another_process_speak_the_language_of_the_one_that_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait_for_the_other() -> None:
        until = time.monotonic() + 60
        while not (tmp_path / "other").exists() and time.monotonic() < until:
            time.sleep(0.01)

    monkeypatch.setattr(album, "attempt", partial(draw_and_sign, tmp_path))
    with crew(2) as members, in_capitals():
        made = dict(album.pictures(tables(units=4), facts(), members, wait_for_the_other))
    assert (tmp_path / "other").exists(), "the other process drew"
    assert made.keys() == files_of(NAMES)
    for name, title in (("time_use", b"WHERE DOES THE TIME GO?"), ("journeys", b"TIMES THE STORY IS TOLD")):
        assert title in made[f"figures/{name}.svg"]


def test_a_drawing_can_be_chosen_without_matplotlib(tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(pickle.dumps((tables(units=4), facts())))
    code = (
        "import pickle, sys\nfrom pathlib import Path\nfrom simulate.show.figures import album, drawing\n"
        "shown = drawing(*pickle.loads(Path('run').read_bytes()))\n"
        "print(*shown.names(), *shown.notes(), 'matplotlib' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("waiting_for_first_support waiting_for_full_support waits_by_unit time_use ")
    assert told.stdout.endswith(" Mid-size municipality, 2018 False\n")


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_in_what_is_done_first_is_no_matter_of_pictures(workers: int) -> None:
    with pytest.raises(OSError, match="no space"), crew(workers) as members:
        list(album.pictures(tables(units=4), facts(), members, partial(fail_with, OSError("no space"))))


def fail_with(error: Exception) -> None:
    raise error
