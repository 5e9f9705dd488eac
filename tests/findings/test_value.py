"""Whether a gain for the single child costs the whole, and the children with whom the clock starts."""

import numpy as np
import pytest

from simulate.findings.compare import compare
from simulate.findings.measure import Findings, measure, pair
from simulate.findings.money import Prices
from simulate.findings.replications import Estimate
from simulate.findings.value import judged
from simulate.findings.window import Window

from .handmade import small_town

WINDOW = Window(0, 100, 400)


def lived(organisation: str, number: int, days: float, helped: float, crises: int) -> Findings:
    """Let a child with one need be helped after so many days, and one with two after 20 more; a day costs 10 000."""
    town = small_town(end=500)
    town.organisation = organisation
    for extra, kinds in ((0, ("schooling",)), (20, ("schooling", "mental_health"))):
        child = town.child(50)
        for kind in kinds:
            child.need(kind).support = child.visit("help", 50, 50 + days + extra, 50 + days + extra + helped)
    child.crises += [100.0 + i for i in range(crises)]
    return measure(*town.lived(), WINDOW, number, prices=Prices(support_day={"help": 10_000}))


def test_what_the_child_gains_and_what_it_costs_the_whole_stand_side_by_side():
    # The individual waits 10 days less in each of three needs; help lasts 2 days more; crises are as many; the gap is.
    findings = []
    for number, luck in enumerate((0, 2, 4)):
        findings += [lived("siloed", number, 40 + luck, 10, number), lived("integrated", number, 30 + luck, 12, number)]
    table = compare(findings, "siloed").value.set_index(["organisation", "measure"])
    mine = table.loc["integrated"]
    assert mine["side"].to_dict() == {
        "need_days": "individual", "crises": "collective", "cost_per_child": "collective", "gap_needs": "collective",
    }  # fmt: skip
    assert mine.loc["need_days"][["value", "difference", "judgement"]].tolist() == [
        (3 * 32 + 40) / 2, -15, "better",
    ]  # fmt: skip
    assert mine.loc["cost_per_child"][["value", "difference", "judgement"]].tolist() == [180_000, 30_000, "worse"]
    assert mine.loc["crises"][["value", "difference", "judgement"]].tolist() == [500, 0, "not told apart"]
    assert mine.loc["gap_needs"][["value", "difference", "judgement"]].tolist() == [20, 0, "not told apart"]
    assert set(table.loc["siloed"]["judgement"]) == {""}
    assert table.loc["siloed"]["difference"].isna().all()


@pytest.mark.parametrize(
    ("low", "high", "better", "judgement"),
    [(-3, -1, "lower", "better"), (1, 3, "lower", "worse"), (1, 3, "higher", "better"), (-3, -1, "higher", "worse"),
     (-1, 3, "lower", "not told apart"), (np.nan, np.nan, "lower", "not told apart")],
)  # fmt: skip
def test_a_difference_is_judged_only_if_its_interval_tells_it_from_luck(low, high, better, judgement):
    assert judged(Estimate((low + high) / 2, low, high, 1.0, 5), better) == judgement


def listed_and_others() -> Findings:
    """One child has waited 300 days when the clock starts, another is in its assessment, a third comes on day 10."""
    town = small_town(end=500)
    waiting = town.child(-300)
    waiting.need("schooling").support = waiting.visit("help", -290, 150, 160, asked_before=-290)
    going_on = town.child(-20, urgent=True)
    need = going_on.need("schooling")
    assessed = going_on.visit("assessment", -10, -10, 30, started_before=-10, needs=(need,))
    need.support = going_on.visit("help", 30, 40, 50, after=(assessed,), needs=(need,))
    town.child(10).need("schooling").support = town.children[-1].visit("help", 10, 30, 60)
    return measure(*town.lived(), WINDOW, 1)


def test_children_on_the_list_at_the_start_are_a_group_of_their_own_and_not_among_all():
    figures = listed_and_others().figures
    assert figures["first_support_mean", "all"] == figures["first_support_mean", "stream: school"] == 20
    assert np.isnan(figures["first_support_mean", "urgent"])
    # their waits run from when they came: 450 and 60 days, also beyond the 400 days of follow-up
    assert figures["first_support_mean", "on the list at the start"] == (450 + 60) / 2
    assert figures["need_days", "on the list at the start"] == (450 + 60) / 2
    assert figures["people_met", "on the list at the start"] == 1.5


def test_what_is_said_of_all_children_says_nothing_of_those_on_the_list():
    found = listed_and_others()
    assert found.weekly["first_support"][:4].tolist() == [1, 1, 1, 0]  # 20 days
    assert sum(found.time_use.values()) == 20
    assert found.children is not None
    assert found.children["arrival"].tolist() == [-300, -20, 10], "but they are listed"
    gains = pair([found, listed_and_others()], "siloed")
    assert gains[0].gains == {}


def test_a_child_on_the_list_since_the_day_of_the_start_is_on_the_list_too():
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling").support = child.visit("help", 0, 15, 20, asked_before=0)
    figures = measure(*town.lived(), WINDOW, 1).figures
    assert figures["first_support_mean", "on the list at the start"] == 15
    assert np.isnan(figures["first_support_mean", "all"])


def test_a_gap_the_other_way_round_is_judged_by_its_size():
    # Siloed: who has several needs waits 2 to 6 days longer; integrated: who has one need waits 18 to 14 days longer.
    def gap(organisation: str, number: int, several_wait: float) -> Findings:
        town = small_town(end=500)
        town.organisation = organisation
        for days, kinds in ((40, ("schooling",)), (40 + several_wait, ("schooling", "mental_health"))):
            child = town.child(50)
            for kind in kinds:
                child.need(kind).support = child.visit("help", 50, 50 + days, 60 + days)
        return measure(*town.lived(), WINDOW, number)

    findings = []
    for number, luck in enumerate((2, 4, 6)):
        findings += [gap("siloed", number, luck), gap("integrated", number, luck - 20)]
    found = compare(findings, "siloed")
    assert found.differences.query("measure == 'gap_needs'")["difference"].tolist() == [-20]
    row = found.value.query("measure == 'gap_needs' and organisation == 'integrated'").iloc[0]
    assert row[["value", "difference", "judgement"]].tolist() == [16, 12, "worse"]
