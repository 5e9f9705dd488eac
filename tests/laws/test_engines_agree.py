"""Two engines, one log: the compiled engine writes what the reference engine writes, bit for bit."""

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from expected.shipped import BRIEF, SET, scenarios
from hypothesis import given, settings
from hypothesis import strategies as st
from random_worlds import World, worlds

import simulate
from simulate.engine import reference
from simulate.engine.compiled import run as compiled
from simulate.log import Log
from simulate.plan import Plan, PlanError
from simulate.world.children import cohort
from simulate.world.planning import plan

pytest.importorskip("numba", reason="the compiled engine needs numba")

BOTH = st.sampled_from(["first", "second"])


def outcome(run: Callable[[Plan], Log], plans: Plan) -> Log | str:
    """Give the log, or what is said where a plan cannot be carried out."""
    try:
        return run(plans)
    except PlanError as error:
        return str(error)


def assert_same(plans: Plan, run: Callable[[Plan], Log] = compiled.run) -> None:
    """Compare the logs of both engines array by array, or, where a plan cannot be carried out, what they say."""
    found, expected = outcome(run, plans), outcome(reference.run, plans)
    if isinstance(found, str) or isinstance(expected, str):
        assert found == expected
        return
    for column in dataclasses.fields(Log):
        one, other = getattr(expected, column.name), getattr(found, column.name)
        assert np.asarray(one).dtype == np.asarray(other).dtype, column.name
        assert np.array_equal(one, other, equal_nan=np.asarray(one).dtype.kind == "f"), column.name
    assert found.same_as(expected)


BRIEFLY = list(scenarios())


@pytest.mark.parametrize("name", BRIEFLY)
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
    assert compiled.run(plans, room=0.0001).same_as(compiled.run(plans))


@given(worlds(in_time=True), BOTH, st.sampled_from([1.0, 1.0, 4.0]))
@settings(max_examples=12)
def test_as_python_the_compiled_engine_keeps_to_its_tables_and_writes_the_same_log(
    world: World, name: str, times: float
) -> None:
    """Every number of a row is one of the table's, and every number that is written fits its field."""
    assert_same(crowded(world, times).plan(name) if times > 1 else world.plan(name), compiled.run_watchfully)


@pytest.mark.slow
@given(worlds(in_time=True), BOTH, st.sampled_from([1.0, 4.0]))
@settings(max_examples=200)
def test_as_python_it_does_so_in_hundreds_of_worlds(world: World, name: str, times: float) -> None:
    assert_same(crowded(world, times).plan(name) if times > 1 else world.plan(name), compiled.run_watchfully)
