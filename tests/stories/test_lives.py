"""Stories of a life: crises, giving up, growing up, needs nobody saw, coming back. One office, one place."""

import math

import pytest
from telling import SIXTY_WEEKS, Child, Luck, strain, tell

from simulate.log import Ending, Outcome

OFFICE = (
    'title = "One office"\n{age}'
    + SIXTY_WEEKS
    + """first_need = "help"
[needs.long]
pathway = ["long_support"]
[needs.help]
pathway = ["support"]
crisis_per_week = 0.1
{help}
[needs.hidden]
pathway = ["hidden_support"]
{hidden}
[steps]
long_support = {{ role = "support", unit = "office", duration = "8 weeks" }}
support = {{ role = "support", unit = "office", duration = "4 weeks" }}
hidden_support = {{ role = "support", duration = "1 week" }}
acute = {{ role = "support", unit = "office", duration = "1 week" }}
[crisis]
step = "acute"
growth = 0.5
[units.office]
administration = "town"
workers = 1
[organisations.siloed]
notices = 0
"""
)

BUSY = Child(0, ["long"])  # has the place until week 8
CALM: Luck = {"crisis/0": 0.999, "crisis/1": 0.999}


def office(help_terms: str = "", hidden: str = "", age: str = "") -> str:
    return OFFICE.format(help=help_terms, hidden=hidden, age=age)


def test_a_crisis_jumps_the_line_and_lengthens_support() -> None:
    # child 2 bears a strain of 0.5: five weeks of a need that grows by 0.1 a week
    luck: Luck = {"crisis/0": [0.999, 0.999, strain(0.5)], "crisis/1": 0.999}
    story = tell(office(), [BUSY, Child(1, ["help"]), Child(2, ["help"])], luck=luck)
    assert story.crises(2) == pytest.approx([7])
    assert story.weeks(2, "acute") == pytest.approx((7, 8, 9))  # before child 1, who has waited since week 1
    assert story.weeks(2, "support") == pytest.approx((2, 9, 15))  # urgent now, and 4 weeks have become 6
    assert story.weeks(1, "support") == pytest.approx((1, 15, 19))
    assert story.crises(1) == []
    assert not story.plan.children.urgent[2]
    assert story.log.urgent[story.visit(2, "support")]


def test_strain_begins_again_after_a_crisis_until_support_starts() -> None:
    luck: Luck = {"crisis/0": [0.999, strain(0.2)], "crisis/1": [0.999, strain(0.3)], "crisis/2": [0.999, strain(0.4)]}
    luck["crisis/3"] = 0.999
    story = tell(office(), [BUSY, Child(0, ["help"])], luck=luck)
    # crises in weeks 2 and 5; the two acute weeks come before the support, whose need still grows: the third in week 9
    assert story.crises(1) == pytest.approx([2, 5, 9])
    assert story.weeks(1, "acute", 1) == pytest.approx((5, 9, 10))
    assert story.weeks(1, "acute", 2) == pytest.approx((9, 10, 11))
    assert story.weeks(1, "support") == pytest.approx((0, 11, 11 + 4 * 1.5**3))


def test_a_family_gives_up_when_its_patience_ends() -> None:
    story = tell(office('patience = "3 weeks"'), [BUSY, Child(1, ["help"]), Child(6, ["help"])], luck=CALM)
    assert story.outcome(1, "support") == Outcome.WITHDRAWN
    assert story.ending(1, "help") == Ending.GIVEN_UP
    assert story.log.given_up[story.need(1, "help")] == 4 * 7
    assert story.log.left[story.visit(1, "support")] == 4 * 7
    assert story.weeks(2, "support") == (6, 8, 12)


def test_a_need_that_stays_is_not_given_up() -> None:
    story = tell(office('patience = "3 weeks"\nstays = true'), [BUSY, Child(1, ["help"])], luck=CALM)
    assert story.weeks(1, "support") == (1, 8, 12)


def test_a_crisis_brings_back_who_had_given_up() -> None:
    luck: Luck = {"crisis/0": [0.999, strain(0.5)], "crisis/1": 0.999}
    story = tell(office('patience = "3 weeks"'), [BUSY, Child(1, ["help"])], luck=luck)
    assert story.crises(1) == pytest.approx([6])
    assert story.log.given_up[story.need(1, "help")] == 4 * 7
    assert story.weeks(1, "acute") == pytest.approx((6, 8, 9))
    assert story.weeks(1, "support") == pytest.approx((6, 9, 15))
    assert story.ending(1, "help") == Ending.MET
    assert story.log.left_visit.tolist() == [story.visit(1, "support")]
    assert story.log.left_asked.tolist() == [7]
    assert story.log.left_at.tolist() == [28]


def test_a_need_that_a_crisis_brought_back_is_not_given_up_again() -> None:
    luck: Luck = {"crisis/0": [0.999, strain(0.5)], "crisis/1": 0.999}
    story = tell(office('patience = "2 weeks"'), [BUSY, Child(1, ["help"])], luck=luck)
    assert story.log.given_up[story.need(1, "help")] == 3 * 7
    assert story.weeks(1, "support")[:2] == pytest.approx((6, 9))  # three weeks in line, the second time
    assert story.ending(1, "help") == Ending.MET


