"""What the shipped scenarios give: the same as when it was last looked at, and what the base case was calibrated to.

After a change that is meant to change results: `python tests/regenerate.py --expected`, and look at the difference.
"""

import pandas as pd
import pytest
from expected.shipped import brief_results, saved_file, scenarios

import simulate
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


@pytest.fixture(scope="module")
def siloed_municipality():
    return simulate.run(simulate.load(shipped_folder() / "helsingborg.toml"), replications=4, organisations=["siloed"])


@pytest.mark.slow
class TestTheBaseCaseLooksLike2018:
    """The bands are those of public figures; four replications lie within a tenth of a band of their mean."""

    def row(self, results, step):
        units = results.waits_by_unit
        return units[units["step"] == step].iloc[0]

    def test_investigations_take_95_to_105_days(self, siloed_municipality):
        assert 95 <= self.row(siloed_municipality, "investigation")["time_to_finish_mean"] <= 105

    def test_27_to_33_percent_of_investigations_take_over_four_months(self, siloed_municipality):
        assert 0.27 <= self.row(siloed_municipality, "investigation")["over_limit"] <= 0.33

    def test_22_to_25_percent_are_back_within_12_months(self, siloed_municipality):
        summary = siloed_municipality.summary
        returns = summary[(summary["measure"] == "returns_12m") & (summary["group"] == "all")].iloc[0]
        assert returns["low"] <= 25
        assert returns["high"] >= 22

    def test_about_520_children_are_in_open_care(self, siloed_municipality):
        units = siloed_municipality.waits_by_unit
        team = units[(units["unit"] == "open_care_team") & (units["step"] == "all")].iloc[0]
        unit = next(iter(siloed_municipality.scenarios.values())).units["open_care_team"]
        assert team["use"] * unit.workers * unit.caseload == pytest.approx(520, rel=0.07)

    def test_investigators_are_asked_for_about_nine_tenths_and_no_unit_is_overloaded(self, siloed_municipality):
        units = siloed_municipality.waits_by_unit
        whole = units[units["step"] == "all"].set_index("unit")
        assert whole.loc["investigation_unit", "offered_load"] == pytest.approx(0.9, abs=0.05)
        assert not whole["overloaded"].any()
