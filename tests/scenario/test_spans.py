"""What holds from which day on, and how changes and phases are told of."""

import datetime
from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.differences import Difference, differences, organisation_differences
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text, resolve
from simulate.scenario.reading.settings import from_command_line
from simulate.scenario.rules.warnings import variant_warnings, warnings
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import shipped_folder, shipped_names
from simulate.scenario.sources import sources
from simulate.scenario.spans import spans
from simulate.scenario.writing import to_toml


def changed(*changes: str, phases: str = "") -> Scenario:
    """Give the small world (500 days from 2018-01-01) with changes; each is the TOML under [[changes]]."""
    return load_text(small_world() + phases + "".join(f"[[changes]]\n{change}\n" for change in changes))


def workers(scenario: Scenario, unit: str = "school_team", organisation: str = "siloed") -> dict[float, int | None]:
    return {day: here.unit_in(unit, organisation).workers for day, here in spans(scenario)}


def test_without_changes_a_scenario_holds_from_the_start_as_it_is() -> None:
    scenario = changed()
    assert spans(scenario) == ((0.0, scenario),)
    assert spans(scenario)[0][1] is scenario


def test_the_tables_of_a_scenario_are_laid_over_each_other_once() -> None:
    scenario = changed('from = "200 days"\nunits.school_team.workers = 9')
    assert spans(scenario) is spans(scenario)
    shorter = scenario.model_copy(update={"run": scenario.run.model_copy(update={"follow_up": 0.0, "observe": 100.0})})
    assert len(spans(shorter)) == 1


def test_a_change_holds_from_its_date_or_time_since_start_on_until_another_one() -> None:
    scenario = changed(
        'from = "200 days"\nunits.school_team.workers = 9',
        "from = 2018-01-11\nunits.school_team.workers = 7",
        "from = 2018-01-11\nunits.school_team.caseload = 3",
    )
    assert workers(scenario) == {0: 4, 10: 7, 200: 9}
    assert [here.units["school_team"].caseload for _, here in spans(scenario)] == [10, 3, 3]
    assert all(not here.changes for _, here in spans(scenario))


def test_what_begins_before_the_start_holds_from_it_and_what_begins_at_the_end_is_left_out() -> None:
    scenario = changed(
        "from = 2017-05-01\nunits.school_team.workers = 6",
        'from = "0 days"\nunits.social_office.workers = 6',
        'from = "500 days"\nunits.school_team.workers = 9',
        "from = 2030-01-01\nunits.school_team.workers = 9",
    )
    assert workers(scenario) == {0: 6}
    assert workers(scenario, "social_office") == {0: 6}
    assert [str(warning) for warning in warnings(scenario)] == [
        "changes.0.from: lies before the start of the run, so it holds from the start",
        "changes.2.from: lies after the end of the run, so it changes nothing",
        "changes.3.from: lies after the end of the run, so it changes nothing",
    ]


def test_an_organisations_own_number_wins_over_a_change_of_the_unit() -> None:
    scenario = changed('from = "9 days"\nunits.school_team.workers = 9')
    assert workers(scenario, organisation="integrated") == {0: 5, 9: 5}
    assert workers(scenario, organisation="siloed") == {0: 4, 9: 9}


def test_on_one_day_phases_begin_before_changes() -> None:
    phase = '[[organisations.siloed.phases]]\nfrom = "9 days"\nnotices = 0.1\nhandover = "1 day"\n'
    scenario = changed('from = "9 days"\norganisations.siloed.notices = 0.2', phases=phase)
    siloed = spans(scenario)[1][1].organisations["siloed"]
    assert (siloed.notices, siloed.handover.mean, siloed.phases) == (0.2, 1, [])


def test_a_change_may_empty_a_list_and_give_a_rate_in_another_unit() -> None:
    text = small_world(units__school_team__closed='[{ from = "07-01", until = "08-01" }]') + (
        '[[changes]]\nfrom = "9 days"\nunits.school_team.closed = []\narrivals.school.per_week = 2\n'
    )
    scenario = load_text(text)
    (_, before), (_, after) = spans(scenario)
    assert len(before.units["school_team"].closed) == 1
    assert after.units["school_team"].closed == []
    assert after.arrivals["school"].rate_per_day == pytest.approx(2 / 7)
    assert spans(load_text(to_toml(scenario)))[1][1] == after


