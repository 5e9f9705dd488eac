"""What new, check, plan and diff say goes through the catalogue: spoken in capitals, nothing else is left."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from language.pseudo import in_capitals
from worlds import small_world

from simulate.cli import terminal
from simulate.experiment import expected_load
from simulate.scenario.reading.load import load
from simulate.scenario.rules.warnings import warnings as not_meant
from simulate.scenario.schema.scenario import PassesOn, Scenario
from simulate.scenario.shipped import shipped_folder, shipped_names
from simulate.scenario.sources import sources
from simulate.scenario.writing import plain_tables
from simulate.show.facts import staff_differences

Call = Callable[..., Result]
SCENARIOS = ["short-staffed", "pilot-then-embed", "from-today", "room-to-improve"]
"""Among them are staff rules, costs, meetings, changes, phases, a waiting list, streams that do not count."""


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let lines be as long as they like, so that no title is parted; and let loads be told from a few children."""
    monkeypatch.setattr(terminal, "WIDTH", 3_000)
    monkeypatch.setattr(expected_load, "_CHILDREN_EACH", 10)


def names_and_values(scenario: Scenario) -> list[str]:
    """List what is the file's own: keys, names, titles, texts, and what they look like when spoken."""
    found = [*_texts(plain_tables(scenario)), *(text for each in sources(scenario) for text in (each.key, each.source))]
    spoken = [each.replace("_", " ") for each in found]
    return sorted({*found, *spoken, *_said_by_others(scenario)}, key=len, reverse=True)


def _said_by_others(scenario: Scenario) -> Iterator[str]:
    """Give what `check` shows as it is given."""
    yield from (str(each) for each in not_meant(scenario))
    baseline, *others = scenario.organisations
    for name in others:
        yield from staff_differences(scenario, baseline, scenario, name)


def _texts(plain: Any) -> Iterator[str]:
    if isinstance(plain, dict):
        yield from plain
        plain = plain.values()
    if isinstance(plain, str):
        yield plain
    elif not isinstance(plain, int | float) and hasattr(plain, "__iter__"):
        for each in plain:
            yield from _texts(each)


def left(told: str, *own: str) -> list[str]:
    """Give the words with a small letter in them that are none of the file's own."""
    for each in own:
        told = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", "_", told) if each.strip() else told
    return sorted(set(re.findall(r"\b(?=\w*[a-zåäö])[^\W\d_]{2,}\b", told)))


@pytest.mark.parametrize("name", SCENARIOS)
def test_check_and_plan_leave_no_word_of_their_own(name: str, simulate: Call) -> None:
    file = shipped_folder() / f"{name}.toml"
    with in_capitals():
        own = names_and_values(load(file))
        for command in (["check", "--all"], ["plan"], ["plan", "--child", "0"]):
            told = simulate(command[0], file, *command[1:])
            assert told.exit_code == 0, told.stderr
            assert left(told.stdout, *own) == [], command


@pytest.mark.parametrize(("one", "other"), [("tutorial", "helsingborg"),
                                            ("helsingborg", "short-staffed")])  # fmt: skip
def test_diff_leaves_no_word_of_its_own(one: str, other: str, simulate: Call) -> None:
    files = [shipped_folder() / f"{name}.toml" for name in (one, other)]
    with in_capitals():
        own = [each for file in files for each in names_and_values(load(file))]
        told = simulate("diff", *files)
        assert told.exit_code == 0, told.stderr
        assert left(told.stdout, *map(str, files), *sorted(own, key=len, reverse=True)) == []
        scenario = load(files[0])
        told = simulate("diff", files[0], "--organisations", *list(scenario.organisations)[:2])
        assert told.exit_code == 0, told.stderr
        assert left(told.stdout, *own) == []


