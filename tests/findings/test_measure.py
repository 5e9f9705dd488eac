"""All measures of one replication together: a small story, and laws that hold in every town."""

import math
import time
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.findings.catalogue import CATALOGUE
from simulate.findings.measure import Findings, measure, pair
from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import NONE, Plan

from .handmade import Town, small_town
from .random_town import random_town
from .test_journeys import siloed_child

WINDOW = Window(300, 500, 700)


def random_lives(seed: int, children: int = 80) -> tuple[Plan, Log]:
    return random_town(np.random.default_rng(seed), children, WINDOW.end).lived()


def same(one: dict, other: dict) -> bool:
    return one.keys() == other.keys() and all(
        one[key] == other[key] or (one[key] != one[key] and other[key] != other[key]) for key in one
    )


def test_one_siloed_child_gives_every_headline_measure():
    # The child of test_journeys: first contact day 5, helped day 60, therapy day 250; limits 14 + 60 + 90 and 30 days.
    town = small_town(end=500)
    child = siloed_child(town)
    child.crises.append(100)
    values = measure(*town.lived(), Window(0, 100, 400), 1).values
    everybody = {key: values[key, "all"] for key in {measure.key for measure in CATALOGUE}}
    assert everybody == pytest.approx(
        {
            "first_contact_median": 5, "first_contact_mean": 5,
            "first_support_median": 60, "first_support_mean": 60, "first_support_p90": 60,
            "full_support_median": 250, "full_support_mean": 250, "full_support_p90": 250,
            "no_first_support_1y": 0, "no_full_support_1y": 0, "no_first_support_end": 0, "no_full_support_end": 0,
            "children_in_limit": 0,
            "people_met": 5, "worker_changes": math.nan, "units_met": 6, "administrations": 2,
            "story_told": 3, "handovers": 1, "refusals": 1,
            "unattended_days": 77, "need_days": 60 + 250, "crises": 1000,
            "given_up": 0, "never_noticed": 0, "aged_out": 0, "returns_12m": math.nan,
            "gap_needs": math.nan, "gap_urgent": math.nan, "gap_streams": math.nan, "screened_out": 0,
            "cost_per_child": math.nan,
        },
        nan_ok=True,
    )  # fmt: skip


def test_a_follow_up_of_less_than_a_year_says_nothing_about_a_year():
    town = small_town(end=500)
    siloed_child(town)
    values = measure(*town.lived(), Window(0, 200, 300), 0).values
    assert math.isnan(values["no_first_support_1y", "all"])


def test_gaps_compare_the_mean_waits_of_groups():
    # One need: 10 and 30 days. Two needs: 50 days, and that child is urgent.
    town = small_town(end=500)
    for days, kinds, urgent in ((10, 1, False), (30, 1, False), (50, 2, True)):
        child = town.child(0, urgent=urgent)
        for kind in town.kinds[:kinds]:
            child.need(kind).support = child.visit("help", 0, days, days + 5)
    values = measure(*town.lived(), Window(0, 100, 400), 1).values
    assert values["gap_needs", "all"] == 50 - 20
    assert values["gap_urgent", "all"] == 20 - 50


def test_streams_of_a_few_children_set_no_gap():
    town = small_town(end=500)
    for stream, days, count in (("school", 10, 30), ("social", 25, 30), ("unaccompanied", 300, 29)):
        for _ in range(count):
            child = town.child(0, stream=stream)
            child.need("schooling").support = child.visit("help", 0, days, days + 5)
    values = measure(*town.lived(), Window(0, 100, 400), 1).values
    assert values["gap_streams", "all"] == 15


