"""Changes by hand: --set on the command line and keywords in Python are the same thing."""

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.reading.settings import from_command_line, from_keywords, key_path
from simulate.scenario.schema.durations import DAYS_PER_MONTH, Duration
from simulate.scenario.schema.scenario import Order, Scenario
from simulate.scenario.shipped import shipped_folder
from simulate.scenario.sources import sources


def set_by_hand(*texts: str) -> Scenario:
    return load_text(small_world(), from_command_line(texts))


def refusal(*texts: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        set_by_hand(*texts)
    return str(caught.value)


def at(scenario: Scenario, path: str) -> Any:
    value: Any = scenario
    for part in path.split("."):
        value = (
            value[int(part)]
            if isinstance(value, list)
            else value.get(part)
            if isinstance(value, dict)
            else getattr(value, part)
        )
    return value


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("units.social_office.workers=20", "units.social_office.workers", 20),
        ("seed = 7", "seed", 7),
        ("title=Our town", "title", "Our town"),
        ("title=2018", "title", "2018"),
        ("title='quoted'", "title", "quoted"),
        ("title=a=b", "title", "a=b"),
        ("title=" + "[" * 100, "title", "[" * 100),
        ("start=2019-03-01", "start", datetime.date(2019, 3, 1)),
        ("run.observe=1 year", "run.observe", 365.25),
        ('run.observe="1 year"', "run.observe", 365.25),
        ("arrivals.school.urgent=.25", "arrivals.school.urgent", 0.25),
        ("arrivals.school.per_month=1e1", "arrivals.school.per_month", 10.0),
        ("needs.protection.stays=false", "needs.protection.stays", False),
        ("organisations.siloed.passes_on=at intake", "organisations.siloed.passes_on", "at intake"),
        ("organisations.siloed.order=longest wait", "organisations.siloed.order", Order.LINE),
        ("organisations.integrated.door=own", "organisations.integrated.door", "own"),
        ("steps.acute.duration=6 days", "steps.acute.duration", Duration("fixed", (6.0,))),
        (
            'steps.acute.duration={ gamma = "6 days", cv = 0.4 }',
            "steps.acute.duration",
            Duration("gamma", (6.0, 0.4)),
        ),
        ("steps.school_assessment.duration.cv=0.9", "steps.school_assessment.duration", Duration("gamma", (20.0, 0.9))),
        (
            "steps.school_assessment.duration.lognormal=30 days",
            "steps.school_assessment.duration",
            Duration("lognormal", (30.0, 0.5)),
        ),
        ("needs.protection.returns.chance=0.4", "needs.protection.returns.chance", 0.4),
        ("needs.schooling.pathway=['school_intake']", "needs.schooling.pathway", ["school_intake"]),
        ("needs.schooling.endings.0.steps.1=school_support", "needs.schooling.endings.0.steps.1", "school_support"),
        ("organisations.siloed.units.school_team.workers=9", "organisations.siloed.units.school_team.workers", 9),
        ("needs.schooling.patience=", "needs.schooling.patience", None),
        ("needs.protection.returns=", "needs.protection.returns", None),
        ("leaves_at_age=20", "leaves_at_age", 20.0),
        ('units."social_office".workers=21', "units.social_office.workers", 21),
    ],
)
def test_a_setting_is_taken_as_the_schema_wants_it(text: str, path: str, expected: Any) -> None:
    assert at(set_by_hand(text), path) == expected


def test_two_items_of_a_list_can_be_set_together() -> None:
    scenario = set_by_hand("arrivals.school.needs.0.share=0.7", "arrivals.school.needs.1.share=0.3")
    assert [part.share for part in scenario.arrivals["school"].needs] == [0.7, 0.3]


def test_a_rate_set_by_hand_takes_the_place_of_the_one_in_the_file() -> None:
    scenario = set_by_hand("arrivals.school.per_week=3")
    assert (scenario.arrivals["school"].per_week, scenario.arrivals["school"].per_month) == (3.0, None)


def test_names_in_other_scripts_need_no_quotation_marks() -> None:
    text = small_world() + '\n[units."förskola"]\nadministration = "school"\nworkers = 1\n'
    changed = load_text(text, from_command_line(["units.förskola.workers=3"]))
    assert changed.units["förskola"].workers == 3


