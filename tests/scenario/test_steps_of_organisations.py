"""Steps that an organisation does otherwise: what may be said of them, what it means, and what is asked about."""

import pytest
from scenario.refused import refusal
from worlds import small_world

from simulate.scenario.differences import organisation_differences
from simulate.scenario.reached import Reached, reached
from simulate.scenario.reading.load import load_text
from simulate.scenario.rules.warnings import warnings
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.schema.steps import Step
from simulate.scenario.spans import spans, units_without_posts
from simulate.scenario.writing import to_toml

TEAM = {"units__team__administration": '"town"', "units__team__workers": "9"}
STEPS = "organisations__integrated__steps__"
FOR_ALL = {"organisations__integrated__consent": "1"}
INTAKES = ("school_intake", "reception")
MERGED: dict[str, str | None] = {
    f"{STEPS}{step}__unit": '"team"'
    for step in (*INTAKES, "school_assessment", "school_support", "investigation", "shared_intake")
}
MERGED["organisations__integrated__units__school_team__workers"] = None


def town(**changes: str | None) -> Scenario:
    return load_text(small_world(**{**TEAM, **changes}))


def workers(scenario: Scenario, organisation: str, day: int = 0) -> dict[str, float | None]:
    here = spans(scenario)[day][1]
    return {name: here.unit_in(name, organisation).workers for name in here.units}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {f"{STEPS}open_car__unit": '"team"'},
            'organisations.integrated.steps.open_car: there is no step "open_car"; did you mean open_care?',
        ),
        (
            {f"{STEPS}open_care__unit": '"taem"'},
            'organisations.integrated.steps.open_care.unit: there is no unit "taem"; did you mean team?',
        ),
        (
            {f"{STEPS}open_care__source": '"a count"'},
            "integrated.steps.open_care: nothing is different here; give unit or duration, or leave it out",
        ),
        ({f"{STEPS}open_care__limit": '"9 days"'}, "integrated.steps.open_care.limit: "),
        (
            {f"{STEPS}school_meeting__unit": '"team"'},
            'school_meeting.unit: the workers of "team" do this step here, so its duration here must be longer than 0',
        ),
        (
            {f"{STEPS}investigation__duration": '"0 days"'},
            'investigation.duration: the workers of "social_office" do this step here, so its duration here must be',
        ),
        (
            {f"{STEPS}shared_intake__unit": '"none"'},
            'steps.shared_intake.unit: the shared intake "shared_intake" must have a unit',
        ),
        ({f"{STEPS}acute__unit": '"none"'}, 'steps.acute.unit: the acute step "acute" must have a unit'),
        (
            {f"{STEPS}school_support__unit": '"team"', "organisations__integrated__units__team__workers": "0"},
            "is 0, but the step school_support needs the unit team in integrated, on the way of schooling",
        ),
    ],
)
def test_steps_that_cannot_be_done_so_are_refused(changes: dict[str, str], message: str) -> None:
    messages = refusal(small_world(**{**TEAM, **changes}))
    assert len(messages) == 1, messages
    assert message in messages[0]


def test_a_change_that_gives_a_step_to_nobody_who_is_there_is_refused_where_it_stands() -> None:
    change = '[[changes]]\nfrom = "50 days"\n[changes.organisations.siloed.steps.school_support]\nunit = "taem"\n'
    [message] = refusal(f"{small_world(**TEAM)}\n{change}")
    assert "changes.0.organisations.siloed.steps.school_support.unit: there is no unit" in message


def test_a_unit_that_is_closed_in_an_organisation_may_be_so_where_its_steps_are_done_elsewhere() -> None:
    closed = {"organisations__integrated__units__school_team__workers": "0"}
    assert "needs the unit school_team in integrated" in refusal(small_world(**TEAM, **closed))[0]
    merged = {**MERGED, **closed}
    assert workers(town(**merged), "integrated")["school_team"] == 0


@pytest.mark.parametrize("unit", ['"team"', '"none"'])
def test_what_is_said_of_steps_is_written_as_it_was(unit: str) -> None:
    said = {f"{STEPS}open_care__unit": unit, f"{STEPS}open_care__duration": '{ gamma = "90 days", cv = 0.5 }'}
    scenario = town(**said)
    assert load_text(to_toml(scenario)) == scenario
    done = scenario.steps_in("integrated")["open_care"]
    assert (done.unit, done.duration.mean) == ("team" if unit == '"team"' else None, 90)
    assert scenario.steps_in("siloed") == scenario.steps


