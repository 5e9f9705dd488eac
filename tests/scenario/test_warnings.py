"""What is allowed but probably not meant is asked about; what is meant is not, and can be said to be."""

import pytest
from worlds import small_world

from simulate.experiment.variants import variants
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.rules.warnings import warnings
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import shipped_folder, shipped_names, template
from simulate.scenario.writing import to_toml
from simulate.show.facts import facts_of


def warned(scenario: Scenario) -> list[str]:
    return [str(each) for each in warnings(scenario)]


@pytest.mark.parametrize("name", shipped_names())
def test_nothing_in_a_shipped_scenario_is_suspected(name: str) -> None:
    assert warned(load(shipped_folder() / name)) == []


def test_nothing_in_the_scenario_to_start_from_is_suspected() -> None:
    assert warned(load_text(template())) == []
    assert warned(load_text(small_world())) == []


def test_a_warm_up_that_long_stays_need_is_meant() -> None:
    long = {"run__warm_up": '"8 years"', "run__observe": '"1 year"', "run__follow_up": '"1 year"'}
    [message] = warned(load_text(small_world(**long)))
    assert message.startswith("run.warm_up: is longer than what is looked at")
    assert warned(load_text(small_world(**long, steps__school_support__duration='"900 days"'))) == []


# ---- A step without a unit


@pytest.mark.parametrize("step", ["school_assessment", "school_intake", "reception", "school_support"])
def test_work_that_no_unit_does_is_asked_about(step: str) -> None:
    scenario = load_text(small_world(**{f"steps__{step}__unit": None}))
    [message] = warned(scenario)
    assert message.startswith(f"steps.{step}.unit: is not given, so nobody does this ")
    assert 'unit = "none" if it is time that passes' in message
    assert facts_of(variants({"town": scenario}), 1).nobodys == (step,)


def test_a_step_that_says_it_has_no_unit_is_not_asked_about_and_says_so_when_written() -> None:
    scenario = load_text(small_world(steps__school_assessment__unit='"none"'))
    assert scenario.steps["school_assessment"].unit is None
    assert warned(scenario) == []
    assert facts_of(variants({"town": scenario}), 1).nobodys == ()
    written = to_toml(scenario)
    assert '[steps.school_assessment]\nrole = "assessment"\nunit = "none"\n' in written
    assert warned(load_text(written)) == []
    assert load_text(written) == scenario


def test_saying_that_nobody_does_a_step_changes_nothing_else() -> None:
    left_out = load_text(small_world(steps__school_assessment__unit=None))
    assert load_text(small_world(steps__school_assessment__unit='"none"')) == left_out


@pytest.mark.parametrize(
    "changes",
    [
        {"steps__school_meeting__unit": None, "steps__school_meeting__duration": '"7 days"'},  # a decision takes time
        {"steps__school_support__unit": None, "steps__school_support__lengthens": "false"},  # a stay
        {"steps__reception__unit": None, "steps__reception__duration": None},  # it takes no time at all
    ],
)
def test_a_decision_a_stay_and_what_takes_no_time_may_have_no_unit(changes: dict[str, str | None]) -> None:
    assert warned(load_text(small_world(**changes))) == []


def test_where_there_are_no_units_none_was_forgotten() -> None:
    text = 'title = "A way"\nstart = 2018-01-01\narrivals.a = { per_month = 1, first_need = "n" }\n'
    text += 'needs.n.pathway = ["s"]\nsteps.s = { role = "support", duration = "9 days" }\norganisations.o = {}\n'
    assert warned(load_text(text)) == []


def test_a_file_that_extends_another_can_take_a_unit_away(tmp_path) -> None:
    (tmp_path / "base.toml").write_text(small_world(), encoding="utf-8")
    text = 'extends = "base.toml"\nsteps.school_assessment.unit = "none"\n'
    (tmp_path / "variant.toml").write_text(text, encoding="utf-8")
    scenario = load(tmp_path / "variant.toml")
    assert scenario.steps["school_assessment"].unit is None
    assert warned(scenario) == []


