"""The children with whom the clock starts: a group of their own, and in no other."""

import numpy as np

from simulate.findings.measure import Findings, measure, pair
from simulate.findings.window import Window

from .handmade import small_town

WINDOW = Window(0, 100, 400)


def listed_and_others() -> Findings:
    """One child has waited 300 days when the clock starts, another is in its assessment, a third comes on day 10."""
    town = small_town(end=500)
    waiting = town.child(-300)
    waiting.need("schooling").support = waiting.visit("help", -290, 150, 160, asked_before=-290)
    going_on = town.child(-20, urgent=True)
    need = going_on.need("schooling")
    assessed = going_on.visit("assessment", -10, -10, 30, started_before=-10, needs=(need,))
    need.support = going_on.visit("help", 30, 40, 50, after=(assessed,), needs=(need,))
    town.child(10).need("schooling").support = town.children[-1].visit("help", 10, 30, 60)
    return measure(*town.lived(), WINDOW, 1, keep_children=True)


def test_children_on_the_list_at_the_start_are_a_group_of_their_own_and_not_among_all():
    values = listed_and_others().values
    assert values["first_support_mean", "all"] == values["first_support_mean", "stream: school"] == 20
    assert np.isnan(values["first_support_mean", "urgent"])
    # their waits run from when they came: 450 and 60 days, also beyond the 400 days of follow-up
    assert values["first_support_mean", "on the list at the start"] == (450 + 60) / 2
    assert values["need_days", "on the list at the start"] == (450 + 60) / 2
    assert values["people_met", "on the list at the start"] == 1.5


def test_what_is_said_of_all_children_says_nothing_of_those_on_the_list():
    found = listed_and_others()
    assert found.weekly["first_support"][:4].tolist() == [1, 1, 1, 0]  # 20 days
    assert sum(found.time_use.values()) == 20
    assert found.children is not None
    assert found.children["arrival"].tolist() == [-300, -20, 10], "but they are listed"
    gains = pair([found, listed_and_others()], "siloed")
    assert gains[0].gains == {}


def test_a_child_on_the_list_since_the_day_of_the_start_is_on_the_list_too():
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling").support = child.visit("help", 0, 15, 20, asked_before=0)
    values = measure(*town.lived(), WINDOW, 1).values
    assert values["first_support_mean", "on the list at the start"] == 15
    assert np.isnan(values["first_support_mean", "all"])
