"""Organisations compared: the tables, their pairing, and that the order of work does not matter."""

import math
from dataclasses import replace
from inspect import getdoc

import numpy as np
import pandas as pd
import pytest

from simulate.findings.compare import TABLES, Tables, compare
from simulate.findings.measure import Findings, measure, pair
from simulate.findings.window import Window
from simulate.interface import Results

from .handmade import Town, small_town
from .loads import expected_of
from .random_town import random_town

WINDOW = Window(0, 100, 400)


def helped_after(organisation: str, replication: int, *waits: float) -> Findings:
    """Let children come on day 0 and be helped after so many days; NaN: never."""
    town = small_town(end=500)
    town.organisation = organisation
    for days in waits:
        child = town.child(0)
        child.need("schooling").support = child.visit("help", 0, days, days + 10)
    return measure(*town.lived(), WINDOW, replication, keep_children=replication == 1)


def two_organisations() -> list[Findings]:
    """Three replications: siloed 100, 110, 120 days, integrated 90, 95, 115."""
    waits = {"siloed": (100, 110, 120), "integrated": (90, 95, 115)}
    return [helped_after(name, number, waits[name][number]) for number in range(3) for name in waits]


def row(table: pd.DataFrame, **where: object) -> pd.Series:
    found = table.loc[np.logical_and.reduce([table[key] == value for key, value in where.items()])]
    assert len(found) == 1, found
    return found.iloc[0]


def test_every_table_has_the_columns_it_promises():
    tables = compare(two_organisations(), "siloed")
    for name, table in TABLES.items():
        assert name == "children" or tuple(getattr(tables, name).columns) == table.columns, name
    alone = compare([helped_after("siloed", 0, 10)], "siloed")
    assert tuple(alone.differences.columns) == TABLES["differences"].columns
    assert tuple(alone.gains.columns) == TABLES["gains"].columns
    assert len(alone.differences) == len(alone.gains) == len(alone.verdicts) == 0


def test_results_have_every_table_and_say_what_it_holds():
    for name, table in TABLES.items():
        assert getdoc(getattr(Results, name)) == table.meaning


def test_the_summary_gives_the_mean_over_replications_with_its_interval():
    # 100, 110, 120: mean 110, standard deviation 10, t(2) = 4.3027: 110 ± 24.84
    found = row(
        compare(two_organisations(), "siloed").summary, organisation="siloed", measure="first_support_mean", group="all"
    )
    assert (found["value"], found["low"], found["high"]) == pytest.approx((110, 85.159, 134.841), abs=1e-3)
    assert (found["without"], found["children"], found["replications"]) == (0, 1, 3)


def test_differences_are_paired_by_replication():
    # −10, −15, −5: mean −10, standard deviation 5, ± 4.3027 × 5 ÷ sqrt(3) = 12.42; not enough to tell them apart.
    # With n replications: 4 give ± 3.1824 × 5 ÷ 2 = 7.96, less than 10.
    tables = compare(two_organisations(), "siloed")
    found = row(tables.differences, organisation="integrated", measure="first_support_mean", group="all")
    assert (found["difference"], found["low"], found["high"]) == pytest.approx((-10, -22.421, 2.421), abs=1e-3)
    assert not found["distinct"]
    assert found["needed"] == 4
    assert not found["too_narrow"]
    (verdict,) = tables.verdicts
    assert (verdict.organisation, verdict.measure, verdict.distinct) == ("integrated", "first_support_median", False)


def test_the_verdict_looks_at_the_mean_where_the_median_is_not_reached():
    findings = [helped_after(name, number, 50 + number, math.nan, math.nan) for number in range(3) for name in "ab"]
    tables = compare(findings, "a")
    assert (tables.verdicts[0].measure, tables.verdicts[0].too_narrow) == ("first_support_mean", False)
    median = row(tables.summary, organisation="a", measure="first_support_median", group="all")
    assert math.isnan(median["value"])
    assert median["without"] == pytest.approx(2 / 3)


def test_measures_that_nobody_could_be_measured_by_are_left_out():
    measures = set(compare(two_organisations(), "siloed").summary["measure"])
    assert "gap_needs" not in measures  # nobody has several needs
    assert "returns_12m" not in measures
    assert "first_support_mean" in measures


def test_gains_are_averaged_over_replications():
    # Child 1 gains 50 days in both replications; child 2 loses 20 in the first and none in the second.
    findings = [
        helped_after("siloed", 0, 100, 60), helped_after("integrated", 0, 50, 80),
        helped_after("siloed", 1, 100, 60), helped_after("integrated", 1, 50, 60),
    ]  # fmt: skip
    found = row(compare(findings, "siloed").gains, organisation="integrated", measure="first_support", group="all")
    assert (found["gained"], found["lost"], found["same"], found["undecided"]) == (0.5, 0.25, 0.25, 0)
    assert found["mean_gain"] == (15 + 25) / 2


def test_it_makes_no_difference_when_children_are_paired_and_in_which_order_replications_come():
    findings = _random_findings()
    early = [each for number in range(3) for each in pair([f for f in findings if f.replication == number], "siloed")]
    for other in (early, [*early[2:], *early[:2]], [*findings[4:], *findings[:4]]):
        _assert_same(compare(findings, "siloed"), compare(other, "siloed"))


