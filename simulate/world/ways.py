"""The way of each need: what a child's own luck settles of it, the same in every organisation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.schema.durations import Duration
from simulate.scenario.schema.scenario import Role, Scenario, Step
from simulate.world import questions
from simulate.world.answers import Group
from simulate.world.listed import Cases
from simulate.world.remaining import still_happens

Columns = tuple[Booleans, ...]

DAYS_PER_WORKING_DAY = 7 / 5
"""As many days a working day is counted for where only their number is known, not when they are."""


def calendar_days(step: Step) -> float:
    """Give a step's limit in days of the calendar, 0 without one; a week for five working days."""
    return (step.limit or 0.0) * (DAYS_PER_WORKING_DAY if step.limit_in == "working days" else 1.0)


class StepsAhead(NamedTuple):
    """Steps that are left on some ways, E of them: row by row of ways or of a progress, and in order for each row."""

    row: Integers
    step: Integers  # number in the scenario's steps
    days: Floats  # the child's own length of it, the same in every organisation
    waited_for: Booleans  # when the clock starts

    @staticmethod
    def at(step: int, row: Integers, days: Floats) -> "StepsAhead":
        """Put some rows before one step."""
        return StepsAhead(row, np.full(len(row), step), days, np.zeros(len(row), dtype=bool))

    @staticmethod
    def joined(parts: Sequence["StepsAhead"]) -> "StepsAhead":
        """Put several together, row by row; those of one row stay in the order of the parts."""
        if len(parts) == 1:
            return parts[0]
        none = StepsAhead.at(0, np.zeros(0, dtype=np.int64), np.zeros(0))
        columns: Iterator[Any] = map(np.concatenate, zip(none, *parts, strict=True))
        every = StepsAhead(*columns)
        return every.some(np.argsort(every.row, kind="stable"))

    def some(self, which: Integers) -> "StepsAhead":
        """Take some of them."""
        return StepsAhead(
            self.row.take(which), self.step.take(which), self.days.take(which), self.waited_for.take(which)
        )


@dataclass(frozen=True)
class Way:
    """The way of one need, or of one return of it, for all K children who have it.

    Columns have one entry for each of them, (K,), in order of arrival. `reached[i]` tells who gets to `steps[i]`; the
    steps of all endings follow one another. Where a child has an open case when the clock starts, its steps before
    that one are not left.
    """

    need: str
    episode: int
    group: Group
    steps: tuple[str, ...]
    roles: tuple[Role, ...]  # of the steps
    reached: Columns
    left: Columns  # of those reached: not over, nor going on, when the clock starts
    waiting: Columns  # … waited for
    running: Columns  # … going on
    real: Booleans
    promise: Floats  # days in which the limits of all its steps promise its support

    def __len__(self) -> int:
        return len(self.group)

    @property
    def child(self) -> Integers:
        """The numbers of the children, rising: (K,)."""
        return self.group.child

    def days(self, done: Mapping[str, Step], step: str, rows: Integers, elapsed: Floats | None = None) -> Floats:
        """Give the own lengths of a step of the children in some rows, as `Group.days` does: like `rows`.

        `done` are all steps as they are done for them.
        """
        question = questions.step_takes(self.need, step, self.episode)
        return self.group.days(done[step].duration, question, rows, elapsed)

    def surfaces_after(self, scenario: Scenario, rows: Integers, waited: Floats | None) -> Floats:
        """Give the days until the need comes up by itself that nobody noticed in some rows: like `rows`.

        Infinite where it never does. `waited`, like `rows`, are the days for which it has not when the clock starts.
        """
        terms, days = scenario.needs[self.need], np.full(len(rows), np.inf)
        if terms.surfaces_after is None:
            return days
        comes = np.arange(len(rows))
        if terms.surfaces is not None:
            hidden = np.zeros(len(self), dtype=bool)
            hidden[rows] = True
            luck = self.group.luck(questions.surfaces(self.need), hidden)[rows]
            comes = np.flatnonzero(luck < still_happens(terms.surfaces, terms.surfaces_after, waited))
        waited = None if waited is None else waited[comes]
        question = questions.surfaces_after(self.need)
        days[comes] = self.group.days(terms.surfaces_after, question, rows[comes], waited)
        return days

    def ahead(self, done: Mapping[str, Step], role: Role) -> Iterator[StepsAhead]:
        """List who comes to each step of a role that is left, and draw how long it takes, done as it is."""
        for name, each, left, waiting in zip(self.steps, self.roles, self.left, self.waiting, strict=True):
            if each is role:
                row, number = np.flatnonzero(left), list(done).index(name)
                question = questions.step_takes(self.need, name, self.episode)
                days = self.group.lengths(done[name].duration, question, row)
                yield StepsAhead(row, np.full(len(row), number), days, waiting[row])


