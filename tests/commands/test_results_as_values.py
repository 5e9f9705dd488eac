"""Results are a value: they can be kept, sent and compared, and hold no process."""

import dataclasses
import inspect
import pickle
from pathlib import Path

import pytest
from worlds import small_world

from simulate import interface
from simulate.experiment.crew import Crew
from simulate.experiment.how import How
from simulate.scenario.reading.load import load_text


@pytest.fixture(scope="module")
def results() -> interface.Results:
    return interface.run(load_text(small_world()), replications=2, seed=3, engine="simpy")


def test_results_that_were_kept_are_the_same_and_can_be_saved(results: interface.Results, tmp_path: Path) -> None:
    again = pickle.loads(pickle.dumps(results))
    assert again == results
    assert again is not results
    for name, one in (("one", results), ("again", again)):
        one.save(tmp_path / name, figures=False)
    names = {path.name for path in (tmp_path / "one").iterdir()} - {"results.xlsx"}
    assert len(names) > len(interface.TABLES)
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "again" / name).read_bytes()


def test_results_are_equal_where_the_same_was_found_however_it_was(results: interface.Results) -> None:
    pytest.importorskip("numba")
    scenario = load_text(small_world())
    assert interface.run(scenario, replications=2, seed=3, engine="compiled") == results
    assert interface.run(scenario, replications=2, seed=4, engine="simpy") != results
    assert interface.run(scenario, replications=1, seed=3, engine="simpy") != results
    assert results != "results"


def test_one_number_more_or_less_makes_other_results(results: interface.Results) -> None:
    for name in interface.TABLES:
        table = getattr(results, name)
        if len(table):
            other = dataclasses.replace(results.tables, **{name: table.iloc[:-1]})
            assert dataclasses.replace(results, tables=other) != results, name


def test_what_a_run_gives_for_its_block_are_results_without_processes_and_these_beside_them() -> None:
    with interface.running(load_text(small_world()), How(replications=1, engine="simpy", workers=2)) as (found, crew):
        assert isinstance(crew, Crew)
        assert not crew.is_alone
        pickle.dumps(found)
    assert crew.is_alone


def test_what_a_run_may_be_asked_for_is_written_down_once_and_means_the_same_everywhere() -> None:
    asked = inspect.signature(interface.run).parameters
    ways = {field.name: field for field in dataclasses.fields(How)}
    assert asked.keys() - ways.keys() == {"scenario", "progress", "command"}
    assert ways.keys() - asked.keys() == {"figures", "cluster"}, "run draws nothing, and asks no cluster"
    for name in asked.keys() & ways.keys():
        assert asked[name].default == ways[name].default
        assert asked[name].annotation == ways[name].type


def test_how_a_run_is_asked_for_is_settled_before_it_begins() -> None:
    scenario = load_text(small_world(run__replications="7", seed="5"))
    settled = How(organisations="siloed").settled({"town": scenario})
    assert (settled.replications, settled.seed, settled.organisations) == (7, None, ("siloed",))
    assert settled.applied_to(scenario) == scenario
    other = How(replications=2, seed=9).applied_to(scenario)
    assert (other.run.replications, other.seed) == (2, 9)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settled.seed = 1  # type: ignore[misc]