def test_a_step_keeps_all_that_its_organisation_does_not_say() -> None:
    done = town(**{f"{STEPS}investigation__unit": '"team"'}).steps_in("integrated")["investigation"]
    assert done.unit == "team"
    step = Step.model_validate({"role": "assessment", "duration": {"weibull": "60 days", "shape": 2.0}})
    assert done.duration == step.duration
    assert done.limit == pytest.approx(4 * 30.4375)


def test_a_need_is_at_the_door_of_whoever_does_its_first_step() -> None:
    scenario = town(**MERGED)
    assert scenario.administration_of("protection") == "social services"
    assert scenario.administration_of("protection", scenario.steps_in("integrated")) == "town"


def test_children_who_do_not_agree_come_to_the_units_of_this_organisation_by_the_features_of_the_other() -> None:
    scenario = town(**MERGED)
    # the own intakes of families who do not agree, and the acute step, which stays where it is
    assert reached(scenario, "integrated") == Reached(frozenset({"team", "school_board", "social_office"}))
    assert reached(scenario, "siloed") == Reached(frozenset({"school_team", "school_board", "social_office"}))


def test_children_outside_the_reach_come_to_the_units_of_the_other_organisation() -> None:
    scenario = town(organisations__integrated__reach="0.3", **MERGED)
    found = reached(scenario, "integrated")
    assert found.outside == frozenset({"school_team", "school_board", "social_office"})
    assert found.inside == frozenset({"team", "school_board", "social_office"})


def test_a_unit_has_posts_only_where_a_child_can_come_to_it() -> None:
    scenario = town(**MERGED)
    assert workers(scenario, "siloed") == {"school_team": 4, "social_office": 5, "school_board": None, "team": 0}
    assert workers(scenario, "integrated")["school_team"] == 0
    assert workers(scenario, "integrated")["team"] == 9
    assert units_without_posts(scenario, "integrated") == ["school_team"]
    assert scenario.unit_in("team", "siloed").workers == 9, "what the file says stays said"


def test_the_differences_of_two_organisations_tell_who_does_a_step_in_each() -> None:
    merged = {**MERGED, f"{STEPS}open_care__unit": '"none"', f"{STEPS}open_care__duration": '"90 days"'}
    found = {
        each.path: (each.one, each.other) for each in organisation_differences(town(**merged), "siloed", "integrated")
    }
    assert found["steps", "investigation", "unit"] == ("social_office", "team")
    assert found["steps", "open_care", "duration"] == ("120 days", "90 days")
    assert ("steps", "open_care", "unit") not in found
    assert found["units", "team", "workers"] == (0, 9)
    assert found["units", "school_team", "workers"] == (4, 0)


# ---- What is asked about


def warned(**changes: str | None) -> list[str]:
    return [str(each) for each in warnings(town(**changes))]


def test_merged_teams_as_they_should_be_are_not_asked_about() -> None:
    assert warned(**MERGED) == []


def test_a_team_that_no_organisation_has_is_asked_about() -> None:
    assert warned() == ["units.team: no step that is used needs this unit"]


def test_posts_where_nobody_comes_are_asked_about() -> None:
    [message] = warned(organisations__siloed__units__team__workers="3", **MERGED)
    assert message == (
        "organisations.siloed.units.team.workers: is not used, because no child comes to team in siloed: it has no "
        "posts there"
    )


def test_a_step_that_nobody_comes_to_need_not_be_done_otherwise() -> None:
    without = {key: value for key, value in MERGED.items() if not any(step in key for step in INTAKES)}
    assert warned(**without, **FOR_ALL) == []
    idle = "is not used, because no child comes to this step in integrated"
    told = [f"organisations.integrated.steps.{step}: {idle}" for step in INTAKES]
    assert warned(**MERGED, **FOR_ALL) == told


def test_a_step_that_takes_longer_here_than_its_limit_is_asked_about() -> None:
    [message] = warned(**MERGED, **{f"{STEPS}school_assessment__duration": '"31 days"'})
    assert message == (
        "organisations.integrated.steps.school_assessment.duration: is longer than the limit of this step, 30 days, "
        "however short the line is"
    )


def test_a_step_to_which_every_organisation_gives_a_unit_is_nobodys_nowhere() -> None:
    given = {f"organisations__{name}__steps__school_intake__unit": '"team"' for name in ("siloed", "integrated")}
    alone = {f"{STEPS}school_intake__unit": '"team"'}
    nobody = {"steps__school_intake__unit": None}
    assert warned(**given, **nobody) == []
    assert any(message.startswith("steps.school_intake.unit: is not given") for message in warned(**alone, **nobody))
