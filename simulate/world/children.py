"""Who comes, with what needs and luck: settled before any organisation is looked at."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulate.plan import Booleans, Children, Floats, Integers
from simulate.scenario.durations import Duration
from simulate.scenario.rates import dated_rate_pieces
from simulate.scenario.schema import Arrivals, Role, Scenario
from simulate.scenario.spans import Spans, spans
from simulate.world.chance import arrivals_until, luck, spread


@dataclass(frozen=True)
class Course:
    """The way of one need for all children: which of them get to each step, and which to a support.

    `reached[i]` (C,) tells who gets to `steps[i]`; the steps of all endings follow one another.
    """

    steps: tuple[str, ...]
    reached: tuple[Booleans, ...]
    real: Booleans


@dataclass(frozen=True)
class Cohort:
    """The children of one replication and their luck, by name and position."""

    scenario: Scenario
    replication: int
    children: Children
    _order: Integers  # from stream after stream to order of arrival
    _kept: dict[str, Floats] = field(default_factory=dict, repr=False)
    _courses: dict[tuple[str, int], Course] = field(default_factory=dict, repr=False)

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
            counts = np.bincount(self.children.stream, minlength=len(self.children.stream_names))
            self._kept[question] = _luck_of_streams(self.scenario, self.replication, question, counts)[self._order]
        return self._kept[question]

    def days(self, duration: Duration, question: str, who: Booleans) -> Floats:
        """Give some children's own lengths of a duration in days, 0 for the others: (C,).

        Only theirs are worked out: most questions concern few, and inverse distribution functions are slow.
        """
        days = np.zeros(len(who))
        days[who] = spread(duration, self.luck(question)[who])
        return days

    def duration(self, step: str, need: str, episode: int, who: Booleans) -> Floats:
        """Give some children's own duration of a step in days, whatever the organisation: (C,)."""
        return self.days(self.scenario.steps[step].duration, f"duration/{need}/{step}/{episode}", who)

    def course(self, need: str, episode: int = 0) -> Course:
        """Give the way each child takes through a need, as settled by its own luck."""
        if (need, episode) not in self._courses:
            self._courses[need, episode] = _course(self.scenario, need, episode, self.luck)
        return self._courses[need, episode]


def _luck_of_streams(scenario: Scenario, replication: int, question: str, counts: Integers) -> Floats:
    answers = [
        luck(scenario.seed, replication, stream, question, int(count))
        for stream, count in zip(scenario.arrivals, counts, strict=True)
    ]
    return np.concatenate(answers)


def _course(scenario: Scenario, need: str, episode: int, answer: Callable[[str], Floats]) -> Course:
    """Follow a need's pathway and endings with the children's luck."""
    went_on = np.ones(len(answer("urgent")), dtype=bool)
    steps: list[str] = []
    reached: list[Booleans] = []
    real = np.zeros_like(went_on)

    def follow(names: list[str], who: Booleans) -> Booleans:
        nonlocal real
        for name in names:
            steps.append(name)
            reached.append(who)
            step = scenario.steps[name]
            if step.role is Role.SUPPORT:
                real = real | who
            if step.go_on < 1:
                who = who & (answer(f"goes on/{need}/{name}/{episode}") < step.go_on)
        return who

    went_on = follow(scenario.needs[need].pathway, went_on)
    endings = scenario.needs[need].endings
    if endings:
        edges = np.cumsum([ending.share for ending in endings])
        choice = np.searchsorted(edges[:-1], answer(f"ending/{need}/{episode}"), side="right")
        for number, ending in enumerate(endings):
            follow(ending.steps, went_on & (choice == number))
    return Course(tuple(steps), tuple(reached), real)


def cohort(scenario: Scenario, replication: int) -> Cohort:
    """Let the children of one replication come: the same in every organisation.

    `replication` counts from 0. Children are numbered in order of arrival.
    """
    seed, end = scenario.seed, scenario.run.end
    every = spans(scenario)
    times = []
    for name in scenario.arrivals:
        edges, rates = dated_rate_pieces(every, name, end)
        times.append(arrivals_until(seed, replication, name, np.array(edges), np.array(rates)))
    counts = np.array([len(some) for some in times])
    arrival = np.concatenate(times)
    order = np.argsort(arrival, kind="stable")

    def answer(question: str) -> Floats:
        return _luck_of_streams(scenario, replication, question, counts)

    stream = np.repeat(np.arange(len(counts)), counts)
    streams = [terms for _, here in every for terms in here.arrivals.values()]  # as they are in each span
    terms = stream + len(counts) * _span_of(every, arrival)  # the number in `streams` of what holds for each child
    need_names = tuple(scenario.needs)
    needs = _needs_of(streams, need_names, terms, answer("needs"))
    real = np.stack([_course(scenario, need, 0, answer).real for need in need_names], axis=1)
    children = Children(
        stream=stream[order],
        number=np.concatenate([np.arange(count) for count in counts])[order],
        arrival=arrival[order],
        age=_ages(streams, terms, answer("age"))[order],
        urgent=(answer("urgent") < np.array([some.urgent for some in streams])[terms])[order],
        first_need=np.array([need_names.index(some.first_need) for some in streams])[terms][order],
        needs=needs[order],
        real=(needs & real)[order],
        measured=np.array([some.measured for some in streams])[terms][order],
        stream_names=tuple(scenario.arrivals),
        need_names=need_names,
    )
    return Cohort(scenario, replication, children, order)


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