class Ways:
    """The ways of some needs side by side: a row for each need of each child, by child and then by need; K of them."""

    def __init__(self, scenario: Scenario, ways: Sequence[Way]) -> None:
        self.each = tuple(ways)
        names, sizes = list(scenario.needs), [len(way) for way in ways]
        child = np.concatenate([way.child for way in ways])
        order = np.argsort(child, kind="stable")
        self.child = child[order]
        self.number = np.repeat(np.arange(len(ways)), sizes)[order]  # of the way
        self.need = np.array([names.index(way.need) for way in ways])[self.number]  # number in the scenario
        self.place = np.concatenate([np.arange(size) for size in sizes])[order]  # the row in the need's own way
        row = np.empty_like(order)
        row[order] = np.arange(len(order))
        self.rows = np.split(row, np.cumsum(sizes)[:-1])  # of the children of each way
        self.real = self.column([way.real for way in ways])
        self.promise = self.column([way.promise for way in ways])
        self._ahead: dict[tuple[Role, tuple[Duration, ...]], StepsAhead] = {}
        self._found: dict[tuple[str, tuple[Role, ...]], Booleans] = {}

    def __len__(self) -> int:
        return len(self.child)

    def column(self, of_each: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Put a column of each way side by side: (K,)."""
        column = np.empty(len(self), dtype=of_each[0].dtype)
        for rows, values in zip(self.rows, of_each, strict=True):
            column[rows] = values
        return column

    def steps(self, *roles: Role) -> set[str]:
        """Gather the steps of some roles on all ways."""
        return {name for way in self.each for name, role in zip(way.steps, way.roles, strict=True) if role in roles}

    def at(self, columns: str, *roles: Role) -> Booleans:
        """Tell who is among those *reached*, *left*, *waiting* or *running* at a step of one of the roles: (K,)."""
        if (columns, roles) not in self._found:
            found = []
            for way in self.each:
                there = np.zeros(len(way), dtype=bool)
                for role, column in zip(way.roles, getattr(way, columns), strict=True):
                    if role in roles:
                        there |= column
                found.append(there)
            self._found[columns, roles] = self.column(found)
        return self._found[columns, roles]

    def ahead(self, done: Mapping[str, Step], role: Role) -> StepsAhead:
        """List the steps of a role that are left; `done` are all steps as they are done, which tell how long they take.

        They are remembered: organisations in which all steps of a role take as long have the same ahead of them.
        """
        said = role, tuple(step.duration for step in done.values() if step.role is role)
        if said not in self._ahead:
            parts = [
                ahead._replace(row=rows[ahead.row])
                for way, rows in zip(self.each, self.rows, strict=True)
                for ahead in way.ahead(done, role)
            ]
            self._ahead[said] = StepsAhead.joined(parts)
        return self._ahead[said]


def follow(scenario: Scenario, need: str, episode: int, group: Group, cases: Cases | None) -> Way:
    """Follow a need's pathway and endings with the luck of those who have it; `cases` are those of all children.

    A child whose case stands at a step has got there, whatever its luck says of the steps before: it went on from
    them, and its ending is one that leads there.
    """
    column = list(scenario.needs).index(need)
    nobody = np.zeros(len(group), dtype=bool)
    stands = np.full(len(group), NONE) if cases is None else cases.stands[group.child, column]
    runs = nobody if cases is None else cases.running[group.child, column]
    number = list(scenario.steps).index
    on_the_way: list[tuple[str, Booleans, Booleans]] = []  # step, who reaches it, who has passed it

    def go(names: list[str], who: Booleans, endings: list[list[str]]) -> Booleans:
        for place, name in enumerate(names):
            later = [*names[place + 1 :], *(each for ending in endings for each in ending)]
            passed = np.isin(stands, [number(each) for each in later]) if cases is not None else nobody
            on_the_way.append((name, who, passed))
            step = scenario.steps[name]
            if step.go_on < 1:
                who = who & (passed | group.happens(questions.goes_on(need, name, episode), step.go_on, who))
        return who

    endings = scenario.needs[need].endings
    went_on = go(scenario.needs[need].pathway, np.ones(len(group), dtype=bool), [each.steps for each in endings])
    if endings:
        choice = _endings(scenario, need, group.luck(questions.ending(need, episode), went_on), stands)
        for which, ending in enumerate(endings):
            go(ending.steps, went_on & (choice == which), [])
    left, waiting, running = [], [], []
    real, promise = nobody.copy(), np.zeros(len(group))
    for name, who, passed in on_the_way:
        here = who & (stands == number(name)) if cases is not None else nobody
        left.append(who & ~(passed | here & runs) if cases is not None else who)
        waiting.append(here & ~runs if cases is not None else nobody)
        running.append(here & runs if cases is not None else nobody)
        if scenario.steps[name].role is Role.SUPPORT:
            real |= who
        promise += who * calendar_days(scenario.steps[name])
    names, reached, _ = zip(*on_the_way, strict=True)
    roles = tuple(scenario.steps[name].role for name in names)
    columns = reached, tuple(left), tuple(waiting), tuple(running)
    return Way(need, episode, group, names, roles, *columns, real, promise)


def _endings(scenario: Scenario, need: str, uniform: Floats, stands: Integers) -> Integers:
    """Choose each child's ending by its share; among those that lead to the step where its case stands: like `stands`.

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
