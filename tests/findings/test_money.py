"""What it costs: every bill by hand, and the sums that must agree."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.findings.compare import compare
from simulate.findings.counted import Counted
from simulate.findings.measure import measure
from simulate.findings.money import ALL, KINDS, Prices, costs_per_child
from simulate.findings.window import Window
from simulate.log import Staffing
from simulate.plan import PlannedExtra, Terms

from .handmade import Town, small_town, staff
from .random_town import random_town

YEAR = 365.25
WINDOW = Window(100, YEAR, 400)
PRICES = Prices(
    worker_year={"helpers": 700_000, "clinic": 800_000},
    consultant_year={"helpers": 1_200_000},
    replacement={"helpers": 100_000},
    meeting_hour={"team meeting": 500},
    hours_per_case={"team meeting": 0.5},
    support_day={"help": 1000, "therapy": 50, "stay": 2000},
    crisis=10_000,
    need_administrations={"schooling": "school", "mental_health": "health"},
)


def paid(town: Town, prices: Prices = PRICES) -> dict[tuple[str, str], float]:
    """Give what is paid per counted child, without what is free and without the sums."""
    found = costs_per_child(Counted(*town.lived(), WINDOW), prices)
    return {key: value for key, value in found.items() if value and ALL not in key}


def town(children: int = 2) -> Town:
    made = small_town(WINDOW.end)
    for _ in range(children):
        made.child(200).need("schooling")
    return made


def test_a_post_costs_its_price_filled_or_not_and_children_share_it():
    made = town()
    helpers = replace(made.units[3], staff=staff(30, (), (), ()), later=((100 + YEAR / 2, Terms(5, 1)),))
    made.units = (*made.units[:3], helpers, *made.units[4:])
    made.happens(10, "helpers", 0, Staffing.LEFT)  # before the window: nobody is replaced in it
    # 3 posts for half of the year and 5 for the other half; 2 posts at the clinic
    assert paid(made) == {
        ("school", "staff"): pytest.approx((3 + 5) / 2 * 700_000 / 2),
        ("health", "staff"): pytest.approx(2 * 800_000 / 2),
    }


def test_consultants_cost_their_days_and_each_who_resigns_a_replacement():
    made = town()
    extra = PlannedExtra(workers=1, caseload=1, line_above=1, after=1, leave_at=0)
    helpers = replace(made.units[3], staff=staff(30, (), (), ()), extra=extra)
    made.units = (*made.units[:3], helpers, *made.units[4:])
    made.happens(90, "helpers", 7, Staffing.CAME)
    made.happens(173.05, "helpers", 7, Staffing.WENT)  # 73.05 days of the window, a fifth of a year
    made.happens(200, "helpers", 0, Staffing.LEFT)
    made.happens(WINDOW.closes + 1, "helpers", 1, Staffing.LEFT)  # after the window
    found = paid(made, replace(PRICES, worker_year={}))
    assert found == {("school", "consultants"): pytest.approx(240_000 / 2), ("school", "replacements"): 100_000 / 2}


def test_a_meeting_costs_its_hours_for_every_case_whoever_it_is_about():
    made = town()
    made.children[0].visit("decision", 90, 98, 98)  # before the window
    made.children[0].visit("decision", 200, 210, 210)
    other = made.child(50, measured=False)
    other.need("schooling")
    other.visit("decision", 100, 112, 112)
    assert paid(made, replace(PRICES, worker_year={})) == {("school", "meetings"): 2 * 250 / 2}


def test_a_support_costs_its_days_within_the_childs_follow_up_and_the_unit_pays():
    made = town()
    made.children[0].visit("help", 200, 250, 300)  # 50 days
    made.children[0].visit("help", 200, 590, 700)  # followed for 400 days, until day 600: 10 days
    made.children[1].visit("therapy", 200, 210, 230)  # 20 days, paid by health
    made.children[1].visit("intake", 200, 210, 230)  # no support
    early = made.child(99)  # does not count
    early.need("schooling")
    early.visit("help", 200, 250, 300)
    assert paid(made, replace(PRICES, worker_year={})) == {
        ("school", "support days"): 60 * 1000 / 2,
        ("health", "support days"): 20 * 50 / 2,
    }


def test_a_support_without_a_unit_is_paid_by_the_administration_of_its_needs_door():
    made = town()
    made.steps["stay"] = (replace(made.steps["help"][0], name="stay"), ())
    mind = made.children[0].need("mental_health")
    made.children[0].visit("stay", 200, 200, 230, needs=(mind,))
    made.children[1].visit("stay", 200, 200, 210)  # serves no need that is known
    assert paid(made, replace(PRICES, worker_year={})) == {
        ("health", "support days"): 30 * 2000 / 2,
        ("others", "support days"): 10 * 2000 / 2,
    }


def test_a_crisis_is_paid_by_the_unit_of_the_acute_step():
    made = town()
    made.children[0].crises += [300, 599, 601]  # followed until day 600
    made.children[0].visit("acute visit", 300, 300, 301, acute=True)
    made.child(50, crises=[310]).need("schooling")  # does not count
    assert paid(made, replace(PRICES, worker_year={})) == {("health", "crises"): 2 * 10_000 / 2}


def test_children_on_the_list_at_the_start_share_no_costs():
    made = town()
    listed = made.child(-20)
    listed.need("schooling")
    listed.visit("help", -20, -10, 300, started_before=-10)
    assert paid(made) == paid(town())


def test_where_no_child_counts_no_cost_per_child_is_told():
    assert math.isnan(costs_per_child(Counted(*small_town(WINDOW.end).lived(), WINDOW), PRICES)[ALL, ALL])


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_what_payers_pay_and_what_kinds_cost_adds_up_to_the_total(seed):
    window = Window(300, 500, 700)
    everything = replace(
        PRICES, worker_year=dict.fromkeys(("reception", "assessors", "helpers", "clinic", "therapists"), 600_000)
    )
    found = costs_per_child(Counted(*random_town(np.random.default_rng(seed), 80).lived(), window), everything)
    payers = {payer for payer, _ in found} - {ALL}
    assert found[ALL, ALL] > 0
    assert math.fsum(found[payer, ALL] for payer in payers) == pytest.approx(found[ALL, ALL])
    assert math.fsum(found[ALL, kind] for kind in KINDS) == pytest.approx(found[ALL, ALL])
    for kind in KINDS:
        assert math.fsum(found[payer, kind] for payer in payers) == pytest.approx(found[ALL, kind])
    for payer in payers:
        assert math.fsum(found[payer, kind] for kind in KINDS) == pytest.approx(found[payer, ALL])


def test_equal_staff_costs_exactly_the_same_however_its_time_goes():
    # Integrated: other visits, other people leave, other meetings; the same posts.
    findings = []
    for number in range(3):
        for organisation in ("siloed", "integrated"):
            made = random_town(np.random.default_rng(number), 40, WINDOW.end)
            made.organisation = organisation
            made.units = tuple(
                each if each.is_meeting else replace(each, staff=staff(30, *[()] * each.workers)) for each in made.units
            )
            if organisation == "integrated":
                for child in made.children:
                    child.visits = child.visits[:1]
                    for need in child.needs:
                        need.support = need.arises_with = need.known_with = None
                made.happens(150 + number, "helpers", 1, Staffing.LEFT)
            findings.append(measure(*made.lived(), WINDOW, number, prices=PRICES))
    table = compare(findings, "siloed").money
    apart = table[table["organisation"] == "integrated"].set_index(["payer", "kind"])
    for payer in ("school", "health", ALL):
        assert apart.loc[payer, "staff"][["difference", "difference_low", "difference_high"]].tolist() == [0, 0, 0]
    assert apart.loc[ALL, "replacements"]["difference"] > 0
    assert apart.loc[ALL, ALL]["currency"] == "SEK"
    assert (table["per_1000_children"] == 1000 * table["per_child"]).all()


def test_without_prices_no_money_is_told():
    found = measure(*town().lived(), WINDOW, 1)
    assert (found.costs, found.currency) == ({}, "")
    tables = compare([found], "siloed")
    assert tables.money.empty
    assert "cost_per_child" not in set(tables.summary["measure"])
    priced = compare([measure(*town().lived(), WINDOW, 1, prices=PRICES)], "siloed")
    assert priced.summary.query("measure == 'cost_per_child'")["value"].tolist() == [
        pytest.approx((3 * 700_000 + 2 * 800_000) / 2)
    ]


def test_an_organisation_with_prices_has_its_costs_told_beside_one_without():
    made = town()
    made.organisation = "priced"
    findings = [measure(*town().lived(), WINDOW, 1), measure(*made.lived(), WINDOW, 1, prices=PRICES)]
    money = compare(findings, "siloed").money
    assert set(money["organisation"]) == {"priced"}
    assert money["per_child"].iloc[0] > 0
    assert money["difference"].isna().all()


def test_a_part_time_post_costs_its_part_of_the_price():
    made = town()
    made.units = (*made.units[:3], replace(made.units[3], part_post=0.25), *made.units[4:])
    assert paid(made)["school", "staff"] == pytest.approx(2.25 * 700_000 / 2)
