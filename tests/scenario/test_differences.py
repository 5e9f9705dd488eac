"""What differs between scenarios and organisations, and what is allowed but probably not meant."""

from worlds import small_world

from simulate.scenario.differences import Difference, Implied, differences, organisation_differences
from simulate.scenario.reading.load import load_text
from simulate.scenario.rules.warnings import warnings


def test_scenarios_differ_in_the_keys_that_were_changed_and_in_no_others() -> None:
    one = load_text(small_world())
    other = load_text(
        small_world(
            title='"Other"',
            description='"told otherwise"',
            run__observe='"1 year"',
            steps__investigation__duration='"50 days"',
            arrivals__school__source='"a count"',
            needs__schooling__patience=None,
        )
    )
    assert differences(one, one) == []
    assert differences(one, other) == [
        Difference(("title",), "Three units", "Other"),
        Difference(("run", "observe"), "200 days", "1 year"),
        Difference(("needs", "schooling", "patience"), "200 days", None),
        Difference(("steps", "investigation", "duration"), {"weibull": "60 days", "shape": 2}, "50 days"),
    ]
    assert differences(one, other)[1].key == "run.observe"


def test_when_other_needs_are_passed_on_differs_where_a_feature_implies_it_though_both_files_say_the_same() -> None:
    one = load_text(small_world())
    joint = load_text(small_world(organisations__siloed__assessment='"joint"'))
    late = load_text(small_world(organisations__siloed__passes_on='"after support"'))
    decided = load_text(
        small_world(organisations__siloed__passes_on='"after support"', organisations__siloed__decision='"joint_plan"')
    )
    found = {some.key: (some.one, some.other) for some in differences(one, joint)}
    assert found["organisations.siloed.passes_on"] == ("after assessment", Implied("at intake", "assessment"))
    found = {some.key: (some.one, some.other) for some in differences(late, decided)}
    assert found["organisations.siloed.passes_on"] == ("after support", Implied("after assessment", "decision"))


def test_what_a_feature_implies_is_no_difference_where_the_file_says_it_itself() -> None:
    joint = small_world(organisations__siloed__assessment='"joint"', organisations__siloed__passes_on='"at intake"')
    found = {some.key: some.other for some in differences(load_text(small_world()), load_text(joint))}
    assert found["organisations.siloed.passes_on"] == "at intake"  # said, not implied


def test_a_table_that_one_scenario_lacks_is_one_difference() -> None:
    one = load_text(small_world())
    other = load_text(small_world(units__desk__administration='"school"', units__desk__workers="2"))
    assert differences(one, other) == [
        Difference(("units", "desk"), None, {"administration": "school", "workers": 2}),
    ]


def test_a_step_called_source_is_compared_like_any_other() -> None:
    texts = [small_world(steps__source__role='"support"', steps__source__duration=f'"{days} days"') for days in (1, 2)]
    assert [some.key for some in differences(*map(load_text, texts))] == ["steps.source.duration"]


def test_another_first_organisation_is_another_baseline() -> None:
    one = load_text(small_world())
    turned = one.model_copy(update={"organisations": dict(reversed(one.organisations.items()))})
    assert differences(one, turned) == [Difference(("organisations",), "siloed", "integrated")]


def test_organisations_differ_in_features_and_in_units_as_they_are_there() -> None:
    scenario = load_text(small_world())
    found = {some.key: (some.one, some.other) for some in organisation_differences(scenario, "siloed", "integrated")}
    assert found == {
        "door": ("own", "shared_intake"),
        "passes_on": ("after assessment", Implied("at intake", "assessment")),
        "assessment": ("own", "joint"),
        "decision": ("own", "joint_plan"),
        "consent": (1.0, 0.9),
        "otherwise": (None, "siloed"),
        "units.school_team.workers": (4, 5),
        "units.social_office.workers": (5, 4),
    }


def test_a_sound_scenario_has_no_warnings() -> None:
    assert warnings(load_text(small_world())) == []


def test_what_is_probably_not_meant_is_warned_of() -> None:
    scenario = load_text(
        small_world(
            needs__protection__patience='"9 days"',
            needs__housing__pathway='["acute"]',
            steps__spare__role='"intake"',
            units__spare__administration='"school"',
            units__spare__workers="1",
            steps__acute__limit_until='"start"',
            arrivals__school__surges="[{ from = 2030-01-01, until = 2030-02-01, factor = 2 }]",
            arrivals__school__month_factors="[1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1]",
            arrivals__school__per_month=None,
            arrivals__school__counts=f"[{'5, ' * 17}]",
            organisations__copy__title='"as before"',
        )
    )
    assert {str(warning) for warning in warnings(scenario)} == {
        "needs.housing: no child has this need",
        "steps.spare: this step is on no way",
        "units.spare: no step that is used needs this unit",
        "needs.protection.patience: is not used, because stays is true",
        "steps.acute.limit_until: is not used, because there is no limit",
        "arrivals.school.month_factors: multiplies counts, which are given month by month already",
        "arrivals.school.surges.0: lies outside the run",
        'organisations.copy: "siloed" and "copy" are the same organisation',
    }


def test_returns_without_a_support_and_crises_without_a_step_are_warned_of() -> None:
    text = small_world(
        needs__protection__pathway='["reception", "investigation"]',
        crisis__step=None,
        crisis__growth=None,
    ).replace("[crisis]", "")
    found = {str(warning) for warning in warnings(load_text(text))}
    assert "needs.protection.returns: is not used, because no way of this need ends in a support" in found
    assert "needs.schooling: has a rate of crises, but there is no table [crisis], so there are none" in found
