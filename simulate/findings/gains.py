"""Who gains and who loses: each child compared with itself in another organisation."""

import math
from dataclasses import dataclass, fields, replace

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.groups import members_of_groups
from simulate.findings.waits import Waits
from simulate.plan import Booleans, Floats, Integers

WEEK = 7.0
"""A child gains or loses if its wait differs by more than this many days."""


@dataclass(frozen=True)
class Persons:
    """The n counted children with a real need, as they are compared between organisations."""

    stream_names: tuple[str, ...]
    stream: Integers  # (n,)
    number: Integers  # (n,) within the stream: stream and number are who the child is
    urgent: Booleans  # (n,)
    several: Booleans  # (n,) needs
    first_support: Floats  # (n,) days waited, NaN if not over
    full_support: Floats  # (n,)
    followed: Floats  # (n,) days
    waited: Floats  # (n,) days before the clock started, of those on the waiting list then; NaN for the others

    def chosen(self, which: Integers) -> "Persons":
        """Give some of them."""
        columns = [column.name for column in fields(self) if column.name != "stream_names"]
        return replace(self, **{name: getattr(self, name)[which] for name in columns})


@dataclass(frozen=True)
class Gains:
    """What became of one group's waits: shares of its children, and days gained on average within the follow-up."""

    children: int
    gained: float
    same: float
    lost: float
    undecided: float
    mean_gain: float


def persons_of(counted: Counted, waits: Waits) -> Persons:
    """Keep of each counted child what a comparison needs."""
    mine = np.flatnonzero(counted.has_real)
    children, numbers = counted.plan.children, counted.children[mine]
    return Persons(
        children.stream_names,
        children.stream[numbers],
        children.number[numbers],
        children.urgent[numbers],
        children.needs[numbers].sum(axis=1) > 1,
        waits.first_support[mine],
        waits.full_support[mine],
        counted.followed[mine],
        np.where(counted.on_list, np.maximum(-counted.arrival, 0.0), np.nan)[mine],
    )


def gains(persons: Persons, baseline: Persons, horizon: float) -> dict[tuple[str, str], Gains]:
    """Compare the children counted in both, by wait ("first_support", "full_support") and group."""
    mine, theirs = _same_children(persons, baseline)
    persons, baseline = persons.chosen(mine), baseline.chosen(theirs)
    on_list = ~np.isnan(baseline.waited)
    members = members_of_groups(baseline.stream_names, baseline.stream, baseline.urgent, baseline.several, on_list)
    found: dict[tuple[str, str], Gains] = {}
    for wait in ("first_support", "full_support"):
        new: Floats = getattr(persons, wait)
        old: Floats = getattr(baseline, wait)
        gained = _certainly_shorter(new, old, baseline.followed)
        lost = _certainly_shorter(old, new, persons.followed)
        same = np.abs(new - old) <= WEEK
        within = horizon + np.nan_to_num(baseline.waited)
        days = np.fmin(old, within) - np.fmin(new, within)
        for group, inside in members.items():
            shares = [_mean(column[inside]) for column in (gained, same, lost, ~(gained | same | lost), days)]
            found[wait, group] = Gains(int(inside.sum()), *shares)
    return found


def _certainly_shorter(shorter: Floats, longer: Floats, followed: Floats) -> Booleans:
    """Tell whose one wait is shorter by more than a week, or so long before the other was last seen still waiting."""
    return np.asarray(np.where(np.isnan(longer), followed, longer) - shorter > WEEK)


def _same_children(one: Persons, other: Persons) -> tuple[Integers, Integers]:
    """Match the children of two organisations by stream name and number, in order."""
    names = sorted({*one.stream_names, *other.stream_names})

    def keys(persons: Persons) -> Integers:
        code = np.array([names.index(name) for name in persons.stream_names], dtype=np.int64)
        return persons.number * len(names) + code[persons.stream]

    _, mine, theirs = np.intersect1d(keys(one), keys(other), assume_unique=True, return_indices=True)
    return mine, theirs


def _mean(values: Floats | Booleans) -> float:
    return float(values.mean()) if len(values) else math.nan
