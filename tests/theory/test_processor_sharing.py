"""Workers who share their time among their children: processor sharing, alone and with lines, against exact results."""

import math
from collections.abc import Iterable

import numpy as np
import pytest
from chains import Absences, Chain, State, chain, white_christie
from queues import Effort, Measured, assert_agrees, controls, counted, efforts, mean_wait, one_unit, replicate, surprise

from simulate.findings.measure import measure as measured
from simulate.findings.unit_measures import UNIT_MEASURES
from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import Booleans, Floats, Plan

NO_CEILING = 100_000

WORK = {
    "exponential": '{ exponential = "1 day" }',
    "fixed": '"1 day"',
    "lognormal": '{ lognormal = "1 day", cv = 0.8 }',
}


def office(rate: float, work: str, full_pace_up_to: float, caseload: int = NO_CEILING, further: str = "") -> str:
    """Write a scenario of one unit whose workers share their time; `further` says how many they are."""
    unit = f"caseload = {caseload}\nfull_pace_up_to = {full_pace_up_to}\n{further or 'workers = 1'}"
    return one_unit(f"per_day = {rate}", work, unit)


def mean_stay(log: Log, which: Booleans) -> float:
    """Give the mean time from when visits are asked for until they are finished, as all of them must be."""
    stays = (log.finished - log.asked)[which]
    assert not np.isnan(stays).any(), "somebody counted was never finished with: the follow-up is too short"
    return float(stays.mean())


def days_with(log: Log, effort: Effort, most: int) -> Floats:
    """Give the share of the time that counts in which at least 1, 2 … `most` children are there: (most,)."""
    opens, closes = effort.warm_up, effort.warm_up + effort.days
    days = np.concatenate([log.asked, log.finished])
    change = np.repeat([1, -1], len(log.asked))
    known = ~np.isnan(days)
    order = np.argsort(days[known], kind="stable")
    edges = np.clip(np.append(days[known][order], closes), opens, closes)
    there, lasts = np.cumsum(change[known][order]), np.diff(edges)
    return np.array([lasts[there >= number].sum() for number in range(1, most + 1)]) / effort.days


@efforts(Effort(50, 1200, 0.05), Effort(60, 24_000, 0.005))
@pytest.mark.parametrize("shape", WORK)
def test_one_worker_is_processor_sharing_whatever_the_distribution_of_work(effort: Effort, shape: str) -> None:
    rate, most = 0.6, 3

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        told = surprise(plans, effort, which, rate, 1)
        if shape == "fixed":
            del told["work "]  # it is no surprise
        there = days_with(log, effort, most)
        return {"stay": mean_stay(log, which), **{f"at least {n + 1}": there[n] for n in range(most)}, **told}

    values = replicate(office(rate, WORK[shape], 1), effort, measure)
    # Sakata, Noguchi and Oizumi 1971, An analysis of the M/G/1 queue under round-robin scheduling; Kleinrock 1976, 4.4
    assert_agrees(f"M/G/1-PS stay, {shape}", values["stay"], 1 / (1 - rate), effort.error, controls(values))
    for number in range(1, most + 1):
        name = f"at least {number}"
        error = effort.error * (1 + number / 2)  # few replications have many children for long
        assert_agrees(f"M/G/1-PS {name}, {shape}", values[name], rate**number, error, controls(values))


@efforts(Effort(50, 1200, 0.05), Effort(60, 24_000, 0.005))
def test_a_visit_of_so_much_work_stays_so_many_times_as_long(effort: Effort) -> None:
    """In processor sharing everybody is slowed alike: the mean stay of work x is x ÷ (1 − load)."""
    rate = 0.6

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        work = plans.duration
        slowed = (log.finished - log.asked)[which] / work[which]
        short = work[which] < math.log(2)
        told = surprise(plans, effort, which, rate, 1)
        return {"short": float(slowed[short].mean()), "long": float(slowed[~short].mean()), **told}

    values = replicate(office(rate, WORK["lognormal"], 1), effort, measure)
    for name in ("short", "long"):
        assert_agrees(f"slowed, {name}", values[name], 1 / (1 - rate), effort.error, controls(values))


@efforts(Effort(50, 500, 0.06), Effort(70, 26_000, 0.005))
def test_measures_of_one_worker_are_those_of_processor_sharing(effort: Effort) -> None:
    """Work takes 1 ÷ (1 − load) times as long, the worker is busy for a share of the time that is the load, and has
    load ÷ (1 − load) children on average."""
    rate = 0.6

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        found = measured(plans, log, Window(effort.warm_up, effort.days, effort.follow_up), 0)
        told = {each.key: each.of(found, "office") for each in UNIT_MEASURES}
        return {**told, **surprise(plans, effort, which, rate, 1)}

    values = replicate(office(rate, WORK["exponential"], 1), effort, measure)
    exact = {
        "times_as_long": 1 / (1 - rate),
        "days_stretched": 1 / (1 - rate) - 1,
        "in_use": 100 * rate,
        "spare_hours": 40 * (1 - rate),
        "children_per_worker": rate / (1 - rate),
    }
    for name, expected in exact.items():
        assert_agrees(f"M/G/1-PS {name}", values[name], expected, effort.error, controls(values))
    assert set(values["days_in_line"]) == {0.0}
    assert np.allclose(values["hours_with_children"] + values["spare_hours"], 40)


