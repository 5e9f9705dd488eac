"""The tables of a comparison: what can be made anew of which, bounds that hold, and what is not compared."""

import math

import numpy as np
import pandas as pd
import pytest

from simulate.findings.catalogue import CATALOGUE, MEASURES
from simulate.findings.compare import Tables, compare
from simulate.findings.measure import Findings, measure
from simulate.findings.units import UnitWait
from simulate.findings.window import Window

from .handmade import Town, small_town
from .loads import expected_of_plans
from .random_town import random_town

WINDOW = Window(300, 500, 700)


@pytest.fixture(scope="module")
def tables() -> Tables:
    findings, loads = [], {}
    for name in ("siloed", "integrated"):
        plans = []
        for number in (1, 2, 3, 4):
            town: Town = random_town(np.random.default_rng(10 * number + len(name)), 60, WINDOW.end)
            town.organisation = name
            plan, log = town.lived()
            plans.append(plan)
            findings.append(measure(plan, log, WINDOW, number))
        loads[name] = expected_of_plans(plans, WINDOW)
    return compare(findings, "siloed", loads)


def test_every_mean_of_the_summary_can_be_made_of_the_table_of_replications(tables):
    every = tables.replications.groupby(["organisation", "measure", "group"])["value"]
    means, counts = every.mean(), every.size()
    for row in tables.summary.to_dict("records"):
        key = row["organisation"], row["measure"], row["group"]
        assert counts[key] == row["replications"]
        if MEASURES[row["measure"]].percent is None:
            assert means[key] == pytest.approx(row["value"])
    assert set(counts.index) == set(
        zip(*(tables.summary[name] for name in ("organisation", "measure", "group")), strict=True)
    )


def test_a_percentile_that_a_replication_does_not_reach_is_empty_in_its_row():
    town = small_town(end=500)
    for days in (10, math.nan, math.nan):
        child = town.child(0)
        child.need("schooling").support = child.visit("help", 0, days, days + 1)
    found = compare([measure(*town.lived(), Window(0, 100, 400), 1)], "siloed").replications
    values = found[found["group"] == "all"].set_index("measure")["value"]
    assert math.isnan(values["first_support_median"])
    assert values["first_support_mean"] == pytest.approx((10 + 400 + 400) / 3)
    assert "returns_12m" not in values.index, "nobody to measure has no row"


def test_the_mean_wait_to_first_contact_is_told_of_every_group(tables):
    groups = tables.summary.loc[tables.summary["measure"] == "first_contact_mean", "group"]
    assert set(groups) == set(tables.summary["group"])


def test_no_interval_reaches_beyond_what_is_possible(tables):
    bounds = {each.key: each.bounds for each in CATALOGUE}
    for row in tables.summary.to_dict("records"):
        least, most = bounds[row["measure"]]
        assert not row["low"] < least
        assert not row["high"] > most
    gaps = tables.summary[tables.summary["measure"].str.startswith("gap_")]
    assert (gaps["low"] < 0).any(), "a gap may be either way round"
    shares = tables.gains[["gained_low", "gained_high", "same_low", "same_high", "lost_low", "lost_high"]]
    assert shares.stack().between(0, 1).all()
    assert tables.curves[["low", "high"]].stack().between(0, 1).all()
    assert (tables.time_use["low"] >= 0).all()


def test_bounds_are_cut_where_the_interval_would_reach_beyond():
    # Two of three replications without a crisis: Student's interval of 1000 ÷ 3 reaches far below 0.
    findings = []
    for number, crises in enumerate((0, 0, 1), 1):
        town = small_town(end=500)
        child = town.child(0)
        child.need("schooling")
        child.crises += [50] * crises
        findings.append(measure(*town.lived(), Window(0, 100, 400), number))
    summary = compare(findings, "siloed").summary
    row = summary[(summary["measure"] == "crises") & (summary["group"] == "all")].iloc[0]
    assert row["low"] == 0
    assert row["high"] > 1000


def test_every_figure_of_a_unit_has_an_interval_around_it(tables):
    names = [*UnitWait.__dataclass_fields__, "over_limit", "use", "line_mean", "offered_load"]
    for name in names:
        if name in ("curve", "overtaken"):  # for percentiles; and there are no joint visits in these towns
            continue
        low, value, high = (tables.waits_by_unit[name + end] for end in ("_low", "", "_high"))
        told = value.notna() & low.notna() & high.notna()
        assert told.any(), name
        assert ((low <= value + 1e-12) & (value <= high + 1e-12))[told].all(), name
    within = tables.waits_by_unit
    assert (within["over_limit_low"] + within["within_limit_high"]).dropna().tolist() == pytest.approx(
        [1.0] * int(within["within_limit_high"].notna().sum())
    )


