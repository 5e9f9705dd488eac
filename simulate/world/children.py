"""Who comes, with what needs and luck: settled before any organisation is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulate.plan import Booleans, Children, Floats, Integers
from simulate.scenario.rates import dated_rate_pieces
from simulate.scenario.schema.scenario import Arrivals, Scenario
from simulate.scenario.spans import Spans, spans
from simulate.world import questions
from simulate.world.answers import Addresses, Group
from simulate.world.chance import arrivals_until
from simulate.world.listed import Cases, ages_of_list, listed
from simulate.world.posts import staffed_spans
from simulate.world.questions import Question, note
from simulate.world.staff import StaffLuck
from simulate.world.units import best_pace, most_posts
from simulate.world.ways import Way, Ways, follow


@dataclass(frozen=True)
class Cohort:
    """The children of one replication and their luck, by name and position."""

    scenario: Scenario
    replication: int
    children: Children
    addresses: Addresses  # of their luck; where that is even, nobody looks at that of the staff
    cases: Cases | None = None  # the open cases of those on the waiting list; None where nobody is
    _ways: dict[tuple[str, int], Way] = field(default_factory=dict, repr=False)
    _returns: dict[tuple[str, int], Ways] = field(default_factory=dict, repr=False)

    @cached_property
    def spans(self) -> Spans:
        """The scenario as it is from each day on."""
        return spans(self.scenario)

    @cached_property
    def staffed(self) -> Spans:
        """The same with the posts that follow the work where they go."""
        return staffed_spans(self.scenario)

    @cached_property
    def staff(self) -> StaffLuck | None:
        """The luck of those who help them."""
        return None if self.addresses.even else StaffLuck(self.scenario.seed, self.replication, self.scenario.run.end)

    @cached_property
    def most_posts(self) -> dict[str, int]:
        """The most posts each unit ever has in any organisation."""
        return most_posts(self.staffed)

    @cached_property
    def best_pace(self) -> float:
        """A pace that no unit and no organisation ever exceeds."""
        return best_pace(self.spans)

    @cached_property
    def span(self) -> Integers:
        """The number of the span each child arrives in, the first for those who wait when the clock starts: (C,)."""
        return _span_of(self.spans, self.children.arrival)

    @cached_property
    def everybody(self) -> Group:
        """All children, as those who answer questions."""
        return self.group(np.arange(len(self.children)))

    def group(self, child: Integers) -> Group:
        """Take some children, by their rising numbers, as those who answer questions."""
        return Group(child, self.addresses)

    def luck(self, question: Question) -> Floats:
        """Give every child's own answer to a question, a uniform in [0, 1): (C,)."""
        return self.everybody.luck(question)

    def waited(self, child: Integers) -> Floats | None:
        """Give the days for which children have been there when the clock starts, 0 for those who come later.

        Like `child`; None where nobody is on the waiting list.
        """
        return None if self.cases is None else np.maximum(-self.children.arrival[child], 0.0)

    @cached_property
    def have_several(self) -> Booleans:
        """Who has more needs than one: (C,)."""
        count = np.zeros(len(self.children), dtype=np.int64)
        for has in self.children.needs.T:
            count += has
        return count > 1

    @cached_property
    def ways(self) -> Ways:
        """The ways of all needs."""
        return Ways(self.scenario, [self.way(need) for need in self.children.need_names])

    def way(self, need: str, episode: int = 0) -> Way:
        """Give the way of a need, for those who have it, or of a return of it, for those who may come back with it."""
        if (need, episode) not in self._ways:
            if episode > 0:
                group, cases = self._back(need, episode), None
            else:
                column = self.children.need_names.index(need)
                group, cases = self.group(np.flatnonzero(self.children.needs[:, column])), self.cases
            self._ways[need, episode] = follow(self.scenario, need, episode, group, cases)
        return self._ways[need, episode]

    def returns(self, need: str, episode: int) -> Ways:
        """Give the way of a return of a need, for those who may come back with it."""
        if (need, episode) not in self._returns:
            self._returns[need, episode] = Ways(self.scenario, [self.way(need, episode)])
        return self._returns[need, episode]

    def _back(self, need: str, episode: int) -> Group:
        """Gather those who come back with a need if they get its support, however long that takes."""
        terms, before = self.scenario.needs[need].returns, self.way(need, episode - 1)
        assert terms is not None, "a need without returns has no second time"
        back = before.real & before.group.happens(questions.comes_back(need, episode), terms.chance, before.real)
        return self.group(before.child[back])