def test_a_unit_may_be_closed_and_opened_again() -> None:
    text = small_world(
        units__spare__administration='"school"', units__spare__workers="3", steps__school_intake__unit='"spare"'
    )
    text += '[[changes]]\nfrom = "9 days"\nunits.spare.workers = 0\n'
    text += '[[changes]]\nfrom = "20 days"\nunits.spare.workers = 2\n'
    assert workers(load_text(text), "spare", "integrated") == {0: 3, 9: 0, 20: 2}
    assert workers(load_text(text), "spare", "siloed") == {0: 3, 9: 0, 20: 2}


def test_a_unit_that_does_nothing_in_an_organisation_has_no_posts_there_whatever_changes() -> None:
    text = small_world(units__spare__administration='"school"', units__spare__workers="3")
    text += '[[changes]]\nfrom = "9 days"\nunits.spare.workers = 5\n'
    text += '[[changes]]\nfrom = "20 days"\norganisations.siloed.steps.acute.unit = "spare"\n'
    assert workers(load_text(text), "spare", "integrated") == {0: 0, 9: 0, 20: 0}
    assert workers(load_text(text), "spare", "siloed") == {0: 0, 9: 0, 20: 5}


def test_a_step_that_only_a_phase_uses_is_used() -> None:
    text = small_world(
        steps__lobby__role='"intake"', steps__lobby__unit='"school_team"', steps__lobby__duration='"1 day"'
    )
    assert [str(warning) for warning in warnings(load_text(text))] == ["steps.lobby: this step is on no way"]
    text += '[[organisations.siloed.phases]]\nfrom = "9 days"\ndoor = "lobby"\n'
    assert warnings(load_text(text)) == []


def test_limits_counted_in_working_days_need_a_limit_and_closed_days_a_run() -> None:
    text = small_world(
        steps__acute__limit_in='"working days"',
        units__school_team__closed='[{ from = 2030-01-01, until = 2030-02-01 }, { from = "07-01", until = "08-01" }]',
    )
    assert [str(warning) for warning in warnings(load_text(text))] == [
        "steps.acute.limit_in: is not used, because there is no limit",
        "units.school_team.closed.0: lies outside the run",
    ]


def test_a_misspelt_organisation_in_a_variant_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(small_world(), encoding="utf-8")
    variant = tmp_path / "variant.toml"
    variant.write_text(
        'extends = "base.toml"\n[organisations.integratd]\nnotices = 1.0\n[organisations.siloed]\nnotices = 0.4\n'
        "[organisations.third_way]\n",
        encoding="utf-8",
    )
    (warning,) = variant_warnings(resolve(variant))
    assert (Path(warning.file).name, warning.line, warning.key) == ("variant.toml", 2, "organisations.integratd")
    assert warning.message.endswith("did you mean integrated?")
    assert variant_warnings(resolve(tmp_path / "base.toml")) == []


@pytest.mark.parametrize("name", shipped_names())
def test_no_shipped_scenario_says_what_is_probably_not_meant(name: str) -> None:
    path = shipped_folder() / name
    assert [str(warning) for warning in (*warnings(load(path)), *variant_warnings(resolve(path)))] == []


# ---- Differences, sources, settings, writing


def test_changes_and_phases_are_compared_one_by_one() -> None:
    phase = '[[organisations.siloed.phases]]\nfrom = "9 days"\nnotices = 0.1\n'
    one = changed('from = "9 days"\nunits.school_team.workers = 6')
    other = changed(
        'from = "9 days"\nunits.school_team.workers = 7',
        "from = 2018-06-01\nunits.school_team.caseload = 3",
        phases=phase,
    )
    assert differences(one, other) == [
        Difference(("organisations", "siloed", "phases", 0), None, {"from": "9 days", "notices": 0.1}),
        Difference(("changes", 0, "units", "school_team", "workers"), 6, 7),
        Difference(
            ("changes", 1),
            None,
            {"from": datetime.date(2018, 6, 1), "units": {"school_team": {"caseload": 3}}},
        ),
    ]
    found = [each.key for each in organisation_differences(other, "siloed", "integrated")]
    assert "phases.0" in found


