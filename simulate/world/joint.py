"""What is done for a whole child at once: a shared intake, a joint assessment, a joint decision."""

import numpy as np

from simulate.plan import Booleans, Floats, Integers
from simulate.scenario.schema import Role
from simulate.world.children import Cohort
from simulate.world.draft import Lists, joined_by_child, nothing, one_each
from simulate.world.route import Route
from simulate.world.tracks import Track


def shared_intake(route: Route, tracks: list[Track]) -> None:
    """Lay one intake for the whole child in place of each need's own.

    A child with open cases goes through it if one of them waits for an intake; its other cases go on beside it.
    """
    cohort, who = route.cohort, route.party.who
    waiting = [track.course.waits_at(Role.INTAKE) for track in tracks]
    if cohort.cases is not None:
        who = who & (~cohort.on_list | (count_of(route, tracks, waiting) > 0))
    served = [
        who[track.child] & (without_case(cohort, track) | some) for track, some in zip(tracks, waiting, strict=True)
    ]
    child = np.flatnonzero(who)
    door = route.features.door
    visits = route.draft.add_visits(
        child,
        step=route.steps.number(door),
        units=route.units_of(door),
        duration=route.shared_length(door, child),
        after=nothing(len(child)),
        serves=_needs_of(route, child, tracks, served),
        start_up=route.start_up(door),
        asked_before=route.earliest(tracks, waiting, child),
    )
    _go_on(child, visits, tracks, served)


def joint_assessment(route: Route, tracks: list[Track]) -> Booleans:
    """Lay one assessment, by one worker from every unit concerned, for each child with several to be made.

    It waits for all intakes and handovers and takes the longest of the separate assessments. Returns who has one (C,).
    """
    assessed = [track.course.is_left(Role.ASSESSMENT) for track in tracks]
    jointly: Booleans = count_of(route, tracks, assessed) > 1
    if not jointly.any():
        return jointly
    longest = np.zeros(len(jointly))
    taken: dict[str, Booleans] = {}  # step -> whose joint assessment includes it
    for track, some in zip(tracks, assessed, strict=True):
        course, length = track.course, np.zeros(len(track.course))
        concerned = jointly[track.child] & some
        for name, role, reached, done in zip(course.steps, course.roles, course.reached, course.done, strict=True):
            if role is Role.ASSESSMENT:
                rows = np.flatnonzero(concerned & reached & ~done)
                length[rows] += route.length(name, route.own_days(track, name, rows), track.together[rows])
                taken.setdefault(name, np.zeros_like(jointly))[track.child[rows]] = True
        longest[track.child] = np.maximum(longest[track.child], length)
    names = [name for name in route.scenario.steps if name in taken]
    child = np.flatnonzero(jointly)
    kinds = _kinds([taken[name][child] for name in names])
    for kind in range(kinds.max() + 1):
        some = child[kinds == kind]
        included = tuple(name for name in names if taken[name][some[0]])
        joint = route.steps.joint(included)
        _lay_joint(route, tracks, assessed, some, Role.ASSESSMENT, joint, included, longest[some])
    return jointly


def _kinds(columns: list[Booleans]) -> Integers:
    """Number the kinds of rows that some columns have, those without what stands in the first column first: (K,)."""
    kinds = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        kinds = 2 * kinds + column
        kinds = (np.cumsum(np.bincount(kinds) > 0) - 1)[kinds]  # there are no more kinds than rows
    return kinds


def joint_decision(route: Route, tracks: list[Track]) -> Booleans:
    """Lay one planning meeting, when all assessments are done, for each child with several needs to go on with.

    Returns who has one (C,).
    """
    step = route.features.decision
    going_on = [
        track.course.reaches(Role.DECISION, Role.SUPPORT)
        & ~track.course.runs_at(Role.DECISION)
        & ~track.course.stands_at(Role.SUPPORT)
        for track in tracks
    ]
    jointly: Booleans = count_of(route, tracks, going_on) > 1
    child = np.flatnonzero(jointly)
    together = np.zeros(len(jointly))
    for track in tracks:
        together[track.child] = track.together
    length = route.shared_length(step, child, together[child])
    _lay_joint(route, tracks, going_on, child, Role.DECISION, route.steps.number(step), (step,), length)
    return jointly


def _lay_joint(
    route: Route,
    tracks: list[Track],
    concerned: list[Booleans],
    child: Integers,
    role: Role,
    step: int,
    made_of: tuple[str, ...],
    length: Floats,
) -> None:
    """Lay one visit for several needs of each child: after all that has been done so far, and their handovers."""
    who = np.zeros(len(route.cohort.children), dtype=bool)
    who[child] = True
    served = [who[track.child] & some for track, some in zip(tracks, concerned, strict=True)]
    for track, some in zip(tracks, served, strict=True):
        route.receive(track, some)
    rows = [np.flatnonzero(who[track.child]) for track in tracks]
    before = [(track.child[some], track.before(some)) for track, some in zip(tracks, rows, strict=True)]
    waiting = [track.course.waits_at(role) & some for track, some in zip(tracks, concerned, strict=True)]
    visits = route.draft.add_visits(
        child,
        step=step,
        units=route.units_of(*made_of),
        duration=length,
        after=joined_by_child(child, before, route.draft.visits),
        serves=_needs_of(route, child, tracks, served),
        start_up=route.start_up(*made_of),
        asked_before=route.earliest(tracks, waiting, child),
    )
    _go_on(child, visits, tracks, served)


def _needs_of(route: Route, child: Integers, tracks: list[Track], served: list[Booleans]) -> Lists:
    """Gather the needs that are served together: a row for each of `child`."""
    rows = [np.flatnonzero(some) for some in served]
    parts = [(track.child[some], one_each(track.numbers[some])) for track, some in zip(tracks, rows, strict=True)]
    return joined_by_child(child, parts, route.draft.needs)


def _go_on(child: Integers, visits: Integers, tracks: list[Track], served: list[Booleans]) -> None:
    """Let several needs go on from the visits at which they are served together; `visits` are like `child`."""
    for track, some in zip(tracks, served, strict=True):
        rows = np.flatnonzero(some)
        track.move(rows, visits[np.searchsorted(child, track.child[rows])])


def count_of(route: Route, tracks: list[Track], some: list[Booleans]) -> Integers:
    """Count for each child the tracks of which it is one of some: (C,)."""
    count = np.zeros(len(route.cohort.children), dtype=np.int64)
    for track, who in zip(tracks, some, strict=True):
        count[track.child] += who
    return count


def without_case(cohort: Cohort, track: Track) -> Booleans:
    """Tell for whom nothing is under way for a need when the clock starts: (T,)."""
    if cohort.cases is None:
        return np.ones(len(track.child), dtype=bool)
    without: Booleans = ~cohort.cases.there[track.child, cohort.children.need_names.index(track.need)]
    return without
