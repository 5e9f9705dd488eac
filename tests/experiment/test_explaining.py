"""What makes a difference: shares that are known by hand, and what every explanation must hold to."""

from itertools import permutations
from pathlib import Path

import pytest
from worlds import small_world

import simulate
from simulate.engine import reference
from simulate.experiment.explaining import _explained, coalitions_of, orders_of
from simulate.files.cells import Cells
from simulate.interface.explaining import explain
from simulate.scenario.coalitions import Feature, features_of, with_coalition
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text
from simulate.world.children import cohort
from simulate.world.planning import plan

BETWEEN = ("siloed", "integrated")


def features(*keys: str, implied: str = "", by: str = "") -> list[Feature]:
    return [Feature(key, (key,), 0, 1, by if key == implied else None) for key in keys]


def explained(some: list[Feature], value, orders=None):
    """Explain a game whose values are known: the same in two replications."""
    orders = orders or [tuple(each) for each in permutations(feature.key for feature in some)]
    values = {each: [value(each), value(each)] for each in coalitions_of(some, orders)}
    found = _explained(BETWEEN, ("full_support_mean", "all"), some, orders, values)
    return {each.feature.key: each for each in found.shares}, found


def test_in_a_linear_game_each_has_what_it_adds() -> None:
    adds = {"a": -12.0, "b": 5.0, "c": 0.0}
    shares, found = explained(features("a", "b", "c"), lambda some: 90 + sum(adds[key] for key in some))
    for key, value in adds.items():
        one = shares[key]
        assert one.share.value == one.alone.value == one.taken_out.value == pytest.approx(value)
    assert [each.feature.key for each in found.shares] == ["a", "b", "c"]
    assert (found.was.value, found.whole.value) == (90, -7)


def test_what_two_do_only_together_is_shared() -> None:
    def gloves(some: frozenset[str]) -> float:  # Shapley's own example: a left glove, two right ones
        return float("left" in some and bool(some & {"right", "other right"}))

    shares, _ = explained(features("left", "right", "other right"), gloves)
    assert shares["left"].share.value == pytest.approx(2 / 3)
    assert shares["right"].share.value == shares["other right"].share.value == pytest.approx(1 / 6)
    assert shares["left"].alone.value == 0
    assert shares["left"].taken_out.value == 1


def test_what_is_implied_comes_first_and_keeps_what_it_does() -> None:
    some = features("early", "joint", "meeting", implied="early", by="joint")
    orders = orders_of(some, 200, 7)
    assert all(order.index("early") < order.index("joint") for order in orders)
    assert len(set(orders)) == 3  # of six orders

    def value(coalition: frozenset[str]) -> float:
        assert not ("joint" in coalition and "early" not in coalition), "there is no such organisation"
        return 90 - 30 * ("early" in coalition) + 10 * ("joint" in coalition) + 4 * ("meeting" in coalition)

    shares, _ = explained(some, value, orders)
    assert [shares[key].share.value for key in ("early", "joint", "meeting")] == pytest.approx([-30, 10, 4])
    assert shares["early"].taken_out is None
    assert shares["joint"].alone.value == 10


def test_orders_are_the_same_for_a_seed_and_come_evenly() -> None:
    some = features("a", "b", "c")
    orders = orders_of(some, 600, 3)
    assert orders == orders_of(some, 600, 3) != orders_of(some, 600, 4)
    counts = [orders.count(tuple(each)) for each in permutations("abc")]
    assert min(counts) > 60
    assert max(counts) < 140


# ---- of scenarios


def test_features_are_what_two_organisations_differ_in_with_what_belongs_together() -> None:
    found = {each.key: each for each in features_of(load_text(small_world()), *BETWEEN)}
    assert {"door", "assessment", "decision", "passes_on", "consent"} <= set(found)
    assert "otherwise" not in found
    assert "title" not in found
    assert found["passes_on"].implied_by == "assessment"
    assert (found["passes_on"].one, found["passes_on"].other) == ("after assessment", "at intake")


def test_the_other_way_round_what_implies_passing_on_goes_before_it_is_passed_on_later() -> None:
    found = {each.key: each for each in features_of(load_text(small_world()), "integrated", "siloed")}
    assert (found["passes_on"].implied_by, found["assessment"].implied_by) == (None, "passes_on")
    orders = orders_of(list(found.values()), 50, 7)
    assert all(order.index("assessment") < order.index("passes_on") for order in orders)


def test_the_other_way_round_no_longer_assessing_jointly_leaves_when_needs_are_passed_on() -> None:
    scenario = load_text(small_world())
    (alone,) = [each for each in features_of(scenario, *BETWEEN[::-1]) if each.key == "assessment"]
    mixed = with_coalition(scenario, *BETWEEN[::-1], [alone]).organisations["between"]
    assert mixed.assessment == "own"
    assert mixed.when_passed_on is scenario.organisations["integrated"].when_passed_on


def test_what_is_written_nowhere_but_implied_stays_when_what_implies_it_goes() -> None:
    text = small_world(organisations__siloed__passes_on='"at intake"')
    scenario = load_text(text)
    features = features_of(scenario, *BETWEEN[::-1])
    assert "passes_on" not in [each.key for each in features]
    mixed = with_coalition(scenario, *BETWEEN[::-1], features).organisations["between"]
    assert mixed.when_passed_on is scenario.organisations["siloed"].when_passed_on