def test_staff_and_prices_differ_key_by_key() -> None:
    absences = ['{ share = 0.1, spell = "9 days" }', '{ share = 0.2, spell = "9 days" }']
    one, other = (
        load_text(small_world(units__school_team__absence=absence, costs__crisis=crisis))
        for absence, crisis in zip(absences, ("1", "2"), strict=True)
    )
    assert differences(one, other) == [
        Difference(("units", "school_team", "absence", "share"), 0.1, 0.2),
        Difference(("costs", "crisis"), 1, 2),
    ]
    neutral = load_text(small_world(units__school_team__turnover="0", units__school_team__hours='"always"'))
    assert differences(neutral, load_text(small_world())) == []


def test_numbers_of_staff_changes_phases_and_prices_have_their_sources() -> None:
    scenario = load_text(
        small_world(
            units__school_team__turnover="0.2",
            units__school_team__absence='{ share = 0.1, spell = "9 days" }',
            units__school_team__source='{ turnover = "survey", absence = "register" }',
            organisations__siloed__source='"talks"',
            costs__worker_year="{ school_team = 1, social_office = 2 }",
            costs__source='{ "worker_year.school_team" = "budget", "all others" = "assumption" }',
        )
        + '[[organisations.siloed.phases]]\nfrom = "9 days"\nnotices = 0.1\nunits.school_team.workers = 3\n'
        + '[[organisations.siloed.phases]]\nfrom = "19 days"\nnotices = 0.2\nsource = "plan"\n'
        + '[[changes]]\nfrom = "9 days"\nsource = "decision"\n'
        + '[changes.units.school_team]\nworkers = 3\nsource = "memo"\n'
        + "[changes.units.social_office]\nworkers = 3\n"
    )
    found = {some.key: some.source for some in sources(scenario)}
    assert {
        key: found[key] for key in found if key.startswith(("changes", "costs", "organisations.siloed.phases"))
    } == {
        "organisations.siloed.phases.0.notices": "talks",
        "organisations.siloed.phases.0.units.school_team.workers": "talks",
        "organisations.siloed.phases.1.notices": "plan",
        "changes.0.units.school_team.workers": "memo",
        "changes.0.units.social_office.workers": "decision",
        "costs.worker_year.school_team": "budget",
        "costs.worker_year.social_office": "assumption",
    }
    assert found["units.school_team.turnover"] == "survey"
    assert found["units.school_team.absence.spell"] == "register"
    assert "units.school_team.absence.cases" not in found


def test_new_keys_can_be_set_by_hand() -> None:
    text = small_world(units__school_team__absence='{ share = 0.1, spell = "9 days" }')
    text += "[[changes]]\nfrom = 2018-06-01\narrivals.school.per_month = 3\n"
    settings = from_command_line(
        [
            "units.school_team.absence.share=0.2",
            "units.school_team.time_to_fill=3 months",
            "units.school_team.hours=weekdays",
            "steps.acute.limit_in=working days",
            "changes.0.from=2018-07-01",
            "changes.0.arrivals.school.per_week=4",
            "changes.0.units.school_team.workers=7",
            "organisations.siloed.start_up={length = '9 days', pace = 0.8}",
            "costs.worker_year.school_team=650000",
        ]
    )
    scenario = load_text(text, settings)
    team, change = scenario.units["school_team"], scenario.changes[0]
    assert team.absence is not None
    assert (team.absence.share, team.time_to_fill.mean, team.hours) == (0.2, 91.3125, "weekdays")
    assert change.begins == datetime.date(2018, 7, 1)
    assert (change.arrivals["school"].per_week, change.arrivals["school"].per_month) == (4, None)
    assert change.units["school_team"].workers == 7
    assert scenario.costs is not None
    assert load_text(text, from_command_line(["changes.0.from=2 months"])).changes[0].begins == 60.875


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("changes.1.from=2018-07-01", "this list has one item, number 0"),
        ("organisations.siloed.phases.0.reach=0.5", "this list has 0 items, numbered from 0"),
        ("units.school_team.absence.spel=9 days", 'there is no key "spel"; did you mean spell?'),
        ("costs.worker_yaer.x=3", 'there is no key "worker_yaer"; did you mean worker_year?'),
        ("changes.0.units.scool_team.workers=3", 'there is no unit "scool_team"; did you mean school_team?'),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_in_words(setting: str, words: str) -> None:
    text = small_world() + "[[changes]]\nfrom = 2018-06-01\narrivals.school.per_month = 3\n"
    with pytest.raises(ScenarioError) as caught:
        load_text(text, from_command_line([setting]))
    assert words in str(caught.value)