def test_a_town_to_which_nobody_comes_is_measured_as_nothing():
    plan, log = Town(small_town().units, small_town().steps, WINDOW.end).lived()
    found = measure(plan, log, WINDOW, 1, keep_children=True)
    assert all(math.isnan(value) for value in found.values.values())
    assert found.children is not None
    assert len(found.children) == 0


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.permutations(range(6)))
def test_renaming_and_renumbering_units_changes_nothing(seed, order):
    plan, log = random_lives(seed)
    found = measure(plan, log, WINDOW, 1)
    moved = replace(
        plan,
        # unit u becomes number order[u], with another name
        units=tuple(replace(plan.units[order.index(k)], name=f"unit {k}") for k in range(6)),
        teams=tuple(tuple(sorted(order[unit] for unit in team)) for team in plan.teams),
        parts=replace(plan.parts, unit=np.array([*order, NONE])[plan.parts.unit]),
    )
    other = measure(moved, log, WINDOW, 1)
    names = {unit.name: f"unit {order[k]}" for k, unit in enumerate(plan.units)}
    assert same(found.values, other.values)
    assert found.time_use == other.time_use
    assert {names[unit]: load for unit, load in found.loads.items()} == other.loads
    assert all(str(wait) == str(other.waits[names[unit], step]) for (unit, step), wait in found.waits.items())
    assert all((length == other.lines[names[unit]]).all() for unit, length in found.lines.items())


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_groups_add_up_to_everybody(seed):
    found = measure(*random_lives(seed), WINDOW, 1, keep_children=True)
    table = found.children
    assert table is not None
    real = table[table["real_needs"] != ""]
    for measured in ("people_met", "story_told", "need_days", "handovers", "unattended_days"):
        assert found.values[measured, "all"] == pytest.approx(real[measured].mean())
        for group, inside in (("urgent", real["urgent"]), ("stream: school", real["stream"] == "school")):
            assert found.values.get((measured, group), math.nan) == pytest.approx(
                real.loc[inside, measured].mean(), nan_ok=True
            )
    assert found.values["screened_out", "all"] == pytest.approx(100 * (1 - len(real) / len(table)))
    horizon = real["full_support"].clip(upper=WINDOW.horizon).fillna(WINDOW.horizon)
    assert found.values["full_support_mean", "all"] == pytest.approx(horizon.mean())
    assert sum(found.time_use.values()) == pytest.approx(horizon.mean())


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_a_child_never_waits_longer_for_its_first_support_than_for_its_last(seed):
    table = measure(*random_lives(seed), WINDOW, 1, keep_children=True).children
    assert table is not None
    both = table[table["full_support"].notna()]
    assert (both["first_support"] <= both["full_support"]).all()
    assert (table["unattended_days"].dropna() >= -1e-9).all()
    assert (table["story_told"] <= table["people_met"]).all()


def test_a_table_of_children_is_kept_only_where_it_is_asked_for():
    plan, log = random_lives(1)
    assert measure(plan, log, WINDOW, 1).children is None
    assert measure(plan, log, WINDOW, 2, keep_children=True).children is not None


def test_what_is_kept_grows_with_the_number_of_children_only_by_curves_of_a_thousand_steps():
    def size(findings: Findings) -> int:
        kept = replace(findings, children=None)
        return sum(np.size(part) for field in fields(kept) for part in _parts(getattr(kept, field.name)))

    few, many = (pair([measure(*random_lives(1, children), WINDOW, 1)], "siloed")[0] for children in (200, 8000))
    assert size(few) == size(many)
    kept = [*many.curves.values(), *(wait.curve for wait in many.waits.values())]
    assert max(curve.people for curve in kept) > 1000
    assert max(len(curve.times) for curve in kept) <= 1000


def _parts(kept: object) -> list[object]:
    return list(kept.values()) if isinstance(kept, dict) else [kept]


@pytest.mark.slow
def test_a_base_replication_is_measured_in_two_seconds():
    plan, log = random_lives(1, 50_000)  # a quarter of a million visits
    measure(plan, log, WINDOW, 1, keep_children=True)  # the first time imports what it needs
    began = time.perf_counter()
    measure(plan, log, WINDOW, 1, keep_children=True)
    assert time.perf_counter() - began < 2
