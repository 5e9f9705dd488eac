"""`simulate run`: the table, the folder, and the ways to ask for them."""

import csv
import gzip
import json
import re
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from worlds import small_world

from simulate import interface
from simulate.engine import reference
from simulate.experiment import comparing, engines, replications
from simulate.experiment.engines import ASKED
from simulate.experiment.how import How
from simulate.scenario.reading.load import load

Call = Callable[..., Result]
QUICK = ("--no-figures", "--workers", "1")


def contents(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder but the provenance, in which there are times."""
    files = {path for path in folder.rglob("*") if path.is_file() and path.name != "provenance.json"}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}


def test_a_run_prints_a_table_of_at_most_100_columns_and_fills_a_folder(town: Path, simulate: Call) -> None:
    told = simulate("run", "town.toml", "--workers", 1)
    assert told.exit_code == 0, told.stderr
    lines = told.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    assert re.search(r"Wait to first support, median \(days\) .*\d.* −\d+ \[−\d+, −?\d+\]", told.stdout)
    assert "results/town" in lines[-1]
    names = {path.name for path in Path("results/town").iterdir()}
    tables = {f"{name}.csv" for name in interface.TABLES if name not in ("second_waits", "looks")}
    assert names == tables | {"figures", "results.xlsx", "table.txt", "scenario.toml", "provenance.json"}
    assert told.stdout.startswith(Path("results/town/table.txt").read_text(encoding="utf-8").rstrip())
    assert (
        len(list(Path("results/town/figures").glob("*.svg")))
        == len(list(Path("results/town/figures").glob("*.png")))
        == 8
    )
    assert "\x1b" not in told.stdout


def test_every_column_of_every_table_is_described(town: Path, simulate: Call) -> None:
    assert simulate("run", "town.toml", "--visits", *QUICK).exit_code == 0
    text = (Path(__file__).parents[2] / "results" / "README.md").read_text(encoding="utf-8")
    sections = {part.split("\n")[0].strip(): part for part in text.split("\n## ")}
    for path in Path("results/town").glob("*.csv*"):
        described = set(re.findall(r"`(\w+)`", sections[path.name]))
        assert set(pd.read_csv(path, nrows=1).columns) <= described, path.name
    measures = set(re.findall(r"^\| `(\w+)`", sections["Measures"], re.MULTILINE))
    assert set(pd.read_csv("results/town/summary.csv")["measure"]) <= measures


def test_the_number_of_processes_changes_no_byte(town: Path, simulate: Call) -> None:
    for workers in (1, 2, 3):
        told = simulate("run", "town.toml", "-r", 4, "--workers", workers, "--visits", "-o", f"with-{workers}")
        assert told.exit_code == 0, told.stderr
    one = contents(Path("with-1"))
    for other in (contents(Path("with-2")), contents(Path("with-3"))):
        assert one.keys() == other.keys()
        assert [name for name in one if one[name] != other[name]] == []
    assert {"figures/time_use.svg", "visits.csv.gz", "summary.csv"} < one.keys()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_engine_changes_no_byte_but_where_it_is_named(town: Path, simulate: Call, workers: int) -> None:
    pytest.importorskip("numba")
    for engine in ASKED:
        told = simulate(
            "run", "town.toml", "-r", 3, "--engine", engine, "--workers", workers, "--visits", "-o", f"with-{engine}"
        )
        assert told.exit_code == 0, told.stderr
    ours = contents(Path("with-simpy"))
    assert b"Engine: simpy." in ours["table.txt"]
    for engine in ("compiled", "auto"):
        theirs = contents(Path(f"with-{engine}"))
        theirs["table.txt"] = theirs["table.txt"].replace(b"Engine: compiled.", b"Engine: simpy.")
        assert ours.keys() == theirs.keys()
        assert [name for name in ours if ours[name] != theirs[name]] == []
    told = json.loads(Path("with-compiled/provenance.json").read_text(encoding="utf-8"))
    assert told["engine"] == "compiled"
    assert told["packages"]["numba"] == version("numba")


def test_every_engine_can_be_asked_for(simulate: Call) -> None:
    assert f"[{'|'.join(ASKED)}]" in simulate("run", "--help").stdout


def test_without_numba_a_run_says_so_in_a_line_and_the_compiled_engine_is_refused(
    town: Path, simulate: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    told = simulate("run", "town.toml", "--quiet", *QUICK)
    assert (told.exit_code, told.stdout) == (0, "")
    assert re.fullmatch(r"Numba is not installed: .*pip install numba\n", told.stderr)
    assert simulate("run", "town.toml", "--engine", "simpy", "-o", "asked", *QUICK).stderr == ""
    told = simulate("run", "town.toml", "--engine", "compiled", "-o", "forced", *QUICK)
    assert (told.exit_code, told.stdout) == (2, "")
    assert "pip install numba" in told.stderr
    assert "--engine simpy" in told.stderr
    assert not Path("forced").exists()


@pytest.mark.parametrize("quiet", [False, True])
def test_the_first_use_says_in_a_line_that_it_compiles(
    town: Path, simulate: Call, monkeypatch: pytest.MonkeyPatch, quiet: bool
) -> None:
    first = SimpleNamespace(is_compiled=lambda: False, prepare=lambda on_compile: on_compile(), run=reference.run)
    monkeypatch.setattr(engines, "_is_there", lambda: True)
    monkeypatch.setitem(sys.modules, "simulate.engine.compiled.run", first)
    told = simulate("run", "town.toml", "--engine", "compiled", *QUICK, *["--quiet"] * quiet)
    assert told.exit_code == 0
    assert told.stderr.count("\n") == (0 if quiet else 1)
    assert told.stderr.startswith("Compiling the engine") is not quiet


def test_the_scenario_that_was_written_gives_the_same_numbers_again(town: Path, simulate: Call) -> None:
    simulate("run", "town.toml", "-r", 2, "--seed", 77, "--set", "units.school_team.workers=6", "-o", "one", *QUICK)
    written = load("one/scenario.toml")
    assert (written.seed, written.run.replications, written.units["school_team"].workers) == (77, 2, 6)
    simulate("run", "one/scenario.toml", "-o", "two", *QUICK)
    assert contents(Path("one")) == contents(Path("two"))


def test_children_are_listed_of_the_first_replication_or_of_all(town: Path, simulate: Call) -> None:
    simulate("run", "town.toml", "-r", 2, "-o", "some", *QUICK)
    simulate("run", "town.toml", "-r", 2, "-o", "all", "--children", *QUICK)
    some, every = (pd.read_csv(f"{name}/children.csv") for name in ("some", "all"))
    assert set(some["replication"]) == {1}
    assert set(every["replication"]) == {1, 2}
    pd.testing.assert_frame_equal(every[every["replication"] == 1].reset_index(drop=True), some)


def test_visits_are_of_all_replications_and_organisations_never_change_who_comes(town: Path, simulate: Call) -> None:
    simulate("run", "town.toml", "-r", 2, "--visits", *QUICK)
    with gzip.open("results/town/visits.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["replication"] for row in rows} == {"1", "2"}
    who = {
        organisation: {(row["replication"], row["child"], row["stream"], row["needs"]) for row in rows
                       if row["organisation"] == organisation}
        for organisation in ("siloed", "integrated")
    }  # fmt: skip
    assert who["siloed"] == who["integrated"]


def test_json_holds_the_figures_of_the_table_and_null_for_what_is_not_reached(town: Path, simulate: Call) -> None:
    # too short a follow-up for nine in ten to have all their support
    told = simulate("run", "town.toml", "--json", "--set", "run.follow_up=40 days", *QUICK)
    figures = json.loads(told.stdout)
    assert figures["organisations"] == ["siloed", "integrated"]
    measures = {each["measure"]: each for each in figures["measures"]}
    summary = pd.read_csv("results/town/summary.csv").query("group == 'all'").set_index(["organisation", "measure"])
    for organisation in ("siloed", "integrated"):
        given = measures["people_met"]["values"][organisation]["value"]
        assert given == pytest.approx(summary.loc[(organisation, "people_met"), "value"], abs=1e-4)
    assert measures["full_support_p90"]["values"]["siloed"]["value"] is None
    assert figures["folder"] == "results/town"


def test_quiet_prints_nothing(town: Path, simulate: Call) -> None:
    told = simulate("run", "town.toml", "--quiet", *QUICK)
    assert (told.exit_code, told.output) == (0, "")
    assert Path("results/town/summary.csv").exists()


def test_only_the_chosen_organisations_run_and_the_first_is_the_baseline(town: Path, simulate: Call) -> None:
    simulate("run", "town.toml", "--organisations", "integrated,siloed", *QUICK)
    differences = pd.read_csv("results/town/differences.csv")
    assert set(differences["baseline"]) == {"integrated"}
    told = simulate("run", "town.toml", "--organisations", "siloed,integratd", "-o", "other", *QUICK)
    assert told.exit_code == 2
    assert 'there is no "integratd"; there are siloed, integrated' in told.stderr
    assert not Path("other").exists()


def test_organisations_of_two_files_are_told_apart_and_what_they_share_runs_once(town: Path, simulate: Call) -> None:
    Path("plan.toml").write_text(small_world(organisations__integrated__consent="0.5"), encoding="utf-8")
    told = simulate("run", "town.toml", "plan.toml", *QUICK)
    assert told.exit_code == 0, told.stderr
    summary = pd.read_csv("results/town+plan/summary.csv")
    assert list(dict.fromkeys(summary["organisation"])) == ["siloed", "town: integrated", "plan: integrated"]
    assert set(pd.read_csv("results/town+plan/gains.csv")["organisation"]) == {"town: integrated", "plan: integrated"}
    assert load("results/town+plan/scenario-plan.toml").organisations["integrated"].consent == 0.5


def test_children_of_another_seed_are_never_said_to_gain_or_lose(town: Path, simulate: Call) -> None:
    Path("other.toml").write_text(small_world(seed="99"), encoding="utf-8")
    told = simulate("run", "town.toml", "other.toml", *QUICK)
    assert "other children come to other: siloed and other: integrated than to town: siloed" in " ".join(
        told.stdout.split()
    )
    gains = pd.read_csv("results/town+other/gains.csv")
    assert set(gains["organisation"]) == {"town: integrated"}


def test_mistakes_in_all_files_are_told_at_once_and_nothing_is_written(town: Path, simulate: Call) -> None:
    Path("bad.toml").write_text(small_world(units__school_team__workers="-1"), encoding="utf-8")
    Path("worse.toml").write_text(small_world(organisations__siloed__refused="1.01"), encoding="utf-8")
    told = simulate("run", "bad.toml", "worse.toml", "missing.toml")
    assert told.exit_code == 2
    assert "bad.toml:" in told.stderr
    assert "worse.toml:" in told.stderr
    assert "missing.toml" in told.stderr
    assert "mistakes; nothing was done." in told.stderr
    assert not Path("results").exists()


def test_an_existing_folder_is_refused_before_anything_is_run(
    town: Path, simulate: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("results/town").mkdir(parents=True)
    Path("results/town/notes.txt").write_text("mine")
    monkeypatch.setattr(interface, "running", lambda *_, **__: pytest.fail("it ran"))
    told = simulate("run", "town.toml")
    assert told.exit_code == 2
    assert "exists already" in told.stderr
    told = simulate("run", "town.toml", "--force")
    assert told.exit_code == 2
    assert "not a results folder" in told.stderr
    assert Path("results/town/notes.txt").read_text() == "mine"


def test_force_replaces_a_results_folder_whole(town: Path, simulate: Call) -> None:
    simulate("run", "town.toml", *QUICK)
    assert simulate("run", "town.toml", *QUICK).exit_code == 2
    Path("results/town/mine.txt").write_text("mine")
    told = simulate("run", "town.toml", "--force", *QUICK)
    assert told.exit_code == 2
    assert "it holds what this program did not write there (mine.txt)" in told.stderr
    Path("results/town/mine.txt").unlink()
    Path("results/town/money.csv").unlink()
    assert simulate("run", "town.toml", "--force", *QUICK).exit_code == 0
    assert Path("results/town/money.csv").exists()
    assert [path.name for path in Path("results").iterdir()] == ["town"]


def test_provenance_tells_how_to_do_it_again_and_nothing_of_whose_computer_it_is(town: Path, simulate: Call) -> None:
    simulate("run", town, "--seed", 5, "--engine", "simpy", *QUICK)
    told = json.loads(Path("results/town/provenance.json").read_text(encoding="utf-8"))
    assert (told["seed"], told["replications"], told["organisations"]) == (5, 2, ["siloed", "integrated"])
    assert told["engine"] == "simpy"
    assert str(Path.home()) not in json.dumps(told)
    assert str(town.parent) not in json.dumps(told)


def test_a_fault_of_the_program_is_told_in_a_line_and_in_full_with_debug(
    town: Path, simulate: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object) -> None:
        raise RuntimeError("the sky fell")

    monkeypatch.setattr(replications, "replicate", fault)
    told = simulate("run", "town.toml", *QUICK)
    assert told.exit_code == 1
    assert "the sky fell" in told.stderr
    assert "fault of the program" in told.stderr
    assert isinstance(simulate("--debug", "run", "town.toml", *QUICK).exception, RuntimeError)
    assert not Path("results").exists()


def test_python_gives_the_same_tables_as_the_folder(town: Path, simulate: Call) -> None:
    simulate("run", "town.toml", "--seed", 4, *QUICK)
    results = interface.run(interface.load("town.toml"), seed=4)
    written = pd.read_csv("results/town/summary.csv")
    np.testing.assert_allclose(results.summary["value"], written["value"], atol=6e-5)
    assert list(results.summary["measure"]) == list(written["measure"])
    assert "Wait to first support, median" in str(results)
    assert set(results.visits["replication"]) == {1}
    assert {len(results.lines), len(results.children)} != {0}
    assert results.save("again", figures=False) == Path("again")
    assert contents(Path("again")) == contents(Path("results/town"))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_folder_saved_while_the_processes_are_there_is_the_same(town: Path, workers: int) -> None:
    scenario = interface.load("town.toml")
    interface.run(scenario, replications=2).save("alone")
    with interface.running(scenario, How(replications=2, workers=workers)) as (results, crew):
        results.save("together", crew=crew)
    assert len(list(Path("together/figures").iterdir())) >= 16
    assert contents(Path("together")) == contents(Path("alone"))
    results.save("late")
    assert contents(Path("late")) == contents(Path("alone"))


def test_one_process_more_draws_where_running_is_not_worth_it(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = interface.load("town.toml")

    def others(cores: int, workers: int | None = None, figures: bool = True) -> int:
        monkeypatch.setattr(comparing, "cores", lambda: cores)
        with interface.running(scenario, How(replications=2, workers=workers, figures=figures)) as (_, crew):
            return len(crew._others)

    assert others(2) == 1
    assert others(1) == others(2, workers=1) == others(2, figures=False) == 0


def test_python_takes_scenarios_as_they_come_by_hand(town: Path) -> None:
    scenario = interface.load("town.toml", units__school_team__workers=3)
    assert scenario.units["school_team"].workers == 3
    Path("plan.toml").write_text(small_world(organisations__integrated__consent="0.5"), encoding="utf-8")

    def labels(given: Any, **how: Any) -> list[str]:
        return list(interface.run(given, replications=1, engine="simpy", **how).facts.organisations)

    assert labels("town.toml") == labels(town) == labels([town]) == labels({"town": scenario}) == [
        "siloed", "integrated"
    ]  # fmt: skip
    both = ["siloed", "town: integrated", "plan: integrated"]
    assert labels(["town.toml", Path("plan.toml")]) == both
    assert labels({"town": interface.load("town.toml"), "plan": "plan.toml"}) == both
    assert labels("town.toml", organisations="integrated") == ["integrated"]


def test_numbers_of_numpy_are_numbers(town: Path) -> None:
    results = interface.run("town.toml", replications=np.int64(2), seed=np.uint32(5), workers=np.int8(1))
    saved = results.save("saved", figures=False)
    told = json.loads((saved / "provenance.json").read_text(encoding="utf-8"))
    assert (told["seed"], told["replications"]) == (5, 2)
    interface.run("town.toml", replications=2, seed=5).save("again", figures=False)
    assert contents(Path("again")) == contents(saved)


def test_every_table_of_the_results_can_be_had_in_python(town: Path) -> None:
    results = interface.run(interface.load("town.toml"), replications=1)
    for name in interface.TABLES:
        assert getattr(results, name) is getattr(results.tables, name), name
    empty = {name for name in interface.TABLES if not len(getattr(results, name))}
    assert empty == {"staff", "money", "second_waits", "looks"}, "the town has no rules for staff and no costs"
    assert "siloed, integrated: 1 replications" in repr(results)
