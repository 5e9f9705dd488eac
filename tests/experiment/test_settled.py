"""What variants share: what has one digest is the same, and whoever shares it measures the same bits."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from world.towns_in_time import assert_same
from worlds import small_world

from simulate.experiment import lives
from simulate.experiment.lives import Block, Life, in_pieces, live
from simulate.experiment.settled import settled
from simulate.plan import Plan
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import dial_named, with_dials
from simulate.world import planning
from simulate.world.children import cohort
from simulate.world.planning import plan

TOWN = small_world(
    run__observe='"200 days"',
    run__follow_up='"100 days"',
    units__social_office__turnover="0.3",
    organisations__integrated__notices="0.7",
    organisations__siloed__start_up='{ pace = 0.8, length = "100 days" }',
) + (
    '[costs]\ncurrency = "EUR"\ncrisis = 1000\n'
    '[[changes]]\nfrom = "150 days"\nunits.school_team.caseload = 9\n'
    '[organisations.follows]\nstaff = "follows the work"\n'
    '[organisations.follows.steps.school_support]\nunit = "social_office"\n'
)
DIALS = [
    "units.school_team.workers=1:8",
    "units.social_office.workers=1:8",
    "organisations.integrated.units.school_team.workers=1:8",
    "units.social_office.turnover=0:0.9",
    "units.school_team.caseload=2:12",
    "arrivals.school.per_month=5:40",
    "arrivals.school.urgent=0:0.5",
    "needs.schooling.patience=20 days:400 days",
    "steps.school_support.duration=20 days:200 days",
    "organisations.siloed.retelling=0:1",
    "organisations.integrated.consent=0.2:1",
    "organisations.integrated.coordination=0:1",
    "organisations.integrated.notices=0:1",
    "crisis.growth=0:0.5",
    "costs.crisis=100:9000",
    "leaves_at_age=10:18",
]
"""Of every table there is, and such as concern all organisations, one, or that which stands behind it."""


def test_all_dials_move_this_town() -> None:
    town = load_text(TOWN)
    assert len({settled(_turned(town, text, 0.3), ["follows"])["follows"].life for text in DIALS}) > len(DIALS) / 2
    assert {text.partition(".")[0].partition("=")[0] for text in DIALS} == {
        "units", "organisations", "arrivals", "needs", "steps", "crisis", "costs", "leaves_at_age"
    }  # fmt: skip


def _turned(scenario: Scenario, text: str, share: float) -> Scenario:
    dial = dial_named(scenario, text)
    low, high = dial.ends
    value = low + share * (high - low)
    return with_dials(scenario, [(dial, float(round(value)) if text.endswith(("workers=1:8", ":12", ":8")) else value)])


def worlds(seed: int, count: int, among: Sequence[str] = DIALS) -> list[Scenario]:
    """Give the town with a few random dials at random places, again and again, so that many share something."""
    draw, town = random.Random(seed), load_text(TOWN)
    found = []
    for _ in range(count):
        turned = town
        for text in draw.sample(among, draw.choice([1, 1, 2])):
            turned = _turned(turned, text, draw.choice([0.0, 0.4, 1.0]))
        found.append(turned)
    return found


def lives_of(scenarios: list[Scenario]) -> list[Life]:
    """Give all lives of some scenarios, each as often as it is asked for."""
    return [
        Life(scenario, name, 1, by)
        for scenario in scenarios
        for name, by in settled(scenario, scenario.organisations).items()
    ]


def without_units(planned: Plan) -> Plan:
    return replace(planned, units=())


def test_plans_with_one_digest_are_the_same_but_for_their_units_whatever_dials_are_turned() -> None:
    every = lives_of(worlds(1, 40))
    plans = {life: without_units(plan(cohort(life.scenario, 1), life.organisation)) for life in every}
    alike = [(one, two) for one, two in combinations(every, 2) if one.settled.plan == two.settled.plan]
    for one, two in alike:
        assert_same(plans[one], plans[two])
    assert len(alike) > 50, "many of these worlds share a plan"
    assert len({life.settled.plan for life in every}) > 20, "and many do not"


def test_children_with_one_digest_are_the_same() -> None:
    every = lives_of(worlds(2, 30))
    came = {life: cohort(life.scenario, 1).children for life in every}
    alike = [(one, two) for one, two in combinations(every, 2) if one.settled.children == two.settled.children]
    for one, two in alike:
        assert_same(came[one], came[two])
    assert len(alike) > 200
    assert len({life.settled.children for life in every}) > 5


def test_lives_with_one_digest_measure_the_same() -> None:
    every = lives_of(worlds(3, 12, [text for text in DIALS if text.startswith(("organisations.", "units."))]))
    measured = {life: _alone(life) for life in every}
    alike = [(one, two) for one, two in combinations(every, 2) if one.settled.life == two.settled.life]
    assert [measured[one] == measured[two] for one, two in alike] == [True] * len(alike)
    assert len(alike) > 10
    assert len({life.settled.life for life in every}) > 15


def _alone(life: Life) -> bytes:
    """Live a life that shares nothing with any before."""
    lives._last.cohort = lives._last.plan = None
    (what,) = live("simpy", Block(0, (life,)))
    return what


def test_whoever_shares_children_and_plans_measures_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    every = lives_of(worlds(4, 12))
    alone = {life: _alone(life) for life in every}
    made: list[object] = []
    monkeypatch.setattr(planning, "plan", lambda children, name: made.append(name) or plan(children, name))
    in_order = [life for block in in_pieces(every, 7) for life in block.lives]
    for some in (in_order, list(reversed(in_order)), random.Random(5).sample(every, len(every))):
        assert [bytes(what) for what in live("simpy", Block(0, tuple(some)))] == [alone[life] for life in some]
    plans = len({life.settled.plan for life in every})
    assert made[: plans + 1].count("siloed") + made[: plans + 1].count("integrated") <= plans + 1
    assert plans < len(every)


def test_where_only_posts_change_children_come_once_and_are_planned_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    town, made = load_text(small_world(organisations__integrated__units__school_team__workers=None)), list[str]()
    dial = dial_named(town, "units.school_team.workers=2:6")
    worlds_of_posts = [with_dials(town, [(dial, posts)]) for posts in (2.0, 3.0, 4.0, 6.0)]
    monkeypatch.setattr(planning, "plan", lambda children, name: made.append(name) or plan(children, name))
    every = [life for scenario in worlds_of_posts for life in lives_of([scenario])]
    lives._last.cohort = lives._last.plan = None
    found = [what for block in in_pieces(every, 3) for what in live("simpy", block)]
    assert sorted(made) == ["integrated", "siloed"]
    assert len(set(found)) == len(found), "posts make a difference all the same"


def test_what_is_alike_stands_beside_each_other_and_replications_do_not_mix() -> None:
    every = [replace(life, replication=number) for number in (2, 1) for life in lives_of(worlds(6, 10))]
    blocks = in_pieces(every, 4)
    ordered = [life for block in blocks for life in block.lives]
    assert [len(block.lives) for block in blocks[:-1]] == [4] * (len(blocks) - 1)
    assert sorted(map(id, ordered)) == sorted(map(id, every))
    assert [life.replication for life in ordered] == sorted(life.replication for life in every)
    for number in (1, 2):
        plans = [life.settled.plan for life in ordered if life.replication == number]
        assert sum(one != two for one, two in pairwise(plans)) == len(set(plans)) - 1


def test_variants_share_the_tables_in_which_they_do_not_differ() -> None:
    town = load_text(TOWN)
    turned = _turned(town, "units.school_team.caseload=2:12", 1.0)
    assert turned.units["school_team"].caseload == 12
    assert turned.units["social_office"] is town.units["social_office"]
    assert [getattr(turned, key) is getattr(town, key) for key in ("needs", "steps", "organisations")] == [True] * 3