def test_no_unit_can_be_called_none() -> None:
    with pytest.raises(
        ScenarioError, match=r"units.none: this name stands for the value of unit in a step that nobody"
    ):
        load_text(small_world() + '[units.none]\nadministration = "school"\nworkers = 1\n')


# ---- A limit that the step itself exceeds


@pytest.mark.parametrize(
    ("duration", "limit", "words"),
    [
        ('"300 days"', '"4 months"', "300 days on average"),
        ('{ gamma = "45 days", cv = 0.5 }', '"30 days"', "45 days on average"),
        ('{ exponential = "31 days" }', '"1 month"', "31 days on average"),
        ('{ median = "35 days", sigma = 1 }', '"30 days"', "35 days for half of the children"),
        ('{ uniform = ["20 days", "60 days"] }', '"30 days"', "40 days on average"),
    ],
)
def test_a_limit_shorter_than_the_step_itself_is_asked_about(duration: str, limit: str, words: str) -> None:
    keys = {"steps__investigation__duration": duration, "steps__investigation__limit": limit}
    [message] = warned(load_text(small_world(**keys)))
    assert message.startswith(f"steps.investigation.limit: is shorter than the step itself, which takes {words}")
    for meant in ('"start"', '"finish"'):
        assert warned(load_text(small_world(**keys, steps__investigation__limit_until=meant))) == []


@pytest.mark.parametrize(
    ("duration", "limit", "more"),
    [
        ('{ median = "60 days", sigma = 1.4 }', '"3 months"', {}),  # half of them are in time, the mean is 160 days
        ('"14 days"', '"14 days"', {}),
        ('"13 days"', '"10 days"', {"steps__investigation__limit_in": '"working days"'}),
    ],
)
def test_a_limit_that_can_be_kept_is_not(duration: str, limit: str, more: dict[str, str]) -> None:
    keys = {"steps__investigation__duration": duration, "steps__investigation__limit": limit, **more}
    assert warned(load_text(small_world(**keys))) == []


def test_a_limit_of_a_support_is_one_of_its_wait() -> None:
    assert warned(load_text(small_world(steps__school_support__limit='"1 month"'))) == []


# ---- Two changes on one day


def change(day: str, table: str, key: str) -> str:
    return f"[[changes]]\nfrom = {day}\n[changes.{table}]\n{key}\n"


def test_a_second_change_of_one_key_on_one_day_is_asked_about() -> None:
    text = small_world() + change("2018-03-01", "units.school_team", "workers = 5")
    text += change('"59 days"', "units.school_team", "workers = 6\ncaseload = 9")  # the same day
    [message] = warned(load_text(text))
    assert message == "changes.1.units.school_team.workers: changes.0 gives it on the same day; this one holds"


def test_a_change_and_a_phase_of_one_key_on_one_day_are_asked_about() -> None:
    text = small_world() + '[[organisations.siloed.phases]]\nfrom = "50 days"\nhandover = { exponential = "3 days" }\n'
    text += change('"50 days"', "organisations.siloed", 'handover = { exponential = "9 days" }\nnotices = 0.7')
    [message] = warned(load_text(text))
    assert message.startswith("changes.0.organisations.siloed.handover: organisations.siloed.phases.0 gives it")


def test_other_keys_other_units_and_other_days_are_not() -> None:
    text = small_world() + change('"9 days"', "units.school_team", 'workers = 5\nsource = "a"')
    text += change('"9 days"', "units.school_team", 'caseload = 9\nsource = "b"')
    text += change('"9 days"', "units.social_office", "workers = 5")
    text += change('"10 days"', "units.school_team", "workers = 6")
    assert warned(load_text(text)) == []


# ---- A number at full pace that nobody passes


