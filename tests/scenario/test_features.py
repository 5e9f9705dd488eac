"""A scenario with other features in some organisations: checked like any other, the same on every day."""

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.features import with_features
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import shipped_folder
from simulate.scenario.spans import spans

DATED = (
    '[[organisations.siloed.phases]]\nfrom = "50 days"\nrefused = 0.9\n'
    '[[organisations.siloed.phases]]\nfrom = "60 days"\nrefused = 0.8\nnotices = 0.7\n'
    '[[changes]]\nfrom = "70 days"\norganisations.siloed.refused = 0.6\n'
    '[[changes]]\nfrom = "80 days"\norganisations.siloed.refused = 0.5\norganisations.integrated.refused = 0.4\n'
    "units.school_team.workers = 6\n"
)


def town(more: str = "") -> Scenario:
    return load_text(small_world() + more)


@pytest.mark.parametrize("name", ["tutorial", "short-staffed", "pilot-then-embed", "from-today"])
def test_a_scenario_without_other_features_is_the_same(name: str) -> None:
    scenario = load(shipped_folder() / f"{name}.toml")
    assert with_features(scenario, {organisation: {} for organisation in scenario.organisations}) == scenario


def test_only_the_features_and_organisations_named_are_others() -> None:
    before = town()
    after = with_features(before, {"integrated": {"refused": 0.0, "handover": "3 days"}})
    assert (after.organisations["integrated"].refused, after.organisations["integrated"].handover.mean) == (0, 3)
    usual = before.organisations["integrated"]
    given = {"refused": usual.refused, "handover": usual.handover}
    assert after.organisations["integrated"].model_copy(update=given) == usual
    assert after.model_copy(update={"organisations": before.organisations}) == before
    assert after.organisations["siloed"] == before.organisations["siloed"]
    assert before == town(), "what was given is as it was"


def test_a_feature_taken_away_has_its_default() -> None:
    assert town().organisations["integrated"].door == "shared_intake"
    assert with_features(town(), {"integrated": {"door": None}}).organisations["integrated"].door == "own"


def test_a_feature_holds_on_every_day_whatever_phases_and_changes_say_of_it() -> None:
    before = spans(town(DATED))
    after = spans(with_features(town(DATED), {"siloed": {"refused": 0.0}}))
    assert [day for day, _ in before] == [0, 50, 60, 70, 80]
    assert [(day, here.organisations["siloed"].refused) for day, here in after] == [(0, 0), (60, 0), (80, 0)]
    # what else the same phases and changes say still holds from their days on
    assert [here.organisations["siloed"].notices for _, here in after] == [0.5, 0.7, 0.7]
    assert [here.organisations["integrated"].refused for _, here in after] == [0.2, 0.2, 0.4]
    assert [here.units["school_team"].workers for _, here in after] == [4, 4, 6]


def test_phases_and_changes_of_other_features_stay() -> None:
    scenario = town(DATED)
    after = with_features(scenario, {"siloed": {"retelling": 0.0}, "integrated": {"retelling": 0.0}})
    assert after.changes == scenario.changes
    assert after.organisations["siloed"].phases == scenario.organisations["siloed"].phases


@pytest.mark.parametrize(
    ("features", "key", "words"),
    [
        ({"siloed": {"refusd": 0.0}}, "organisations.siloed.refusd", "did you mean refused?"),
        ({"siloed": {"refused": 1.5}}, "organisations.siloed.refused", "1.5"),
        ({"siloed": {"handover": 3}}, "organisations.siloed.handover", "days"),
        ({"siloed": {"decision": "no_such_step"}}, "organisations.siloed.decision", "no_such_step"),
        ({"silo": {"refused": 0.0}}, "organisations", 'there is no "silo"; there are siloed, integrated'),
    ],
)
def test_features_that_cannot_be_are_refused_like_those_of_a_file(
    features: dict[str, dict[str, object]], key: str, words: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        with_features(town(), features)
    (mistake,) = raised.value.mistakes
    assert mistake.key == key
    assert words in mistake.message


def test_every_mistake_in_features_is_told_at_once() -> None:
    wrong = {"siloed": {"refused": 2.0}, "integrated": {"notices": -1.0, "retelling": "much"}}
    with pytest.raises(ScenarioError) as raised:
        with_features(town(), wrong)
    assert sorted(mistake.key for mistake in raised.value.mistakes) == [
        "organisations.integrated.notices",
        "organisations.integrated.retelling",
        "organisations.siloed.refused",
    ]