CHANGED = """
[[changes]]
from = "150 days"
[changes.organisations.siloed]
notices = 0.9
[changes.organisations.integrated]
notices = 0.1
handover = "60 days"
"""
NO_LONGER_JOINT = """
[[organisations.integrated.phases]]
from = "150 days"
assessment = "own"
decision = "own"
[[organisations.siloed.phases]]
from = "150 days"
notices = 0.9
"""
EACH_IMPLIED = {"assessment": '"joint"', "passes_on": '"after support"'}  # which matters when assessing is not joint
IN_TIME = {
    "never different": small_world(),
    "changed": small_world() + CHANGED,
    "no longer joint": small_world(
        **{f"organisations__siloed__{key}": value for key, value in EACH_IMPLIED.items()},
        organisations__integrated__passes_on='"at intake"',
    )
    + NO_LONGER_JOINT,
}


@pytest.mark.parametrize("text", IN_TIME.values(), ids=IN_TIME)
def test_between_all_and_nothing_stand_the_two_themselves(text: str) -> None:
    scenario = load_text(text)
    every = features_of(scenario, *BETWEEN)
    for some, like in ((every, "integrated"), ([], "siloed")):
        mixed = with_coalition(scenario, *BETWEEN, some)
        here = cohort(mixed, 1)
        assert reference.run(plan(here, "between")).same_as(reference.run(plan(here, like)))


def test_what_changes_of_the_file_say_of_an_organisation_is_a_change_in_time() -> None:
    alike = small_world() + "[organisations.twin]\n"
    [feature] = features_of(load_text(alike + CHANGED.replace("integrated", "twin")), "siloed", "twin")
    assert feature.key == "phases"
    assert features_of(load_text(alike), "siloed", "twin") == []


def test_a_feature_that_is_left_out_does_not_pass_needs_on_at_another_time() -> None:
    """What is passed on at intake, because assessing is joint, is so still where only the assessment is another."""
    scenario = load_text(
        small_world(
            **{f"organisations__siloed__{key}": value for key, value in EACH_IMPLIED.items()},
            organisations__integrated__assessment='"own"',
            organisations__integrated__passes_on='"after assessment"',
        )
    )
    every = {each.key: each for each in features_of(scenario, *BETWEEN)}
    assert every["passes_on"].one == "at intake"
    mixed = with_coalition(scenario, *BETWEEN, [every["assessment"]])
    assert mixed.organisations["between"].when_passed_on.value == "at intake"


def test_who_asks_for_consent_later_only_has_somewhere_for_the_others() -> None:
    later = '\n[[organisations.integrated.phases]]\nfrom = "150 days"\nconsent = 0.5\n'
    scenario = load_text(small_world() + later)
    consent = [each for each in features_of(scenario, "integrated", "siloed") if each.key == "consent"]
    mixed = with_coalition(scenario, "integrated", "siloed", consent)
    assert (mixed.organisations["between"].consent, mixed.organisations["between"].otherwise) == (1.0, "siloed")


def test_a_name_that_the_question_needs_is_refused() -> None:
    taken = load_text(small_world() + "\n[organisations.between]\n")
    with pytest.raises(ScenarioError, match="the name between is taken"):
        with_coalition(taken, *BETWEEN, [])


def test_the_shares_of_a_town_add_up_to_its_difference(tmp_path: Path) -> None:
    scenario = load_text(small_world())
    found = explain(scenario, orders=5, replications=2, engine="simpy", kept=Cells(tmp_path))
    whole = found.told.found.whole.value
    assert found.shares["share"].sum() == pytest.approx(whole, abs=1e-9)
    run = simulate.run(scenario, replications=2, engine="simpy").differences
    (difference,) = run.loc[(run["measure"] == "full_support_mean") & (run["group"] == "all"), "difference"]
    assert whole == pytest.approx(difference)
    assert "What makes" in str(found) or "luck leaves open" in str(found)


def test_what_cannot_be_explained_is_said(tmp_path: Path) -> None:
    scenario = load_text(small_world())
    twins = load_text(small_world() + "\n[organisations.twin]\n")
    for given, terms, why in (
        (scenario, {"organisations": ["siloed"]}, "two organisations are compared"),
        (twins, {"organisations": ["siloed", "twin"]}, "siloed and twin are alike"),
        (scenario, {"measure": "x"}, "cannot be asked about"),
        (scenario, {"orders": 1}, "orders"),
        (scenario, {"group": "x"}, "there is no group x; there are all, urgent"),
    ):
        with pytest.raises(ValueError, match=why):
            explain(given, **{"orders": 2, "replications": 1, "engine": "simpy", "kept": Cells(tmp_path), **terms})


def test_a_share_is_judged_by_luck_and_by_the_choice_of_orders() -> None:
    some = features("a", "b")
    orders = [("a", "b"), ("b", "a")] * 3
    adds = {frozenset(): 0.0, frozenset("a"): 10.0, frozenset("b"): 10.0, frozenset("ab"): 10.5}
    values = {each: [value, value + 0.001] for each, value in adds.items()}
    found = _explained(BETWEEN, ("full_support_mean", "all"), some, orders, values)
    for each in found.shares:  # 10 or 0.5, by order: known no better than that
        assert each.share.spread / 2**0.5 >= 4.75 / 6**0.5
