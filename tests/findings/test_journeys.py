"""Stories of children on their way through units: whom they meet, how often they tell their story."""

from dataclasses import replace

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.journeys import Journeys, measure_journeys
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window

from .handmade import Child, Town, small_town, staff

WINDOW = Window(warm_up=0, observe=100, follow_up=400)


def journeys_of(town: Town) -> Journeys:
    counted = Counted(*town.lived(), WINDOW)
    return measure_journeys(counted, measure_waits(counted))


def siloed_child(town: Town) -> Child:
    """Two needs, one after the other.

    day   0–5  in line, 5–8 intake by reception 1, 8–20 in line, 20–50 assessment by assessor 0, 50–56 until the
    team meeting, 60–200 help by helper 2; handed over to the clinic after the assessment: pause 50–85 (refused
    once), 85–90 in line, 90–95 clinic intake by clinic 1, 95–250 in line, 250–300 therapy by therapist 0.
    """
    child = town.child(0)
    schooling, mind = child.need("schooling"), child.need("mental_health")
    intake = child.visit("intake", 0, 5, 8, needs=(schooling,), workers=(1,))
    assessment = child.visit("assessment", 8, 20, 50, after=(intake,), needs=(schooling,))
    decision = child.visit("decision", 50, 56, 56, after=(assessment,), needs=(schooling,))
    schooling.support = child.visit("help", 56, 60, 200, after=(decision,), needs=(schooling,), workers=(2,))
    clinic = child.visit(
        "clinic intake", 85, 90, 95, pause=35, after=(assessment,), needs=(mind,), workers=(1,),
        handed_over=True, refused=True,
    )  # fmt: skip
    mind.support = child.visit("therapy", 95, 250, 300, after=(clinic,), needs=(mind,))
    return child


def test_a_child_sent_from_office_to_office_meets_five_people_in_six_units():
    town = small_town(end=500)
    siloed_child(town)
    journey = journeys_of(town)
    assert journey.people_met == [5]  # a meeting has no worker of its own
    assert journey.units_met == [6]
    assert journey.administrations == [2]
    assert journey.story_told == [3]  # reception, assessors, clinic
    assert (journey.handovers, journey.refusals) == ([1], [1])
    # nobody is responsible 0–5, 8–20, 50–60 (a meeting takes no time) and 200–250
    assert journey.unattended_days == [5 + 12 + 10 + 50]


def test_the_same_worker_met_twice_is_one_person_and_another_in_the_same_unit_a_second():
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", real=False)
    for day, worker in ((0, 0), (10, 1), (20, 0)):
        child.visit("intake", day, day, day + 1, workers=(worker,))
    journey = journeys_of(town)
    assert (journey.people_met, journey.units_met, journey.story_told) == ([2], [1], [1])


def test_workers_of_the_same_number_in_two_units_are_two_people():
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", real=False)
    child.visit("intake", 0, 0, 1, workers=(0,))
    child.visit("clinic intake", 5, 5, 6, workers=(0,))
    assert journeys_of(town).people_met == [2]


def test_a_joint_assessment_is_one_telling_to_two_people():
    # A joint assessment by an assessor and the clinic; later an assessment by the assessors alone, who know the story.
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", real=False)
    child.visit("assessment", 0, 10, 20, units=("assessors", "clinic"), workers=(1, 0))
    child.visit("assessment", 20, 30, 40, workers=(1,))
    journey = journeys_of(town)
    assert (journey.story_told, journey.people_met, journey.units_met) == ([1], [2], [2])


def test_a_joint_assessment_with_one_unit_that_has_not_heard_the_story_is_a_telling():
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", real=False)
    child.visit("assessment", 0, 0, 20)
    child.visit("assessment", 20, 30, 40, units=("assessors", "clinic"), workers=(0, 0))
    assert journeys_of(town).story_told == [2]


def test_who_hears_the_story_first_is_told_by_the_day_not_by_the_plan():
    # The joint assessment is planned first but begins later: the assessors know the story by then, the clinic does not.
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", real=False)
    child.visit("assessment", 0, 30, 40, units=("assessors", "clinic"), workers=(0, 0))
    child.visit("assessment", 0, 10, 20)
    assert journeys_of(town).story_told == [2]


