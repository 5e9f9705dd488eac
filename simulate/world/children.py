"""Who comes, with what needs and luck: settled before any organisation is looked at."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulate.plan import NONE, Booleans, Children, Floats, Integers
from simulate.scenario.durations import Duration
from simulate.scenario.rates import dated_rate_pieces
from simulate.scenario.schema import Arrivals, Role, Scenario
from simulate.scenario.spans import Spans, spans
from simulate.world.chance import arrivals_until, luck, spread
from simulate.world.listed import Cases, ages_of_list, listed, luck_of_list
from simulate.world.remaining import remaining


@dataclass(frozen=True)
class Course:
    """The way of one need for all children: which of them get to each step, and which to a support.

    `reached[i]` (C,) tells who gets to `steps[i]`; the steps of all endings follow one another. Where a child has an
    open case when the clock starts, its steps before that one are done.
    """

    steps: tuple[str, ...]
    reached: tuple[Booleans, ...]
    done: tuple[Booleans, ...]  # of those reached: over, or going on, when the clock starts
    waiting: tuple[Booleans, ...]  # … waited for
    running: tuple[Booleans, ...]  # … going on
    real: Booleans


@dataclass(frozen=True)
class Cohort:
    """The children of one replication and their luck, by name and position."""

    scenario: Scenario
    replication: int
    children: Children
    _order: Integers  # from the waiting list and stream after stream to order of arrival
    _kept: dict[str, Floats] = field(default_factory=dict, repr=False)
    _courses: dict[tuple[str, int], Course] = field(default_factory=dict, repr=False)
    listed: int = 0  # the first so many children are on the waiting list when the clock starts
    cases: Cases | None = None  # … with these open cases; None where nobody is

    @cached_property
    def spans(self) -> Spans:
        """The scenario as it is from each day on."""
        return spans(self.scenario)

    @cached_property
    def span(self) -> Integers:
        """The number of the span each child arrives in, the first for those who wait when the clock starts: (C,)."""
        return _span_of(self.spans, self.children.arrival)

    def luck(self, question: str) -> Floats:
        """Give every child's own answer to a question, a uniform in [0, 1): (C,)."""
        if question not in self._kept:
            of_streams = self.children.stream[self.listed :]
            counts = np.bincount(of_streams, minlength=len(self.children.stream_names))
            answers = _answers(self.scenario, self.replication, question, self.listed, counts)
            self._kept[question] = answers[self._order]
        return self._kept[question]

    @property
    def on_list(self) -> Booleans:
        """Who is on the waiting list when the clock starts: (C,)."""
        return np.arange(len(self.children)) < self.listed

    @property
    def waited(self) -> Floats:
        """The days for which each child has been there when the clock starts, 0 for those who come later: (C,)."""
        return np.maximum(-self.children.arrival, 0.0)

    def days(self, duration: Duration, question: str, who: Booleans, elapsed: Floats | None = None) -> Floats:
        """Give some children's own lengths of a duration in days, 0 for the others: (C,).

        With `elapsed` (C,) it is what is left of them when so many days have passed, and it is not over yet. Only
        theirs are worked out: most questions concern few, and inverse distribution functions are slow.
        """
        days = np.zeros(len(who))
        days[who] = spread(duration, self.luck(question)[who])
        if elapsed is not None:
            begun = who & (elapsed > 0)
            days[begun] = remaining(duration, elapsed[begun], self.luck(question)[begun])
        return days

    def duration(self, step: str, need: str, episode: int, who: Booleans, elapsed: Floats | None = None) -> Floats:
        """Give some children's own duration of a step in days, or what is left of it, in every organisation: (C,)."""
        return self.days(self.scenario.steps[step].duration, f"duration/{need}/{step}/{episode}", who, elapsed)

    def course(self, need: str, episode: int = 0) -> Course:
        """Give the way each child takes through a need, as settled by its own luck."""
        if (need, episode) not in self._courses:
            cases = self.cases if episode == 0 else None
            self._courses[need, episode] = _course(self.scenario, need, episode, self.luck, cases)
        return self._courses[need, episode]


