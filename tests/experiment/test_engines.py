"""Which engine runs: asked for, chosen by the work, or the one that can be had."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import small_world

from simulate import interface
from simulate.engine import reference
from simulate.engine.compiled import kept
from simulate.engine.compiled import run as compiled
from simulate.engine.compiled.layout.town import Tables
from simulate.engine.compiled.live import live
from simulate.engine.compiled.run import WrongEngineError, require_right
from simulate.engine.compiled.trial import trial_plan
from simulate.engine.compiled.watchful import watched
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
from simulate.experiment.how import How
from simulate.experiment.variants import variants
from simulate.log import Ending, Outcome, Staffing
from simulate.plan import NONE
from simulate.scenario.reading.load import load_text

LITTLE, MUCH = 500, 1_000_000
COMPILED = "simulate.engine.compiled.run"


@pytest.fixture
def _with_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let numba seem to be there, whether it is or not, and the compiled engine be in its cache."""
    monkeypatch.setattr(engines, "_is_there", lambda: True)
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


@pytest.mark.parametrize(
    "error",
    [
        AttributeError("'Part' has no attribute 'link'\nand much more"),
        ImportError("Numba needs NumPy 2.2 or less"),
        OSError("Could not find/load shared object file"),
        WrongEngineError("what it makes of the engine writes another log than SimPy"),
    ],
    ids=["cannot compile", "cannot be imported", "has no library", "compiles something else"],
)
def test_a_numba_that_does_not_fit_is_as_good_as_none(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(on_compile: Callable[[], None]) -> None:
        raise error

    monkeypatch.setitem(sys.modules, COMPILED, SimpleNamespace(prepare=fail))
    assert prepare("auto", "compiled") == "simpy"
    (line,) = caplog.messages
    reason = f"{type(error).__name__}: {error}".split("\n")[0]
    assert line.startswith(f"This numba cannot compile the engine ({reason}): ")
    with pytest.raises(EngineError, match=r"cannot compile the engine .* --engine simpy"):
        prepare("compiled", "compiled")
    monkeypatch.setattr("simulate.experiment.comparing.choose_engine", lambda *_: "compiled")
    results = interface.run(load_text(small_world()), replications=1)
    assert results.provenance["engine"] == "simpy", "so says the run"


class Code:
    """Stands for machine code: the engine as Python, and with `wrong`, one that forgets a minute of the last visit."""

    was_compiled = True

    def __init__(self, wrong: bool) -> None:
        self._wrong = wrong

    def live(self, *bundles: Tables) -> None:
        live(*map(watched, bundles))
        if self._wrong:
            finished = np.flatnonzero(~np.isnan(bundles[2].finished))
            bundles[2].finished[finished[-1]] -= 1 / 1440


def test_machine_code_that_writes_another_log_of_the_trial_plan_is_refused_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    require_right(Code(wrong=False))  # type: ignore[arg-type]
    folder = kept.ready()
    assert folder is not None
    with pytest.raises(WrongEngineError, match="another log than SimPy"):
        require_right(Code(wrong=True))  # type: ignore[arg-type]
    assert not folder.exists()


def test_the_trial_plan_gives_every_rule_something_to_do() -> None:
    plan, log = trial_plan(), reference.run(trial_plan())
    assert set(log.outcome.tolist()) == set(Outcome)
    assert set(log.ending.tolist()) == set(Ending)
    assert set(log.staff_what.tolist()) == set(Staffing)
    for rows in (log.developed_unit, log.left_visit, log.crisis_at):
        assert len(rows) > 3
    taken = log.taken_by[log.given_by >= 0]
    assert (taken >= 0).any(), "a colleague takes a case over"
    begun = log.started >= 0
    for kind, name in (
        (plan.visits.acute, "acute"),
        (plan.visits.team == 2, "joint"),
        (plan.visits.team == 3, "meeting"),
    ):
        assert (begun & kind).sum() > 10, name
    assert np.nanmax(log.started - log.asked) > plan.rules.keeps_places_after
    assert (log.urgent != plan.children.urgent[plan.visits.child]).any()
    returns = plan.needs.arises_with[plan.needs.arises_with != NONE]
    assert begun[returns].any(), "somebody comes back"
    early = np.flatnonzero(plan.visits.at_start & begun)
    before = plan.visits.after.values[plan.visits.after.starts[early]]
    assert (log.started[early] < log.finished[before]).sum() > 3, "some begin as those before them go on"


@pytest.mark.usefixtures("_with_numba")
def test_where_machine_code_can_be_kept_nowhere_a_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folders = []
    entry = SimpleNamespace(MachineCode=lambda folder: folders.append(folder) or Code(wrong=False))
    monkeypatch.setitem(sys.modules, "simulate.engine.compiled.entry", entry)
    monkeypatch.setattr(kept, "is_there", lambda: False)
    monkeypatch.setattr(kept, "ready", lambda: None)
    said: list[str] = []
    compiled._prepared(lambda: said.append("compiling"))
    assert (folders, said) == ([None], ["compiling"])
    (line,) = caplog.messages
    assert "can be kept nowhere" in line
    assert "NUMBA_CACHE_DIR" in line


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
        visits = run_comparison(compared, How(replications=20, engine="simpy", visits=True), members).visits
    came = visits.groupby(["organisation", "replication"], observed=True)["child"].nunique()
    luck = (20 * expected) ** 0.5  # of a Poisson number
    assert abs(came.sum() - 20 * expected) <= 3 * luck


def test_the_results_say_which_engine_ran() -> None:
    results = interface.run(load_text(small_world()), replications=1, engine="simpy")
    assert results.provenance["engine"] == "simpy"
    assert "numba" not in results.provenance["packages"]
    assert str(results).rstrip().endswith("Engine: simpy.")
