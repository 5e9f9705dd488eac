"""Where the time goes: one story by hand, and that every day is counted once."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulate.findings.counted import Counted
from simulate.findings.covered_days import days_by_category, days_covered
from simulate.findings.in_line import spells
from simulate.findings.time_use import CATEGORIES, days_by_use
from simulate.findings.waits import measure_waits
from simulate.findings.window import Window

from .handmade import Town, small_town
from .random_town import random_town
from .test_journeys import WINDOW, siloed_child


def use_of(town: Town, window: Window = WINDOW) -> np.ndarray:
    plan, log = town.lived()
    counted = Counted(plan, log, window)
    return days_by_use(counted, measure_waits(counted), spells(plan, log))


def named(days: np.ndarray) -> dict[str, float]:
    return {name: spent for name, spent in zip(CATEGORIES, days.tolist(), strict=True) if spent}


def test_a_siloed_childs_days_go_to_the_first_thing_that_applies():
    # The child of test_journeys, until therapy starts on day 250:
    #   assessment: intake 5–8, assessment 20–50, clinic intake 90–95                     38
    #   meetings:   waits for the team meeting 50–56                                       6
    #   waiting:    0–5, 8–20, for the helper 56–60, for the clinic 85–90, 95–250        181
    #   handovers:  the handover 50–85 less what is counted above (50–60)                 25
    #   support:    is helped 60–200, but handed over or in line all the while             0
    town = small_town(end=500)
    siloed_child(town)
    assert named(use_of(town)[0]) == {"assessment": 38, "meetings": 6, "waiting": 181, "handovers": 25}


def test_days_until_a_meeting_that_holds_nothing_back_go_to_what_the_child_waits_for():
    # Assessed 0–20; in line for help 20–60, and beside that for the team meeting 20–35. Where the meeting holds, help
    # is asked for on day 35 only: then the days until it go to the meeting.
    def days(holds: bool) -> dict[str, float]:
        town = small_town(end=500)
        child = town.child(0)
        need = child.need("schooling")
        intake = child.visit("intake", 0, 0, 20, needs=(need,))
        meeting = child.visit("decision", 20, 35, 35, after=(intake,), needs=(need,))
        asked, after = (35, (intake, meeting)) if holds else (20, (intake,))
        need.support = child.visit("help", asked, 60, 90, after=after, needs=(need,))
        return named(use_of(town)[0])

    assert days(holds=True) == {"assessment": 20, "meetings": 15, "waiting": 25}
    assert days(holds=False) == {"assessment": 20, "waiting": 40}


def test_days_that_nobody_uses_are_seen():
    # Arrival on day 10. The second need comes up on day 50 and waits for therapy until day 80: 10–12 in line,
    # 12–15 intake, a delay without unit 15–25, help 25–40, then nothing until day 50, in line until day 80.
    town = small_town(end=500)
    child = town.child(10)
    schooling, mind = child.need("schooling"), child.need("mental_health", noticed=False)
    intake = child.visit("intake", 10, 12, 15)
    delay = child.visit("delay", 15, 15, 25, after=(intake,))
    schooling.support = child.visit("help", 25, 25, 40, after=(delay,))
    mind.support = child.visit("therapy", 50, 80, 90, pause=40)
    assert named(use_of(town)[0]) == {
        "assessment": 3, "waiting": 2 + 30, "other steps": 10, "support": 15, "nothing": 10,
    }  # fmt: skip


def test_an_earlier_round_in_line_is_waiting_too():
    # In line 0–20, given up, brought back by a crisis, in line 30–40, helped from then on.
    town = small_town(end=500)
    child = town.child(0)
    need = child.need("schooling")
    need.support = child.visit("help", 30, 40, 60, earlier_rounds=((0, 20),))
    assert named(use_of(town)[0]) == {"waiting": 30, "nothing": 10}


def test_a_visit_still_going_on_at_the_end_lasts_until_the_end():
    town = small_town(end=500)
    child = town.child(50)
    child.need("schooling")
    child.visit("intake", 50, 420)
    # followed for 400 days, until day 450
    assert named(use_of(town)[0]) == {"waiting": 370, "assessment": 30}


def test_a_child_without_a_real_need_uses_no_days():
    town = small_town(end=500)
    town.child(0).need("schooling", real=False)
    town.children[0].visit("intake", 0, 10, 20)
    assert use_of(town).sum() == 0


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_all_uses_together_are_the_wait_for_full_support(seed):
    window = Window(300, 500, 700)
    plan, log = random_town(np.random.default_rng(seed), 60, window.end).lived()
    counted = Counted(plan, log, window)
    waits = measure_waits(counted)
    days = days_by_use(counted, waits, spells(plan, log))
    wait = np.fmin(waits.full_support, window.horizon)
    assert days.sum(axis=1) == pytest.approx(np.where(counted.has_real, wait, 0.0))
    assert (days >= 0).all()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 30), st.integers(0, 30)), max_size=30))
def test_overlapping_intervals_are_shared_out_day_by_day(intervals):
    child, category, begin, finish = (np.array(c, dtype=np.int64) for c in zip(*intervals, strict=True)) if intervals \
        else (np.empty(0, np.int64),) * 4  # fmt: skip
    shared = days_by_category(child, category, begin.astype(float), finish.astype(float), 3, 3)
    for who in range(3):
        by_day = [min((c for w, c, b, f in intervals if w == who and b <= day < f), default=None) for day in range(30)]
        assert shared[who].tolist() == [by_day.count(c) for c in range(3)]
    covered = days_covered(child, begin.astype(float), finish.astype(float), 3)
    assert covered.tolist() == shared.sum(axis=1).tolist()
