"""Whatever is in a file: a scenario, or a ScenarioError that can be printed."""

import contextlib
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.reading.settings import from_command_line, key_path
from simulate.scenario.rules.mistakes import check
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans
from simulate.scenario.writing import to_toml

BASE = small_world()
PLACES = [
    path
    for path in (
        "title",
        "start",
        "seed",
        "leaves_at_age",
        "run",
        "run.warm_up",
        "run.replications",
        "arrivals",
        "arrivals.school",
        "arrivals.school.per_month",
        "arrivals.school.counts",
        "arrivals.school.needs",
        "arrivals.school.needs.0",
        "arrivals.school.needs.1.with",
        "arrivals.school.ages",
        "arrivals.school.surges",
        "arrivals.school.source",
        "arrivals.school.month_factors",
        "arrivals.school.trend_per_year",
        "needs",
        "needs.schooling.pathway",
        "needs.schooling.endings",
        "needs.schooling.endings.0.share",
        "needs.protection.returns",
        "needs.protection.stays",
        "steps.acute",
        "steps.acute.role",
        "steps.acute.duration",
        "steps.reception.go_on",
        "steps.reception.unit",
        "units",
        "units.school_team",
        "units.school_team.workers",
        "units.school_board.meets_every",
        "crisis",
        "crisis.step",
        "organisations",
        "organisations.integrated",
        "organisations.integrated.door",
        "organisations.integrated.units",
        "organisations.integrated.units.school_team",
        "organisations.integrated.otherwise",
        "organisations.siloed.order",
        "steps.acute.limit_in",
        "units.school_team.absence",
        "units.school_team.absence.spell",
        "units.school_team.turnover",
        "units.school_team.pressure",
        "units.school_team.time_to_fill",
        "units.school_team.newcomer",
        "units.school_board.handover_days",
        "units.school_board.cases_of_leavers",
        "units.school_team.extra_staff",
        "units.school_board.closed",
        "units.social_office.hours",
        "units.social_office.development",
        "organisations.integrated.development",
        "organisations.siloed.start_up",
        "organisations.siloed.phases",
        "organisations.integrated.phases",
        "changes",
        "start_from",
        "start_from.waiting",
        "costs",
        "costs.worker_year",
        "costs.meeting_hour",
        "costs.support_day",
        "costs.currency",
        "costs.source",
    )
]
ODD = st.sampled_from(
    [
        -1,
        0,
        1,
        2,
        10**12,
        2**63,
        10**5000,
        0.5,
        1e300,
        -0.0,
        float("nan"),
        float("inf"),
        True,
        "",
        "own",
        "x\x1b[31m",
        "14 days",
        "5",
        "1e999 days",
        "9" * 5000 + " days",
        [],
        {},
        [[]],
        [{}],
        {"": {}},
        {"gamma": "3 days"},
        ["a", 1],
        {"gamma": "3 days", "cv": 1},
        {"uniform": ["1 day", 2]},
        {"source": {"source": []}},
        {"with": {}},
        None,
        "school_team",
        "siloed",
        "reception",
        ["reception", "reception"],
        {"workers": 0},
        {"acute": {"role": "intake"}},
        "weekdays 8-16",
        {"share": 0.1, "spell": "9 days"},
        {"per_tenth": 1.2},
        [{"lasts": "9 days", "caseload": 0.5}],
        {"workers": 1, "line_above": 3, "after": "9 days"},
        [{"from": "07-01", "until": "08-15"}],
        {"share": 0.1, "gain": 0.2, "half_life": "1 year"},
        {"length": "9 days", "pace": 0.8},
        [{"from": "9 days", "reach": 0.5}],
        [{"from": "9 days"}, {"from": -1}, {}],
        [{"from": "9 days", "units": {"school_team": {"workers": 0}}}],
        {"school_team": 3, "school_board": 4.5, "": 1},
        [{"stream": "school", "needs": ["schooling"], "step": "acute"}],
    ]
)
DATED_PLACES = [
    *(
        f"changes.{number}.{place}"
        for number in (0, 1)
        for place in (
            "from",
            "source",
            "arrivals",
            "arrivals.school",
            "arrivals.school.per_month",
            "arrivals.school.needs",
            "arrivals.school.first_need",
            "arrivals.school.surges",
            "units",
            "units.school_team",
            "units.school_team.workers",
            "units.school_team.turnover",
            "units.school_team.pressure",
            "units.school_board.cases",
            "units.school_board.closed",
            "units.school_board.hours",
            "organisations",
            "organisations.siloed",
            "organisations.siloed.door",
            "organisations.siloed.units",
            "organisations.integrated.otherwise",
        )
    ),
    *(
        f"organisations.siloed.phases.{number}{place}"
        for number in (0, 1)
        for place in ("", ".from", ".source", ".reach", ".otherwise", ".units", ".units.school_team", ".handover")
    ),
]
DATED = (
    BASE
    + """
[[organisations.siloed.phases]]
from = "50 days"
handover = "3 days"
[[organisations.siloed.phases]]
from = 2018-04-01
units = { school_team = { caseload = 8 } }
[[changes]]
from = "20 days"
[changes.units.school_team]
workers = 6
[[changes]]
from = 2018-06-01
[changes.arrivals.school]
per_week = 3
[changes.organisations.siloed]
notices = 0.7
"""
)


