"""Stories of a need that nobody notices: it comes up by itself, or a crisis reveals it, or nobody ever learns of it.

The child comes in week 2 for help, which the office gives from week 3 on. What nobody sees is a need of the clinic's.
Both strain by 0.1 a week as long as they are not met: 0.2 by week 3, and 0.1 a week from then on.
"""

import math

import numpy as np
import pytest
from telling import SIXTY_WEEKS, Child, Luck, Story, strain, tell

from simulate.findings.asked import earliest_times
from simulate.log import Ending, Outcome
from simulate.plan import NONE

TOWN = (
    'title = "An office and a clinic"\n'
    + SIXTY_WEEKS
    + """first_need = "help"
[needs.help]
pathway = ["help_intake", "help_support"]
crisis_per_week = 0.1
[needs.unseen]
pathway = ["clinic_intake", "clinic_support"]
crisis_per_week = 0.1
TERMS
[steps]
help_intake = { role = "intake", unit = "office", duration = "1 week" }
help_support = { role = "support", unit = "office", duration = "6 weeks" }
clinic_intake = { role = "intake", unit = "clinic", duration = "1 week", go_on = 0.5 }
clinic_support = { role = "support", unit = "clinic", duration = "4 weeks" }
shared_intake = { role = "intake", unit = "office", duration = "2 weeks" }
acute = { role = "support", unit = "office", duration = "1 week" }
[crisis]
step = "acute"
CRISIS
[units]
office = { administration = "town", workers = 9 }
clinic = { administration = "region", workers = 1 }
[organisations.siloed]
notices = 0
[organisations.one_door]
notices = 0
door = "shared_intake"
retelling = 0
"""
)

COMES_UP = 'surfaces_after = "20 weeks"\nsurfaces = 0.5'
CHILD = Child(2, ["help", "unseen"])
CALM: Luck = {"goes on/unseen/clinic_intake/0": 0.1, "crisis/0": 0.999, "crisis/1": 0.999, "crisis/2": 0.999}
IN_WEEK_7: Luck = {**CALM, "crisis/0": strain(0.6)}
SOME, OTHERS = {"comes up/unseen": 0.49}, {"comes up/unseen": 0.51}  # of whom half come up by themselves


def story_of(*luck: Luck, terms: str = COMES_UP, crisis: str = "", child: Child = CHILD, **at: str) -> Story:
    """Tell what becomes of the child; later luck goes before earlier."""
    told: Luck = {}
    for each in luck:
        told |= each
    return tell(TOWN.replace("TERMS", terms).replace("CRISIS", crisis), [child], luck=told, **at)


def test_of_needs_that_nobody_notices_only_a_share_ever_comes_up_by_itself() -> None:
    assert story_of(CALM, SOME).weeks(0, "clinic_intake") == (22, 22, 23.5)  # its story is told anew
    never = story_of(CALM, OTHERS)
    assert math.isnan(never.weeks(0, "clinic_intake")[0])
    assert never.outcome(0, "clinic_intake") == never.outcome(0, "clinic_support") == Outcome.NOT_ASKED
    assert never.ending(0, "unseen") == Ending.UNMET
    assert never.crises(0) == []


@pytest.mark.parametrize("luck", [SOME, OTHERS])
def test_a_crisis_reveals_a_hidden_need_whether_or_not_it_would_have_come_up_later(luck: Luck) -> None:
    story = story_of(IN_WEEK_7, luck)
    assert story.crises(0) == pytest.approx([7])
    assert story.weeks(0, "clinic_intake") == pytest.approx((7, 7, 8.5))
    assert story.weeks(0, "acute") == pytest.approx((7, 7, 8))  # as in any crisis
    assert story.weeks(0, "clinic_support") == pytest.approx((8.5, 8.5, 12.5))
    assert story.ending(0, "unseen") == Ending.MET
    assert (story.plan.visits.step == story.plan.visits.step[story.visit(0, "clinic_intake")]).sum() == 1
    assert not len(story.log.left_visit)


def test_a_need_without_a_time_after_which_it_comes_up_is_revealed_too() -> None:
    assert story_of(IN_WEEK_7, terms="").weeks(0, "clinic_intake") == pytest.approx((7, 7, 8.5))


def test_a_need_that_a_crisis_reveals_comes_in_through_the_shared_door_where_there_is_one() -> None:
    # help passes the shared intake in weeks 2 to 4, so that its strain ends a week later: 0.6 is reached in week 6
    story = story_of(IN_WEEK_7, OTHERS, organisation="one_door")
    assert story.crises(0) == pytest.approx([6])
    assert story.from_to(0, "shared_intake", 0) == (2, 4)
    assert story.weeks(0, "shared_intake", 1) == pytest.approx((6, 6, 8))
    assert story.weeks(0, "clinic_support") == pytest.approx((8, 8, 12))
    assert "clinic_intake" not in story.steps(0)


def test_where_a_crisis_reveals_nothing_a_hidden_need_brings_one_after_the_other() -> None:
    story = story_of(
        {**IN_WEEK_7, "crisis/1": strain(0.5), "crisis/2": strain(0.8), "crisis/3": 0.999},
        OTHERS,
        crisis="crisis_reveals = false",
    )
    assert story.crises(0) == pytest.approx([7, 12, 20])
    assert story.outcome(0, "clinic_intake") == Outcome.NOT_ASKED
    assert story.ending(0, "unseen") == Ending.UNMET
    in_its_time = story_of(IN_WEEK_7, SOME, crisis="crisis_reveals = false")
    assert in_its_time.weeks(0, "clinic_intake")[0] == 22


