"""What the README shows works as it stands there."""

import os
import re
import shlex
import textwrap
from pathlib import Path

import pandas as pd
import pytest
from regenerate import with_layout, with_table

from simulate.interface import TABLES, Results

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
REPOSITORY = Path(__file__).parents[2]
OF_SCENARIOS = (REPOSITORY / "scenarios" / "README.md").read_text(encoding="utf-8")
TOWN = """
title = "A town with the names of the examples"
start = 2018-01-01
run = { warm_up = "0 days", observe = "3 years" }
arrivals.school = { per_month = 10, first_need = "schooling", needs = [{ share = 1, with = ["mental_health"] }] }
needs.schooling.pathway = ["school_talk", "special_teaching"]
needs.mental_health = { pathway = ["clinic_intake", "foster_home"], surfaces_after = "90 days" }
steps.school_talk = { role = "intake", unit = "reception", duration = "3 days" }
steps.planning_meeting = { role = "decision", duration = "1 day" }
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


SHORT_OF = {
    "run": ("-r", "1", "--no-figures", "--force"),
    "sweep": ("-r", "1", "--steps", "2", "--no-figures", "--force"),
    "match": ("-r", "2", "--no-figures", "--force"),
    "sensitivity": ("-r", "1", "--draws", "4", "--no-figures", "--force"),
    "explain": ("-r", "2", "--orders", "2", "--no-figures", "--force"),
    "calibrate": ("-r", "1", "--runs", "4", "--no-figures", "--force"),
}
"""Put behind commands that run a scenario: the tests have less time than people."""


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def commands_shown(text: str = README) -> list[list[str]]:
    """Give the commands that stand in the README, in their order: in a row of a table, or on a line by themselves."""
    found = re.findall(r"^(?:\| `)?\.venv/bin/simulate ([^`\n]+)", text, flags=re.MULTILINE)
    return [shlex.split(each) for each in found]


@pytest.fixture
def beside_the_scenarios(tmp_path, monkeypatch):
    """Stand in a folder in which the README's own paths lead to the shipped scenarios."""
    os.symlink(REPOSITORY / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_tables_named_for_python_are_those_there_are():
    (told,) = re.findall(r"^The tables are pandas DataFrames:.*?\n\n", README, flags=re.DOTALL | re.MULTILINE)
    assert {*re.findall(r"`(?:results)?\.(\w+)`", told)} == {*TABLES, "visits"}
    assert {*TABLES, "visits"} <= {*dir(Results), *Results.__dataclass_fields__}


def test_every_command_that_is_shown_works_as_it_stands_one_after_the_other(beside_the_scenarios, simulate):
    shown = commands_shown()
    assert {command for command, *_ in shown} == {
        "new",
        "check",
        "plan",
        "run",
        "diff",
        "sweep",
        "match",
        "explain",
        "sensitivity",
        "calibrate",
    }
    told = {}
    for command, *arguments in shown:
        done = simulate(command, *arguments, *SHORT_OF.get(command, ()))
        assert done.exit_code == 0, f"{command} {arguments}: {done.output}"
        told[command, *arguments] = done.output
    assert "No warnings." in told["check", "my-town.toml"], "the first file anybody checks"
    (plan,) = (output for (command, *_), output in told.items() if command == "plan")
    assert plan.count("meets schooling") == plan.count("meets protection") == 2, "a child who gets help for two needs"
    for differences in (output for (command, *_), output in told.items() if command == "diff"):
        assert 2 < differences.count("\n") < 20, "few enough to be read"
    assert (beside_the_scenarios / "results" / "from-my-list" / "summary.csv").is_file()


def test_the_commands_for_windows_are_those_for_others_without_what_its_shell_refuses():
    (windows,) = blocks("powershell")
    others = re.search(r"<!-- run command -->\n```\n(.*)\n```", README)[1]
    assert "&&" not in windows, "Windows PowerShell 5.1 knows no &&"
    as_others = windows.replace("\\", "/").replace("Scripts", "bin").replace("py -m", "python3 -m", 1)
    assert re.split(r"; |\n", as_others.strip()) == others.split(" && ")


def test_the_python_example_runs_and_saves_what_it_says(beside_the_scenarios, capsys):
    (example,) = blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    assert "first_contact_median" in capsys.readouterr().out
    assert (beside_the_scenarios / "results" / "four-at-the-clinic" / "summary.csv").is_file()


def test_the_toml_example_has_only_keys_that_exist():
    import tomllib

    from simulate.scenario.schema.demand import Arrivals, Need
    from simulate.scenario.schema.steps import Step
    from simulate.scenario.schema.supply import Organisation, Unit

    example, *_ = blocks("toml")
    tables = tomllib.loads(example)
    models = {"arrivals": Arrivals, "needs": Need, "steps": Step, "units": Unit, "organisations": Organisation}
    assert set(tables) == set(models)
    for name, entries in tables.items():
        for entry in entries.values():
            models[name].model_validate(entry)


@pytest.mark.parametrize("example", [*blocks("toml")[1:], *blocks("toml", OF_SCENARIOS)])
def test_every_example_of_a_rule_works_laid_over_a_scenario_with_its_names(example, tmp_path):
    from simulate.scenario.reading.load import load

    (tmp_path / "town.toml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "waiting-list.csv").write_text(WAITING, encoding="utf-8")
    (tmp_path / "example.toml").write_text(f'extends = "town.toml"\n{example}', encoding="utf-8")
    assert load(tmp_path / "example.toml") != load(tmp_path / "town.toml"), "the example says something"


def test_every_key_of_a_target_and_every_measure_of_a_place_or_a_unit_is_explained():
    from simulate.findings.quantities import PLACE_MEASURES
    from simulate.findings.unit_measures import UNIT_MEASURES
    from simulate.scenario.schema.targets import Seen, TargetsFile

    (told,) = re.findall(r"^## Targets\n.*?(?=^## )", OF_SCENARIOS, flags=re.DOTALL | re.MULTILINE)
    for key in (*Seen.model_fields, *TargetsFile.model_fields, *(each.key for each in PLACE_MEASURES)):
        assert f"`{key}`" in told, key
    for measure in UNIT_MEASURES:
        assert f"`{measure.key}`" in (REPOSITORY / "results" / "README.md").read_text(encoding="utf-8")


def test_the_waiting_list_that_is_shown_runs_with_the_scenario_it_is_for(beside_the_scenarios, simulate):
    ((scenario, rows),) = re.findall(r"<!-- waiting list for (\S+) -->\n\n((?:    .*\n)+)", OF_SCENARIOS)
    (beside_the_scenarios / "list.csv").write_text(textwrap.dedent(rows), encoding="utf-8")
    text = f'extends = "{scenario}"\nstart_from.waiting = "list.csv"\n'
    (beside_the_scenarios / "today.toml").write_text(text, encoding="utf-8")
    done = simulate("run", "today.toml", "--set", "run.warm_up=0 days", *SHORT_OF["run"], "--children", "-o", "out")
    assert done.exit_code == 0, done.output
    children = pd.read_csv(beside_the_scenarios / "out" / "children.csv")
    listed = children[(children["arrival"] < 0) & (children["organisation"] == "siloed")]
    assert len(listed) == 2, "two of the three rows are one child's"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?!http)[^)]+)\)", README))))
def test_every_link_in_the_readme_leads_somewhere(path):
    headings = {f"#{each.lower().replace(' ', '-')}" for each in re.findall(r"^#+ (.+)$", README, flags=re.MULTILINE)}
    assert path in headings or (REPOSITORY / path).exists()


def test_the_table_is_that_of_the_committed_results():
    assert with_table(README) == README, "run python tests/regenerate.py"


def test_the_layout_is_that_of_the_program():
    said = (REPOSITORY / "simulate" / "README.md").read_text(encoding="utf-8")
    assert with_layout(said) == said, "run python tests/regenerate.py"
