"""The counted children of one run, and the questions every measure asks about them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import NONE, Booleans, Floats, Integers, Plan


@dataclass(frozen=True)
class Cohort:
    """One replication of one organisation, seen from its n counted children."""

    plan: Plan
    log: Log
    window: Window

    @cached_property
    def children(self) -> Integers:
        """Their numbers in the plan: (n,)."""
        return np.flatnonzero(self.window.counts(self.plan.children))

    def __len__(self) -> int:
        return len(self.children)

    @cached_property
    def place(self) -> Integers:
        """Where each child of the plan stands among them: (C,), NONE for those who do not count."""
        place = np.full(len(self.plan.children), NONE)
        place[self.children] = np.arange(len(self.children))
        return place

    @cached_property
    def arrival(self) -> Floats:
        """When each of them arrived: (n,)."""
        return self.plan.children.arrival[self.children]

    @cached_property
    def followed(self) -> Floats:
        """How long each of them was followed, days: (n,)."""
        return self.log.end - self.arrival

    @cached_property
    def until(self) -> Floats:
        """The day up to which things that happen to each of them are counted: (n,)."""
        return np.minimum(self.arrival + self.window.horizon, self.log.end)

    @cached_property
    def has_real(self) -> Booleans:
        """Which of them have a need that ends in support: (n,)."""
        return np.asarray(self.plan.children.real[self.children].any(axis=1))

    @cached_property
    def of_visit(self) -> Integers:
        """Where the child of each visit stands among them: (V,), NONE for a child who does not count."""
        return self.place[self.plan.visits.child]

    @cached_property
    def of_need(self) -> Integers:
        """Where the child of each need stands among them: (N,), NONE for a child who does not count."""
        return self.place[self.plan.needs.child]

    @cached_property
    def first_needs(self) -> Integers:
        """The numbers of their real needs, returns not included: (M,)."""
        needs = self.plan.needs
        return np.flatnonzero(needs.real & (needs.episode == 0) & (self.of_need >= 0))

    @cached_property
    def role(self) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
        """The role of each visit's step: (V,)."""
        return np.array([step.role for step in self.plan.steps], dtype="U12")[self.plan.visits.step]

    @cached_property
    def first_asked(self) -> Floats:
        """When each visit was asked for the first time: (V,). The log's `asked` shows the last round."""
        first = self.log.asked.copy()
        np.fmin.at(first, self.log.left_visit, self.log.left_asked)
        return first

    def asked_with(self, visits: Integers) -> Floats:
        """Give when each of some visits was first asked for; NaN where it was not, or there is none (NONE)."""
        return np.append(self.first_asked, np.nan)[visits]  # NONE, the last, finds the NaN

    def counted(self, chosen: Booleans) -> Floats:
        """Count the chosen visits (V,) of each counted child: (n,)."""
        return tally(self.of_visit[chosen], len(self))

    @cached_property
    def groups(self) -> dict[str, Booleans]:
        """Which of them belong to each group: everybody, a stream, urgent or not, with one need or several."""
        children, chosen = self.plan.children, self.children
        return groups(
            children.stream_names,
            children.stream[chosen],
            children.urgent[chosen],
            children.needs[chosen].sum(axis=1) > 1,
        )


def groups(stream_names: tuple[str, ...], stream: Integers, urgent: Booleans, several: Booleans) -> dict[str, Booleans]:
    """Name the groups of n children and say who belongs to each; streams without anybody are left out."""
    members = {"all": np.ones(len(stream), dtype=bool)}
    for number, name in enumerate(stream_names):
        inside = stream == number
        if inside.any():
            members[f"stream: {name}"] = inside
    return members | {"urgent": urgent, "not urgent": ~urgent, "one need": ~several, "several needs": several}


def tally(places: Integers, count: int) -> Floats:
    """Count how often each place 0 … count − 1 occurs, leaving out NONE: (count,)."""
    return np.bincount(places[places >= 0], minlength=count).astype(np.float64)


def sums(places: Integers, weights: Floats, count: int) -> Floats:
    """Add up the weights at each place 0 … count − 1: (count,)."""
    return np.asarray(np.bincount(places, weights=weights, minlength=count), dtype=np.float64)


def in_units(plan: Plan, visits: Integers) -> tuple[Integers, Integers]:
    """Give a row for each of the visits (numbers, any order) and each unit of its team.

    Returns the position of the visit in `visits` and the unit, both (R,); pure delay has no rows.
    """
    sizes = np.array([len(team) for team in plan.teams], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    members = np.array([unit for team in plan.teams for unit in team], dtype=np.int64)
    team = plan.visits.team[visits]
    with_team = np.flatnonzero(team >= 0)
    counts = sizes[team[with_team]]
    position = np.repeat(with_team, counts)
    within = np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)
    return position, members[starts[team[position]] + within]