def test_a_step_that_one_replication_does_not_have_counts_as_no_visit_in_it():
    findings = []
    for number, steps in enumerate((("intake",), ("intake", "assessment")), 1):
        town = small_town(end=600)
        child = town.child(100)
        child.need("schooling")
        for step in steps:
            child.visit(step, 100, 110, 120)
        findings.append(measure(*town.lived(), Window(100, 200, 300), number))
    rows = compare(findings, "siloed").waits_by_unit.set_index(["unit", "step"])
    assert rows.loc[("assessors", "assessment"), "visits"] == 0.5
    assert rows.loc[("assessors", "assessment"), "mean"] == 10


def limits_kept(organisation: str, easy: int) -> Findings:
    """Let 10 investigations be as late as ever, beside so many easy intakes that keep their limit."""
    town = small_town(end=600)
    town.organisation = organisation
    for number in range(10):
        child = town.child(100)
        child.need("schooling")
        if number < easy:
            child.visit("intake", 100, 101, 102)
        child.visit("assessment", 110, 120, 160 if number % 2 else 200)  # limit 60 days: every second one keeps it
    return measure(*town.lived(), Window(100, 200, 300), 1)


def test_limits_of_steps_are_compared_step_by_step_so_that_easy_steps_which_are_not_done_lower_nothing():
    # Over all steps together 15 of 20 would become 5 of 10, although no step is done worse.
    tables = compare([limits_kept("siloed", 10), limits_kept("integrated", 0)], "siloed")
    assert "visits_in_limit" not in set(tables.summary["measure"])
    steps = tables.waits_by_unit.set_index(["organisation", "step"])["within_limit"]
    assert steps["siloed", "assessment"] == steps["integrated", "assessment"] == 0.5
    assert steps["siloed", "intake"] == 1
    assert ("integrated", "intake") not in steps.index


def test_a_figure_says_how_many_children_it_is_about():
    # Of three children two have a real need, one of them a step that can be judged; one is urgent.
    findings = []
    for number in (1, 2):
        town = small_town(end=500)
        for real, urgent in ((True, True), (True, False), (False, False)):
            child = town.child(0, urgent=urgent)
            child.need("schooling", real=real)
            child.visit("intake", 0, 5, 6)
        if number == 2:
            town.child(0).need("schooling")
        findings.append(measure(*town.lived(), Window(0, 100, 400), number))
    summary = compare(findings, "siloed").summary.set_index(["measure", "group"])["children"]
    assert summary["first_contact_mean", "all"] == 3.5
    assert summary["screened_out", "all"] == 3.5
    assert summary["first_support_median", "all"] == 2.5
    assert summary["people_met", "urgent"] == 1
    assert summary["given_up", "not urgent"] == 1.5


def test_few_and_skewed_replications_are_flagged_where_they_are_compared():
    # five replications differ by nothing and one by 180 days
    findings = []
    for number in range(1, 7):
        for name in ("siloed", "integrated"):
            town = small_town(end=500)
            town.organisation = name
            child = town.child(0)
            longer = 200.0 if name == "integrated" and number == 6 else 20.0
            child.need("schooling").support = child.visit("help", 0, longer, longer + 5)
            findings.append(measure(*town.lived(), Window(0, 100, 400), number))
    rows = compare(findings, "siloed").differences.set_index(["measure", "group"])
    assert rows.loc[("first_support_mean", "all"), "too_narrow"]
    assert not rows.loc[("people_met", "all"), "too_narrow"]


def test_an_upper_end_that_is_not_reached_is_empty_beside_a_value():
    # Of the replications' ten children nine or eight are helped: the median is reached, its upper end; not that of p90.
    findings = []
    for number in range(1, 5):
        town = small_town(end=500)
        for k in range(10):
            child = town.child(0)
            days = math.nan if k >= 9 - number % 2 else 10.0 * k + number
            child.need("schooling").support = child.visit("help", 0, days, days + 5)
        findings.append(measure(*town.lived(), Window(0, 100, 400), number))
    summary: pd.DataFrame = compare(findings, "siloed").summary.set_index(["measure", "group"])
    median, p90 = (summary.loc[(f"first_support_{name}", "all")] for name in ("median", "p90"))
    assert median[["low", "value", "high"]].notna().all()
    assert math.isnan(p90["value"])
    assert p90["low"] > 0
    assert math.isnan(p90["high"])
