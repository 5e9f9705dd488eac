"""A meeting that takes so many cases, and visits that need two units at once, against Markov chains solved here."""

import itertools
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Units:
    """Two units, left and right, and who needs them per day; all work takes a day on average, in each unit."""

    workers: tuple[int, int] = (1, 1)
    solo: tuple[float, float] = (0.3, 0.3)
    joint: float = 0.15


TWO_UNITS = """
[arrivals.left]
per_day = {solo[0]}
first_need = "left"
urgent = {solo_urgent}
[arrivals.right]
per_day = {solo[1]}
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
duration = {{ exponential = "{service} days" }}
[units.left]
administration = "school"
workers = {workers[0]}
[units.right]
administration = "social services"
workers = {workers[1]}
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

State = tuple[int, int, int, int, int]  # places taken left and right, waiting left, right, for both


def called(units: Units, state: State, joint_first: bool, keeps: bool) -> State:
    """Call whoever can start, all or nothing, until nobody can.

    With `joint_first` those who need both are called first when both are free, but a free place goes to the next
    who needs only it, unless the last one is kept for them (`keeps`). A part that is done frees its place: what a
    place is taken for makes no difference.
    """
    left, right, waits_left, waits_right, waits_both = state
    free = units.workers[0] - left, units.workers[1] - right
    last = 1 if keeps and waits_both else 0
    both_can = waits_both > 0 and min(free) > 0
    if both_can and joint_first:
        after = left + 1, right + 1, waits_left, waits_right, waits_both - 1
    elif waits_left and free[0] > last:
        after = left + 1, right, waits_left - 1, waits_right, waits_both
    elif waits_right and free[1] > last:
        after = left, right + 1, waits_left, waits_right - 1, waits_both
    elif both_can:
        after = left + 1, right + 1, waits_left, waits_right, waits_both - 1
    else:
        return state
    return called(units, after, joint_first, keeps)


def moves(units: Units, state: State, joint_first: bool, keeps: bool) -> list[tuple[float, State]]:
    """List where the chain goes from a state, and at what rate."""
    left, right, a, b, j = state
    then: list[tuple[float, State]] = [
        (units.solo[0], (left, right, a + 1, b, j)),
        (units.solo[1], (left, right, a, b + 1, j)),
        (units.joint, (left, right, a, b, j + 1)),
    ]
    if left:
        then.append((float(left), (left - 1, right, a, b, j)))
    if right:
        then.append((float(right), (left, right - 1, a, b, j)))
    return [(rate, called(units, to, joint_first, keeps)) for rate, to in then]


def chain_waits(units: Units, joint_first: bool, keeps: bool, most: int) -> tuple[float, float, float]:
    """Give the mean waits for either unit and for both, from the chain cut off at `most` waiting of each kind."""
    places = itertools.product(*(range(workers + 1) for workers in units.workers))
    states = [(*both, *waiting) for both in places for waiting in itertools.product(range(most + 1), repeat=3)]
    number = {state: n for n, state in enumerate(states)}
    edges = [
        (number[to], n, rate)
        for n, state in enumerate(states)
        if called(units, state, joint_first, keeps) == state
        for rate, to in moves(units, state, joint_first, keeps)
        if to in number  # who comes when the line is full goes away: with `most` large enough, nobody does
    ]
    to, start, rate = (np.array(column) for column in zip(*edges, strict=True))
    step = 1 / (sum(units.solo) + units.joint + sum(units.workers))
    out = np.bincount(start, weights=rate, minlength=len(states))
    jump = csr_array((rate * step, (to, start)), shape=(len(states), len(states)))
    stay = 1 - out * step
    chances = np.zeros(len(states))
    chances[number[0, 0, 0, 0, 0]] = 1.0
    for _ in range(20_000):
        after = jump @ chances + stay * chances
        change = np.abs(after - chances).sum()
        chances = after
        if change < 1e-11:
            break
    waiting = chances @ np.array(states)[:, 2:]
    left, right, both = (waiting / np.array([*units.solo, units.joint])).tolist()
    return left, right, both


RULES = {  # whether joint visits are urgent, and places kept for them at once; and whether any are kept in the chain
    "urgent joint visits, no places kept": (True, False, False),
    "urgent joint visits, places kept at once": (True, True, True),
    "urgent solo visits, no places kept": (False, False, False),
    "urgent solo visits, places kept at once but not from these": (False, True, False),
}
ONE_AND_ONE, TWO_AND_ONE = Units(), Units((2, 1), (1.0, 0.3), 0.2)


@efforts(Effort(50, 1000, 0.08), Effort(100, 40_000, 0.005))
@pytest.mark.parametrize("units", [ONE_AND_ONE, TWO_AND_ONE], ids=["one and one worker", "two and one"])
@pytest.mark.parametrize("rule", RULES)
def test_a_joint_visit_beside_solo_work_frees_each_place_and_waits_as_the_markov_chain_says(
    effort: Effort, rule: str, units: Units
) -> None:
    joint_first, keeps_at_once, keeps = RULES[rule]
    text = TWO_UNITS.format(
        **vars(units),
        service=1,
        solo_urgent=int(not joint_first),
        joint_urgent=int(joint_first),
        keeps_after=0 if keeps_at_once else 100_000,
        order=URGENT_FIRST,
    )
    assert_waits_agree(rule, text, effort, units, chain_waits(units, joint_first, keeps, 25))


def assert_waits_agree(what: str, text: str, effort: Effort, units: Units, waits: tuple[float, float, float]) -> None:
    """Hold the mean waits of those who need either unit and of those who need both against exact values."""
    kinds = {"left": "left_visit", "right": "right_visit", "joint": TOGETHER_STEP}
    rates = dict(zip(kinds, (*units.solo, units.joint), strict=True))

    def measure(plans: Plan, log: Log) -> Measured:
        row: Measured = {}
        for kind, step in kinds.items():
            which = counted(effort, log) & of_step(plans, step)
            row[kind] = mean_wait(log, which)
            row[f"number {kind}"] = which.sum() / effort.days - rates[kind]
            for unit in np.unique(plans.parts.unit[which[plans.parts.visit]]).tolist():
                mine = which[plans.parts.visit] & (plans.parts.unit == unit)
                row[f"work {kind} {unit}"] = float(plans.parts.work[mine].mean()) - 1
        return row

    values = replicate(text, effort, measure)
    for kind, wait in zip(kinds, waits, strict=True):
        assert_agrees(f"{what}: {kind}", values[kind], wait, effort.error, controls(values))


def test_the_chain_without_joint_visits_would_be_two_queues_of_one_worker() -> None:
    left, right, _ = chain_waits(Units(solo=(0.3, 0.5), joint=1e-9), True, False, 20)
    assert left == pytest.approx(0.3 / 0.7, rel=1e-6)  # M/M/1
    assert right == pytest.approx(0.5 / 0.5, rel=1e-4)


def test_the_chain_of_joint_visits_alone_would_be_a_fork_and_join_without_a_buffer_between() -> None:
    # one and one worker: called when both are free, at the rate at which the longer of two exponentials ends: M/G/1
    # with E[S] = 1.5 and E[S²] = 3.5 (Pollaczek and Khinchin)
    _, _, both = chain_waits(Units(solo=(1e-9, 1e-9), joint=0.3), True, False, 60)
    assert both == pytest.approx(0.3 * 3.5 / (2 * (1 - 0.3 * 1.5)), rel=1e-6)


# where the longest wait comes first it matters in which order all stand who wait

FEW_SOLO, FEW_JOINT = 0.2, 0.1  # per day, so few that hardly ever more than `MOST` wait
MOST = 8
UNITS_OF = {"l": (0,), "r": (1,), "b": (0, 1)}  # who needs the left place, the right one, or both
FREE, TAKEN = 0, 1
Standing = tuple[tuple[int, ...], str]  # whether the two places are taken, and who waits, the longest first


def called_in_turn(standing: Standing, keeps: bool) -> Standing:
    """Call whoever can start, the longest wait first, until nobody can.

    A place that is free is kept for one who needs both, if nobody waits for either who has waited longer.
    """
    doing, waiting = standing
    kept, wanted = set[int](), set[int]()
    for place, who in enumerate(waiting):
        units = UNITS_OF[who]
        if all(doing[unit] == FREE and unit not in kept for unit in units):
            now = tuple(TAKEN if unit in units else what for unit, what in enumerate(doing))
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
    for unit, what in enumerate(doing):
        if what == TAKEN:
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


@efforts(Effort(50, 2000, 0.08), Effort(100, 40_000, 0.01))
@pytest.mark.parametrize("keeps", [False, True])
def test_where_the_longest_wait_comes_first_solo_and_joint_visits_wait_as_the_markov_chain_says(
    effort: Effort, keeps: bool
) -> None:
    solo, joint = waits_in_turn(keeps)
    units = Units(solo=(FEW_SOLO, FEW_SOLO), joint=FEW_JOINT)
    text = TWO_UNITS.format(
        **vars(units),
        service=1,
        solo_urgent=0,
        joint_urgent=0,
        keeps_after=0 if keeps else 100_000,
        order="longest wait",
    )
    what = "places kept at once" if keeps else "no places kept"
    assert_waits_agree(what, text, effort, units, (solo, solo, joint))


def test_keeping_places_lets_nobody_starve_and_does_not_double_the_wait_of_the_others() -> None:
    """In two busy units of one worker each: the fewer places there are, the longer one of them stands empty."""
    load, share, service = 0.85, 0.1, 2
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
            workers=(1, 1),
            solo=(rate * (1 - share),) * 2,
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