def test_a_new_organisation_can_be_set_up_by_hand() -> None:
    scenario = set_by_hand("organisations.half_way.door=shared_intake", "organisations.half_way.notices=0.7")
    assert scenario.organisations["half_way"].door == "shared_intake"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("units.social_office.workers", "--set: units.social_office.workers: write a setting as key=value"),
        ("=3", "is not a key; write it like units.reception.workers"),
        ("units..workers=3", '"units..workers" is not a key'),
        ('units."x=3', "write a setting as key=value"),
        ("units.social_office.wrokers=3", 'there is no key "wrokers"; did you mean workers?'),
        ("unit.social_office.workers=3", 'there is no key "unit"; did you mean units?'),
        ("units.socialoffice.workers=3", 'there is no unit "socialoffice"; did you mean social_office?'),
        ("organisations.silod.notices=0.1", 'there is no organisation "silod"; did you mean siloed?'),
        ("units.social_office.workers.x=3", "units.social_office.workers has no keys of its own; it is a number"),
        ("extends=x.toml", "extends can only stand in a file"),
        ("seed=many", 'seed: must be a whole number from 0 to 9 223 372 036 854 775 807; got the text "many"'),
        ("units.social_office.caseload=2.5", "--set: units.social_office.caseload: must be a whole number from 1 to"),
        ("units.social_office.workers=-1", "--set: units.social_office.workers: must be a number from 0 to"),
        ("arrivals.school.urgent=nan", "--set: arrivals.school.urgent: must be an ordinary number; got nan"),
        ("arrivals.school.per_month=1e400", "--set: arrivals.school.per_month: must be an ordinary number; got inf"),
        ("steps.acute.duration=5", '--set: steps.acute.duration: a bare number has no unit: write "5 days"'),
        ("arrivals.school.needs.7.share=1", "this list has 2 items, numbered from 0"),
        ("organisations.siloed.door=recption", 'there is no step "recption"; did you mean reception?'),
        ("start=", "--set: start: is missing: a date"),
        ("a." * 3000 + "a=1", "a setting has at most 4096 characters"),
        ("a." * 30 + "a=1", "a key has at most 20 parts"),
    ],
)
def test_a_wrong_setting_is_refused_in_plain_words(text: str, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_text(small_world(title='""'), from_command_line([text]))  # the empty title shows that all is told at once
    assert words in str(caught.value).replace("changes: ", "--set: ")


def test_all_wrong_settings_are_told_at_once() -> None:
    assert refusal("seed", "a..b=1").count("--set: ") == 2
    assert refusal("seed=x", "units.social_offic.workers=1", "run.replications=0").count("\n") == 2


def test_the_same_key_twice_is_refused() -> None:
    assert "this key is set twice" in refusal("seed=1", "seed=2")


def test_a_mistake_made_by_hand_is_told_as_such_and_not_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(small_world())
    with pytest.raises(ScenarioError) as caught:
        load(path, from_command_line(["units.social_office.workers=-1"]), changes_are="--set")
    assert str(caught.value).startswith("--set: units.social_office.workers: must be")


def test_keywords_put_two_underscores_for_a_dot_and_take_dotted_keys_as_they_are() -> None:
    assert from_keywords({"units__social_office__workers": 3, "units.a__b.workers": 4, "seed": 5}) == {
        "units.social_office.workers": 3,
        "units.a__b.workers": 4,
        "seed": 5,
    }


def test_python_values_of_many_kinds_are_taken() -> None:
    scenario = load_text(
        small_world(),
        {
            "units.social_office": {"workers": np.int64(9)},
            "arrivals.school.urgent": np.float64(0.5),
            "arrivals.school.month_factors": np.ones(12),
            "steps.acute.duration": Duration("gamma", (5.0, 0.5)),
            "run.observe": datetime.timedelta(days=90),
            "needs.schooling.pathway": ("school_intake", "school_assessment"),
            "organisations.siloed.order": Order.LINE,
            "needs.protection.returns": None,
            "start": datetime.date(2020, 1, 1),
        },
    )
    assert scenario.units["social_office"].workers == 9
    assert scenario.units["social_office"].caseload == 8
    assert scenario.arrivals["school"].urgent == 0.5
    assert scenario.arrivals["school"].month_factors == [1.0] * 12
    assert scenario.steps["acute"].duration == Duration("gamma", (5.0, 0.5))
    assert scenario.run.observe == 90.0
    assert scenario.organisations["siloed"].order is Order.LINE
    assert scenario.needs["protection"].returns is None


def test_tables_of_a_scenario_can_be_given_back() -> None:
    scenario = load_text(small_world())
    again = load_text(small_world(steps__acute__duration='"77 days"'), {"steps.acute": scenario.steps["acute"]})
    assert again.steps == scenario.steps


def test_a_python_value_of_a_wrong_kind_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"changes: seed: must be a whole number from .*; got a Python object"):
        load_text(small_world(), {"seed": object()})
    with pytest.raises(ScenarioError, match=r"changes: steps.acute.duration: .*; got a Python object"):
        load_text(small_world(), {"steps.acute.duration": object()})


def test_a_number_set_by_hand_has_no_longer_the_source_of_the_file() -> None:
    text = small_world(units__social_office__source='"staff register"')
    changed = load_text(text, {"units.social_office.workers": 9})
    found = {some.key: some.source for some in sources(changed)}
    assert found["units.social_office.workers"] == ""
    assert found["units.social_office.caseload"] == "staff register"


def test_a_key_is_split_at_dots_outside_quotation_marks() -> None:
    assert key_path('units."a.b".workers') == ("units", "a.b", "workers")
    assert key_path("arrivals.x.needs.10.share") == ("arrivals", "x", "needs", 10, "share")
    assert key_path("arrivals.7.urgent") == ("arrivals", "7", "urgent")


def test_the_day_of_a_phase_can_be_set_and_its_source_stays_that_of_the_numbers() -> None:
    path = shipped_folder() / "room-to-improve.toml"
    moved = load(path, {"organisations.with_time.phases.0.from": "2 months"}).organisations["with_time"].phases[0]
    before = load(path).organisations["with_time"].phases[0]
    assert (moved.begins, moved.source) == (2 * DAYS_PER_MONTH, before.source)


def test_nothing_after_the_equals_sign_is_read_too_where_a_table_may_stand() -> None:
    assert from_command_line(["changes.0.source="]) == {"changes.0.source": ""}
    assert "this list has 0 items" in refusal("changes.0.source=")
