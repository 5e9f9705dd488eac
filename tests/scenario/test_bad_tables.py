"""Tables that do not fit together are refused, with both sides of what does not fit."""

import pytest
from scenario.refused import refusal
from worlds import small_world

from simulate.scenario.rates import children_expected
from simulate.scenario.reading.load import load_text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"needs__protection__pathway": '["receptoin", "investigation", "open_care"]'},
            'needs.protection.pathway.0: there is no step "receptoin"; did you mean reception?',
        ),
        (
            {"steps__acute__unit": '"socialoffice"'},
            'steps.acute.unit: there is no unit "socialoffice"; did you mean social_office?',
        ),
        (
            {"arrivals__school__first_need": '"school"'},
            'arrivals.school.first_need: there is no need "school"; did you mean schooling?',
        ),
        (
            {"arrivals__school__needs": '[{ share = 1, with = ["food"] }]'},
            'needs.0.with.0: there is no need "food"; the needs are schooling and protection',
        ),
        (
            {"arrivals__school__needs": '[{ share = 1, with = ["schooling"] }]'},
            "needs.0.with.0: schooling is the first need already; list only the further ones",
        ),
        (
            {"arrivals__school__needs": '[{ share = 1, with = ["protection", "protection"] }]'},
            "arrivals.school.needs.0.with.1: protection is listed twice",
        ),
        ({"arrivals__school__needs": "[]"}, "arrivals.school.needs: must have at least one entry; leave the key out"),
        ({"arrivals__school__measured": "false"}, "at least one stream must be measured, or nothing is counted"),
        (
            {"arrivals__school__ages": "[{ share = 1, from = 18, to = 19 }]", "leaves_at_age": "18"},
            "ages.0.from: these children have reached leaves_at_age (18) before they come; got 18",
        ),
        (
            {"needs__protection__pathway": '["reception", "investigation", "reception", "open_care"]'},
            'needs.protection.pathway.2: the step "reception" stands twice on this way',
        ),
        (
            {"needs__schooling__endings": '[{ share = 1, steps = ["school_assessment", "school_support"] }]'},
            'needs.schooling.endings.0.steps.0: the step "school_assessment" stands twice on this way',
        ),
        (
            {"needs__protection__pathway": '["investigation", "reception", "open_care"]'},
            'needs.protection.pathway.1: "reception" (intake) cannot follow "investigation" (assessment); '
            "the order is intake, assessment, decision and support",
        ),
        (
            {"needs__protection__pathway": '["open_care", "acute"]'},
            'needs.protection.pathway.0: the support "open_care" must be the last step of the way; "acute" follows it',
        ),
        ({"needs__protection__pathway": "[]"}, "needs.protection.pathway: must have at least one entry"),
        ({"crisis__step": '"acut"'}, 'crisis.step: there is no step "acut"; did you mean acute?'),
        ({"crisis__step": '"open_care"'}, 'steps.open_care.unit: the acute step "open_care" must have a unit'),
        (
            {"organisations__integrated__door": '"shared_intak"'},
            'must be "own" or a step; there is no step "shared_intak"; did you mean shared_intake?',
        ),
        (
            {"organisations__integrated__door": '"investigation"'},
            'door: must be a step with the role intake; "investigation" has the role assessment',
        ),
        (
            {"organisations__integrated__door": '"reception"'},
            "steps.reception.go_on: a shared intake lets everybody go on, so its go_on must be 1; got 0.7",
        ),
        ({"steps__shared_intake__unit": None}, 'the shared intake "shared_intake" must have a unit'),
        (
            {"organisations__integrated__decision": '"acute"'},
            'decision: must be a step with the role decision; "acute" has the role support',
        ),
        (
            {"organisations__integrated__otherwise": '"silod"'},
            'organisations.integrated.otherwise: there is no organisation "silod"; did you mean siloed?',
        ),
        (
            {"organisations__integrated__otherwise": '"integrated"'},
            "otherwise: must be another organisation than this one",
        ),
        (
            {"organisations__integrated__otherwise": None},
            "organisations.integrated.otherwise: must be given, because consent is 0.9",
        ),
        (
            {
                "organisations__siloed__reach": "0.5",
                "organisations__siloed__otherwise": '"other"',
                "organisations__other__title": '"o"',
            },
            "integrated.otherwise: must be an organisation that takes everybody; siloed has a consent or reach below 1",
        ),
        (
            {"organisations__integrated__units__school_team__cases": "4"},
            "units.school_team.cases: does not fit: the unit school_team has workers, and no meetings",
        ),
        (
            {"organisations__integrated__units__school_board__workers": "4"},
            "units.school_board.workers: does not fit: the unit school_board has meetings, and no workers",
        ),
        (
            {"organisations__integrated__units__school_taem__workers": "4"},
            'organisations.integrated.units.school_taem: there is no unit "school_taem"; did you mean school_team?',
        ),
        (
            {"steps__acute__duration": None},
            'steps.acute.duration: must be given and longer than 0 days, because the workers of "social_office" do',
        ),
        ({"steps__open_care__go_on": "0.5"}, "steps.open_care.go_on: nothing follows a support"),
        ({"steps__acute__by_law": "true"}, "steps.acute.by_law: is for decisions; the role of this step is support"),
        ({"organisations__siloed__title": '"integrated"'}, 'the organisation "siloed" is shown under the same name'),
        (
            {"arrivals__school__source": '{ per_mont = "a count" }'},
            'arrivals.school.source.per_mont: there is no key "per_mont" here; did you mean per_month?',
        ),
    ],
)
def test_tables_that_do_not_fit_together_are_refused(changes: dict[str, str], message: str) -> None:
    messages = refusal(small_world(**changes))
    assert len(messages) == 1, messages
    assert message in messages[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"organisations__siloed__units__school_team__workers": "0"},
            "the step school_intake needs the unit school_team",
        ),
        (  # a shared door takes the place of the intakes, but some families do not consent
            {
                "steps__reception__unit": '"desk"',
                "units__desk__administration": '"social services"',
                "units__desk__workers": "2",
            }
            | {"organisations__integrated__units__desk__workers": "0"},
            "the step reception needs the unit desk in integrated, on the way of protection (handled as in siloed)",
        ),
    ],
)
def test_a_closed_unit_that_children_need_is_refused_and_both_are_named(changes: dict[str, str], words: str) -> None:
    messages = refusal(small_world(**changes))
    assert words in messages[0]


