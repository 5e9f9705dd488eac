"""A scenario written as TOML reads back as the same scenario."""

import datetime
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import small_world

from simulate.scenario.reading.load import load, load_text
from simulate.scenario.schema.durations import SHAPES, SPANS_IN, Duration, days_from, written_days
from simulate.scenario.schema.scenario import Order, PassesOn, Scenario
from simulate.scenario.shipped import shipped_folder, shipped_names, template
from simulate.scenario.writing import to_toml


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_survives_writing_and_reading(name: str) -> None:
    scenario = load(shipped_folder() / name)
    assert load_text(to_toml(scenario)) == scenario


def test_the_written_scenario_is_complete_and_readable() -> None:
    written = to_toml(load_text(small_world()))
    assert '[run]\nwarm_up = "100 days"\n' in written
    assert '  { share = 0.4, with = ["protection"] },\n' in written
    assert 'duration = { gamma = "20 days", cv = 0.5 }\n' in written
    assert 'limit = "4 months"\n' in written
    assert '[organisations.siloed]\ndoor = "own"\nnotices = 0.5\n' in written
    assert "[organisations.integrated.units.social_office]\nworkers = 4\n" in written
    assert "None" not in written
    assert max(len(line) for line in written.split("\n")) <= 120


def test_writing_twice_gives_the_same_text() -> None:
    written = to_toml(load_text(template()))
    assert to_toml(load_text(written)) == written


def test_the_lines_of_the_template_that_wait_behind_a_mark_are_sound() -> None:
    text = re.sub(r"(?m)^# (?=\[|[a-z_.]+ = )", "", template())
    scenario = load_text(text)
    assert scenario.units["social_office"].turnover == 0.2
    assert scenario.units["social_office"].closed
    assert scenario.changes[0].units["school_team"].workers == 8
    assert scenario.costs is not None
    assert load_text(to_toml(scenario)) == scenario


SHARES = st.floats(0, 1)
SPANS = st.one_of(
    st.floats(0.001, 300_000, allow_subnormal=False),
    st.integers(1, 900).map(float),
    st.integers(1, 900).map(lambda months: days_from(f"{months} months")),
)
DAYS = SPANS.map(written_days) | st.dates(datetime.date(2000, 1, 1), datetime.date(2030, 1, 1))
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # no text may turn the direction of writing
TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters=f"\ufeff{TURNING}")
    | st.sampled_from('\n\t"\\ '),
    max_size=60,
) | st.sampled_from(["x" * 3000, "a b " * 900, 'end"', '""""""', "back\\", "\n", "\\ \n  x", " " * 2500])


@st.composite
def durations(draw: Any) -> Duration:
    shape = draw(st.sampled_from(["fixed", *SHAPES]))
    if shape == "fixed":
        return Duration("fixed", (draw(SPANS),))
    count = SPANS_IN.get(shape, 1)
    spans = draw(st.lists(SPANS, min_size=count, max_size=count, unique=True).map(sorted))
    spread = [draw(st.floats(0.01, 100)) for _ in SHAPES[shape][1]]
    return Duration(shape, (*spans, *spread))


@st.composite
def dated_changes(draw: Any) -> dict[str, Any]:
    unit = {"caseload": draw(st.integers(1, 20))}
    if draw(st.booleans()):
        unit["closed"] = []
    change: dict[str, Any] = {"from": draw(DAYS), "units": {"school_team": unit}, "source": draw(TEXTS)}
    if draw(st.booleans()):
        change["arrivals"] = {"school": {"per_week": draw(st.floats(0, 9)), "surges": []}}
    return change


@st.composite
def phases(draw: Any) -> dict[str, Any]:
    given = {"handover": durations(), "notices": SHARES, "order": st.sampled_from(Order).map(str)}
    given |= {"units": st.sampled_from([{}, {"social_office": {"workers": 3, "turnover": 0.0}}])}
    keys = draw(st.lists(st.sampled_from(sorted(given)), min_size=1, unique=True))
    return {"from": draw(DAYS), **{key: draw(given[key]) for key in keys}}


