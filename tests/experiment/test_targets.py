"""Files of targets: what they say is read, and everything that is wrong is told at once, with its line."""

import math
from pathlib import Path
from typing import Any

import pytest
from worlds import small_world

from simulate.experiment.targets import FAR, load_targets, quantities
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.shipped import TARGETS, shipped_folder

TOWN = load_text(small_world(dials__posts__keys='["units.school_team.workers"]', dials__posts__title='"Posts"',
                             dials__posts__from="2", dials__posts__usual="4", dials__posts__to="8"))  # fmt: skip
RIGHT = {"measure": "begun_within", "step": "reception", "limit": "14 days", "value": 76, "tolerance": 6, "source": "x"}


def wrong(tmp_path: Path, text: str) -> list[str]:
    """Give what is told of a file, without its name."""
    file = tmp_path / "t.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as told:
        load_targets(file, TOWN)
    return [line.removeprefix(f"{file}:") for line in str(told.value).splitlines()]


def told_of(**changes: Any) -> str:
    """Give what is told of one target with some keys changed; None takes one away."""
    terms = {key: value for key, value in {**RIGHT, **changes}.items() if value is not None}
    with pytest.raises(ScenarioError) as told:
        load_targets({"targets": {"a": terms}}, TOWN)
    return str(told.value)


def test_a_target_is_what_its_table_says() -> None:
    found = load_targets({"move": ["posts"], "targets": {"a": RIGHT}, "checks": {"b": {**RIGHT, "title": "B"}}}, TOWN)
    (target,), (check,) = found.targets, found.checks
    assert (target.quantity.step, target.quantity.limit, target.organisation) == ("reception", 14.0, "siloed")
    assert (target.value, target.tolerance, target.source, target.title) == (76, 6, "x", "")
    assert (check.name, check.title, found.move) == ("b", "B", ("posts",))
    assert found.every == (target, check)
    assert quantities(found.every) == (target.quantity,)  # asked for once


def test_days_may_be_lengths_of_time() -> None:
    terms = {"measure": "full_support_mean", "value": "4 months", "tolerance": "1 week", "source": "x"}
    (target,) = load_targets({"targets": {"a": terms}}, TOWN).targets
    assert (target.value, target.tolerance) == (121.75, 7)
    assert quantities((target,)) == ()  # it is among what every cell has


def test_a_target_judges_values_by_its_tolerance() -> None:
    (target,) = load_targets({"targets": {"a": RIGHT}}, TOWN).targets
    assert [target.misfit(value) for value in (76, 82, 73)] == [0, 1, -0.5]
    assert [target.is_met_by(value) for value in (70, 69.9, 82, math.nan, math.inf)] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert (target.misfit(math.nan), target.misfit(math.inf)) == (FAR, FAR)


def test_everything_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """move = ["postz", "posts", "posts", "units.school_team.wrkers=1:3"]
colour = "red"

[targets.one]
measure = "begun_withn"
step = "recepton"
value = "many"
tolerance = 0
source = ""

[targets.two]
measure = "begun_within"
valeu = 3
value = 120
tolerance = -1
source = "x"

[checks.one]
measure = "in_use"
organisation = "silod"
value = "80 days"
tolerance = true
source = "x"
"""
    found = wrong(tmp_path, text)
    for start, what in (
        ("1: move.0: ", "did you mean posts?"),
        ("1: move.2: ", "stands here twice"),
        ("1: move.3: ", "units.school_team.wrkers"),
        ("2: colour: ", "unknown key"),
        ("5: targets.one.measure: ", "did you mean begun_within?"),
        ("6: targets.one.step: ", "did you mean reception?"),
        ("7: targets.one.value: ", "a length of time is"),
        ("8: targets.one.tolerance: ", "more than 0"),
        ("9: targets.one.source: ", "the word assumption"),
        ("11: targets.two: ", "name one, or both"),
        ("11: targets.two: ", 'limit = "30 days"'),
        ("13: targets.two.valeu: ", "did you mean value?"),
        ("14: targets.two.value: ", "from 0 to 100; got 120"),
        ("15: targets.two.tolerance: ", "more than 0; got -1"),
        ("18: checks.one: ", "a target has this name already"),
        ("18: checks.one: ", "is of a unit: name it"),
        ("20: checks.one.organisation: ", "did you mean siloed?"),
        ("21: checks.one.value: ", "must be a number: in_use is in %"),
        ("22: checks.one.tolerance: ", "must be a number"),
    ):
        assert any(line.startswith(start) and what in line for line in found), (start, what, found)
    assert [int(line.partition(":")[0]) for line in found] == sorted(int(line.partition(":")[0]) for line in found)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"group": "several needs"}, "is about no group of children"),
        ({"measure": "in_use", "unit": "school_team"}, "is about no step"),
        ({"measure": "visit_wait_mean"}, "is about no number of days"),
        ({"measure": "under_a_year", "step": None, "limit": None}, "is of a unit: name it"),
        ({"measure": "full_support_mean", "group": "sevral needs"}, "did you mean several needs?"),
        ({"measure": "crises", "group": "nobody"}, "the groups are all, urgent"),
        ({"measure": "blood_pressure"}, "the measures are first_contact_median"),
        ({"limit": 14}, "a bare number has no unit"),
        ({"value": None}, "is missing: what was seen"),
        ({"measure": None}, "is missing: what is measured"),
        ({"value": math.nan}, "got nan"),
        ({"value": [1]}, "got a list"),
        ({"title": "two\nlines"}, "must be one line"),
        ({"need": "hunger"}, "there is no need"),
        ({"measure": "visit_wait_mean", "limit": None, "value": -1}, "is at least 0; got -1"),
    ],
)
def test_what_does_not_go_together_is_refused_in_words(changes: dict[str, Any], what: str) -> None:
    assert what in told_of(**changes)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[targets]\n", "[checks.a]\nvalue = 1\n"])
def test_a_file_without_a_target_is_none(tmp_path: Path, text: str) -> None:
    assert any("there must be at least one target" in line for line in wrong(tmp_path, text))


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    assert any("must be a table" in line for line in wrong(tmp_path, "targets.a = 3\n"))
    assert any("must be tables, each with a name" in line for line in wrong(tmp_path, "targets = 3\n"))
    assert any("must be a list of names of dials" in line for line in wrong(tmp_path, 'move = "posts"\n[targets.a]\n'))
    assert wrong(tmp_path, "targets = \n")


def test_a_target_may_be_about_the_children_on_a_list_and_not_about_those_that_do_not_count() -> None:
    seen = {"measure": "full_support_mean", "value": "60 days", "tolerance": "9 days", "source": "x"}

    def asked(name: str, group: str) -> None:
        load_targets({"targets": {"a": {**seen, "group": group}}}, load(shipped_folder() / name))

    asked("from-today.toml", "on the list at the start")
    asked("helsingborg.toml", "stream: school")
    for name, group in (("tutorial.toml", "on the list at the start"), ("helsingborg.toml", "stream: repeat_reports")):
        with pytest.raises(ScenarioError, match="there is no group"):
            asked(name, group)


@pytest.mark.parametrize("path", sorted((shipped_folder() / TARGETS).glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_targets_are_right_for_the_scenario_of_their_name(path: Path) -> None:
    found = load_targets(path, load(shipped_folder() / path.name))
    assert found.targets
    assert found.move