def test_a_number_at_full_pace_that_the_caseload_never_lets_anybody_pass_is_asked_about() -> None:
    [message] = warned(load_text(small_world(units__school_team__full_pace_up_to="10")))
    assert message.startswith(
        "units.school_team.full_pace_up_to: changes hardly anything: nobody is called to a worker"
    )
    assert "10 children (caseload)" in message
    assert warned(load_text(small_world(units__school_team__full_pace_up_to="9.5"))) == []
    elsewhere = {"organisations__integrated__units__school_team__caseload": "12"}
    assert warned(load_text(small_world(units__school_team__full_pace_up_to="10", **elsewhere))) == []


@pytest.mark.parametrize(
    ("key", "value", "looks_at_load"),
    [
        ("units__school_team__pressure", "{ above = 1, per_tenth = 1.2 }", True),
        (
            "organisations__siloed__development",
            "{ share = 0.1, protected = false, gain = 0.2, half_life = '1 year' }",
            True,
        ),
        ("organisations__siloed__development", "{ share = 0.1, gain = 0.2, half_life = '1 year' }", False),
    ],
)
def test_what_goes_by_load_is_not_said_to_be_as_without_a_number_that_nobody_passes(
    key: str, value: str, looks_at_load: bool
) -> None:
    world = {key: value, "units__school_team__turnover": "0.2"}
    for full_pace, is_larger in (("10", False), ("20", True)):
        found = warned(load_text(small_world(units__school_team__full_pace_up_to=full_pace, **world)))
        [message] = [each for each in found if each.startswith("units.school_team.full_pace_up_to")]
        assert ("changes only load" in message) == (looks_at_load and is_larger)


def test_so_is_one_that_only_an_organisation_a_phase_or_a_change_gives() -> None:
    phase = '[{ from = "100 days", units = { school_team = { full_pace_up_to = 12 } } }]'
    team = "units.school_team.full_pace_up_to"
    of_team = change('"90 days"', "units.school_team", "full_pace_up_to = 10")
    of_integrated = change('"90 days"', "organisations.integrated.units.school_team", "full_pace_up_to = 10")
    for text, place in (
        (
            small_world(organisations__integrated__units__school_team__full_pace_up_to="10"),
            f"organisations.integrated.{team}",
        ),
        (small_world(organisations__siloed__phases=phase), f"organisations.siloed.phases.0.{team}"),
        (small_world() + of_team, f"changes.0.{team}"),
        (small_world() + of_integrated, f"changes.0.organisations.integrated.{team}"),
    ):
        [message] = warned(load_text(text))
        assert message.startswith(f"{place}: changes hardly anything: nobody is called to a worker who has 10 children")
    # told at every place that gives one, and once where the unit itself does
    two = small_world(organisations__siloed__phases=phase) + of_team
    assert [each.split(":")[0] for each in warned(load_text(two))] == [
        f"changes.0.{team}",
        f"organisations.siloed.phases.0.{team}",
    ]
    own = small_world(units__school_team__full_pace_up_to="11", organisations__siloed__phases=phase) + of_team
    assert [each.split(":")[0] for each in warned(load_text(own))] == [team]


def test_a_number_of_a_change_that_somebody_passes_at_some_time_is_not_asked_about() -> None:
    for number, caseload in ((9, 10), (10, 11)):
        terms = f"full_pace_up_to = {number}\ncaseload = {caseload}"
        assert warned(load_text(small_world() + change('"90 days"', "units.school_team", terms))) == []
    # more places before the number comes are none in which time is shared
    text = small_world(units__school_team__caseload="20")
    text += change('"90 days"', "units.school_team", "full_pace_up_to = 10\ncaseload = 10")
    assert len(warned(load_text(text))) == 1
    late = small_world() + change('"900 days"', "units.school_team", "full_pace_up_to = 10")
    assert not any("full_pace_up_to" in each.split(":")[0] for each in warned(load_text(late)))


# ---- Cases of those who leave