# ---- several workers, and a ceiling


def shared(rate: float, workers: int, full: float, ceiling: int, longest: int) -> Chain:
    """Build the chain of workers who share their time, with exponential work of a day.

    A state has the number of children of each worker, rising as they are all alike, and last the line. A child is given
    to who has fewest; nobody has more than the ceiling, and only then there is a line.
    """

    def states() -> list[State]:
        def rising(least: int, count: int) -> list[State]:
            if count == 0:
                return [()]
            return [(n, *more) for n in range(least, ceiling + 1) for more in rising(n, count - 1)]

        full_up = (ceiling,) * workers
        lines = [(*full_up, line) for line in range(1, longest + 1)]
        return [(*team, 0) for team in rising(0, workers)] + lines

    def moves(*state: int) -> Iterable[tuple[float, State]]:
        *team, line = state
        if team[0] < ceiling:
            yield rate, (*sorted([team[0] + 1, *team[1:]]), line)
        else:
            yield rate, (*team, line + 1)
        for number, children in enumerate(team):
            others = [*team[:number], *team[number + 1 :]]
            after = (*team, line - 1) if line else (*sorted([children - 1, *others]), 0)
            if children:
                yield min(children, full), after

    return chain(states(), moves)


@efforts(Effort(50, 800, 0.05, follow_up=300), Effort(60, 15_000, 0.005, follow_up=300))
@pytest.mark.parametrize(("rate", "workers", "full"), [(1.4, 2, 1.0), (2.4, 2, 1.5), (2.2, 3, 1.0)])
def test_children_go_to_the_worker_with_fewest_of_several_who_share_their_time(
    effort: Effort, rate: float, workers: int, full: float
) -> None:
    most = 60 if workers == 2 else 25
    exact = shared(rate, workers, full, most, 1)
    chances = exact.stationary()
    assert chances[-1] < 1e-9
    number = exact.mean(chances, lambda *state: sum(state))

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        return {"stay": mean_stay(log, which), **surprise(plans, effort, which, rate, 1)}

    values = replicate(office(rate, WORK["exponential"], full, further=f"workers = {workers}"), effort, measure)
    name = f"{workers} sharing, {full:g} at full pace"
    assert_agrees(name, values["stay"], number / rate, effort.error, controls(values))


@efforts(Effort(50, 1000, 0.05), Effort(60, 30_000, 0.005))
@pytest.mark.parametrize(("rate", "workers", "full", "ceiling"), [(0.6, 1, 1.0, 2), (2.0, 2, 1.5, 3)])
def test_above_the_ceiling_there_is_a_line_before_time_is_shared(
    effort: Effort, rate: float, workers: int, full: float, ceiling: int
) -> None:
    exact = shared(rate, workers, full, ceiling, 300)
    chances = exact.stationary()
    assert chances[-1] < 1e-9
    waiting = exact.mean(chances, lambda *state: state[-1])
    there = exact.mean(chances, lambda *state: sum(state[:-1]))

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        told = surprise(plans, effort, which, rate, 1)
        return {"wait": mean_wait(log, which), "stay": mean_stay(log, which), **told}

    text = office(rate, WORK["exponential"], full, ceiling, f"workers = {workers}")
    values = replicate(text, effort, measure)
    name = f"{workers} × {ceiling}, {full:g} at full pace"
    assert_agrees(f"line, {name}", values["wait"], waiting / rate, 3 * effort.error, controls(values))
    assert_agrees(f"stay, {name}", values["stay"], (waiting + there) / rate, effort.error, controls(values))


@efforts(Effort(50, 1200, 0.06), Effort(60, 36_000, 0.005))
def test_a_worker_who_is_there_and_away_by_turns_has_as_many_children_as_white_and_christie_say(effort: Effort) -> None:
    """With exponential work it makes no difference for their number whether they take turns or share the time."""
    rate, absences = 0.5, Absences(there=8.0, away=2.0)
    number, _ = white_christie(rate, 1.0, absences)

    def measure(plans: Plan, log: Log) -> Measured:
        which = counted(effort, log)
        return {"stay": mean_stay(log, which), **surprise(plans, effort, which, rate, 1)}

    away = f'absence = {{ share = {absences.share}, spell = {{ exponential = "{absences.away:g} days" }} }}'
    values = replicate(office(rate, WORK["exponential"], 1, further=f"workers = 1\n{away}"), effort, measure)
    assert_agrees("sharing with absences", values["stay"], number / rate, effort.error, controls(values))
