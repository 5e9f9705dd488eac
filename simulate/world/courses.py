"""The way of each need, as settled by the children's own luck: the same in every organisation."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.durations import Duration
from simulate.scenario.schema import Role, Scenario, Step
from simulate.world.answers import Group
from simulate.world.listed import Cases

Columns = tuple[Booleans, ...]

DAYS_PER_WORKING_DAY = 7 / 5
"""As many days a working day is counted for where only their number is known, not when they are."""


def calendar_days(step: Step) -> float:
    """Give a step's limit in days of the calendar, 0 without one; a week for five working days."""
    return (step.limit or 0.0) * (DAYS_PER_WORKING_DAY if step.limit_in == "working days" else 1.0)


@dataclass(frozen=True)
class Course:
    """The way of one need, or of one return of it, for K of the children who have it.

    Columns have one entry for each of them, (K,), in order of arrival. `reached[i]` tells who gets to `steps[i]`; the
    steps of all endings follow one another. Where a child has an open case when the clock starts, its steps before
    that one are done.
    """

    group: Group  # all who have the need
    rows: Integers  # which of the group these are, rising
    steps: tuple[str, ...]
    roles: tuple[Role, ...]  # of the steps
    reached: Columns
    done: Columns  # of those reached: over, or going on, when the clock starts
    waiting: Columns  # … waited for
    running: Columns  # … going on
    real: Booleans
    promise: Floats  # days in which the limits of all its steps promise its support

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, rows: Integers) -> "Course":
        """Take the children of some rows."""

        def of(columns: Columns) -> Columns:
            return tuple(column[rows] for column in columns)

        return replace(
            self,
            rows=self.rows[rows],
            reached=of(self.reached),
            done=of(self.done),
            waiting=of(self.waiting),
            running=of(self.running),
            real=self.real[rows],
            promise=self.promise[rows],
        )

    @cached_property
    def child(self) -> Integers:
        """The numbers of the children, rising: (K,)."""
        return self.group.child[self.rows]

    def days(
        self, duration: Duration, question: str, rows: Integers | None = None, elapsed: Floats | None = None
    ) -> Floats:
        """Give the own lengths of a duration of all the children or those in some rows, as `Group.days` does."""
        return self.group.days(duration, question, self.rows if rows is None else self.rows[rows], elapsed)

    def reaches(self, *roles: Role) -> Booleans:
        """Tell which children get to a step of one of the roles: (K,)."""
        return self._at(self.reached, roles)

    def is_left(self, *roles: Role) -> Booleans:
        """Tell which children have a step of one of the roles before them when the clock starts: (K,)."""
        left = (reached & ~done for reached, done in zip(self.reached, self.done, strict=True))
        return self._at(tuple(left), roles)

    def waits_at(self, *roles: Role) -> Booleans:
        """Tell who waits at a step of one of the roles when the clock starts: (K,)."""
        return self._at(self.waiting, roles)

    def runs_at(self, *roles: Role) -> Booleans:
        """Tell who is in a step of one of the roles when the clock starts: (K,)."""
        return self._at(self.running, roles)

    def stands_at(self, *roles: Role) -> Booleans:
        """Tell whose case stands at a step of one of the roles when the clock starts, waited for or going on: (K,)."""
        return self.waits_at(*roles) | self.runs_at(*roles)

    def _at(self, columns: Columns, roles: tuple[Role, ...]) -> Booleans:
        there = np.zeros(len(self), dtype=bool)
        for role, column in zip(self.roles, columns, strict=True):
            if role in roles:
                there |= column
        return there


def follow(scenario: Scenario, need: str, episode: int, group: Group, cases: Cases | None) -> Course:
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
                who = who & (passed | group.happens(f"goes on/{need}/{name}/{episode}", step.go_on))
        return who

    endings = scenario.needs[need].endings
    went_on = go(scenario.needs[need].pathway, np.ones(len(group), dtype=bool), [each.steps for each in endings])
    if endings:
        choice = _endings(scenario, need, group.luck(f"ending/{need}/{episode}"), stands)
        for which, ending in enumerate(endings):
            go(ending.steps, went_on & (choice == which), [])
    done, waiting, running = [], [], []
    real, promise = nobody.copy(), np.zeros(len(group))
    for name, who, passed in on_the_way:
        here = who & (stands == number(name)) if cases is not None else nobody
        done.append(who & passed | here & runs if cases is not None else nobody)
        waiting.append(here & ~runs if cases is not None else nobody)
        running.append(here & runs if cases is not None else nobody)
        real |= who & (scenario.steps[name].role is Role.SUPPORT)
        promise += who * calendar_days(scenario.steps[name])
    names, reached, _ = zip(*on_the_way, strict=True)
    roles = tuple(scenario.steps[name].role for name in names)
    rows = np.arange(len(group))
    return Course(group, rows, names, roles, reached, tuple(done), tuple(waiting), tuple(running), real, promise)


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
