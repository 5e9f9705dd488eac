"""What each child is to receive: the contract between the world, which makes plans, and the engines, which follow them.

Everything is columns: numpy arrays with one entry per child, need, visit or crisis. A *ragged* column (several
entries per row) is a `Ragged`. Times and durations are days as float64; times count from the scenario's start.
"""

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Numbers = TypeVar("Numbers", Integers, Floats)

NONE = -1
"""In a column of numbers of visits, teams or units: there is none."""


@dataclass(frozen=True)
class Ragged(Generic[Numbers]):
    """Several numbers per row: row i holds `values[starts[i]:starts[i + 1]]`."""

    starts: Integers  # (rows + 1,)
    values: Numbers

    def row(self, number: int) -> Numbers:
        """Give the numbers of one row."""
        return self.values[self.starts[number] : self.starts[number + 1]]

    @property
    def counts(self) -> Integers:
        """How many numbers each row holds: (rows,)."""
        return np.diff(self.starts)

    @property
    def rows(self) -> Integers:
        """The row that each value belongs to: (values,)."""
        return np.repeat(np.arange(len(self.starts) - 1), self.counts)

    def lists(self) -> list[list[Any]]:
        """Give all rows as Python lists."""
        values = self.values.tolist()
        return [values[a:b] for a, b in pairwise(self.starts.tolist())]

    def turned(self: "Ragged[Integers]", count: int) -> "Ragged[Integers]":
        """Turn rows of numbers around: for each number from 0 to `count`, the rows that hold it."""
        return Ragged.from_pairs(self.values, self.rows, count)

    @staticmethod
    def from_pairs(rows: Integers, values: Numbers, count: int) -> "Ragged[Numbers]":
        """Collect (row, value) pairs by row, keeping the order of values within a row."""
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count))]).astype(np.int64)
        return Ragged(starts, values[order])


@dataclass(frozen=True)
class Children:
    """Who comes: the same in every organisation. Children are numbered in order of arrival; C of them."""

    stream: Integers  # (C,) number in stream_names
    number: Integers  # (C,) number within the stream, the address of the child's luck
    arrival: Floats  # (C,)
    age: Floats  # (C,) years at arrival; NaN where the stream gives none
    urgent: Booleans  # (C,) from the start
    first_need: Integers  # (C,) number in need_names
    needs: Booleans  # (C, needs) which needs the child has, the first included
    real: Booleans  # (C, needs) which of them the child's luck takes all the way to support
    measured: Booleans  # (C,) whether the stream counts in results
    stream_names: tuple[str, ...]
    need_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.arrival)


@dataclass(frozen=True)
class PlannedUnit:
    """A unit as it is in one organisation: workers with a caseload each, or a meeting."""

    name: str
    administration: str
    workers: int  # 0 for a meeting or a closed unit
    caseload: int  # places of each worker; 0 for a meeting
    meets_every: float | None = None  # days; the first meeting is one interval after the start
    cases: int = 0  # places at each meeting

    @property
    def is_meeting(self) -> bool:
        """Whether it has places only when it meets."""
        return self.meets_every is not None


@dataclass(frozen=True)
class PlannedStep:
    """A step as reports need it."""

    name: str
    role: str  # intake, assessment, decision or support
    start_within: float | None = None  # time limits, days from asked
    finish_within: float | None = None


@dataclass(frozen=True)
class Rules:
    """How the engine is to call."""

    urgent_first: bool = True
    by_total_wait: bool = False  # longest wait since arrival; else longest wait in this line
    keeps_places_after: float = 14.0  # days a joint visit waits before free places are kept for it
    growth: float = 0.0  # by how much a crisis lengthens supports not yet started


@dataclass(frozen=True)
class Visits:
    """The visits of all children, sorted by child and then in the order of the plan; V of them.

    Those before a visit in `after` always have lower numbers.
    """

    child: Integers  # (V,)
    step: Integers  # (V,) number in Plan.steps
    team: Integers  # (V,) number in Plan.teams; NONE for pure delay
    duration: Floats  # (V,) ≥ 0
    pause: Floats  # (V,) from when its predecessors are finished (arrival if it has none) until it is asked for; ≥ 0
    after: Ragged[Integers]  # V rows: visits that must be finished before it
    needs: Ragged[Integers]  # V rows: the needs (numbers in Needs) it serves; none for an acute visit
    acute: Booleans  # (V,) asked for only by a crisis (see Crises), ahead of the line
    grows: Booleans  # (V,) a support, which crises lengthen
    handed_over: Booleans  # (V,) comes after a handover to another unit
    refused: Booleans  # (V,) that handover bounced once

    def __len__(self) -> int:
        return len(self.child)