def test_help_and_meetings_are_no_telling():
    town = small_town(end=500)
    child = town.child(0)
    child.need("schooling", real=False)
    child.visit("decision", 0, 14, 14)
    child.visit("help", 14, 20, 30)
    assert journeys_of(town).story_told == [0]


def test_what_happens_after_the_follow_up_of_a_child_is_not_counted():
    # The child arrives on day 50 and is followed until day 450; the clock stops on day 500.
    town = small_town(end=500)
    child = town.child(50)
    child.need("schooling")
    child.visit("intake", 50, 60, 70)
    child.visit("clinic intake", 440, 460, 470, handed_over=True)
    child.visit("therapy", 470, 480, 490, handed_over=True)
    journey = journeys_of(town)
    assert journey.people_met == [1]
    assert journey.handovers == [1]  # asked for on day 440
    assert journey.unattended_days == [400 - 10]


def test_children_without_a_real_need_have_no_unattended_days():
    town = small_town(end=500)
    town.child(0).need("schooling", real=False)
    assert np.isnan(journeys_of(town).unattended_days).all()


def test_overlapping_visits_attend_a_child_once():
    # Two visits 10–30 and 20–40 attend 30 days of the 100 until support.
    town = small_town(end=500)
    child = town.child(0)
    need = child.need("schooling")
    child.visit("intake", 0, 10, 30)
    child.visit("clinic intake", 0, 20, 40)
    need.support = child.visit("help", 40, 100, 200)
    assert journeys_of(town).unattended_days == [70]


def with_staff(town: Town) -> Town:
    """Let workers come and go in the town, so that cases can change hands."""
    rules = staff(3, (), ())
    town.units = (*town.units[:1], replace(town.units[1], staff=rules), *town.units[2:])
    return town


def test_who_takes_a_case_over_is_a_further_person_met_and_the_one_before_stays_met():
    # Assessor 0 leaves on day 30, assessor 1 takes over and falls ill on day 35: assessor 4, the newcomer, has it then.
    town = with_staff(small_town(end=500))
    child = town.child(0)
    child.need("schooling")
    handed = ((30, "assessors", 0, 1), (35, "assessors", 1, 4))
    child.visit("assessment", 0, 20, 60, workers=(4,), handed=handed)  # the log names the last of them
    journey = journeys_of(town)
    assert journey.people_met == [3]
    assert journey.worker_changes == [2]


def test_a_case_that_nobody_is_there_to_take_changes_hands_once_and_not_at_all_if_its_worker_comes_back():
    town = with_staff(small_town(end=500))
    for taker, changes in ((1, 1), (0, 0)):
        child = town.child(0)
        child.need("schooling")
        handed = ((30, "assessors", 0, -1), (42, "assessors", -1, taker))
        child.visit("assessment", 0, 20, 60, workers=(taker,), handed=handed)
        assert journeys_of(town).worker_changes.tolist()[-1] == changes
    assert journeys_of(town).people_met.tolist() == [2, 1]


def test_a_case_handed_over_after_what_is_counted_was_its_first_workers():
    # Followed for 400 days: on day 450 nothing counts any more.
    town = with_staff(small_town(end=500))
    child = town.child(0)
    child.need("schooling")
    child.visit("assessment", 0, 20, 30, workers=(0,))
    child.visit("assessment", 0, 390, 480, workers=(1,), handed=((450, "assessors", 0, 1),))
    journey = journeys_of(town)
    assert (journey.people_met, journey.worker_changes) == ([1], [0])


def test_an_open_case_of_the_waiting_list_that_is_given_to_a_worker_is_no_change():
    town = with_staff(small_town(end=500))
    child = town.child(-20)
    child.need("schooling")
    child.visit("assessment", -10, -10, 60, started_before=-10, workers=(1,), handed=((0, "assessors", -1, 1),))
    journey = journeys_of(town)
    assert (journey.people_met, journey.worker_changes) == ([1], [0])


def test_where_nobody_comes_or_goes_changes_of_workers_are_not_told():
    town = small_town(end=500)
    siloed_child(town)
    assert np.isnan(journeys_of(town).worker_changes).all()