def answer(text: str, changes: dict[str, Any] | None = None) -> Scenario | ScenarioError:
    try:
        return load_text(text, changes)
    except ScenarioError as refusal:
        return refusal


def scenario_or_refusal(text: str, changes: dict[str, Any] | None = None) -> None:
    found = answer(text, changes)
    if isinstance(found, ScenarioError):
        assert found.mistakes
        assert all(str(mistake).isprintable() for mistake in found.mistakes), found.mistakes
        assert len(str(found)) < 100_000
    else:
        assert check(found) is found
        assert load_text(to_toml(found)) == found


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
@example("\ufeff")
@example("=")
@example("[[")
@example("a = {b = [")
def test_any_text_is_a_scenario_or_refused(text: str) -> None:
    scenario_or_refusal(text)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_are_a_scenario_or_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(ScenarioError):
        load(tmp_path / "x.toml")


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(BASE)),
    st.integers(0, 30),
    st.sampled_from(["", "[", "]", "}", '"', "=", ".", "\n", "1", "#", "\x00", "ä", "-", "'''"]),
)
def test_a_damaged_scenario_is_a_scenario_or_refused(at: int, removed: int, put: str) -> None:
    scenario_or_refusal(BASE[:at] + put + BASE[at + removed :])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, BASE.count("\n")), max_size=6), st.integers(0, 5))
def test_lines_lost_or_moved_give_a_scenario_or_a_refusal(lines: list[int], to: int) -> None:
    text = BASE.split("\n")
    moved = [text[number] for number in lines]
    kept = [line for number, line in enumerate(text) if number not in lines]
    scenario_or_refusal("\n".join(kept[: to * 20] + moved + kept[to * 20 :]))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(PLACES), ODD, min_size=1, max_size=4))
def test_odd_values_in_any_place_are_taken_or_refused(values: dict[str, Any]) -> None:
    scenario_or_refusal(BASE, values)


def test_the_scenario_with_dates_is_sound() -> None:
    assert len(spans(load_text(DATED))) == 5


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(DATED_PLACES) | st.sampled_from(PLACES), ODD, min_size=1, max_size=4))
def test_odd_values_in_changes_and_phases_are_taken_or_refused(values: dict[str, Any]) -> None:
    found = answer(DATED, values)
    scenario_or_refusal(DATED, values)
    if isinstance(found, Scenario):
        assert [day for day, _ in spans(found)] == sorted({day for day, _ in spans(found)})


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(PLACES) | st.sampled_from(DATED_PLACES) | st.text(max_size=20),
    st.text(max_size=20) | st.sampled_from(["[" * 50, "1.2.3", "nan", "{a=1}"]),
)
def test_any_setting_is_taken_or_refused(key: str, value: str) -> None:
    with contextlib.suppress(ScenarioError):
        scenario_or_refusal(DATED, from_command_line([f"{key}={value}"]))


def test_the_places_of_this_file_exist() -> None:
    table = tomllib.loads(BASE)
    assert {key_path(place)[0] for place in PLACES} >= set(table) - {"title"}


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"[t{number}.{'.'.join('abcdefghij')}]" for number in range(5_000)),
        "[[a]]\n" * 40_000,
        "a = [\n" + "[],\n" * 60_000 + "]",
        "a = '''\n" + "x" * 4000 + "\n'''\n" + "#" * 4000,
        'a = """' + ("9" * 4000 + "\\\n") * 250 + '"""',
        "\n".join(f"k{number} = {number}" for number in range(20_000)),
        "[steps.a]\nduration = '''" + ("9" * 4000 + "\n") * 200 + "'''",
        ("a = 1" + " " * 3900 + "x\n") * 200,
        'a = """x\n' * 100_000,
        "a = [\n" + "{ b = 0,5 },\n" * 60_000,
        "a = 1\n" * 100_000,
        "".join(f"k{number} = 1\n" for number in range(60_000)) + "x = 0,5",
        ("=" * 4000 + "\n") * 200,
        ("a, b = " * 500 + "\n") * 200,
    ],
)
def test_a_large_file_of_anything_is_answered(text: str) -> None:
    started = time.process_time()
    scenario_or_refusal(text)
    assert time.process_time() - started < 10  # seconds; what is quadratic takes minutes
