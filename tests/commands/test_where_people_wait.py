"""The answer is on the screen as soon as it is known; files come after it, and what is not needed is not imported."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from worlds import small_world

from simulate import interface
from simulate.experiment.how import How
from tests.commands.processes import outside
from tests.commands.test_from_outside import loaded_by, started

QUICK = ("--engine", "simpy", "-r", "1")

SAYS_WHEN_IT_SAVES = """
from simulate import files
save = files.save
def and_say_so(*arguments, **more):
    print("SAVING", flush=True)
    folder = save(*arguments, **more)
    print("SAVED", flush=True)
    return folder
files.save = and_say_so
from simulate.cli import main
main()
"""


def test_the_answer_is_shown_before_any_file_is_made_and_the_folder_is_named_when_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    told = outside(tmp_path, "run", "town.toml", *QUICK, "--no-figures", code=SAYS_WHEN_IT_SAVES)
    answer, files, end = re.split("SAVING\n|SAVED\n", told.stdout)
    assert answer.startswith("Three units\n")
    assert answer.endswith("Engine: simpy.\n")
    assert files == ""
    assert end == "\nTables, figures and the scenario as it was run: results/town\n"


DRAWS_FOR_A_MINUTE = """
import time
from simulate.show.figures import album
def draw_for_a_minute(*_):
    time.sleep(60)
album._rendered = draw_for_a_minute
from simulate.cli import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals to a group of processes")
def test_drawing_that_is_interrupted_leaves_the_answer_on_the_screen_and_nothing_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    process = started(tmp_path, "run", "town.toml", *QUICK, "--workers", "1", code=DRAWS_FOR_A_MINUTE)
    killer = threading.Timer(100, process.kill)
    killer.start()
    assert process.stdout is not None
    shown = [next(process.stdout)]
    while not shown[-1].startswith("Model: "):
        shown.append(next(process.stdout))
    while not list(tmp_path.glob("results/.simulate-*/draft/summary.csv")):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    killer.cancel()
    assert (process.returncode, output) == (130, "")
    assert errors.endswith("Interrupted. Nothing unfinished was left.\n")
    assert shown[0] == "Three units\n"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["town.toml"]


@pytest.fixture
def without_matplotlib(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder in which no process can import matplotlib."""
    instead = tmp_path / "instead"
    instead.mkdir()
    (instead / "matplotlib.py").write_text("raise ImportError('No module named matplotlib')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(instead), os.environ.get("PYTHONPATH", "")]))
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "town.toml").write_text(small_world(), encoding="utf-8")
    return folder


@pytest.mark.parametrize("workers", ["1", "2"])
def test_without_figures_a_run_needs_no_matplotlib(without_matplotlib: Path, workers: str) -> None:
    told = outside(without_matplotlib, "run", "town.toml", *QUICK, "--workers", workers, "--no-figures")
    assert (told.returncode, told.stderr) == (0, "")
    assert (without_matplotlib / "results" / "town" / "results.xlsx").exists()


def test_where_matplotlib_is_missing_all_but_the_figures_is_shown_and_saved(without_matplotlib: Path) -> None:
    told = outside(without_matplotlib, "run", "town.toml", *QUICK)
    assert told.returncode == 0
    assert told.stdout.startswith("Three units\n")
    assert told.stderr.startswith("Not drawn, though all else is saved: ")
    assert told.stderr.count("\n") == 1
    saved = {path.name for path in (without_matplotlib / "results" / "town").iterdir()}
    assert {f"{name}.csv" for name in interface.TABLES if name not in ("second_waits", "looks")} | {
        "results.xlsx",
        "table.txt",
    } < saved
    assert "figures" not in saved


@pytest.mark.parametrize(
    ("more", "loaded"),
    [(["--no-figures", "--engine", "simpy"], ["simpy", "pandas", "xlsxwriter"]),
     (["--no-figures", "--engine", "compiled"], ["pandas", "numba", "xlsxwriter"])],
)  # fmt: skip
def test_a_run_imports_what_it_needs_and_nothing_else(tmp_path: Path, more: list[str], loaded: list[str]) -> None:
    if "compiled" in more:
        pytest.importorskip("numba")
    looked_for = ("simpy", "pandas", "numba", "matplotlib", "scipy.stats", "scipy.optimize", "xlsxwriter", "openpyxl")
    found = loaded_by(tmp_path, ["run", "town.toml", "-r", "1", "--workers", "1", *more], looked_for)
    assert sorted(found) == sorted(loaded)


def test_one_is_told_how_many_of_the_pictures_are_drawn(town: Path) -> None:
    told: list[tuple[float, int]] = []
    results = interface.run("town.toml", replications=1, engine="simpy")
    results.save("alone", progress=lambda *done: told.append(done))
    assert told == [(number, 8) for number in range(9)]
    told.clear()
    with interface.running("town.toml", How(replications=1, workers=2, figures=True)) as (results, crew):
        results.save("together", crew=crew, progress=lambda *done: told.append(done))
    assert told == [(number, 8) for number in range(9)]


def test_a_bar_on_a_terminal_shows_how_far_pictures_have_come(
    town: Path, simulate: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    bars: dict[str, list[tuple[float, int]]] = {}

    class Bar:
        def __init__(self, what: str, quiet: bool) -> None:
            self._done = bars.setdefault(what, [])

        def __enter__(self) -> Callable[[float, int], None]:
            return lambda done, total: self._done.append((done, total))

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr("simulate.cli.running.progress_bar", Bar)
    assert simulate("run", "town.toml", *QUICK, "--workers", 1).exit_code == 0
    assert (bars["Replications"][-1], bars["Figures"][-1]) == ((1, 1), (8, 8))
    assert simulate("run", "town.toml", *QUICK, "--no-figures", "-o", "other").exit_code == 0
    assert len(bars["Figures"]) == 9, "nothing was drawn, and no bar shown"
