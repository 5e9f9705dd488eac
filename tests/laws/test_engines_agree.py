"""Two engines, one log: the compiled engine writes what the reference engine writes, bit for bit."""

import copy
import dataclasses
from collections.abc import Callable
from enum import IntEnum

import numpy as np
import pytest
from expected.shipped import BRIEF, SET, scenarios
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import World, worlds

import simulate
from simulate.engine import columns, memory, places, reference, tables
from simulate.engine.moments import Phase, State
from simulate.log import Ending, Log, Outcome, Staffing
from simulate.plan import NONE, Plan, PlanError
from simulate.world.children import cohort
from simulate.world.planning import plan

compiled = pytest.importorskip("simulate.engine.compiled", reason="the compiled engine needs numba")
native = pytest.importorskip("simulate.engine.native")

BOTH = st.sampled_from(["first", "second"])


def outcome(run: Callable[[Plan], Log], plans: Plan) -> Log | str:
    """Give the log, or what is said where a plan cannot be carried out."""
    try:
        return run(plans)
    except PlanError as error:
        return str(error)


def assert_same(plans: Plan) -> None:
    """Compare the logs of both engines array by array, or, where a plan cannot be carried out, what they say."""
    found, expected = [outcome(engine.run, plans) for engine in (native, reference)]
    if isinstance(found, str) or isinstance(expected, str):
        assert found == expected
        return
    for column in dataclasses.fields(Log):
        one, other = getattr(expected, column.name), getattr(found, column.name)
        assert np.asarray(one).dtype == np.asarray(other).dtype, column.name
        assert np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f"), column.name
    assert found.same_as(expected)


@pytest.mark.parametrize("name", scenarios())
def test_engines_agree_on_a_short_run_of_every_shipped_scenario(name: str) -> None:
    scenario = simulate.load(scenarios()[name], **(BRIEF | SET.get(name, {})))
    here = cohort(scenario, 1)
    for organisation in scenario.organisations:
        assert_same(plan(here, organisation))


@pytest.mark.slow
@pytest.mark.parametrize("name", scenarios())
def test_engines_agree_on_every_shipped_scenario(name: str) -> None:
    scenario = simulate.load(scenarios()[name])
    here = cohort(scenario, 1)
    for organisation in scenario.organisations:
        assert_same(plan(here, organisation))


@given(worlds(in_time=True), BOTH)
@settings(max_examples=150)
def test_engines_agree_on_random_worlds(world: World, name: str) -> None:
    assert_same(world.plan(name))


@pytest.mark.slow
@given(worlds(in_time=True), BOTH, st.integers(0, 3))
@settings(max_examples=3000)
def test_engines_agree_on_thousands_of_random_worlds(world: World, name: str, replication: int) -> None:
    assert_same(world.plan(name, replication))


def crowded(world: World, times: float) -> World:
    """Let so many times as many children come to the same units."""
    streams = {
        name: {**stream, "per_day": stream["per_day"] * times} for name, stream in world.terms["arrivals"].items()
    }
    return world.changed(arrivals=streams, changes=[])


@given(worlds(in_time=True), BOTH, st.sampled_from([4.0, 20.0]))
@settings(max_examples=25)
def test_engines_agree_on_overloaded_worlds(world: World, name: str, times: float) -> None:
    assert_same(crowded(world, times).plan(name))


@given(worlds(in_time=True), BOTH)
@settings(max_examples=25)
def test_engines_agree_where_nobody_comes(world: World, name: str) -> None:
    plans = crowded(world, 0.0).plan(name)
    assert len(plans.children) == 0
    assert_same(plans)


@given(worlds(in_time=True), BOTH)
@settings(max_examples=10)
def test_a_run_starts_again_when_a_table_is_too_small(world: World, name: str) -> None:
    """What nobody can count beforehand is given room; with none of it the answer is the same."""
    plans = world.plan(name)
    expected = native.run(plans)
    tight = native.run(plans, room=0.0001)
    assert tight.same_as(expected)


@given(worlds(in_time=True), BOTH, st.sampled_from([1, 3]))
@settings(max_examples=15)
def test_moments_that_find_no_place_in_order_happen_in_turn_all_the_same(world: World, name: str, few: int) -> None:
    plans = world.plan(name)
    expected = native.run(plans)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "FEW", few)
        assert native.run(plans).same_as(expected)


def test_a_log_stays_as_it_is_when_the_memory_of_its_run_is_used_again() -> None:
    scenario = simulate.load(scenarios()["tutorial"], **BRIEF)
    one, another = (plan(cohort(scenario, replication), "siloed") for replication in (1, 2))
    log = native.run(one)
    kept = memory._kept.blocks
    assert len(kept) > 10
    before = copy.deepcopy(log)
    assert not native.run(another).same_as(before)
    assert log.same_as(before)
    for column in dataclasses.fields(Log):
        assert not any(np.shares_memory(getattr(log, column.name), block) for block in kept), column.name


def test_memory_of_tables_that_are_not_too_large_is_kept_and_tables_begin_at_a_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "_kept", memory._Blocks())
    monkeypatch.setattr(memory, "LARGEST_KEPT", 10_000)
    before: list[object] = []
    for rows, keeps in ((100, True), (105, True), (30, True), (2000, False), (110, True)):
        run = memory.Memory()
        tables = [run.filled(kind, rows, number) for number, kind in enumerate((np.float64, np.int32, np.int8))]
        for number, table in enumerate(tables):
            assert table.ctypes.data % 64 == 0
            assert len(table) == rows
            assert (table == number).all(), "no table is in the place of another"
        kept = memory._kept.blocks
        assert [np.shares_memory(table, block) for table, block in zip(tables, kept, strict=True)] == (
            [keeps, True, True]
        )
        assert max(map(len, kept)) <= 10_000
        if rows in (105, 30):
            assert [block is other for block, other in zip(kept, before, strict=True)] == [True] * 3
        before = list(kept)


def test_compiled_code_gets_only_tables_of_the_layout_it_was_compiled_for() -> None:
    town, _ = columns.columns_of(columns.nobodys_plan(), 1.0, memory.Memory())
    layout = tables.layout_of(town)
    places = tables.addresses(town, layout).reshape(-1, 2)
    assert places[:, 1].tolist() == [len(table) for table in town]
    assert places[town._fields.index("tree"), 0] == town.tree.ctypes.data
    for wrong in (town.arrival.astype(np.float32), np.zeros((4, 2))[:, 0]):
        with pytest.raises(TypeError, match="in one piece; compiled for"):
            tables.addresses(town._replace(arrival=wrong), layout)


def test_numbers_stand_in_the_compiled_file_as_they_are_elsewhere() -> None:
    def assert_numbers(kinds: type[IntEnum], **otherwise: str) -> None:
        for kind in kinds:
            assert getattr(compiled, otherwise.get(kind.name, kind.name)) == kind, kind

    assert_numbers(Phase)
    assert_numbers(State)
    ends = {"FINISHED": "ENDS_FINISHED", "WITHDRAWN": "ENDS_WITHDRAWN", "AGED_OUT": "ENDS_AGED_OUT"}
    assert_numbers(Outcome, **ends)
    assert_numbers(Ending, AGED_OUT="NEED_AGED_OUT")
    assert_numbers(Staffing)
    assert (compiled.NONE, compiled.NOBODY) == (NONE, places.NOBODY)
