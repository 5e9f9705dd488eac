"""Who is there when the clock starts: the children of the waiting list, and how far each has come."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.rules.start_from import need_of_each, same_child
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.schema.scenario import AgeShare, OpenCase, Scenario


@dataclass(frozen=True)
class Cases:
    """The open cases of some children when the clock starts, a column (C,) for each need."""

    stands: Integers  # (C, needs) the step at which the need stands, a number in the scenario's steps; NONE: no case
    running: Booleans  # (C, needs) whether that step is going on; else it is waited for
    since: Floats  # (C, needs) the day ≤ 0 since which; NaN without a case

    def __getitem__(self, rows: Integers) -> "Cases":
        """Take the children of some rows."""
        return Cases(self.stands[rows], self.running[rows], self.since[rows])

    @property
    def there(self) -> Booleans:
        """Which needs of which children have a case: (C, needs)."""
        there: Booleans = self.stands != NONE
        return there

    def followed_by(self, count: int) -> "Cases":
        """Add so many children who have none."""
        none = np.zeros((count, self.stands.shape[1]))
        return Cases(
            np.concatenate([self.stands, np.full(none.shape, NONE)]),
            np.concatenate([self.running, none > 0]),
            np.concatenate([self.since, np.full(none.shape, np.nan)]),
        )


@dataclass(frozen=True)
class Listed:
    """The children of the waiting list, by arrival and then in its order: L of them. What it does not say is NaN."""

    place: Integers  # (L,) on the list, from 0
    stream: Integers  # (L,) number in the scenario's arrivals
    arrival: Floats  # (L,) ≤ 0, the earliest day of the child's cases
    age: Floats  # (L,) years at the start
    urgent: Floats  # (L,) 1 or 0
    needs: Booleans  # (L, needs); a first need that has no case is over, and no need any more
    cases: Cases

    def __len__(self) -> int:
        return len(self.stream)


def listed(scenario: Scenario) -> Listed:
    """Gather the children of a scenario's waiting list; nobody where it has none."""
    start_from = scenario.start_from
    cases = start_from.waiting if start_from is not None and not isinstance(start_from.waiting, str) else []
    children = [[cases[row] for row in rows] for rows in same_child(cases)]
    shape = (len(children), len(scenario.needs))
    names, streams = list(scenario.needs), list(scenario.arrivals)
    steps = {name: number for number, name in enumerate(scenario.steps)}
    needs, stands, running = np.zeros(shape, dtype=bool), np.full(shape, NONE), np.zeros(shape, dtype=bool)
    since = np.full(shape, np.nan)
    for child, rows in enumerate(children):
        first_need = scenario.arrivals[rows[0].stream].first_need
        ways = {need: [way for _, way in scenario.ways(need)] for need in rows[0].needs}
        for case, need in zip(rows, need_of_each(rows, first_need, ways), strict=True):
            assert need is not None, "a checked waiting list has a need for every case"
            here = child, names.index(need)
            stands[here], running[here] = steps[case.step], case.started_on is not None
            since[here] = _day_of(case, scenario)
        needs[child, [names.index(need) for need in rows[0].needs]] = True
        first = names.index(first_need)
        needs[child, first] = stands[child, first] != NONE
    arrival = np.array([min(_day_of(case, scenario) for case in rows) for rows in children])
    order = np.argsort(arrival, kind="stable")
    return Listed(
        place=order,
        stream=np.array([streams.index(rows[0].stream) for rows in children], dtype=np.int64)[order],
        arrival=arrival[order],
        age=np.array([_told([case.age for case in rows]) for rows in children])[order],
        urgent=np.array([_told([case.urgent for case in rows]) for rows in children])[order],
        needs=needs[order],
        cases=Cases(stands, running, since)[order],
    )


def _day_of(case: OpenCase, scenario: Scenario) -> float:
    day = case.started_on or case.waiting_since
    assert day is not None
    return float((day - scenario.start).days)


def _told(values: Sequence[float | None]) -> float:
    """Give what a child's rows say, NaN where none says anything."""
    return next((float(value) for value in values if value is not None), np.nan)


def ages_of_list(people: Listed, scenario: Scenario, uniform: Floats) -> Floats:
    """Give each child's age in years at arrival: told, or by luck, NaN where neither the list nor the stream tells.

    Luck settles among the ages of the stream's children that are not too old at the start, since those are not
    on the list.
    """
    waited = -people.arrival / DAYS_PER_YEAR
    ages = np.maximum(people.age - waited, 0.0)
    limit = np.inf if scenario.leaves_at_age is None else scenario.leaves_at_age
    for number, terms in enumerate(scenario.arrivals.values()):
        rows = np.flatnonzero(np.isnan(people.age) & (people.stream == number))
        if terms.ages and len(rows):
            ages[rows] = _age_below(terms.ages, limit - waited[rows], uniform[rows])
    return ages


def _age_below(groups: list[AgeShare], most: Floats, uniform: Floats) -> Floats:
    """Give ages by luck, even within each group, given that they are below `most` years; else the youngest."""
    share = np.array([group.share for group in groups])
    youngest, oldest = (np.array([getattr(group, end) for group in groups]) for end in ("youngest", "oldest"))
    part = np.clip((most[:, None] - youngest) / (oldest - youngest), 0, 1)  # (rows, groups) of a group's children
    edges = np.cumsum(share * part, axis=1)
    aimed = uniform * edges[:, -1]
    group = np.minimum((edges <= aimed[:, None]).sum(axis=1), len(groups) - 1)
    row = np.arange(len(uniform))
    before = edges[row, group] - (share * part)[row, group]
    within = (aimed - before) / np.maximum(share[group], 1e-300)
    ages = youngest[group] + np.clip(within, 0, 1) * (oldest - youngest)[group]
    possible: Floats = np.where(edges[:, -1] > 0, ages, youngest.min())
    return possible