def test_a_unit_nobody_needs_any_more_may_be_closed() -> None:
    text = small_world(
        steps__reception__unit='"desk"',
        units__desk__administration='"social services"',
        units__desk__workers="2",
        organisations__integrated__units__desk__workers="0",
        organisations__integrated__consent="1",
    )
    assert load_text(text).unit_in("desk", "integrated").workers == 0


def test_a_million_million_children_are_refused_with_an_estimate() -> None:
    [message] = refusal(small_world(arrivals__school__per_month="1e12"))
    assert "arrivals.school.per_month: about 16 427 104 722 793 children would come in each replication" in message
    assert "10 000 000 are allowed" in message


def test_as_many_children_as_a_country_has_are_not_too_many() -> None:
    expected = children_expected(load_text(small_world(arrivals__school__per_month="160000")))
    assert 2_200_000 < sum(expected.values()) < 3_000_000


def test_children_are_estimated_with_factors_trend_and_surges() -> None:
    surge = "[{ from = 2018-06-01, until = 2018-07-01, factor = 100 }]"
    [message] = refusal(small_world(arrivals__school__per_month="300000", arrivals__school__surges=surge))
    assert "about 34 2" in message  # 16.4 months of 300 000, and one of a hundred times as many
    growing = small_world(arrivals__school__trend_per_year="10", run__follow_up='"900 years"')
    assert "infinitely many" in refusal(growing)[0]


def test_one_unit_may_assess_several_needs_of_a_child_where_assessments_are_joint() -> None:
    town = load_text(small_world(steps__investigation__unit='"school_team"'))
    assert town.organisations["integrated"].assessment == "joint"
    assert {town.steps[step].unit for step in ("school_assessment", "investigation")} == {"school_team"}


@pytest.mark.parametrize("table", ["arrivals", "needs", "steps", "units", "organisations"])
def test_what_should_be_a_table_and_is_none_is_one_mistake_and_none_of_those_who_name_it(table: str) -> None:
    keep, words = True, [f"{table} = 3"]
    for line in small_world().splitlines():
        if line.startswith("["):
            keep = not line.startswith(f"[{table}.")
        words += [line] * keep
    assert refusal("\n".join(words)) == [f"1: {table}: must be a table; got 3"]
