"""What is done for a whole child at once: a shared intake, a joint assessment, a joint decision."""

from dataclasses import dataclass

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.schema.scenario import Role
from simulate.world.children import Cohort
from simulate.world.planner import Planner
from simulate.world.progress import Progress
from simulate.world.ways import StepsAhead


def shared_intake(planner: Planner, progress: Progress, apart: Booleans) -> Progress:
    """Lay one intake for the whole child in place of each need's own; needs that are *apart* (T,) do not go through it.

    A child with open cases goes through it if one of them waits for an intake; its other cases go on beside it.
    """
    cohort, who = planner.cohort, planner.party.who
    waiting = progress.at("waiting", Role.INTAKE)
    if cohort.cases is not None:
        who = who & (~cohort.children.listed | (progress.count_of(waiting, len(who)) > 0))
    child = np.flatnonzero(who)
    kind = planner.kind_of(planner.features.door)
    served = who[progress.child] & (without_case(cohort, progress) & ~apart | waiting)
    length = planner.shared_length(planner.features.door, child)
    return planner.lay_shared(progress, child, kind, length, served=served, waiting=waiting, waits_for=0)


def joint_assessment(planner: Planner, progress: Progress, apart: Booleans) -> tuple[Progress, Booleans]:
    """Lay one assessment, by one worker from every unit concerned, for each child with several to be made.

    Those of needs that are *apart* (T,) are no part of it. It waits for all other intakes and handovers; each unit has
    a part in it. The second tells who has one (C,).
    """
    assessed = progress.at("left", Role.ASSESSMENT) & ~apart
    jointly: Booleans = progress.count_of(assessed, len(planner.cohort.children)) > 1
    if not jointly.any():
        return progress, jointly
    ahead = progress.ahead(planner.done, Role.ASSESSMENT, who=jointly[progress.child] & ~apart)
    length = planner.length(ahead.step, ahead.days, progress.together[ahead.row])
    child = np.flatnonzero(jointly)
    days = _days_of_parts(planner, progress, ahead, length, child)
    names = list(planner.scenario.steps)
    included = np.zeros((len(names), len(jointly)), dtype=bool)
    included[ahead.step, progress.child[ahead.row]] = True
    taken = np.flatnonzero(included.any(axis=1)).tolist()
    kinds, one_of_each = _kinds([included[step, child] for step in taken])
    made_of = [tuple(names[step] for step in taken if included[step, some]) for some in child[one_of_each]]
    kind = np.array([planner.joint_kind(some) for some in made_of])[kinds]
    served = jointly[progress.child] & assessed
    progress = planner.receive(progress, served)
    waiting = progress.at("waiting", Role.ASSESSMENT) & assessed
    waits_for = planner.draft.visits_so_far(child)
    return planner.lay_shared(progress, child, kind, days, served=served, waiting=waiting, waits_for=waits_for), jointly


def _days_of_parts(planner: Planner, progress: Progress, ahead: StepsAhead, length: Floats, child: Integers) -> Floats:
    """Give the days of each unit's part in the joint assessments of K children: (K, units + 1).

    What a unit has to assess of a child adds up. In the last column is what takes time but no place: that of one need
    adds up too, and that of several passes side by side.
    """
    units = len(planner.scenario.units)
    row_of = np.zeros(len(planner.cohort.children), dtype=np.int64)
    row_of[child] = np.arange(len(child))
    row, unit = row_of[progress.child[ahead.row]], planner.unit_of[ahead.step]
    somewhere, nowhere = np.flatnonzero(unit != NONE), np.flatnonzero(unit == NONE)
    cell = row[somewhere] * (units + 1) + unit[somewhere]
    added = np.bincount(cell, length[somewhere], minlength=len(child) * (units + 1))
    days = added.astype(np.float64).reshape(-1, units + 1)  # of nothing numpy counts whole numbers
    passing = np.bincount(ahead.row[nowhere], length[nowhere], minlength=len(progress))
    np.maximum.at(days[:, units], row[nowhere], passing[ahead.row[nowhere]])
    return days


def _kinds(columns: list[Booleans]) -> tuple[Integers, Integers]:
    """Number the kinds of rows that some columns have, those without what stands in the first column first: (K,).

    The second has a row of each kind.
    """
    kinds = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        kinds = 2 * kinds + column
        kinds = (np.cumsum(np.bincount(kinds) > 0) - 1)[kinds]  # there are no more kinds than rows
    one_of_each = np.empty(kinds.max() + 1, dtype=np.int64)
    one_of_each[kinds] = np.arange(len(kinds))
    return kinds, one_of_each


@dataclass(frozen=True)
class Meeting:
    """The planning meeting of each child with several needs to go on with, when all its assessments are done."""

    jointly: Booleans  # (C,) who has one
    served: Booleans  # (T,) the needs it is about
    waiting: Booleans  # (T,) those that wait for a decision when the clock starts
    waits_for: Integers  # how many of each such child's visits come before it: the first that were laid

    def held(self, planner: Planner, progress: Progress) -> Progress:
        """Lay the meeting; the needs go on from it."""
        step, child, together = planner.features.decision, np.flatnonzero(self.jointly), np.zeros(len(self.jointly))
        together[progress.child] = progress.together
        length = planner.shared_length(step, child, together[child])
        return planner.lay_shared(
            progress,
            child,
            planner.kind_of(step),
            length,
            served=self.served,
            waiting=self.waiting,
            waits_for=self.waits_for,
        )


def joint_decision(planner: Planner, progress: Progress) -> tuple[Progress, Meeting]:
    """Call one planning meeting for each child with several needs to go on with: after all that has been done so far.

    It is not laid yet: `Meeting.held` does that, before what waits for it or after what does not.
    """
    beyond = progress.at("running", Role.DECISION) | progress.stands_at(Role.SUPPORT)
    going_on = progress.at("reached", Role.DECISION, Role.SUPPORT) & ~beyond
    jointly: Booleans = progress.count_of(going_on, len(planner.cohort.children)) > 1
    served = jointly[progress.child] & going_on
    progress = planner.receive(progress, served)
    waiting = progress.at("waiting", Role.DECISION) & going_on
    return progress, Meeting(jointly, served, waiting, planner.draft.visits_so_far(np.flatnonzero(jointly)))


def without_case(cohort: Cohort, progress: Progress) -> Booleans:
    """Tell for whom nothing is under way for a need when the clock starts: (T,)."""
    if cohort.cases is None:
        return np.ones(len(progress), dtype=bool)
    without: Booleans = ~cohort.cases.there[progress.child, progress.need]
    return without