def test_a_need_that_comes_up_on_the_day_of_a_crisis_is_asked_for_once() -> None:
    story = story_of(IN_WEEK_7, SOME, terms='surfaces_after = "5 weeks"')
    assert story.crises(0) == pytest.approx([7])
    assert story.weeks(0, "clinic_intake") == (7, 7, 8.5)


def test_patience_with_a_need_that_a_crisis_reveals_begins_with_the_crisis_and_the_next_one_brings_it_back() -> None:
    terms = f'{COMES_UP}\npatience = "2 weeks"\n[needs.long]\npathway = ["clinic_support"]'
    luck = {**IN_WEEK_7, "crisis/1": strain(0.3)}
    text = TOWN.replace("TERMS", terms).replace("CRISIS", "")
    busy = Child(6, ["long"])  # has the clinic's place until week 10
    story = tell(text, [CHILD, busy], luck={**luck, **OTHERS})
    assert story.log.given_up[story.need(0, "unseen")] == pytest.approx(9 * 7)
    assert story.crises(0) == pytest.approx([7, 10])
    assert story.log.left_visit.tolist() == [story.visit(0, "clinic_intake")]
    assert story.weeks(0, "clinic_intake") == pytest.approx((10, 10, 11.5))


def test_a_need_that_was_revealed_and_given_up_is_not_revealed_once_more_but_brought_back() -> None:
    terms = f'{COMES_UP}\npatience = "2 weeks"\n[needs.long]\npathway = ["clinic_support"]'
    text = "leaves_at_age = 18\n" + TOWN.replace("TERMS", terms).replace("CRISIS", "")
    child = Child(2, ["help", "unseen"], age=18 - 10 * 7 / 365.25)  # too old in week 12
    busy = [Child(week, ["long"], urgent=True) for week in (6, 6.5)]  # have the clinic's place until week 14
    story = tell(text, [child, *busy], luck={**IN_WEEK_7, "crisis/1": strain(0.3), **OTHERS})
    assert story.crises(0) == pytest.approx([7, 10])
    assert story.log.left_visit.tolist() == [story.visit(0, "clinic_intake")] * 2
    assert story.log.left_at.tolist() == pytest.approx([9 * 7, 12 * 7], rel=1e-4)
    assert story.outcome(0, "clinic_intake") == Outcome.AGED_OUT


def test_a_crisis_reveals_also_what_will_turn_out_to_be_no_need() -> None:
    story = story_of(IN_WEEK_7, OTHERS, {"goes on/unseen/clinic_intake/0": 0.9, "crisis/0": strain(0.05)})
    assert not story.plan.needs.real[story.need(0, "unseen")]
    assert story.crises(0) == pytest.approx([2.5])  # while the office looks into what it came for
    assert story.weeks(0, "clinic_intake") == pytest.approx((2.5, 2.5, 4))
    assert story.ending(0, "unseen") == Ending.DONE


def test_nobody_returns_from_a_support_of_a_need_that_nobody_ever_noticed() -> None:
    terms = f'{COMES_UP}\nreturns = {{ chance = 0.9, delay = "1 week" }}'
    back: Luck = {"returns/unseen/1": 0.1, "returns/unseen/2": 0.95, "goes on/unseen/clinic_intake/1": 0.1}
    never = story_of(CALM, OTHERS, back, terms=terms)
    assert never.outcome(0, "clinic_intake", 1) == Outcome.NOT_ASKED
    revealed = story_of(IN_WEEK_7, OTHERS, back, terms=terms)
    assert revealed.weeks(0, "clinic_intake", 1) == pytest.approx((13.5, 13.5, 14.5))


def test_a_return_is_hidden_from_nobody_so_that_no_crisis_brings_it_sooner() -> None:
    terms = (
        'surfaces_after = "1 week"\nreturns = { chance = 0.9, delay = "20 weeks" }\n[needs.other]\npathway = ["wait"]\n'
    )
    text = TOWN.replace("[steps]", '[steps]\nwait = { role = "support", duration = "1 week" }')
    text = text.replace("TERMS", terms + "crisis_per_week = 0.1\n").replace("CRISIS", "")
    back: Luck = {"returns/unseen/1": 0.1, "returns/unseen/2": 0.95, "goes on/unseen/clinic_intake/1": 0.1}
    story = tell(text, [Child(2, ["help", "unseen", "other"])], luck={**CALM, **back, "crisis/0": strain(1.5)})
    # unseen is known in week 3, met in 4.5 and back in week 28.5; other, never seen, strains 0.1 a week
    assert story.crises(0) == pytest.approx([2 + (1.5 - 0.1 - 0.25) / 0.1])
    assert story.weeks(0, "clinic_intake", 1)[0] == pytest.approx(28.5)


def test_who_grows_too_old_first_is_never_known_to_have_needed_it() -> None:
    child = Child(2, ["help", "unseen"], age=18 - 4 * 7 / 365.25)
    text = "leaves_at_age = 18\n" + TOWN.replace("TERMS", COMES_UP).replace("CRISIS", "")
    story = tell(text, [child], luck={**IN_WEEK_7, **OTHERS})
    assert story.crises(0) == []
    assert story.ending(0, "unseen") == Ending.AGED_OUT
    assert story.outcome(0, "clinic_intake") == Outcome.AGED_OUT


def test_what_only_a_crisis_would_bring_is_expected_on_no_day() -> None:
    plan = story_of(CALM, OTHERS).plan
    soonest, served = earliest_times(plan), plan.visits.needs
    hidden = np.isin(np.arange(len(plan.visits)), served.rows[plan.needs.kind[served.values] == 1])
    assert hidden.sum() == 2
    assert np.isinf(soonest[hidden]).all()
    assert np.isfinite(soonest[~hidden & ~plan.visits.acute]).all()
    assert plan.needs.known_with[~plan.needs.noticed] != NONE
