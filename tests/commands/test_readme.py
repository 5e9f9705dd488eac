"""What the README shows works as it stands there."""

import os
import re
from pathlib import Path

import pytest
from regenerate import with_layout, with_table

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
REPOSITORY = Path(__file__).parents[2]
OF_SCENARIOS = (REPOSITORY / "scenarios" / "README.md").read_text(encoding="utf-8")
TOWN = """
title = "A town with the names of the examples"
start = 2018-01-01
run = { warm_up = "0 days", observe = "3 years" }
arrivals.school = { per_month = 10, first_need = "schooling", needs = [{ share = 1, with = ["mental_health"] }] }
needs.schooling.pathway = ["school_talk", "special_teaching"]
needs.mental_health.pathway = ["clinic_intake", "foster_home"]
steps.school_talk = { role = "intake", unit = "reception", duration = "3 days" }
steps.special_teaching = { role = "support", duration = "50 days" }
steps.clinic_intake = { role = "intake", unit = "clinic", duration = "3 days" }
steps.foster_home = { role = "support", duration = "100 days" }
units.reception = { administration = "school", workers = 8, caseload = 5 }
units.clinic = { administration = "health", workers = 3, caseload = 5 }
organisations.siloed = {}
organisations.integrated = { door = "school_talk" }
organisations.pilot = { door = "school_talk", reach = 0.2, otherwise = "siloed" }
"""
WAITING = """child,stream,needs,urgent,age,step,unit,waiting_since,started_on
,school,schooling,yes,9.5,school_talk,,2017-12-20,
"""


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def test_the_python_example_runs_and_saves_what_it_says(tmp_path, monkeypatch, capsys):
    (example,) = blocks("python")
    os.symlink(REPOSITORY / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
    assert "first_contact_median" in capsys.readouterr().out
    assert (tmp_path / "results" / "four-at-the-clinic" / "summary.csv").is_file()


def test_the_toml_example_has_only_keys_that_exist():
    import tomllib

    from simulate.scenario.demand import Arrivals, Need
    from simulate.scenario.supply import Organisation, Step, Unit

    example, *_ = blocks("toml")
    tables = tomllib.loads(example)
    models = {"arrivals": Arrivals, "needs": Need, "steps": Step, "units": Unit, "organisations": Organisation}
    assert set(tables) == set(models)
    for name, entries in tables.items():
        for entry in entries.values():
            models[name].model_validate(entry)


@pytest.mark.parametrize("example", [*blocks("toml")[1:], *blocks("toml", OF_SCENARIOS)])
def test_every_example_of_a_rule_works_laid_over_a_scenario_with_its_names(example, tmp_path):
    from simulate.scenario.reading import load

    (tmp_path / "town.toml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "waiting-list.csv").write_text(WAITING, encoding="utf-8")
    (tmp_path / "example.toml").write_text(f'extends = "town.toml"\n{example}', encoding="utf-8")
    assert load(tmp_path / "example.toml") != load(tmp_path / "town.toml"), "the example says something"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?!http)[^)]+)\)", README))))
def test_every_link_in_the_readme_leads_somewhere(path):
    assert (REPOSITORY / path).exists()


def test_the_table_is_that_of_the_committed_results():
    assert with_table(README) == README, "run python tests/regenerate.py"


def test_the_layout_is_that_of_the_program():
    assert with_layout(README) == README, "run python tests/regenerate.py"
