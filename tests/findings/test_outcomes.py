"""Stories of what becomes of children and their needs."""

import numpy as np
import pytest

from simulate.findings.counted import Counted
from simulate.findings.outcomes import OUTCOMES, Outcomes, measure_outcomes, outcome_of, returns_within_a_year
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window
from simulate.log import Ending

from .handmade import Child, Town, small_town

WINDOW = Window(warm_up=0, observe=100, follow_up=400)


def outcomes_of(town: Town) -> Outcomes:
    return measure_outcomes(Counted(*town.lived(), WINDOW))


def outcome_names(town: Town) -> list[str]:
    counted = Counted(*town.lived(), WINDOW)
    return [OUTCOMES[k] for k in outcome_of(counted, measure_outcomes(counted), measure_waits(counted))]


def helped(child: Child, asked: float, started: float, finished: float = np.nan, kind: str = "schooling", **more):
    need = child.need(kind, **more)
    need.support = child.visit("help", asked, started, finished)
    return need


def test_need_days_run_from_arrival_until_each_need_is_met():
    # One need is met on day 30, the other only on day 70: 30 + 70 days of unmet need; one that is not real adds none.
    town = small_town(end=500)
    child = town.child(0)
    helped(child, 0, 30, 50)
    helped(child, 50, 70, 90, kind="mental_health")
    assert outcomes_of(town).need_days == [100]


def test_need_days_of_an_unmet_need_run_until_the_end_of_follow_up():
    town = small_town(end=500)
    town.child(20).need("schooling")
    town.child(30).need("schooling", real=False)
    assert outcomes_of(town).need_days.tolist() == [400, 0]


def test_need_days_of_a_need_met_after_the_follow_up_run_until_its_end():
    town = small_town(end=500)
    helped(town.child(20), 20, 450)  # met after 430 days; followed for 400
    assert outcomes_of(town).need_days == [400]


def test_a_return_adds_need_days_from_when_it_is_asked_for():
    # Met on day 30; back on day 200 and met again on day 260: 30 + 60. Days in support are no need-days.
    town = small_town(end=500)
    child = town.child(0)
    first = helped(child, 0, 30, 50)
    back = child.visit("intake", 200, 210, 215, after=(first.support,))
    again = child.need("schooling", episode=1, arises_with=back)
    again.support = child.visit("help", 215, 260, 300, after=(back,))
    found = outcomes_of(town)
    assert found.need_days == [90]
    assert found.returns == [1]
    assert found.real_needs == [1]  # a return is no further need


def test_a_return_that_has_not_come_adds_nothing():
    town = small_town(end=500)
    child = town.child(0)
    first = helped(child, 0, 30, 50)
    child.need("schooling", episode=1, arises_with=child.visit("intake", pause=900, after=(first.support,)))
    found = outcomes_of(town)
    assert (found.need_days, found.returns) == ([30], [0])


def test_a_return_counts_from_when_it_was_first_asked_for():
    # Asked for on day 200, given up on day 240, brought back on day 300: need-days 30 + (310 − 200).
    town = small_town(end=500)
    child = town.child(0)
    first = helped(child, 0, 30, 50)
    back = child.visit("help", 300, 310, 350, after=(first.support,), earlier_rounds=((200, 240),))
    child.need("schooling", episode=1, arises_with=back, support=back)
    assert outcomes_of(town).need_days == [30 + 110]


def test_crises_are_counted_during_follow_up_only():
    town = small_town(end=500)
    child = town.child(50)
    child.need("schooling")
    child.crises += [60, 449, 451]  # followed until day 450
    assert outcomes_of(town).crises == [2]


def test_every_real_need_has_one_ending():
    town = small_town(end=500)
    child = town.child(0)
    helped(child, 0, 30, 50)
    child.need("mental_health", ending=Ending.GIVEN_UP, given_up=90)
    other = town.child(1)
    other.need("schooling", ending=Ending.AGED_OUT)
    other.need("mental_health", noticed=False)
    found = outcomes_of(town)
    assert found.met.tolist() == [1, 0]
    assert found.given_up.tolist() == [1, 0]
    assert found.aged_out.tolist() == [0, 1]
    assert found.never_noticed.tolist() == [0, 1]


