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
from scipy.sparse.linalg import spsolve
from scipy.stats import poisson

from simulate.log import Log
from simulate.plan import Floats, Plan, Rules

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
duration = {{ exponential = "{service} days" }}
[steps.right_visit]
role = "assessment"
unit = "right"
duration = {{ exponential = "{service} days" }}
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
order = "{order}"
"""
URGENT_FIRST = "urgent, then longest wait"
TOGETHER_STEP = "left_visit + right_for_both"

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


RULES = {  # whether joint visits are urgent, and places kept for them at once; and whether any are kept in the chain
    "urgent joint visits, no places kept": (True, False, False),
    "urgent joint visits, places kept at once": (True, True, True),
    "urgent solo visits, no places kept": (False, False, False),
    "urgent solo visits, places kept at once but not from these": (False, True, False),
}


@efforts(Effort(50, 1000, 0.08), Effort(60, 20_000, 0.01))
@pytest.mark.parametrize("rule", RULES)
def test_a_joint_visit_beside_solo_work_waits_as_the_markov_chain_says(effort: Effort, rule: str) -> None:
    joint_first, keeps_at_once, keeps = RULES[rule]
    text = TWO_UNITS.format(
        solo=SOLO,
        joint=JOINT,
        service=1,
        solo_urgent=int(not joint_first),
        joint_urgent=int(joint_first),
        keeps_after=0 if keeps_at_once else 100_000,
        order=URGENT_FIRST,
    )
    solo, joint = chain_waits(joint_first, keeps, 25)
    assert_waits_agree(rule, text, effort, SOLO, JOINT, solo, joint)


def assert_waits_agree(
    what: str, text: str, effort: Effort, solo_rate: float, joint_rate: float, solo: float, joint: float
) -> None:
    """Hold the mean waits of those who need one unit and of those who need both against exact values."""

    def measure(plans: Plan, log: Log) -> Measured:
        row: Measured = {}
        for step, rate in (("left_visit", solo_rate), ("right_visit", solo_rate), (TOGETHER_STEP, joint_rate)):
            which = counted(effort, log) & of_step(plans, step)
            row.update({step: mean_wait(log, which), **surprise(plans, effort, which, rate, 1, step)})
        row["solo"] = (row.pop("left_visit") + row.pop("right_visit")) / 2
        row["joint"] = row.pop(TOGETHER_STEP)
        return row

    values = replicate(text, effort, measure)
    assert_agrees(f"{what}: solo", values["solo"], solo, effort.error, controls(values))
    assert_agrees(f"{what}: joint", values["joint"], joint, effort.error, controls(values))


def test_the_chain_without_joint_visits_would_be_two_queues_of_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "JOINT", 1e-9)
    solo, _ = chain_waits(True, False, 20)
    assert solo == pytest.approx(0.3 / 0.7, rel=1e-6)  # M/M/1


# where the longest wait comes first it matters in which order all stand who wait

FEW_SOLO, FEW_JOINT = 0.2, 0.1  # per day, so few that hardly ever more than `MOST` wait
MOST = 8
UNITS_OF = {"l": (0,), "r": (1,), "b": (0, 1)}  # who needs the left place, the right one, or both
Standing = tuple[tuple[int, ...], str]  # what the two places are doing, and who waits, the longest first


def called_in_turn(standing: Standing, keeps: bool) -> Standing:
    """Call whoever can start, the longest wait first, until nobody can.

    A place that is free is kept for one who needs both, if nobody waits for either who has waited longer.
    """
    doing, waiting = standing
    kept, wanted = set[int](), set[int]()
    for place, who in enumerate(waiting):
        units = UNITS_OF[who]
        if all(doing[unit] == FREE and unit not in kept for unit in units):
            busy = TOGETHER if who == "b" else ALONE
            now = tuple(busy if unit in units else what for unit, what in enumerate(doing))
            return called_in_turn((now, waiting[:place] + waiting[place + 1 :]), keeps)
        if keeps and who == "b" and wanted.isdisjoint(units):
            kept.update(units)
        wanted.update(units)
    return standing


def moves_in_turn(standing: Standing, keeps: bool) -> list[tuple[float, Standing]]:
    """List where the chain goes from a state, and at what rate; who comes when the line is full goes away."""
    doing, waiting = standing
    comes = zip((FEW_SOLO, FEW_SOLO, FEW_JOINT), UNITS_OF, strict=True)
    then = [(rate, (doing, waiting + who)) for rate, who in comes if len(waiting) < MOST]
    if TOGETHER in doing:
        then.append((1.0, ((FREE, FREE), waiting)))
    for unit, what in enumerate(doing):
        if what == ALONE:
            then.append((1.0, (tuple(FREE if each == unit else doing[each] for each in (0, 1)), waiting)))
    return [(rate, called_in_turn(to, keeps)) for rate, to in then]


def waits_in_turn(keeps: bool) -> tuple[float, float]:
    """Give the mean waits for one unit and for both, from the chain of all orders in which so many can stand."""
    number: dict[Standing, int] = {((FREE, FREE), ""): 0}
    edges, ahead = [], list(number)
    while ahead:
        standing = ahead.pop()
        for rate, to in moves_in_turn(standing, keeps):
            if to not in number:
                number[to] = len(number)
                ahead.append(to)
            edges.append((number[to], number[standing], rate))
    to, start, rate = (np.array(column) for column in zip(*edges, strict=True))
    size = (len(number), len(number))
    flow = csr_array((rate, (to, start)), shape=size)
    leaves = np.bincount(start, weights=rate, minlength=len(number))
    balance = (flow - csr_array((leaves, (np.arange(size[0]), np.arange(size[0]))), shape=size)).tolil()
    balance[0] = 1.0  # the chances add up to 1
    chances = spsolve(balance.tocsc(), np.eye(size[0], 1).ravel())
    assert chances[[len(waiting) == MOST for _, waiting in number]].sum() < 1e-3, "hardly anybody goes away"
    stand = {who: chances @ np.array([waiting.count(who) for _, waiting in number]) for who in UNITS_OF}
    return float(stand["l"]) / FEW_SOLO, float(stand["b"]) / FEW_JOINT


@efforts(Effort(50, 2000, 0.08), Effort(60, 20_000, 0.01))
@pytest.mark.parametrize("keeps", [False, True])
def test_where_the_longest_wait_comes_first_solo_and_joint_visits_wait_as_the_markov_chain_says(
    effort: Effort, keeps: bool
) -> None:
    solo, joint = waits_in_turn(keeps)
    text = TWO_UNITS.format(
        solo=FEW_SOLO,
        joint=FEW_JOINT,
        service=1,
        solo_urgent=0,
        joint_urgent=0,
        keeps_after=0 if keeps else 100_000,
        order="longest wait",
    )
    what = "places kept at once" if keeps else "no places kept"
    assert_waits_agree(what, text, effort, FEW_SOLO, FEW_JOINT, solo, joint)


def test_keeping_places_lets_nobody_starve_and_does_not_double_the_wait_of_the_others() -> None:
    """In two units of one worker each, nearly full: the fewer places there are, the longer one of them stands empty."""
    load, share, service = 0.95, 0.1, 2
    rate = load / service
    effort = Effort(20, 730, 1.0, warm_up=365, follow_up=700)

    def measure(plans: Plan, log: Log) -> Measured:
        waits = log.started - log.asked
        which, joint = counted(effort, log), of_step(plans, TOGETHER_STEP)
        assert not np.isnan(waits[which]).any()
        return {
            "solo": float(waits[which & ~joint].mean()),
            "joint": float(waits[which & joint].mean()),
            "longest solo": float(waits[which & ~joint].max()),
            "longest joint": float(waits[which & joint].max()),
        }

    def means(keeps_after: float) -> Measured:
        text = TWO_UNITS.format(
            solo=rate * (1 - share),
            joint=rate * share,
            service=service,
            solo_urgent=0,
            joint_urgent=0,
            keeps_after=keeps_after,
            order="longest wait",
        )
        return {name: float(values.mean()) for name, values in replicate(text, effort, measure).items()}

    usual, never = means(Rules().keeps_places_after), means(100_000)
    print(usual, never)
    assert usual["solo"] < 2 * never["solo"]
    assert usual["joint"] < never["joint"]
    # without it a joint visit may wait several times as long as anybody else: it is called when nobody else is there
    assert never["longest joint"] > 2 * never["longest solo"]
    assert usual["longest joint"] < 1.1 * usual["longest solo"]
