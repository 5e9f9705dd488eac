"""Stories of children who wait, with every day worked out by hand."""

import numpy as np
import pytest

from simulate.findings.counted import Counted
from simulate.findings.waits import Waits, measure_waits
from simulate.findings.window import Window

from .handmade import Child, Town, small_town

# children count who arrive from day 100 until day 300; everybody is followed for at least 300 days
WINDOW = Window(warm_up=100, observe=200, follow_up=300)


def waits_of(town: Town) -> tuple[Counted, Waits]:
    counted = Counted(*town.lived(), WINDOW)
    return counted, measure_waits(counted)


def one_child_with_two_needs(town: Town, arrival: float = 110) -> Child:
    """Intake on day 5 after arrival, help from day 40, therapy from day 190."""
    child = town.child(arrival)
    schooling, mind = child.need("schooling"), child.need("mental_health")
    intake = child.visit("intake", arrival, arrival + 5, arrival + 8, needs=(schooling,))
    schooling.support = child.visit("help", arrival + 8, arrival + 40, arrival + 90, after=(intake,))
    mind.support = child.visit("therapy", arrival + 90, arrival + 190, arrival + 250, after=(schooling.support,))
    return child


def test_a_child_waits_for_its_first_intake_its_first_support_and_its_last():
    town = small_town(end=600)
    one_child_with_two_needs(town)
    _, waits = waits_of(town)
    assert (waits.first_contact, waits.first_support, waits.full_support) == ([5], [40], [190])


def test_a_child_with_one_need_unmet_has_had_its_first_support_but_not_its_full():
    town = small_town(end=600)
    child = one_child_with_two_needs(town)
    child.visits[-1].started = child.visits[-1].finished = np.nan
    counted, waits = waits_of(town)
    assert waits.first_support == [40]
    assert np.isnan(waits.full_support).all()
    # it still waits after the 490 days it was followed
    assert waits.curves("full_support", counted)["all"].still_waiting(490) == 1


def test_a_need_that_is_not_real_is_not_waited_for():
    town = small_town(end=600)
    child = town.child(110)
    schooling = child.need("schooling")
    mind = child.need("mental_health", real=False)
    intake = child.visit("intake", 110, 112, 113)
    schooling.support = child.visit("help", 113, 150, 160, after=(intake,))
    child.visit("clinic intake", 120, 400, 401, needs=(mind,))
    _, waits = waits_of(town)
    assert waits.full_support == [40]


def test_a_child_without_a_real_need_counts_for_first_contact_only():
    town = small_town(end=600)
    child = town.child(110)
    child.need("schooling", real=False)
    child.visit("intake", 110, 113, 115)
    counted, waits = waits_of(town)
    assert waits.first_contact == [3]
    assert np.isnan(waits.full_support).all()
    assert waits.curves("first_contact", counted)["all"].people == 1
    assert waits.curves("first_support", counted)["all"].people == 0


def test_a_return_changes_no_wait():
    town = small_town(end=600)
    child = one_child_with_two_needs(town)
    again = child.need("schooling", episode=1)
    again.support = child.visit("help", 420, 480, 500)
    _, waits = waits_of(town)
    assert waits.full_support == [190]


def test_an_acute_visit_is_no_first_contact():
    town = small_town(end=600)
    child = one_child_with_two_needs(town)
    child.visit("acute visit", 112, 112, 113, acute=True)
    _, waits = waits_of(town)
    assert waits.first_contact == [5]


def test_an_acute_visit_is_no_first_contact_even_where_no_intake_is_planned():
    town = small_town(end=600)
    child = town.child(110)
    child.need("schooling").support = child.visit("help", 110, 140, 170)
    child.visit("acute visit", 115, 115, 116, acute=True)
    _, waits = waits_of(town)
    assert waits.first_contact == [30]


def test_where_no_intake_is_planned_the_first_contact_is_with_any_unit():
    # A step without a unit (from day 0) is no contact; the support on day 30 is.
    town = small_town(end=600)
    child = town.child(110)
    need = child.need("schooling")
    delay = child.visit("delay", 110, 110, 130)
    need.support = child.visit("help", 130, 140, 170, after=(delay,))
    _, waits = waits_of(town)
    assert waits.first_contact == [30]


def test_an_intake_that_is_planned_but_not_reached_is_not_replaced_by_another_visit():
    town = small_town(end=600)
    child = town.child(110)
    need = child.need("schooling")
    child.visit("intake", 110)
    need.support = child.visit("help", 120, 140, 170)
    _, waits = waits_of(town)
    assert np.isnan(waits.first_contact).all()


@pytest.mark.parametrize(("arrival", "measured", "counts"), [(99.9, True, 0), (100, True, 1), (299.9, True, 1),
                                                             (300, True, 0), (200, False, 0)])  # fmt: skip
def test_only_children_of_counted_streams_in_the_observed_window_count(arrival, measured, counts):
    town = small_town(end=600)
    one_child_with_two_needs(town, arrival).measured = measured
    counted, waits = waits_of(town)
    assert len(counted) == len(waits.first_support) == counts


def test_a_child_that_gave_up_counts_as_waiting_to_the_end():
    # Two children: one is helped after 40 days, the other gives up after 20. Giving up is no help: half of them
    # still wait at the end of the follow-up. Had she been taken out on day 20, nobody would.
    town = small_town(end=600)
    one_child_with_two_needs(town)
    other = town.child(120)
    other.need("schooling", given_up=140)
    other.visit("intake", 120, left=140)
    counted, waits = waits_of(town)
    curve = waits.curves("first_support", counted)["all"]
    assert curve.still_waiting(300) == 0.5
    assert curve.mean_within(300) == (40 + 300) / 2
    assert curve.percentile(50) == 40
    assert curve.percentile(90) == np.inf


def test_groups_sort_the_children_by_stream_urgency_and_number_of_needs():
    town = small_town(end=600)
    one_child_with_two_needs(town, 110)
    urgent = town.child(120, stream="social", urgent=True)
    urgent.need("schooling")
    counted, _ = waits_of(town)
    members = {name: inside.tolist() for name, inside in counted.groups.items()}
    assert members == {
        "all": [True, True],
        "stream: school": [True, False],
        "stream: social": [False, True],
        "urgent": [False, True],
        "not urgent": [True, False],
        "one need": [False, True],
        "several needs": [True, False],
    }


def test_who_stands_behind_the_intake_when_the_clock_starts_has_had_its_first_contact():
    town = small_town(end=600)
    past, at_the_door = town.child(-80), town.child(-30)
    schooling, mind = past.need("schooling"), past.need("mental_health")
    past.visit("assessment", -70, 5, 20, asked_before=-70, needs=(schooling,))
    past.visit("clinic intake", -80, 9, 10, asked_before=-80, needs=(mind,))
    need = at_the_door.need("schooling")
    at_the_door.visit("intake", -30, 12, 20, asked_before=-30, needs=(need,))
    _, waits = waits_of(town)
    assert waits.first_contact.tolist() == [10, 42]