def test_a_need_nobody_noticed_before_the_child_was_too_old_is_aged_out():
    town = small_town(end=500)
    town.child(0).need("schooling", noticed=False, ending=Ending.AGED_OUT)
    found = outcomes_of(town)
    assert (found.aged_out, found.never_noticed) == ([1], [0])


def test_a_need_that_came_up_late_was_noticed_and_one_that_has_not_come_up_was_not():
    town = small_town(end=500)
    for asked in (200.0, np.nan):
        child = town.child(0)
        surfaces = child.visit("intake", asked, pause=200)
        child.need("schooling", noticed=False, known_with=surfaces)
    assert outcomes_of(town).never_noticed.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("endings", "outcome"),
    [
        ([Ending.MET, Ending.MET], "supported"),
        ([Ending.MET, Ending.GIVEN_UP], "partly supported"),
        ([Ending.MET, Ending.UNMET], "partly supported"),
        ([Ending.GIVEN_UP, Ending.UNMET], "waiting"),
        ([Ending.GIVEN_UP, Ending.AGED_OUT], "gave up"),
        ([Ending.AGED_OUT, Ending.AGED_OUT], "aged out"),
        ([Ending.UNMET, Ending.UNMET], "waiting"),
        (["never noticed", Ending.GIVEN_UP], "gave up"),
        (["never noticed", Ending.UNMET], "waiting"),
        (["never noticed", "never noticed"], "never noticed"),
        (["never noticed", Ending.AGED_OUT], "aged out"),
    ],
)
def test_a_child_is_described_by_how_its_needs_ended(endings, outcome):
    town = small_town(end=500)
    child = town.child(0)
    for kind, ending in zip(town.kinds, endings, strict=True):
        if ending == "never noticed":
            child.need(kind, noticed=False)
            continue
        need = child.need(kind, ending=ending)
        if ending == Ending.MET:
            need.support = child.visit("help", 0, 10, 20)
    assert outcome_names(town) == [outcome]


def test_a_child_with_no_real_need_needed_no_support():
    town = small_town(end=500)
    town.child(0).need("schooling", real=False, ending=Ending.DONE)
    assert outcome_names(town) == ["no support needed"]


def test_returns_are_estimated_from_all_supports_that_have_ended():
    # Five supports have ended when the clock stops on day 1000. Back after 100 days; back after 400; not back after
    # 900 days; not back after 300 days; too old after 50 days. Kaplan–Meier: 1 of the 4 followed for 100 days, none
    # later within the year → 25 %. The one still in support does not count, nor does a need that never comes back.
    town = small_town(end=1000)
    for ended, back, leaves in ((50, 150, np.inf), (60, 460, np.inf), (100, None, np.inf), (700, None, np.inf),
                                (90, None, 140), (None, None, np.inf)):  # fmt: skip
        child = town.child(0, leaves=leaves)
        need = helped(child, 0, 10, np.nan if ended is None else ended)
        visit = child.visit("intake", np.nan if back is None else back, after=(need.support,))
        child.need("schooling", episode=1, arises_with=visit)
        helped(child, 0, 10, 20, kind="mental_health")
    counted = Counted(*town.lived(), Window(0, 100, 900))
    assert returns_within_a_year(counted)["all"] == pytest.approx(25)
    assert np.isnan(returns_within_a_year(counted)["urgent"])


def test_without_any_returns_planned_there_is_no_share_of_returns():
    town = small_town(end=1000)
    helped(town.child(0), 0, 10, 20)
    counted = Counted(*town.lived(), Window(0, 100, 900))
    assert np.isnan(returns_within_a_year(counted)["all"])
