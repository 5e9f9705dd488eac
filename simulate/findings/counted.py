"""The counted children of one run, and the questions every measure asks about them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.findings.groups import members_of_groups
from simulate.findings.ragged import entries
from simulate.findings.service import Service, lived_services
from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import NONE, Booleans, Floats, Integers, Plan


@dataclass(frozen=True)
class Counted:
    """One replication of one organisation, seen from its n counted children."""

    plan: Plan
    log: Log
    window: Window

    @cached_property
    def children(self) -> Integers:
        """Their numbers in the plan: (n,). Those on the waiting list at the start are among them, as a group apart."""
        children = self.plan.children
        return np.flatnonzero(self.window.counts(children) | (children.listed & children.measured))

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
    def on_list(self) -> Booleans:
        """Which of them were on the waiting list when the clock started: (n,)."""
        return self.plan.children.listed[self.children]

    @cached_property
    def ordinary(self) -> Booleans:
        """Which of them came in the observed window: (n,). What is said of all children is said of these."""
        return ~self.on_list

    @cached_property
    def followed(self) -> Floats:
        """How long each of them was followed, days: (n,)."""
        return self.log.end - self.arrival

    @cached_property
    def until(self) -> Floats:
        """The day up to which things that happen to each of them are counted: (n,).

        Those on the waiting list are followed from the start of the clock.
        """
        return np.minimum(np.maximum(self.arrival, 0.0) + self.window.horizon, self.log.end)

    def horizon(self, members: Booleans) -> float:
        """Give the days from arrival within which the waits of members (n,) are counted.

        It is the window's, and for those on the waiting list longer by what the first of them has waited already.
        """
        return self.window.horizon + max(0.0, -float(self.arrival[members].min(initial=0.0)))

    @cached_property
    def has_real(self) -> Booleans:
        """Which of them have a need that ends in support: (n,)."""
        return np.asarray(self.plan.children.real[self.children].any(axis=1))

    def of_visit(self, visits: Integers) -> Integers:
        """Say where the child of each of some visits stands among them: (visits,), NONE for one who does not count."""
        return self.place[self.plan.visits.child[visits]]

    def of_need(self, needs: Integers) -> Integers:
        """Say where the child of each of some needs stands among them: (needs,), NONE for one who does not count."""
        return self.place[self.plan.needs.child[needs]]

    @cached_property
    def visits(self) -> Integers:
        """The numbers of their visits: (v,), a small part of all where children come before and after them."""
        return entries(self.plan.visits_of_child, self.children)[1]

    @cached_property
    def begun(self) -> Integers:
        """The numbers of their visits that have begun: (b,)."""
        return self.visits[~np.isnan(self.log.started[self.visits])]

    def lasted_until(self, visits: Integers) -> Floats:
        """Give when each of some visits was finished, or the end of the run where it was not: (visits,)."""
        return np.fmin(self.log.finished[visits], self.log.end)

    @cached_property
    def worked(self) -> Integers:
        """The parts of their visits that take a place: (w,)."""
        mine, parts = np.zeros(len(self.plan.visits), dtype=bool), self.plan.parts
        mine[self.visits] = True
        return np.flatnonzero(mine[parts.visit] & (parts.unit >= 0))

    @cached_property
    def needs(self) -> Integers:
        """The numbers of their needs, returns included: (m,)."""
        return np.flatnonzero((self.place >= 0)[self.plan.needs.child])

    @cached_property
    def first_needs(self) -> Integers:
        """The numbers of their real needs, returns not included: (M,)."""
        needs, mine = self.plan.needs, self.needs
        return np.asarray(mine[needs.real[mine] & (needs.episode[mine] == 0)])

    def has_role(self, visits: Integers, *roles: str) -> Booleans:
        """Tell which of some visits are of a step with one of the roles: (visits,)."""
        return np.array([step.role in roles for step in self.plan.steps], dtype=bool)[self.plan.visits.step[visits]]

    @cached_property
    def first_asked(self) -> Floats:
        """When each visit was asked for the first time: (V,). The log's `asked` shows the last round."""
        first = self.log.asked.copy()
        np.fmin.at(first, self.log.left_visit, self.log.left_asked)
        return first

    def asked_with(self, visits: Integers) -> Floats:
        """Give when each of some visits was first asked for; NaN where it was not, or there is none (NONE)."""
        when, named = np.full(len(visits), np.nan), visits >= 0
        when[named] = self.first_asked[visits[named]]
        return when

    def tallied(self, visits: Integers) -> Floats:
        """Count how many of some visits of theirs each child has: (n,)."""
        return tally(self.of_visit(visits), len(self))

    @cached_property
    def _cases(self) -> tuple[Integers, Floats]:
        """Everybody's cases of meetings: the unit and when it was taken, or NaN: (cases,) each."""
        parts = self.plan.parts
        meets = np.array([*(unit.is_meeting for unit in self.plan.units), False])  # NONE finds the last
        row = np.flatnonzero(meets[parts.unit])
        return parts.unit[row], self.log.started[parts.visit[row]]

    def cases_taken(self, opens: float, closes: float) -> Integers:
        """Count the cases that each meeting took between two days, whoever came: (units,), 0 for other units."""
        unit, started = self._cases
        return np.bincount(unit[(started >= opens) & (started < closes)], minlength=len(self.plan.units))

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Who was there in each unit of the plan."""
        return lived_services(self.plan, self.log)

    @cached_property
    def groups(self) -> dict[str, Booleans]:
        """Which of them belong to each group, by its key: (n,) each."""
        children, chosen = self.plan.children, self.children
        return members_of_groups(
            children.stream_names,
            children.stream[chosen],
            children.urgent[chosen],
            children.needs[chosen].sum(axis=1) > 1,
            self.on_list,
        )

    @cached_property
    def members(self) -> Booleans:
        """The same as a table, with a row for each group: (groups, n)."""
        return np.array(list(self.groups.values()))


def tally(places: Integers, count: int) -> Floats:
    """Count how often each place 0 … count − 1 occurs, leaving out NONE: (count,)."""
    return np.bincount(places[places >= 0], minlength=count).astype(np.float64)


def sums(places: Integers, weights: Floats, count: int) -> Floats:
    """Add up the weights at each place 0 … count − 1: (count,)."""
    return np.asarray(np.bincount(places, weights=weights, minlength=count), dtype=np.float64)


def count_by_unit(plan: Plan, visits: Integers) -> list[int]:
    """Count some visits by unit; a joint visit is in each unit of its team, pure delay in none."""
    counts = [0] * len(plan.units)
    team = plan.visits.team[visits]
    for units, count in zip(plan.teams, np.bincount(team[team >= 0], minlength=len(plan.teams)).tolist(), strict=True):
        for unit in units:
            counts[unit] += count
    return counts


def in_units(plan: Plan, visits: Integers) -> tuple[Integers, Integers]:
    """Give a row for each of the visits (numbers, any order) and each unit of its team.

    Returns the position of the visit in `visits` and the unit, both (R,); what takes no place has no rows.
    """
    row, part = parts_in_units(plan, visits)
    return row, plan.parts.unit[part]


def parts_in_units(plan: Plan, visits: Integers) -> tuple[Integers, Integers]:
    """Give a row for each part that the visits (numbers, any order) have in a unit.

    Returns the position of the visit in `visits` and the number of the part, (R,); what takes no place has no rows.
    """
    row, part = entries(plan.parts_of_visit, visits)
    somewhere = np.flatnonzero(plan.parts.unit[part] >= 0)
    return row[somewhere], part[somewhere]
