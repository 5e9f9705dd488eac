"""What each child is to receive: the contract between the world, which makes plans, and the engines, which follow them.

Everything is columns: numpy arrays with one entry per child, need, visit or crisis. A *ragged* column (several
entries per row) is a `Ragged`. Times and durations are days as float64; times count from the scenario's start.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulate.plan.columns import NONE, Booleans, Floats, Integers, Numbers, Ragged
from simulate.plan.units import REVIEW_EVERY, PlannedDevelopment, PlannedExtra, PlannedUnit, Staff, Terms

__all__ = [
    "MODEL_VERSION",
    "NONE",
    "REVIEW_EVERY",
    "Booleans",
    "Children",
    "Crises",
    "Floats",
    "Integers",
    "Needs",
    "Numbers",
    "Parts",
    "Plan",
    "PlanError",
    "PlannedDevelopment",
    "PlannedExtra",
    "PlannedStep",
    "PlannedUnit",
    "Ragged",
    "Rules",
    "Staff",
    "StartUp",
    "Terms",
    "Visits",
]

MODEL_VERSION = 4
"""The number of the model: it rises when the same scenario file comes to give other results, by the rules of a world or
of the engines and not by a mistake that was mended. What has changed is told in `scenarios/README.md`."""


@dataclass(frozen=True)
class Children:
    """Who comes: the same in every organisation. Children are numbered in order of arrival; C of them."""

    stream: Integers  # (C,) number in stream_names
    number: Integers  # (C,) number within the stream, the address of the child's luck
    arrival: Floats  # (C,) before 0 for a child that is on the waiting list when the clock starts
    age: Floats  # (C,) years at arrival; NaN where the stream gives none
    urgent: Booleans  # (C,) from the start
    first_need: Integers  # (C,) number in need_names
    needs: Booleans  # (C, needs) which needs the child has, the first included
    real: Booleans  # (C, needs) which of them the child's luck takes all the way to support
    measured: Booleans  # (C,) whether the stream counts in results
    listed: Booleans  # (C,) on the waiting list when the clock starts
    stream_names: tuple[str, ...]
    need_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.arrival)


@dataclass(frozen=True)
class PlannedStep:
    """A step as reports need it."""

    name: str
    role: str  # intake, assessment, decision or support
    start_within: float | None = None  # time limits, days from asked
    finish_within: float | None = None
    in_working_days: bool = False  # those days are working days, see Plan.working_days


@dataclass(frozen=True)
class Rules:
    """How the engine is to call."""

    urgent_first: bool = True
    by_total_wait: bool = False  # longest wait since arrival; else longest wait in this line
    keeps_places_after: float = 14.0  # days a joint visit waits before free places are kept for it; see `lines.Lines`
    growth: float = 0.0  # by how much a crisis lengthens supports not yet started
    crisis_reveals: bool = False  # a crisis ends the pause before the visit a need of the child becomes known with


@dataclass(frozen=True)
class Visits:
    """The visits of all children, sorted by child and then in the order of the plan; V of them.

    Those before a visit in `after` always have lower numbers. How long a visit takes stands in its `Parts`.
    """

    child: Integers  # (V,)
    step: Integers  # (V,) number in Plan.steps
    team: Integers  # (V,) number in Plan.teams; NONE for pure delay
    pause: Floats  # (V,) from when nothing before it is waited for (arrival if it has none) until it is asked for; ≥ 0,
    # and infinite where a need becomes known with it that never comes up by itself: then only a crisis asks for it
    after: Ragged[Integers]  # V rows: visits that must be finished before it, or only begun, if it comes `at_start`
    needs: Ragged[Integers]  # V rows: the needs (numbers in Needs) it serves; none for an acute visit
    acute: Booleans  # (V,) asked for only by a crisis (see Crises), ahead of the line
    grows: Booleans  # (V,) a support, which crises lengthen
    handed_over: Booleans  # (V,) comes after a handover to another unit, for which its pause is the time
    refused: Booleans  # (V,) that handover bounced once
    start_up: Integers  # (V,) number in Plan.start_ups of the organisation's first time; NONE without
    asked_before: Floats  # (V,) the day ≤ 0 since which it stands in line when the clock starts; NaN for all others
    started_before: Floats  # (V,) the day ≤ 0 on which it began; NaN for all others. Its parts are then what is left
    at_start: Booleans  # (V,) waits for the visits before it only until they have begun, or are withdrawn

    def __len__(self) -> int:
        return len(self.child)

    @cached_property
    def open_before(self) -> Integers:
        """The numbers of those that are open when the clock starts."""
        return np.flatnonzero(~(np.isnan(self.asked_before) & np.isnan(self.started_before)))


@dataclass(frozen=True)
class Parts:
    """What each unit has to do at each visit: P rows, in the order of visits and of the units in their teams.

    A visit has a part in each unit of its team. Time that passes without taking a place, as in a step without unit, is
    a part without unit, after the others. All parts of a visit begin together; each has its worker and its own end,
    and with the last of them the visit is finished. So every visit has one at least.
    """

    visit: Integers  # (P,) rising
    unit: Integers  # (P,) number in Plan.units; NONE: it takes no place
    work: Floats  # (P,) days ≥ 0 that it takes when nothing makes it longer or shorter
    lengthens: Booleans  # (P,) workers do; a stay (a foster home), a meeting and mere delay are as long as planned

    def __len__(self) -> int:
        return len(self.visit)


@dataclass(frozen=True)
class Needs:
    """The needs of all children, one row for each and one more for each return; sorted by child; N of them."""

    child: Integers  # (N,)
    kind: Integers  # (N,) number in Children.need_names
    episode: Integers  # (N,) 0 the first time, 1 for the first return …
    real: Booleans  # (N,) ends in a support
    noticed: Booleans  # (N,) known at once; else it comes up later, or never
    crisis_rate: Floats  # (N,) strain per day while unmet; 0 where not real
    patience: Floats  # (N,) days from when the first visit that serves it is asked for, without those in which it is
    # handed over; infinite: nobody gives up
    promise: Floats  # (N,) days within which the limits of all steps of its own way promise its support; 0: no limit
    arises_with: Integers  # (N,) the visit whose asking makes the need arise; NONE: with the child's arrival
    known_with: Integers  # (N,) the visit whose asking makes the need known; NONE: with the child's arrival
    support: Integers  # (N,) the visit whose start meets the need; NONE where it is not real

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
class StartUp:
    """The first time of a new organisation."""

    begins: float
    until: float
    pace: float  # a visit that starts then takes duration ÷ pace


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
    parts: Parts
    needs: Needs
    crises: Crises
    rules: Rules
    later_rules: tuple[tuple[float, Rules], ...] = ()  # (day, how to call from then on), rising, between 0 and the end
    start_ups: tuple[StartUp, ...] = ()
    working_days: Floats | None = None  # (days + 1,) working days before each midnight; None: no limit counts them

    @cached_property
    def visits_of_child(self) -> Integers:
        """Where each child's visits begin among all, and after them where the last child's end: (C + 1,)."""
        return np.append(0, np.cumsum(np.bincount(self.visits.child, minlength=len(self.children))))

    @cached_property
    def parts_of_visit(self) -> Integers:
        """Where each visit's parts begin among all, and after them where the last visit's end: (V + 1,)."""
        return np.append(0, np.cumsum(np.bincount(self.parts.visit, minlength=len(self.visits))))

    @cached_property
    def duration(self) -> Floats:
        """How many days each visit takes when nothing makes it longer or shorter: its longest part's: (V,)."""
        longest: Floats = np.maximum.reduceat(self.parts.work, self.parts_of_visit[:-1])
        return longest

    @cached_property
    def beside(self) -> Booleans:
        """Which visits are decisions that hold nothing back: no support they are about waits for them: (V,)."""
        visits = self.visits
        decides = np.array([step.role == "decision" for step in self.steps], dtype=bool)[visits.step]
        supported = self.needs.support[visits.needs.values] != NONE
        decides &= np.bincount(visits.needs.rows, supported, minlength=len(visits)) > 0
        decides[visits.after.values] = False
        return decides


class PlanError(ValueError):
    """A plan that no engine can follow, with every reason found."""
