"""What the shipped scenarios give: the same as when it was last looked at, and what the base case was calibrated to.

After a change that is meant to change results: `python tests/regenerate.py --expected`, and look at the difference.
"""

import numpy as np
import pandas as pd
import pytest
from expected import base_case
from expected.shipped import brief_results, saved_file, scenarios
from scipy import stats

import simulate
from simulate.scenario.schema.durations import DAYS_PER_MONTH
from simulate.scenario.shipped import shipped_folder

QUICK = ("tutorial", "queue", "helsingborg", "pilot", "from-today")
NAMES = [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in scenarios()]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_gives_what_it_gave(name):
    found = brief_results(scenarios()[name])
    saved = pd.read_csv(saved_file(name))
    # one part in a million: the libraries' inverse distribution functions may differ in the last bits
    pd.testing.assert_frame_equal(found, saved, rtol=1e-6, check_dtype=False)


def test_every_saved_result_belongs_to_a_shipped_scenario():
    assert {saved_file(name) for name in scenarios()} == set(saved_file("x").parent.glob("*.csv"))


CALIBRATED_ON = 12
"""Replications. Each figure's own interval over them is the tolerance: the mean over all luck is in it with 95 %."""


@pytest.fixture(scope="module")
def siloed_municipality():
    scenario = simulate.load(shipped_folder() / "helsingborg.toml")
    return simulate.run(scenario, replications=CALIBRATED_ON, organisations=["siloed"], visits=True)


def interval(values):
    """Give the 95 % t-interval of a figure over replications."""
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    return float(low), float(high)


def is_within(values, low, high):
    """Tell whether the mean over replications lies in a band, and is known well enough: the interval is no wider."""
    found = interval(values)
    assert found[1] - found[0] <= high - low, f"{found} is too coarse for {low} to {high}: more replications"
    return low <= np.mean(values) <= high


@pytest.mark.slow
class TestTheBaseCaseLooksLike2018:
    """The bands are those of public figures, with people who are ill and posts that are vacant."""

    def by_replication(self, results, step):
        run = next(iter(results.scenarios.values())).run
        visits = results.visits[results.visits["step"] == step]
        opens, closes = run.warm_up, run.warm_up + run.observe
        return opens, closes, [some for _, some in visits.groupby("replication")]

    def investigations(self, results):
        """Give the days from asked for to finished of the investigations asked for in the counted year."""
        opens, closes, replications = self.by_replication(results, "investigation")
        asked_then = [some[(some["asked"] >= opens) & (some["asked"] < closes)] for some in replications]
        return [(some["finished"] - some["asked"]).dropna() for some in asked_then]

    def test_investigations_take_95_to_105_days(self, siloed_municipality):
        assert is_within([days.mean() for days in self.investigations(siloed_municipality)], 95, 105)

    def test_27_to_33_percent_of_investigations_take_over_four_months(self, siloed_municipality):
        over = [100 * (days > 4 * DAYS_PER_MONTH).mean() for days in self.investigations(siloed_municipality)]
        assert is_within(over, 27, 33)

    def test_22_to_25_percent_are_back_within_12_months(self, siloed_municipality):
        summary = siloed_municipality.summary
        returns = summary[(summary["measure"] == "returns_12m") & (summary["group"] == "all")].iloc[0]
        assert returns["high"] - returns["low"] <= 3
        assert returns["low"] <= 25
        assert returns["high"] >= 22

    def test_about_520_children_are_in_open_care(self, siloed_municipality):
        opens, closes, replications = self.by_replication(siloed_municipality, "open_care")
        stock = []
        for some in replications:
            there = np.clip(some["finished"].fillna(np.inf), opens, closes) - np.clip(some["started"], opens, closes)
            stock.append(there.sum() / (closes - opens))
        assert is_within(stock, 490, 550)

    def test_vacancies_of_6_to_10_percent_follow_from_leaving_among_social_workers(self, siloed_municipality):
        staff = siloed_municipality.tables.staff.set_index("unit")
        for unit in ("investigation_unit", "reception"):
            assert staff.loc[unit, "vacant_low"] <= 0.10
            assert staff.loc[unit, "vacant_high"] >= 0.06

    def test_investigators_have_little_room_and_no_unit_is_overloaded(self, siloed_municipality):
        units = siloed_municipality.waits_by_unit
        whole = units[units["step"] == "all"].set_index("unit")
        assert 0.8 <= whole.loc["investigation_unit", "offered_load"] <= 0.95
        assert not whole["overloaded"].any()


def test_the_page_of_the_base_case_tells_the_committed_results():
    page = base_case.PAGE.read_text(encoding="utf-8")
    assert base_case.with_blocks(page, {"answer": base_case.answer()}) == page, "run tests/regenerate.py --expected"


@pytest.mark.slow
@pytest.mark.parametrize("block", [base_case.features, base_case.against_england])
def test_the_page_of_the_base_case_tells_what_its_runs_give_now(block):
    page, name = base_case.PAGE.read_text(encoding="utf-8"), {"features": "features"}.get(block.__name__, "england")
    assert base_case.with_blocks(page, {name: block()}) == page, "run tests/regenerate.py --expected"