STRANGE = {
    "units__school_team__turnover": "0.25",
    "units__school_team__pressure": "{ above = 1.0, per_tenth = 1.2 }",
    "units__school_team__newcomer": '[{ lasts = "3 months", caseload = 0.5 }]',
    "units__school_team__handover_days": '"1 day"',
    "units__school_team__cases_of_leavers": '"wait in line"',
    "units__school_team__extra_staff": '{ workers = 1, caseload = 8, line_above = 9, after = "7 days", leave_at = 3 }',
    "units__school_team__development": '{ share = 0.05, gain = 0.2, half_life = "18 months", protected = false }',
    "units__school_team__closed": '[{ from = "07-01", until = "08-10" }]',
    "units__school_team__hours": '"weekdays"',
    "units__social_office__workers": "1",
    "organisations__integrated__units__school_team__workers": "9",
    "organisations__integrated__reach": "0",
    "organisations__siloed__refused": "1",
    "organisations__siloed__consent_delay": '"3 days"',
    "needs__protection__surfaces_after": None,
    "needs__schooling__crisis_per_month": "2",
    "run__follow_up": '"0 days"',
    "run__warm_up": '"0 days"',
    "run__observe": '"60 days"',
    "run__replications": "1",
    "costs__crisis": "2000",
    "costs__worker_year": "{ school_team = 65000 }",
    "costs__meeting_hour": "{ school_board = 99.5 }",
    "costs__hours_per_case": "{ school_board = 0.5 }",
}
"""A town of which all is said that rarely is."""
RARE = (
    "CONSULTANT", "IN CALM MONTHS", "AFTER THE END, EVERYWHERE", "NO WARM-UP", "NOT TAKEN", "NOBODY NOTICES",
    "REFUSED ONCE", "ASKING FOR CONSENT", "MORE IS ASKED", "WORKERS MORE THAN", "A CRISIS:", "LEAVING ×",
    "IMPLIED BY ITS JOINT ASSESSMENT",
)  # fmt: skip
DATED = (
    '[[changes]]\nfrom = "30 days"\nunits.school_team.workers = 3\n'
    "[[changes]]\nfrom = 2090-01-01\nunits.school_team.workers = 2\n"
    '[[organisations.siloed.phases]]\nfrom = "31 days"\nnotices = 0.2\n'
    "[[organisations.siloed.phases]]\nfrom = 2090-01-01\nnotices = 0.3\n"
)


def test_what_is_rarely_said_leaves_no_word_of_its_own(town: Path, simulate: Call) -> None:
    town.write_text(small_world(**STRANGE) + DATED, encoding="utf-8")
    with in_capitals():
        own = names_and_values(load(town))
        said = ""
        for command in (["check", town], *(["plan", town, "--child", number] for number in range(6))):
            told = simulate(*command)
            assert told.exit_code == 0, told.stderr
            text = " ".join(told.stdout.split())  # a value may stand on two lines
            assert left(text, *PassesOn, *own) == [], command
            said += text
    for words in RARE:
        assert words in said, words


def test_what_is_said_of_reports_and_of_meetings_that_hold_nothing_back_leaves_no_word_of_its_own(
    town: Path, simulate: Call
) -> None:
    changes = {
        "arrivals__school__needs": '[{ share = 1, with = ["protection"] }]',
        "needs__protection__reported_at_once": "true",
        "organisations__integrated__decision_holds": "false",
        "organisations__integrated__assessment": '"own"',
        "organisations__integrated__passes_on": '"after support"',
        "organisations__integrated__consent": "1",
    }
    town.write_text(small_world(**changes), encoding="utf-8")
    with in_capitals():
        own = names_and_values(load(town))
        said = ""
        for command in (["check", town], *(["plan", town, "--child", number] for number in range(6))):
            told = simulate(*command)
            assert told.exit_code == 0, told.stderr
            text = " ".join(told.stdout.split())
            assert left(text, *PassesOn, *own) == [], command
            said += text
    for words in ("REPORTED AT ONCE, WHEN", "REPORTED AT ONCE: ", "NO SUPPORT WAITS FOR IT", "ITS JOINT DECISION"):
        assert words in said, words


@pytest.mark.parametrize(
    "command",
    [
        ["new", "other.toml"],
        ["new", "other.toml", "--from", "nothing"],
        ["new", "list.csv", "--waiting-list"],
        ["plan", "town.toml", "--child", "ten"],
        ["plan", "town.toml", "--child", "99999"],
        ["plan", "town.toml", "--child", "church:1"],
        ["plan", "town.toml", "--child", "school:99999"],
        ["diff", "town.toml", "--organisations", "siloed", "other"],
        ["diff", "town.toml", "folder"],
        ["check", "folder"],
    ],
)
def test_answers_and_refusals_leave_no_word_of_their_own(town: Path, simulate: Call, command: list[str]) -> None:
    Path("folder").mkdir()
    Path("folder", "scenario.toml").write_text(small_world(), encoding="utf-8")
    with in_capitals():
        told = simulate(*command)
        own = [*command, *(each.removesuffix(".toml") for each in shipped_names()), *names_and_values(load(town))]
    own += ["folder/scenario.toml", "my-town.toml", "simulate", "check", "run", "set"]
    own += ["start_from.waiting", "church", "ten"]
    said = told.stdout + told.stderr
    assert said.strip()
    assert left(said, *sorted(own, key=len, reverse=True)) == []
