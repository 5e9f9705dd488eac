"""Mistakes in staff, prices, changes and phases are told where they stand, all at once."""

from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.rules.mistakes import check
from simulate.scenario.schema.scenario import Change, Scenario

ABSENCE = '{ share = 0.1, spell = "9 days" }'
CONSULTANTS = '{ workers = 1, line_above = 3, after = "9 days" }'
FOR_EVER = (
    ", and nothing gives it workers later: children would wait without end. Let a later change do so, or close the "
    "unit for a time: closed = [{ from = 2018-06-01, until = 2018-09-01 }]"
)
LEARNING = '{ share = 0.1, gain = 0.1, half_life = "1 year" }'


def refusal(text: str) -> list[str]:
    """Give the messages about a scenario text, without the name of the file and the number of the line."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, file="town.toml")
    for mistake in caught.value.mistakes:
        assert mistake.file == "town.toml"
        assert mistake.line is not None
    return [f"{mistake.key}: {mistake.message}" for mistake in caught.value.mistakes]


def lines_of(text: str) -> dict[str, int | None]:
    """Give the line of every mistake, by key."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, file="town.toml")
    return {mistake.key: mistake.line for mistake in caught.value.mistakes}


# ---- Staff


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("absence", ABSENCE),
        ("turnover", "0.2"),
        ("pressure", "{ per_tenth = 1.2 }"),
        ("time_to_fill", '"3 months"'),
        ("newcomer", '[{ lasts = "9 days", caseload = 0.5 }]'),
        ("handover_days", '"3 days"'),
        ("cases_of_leavers", '"wait in line"'),
        ("full_pace_up_to", "8"),
        ("post_hours", "38.25"),
        ("extra_staff", CONSULTANTS),
        ("development", LEARNING),
    ],
)
def test_a_meeting_takes_no_keys_of_staff_but_closed_and_hours(key: str, value: str) -> None:
    text = small_world(**{f"units__school_board__{key}": value})
    why = "is for workers, but school_board is a meeting; of the keys of staff, closed and hours fit it"
    assert refusal(text) == [f"units.school_board.{key}: {why}"]
    in_organisation = small_world(**{f"organisations__siloed__units__school_board__{key}": value})
    why = "does not fit: the unit school_board has meetings, and no workers"
    assert refusal(in_organisation) == [f"organisations.siloed.units.school_board.{key}: {why}"]
    changed = small_world() + f'[[changes]]\nfrom = "9 days"\n[changes.units.school_board]\n{key} = {value}\n'
    assert refusal(changed) == [f"changes.0.units.school_board.{key}: {why}"]
    assert load_text(small_world(**{f"units__school_team__{key}": value, "units__school_team__turnover": "0.1"}))


def test_a_meeting_may_be_closed_and_keep_to_weekdays() -> None:
    closed = '[{ from = "07-01", until = "08-15" }]'
    scenario = load_text(small_world(units__school_board__closed=closed, units__school_board__hours='"weekdays"'))
    assert scenario.units["school_board"].hours == "weekdays"


def test_pressure_needs_a_turnover_beside_it_were_it_none() -> None:
    why = "does nothing by itself: it multiplies the risk of leaving; give turnover (per year), too"
    pressure = "{ per_tenth = 1.2 }"
    assert refusal(small_world(units__school_team__pressure=pressure)) == [f"units.school_team.pressure: {why}"]
    assert load_text(small_world(units__school_team__pressure=pressure, units__school_team__turnover="0"))
    inner = small_world(organisations__siloed__units__school_team__pressure=pressure)
    assert refusal(inner) == [f"organisations.siloed.units.school_team.pressure: {why}"]
    assert load_text(inner, {"units.school_team.turnover": 0.2})
    changed = small_world() + f'[[changes]]\nfrom = "9 days"\n[changes.units.school_team]\npressure = {pressure}\n'
    assert refusal(changed) == [f"changes.0.units.school_team.pressure: {why}"]


def test_what_can_never_matter_is_neutral() -> None:
    text = small_world(
        units__school_team__time_to_fill='"3 months"',
        units__school_team__newcomer='[{ lasts = "9 days", caseload = 0.5 }]',
        units__school_team__handover_days='"3 days"',
    )
    assert load_text(text).units["school_team"].turnover == 0