@dataclass(frozen=True)
class Needs:
    """The needs of all children, one row for each and one more for each return; sorted by child; N of them."""

    child: Integers  # (N,)
    kind: Integers  # (N,) number in Children.need_names
    episode: Integers  # (N,) 0 the first time, 1 for the first return …
    real: Booleans  # (N,) ends in a support
    noticed: Booleans  # (N,) known at once; else it comes up later, or never
    crisis_rate: Floats  # (N,) strain per day while unmet; 0 where not real
    patience: Floats  # (N,) days from when it is known; infinite where nobody gives up
    promise: Floats  # (N,) days within which the limits of all steps of its own way promise its support; 0: no limit
    arises_with: Integers  # (N,) the visit whose asking makes the need arise; NONE: with the child's arrival
    known_with: Integers  # (N,) the visit whose asking makes the need known; NONE: with the child's arrival
    support: Integers  # (N,) the visit whose start meets the need; NONE where it is not real or never comes up

    def __len__(self) -> int:
        return len(self.child)


@dataclass(frozen=True)
class Crises:
    """When strain becomes a crisis: for each child its thresholds in order, and the acute visit each one brings.

    A child has enough of them for any strain that can gather before the end.
    """

    threshold: Ragged[Floats]  # C rows: strain since the crisis before
    visit: Ragged[Integers]  # C rows: numbers in Visits


@dataclass(frozen=True)
class Plan:
    """What an engine is to follow: one replication of one organisation."""

    organisation: str
    end: float  # the day the clock stops
    children: Children
    leaves: Floats  # (C,) the day everything not started is withdrawn for good; infinite where never
    units: tuple[PlannedUnit, ...]
    teams: tuple[tuple[int, ...], ...]  # sets of units, each in rising order; team numbers follow the units' order
    steps: tuple[PlannedStep, ...]
    visits: Visits
    needs: Needs
    crises: Crises
    rules: Rules


class PlanError(ValueError):
    """A plan that no engine can follow, with every reason found."""


def require_runnable(plan: Plan) -> None:
    """Raise PlanError if a plan holds a number that is no time, or a visit that could never start.

    SimPy would take a NaN for a time and run backwards, and would end in silence with children nobody calls.
    """
    reasons = [*_no_times(plan), *_no_meetings(plan), *_no_workers(plan)]
    if reasons:
        raise PlanError("this plan cannot be carried out: " + "; ".join(reasons))


def _no_times(plan: Plan) -> list[str]:
    """Name the columns and rules that hold something else than a time, or visits in an order that is none."""
    reasons = []
    tables: dict[str, Visits | Needs] = {"visits": plan.visits, "needs": plan.needs}
    for table, columns in tables.items():
        for column in fields(columns):
            values = getattr(columns, column.name)
            if isinstance(values, np.ndarray) and values.dtype == np.float64:
                wrong = ~(values >= 0) | (np.isinf(values) & (column.name != "patience"))
                if wrong.any():
                    reasons.append(f"{table}: {int(wrong.sum())} of {column.name} are no lengths of time")
    if not (np.isfinite(plan.children.arrival) & (plan.children.arrival >= 0)).all():
        reasons.append("children: an arrival is no time")
    if not (np.isfinite(plan.end) and plan.end > 0 and (plan.leaves >= 0).all()):
        reasons.append("the end, or the day a child grows too old, is no time")
    if not (plan.rules.keeps_places_after >= 0 and 0 <= plan.rules.growth < np.inf):
        reasons.append("rules: keeps_places_after or growth is not 0 or more")
    if not (np.isfinite(plan.crises.threshold.values) & (plan.crises.threshold.values >= 0)).all():
        reasons.append("crises: a threshold is no strain")
    if (plan.visits.after.values >= plan.visits.after.rows).any():
        reasons.append("visits: one waits for a later one")
    return reasons


def _no_meetings(plan: Plan) -> list[str]:
    """Name the meetings that have no interval: the clock would stand still, or run backwards."""
    return [
        f"the unit {unit.name} meets every {unit.meets_every} days; give it more than 0 days between two meetings"
        for unit in plan.units
        if unit.meets_every is not None and not 0 < unit.meets_every < np.inf
    ]


def _no_workers(plan: Plan) -> list[str]:
    """Name the units that have no places but are needed, and for which steps."""
    reasons = []
    teams_needed = np.unique(plan.visits.team[plan.visits.team != NONE])
    for number in sorted({unit for team in teams_needed for unit in plan.teams[team]}):
        unit = plan.units[number]
        if (unit.cases if unit.is_meeting else unit.workers * unit.caseload) <= 0:
            teams = [team for team, units in enumerate(plan.teams) if number in units]
            steps = np.unique(plan.visits.step[np.isin(plan.visits.team, teams)])
            names = ", ".join(plan.steps[step].name for step in steps)
            reasons.append(
                f"{plan.organisation}: the unit {unit.name} has no workers here, but children need it "
                f"({names}); give it workers, or another unit to those steps"
            )
    return reasons
