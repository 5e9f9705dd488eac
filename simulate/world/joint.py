"""What is done for a whole child at once: a shared intake, a joint assessment, a joint decision."""

import numpy as np

from simulate.plan import Booleans, Floats, Integers
from simulate.scenario.schema import Role
from simulate.world.children import Cohort
from simulate.world.route import Route
from simulate.world.tracks import Track


def shared_intake(route: Route, track: Track) -> None:
    """Lay one intake for the whole child in place of each need's own.

    A child with open cases goes through it if one of them waits for an intake; its other cases go on beside it.
    """
    cohort, who = route.cohort, route.party.who
    waiting = track.at("waiting", Role.INTAKE)
    if cohort.cases is not None:
        who = who & (~cohort.children.listed | (count_of(track, waiting, len(who)) > 0))
    child = np.flatnonzero(who)
    kind = route.kind_of(route.features.door)
    served = who[track.child] & (without_case(cohort, track) | waiting)
    length = route.shared_length(route.features.door, child)
    route.lay_shared(track, child, kind, length, served=served, waiting=waiting, after_all=False)


def joint_assessment(route: Route, track: Track) -> Booleans:
    """Lay one assessment, by one worker from every unit concerned, for each child with several to be made.

    It waits for all intakes and handovers and takes the longest of the separate assessments. Returns who has one (C,).
    """
    assessed = track.at("left", Role.ASSESSMENT)
    jointly: Booleans = count_of(track, assessed, len(route.cohort.children)) > 1
    if not jointly.any():
        return jointly
    stops = track.stops(Role.ASSESSMENT, who=jointly[track.child])
    length = route.length(stops.step, stops.days, track.together[stops.row])
    of_need = np.bincount(stops.row, length, minlength=len(track.rows))  # who needs two, needs one after the other
    longest = np.zeros(len(jointly))
    np.maximum.at(longest, track.child, of_need)
    child = np.flatnonzero(jointly)
    names = list(route.scenario.steps)
    included = np.zeros((len(names), len(jointly)), dtype=bool)
    included[stops.step, track.child[stops.row]] = True
    taken = np.flatnonzero(included.any(axis=1)).tolist()
    kinds, one_of_each = _kinds([included[step, child] for step in taken])
    made_of = [tuple(names[step] for step in taken if included[step, some]) for some in child[one_of_each]]
    kind = np.array([route.joint_kind(some) for some in made_of])[kinds]
    _lay_joint(route, track, assessed, child, Role.ASSESSMENT, kind, longest[child])
    return jointly


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


def joint_decision(route: Route, track: Track) -> Booleans:
    """Lay one planning meeting, when all assessments are done, for each child with several needs to go on with.

    Returns who has one (C,).
    """
    step = route.features.decision
    beyond = track.at("running", Role.DECISION) | track.stands_at(Role.SUPPORT)
    going_on = track.at("reached", Role.DECISION, Role.SUPPORT) & ~beyond
    jointly: Booleans = count_of(track, going_on, len(route.cohort.children)) > 1
    child = np.flatnonzero(jointly)
    together = np.zeros(len(jointly))
    together[track.child] = track.together
    length = route.shared_length(step, child, together[child])
    _lay_joint(route, track, going_on, child, Role.DECISION, route.kind_of(step), length)
    return jointly


def _lay_joint(
    route: Route,
    track: Track,
    concerned: Booleans,
    child: Integers,
    role: Role,
    kind: Integers | int,
    length: Floats,
) -> None:
    """Lay one visit for several needs of each child: after all that has been done so far, and their handovers."""
    who = np.zeros(len(route.cohort.children), dtype=bool)
    who[child] = True
    served = who[track.child] & concerned
    route.receive(track, served)
    waiting = track.at("waiting", role) & concerned
    route.lay_shared(track, child, kind, length, served=served, waiting=waiting, after_all=True)


def count_of(track: Track, some: Booleans, children: int) -> Integers:
    """Count for each child the needs that are some of a track's, (T,): (C,)."""
    return np.bincount(track.child[some], minlength=children)


def without_case(cohort: Cohort, track: Track) -> Booleans:
    """Tell for whom nothing is under way for a need when the clock starts: (T,)."""
    if cohort.cases is None:
        return np.ones(len(track.rows), dtype=bool)
    without: Booleans = ~cohort.cases.there[track.child, track.need]
    return without