def test_a_rule_for_the_cases_of_leavers_is_asked_about_where_nobody_leaves() -> None:
    rule = {"units__school_team__cases_of_leavers": '"wait in line"'}
    told = "units.school_team.cases_of_leavers: is not used, because nobody leaves: turnover is 0, and no change closes"
    assert [each.startswith(told) for each in warned(load_text(small_world(**rule)))] == [True]
    assert warned(load_text(small_world(units__school_team__turnover="0.2", **rule))) == []
    closing = '[[changes]]\nfrom = "9 days"\nunits.school_team.workers = 1\n'
    assert warned(load_text(small_world(**rule) + closing)) == []
    here = small_world(organisations__siloed__units__school_team__turnover="0.2", **rule)
    assert warned(load_text(here)) == []


# ---- A meeting that holds nothing back


def test_a_meeting_that_is_to_hold_nothing_back_is_asked_about_where_there_is_none() -> None:
    [message] = warned(load_text(small_world(organisations__siloed__decision_holds="false")))
    assert message.startswith('organisations.siloed.decision_holds: is not used, because decision is "own"')
    assert warned(load_text(small_world(organisations__integrated__decision_holds="false"))) == []


def test_a_meeting_that_begins_with_a_phase_may_hold_nothing_back_before_there_is_one() -> None:
    later = '[{ from = "100 days", decision = "joint_plan" }]'
    text = small_world(organisations__siloed__decision_holds="false", organisations__siloed__phases=later)
    assert warned(load_text(text)) == []
    never = small_world(organisations__siloed__phases='[{ from = "100 days", decision_holds = false }]')
    assert [each.split(":")[0] for each in warned(load_text(never))] == ["organisations.siloed.decision_holds"]


# ---- Reports


def test_a_need_to_be_reported_that_nobody_has_besides_another_is_asked_about() -> None:
    assert warned(load_text(small_world(needs__protection__reported_at_once="true"))) == []
    [message] = warned(load_text(small_world(needs__schooling__reported_at_once="true")))
    assert message.startswith("needs.schooling.reported_at_once: is not used, because no child has this need besides")


def test_a_need_that_children_come_to_have_besides_another_may_be_reported() -> None:
    later = '{ from = "100 days", arrivals.office.needs = [{ share = 1, with = ["schooling"] }] }'
    office = {"arrivals__office__per_day": "1", "arrivals__office__first_need": '"protection"'}
    text = small_world(needs__schooling__reported_at_once="true", **office)
    assert len(warned(load_text(text))) == 1
    assert warned(load_text(f"changes = [{later}]\n{text}")) == []


# ---- Needs that nobody notices


def test_a_share_that_comes_up_is_asked_about_where_everybody_notices_the_need() -> None:
    some = '"50 days"'
    assert warned(load_text(small_world(needs__protection__surfaces="0.4"))) == []
    alone = small_world(needs__schooling__surfaces="0.4", needs__schooling__surfaces_after=some)
    [message] = warned(load_text(alone))
    assert message.startswith("needs.schooling.surfaces: is not used, because everybody notices this need")
    same = small_world(needs__protection__surfaces="0.4", units__social_office__administration='"school"')
    assert [each.split(":")[0] for each in warned(load_text(same))] == ["needs.protection.surfaces"]


def test_a_time_after_which_nothing_comes_up_is_asked_about() -> None:
    [message] = warned(load_text(small_world(needs__protection__surfaces="0")))
    assert message == (
        "needs.protection.surfaces_after: is not used, because surfaces is 0: this need never comes up by itself"
    )


def test_crises_that_reveal_nothing_are_asked_about_where_needs_may_bring_them_for_ever() -> None:
    def asked(**more: str | None) -> list[str]:
        return warned(load_text(small_world(**more)))

    blind, straining = {"crisis__crisis_reveals": "false"}, {"needs__protection__crisis_per_month": "0.01"}
    assert asked(**blind) == asked(**blind, **straining) == asked(**straining, needs__protection__surfaces="0.5") == []
    for some in ({"needs__protection__surfaces": "0.5"}, {"needs__protection__surfaces_after": None}):
        [message] = asked(**blind, **straining, **some)
        assert message.startswith('crisis.crisis_reveals: is false, so that "protection" may bring one crisis after')
        assert asked(**blind, **some) == [], "it brings none"