def cohort(scenario: Scenario, replication: int) -> Cohort:
    """Let the children of one replication come: the same in every organisation.

    Replications count from 1. Children are numbered in order of arrival, those of the waiting list first; within
    the list they have the numbers -1, -2 … in its order.
    """
    every, times = spans(scenario), []
    for name in scenario.arrivals:
        edges, rates = dated_rate_pieces(every, name, scenario.run.end)
        times.append(arrivals_until(scenario.seed, replication, name, np.array(edges), np.array(rates)))
    return _come(scenario, replication, times, even=False)


def even_cohort(scenario: Scenario, number: int, counts: Sequence[Sequence[int]]) -> Cohort:
    """Let so many children of each stream, and in it of each span, come on the span's first day, with even luck.

    Each stands for children of its stream who come at any time of the span: what becomes of them, they and those of
    the waiting list, is what becomes of children on average. Another `number` gives others, as even.
    """
    days = [day for day, _ in spans(scenario)]
    times = [np.repeat(days, of_stream).astype(np.float64) for of_stream in counts]
    return _come(scenario, number, times, even=True)


def _come(scenario: Scenario, replication: int, times: Sequence[Floats], even: bool) -> Cohort:
    """Let children come at some times, those of each stream, and those of the waiting list; and settle who they are."""
    questions.require_apart(scenario.arrivals, scenario.units)
    every = spans(scenario)
    first = every[0][1]
    people = listed(first)
    counts = [len(people), *(len(some) for some in times)]
    arrival = np.concatenate([people.arrival, *times])
    order = np.argsort(arrival, kind="stable")  # those of the list are in order, and nobody comes before them
    stream = np.concatenate([people.stream, np.repeat(np.arange(len(times)), counts[1:])])[order]
    number = np.concatenate([-1 - people.place, *(np.arange(count) for count in counts[1:])])[order]
    arrival = arrival[order]
    addresses = Addresses(scenario.seed, replication, tuple(scenario.arrivals), stream, number, even=even)
    note(addresses.asked, questions.arrival())
    everybody = Group(np.arange(len(arrival)), addresses)

    streams = [terms for _, here in every for terms in here.arrivals.values()]  # as they are in each span
    terms = stream + len(times) * _span_of(every, arrival)  # the number in `streams` of what holds for each child
    on_list = slice(0, len(people))
    need_names = tuple(scenario.needs)
    needs = _needs_of(streams, need_names, terms, everybody.luck(questions.needs()))
    needs[on_list] = people.needs
    answers = everybody.luck(questions.age())
    ages = _ages(streams, terms, answers)
    ages[on_list] = ages_of_list(people, first, answers[on_list])
    urgent = everybody.luck(questions.urgent()) < np.array([some.urgent for some in streams])[terms]
    urgent[on_list] = np.where(np.isnan(people.urgent), urgent[on_list], people.urgent == 1)

    cases = people.cases.followed_by(len(arrival) - len(people)) if len(people) else None
    ways, real = {}, np.zeros_like(needs)
    for column, need in enumerate(need_names):
        having = Group(np.flatnonzero(needs[:, column]), addresses)
        ways[need, 0] = follow(scenario, need, 0, having, cases)
        real[having.child, column] = ways[need, 0].real
    children = Children(
        stream=stream,
        number=number,
        arrival=arrival,
        age=ages,
        urgent=urgent,
        first_need=np.array([need_names.index(some.first_need) for some in streams])[terms],
        needs=needs,
        real=real,
        measured=np.array([some.measured for some in streams])[terms],
        listed=number < 0,
        stream_names=tuple(scenario.arrivals),
        need_names=need_names,
    )
    return Cohort(scenario, replication, children, addresses, cases, _ways=ways)


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
            rows = np.flatnonzero(terms == number)
            edges = np.concatenate([[0.0], np.cumsum([part.share for part in some.ages])])
            group = np.searchsorted(edges[1:-1], uniform[rows], side="right")
            within = (uniform[rows] - edges[group]) / np.maximum(np.diff(edges)[group], 1e-300)
            youngest = np.array([part.youngest for part in some.ages])[group]
            oldest = np.array([part.oldest for part in some.ages])[group]
            ages[rows] = youngest + np.clip(within, 0, 1) * (oldest - youngest)
    return ages
