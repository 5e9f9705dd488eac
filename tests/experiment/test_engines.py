"""Which engine runs: asked for, chosen by the work, or the one that can be had."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from worlds import small_world

import simulate
from simulate import interface
from simulate.experiment import engines
from simulate.experiment.comparing import run_comparison
from simulate.experiment.crew import crew
from simulate.experiment.engines import (
    ASKED,
    Asked,
    EngineError,
    choose_engine,
    count_lives,
    likely_engine,
    prepare,
    usual_workers,
)
from simulate.experiment.replications import Keep
from simulate.experiment.variants import variants
from simulate.scenario.reading import load_text

LITTLE, MUCH = 500, 1_000_000
COMPILED = "simulate.engine.compiled"


@pytest.fixture
def _with_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let numba seem to be there, whether it is or not, and the compiled engine be in its cache."""
    monkeypatch.setattr(engines, "_why_not_found", lambda: "")
    monkeypatch.setitem(sys.modules, COMPILED, stand_in(is_compiled=True))


def stand_in(is_compiled: bool) -> object:
    return SimpleNamespace(
        is_compiled=lambda: is_compiled, prepare=lambda on_compile: None if is_compiled else on_compile()
    )


@pytest.mark.usefixtures("_with_numba")
def test_auto_takes_the_compiled_engine_where_that_is_worth_its_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert choose_engine("auto", LITTLE) == "simpy"
    assert choose_engine("auto", 20_000) == "compiled"
    monkeypatch.setitem(sys.modules, COMPILED, stand_in(is_compiled=False))
    assert choose_engine("auto", 20_000) == "simpy", "it would have to be compiled first"
    assert choose_engine("auto", MUCH) == "compiled"
    assert caplog.messages == []


@pytest.mark.usefixtures("_with_numba")
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("lives", [LITTLE, MUCH])
def test_the_engine_that_is_likely_is_the_one_that_is_chosen(asked: Asked, lives: float) -> None:
    assert likely_engine(asked, lives) == choose_engine(asked, lives)


@pytest.mark.usefixtures("_with_numba")
def test_the_first_use_says_that_it_compiles_and_later_ones_say_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert prepare("auto", "simpy") == "simpy"
    assert prepare("auto", "compiled") == "compiled"
    assert caplog.messages == []
    monkeypatch.setitem(sys.modules, COMPILED, stand_in(is_compiled=False))
    assert prepare("auto", "compiled") == "compiled"
    (line,) = caplog.messages
    assert line.startswith("Compiling the engine")


def test_a_numba_that_cannot_compile_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(on_compile: Callable[[], None]) -> None:
        raise AttributeError("'Part' has no attribute 'link'\nand much more")

    monkeypatch.setitem(sys.modules, COMPILED, SimpleNamespace(prepare=fail))
    assert prepare("auto", "compiled") == "simpy"
    (line,) = caplog.messages
    assert line.startswith("This numba cannot compile the engine (AttributeError: 'Part' has no attribute 'link'): ")
    with pytest.raises(EngineError, match=r"cannot compile the engine .* --engine simpy"):
        prepare("compiled", "compiled")
    monkeypatch.setattr("simulate.experiment.comparing.choose_engine", lambda *_: "compiled")
    results = interface.run(load_text(small_world()), replications=1)
    assert results.provenance["engine"] == "simpy", "so says the run"


@pytest.mark.parametrize("much", [LITTLE, MUCH])
def test_without_numba_auto_takes_simpy_and_says_what_is_missing(
    much: float, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, COMPILED, raising=False)
    assert choose_engine("auto", much) == "simpy"
    (line,) = caplog.messages
    assert likely_engine("auto", much) == "simpy"
    assert line.startswith("Numba is not installed: SimPy runs instead")
    assert "pip install numba" in line
    assert choose_engine("simpy", much) == "simpy"
    assert len(caplog.messages) == 1, "who asks for SimPy misses nothing"
    with pytest.raises(EngineError, match=r"numba is not installed.*pip install numba.*--engine simpy"):
        choose_engine("compiled", much)


def test_a_numba_that_cannot_be_imported_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(name: str) -> None:
        raise ImportError("the compiled engine needs numba") from SystemError("needs another numpy")

    monkeypatch.setattr(engines, "_why_not_found", lambda: "")
    monkeypatch.setattr(engines, "import_module", refuse)
    assert choose_engine("auto", MUCH) == "simpy"
    assert "needs another numpy" in caplog.text
    with pytest.raises(EngineError, match="needs another numpy"):
        choose_engine("compiled", LITTLE)


def test_an_engine_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'turbo'.*auto, simpy, compiled"):
        interface.run(load_text(small_world()), engine="turbo")


def test_processes_are_started_only_for_work_that_outlasts_their_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines.os, "sched_getaffinity", lambda _: {0, 1, 5}, raising=False)
    assert usual_workers("simpy", LITTLE) == usual_workers("compiled", LITTLE) == 1
    assert usual_workers("simpy", 50_000) == 3
    assert usual_workers("compiled", 50_000) == 1
    assert usual_workers("compiled", MUCH) == 3


def test_lives_are_those_of_all_organisations_and_replications() -> None:
    compared = variants({"town": load_text(small_world())})
    expected = count_lives(compared, 1)
    assert count_lives(compared, 7) == pytest.approx(7 * expected)
    with crew(1) as members:
        visits = run_comparison(compared, 1, Keep(), "simpy", members).visits
    came = visits.groupby("organisation", observed=True)["child"].nunique()
    assert came.sum() == pytest.approx(expected, rel=0.2)


def test_the_results_say_which_engine_ran() -> None:
    results = interface.run(load_text(small_world()), replications=1, engine="simpy")
    assert results.provenance["engine"] == "simpy"
    assert "numba" not in results.provenance["packages"]
    assert str(results).rstrip().endswith("Engine: simpy.")


def test_where_the_package_cannot_be_written_the_engine_is_kept_in_the_users_cache(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    package = Path(simulate.__file__).parent
    shutil.copytree(package, tmp_path / "simulate", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "simulate" / "engine" / "__pycache__").touch()  # so that no folder can be made there, not even by root
    (tmp_path / "home").mkdir()
    code = "from simulate.engine import compiled as c; print(c.__file__, c.live.stats.cache_path, c.is_compiled())"
    places = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "home"), "PYTHONPATH": str(tmp_path)}
    kept = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=kept | places, capture_output=True, text=True, check=True
    )
    file, folder, compiled = told.stdout.split()
    assert Path(file).is_relative_to(tmp_path / "simulate")
    assert Path(folder).is_relative_to(tmp_path / "home")
    assert compiled == "False"