@st.composite
def changes(draw: Any) -> dict[str, Any]:
    """Values for keys of every kind in the small world."""
    share = draw(SHARES)
    return {
        "title": draw(st.text("abc \"\\'#=[é", min_size=1, max_size=50).filter(str.strip)),
        "description": draw(TEXTS),
        "seed": draw(st.integers(0, 2**63 - 1)),
        "start": draw(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 1, 1))),
        "leaves_at_age": draw(st.none() | st.floats(0.5, 30)),
        "run.observe": written_days(draw(SPANS) + 100),
        "arrivals.school.per_month": draw(st.floats(0, 50)),
        "arrivals.school.month_factors": draw(st.none() | st.lists(st.floats(0, 3), min_size=12, max_size=12)),
        "arrivals.school.surges": [
            {"from": datetime.date(2018, 5, 1), "until": datetime.date(2018, 6, 1), "factor": 2}
        ],
        "arrivals.school.needs": [{"share": share}, {"share": 1 - share, "with": ["protection"]}],
        "arrivals.school.source": draw(TEXTS | st.dictionaries(st.sampled_from(["urgent", "all others"]), TEXTS)),
        "steps.school_assessment.duration": draw(durations()),
        "steps.acute.limit": draw(st.none() | SPANS.map(written_days)),
        "needs.protection.surfaces_after": draw(st.none() | durations()),
        "needs.schooling.surfaces_after": draw(durations()),
        "needs.schooling.surfaces": draw(st.none() | SHARES),
        "crisis.crisis_reveals": draw(st.booleans()),
        "needs.schooling.endings": draw(st.sampled_from([[], [{"share": 1, "steps": ["school_support"]}]])),
        "organisations.siloed.order": draw(st.sampled_from(Order)),
        "organisations.siloed.passes_on": draw(st.sampled_from(PassesOn)),
        "organisations.siloed.notices": draw(SHARES),
        "organisations.siloed.handover": draw(durations()),
        "organisations.siloed.units": draw(st.sampled_from([{}, {"school_team": {"workers": 3, "caseload": 2}}])),
        "organisations.siloed.title": draw(st.sampled_from(["", "Silos", "Så som nu"])),
        "units.school_team.turnover": draw(st.floats(0, 20)),
        "units.school_team.pressure": draw(st.none() | st.just({"per_tenth": 1.5})),
        "units.school_team.absence": draw(
            st.none() | st.builds(lambda s, d: {"share": s / 2, "spell": d}, SHARES, durations())
        ),
        "units.school_team.time_to_fill": draw(durations()),
        "units.school_team.newcomer": draw(st.lists(st.just({"lasts": "9 days", "caseload": 0.5}), max_size=2)),
        "units.social_office.closed": draw(st.lists(st.just({"from": "12-20", "until": "01-07"}), max_size=2)),
        "units.social_office.hours": draw(st.sampled_from(["always", "weekdays", "every day 8-16"])),
        "costs.crisis": draw(st.none() | st.floats(0, 1e9)),
        "costs.worker_year": draw(
            st.dictionaries(st.sampled_from(["school_team", "social_office"]), st.floats(0, 1e7))
        ),
        "changes": draw(st.lists(dated_changes(), max_size=2)),
        "organisations.siloed.phases": draw(st.lists(phases(), max_size=1)),
    }


@settings(max_examples=100, deadline=None)
@given(changes())
def test_any_scenario_survives_writing_and_reading(values: dict[str, Any]) -> None:
    scenario = load_text(small_world(), values)
    assert load_text(to_toml(scenario)) == scenario


def test_long_lists_and_texts_keep_to_lines_that_can_be_read_again() -> None:
    needs = {f"needs.a{number}_with_a_rather_long_name_in_it.pathway": ["acute"] for number in range(300)}
    names = [key.split(".")[1] for key in needs]
    scenario = load_text(
        small_world(),
        {**needs, "arrivals.school.needs": [{"share": 1, "with": names}], "description": "long " * 3000},
    )
    written = to_toml(scenario)
    assert max(len(line) for line in written.split("\n")) < 4096
    assert load_text(written) == scenario


@given(SPANS)
def test_a_written_span_reads_back_as_the_same_days(days: float) -> None:
    assert days_from(written_days(days)) == days


def test_whole_months_and_years_are_written_as_such() -> None:
    assert [written_days(days) for days in (1, 14, 30.4375, 121.75, 365.25, 730.5, 1461)] == [
        "1 day",
        "14 days",
        "1 month",
        "4 months",
        "1 year",
        "2 years",
        "4 years",
    ]


def test_a_scenario_is_equal_to_itself_only() -> None:
    scenario = load_text(small_world())
    assert isinstance(scenario, Scenario)
    assert load_text(to_toml(scenario), {"organisations.siloed.notices": 0.51}) != scenario