def _answers(scenario: Scenario, replication: int, question: str, on_list: int, counts: Integers) -> Floats:
    """Give the answers of the children on the waiting list, and then stream after stream."""
    answers = [luck_of_list(scenario, replication, question, on_list)] if on_list else []
    for stream, count in zip(scenario.arrivals, counts, strict=True):
        answers.append(luck(scenario.seed, replication, stream, question, int(count)))
    return np.concatenate(answers)


def _course(
    scenario: Scenario, need: str, episode: int, answer: Callable[[str], Floats], cases: Cases | None
) -> Course:
    """Follow a need's pathway and endings with the children's luck.

    A child whose case stands at a step has got there, whatever its luck says of the steps before: it went on from
    them, and its ending is one that leads there.
    """
    went_on = np.ones(len(answer("urgent")), dtype=bool)
    nobody = np.zeros_like(went_on)
    column = list(scenario.needs).index(need)
    stands = np.full(len(went_on), NONE) if cases is None else cases.stands[:, column]
    runs = nobody if cases is None else cases.running[:, column]
    number = list(scenario.steps).index
    steps: list[str] = []
    reached: list[Booleans] = []
    done: list[Booleans] = []
    waiting: list[Booleans] = []
    running: list[Booleans] = []
    real = nobody

    def follow(names: list[str], who: Booleans, endings: list[list[str]]) -> Booleans:
        nonlocal real
        for place, name in enumerate(names):
            later = [*names[place + 1 :], *(each for ending in endings for each in ending)]
            passed = np.isin(stands, [number(each) for each in later]) if cases is not None else nobody
            here = who & (stands == number(name))
            steps.append(name)
            reached.append(who)
            done.append(who & passed | here & runs)
            waiting.append(here & ~runs)
            running.append(here & runs)
            step = scenario.steps[name]
            if step.role is Role.SUPPORT:
                real = real | who
            if step.go_on < 1:
                who = who & (passed | (answer(f"goes on/{need}/{name}/{episode}") < step.go_on))
        return who

    endings = scenario.needs[need].endings
    went_on = follow(scenario.needs[need].pathway, went_on, [ending.steps for ending in endings])
    if endings:
        choice = _endings(scenario, need, answer(f"ending/{need}/{episode}"), stands)
        for which, ending in enumerate(endings):
            follow(ending.steps, went_on & (choice == which), [])
    return Course(tuple(steps), tuple(reached), tuple(done), tuple(waiting), tuple(running), real)


def _endings(scenario: Scenario, need: str, uniform: Floats, stands: Integers) -> Integers:
    """Choose each child's ending by its share; among those that lead to the step where its case stands: (C,).

    There an ending weighs its share times the share of its children who get as far as that step.
    """
    endings = scenario.needs[need].endings
    edges = np.cumsum([ending.share for ending in endings])
    choice = np.searchsorted(edges[:-1], uniform, side="right")
    names = list(scenario.steps)
    for standing in np.unique(stands[stands != NONE]):
        weights = np.zeros(len(endings))
        for which, ending in enumerate(endings):
            if names[standing] in ending.steps:
                before = ending.steps[: ending.steps.index(names[standing])]
                weights[which] = ending.share * np.prod([scenario.steps[name].go_on for name in before])
        if weights.sum() > 0:
            there = stands == standing
            found = np.searchsorted(np.cumsum(weights), uniform[there] * weights.sum(), side="right")
            choice[there] = np.minimum(found, np.flatnonzero(weights)[-1])
    return choice


