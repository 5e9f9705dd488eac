"""What the commands say of organisations that have other units: what is not there is told as not there, not as 0."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result
from worlds import small_world

from simulate.experiment.examine import examine
from simulate.experiment.replications import prices_of
from simulate.scenario.reading.load import load

Call = Callable[..., Result]

STEPS = ("school_intake", "school_assessment", "school_support", "investigation", "reception", "shared_intake", "acute")
MERGED = """
[organisations.merged]
consent = 0.5
otherwise = "siloed"
door = "shared_intake"
[units.family_team]
administration = "town"
workers = 9
caseload = 9
absence = { share = 0.08, spell = "9 days" }
[organisations.merged.steps]
"""
ABSENT = {("siloed", "family_team"), ("merged", "school_team"), ("merged", "social_office")}


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    done = "\n".join(f'{step} = {{ unit = "family_team" }}' for step in STEPS)
    silo = small_world().split("[organisations.integrated]")[0]
    (tmp_path / "town.toml").write_text(f"{silo}{MERGED}{done}\n", encoding="utf-8")
    return tmp_path / "town.toml"


def test_check_compares_all_posts_and_names_the_units_that_are_not_there(town: Path, simulate: Call) -> None:
    told = simulate("check", "town.toml")
    assert told.exit_code == 0, told.output
    lines, text = told.stdout.splitlines(), " ".join(told.stdout.split())
    (team,) = [line.split() for line in lines if line.startswith("family team") and "–" in line]
    assert team[2:4] == ["–", "–"], "no staff in the baseline, and no load"
    (school,) = [line.split() for line in lines if line.startswith("school team") and "4 × 10" in line]
    assert school[-1] == "–"
    assert "Workers: 9 in siloed and 9 in merged." in text
    assert "In merged school team and social office have no posts: no child comes there." in text
    assert "school intake, school assessment, school support, reception, investigation, shared intake and acute" in text
    assert "as many workers, but in other places: school team: 4 × 10 places → none" in text
    assert "family team: none → 9 × 9 places" in text


def test_tables_have_no_row_for_a_unit_that_an_organisation_has_not(town: Path, simulate: Call) -> None:
    done = simulate("run", "town.toml", "-r", "2", "--engine", "simpy", "--no-figures", "-o", "out")
    assert done.exit_code == 0, done.output
    for name in ("waits_by_unit", "lines", "places_in_use", "staff"):
        table = pd.read_csv(f"out/{name}.csv")
        assert not ABSENT & {*zip(table["organisation"], table["unit"], strict=True)}, name
        assert ("merged", "family_team") in {*zip(table["organisation"], table["unit"], strict=True)}, name
    _, of_units = done.stdout.split("Mean days in line, by unit")
    (row, *_) = [line.split() for line in of_units.splitlines() if line.startswith("family team")]
    assert row[2] == "–"


def test_what_is_asked_of_merged_teams_together_is_what_is_asked_of_each_if_all_else_is_the_same(town: Path) -> None:
    same = {"organisations.merged.door": "own", "organisations.merged.consent": 1}
    load_of = examine(load(town, same)).load
    apart = load_of["school_team"]["siloed"].visits + load_of["social_office"]["siloed"].visits
    # in one administration every need is noticed, so somewhat more comes, or comes earlier
    assert apart <= load_of["family_team"]["merged"].visits < 1.5 * apart
    assert load_of["school_team"]["merged"].visits == load_of["family_team"]["siloed"].visits == 0


def test_a_stay_without_unit_is_paid_by_whoever_has_the_needs_door_in_the_organisation(town: Path) -> None:
    scenario = load(town, {"costs.support_day.open_care": 100})
    payers = {name: prices_of(scenario, name) for name in scenario.organisations}
    assert [each.need_administrations["protection"] for each in payers.values() if each] == ["social services", "town"]


def test_diff_and_set_know_steps_of_organisations(town: Path, simulate: Call) -> None:
    told = simulate("diff", "town.toml", "--organisations", "siloed", "merged").stdout
    (row,) = [line.split() for line in told.splitlines() if line.startswith("steps.investigation.unit")]
    assert row[1:] == ["social_office", "family_team"]
    moved = simulate("check", "town.toml", "--set", "organisations.merged.steps.acute.unit=school_team")
    assert "acute is done by school team" in " ".join(moved.stdout.split())
    skewed = ("--set", 'organisations.merged.steps.acute.duration={ loglogistic = "9 days", shape = 0.9 }')
    text = " ".join(simulate("check", "town.toml", *skewed).stdout.split())
    assert "In merged acute takes infinitely long on average, not 5.0 days." in text
    wrong = simulate("check", "town.toml", "--set", "organisations.merged.steps.acute.unit=scool_team")
    assert wrong.exit_code == 2
    assert "did you mean school_team" in " ".join(wrong.stderr.split())