def test_wrong_values_of_staff_say_what_is_allowed() -> None:
    text = small_world(
        units__school_team__absence='{ share = 0.95, spel = "9 days" }',
        units__school_team__extra_staff='{ workers = 1, line_above = 3, after = "9 days", leave_at = 4 }',
        units__school_team__closed='[{ from = "02-30", until = 2018-01-01 }, { from = "07-01", until = 2018-01-01 }]',
        units__social_office__hours='"9-5"',
        units__social_office__newcomer="0.5",
        units__social_office__spell='"9 days"',
        steps__acute__limit_in='"workdays"',
        units__social_office__full_pace_up_to="0",
        units__social_office__post_hours="169",
    )
    assert set(refusal(text)) == {
        "units.school_team.absence.share: must be a number from 0 to 0.9; got 0.95",
        'units.school_team.absence.spell: is missing: a length of time such as "14 days" or { gamma = "100 days", '
        "cv = 0.5 } (how long an absence lasts; between two of them the time varies exponentially)",
        "units.school_team.absence.spel: unknown key; did you mean spell?",
        "units.school_team.extra_staff.leave_at: leave_at must not be higher than line_above",
        'units.school_team.closed.0.from: must be a date such as 2018-07-01, or "07-01" for every year; '
        'got the text "02-30"',
        "units.school_team.closed.1.from: from and until must both be dates, or both days of every year such as "
        '"07-01"',
        'units.social_office.hours: must be "always", "weekdays", "weekdays 8-16" or "every day 8-16" (from and to a '
        'full hour); got the text "9-5"',
        "units.social_office.newcomer: must be a list of tables; got 0.5",
        "units.social_office.full_pace_up_to: must be a number from 0.01 to 100 000; got 0",
        "units.social_office.post_hours: must be a number from 1 to 168; got 169",
        "units.social_office.spell: does not belong here: spell is a key of absence of a unit",
        'steps.acute.limit_in: must be "days" or "working days"; got the text "workdays"; did you mean "working days"?',
    }


def test_closed_times_that_leave_no_time_are_refused() -> None:
    always = "[{ from = 2017-01-01, until = 2030-01-01 }]"
    halves = '[{ from = "01-01", until = "07-01" }, { from = "07-01", until = "01-01" }]'
    why = "leaves no time in the 500 days of the run in which anybody is called"
    for closed in (always, halves):
        assert refusal(small_world(units__school_team__closed=closed)) == [f"units.school_team.closed: {why}"]
    changed = small_world() + f'[[changes]]\nfrom = "9 days"\n[changes.units.school_team]\nclosed = {always}\n'
    assert refusal(changed) == [f"changes.0.units.school_team.closed: {why}"]
    half = '[{ from = "01-01", until = "07-01" }]'
    assert load_text(small_world(units__school_team__closed=half))


def test_a_meeting_that_always_falls_in_closed_times_is_refused() -> None:
    why = "leaves no meeting: they are every 14 days from 2018-01-01 at midnight on, and all fall in closed times"
    assert refusal(small_world(units__school_board__hours='"weekdays 8-16"')) == [f"units.school_board.hours: {why}"]
    assert load_text(small_world(units__school_board__hours='"weekdays"'))  # 2018-01-01 is a Monday
    sunday = small_world(units__school_board__hours='"weekdays"', start="2018-01-07")
    assert [message.split(":")[0] for message in refusal(sunday)] == ["units.school_board.hours"]


# ---- Prices


def test_prices_are_for_units_meetings_and_supports_that_there_are() -> None:
    text = small_world(
        costs__worker_year="{ scool_team = 1, school_board = 2 }",
        costs__consultant_year="{ school_team = 3 }",
        costs__meeting_hour="{ school_board = 4, school_team = 4 }",
        costs__hours_per_case="{ nothing = 1 }",
        costs__support_day="{ open_care = 2, reception = 3, opencare = 4 }",
        costs__replacement="{ social_office = -1 }",
        costs__crises="3",
        costs__source='{ worker_yaer = "x" }',
    )
    assert set(refusal(text)) == {
        'costs.worker_year.scool_team: there is no unit "scool_team"; did you mean school_team?',
        "costs.worker_year.school_board: is for units with workers; school_board is a meeting, which has "
        "costs.meeting_hour and costs.hours_per_case",
        "costs.consultant_year.school_team: is for units with extra_staff; school_team has none, in no organisation "
        "and after no change",
        "costs.meeting_hour.school_team: is for meetings; school_team has workers, who have costs.worker_year",
        "costs.meeting_hour.school_board: needs costs.hours_per_case.school_board beside it: a case costs their "
        "product",
        'costs.hours_per_case.nothing: there is no unit "nothing"; the units are school_team, social_office and '
        "school_board",
        'costs.support_day.reception: is for steps with the role support; "reception" has the role intake',
        'costs.support_day.opencare: there is no step "opencare"; did you mean open_care?',
        "costs.replacement.social_office: must be a number of at least 0; got -1",
        "costs.crises: unknown key; did you mean crisis?",
        'costs.source.worker_yaer: there is no key "worker_yaer" here; did you mean worker_year?',
    }


