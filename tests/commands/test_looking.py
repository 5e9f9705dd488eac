"""The commands that look without running: new and plan, and what new, check, plan and diff have in common."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from simulate.scenario.reading.load import load
from simulate.scenario.writing import to_toml

Call = Callable[..., Result]


def test_a_new_scenario_can_be_checked_and_is_never_written_over_another(town: Path, simulate: Call) -> None:
    assert simulate("new", "mine.toml").exit_code == 0
    before = Path("mine.toml").read_bytes()
    load("mine.toml")
    again = simulate("new", "mine.toml")
    assert again.exit_code == 2
    assert "mine.toml exists already" in again.stderr
    assert Path("mine.toml").read_bytes() == before
    assert sorted(path.name for path in town.parent.iterdir()) == ["mine.toml", "town.toml"]


def test_a_shipped_scenario_can_be_copied_and_an_unknown_one_names_those_there_are(town: Path, simulate: Call) -> None:
    assert simulate("new", "copy.toml", "--from", "helsingborg").exit_code == 0
    assert load("copy.toml").title == load(Path(__file__).parents[2] / "scenarios" / "helsingborg.toml").title
    wrong = simulate("new", "other.toml", "--from", "helsinborg")
    assert wrong.exit_code == 2
    assert "helsingborg" in wrong.stderr
    assert not Path("other.toml").exists()


def test_new_says_why_it_cannot_write(town: Path, simulate: Call) -> None:
    Path("folder").mkdir()
    assert "is a folder" in simulate("new", "folder").stderr
    assert "cannot be written" in simulate("new", "nowhere/mine.toml").stderr


def test_plan_shows_the_same_child_whatever_it_is_called(town: Path, simulate: Call) -> None:
    by_number, by_stream = (
        simulate("plan", "town.toml", "--child", "12"),
        simulate("plan", "town.toml", "--child", "school:12"),
    )
    assert by_number.exit_code == 0
    assert by_number.stdout == by_stream.stdout
    assert simulate("plan", "town.toml", "--child", "12", "--replication", "2").stdout != by_number.stdout


@pytest.mark.parametrize(
    ("child", "words"),
    [
        ("ten", "write its number"),
        ("-1", "write its number"),
        ("99999", "there is no child 99999: the children are numbered from 0 to"),
        ("church:1", 'there is no stream "church"; there are school'),
        ("school:99999", "children come by school: they are numbered from 0 to"),
    ],
)
def test_a_child_that_there_is_not_is_refused_in_words(town: Path, simulate: Call, child: str, words: str) -> None:
    told = simulate("plan", "town.toml", "--child", child)
    assert told.exit_code == 2
    assert words in told.stderr


TWO = ("--organisations", "siloed", "integrated")


@pytest.mark.parametrize(
    ("command", "instead"),
    [
        (["diff", "results/town", "town.toml"], "simulate diff results/town/scenario.toml town.toml"),
        (["diff", "town.toml", "results/town"], "simulate diff town.toml results/town/scenario.toml"),
        (
            ["diff", "results/town", "--organisations", "siloed", "integrated"],
            "simulate diff results/town/scenario.toml",
        ),
        (["check", "results/town"], "simulate check results/town/scenario.toml"),
        (["plan", "results/town"], "simulate plan results/town/scenario.toml"),
    ],
)
def test_a_folder_of_results_is_refused_with_what_to_write_instead(
    town: Path, simulate: Call, command: list[str], instead: str
) -> None:
    Path("results/town").mkdir(parents=True)
    Path("results/town/scenario.toml").write_text(to_toml(load(town)), encoding="utf-8")  # as a run saves it
    told = simulate(*command)
    assert told.exit_code == 2
    assert told.stderr.startswith("results/town is a folder of results; the scenario that was run is a file in it: ")
    assert told.stderr.rstrip().endswith(instead)
    assert simulate(*instead.split()[1:], *(TWO if TWO[0] in command else ())).exit_code == 0


def test_a_folder_that_holds_no_scenario_is_said_to_be_one(town: Path, simulate: Call) -> None:
    Path("folder").mkdir()
    assert "folder: this is a folder, not a scenario file" in simulate("diff", "town.toml", "folder").stderr


@pytest.mark.parametrize("command", ["check", "plan", "run"])
def test_every_command_says_that_a_table_was_not_in_utf8(town: Path, simulate: Call, command: str) -> None:
    rows = ["# ifylld på förskolan", "stream;needs;step;waiting_since", "school;schooling;school_intake;2017-12-01"]
    Path("list.csv").write_bytes("\n".join(rows).encode("cp1252"))
    short = ["-r", "1", "--no-figures", "-o", "out"] if command == "run" else []
    told = simulate(command, "town.toml", "--set", "start_from.waiting=list.csv", *short)
    assert told.exit_code == 0, told.output
    text = " ".join(told.output.split())
    assert text.count("list.csv: this file is not in UTF-8, and was read as Windows-1252") == 1
    if command == "check":
        assert text.index("Warnings") < text.index("list.csv: this file"), "among the warnings"


def test_a_table_that_was_not_in_utf8_is_said_to_be_so_where_it_is_refused(town: Path, simulate: Call) -> None:
    Path("list.csv").write_bytes("stream;needs;step;waiting_since\nförskola;a;b;c".encode("cp1252"))
    told = simulate("check", "town.toml", "--set", "start_from.waiting=list.csv")
    assert told.exit_code == 2
    assert "was read as Windows-1252" in told.stderr


def test_check_plan_and_diff_tell_when_needs_are_passed_on_where_that_is_implied(town: Path, simulate: Call) -> None:
    sentence = 'In integrated other needs are passed on "at intake": implied by its joint assessment.'
    assert sentence in " ".join(simulate("check", "town.toml").stdout.split())
    told = simulate("diff", "town.toml", "--organisations", "siloed", "integrated").stdout
    assert re.search(r"passes_on +after assessment +at intake \(implied by assessment\)", told)
    every = ("--set", 'arrivals.school.needs=[{ share = 1, with = ["protection"] }]')
    every += ("--set", "organisations.integrated.notices=1", "--set", "organisations.integrated.consent=1")
    siloed, integrated = " ".join(simulate("plan", "town.toml", *every).stdout.split()).split(" integrated In ")
    assert integrated.startswith(sentence.removeprefix("In "))
    assert "implied" not in siloed
    said = ("--set", "organisations.integrated.passes_on=at intake")
    assert "implied" not in simulate("check", "town.toml", *said).stdout


def test_a_child_with_one_need_is_told_nothing_of_passing_on(town: Path, simulate: Call) -> None:
    alone = ("--set", "arrivals.school.needs=[{ share = 1, with = [] }]")
    assert "implied" not in simulate("plan", "town.toml", *alone).stdout
