"""The tables of children and visits, row by row."""

import numpy as np
import pandas as pd
import pytest

from simulate.findings.children import need_sets
from simulate.findings.measure import measure
from simulate.findings.visits import visits_table
from simulate.findings.window import Window

from .handmade import Town, small_town
from .test_journeys import siloed_child


def test_a_row_of_the_children_tells_the_whole_story():
    town = small_town(end=500)
    child = siloed_child(town)
    child.age, child.urgent = 9.5, True
    child.needs[1].noticed = False
    table = measure(*town.lived(), Window(0, 100, 400), 1, keep_children=True).children
    assert table is not None
    assert np.isnan(table.pop("worker_changes")).all(), "nobody comes or goes"
    assert table.to_dict("records") == [
        {
            "replication": 1, "organisation": "siloed", "child": 0, "stream": "school", "arrival": 0.0, "age": 9,
            "urgent": True, "needs": "schooling+mental_health", "real_needs": "schooling+mental_health",
            "noticed": "schooling", "first_contact": 5.0, "first_support": 60.0, "full_support": 250.0,
            "first_contact_end": "reached", "first_support_end": "reached", "full_support_end": "reached",
            "people_met": 5, "units_met": 6, "administrations": 2, "story_told": 3, "handovers": 1, "refusals": 1,
            "unattended_days": 77.0, "need_days": 310.0, "crises": 0, "returns": 0, "outcome": "supported",
        }
    ]  # fmt: skip


def test_the_table_of_visits_says_when_a_child_left_the_line():
    town = small_town(end=500)
    child = town.child(10)
    child.need("schooling")
    child.visit("intake", 10, left=25)
    child.visit("assessment", 30, 40, 50)
    table = visits_table(*town.lived(), replication=1)
    assert table["outcome"].tolist() == ["withdrawn", "finished"]
    assert table["left"].tolist() == pytest.approx([25, np.nan], nan_ok=True)


def test_the_end_of_a_wait_is_empty_for_the_supports_of_a_child_without_a_real_need():
    town = small_town(end=500)
    child = town.child(10)
    child.need("schooling", real=False)
    child.visit("intake", 10, 12, 13)
    table = measure(*town.lived(), Window(0, 100, 400), 1, keep_children=True).children
    assert table is not None
    ends = table[["first_contact_end", "first_support_end", "full_support_end"]]
    assert ends.to_numpy().tolist() == [["reached", "", ""]]


def test_only_counted_children_are_listed_under_their_number_in_the_plan():
    town = small_town(end=500)
    for arrival in (0, 50, 60):
        town.child(arrival).need("schooling")
    table = measure(*town.lived(), Window(40, 60, 400), 1, keep_children=True).children
    assert table is not None
    assert table["child"].tolist() == [1, 2]
    assert table["outcome"].tolist() == ["waiting", "waiting"]


def test_sets_of_needs_are_told_apart_however_many_needs_there_are():
    names = tuple(f"n{number}" for number in range(70))
    plan, _ = Town(small_town().units, {}, 100, kinds=names).lived()
    which = np.random.default_rng(1).random((200, 70)) < 0.5
    which[1], which[2] = which[0], which[0]
    which[2, 0] = ~which[0, 0]
    which[3] = False
    assert need_sets(plan, which).tolist() == [
        "+".join(name for name, inside in zip(names, row, strict=True) if inside) for row in which
    ]


def test_a_joint_visit_has_a_row_for_each_of_its_units():
    town = small_town(end=500)
    child = town.child(10)
    child.need("schooling")
    child.visit("intake", 10, 12, 15, workers=(1,))
    child.visit("assessment", 20, 30, 40, units=("assessors", "clinic"), workers=(1, 0), pause=5)
    child.visit("delay", 40, 40, 50)
    child.visit("decision", 50, 56, 56)
    child.visit("help")
    child.visit("acute visit", acute=True)
    table = visits_table(*town.lived(), replication=3)
    shown = table[["step", "role", "unit", "worker", "pause", "asked", "outcome"]].astype(object)
    rows = shown.where(shown.notna(), None).to_numpy().tolist()
    assert rows == [
        ["intake", "intake", "reception", 1, 0, 10, "finished"],
        ["assessment", "assessment", "assessors", 1, 5, 20, "finished"],
        ["assessment", "assessment", "clinic", 0, 5, 20, "finished"],
        ["delay", "assessment", None, None, 0, 40, "finished"],
        ["decision", "decision", "team meeting", None, 0, 50, "finished"],  # a meeting has no worker
        ["help", "support", "helpers", None, 0, None, "not asked"],
    ]
    assert set(table["replication"]) == {3}
    assert set(table["needs"]) == {"schooling"}


def test_each_part_of_a_joint_visit_is_finished_by_itself():
    town = small_town(end=500)
    child = town.child(10)
    child.need("schooling")
    child.visit("assessment", 20, 30, 45, units=("assessors", "clinic"), ended=(40, 45))
    child.visit("assessment", 50, 60, units=("assessors", "clinic"), ended=(90, np.nan))
    table = visits_table(*town.lived(), replication=1)
    assert table["started"].tolist() == [30, 30, 60, 60]
    np.testing.assert_array_equal(table["finished"], [40, 45, 90, np.nan])
    assert table["outcome"].tolist() == ["finished", "finished", "finished", "open"]


def test_the_table_of_visits_has_the_columns_of_the_results_folder():
    town = small_town(end=500)
    siloed_child(town)
    table = visits_table(*town.lived(), replication=0)
    columns = "replication organisation child stream needs step role unit worker urgent pause asked started"
    assert " ".join(table.columns) == f"{columns} left finished outcome"
    assert len(table) == 6
    assert table["worker"].dtype == pd.Int64Dtype()
    assert table["started"].tolist() == [5, 20, 56, 60, 90, 250]
    assert np.isfinite(table["finished"]).all()