def test_comparing_with_another_baseline_turns_differences_around():
    findings = _random_findings()
    there, back = compare(findings, "siloed"), compare(findings, "integrated")
    assert there.differences["difference"].tolist() == pytest.approx(
        (-back.differences["difference"]).tolist(), nan_ok=True
    )
    assert there.gains["gained"].tolist() == pytest.approx(back.gains["lost"].tolist(), nan_ok=True)


def test_the_same_organisation_twice_differs_in_nothing():
    findings = [f for f in _random_findings() if f.organisation == "siloed"]
    tables = compare([*findings, *(replace(f, organisation="copy") for f in findings)], "siloed")
    assert (tables.differences["difference"].dropna() == 0).all()
    assert not tables.differences["distinct"].any()
    assert (tables.gains[["gained", "lost", "mean_gain"]] == 0).all(axis=None)


def test_a_line_that_grows_makes_the_unit_overloaded_and_the_waits_that_pass_it_unsettled():
    # Every second day a child comes to reception, which takes one of three; the others stay in line for good.
    # Those who come to the clinic instead are seen at once.
    town = small_town(end=1500)
    for day in range(0, 1500, 2):
        child = town.child(day, stream="school" if day % 4 else "health")
        child.need("schooling")
        at_once = day if day % 3 == 0 else math.nan
        child.visit("intake", day, at_once, at_once, days=0.1) if day % 4 else child.visit(
            "clinic intake", day, day, day
        )
    (plan, log), window = town.lived(), Window(0, 1000, 500)
    tables = compare([measure(plan, log, window, 0)], "siloed", {"siloed": expected_of(plan, window)})
    (overload,) = tables.overloads
    assert (overload.unit, overload.grows, overload.settled) == ("reception", True, False)
    assert overload.offered_load < 1
    settled = {(found["measure"], found["group"]): found["settled"] for found in tables.summary.to_dict("records")}
    assert not settled["first_contact_median", "all"]
    assert not settled["first_contact_median", "stream: school"]
    assert settled["first_contact_median", "stream: health"]
    assert settled["screened_out", "all"]
    units = tables.waits_by_unit[tables.waits_by_unit["step"] == "all"].set_index("unit")
    assert units["overloaded"].to_dict() == {unit.name: unit.name == "reception" for unit in town.units}


@pytest.mark.parametrize(("share", "settles"), [(0.5, False), (0.01, True)])
def test_an_overloaded_support_unsettles_waits_for_support_of_those_it_concerns_but_no_first_contact(share, settles):
    # Three helpers are asked for `share` × 200 supports of 100 days from day 0 to day 300: 900 place-days.
    # At 0.01 the load is 2 × 2000 ÷ 900: as overloaded, but only two of the 200 children are to be helped there.
    town = small_town(end=300)
    for number in range(200):
        child = town.child(0)
        here = number < share * 200
        intake = child.visit("intake", 0, 3, 3)
        length = 100 if share > 0.1 else 2000
        child.need("schooling").support = child.visit(
            "help" if here else "therapy", 3, 5, days=length if here else 0, after=(intake,)
        )
    (plan, log), window = town.lived(), Window(0, 100, 200)
    tables = compare([measure(plan, log, window, 0)], "siloed", {"siloed": expected_of(plan, window)})
    assert [overload.unit for overload in tables.overloads] == ["helpers"]
    assert row(tables.summary, measure="first_contact_median", group="all")["settled"]
    assert row(tables.summary, measure="first_support_mean", group="all")["settled"] == settles


def test_a_baseline_that_was_not_measured_is_refused_by_name():
    with pytest.raises(ValueError, match="siloed was not measured; measured organisations: integrated"):
        compare([helped_after("integrated", 0, 10)], "siloed")


def test_a_replication_given_twice_is_refused():
    with pytest.raises(ValueError, match="replication 0 of siloed is given twice"):
        compare([helped_after("siloed", 0, 10)] * 2, "siloed")


def test_children_already_compared_with_another_baseline_are_refused():
    findings = pair([helped_after("siloed", 0, 10), helped_after("integrated", 0, 9)], "siloed")
    with pytest.raises(ValueError, match="compared with siloed"):
        compare(findings, "integrated")


def test_lines_and_children_are_listed_by_replication_and_organisation():
    tables = compare(two_organisations(), "siloed")
    # weeks 0 … 71 of 500 days, six units, three replications of two organisations
    assert len(tables.lines) == 72 * 6 * 3 * 2
    helpers = tables.lines[(tables.lines["unit"] == "helpers") & (tables.lines["organisation"] == "integrated")]
    first = helpers[helpers["replication"] == 0].set_index("day")["line_mean"]
    assert first.loc[[77.0, 84.0, 91.0]].tolist() == pytest.approx([1, 6 / 7, 0])  # helped after 90 days
    assert tables.children["organisation"].tolist() == ["siloed", "integrated"]  # of the first replication


def _random_findings() -> list[Findings]:
    findings = []
    for number in range(3):
        for k, name in enumerate(("siloed", "integrated")):
            town: Town = random_town(np.random.default_rng(7), 60, 900.0)  # the same children …
            town.organisation = name
            for child in town.children:  # … helped sooner in one organisation
                for need in child.needs:
                    if need.support is not None and need.support.finished == need.support.finished:
                        shift = (number + 2) * 5 * k
                        need.support.started = max(need.support.asked, need.support.started - shift)
            findings.append(measure(*town.lived(), Window(200, 300, 400), number))
    return findings


def _assert_same(one: Tables, other: Tables) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.overloads == other.overloads