def cohort(scenario: Scenario, replication: int) -> Cohort:
    """Let the children of one replication come: the same in every organisation.

    `replication` counts from 0. Children are numbered in order of arrival, those of the waiting list first; within
    the list they have the numbers -1, -2 … in its order.
    """
    seed, end = scenario.seed, scenario.run.end
    every = spans(scenario)
    times = []
    for name in scenario.arrivals:
        edges, rates = dated_rate_pieces(every, name, end)
        times.append(arrivals_until(seed, replication, name, np.array(edges), np.array(rates)))
    counts = np.array([len(some) for some in times])
    first = every[0][1]
    people = listed(first)
    cases = people.cases.followed_by(int(counts.sum())) if len(people) else None
    arrival = np.concatenate([people.arrival, *times])
    order = np.argsort(arrival, kind="stable")

    def answer(question: str) -> Floats:
        return _answers(scenario, replication, question, len(people), counts)

    stream = np.concatenate([people.stream, np.repeat(np.arange(len(counts)), counts)])
    streams = [terms for _, here in every for terms in here.arrivals.values()]  # as they are in each span
    terms = stream + len(counts) * _span_of(every, arrival)  # the number in `streams` of what holds for each child
    need_names = tuple(scenario.needs)
    needs = _needs_of(streams, need_names, terms, answer("needs"))
    needs[: len(people)] = people.needs
    ages = _ages(streams, terms, answer("age"))
    ages[: len(people)] = ages_of_list(people, first, answer("age")[: len(people)])
    urgent = answer("urgent") < np.array([some.urgent for some in streams])[terms]
    urgent[: len(people)] = np.where(np.isnan(people.urgent), urgent[: len(people)], people.urgent == 1)
    real = np.stack([_course(scenario, need, 0, answer, cases).real for need in need_names], axis=1)
    children = Children(
        stream=stream[order],
        number=np.concatenate([-1 - np.arange(len(people)), *(np.arange(count) for count in counts)])[order],
        arrival=arrival[order],
        age=ages[order],
        urgent=urgent[order],
        first_need=np.array([need_names.index(some.first_need) for some in streams])[terms][order],
        needs=needs[order],
        real=(needs & real)[order],
        measured=np.array([some.measured for some in streams])[terms][order],
        stream_names=tuple(scenario.arrivals),
        need_names=need_names,
    )
    in_order = None if cases is None else cases[order]
    return Cohort(scenario, replication, children, order, listed=len(people), cases=in_order)


def _span_of(every: Spans, arrival: Floats) -> Integers:
    """Give the number of the span in force on each child's day of arrival: (C,)."""
    return np.maximum(np.searchsorted([day for day, _ in every], arrival, side="right") - 1, 0)


def _needs_of(streams: list[Arrivals], need_names: tuple[str, ...], terms: Integers, uniform: Floats) -> Booleans:
    """Tell which needs each child has, from the shares of its stream when it comes: (C, needs)."""
    needs = np.zeros((len(terms), len(need_names)), dtype=bool)
    for number, some in enumerate(streams):
        rows = np.flatnonzero(terms == number)
        has = np.zeros((len(some.needs), len(need_names)), dtype=bool)
        for combination, part in enumerate(some.needs):
            has[combination, [need_names.index(name) for name in (some.first_need, *part.others)]] = True
        edges = np.cumsum([part.share for part in some.needs])
        needs[rows] = has[np.searchsorted(edges[:-1], uniform[rows], side="right")]
    return needs


def _ages(streams: list[Arrivals], terms: Integers, uniform: Floats) -> Floats:
    """Give each child's age in years, even within its group; NaN where the stream has no ages: (C,)."""
    ages = np.full(len(terms), np.nan)
    for number, some in enumerate(streams):
        if some.ages:
            rows = terms == number
            edges = np.concatenate([[0.0], np.cumsum([part.share for part in some.ages])])
            group = np.searchsorted(edges[1:-1], uniform[rows], side="right")
            within = (uniform[rows] - edges[group]) / np.maximum(np.diff(edges)[group], 1e-300)
            youngest = np.array([part.youngest for part in some.ages])[group]
            oldest = np.array([part.oldest for part in some.ages])[group]
            ages[rows] = youngest + np.clip(within, 0, 1) * (oldest - youngest)
    return ages