@pytest.mark.parametrize(
    "where",
    [
        "[units.school_team]",
        "[organisations.siloed.units.school_team]",
        '[[changes]]\nfrom = "9 days"\n[changes.units.school_team]',
        '[[organisations.siloed.phases]]\nfrom = "9 days"\n[organisations.siloed.phases.units.school_team]',
    ],
)
def test_a_consultants_price_is_taken_wherever_the_unit_gets_them(where: str) -> None:
    text = small_world(costs__consultant_year="{ school_team = 900000 }", costs__source='"x"')
    given = f"{where}\nextra_staff = {CONSULTANTS}\n"
    text = text.replace(f"{where}\n", given) if where in text else text + given
    scenario = load_text(text)
    assert scenario.costs is not None
    assert scenario.costs.consultant_year == {"school_team": 900000}


# ---- Changes and phases


def test_changes_name_what_there_is_and_say_something() -> None:
    text = small_world() + (
        '[[changes]]\nfrom = "1 year"\n'
        "[[changes]]\nfrom = 5\n[changes.units.school_team]\nworkers = 3\n"
        "[[changes]]\n[changes.units.school_team]\nworkers = 3\n"
        '[[changes]]\nfrom = "3 days"\n'
        "[changes.units.scool_team]\nworkers = 3\n"
        "[changes.units.social_office]\n"
        "[changes.units.school_board]\nworkers = 4\n"
        "[changes.arrivals.scool]\nper_week = 3\n"
        "[changes.arrivals.school]\ncounts = [1]\n"
        "[changes.organisations.silod]\ndoor = 'own'\n"
        "[changes.organisations.siloed]\ntitle = 'x'\ndoor = 'shared_intak'\n"
    )
    assert refusal(text) == [
        "changes.0: says nothing but its day: give what changes in arrivals, units or organisations",
        'changes.1.from: must be a date such as 2019-01-01, or a time since start such as "2 years"; got 5',
        'changes.2.from: is missing: a date such as 2018-01-31 or a length of time such as "14 days" (the day: a date, '
        'or a time since start such as "2 years")',
        'changes.3.units.scool_team: there is no unit "scool_team"; did you mean school_team?',
        "changes.3.units.social_office: nothing changes here; give a key, or leave it out",
        "changes.3.units.school_board.workers: does not fit: the unit school_board has meetings, and no workers",
        'changes.3.arrivals.scool: there is no stream "scool"; did you mean school?',
        "changes.3.arrivals.school.counts: does not belong here: counts is a key of a stream",
        'changes.3.organisations.silod: there is no organisation "silod"; did you mean siloed?',
        "changes.3.organisations.siloed.title: does not belong here: title is a key of a stream, a need, a step, a "
        "unit, an organisation, a dial or the top of the file",
        'changes.3.organisations.siloed.door: must be "own" or a step; there is no step "shared_intak"; did you mean '
        "shared_intake?",
    ]


def test_what_a_phase_makes_wrong_is_told_at_the_phase() -> None:
    text = small_world() + (
        '[[organisations.siloed.phases]]\nfrom = "100 days"\nreach = 0.2\n'
        '[[organisations.siloed.phases]]\nfrom = "110 days"\ndoor = "reception"\n'
        "units = { school_team = { workers = 0 }, nowhere = { workers = 2 }, school_board = { workers = 2 } }\n"
        '[[organisations.siloed.phases]]\nfrom = "110 days"\n'
    )
    assert set(refusal(text)) == {
        "organisations.siloed.phases.0.otherwise: must be given, because reach is 0.2: the organisation for the other "
        "children",
        "organisations.siloed.phases.0: from this day on organisations.integrated.otherwise is wrong: must be an "
        "organisation that takes everybody; siloed has a consent or reach below 1",
        "organisations.siloed.phases.1.units.school_team.workers: is 0, but the step school_assessment needs the unit "
        f"school_team in siloed, on the way of schooling{FOR_EVER}",
        'organisations.siloed.phases.1.units.nowhere: there is no unit "nowhere"; the units are school_team, '
        "social_office and school_board",
        "organisations.siloed.phases.1.units.school_board.workers: does not fit: the unit school_board has meetings, "
        "and no workers",
        "organisations.siloed.phases.1: from this day on steps.reception.go_on is wrong: a shared intake lets "
        "everybody go on, so its go_on must be 1; got 0.7 (the intakes of the needs decide who goes on)",
        "organisations.siloed.phases.2: says nothing but its day: give a feature",
    }


