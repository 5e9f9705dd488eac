"""A meeting that takes so many cases, and visits that need two units at once, against Markov chains solved here."""

import itertools

import numpy as np
import pytest
from queues import (
    ONE_ORGANISATION,
    Effort,
    Measured,
    assert_agrees,
    controls,
    counted,
    efforts,
    mean_wait,
    of_step,
    replicate,
    surprise,
)
from scipy.sparse import csr_array
from scipy.stats import poisson

from simulate.log import Log
from simulate.plan import Floats, Plan

RATE, EVERY, CASES = 0.55, 7, 5

MEETING = f"""
[arrivals.street]
per_day = {RATE}
first_need = "help"
[needs.help]
pathway = ["committee"]
[steps.committee]
role = "decision"
unit = "board"
[units.board]
administration = "town"
meets_every = "{EVERY} days"
cases = {CASES}
{ONE_ORGANISATION}"""


def left_over(rate: float, every: float, cases: int, most: int = 300) -> Floats:
    """Give the chances that so many are left over just after a meeting, from its embedded chain (Bailey 1954)."""
    come = poisson.pmf(np.arange(most), rate * every)
    chances = np.zeros(most)
    chances[0] = 1.0
    while True:
        at_meeting = np.convolve(chances, come)[:most]
        after = np.concatenate([[at_meeting[: cases + 1].sum()], at_meeting[cases + 1 :], np.zeros(cases)])
        if np.abs(after - chances).sum() < 1e-13:
            return after
        chances = after


@efforts(Effort(50, 2100, 0.02, warm_up=210, follow_up=210), Effort(60, 10_500, 0.005, warm_up=210, follow_up=210))
def test_a_meeting_of_so_many_cases_makes_children_wait_as_in_a_bulk_queue(effort: Effort) -> None:
    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        waits = (log.started - log.asked)[which]
        number = {"number ": which.sum() / effort.days - RATE}
        return {"wait": mean_wait(log, which), "missed": float((waits > EVERY).mean()), **number}

    over = left_over(RATE, EVERY, CASES)
    wait = float(over @ np.arange(len(over))) / RATE + EVERY / 2  # Little: those left over, and those who have come
    moments, weights = np.polynomial.legendre.leggauss(40)  # a child comes at any moment between two meetings
    moments, weights = (moments + 1) / 2 * EVERY, weights / 2
    # it misses the next meeting if at least so many cases are before it
    missed = sum(
        weight * float(over @ poisson.sf(CASES - 1 - np.arange(len(over)), RATE * moment))
        for moment, weight in zip(moments, weights, strict=True)
    )
    values = replicate(MEETING, effort, measure)
    assert_agrees("meeting, wait", values["wait"], wait, effort.error, controls(values))
    assert_agrees("meeting, missed the next one", values["missed"], missed, 4 * effort.error, controls(values))


SOLO, JOINT = 0.3, 0.15  # per day: alone in each unit, and in both at once; all work takes a day

TWO_UNITS = """
[arrivals.left]
per_day = {solo}
first_need = "left"
urgent = {solo_urgent}
[arrivals.right]
per_day = {solo}
first_need = "right"
urgent = {solo_urgent}
[arrivals.both]
per_day = {joint}
first_need = "left"
urgent = {joint_urgent}
needs = [{{ share = 1, with = ["right_for_both"] }}]
[needs.left]
pathway = ["left_visit"]
[needs.right]
pathway = ["right_visit"]
[needs.right_for_both]
pathway = ["right_for_both"]
[steps.left_visit]
role = "assessment"
unit = "left"
duration = {{ exponential = "1 day" }}
[steps.right_visit]
role = "assessment"
unit = "right"
duration = {{ exponential = "1 day" }}
[steps.right_for_both]
role = "assessment"
unit = "right"
duration = "0 days"  # the joint visit takes the longest of the two: the left one's day
[units.left]
administration = "school"
workers = 1
[units.right]
administration = "social services"
workers = 1
[organisations.one]
assessment = "joint"
notices = 1
handover = "0 days"
refused = 0
keeps_places_after = "{keeps_after} days"
"""

# what a place is doing
FREE, ALONE, TOGETHER = 0, 1, 2
State = tuple[int, int, int, int, int]  # left place, right place, waiting left, right, for both