def test_who_grows_too_old_leaves_for_good() -> None:
    five_weeks = 5 * 7 / 365.25
    children = [BUSY, Child(1, ["help"], age=18 - five_weeks), Child(2, ["help"], age=18 - 2 * five_weeks)]
    story = tell(office(age="leaves_at_age = 18"), children, luck={"crisis/0": 0.999})
    assert story.plan.leaves[1] == pytest.approx(6 * 7)
    assert story.outcome(1, "support") == Outcome.AGED_OUT
    assert story.ending(1, "help") == Ending.AGED_OUT
    assert math.isnan(story.from_to(1, "support")[0])
    assert story.weeks(2, "support") == (2, 8, 12)  # begun in time, and finished


def test_a_crisis_cannot_come_to_who_has_left() -> None:
    child = Child(1, ["help"], age=18 - 5 * 7 / 365.25)
    luck: Luck = {"crisis/0": [0.999, strain(0.501)], "crisis/1": 0.999}
    assert tell(office(age="leaves_at_age = 18"), [BUSY, child], luck=luck).crises(1) == []
    luck["crisis/0"] = [0.999, strain(0.499)]
    assert tell(office(age="leaves_at_age = 18"), [BUSY, child], luck=luck).crises(1) == pytest.approx([5.99])


def test_a_need_nobody_noticed_comes_up_by_itself() -> None:
    child = Child(2, ["help", "hidden"])
    story = tell(office(hidden='surfaces_after = "10 weeks"'), [child], luck={"crisis/0": 0.999})
    assert story.weeks(0, "hidden_support") == (12, 12, 13)
    assert story.ending(0, "hidden") == Ending.MET


def test_a_need_that_never_comes_up_stays_unmet_and_strains() -> None:
    child = Child(2, ["long", "hidden"])
    luck: Luck = {"crisis/0": [strain(0.5)], "crisis/1": 0.999}
    unseen = office(hidden="crisis_per_week = 0.1").replace("[crisis]", "[crisis]\ncrisis_reveals = false")
    story = tell(unseen, [child], luck=luck)
    assert story.ending(0, "hidden") == Ending.UNMET
    assert story.outcome(0, "hidden_support") == Outcome.NOT_ASKED
    assert story.crises(0) == pytest.approx([7])


def test_a_child_comes_back_some_time_after_its_support() -> None:
    returns = 'returns = { chance = 0.5, delay = "5 weeks" }'
    luck: Luck = {"returns/help/1": [0.1, 0.9], "returns/help/2": 0.9, "crisis/0": 0.999}
    story = tell(office(returns), [Child(0, ["help"]), Child(1, ["help"])], luck=luck)
    assert story.weeks(0, "support") == (0, 0, 4)
    assert story.weeks(0, "support", 1) == (9, 9, 13)
    assert story.ending(0, "help", 1) == Ending.MET
    assert story.steps(0) == ["support", "support"]
    assert story.steps(1) == ["support"]


def test_a_need_that_comes_back_strains_from_then_on() -> None:
    returns = 'returns = { chance = 0.5, delay = "5 weeks" }'
    luck: Luck = {"returns/help/1": [0.1, 0.9], "returns/help/2": 0.9, "crisis/0": [strain(0.2), 0.999],
            "crisis/1": 0.999}  # fmt: skip
    story = tell(office(returns), [Child(0, ["help"]), Child(6, ["long"])], luck=luck)
    # back in week 9, when the place is taken until week 14: two weeks of need bring a crisis
    assert story.crises(0) == pytest.approx([11])
    assert story.weeks(0, "support", 1) == pytest.approx((9, 15, 21))


def test_a_crisis_does_not_lengthen_the_support_of_a_need_that_is_not_yet_back() -> None:
    returns = 'returns = { chance = 0.5, delay = "5 weeks" }'
    luck: Luck = {"returns/help/1": [0.9, 0.1], "returns/help/2": 0.9, "crisis/0": [0.999, strain(0.2)]}
    luck["crisis/1"] = 0.999
    story = tell(office(returns), [BUSY, Child(1, ["help"])], luck=luck)
    assert story.crises(1) == pytest.approx([3])
    assert story.weeks(1, "support") == pytest.approx((1, 9, 15))
    assert story.weeks(1, "support", 1) == pytest.approx((20, 20, 24))


def test_nobody_returns_from_a_support_that_never_was() -> None:
    terms = 'patience = "3 weeks"\nreturns = { chance = 0.5, delay = "5 weeks" }'
    luck: Luck = {"returns/help/1": [0.9, 0.1], "returns/help/2": 0.9, "crisis/0": 0.999}
    story = tell(office(terms), [BUSY, Child(1, ["help"])], luck=luck)
    assert story.outcome(1, "support", 1) == Outcome.NOT_ASKED
    assert story.ending(1, "help", 1) == Ending.UNMET