def test_a_mistake_that_two_dates_make_together_stands_at_the_later_one() -> None:
    text = small_world() + (
        '[[changes]]\nfrom = "100 days"\n[changes.units.school_board]\nmeets_every = "14 days"\n'
        '[[changes]]\nfrom = "50 days"\n'
        '[changes.units.school_board]\nmeets_every = "14.5 days"\nhours = "every day 8-16"\n'
    )
    assert refusal(text) == [
        "changes.0.units.school_board.hours: leaves no meeting: they are every 14 days from 2018-01-01 at midnight on, "
        "and all fall in closed times"
    ]


def test_what_a_change_makes_wrong_is_told_at_the_change_and_its_line() -> None:
    text = small_world() + (
        '[[changes]]\nfrom = "120 days"\n'
        "[changes.arrivals.school]\nneeds = [{ share = 0.5 }]\n"
        "[changes.organisations.integrated]\ndecision = 'joint_pla'\n"
    )
    assert set(refusal(text)) == {
        "changes.0.arrivals.school.needs: the shares of needs must sum to 1; they sum to 0.5",
        'changes.0.organisations.integrated.decision: must be "own" or a step; there is no step "joint_pla"; did you '
        "mean joint_plan?",
    }
    assert [text.split("\n")[(line or 0) - 1].split(" ")[0] for line in lines_of(text).values()] == [
        "needs",
        "decision",
    ]


def test_a_need_that_a_change_names_must_exist() -> None:
    text = small_world() + '[[changes]]\nfrom = "9 days"\n[changes.arrivals.school]\nfirst_need = "scooling"\n'
    assert refusal(text) == [
        'changes.0.arrivals.school.first_need: there is no need "scooling"; did you mean schooling?'
    ]


def test_a_change_that_closes_a_unit_children_need_is_refused_where_no_organisation_has_its_own_number() -> None:
    text = small_world() + '[[changes]]\nfrom = "120 days"\n[changes.units.social_office]\nworkers = 0\n'
    assert refusal(text) == [
        "changes.0.units.social_office.workers: is 0, but the step reception needs the unit social_office in siloed, "
        f"on the way of protection{FOR_EVER}"
    ]
    own = {"organisations.siloed.units.social_office.workers": 2}
    assert load_text(text, own).unit_in("social_office", "siloed").workers == 2


def test_mistakes_of_the_start_are_told_once_and_not_again_for_every_date() -> None:
    text = small_world(steps__acute__unit=None) + "".join(
        f'[[changes]]\nfrom = "{days} days"\n[changes.units.school_team]\nworkers = {days}\n' for days in (5, 6, 7)
    )
    assert refusal(text) == [
        'steps.acute.unit: the acute step "acute" must have a unit',
    ]


def test_too_many_changes_are_refused_before_they_are_judged() -> None:
    change = '[[changes]]\nfrom = "9 days"\n[changes.units.school_team]\nworkers = 3\n'
    assert refusal(small_world() + change * 201) == ["changes: there may be 200 changes and phases together at most"]


def test_a_change_made_in_python_is_judged_like_one_of_a_file() -> None:
    scenario = load_text(small_world())
    change = Change.model_validate({"from": "9 days", "units": {"scool_team": {"workers": 3}}})
    with pytest.raises(ScenarioError, match=r"changes\.0\.units\.scool_team: there is no unit"):
        check(scenario.model_copy(update={"changes": [change]}))
    phase = {"from": "9 days", "reach": 0.5}
    organisations = {"siloed": {"phases": [phase]}}
    phased = Scenario.model_validate({**scenario.model_dump(by_alias=True), "organisations": organisations})
    with pytest.raises(ScenarioError, match=r"organisations\.siloed\.phases\.0\.otherwise: must be given"):
        check(phased)


def test_mistakes_in_a_variant_name_the_file_that_makes_them(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(small_world(), encoding="utf-8")
    variant = 'extends = "base.toml"\n[[organisations.siloed.phases]]\nfrom = 2018-03-01\ndoor = "lobby"\n'
    (tmp_path / "variant.toml").write_text(variant, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "variant.toml")
    (mistake,) = caught.value.mistakes
    assert (Path(mistake.file).name, mistake.line) == ("variant.toml", 4)
