"""Provenance tells how to run again, and nothing of where somebody keeps files."""

import re
from pathlib import Path

import pytest

from simulate.experiment.provenance import provenance_of_run, without_paths

FORMS = ["{}", "-o{}", "--output={}", "start_from.waiting={}", "start_from.waiting= {}", 'start_from.waiting="{}"',
         "--set=start_from.waiting={}", "start_from={{ waiting = '{}', digest = 'x' }}",
         'x=["a.csv", "{}"]']  # fmt: skip
PLACES = ["/home/anna andersson/a=b/c,d/town", "~/anna/town", "~anna/town", "../anna/town", "x/../../anna/town",
          r"C:\Users\anna\town", "C:/Users/anna/town", r"\\server\anna\town", r"\anna\town", r"..\anna\town",
          "/home/anna/town/"]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES)
def test_a_path_is_shortened_wherever_it_stands_in_a_command(form: str, place: str) -> None:
    (told,) = without_paths([form.format(place)])
    assert told == form.format("town").replace("= town", "=town")


@pytest.mark.parametrize(("part", "told"), [("~anna", "~"), ("~", "~"), ("/", "/"), ("-o~anna", "-o~"), ("..", "..")])
def test_a_place_without_a_name_is_not_told_by_its_owner(part: str, told: str) -> None:
    assert without_paths([part]) == [told]


@pytest.mark.parametrize(
    "part",
    ["scenarios/town.toml", "town.toml", "-r", "4", "-r4", "--set", "units.school_team.workers=6", "--quiet", "",
     "title=a/b", 'title="kronor/barn"', 'title="A: b"', "-oresults/x", "--output=results/x", "-1", "a=", "seed=~"],
)  # fmt: skip
def test_what_is_no_path_to_elsewhere_is_told_as_it_was_typed(part: str) -> None:
    assert without_paths([part]) == [part]


def test_a_provenance_names_the_version_of_the_model_whose_changes_the_scenario_docs_tell() -> None:
    told = provenance_of_run(command=[], engine="simpy", started="", duration=1)
    changes = (Path(__file__).parents[2] / "scenarios" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \|", changes.split("## Versions of the model")[1], flags=re.MULTILINE)
    versions = [int(number) for number in dict.fromkeys(rows)]
    assert versions == list(range(told["model"], 0, -1)), "every version has a row for each change, the latest first"


def test_the_command_in_a_provenance_has_no_paths() -> None:
    command = ["simulate", "run", "/home/anna/town.toml", "-o/home/anna/x", "--set", "title=/home/anna/y"]
    told = provenance_of_run(command=command, engine="simpy", started="", duration=1)
    assert told["command"] == "simulate run town.toml -ox --set title=y"