def called(state: State, joint_first: bool, keeps: bool) -> State:
    """Call whoever can start, all or nothing, until nobody can.

    With `joint_first` those who need both are called first when both are free, but a free place goes to the next
    who needs only it, unless it `keeps` for them.
    """
    left, right, waits_left, waits_right, waits_both = state
    both_can = waits_both > 0 and left == right == FREE
    if both_can and (joint_first or not (waits_left or waits_right)):
        return TOGETHER, TOGETHER, waits_left, waits_right, waits_both - 1
    if keeps and waits_both:
        return state
    if left == FREE and waits_left:
        return called((ALONE, right, waits_left - 1, waits_right, waits_both), joint_first, keeps)
    if right == FREE and waits_right:
        return called((left, ALONE, waits_left, waits_right - 1, waits_both), joint_first, keeps)
    return state


def moves(state: State, joint_first: bool, keeps: bool) -> list[tuple[float, State]]:
    """List where the chain goes from a state, and at what rate."""
    left, right, a, b, j = state
    then = [(SOLO, (left, right, a + 1, b, j)), (SOLO, (left, right, a, b + 1, j)), (JOINT, (left, right, a, b, j + 1))]
    if left == TOGETHER:
        then.append((1.0, (FREE, FREE, a, b, j)))
    if left == ALONE:
        then.append((1.0, (FREE, right, a, b, j)))
    if right == ALONE:
        then.append((1.0, (left, FREE, a, b, j)))
    return [(rate, called(to, joint_first, keeps)) for rate, to in then]


def chain_waits(joint_first: bool, keeps: bool, most: int) -> tuple[float, float]:
    """Give the mean waits for one unit and for both, from the chain cut off at `most` waiting of each kind."""
    places = [(FREE, FREE), (ALONE, FREE), (FREE, ALONE), (ALONE, ALONE), (TOGETHER, TOGETHER)]
    states = [(*both, *waiting) for both in places for waiting in itertools.product(range(most + 1), repeat=3)]
    number = {state: n for n, state in enumerate(states)}
    edges = [
        (number[to], n, rate)
        for n, state in enumerate(states)
        if called(state, joint_first, keeps) == state
        for rate, to in moves(state, joint_first, keeps)
        if to in number  # who comes when the line is full goes away: with `most` large enough, nobody does
    ]
    to, start, rate = (np.array(column) for column in zip(*edges, strict=True))
    step = 1 / (2 * SOLO + JOINT + 2)
    out = np.bincount(start, weights=rate, minlength=len(states))
    jump = csr_array((rate * step, (to, start)), shape=(len(states), len(states)))
    stay = 1 - out * step
    chances = np.zeros(len(states))
    chances[number[FREE, FREE, 0, 0, 0]] = 1.0
    for _ in range(20_000):
        after = jump @ chances + stay * chances
        change = np.abs(after - chances).sum()
        chances = after
        if change < 1e-11:
            break
    waiting = chances @ np.array(states)[:, 2:]
    return float(waiting[0]) / SOLO, float(waiting[2]) / JOINT


RULES = {
    "urgent joint visits, no places kept": (True, False),
    "urgent joint visits, places kept at once": (True, True),
    "urgent solo visits, no places kept": (False, False),
}


@efforts(Effort(50, 1000, 0.08), Effort(60, 20_000, 0.01))
@pytest.mark.parametrize("rule", RULES)
def test_a_joint_visit_beside_solo_work_waits_as_the_markov_chain_says(effort: Effort, rule: str) -> None:
    joint_first, keeps = RULES[rule]
    text = TWO_UNITS.format(
        solo=SOLO,
        joint=JOINT,
        solo_urgent=int(not joint_first),
        joint_urgent=int(joint_first),
        keeps_after=0 if keeps else 100_000,
    )

    def measure(plans: Plan, log: Log) -> Measured:
        row: Measured = {}
        for step, rate in (("left_visit", SOLO), ("right_visit", SOLO), ("left_visit + right_for_both", JOINT)):
            which = counted(effort, log) & of_step(plans, step)
            row.update({step: mean_wait(log, which), **surprise(plans, effort, which, rate, 1, step)})
        row["solo"] = (row.pop("left_visit") + row.pop("right_visit")) / 2
        row["joint"] = row.pop("left_visit + right_for_both")
        return row

    solo, joint = chain_waits(joint_first, keeps, 25)
    values = replicate(text, effort, measure)
    assert_agrees(f"{rule}: solo", values["solo"], solo, effort.error, controls(values))
    assert_agrees(f"{rule}: joint", values["joint"], joint, effort.error, controls(values))


def test_the_chain_without_joint_visits_would_be_two_queues_of_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "JOINT", 1e-9)
    solo, _ = chain_waits(True, False, 20)
    assert solo == pytest.approx(0.3 / 0.7, rel=1e-6)  # M/M/1