FULL = small_world(
    units__school_team__absence='{ share = 0.1, spell = { gamma = "9 days", cv = 1 }, cases = "are handed over" }',
    units__school_team__turnover="0.25",
    units__school_team__pressure="{ above = 0.9, per_tenth = 1.2 }",
    units__school_team__time_to_fill='{ gamma = "3 months", cv = 0.5 }',
    units__school_team__newcomer='[{ lasts = "3 months", caseload = 0.5 }, { lasts = "3 months", caseload = 0.75 }]',
    units__school_team__handover_days='"5 days"',
    units__school_team__cases_of_leavers='"wait in line"',
    units__school_team__extra_staff='{ workers = 2, line_above = 20, after = "30 days" }',
    units__school_team__closed='[{ from = "07-01", until = "08-10" }, { from = 2018-10-29, until = 2018-11-05 }]',
    units__school_team__hours='"weekdays 8-16"',
    units__school_team__development='{ share = 0.05, protected = false, gain = 0.2, half_life = "18 months" }',
    steps__acute__limit='"1 day"',
    steps__acute__limit_in='"working days"',
    organisations__integrated__start_up='{ length = "6 months", pace = 0.8 }',
    costs__worker_year="{ school_team = 650000, social_office = 650000 }",
    costs__consultant_year="{ school_team = 1200000 }",
    costs__meeting_hour="{ school_board = 3000 }",
    costs__hours_per_case="{ school_board = 0.5 }",
    costs__support_day="{ open_care = 300 }",
    costs__source='"assumption"',
) + (
    '[[organisations.integrated.phases]]\nfrom = "50 days"\nreach = 0.2\nhandover = { median = "9 days", sigma = 1 }\n'
    "[organisations.integrated.phases.units.social_office]\nnewcomer = []\n"
    "[[organisations.integrated.phases]]\nfrom = 2018-06-01\nreach = 1\nunits = {}\n"
    '[[changes]]\nfrom = "9 days"\nsource = "x"\n[changes.units.school_team]\nclosed = []\n'
    "[[changes]]\nfrom = 2018-06-01\n[changes.arrivals.school]\nsurges = []\n"
    'needs = [{ share = 1, with = ["protection"] }]\n'
    "[start_from]\nwaiting = [{ stream = 'school', needs = ['schooling'], step = 'school_assessment', "
    "waiting_since = 2017-12-01 }]\n"
)


def test_a_scenario_with_every_new_key_survives_writing_and_reading() -> None:
    scenario = load_text(FULL)
    written = to_toml(scenario)
    assert load_text(written) == scenario
    assert to_toml(load_text(written)) == written
    assert sources(load_text(written)) == sources(scenario)
    assert max(map(len, written.split("\n"))) <= 120


def test_the_written_staff_keys_are_readable_and_say_nothing_where_there_is_nothing() -> None:
    written = to_toml(load_text(FULL))
    assert 'absence = { share = 0.1, spell = { gamma = "9 days", cv = 1 }, cases = "are handed over" }\n' in written
    assert 'cases_of_leavers = "wait in line"\n' in written
    assert '  { from = "07-01", until = "08-10" },\n' in written
    assert '\n[[organisations.integrated.phases]]\nfrom = "50 days"\n' in written
    assert '\n[[changes]]\nfrom = "9 days"\nsource = "x"\n\n[changes.units.school_team]\nclosed = []\n' in written
    plain = to_toml(load_text(small_world()))
    keys = ("turnover", "hours", "time_to_fill", "handover_days", "cases_of_leavers", "limit_in")
    assert not any(key in plain for key in keys)
