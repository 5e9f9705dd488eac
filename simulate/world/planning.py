"""Plans: what every child is to receive in one organisation, built one kind of visit at a time.

Each function is one part of a child's story and tells it for all children at once; a *column* has one entry per
child. Begin with `_together`.
"""

from itertools import pairwise

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Plan, Rules, StartUp
from simulate.scenario.calendar import working_days_before_midnights
from simulate.scenario.durations import DAYS_PER_YEAR
from simulate.scenario.schema import Order, Organisation, PassesOn, Role
from simulate.world.children import Cohort
from simulate.world.crises import acute_visits, crises_of
from simulate.world.draft import Draft
from simulate.world.joint import count_of, joint_assessment, joint_decision, shared_intake, without_case
from simulate.world.organisation import noticed, parties
from simulate.world.route import Route
from simulate.world.steps import StepList
from simulate.world.tracks import Track
from simulate.world.units import best_pace, planned_units


def plan(cohort: Cohort, organisation: str) -> Plan:
    """Work out for every child of a cohort what it is to receive in an organisation of the scenario."""
    scenario, children = cohort.scenario, cohort.children
    draft, steps = Draft(len(children)), StepList(scenario)
    generalist, start_up = np.zeros(len(children)), np.full(len(children), NONE)
    start_ups: list[StartUp] = []
    quickest = best_pace(cohort.spans)
    for party in parties(cohort, organisation):
        if party.start_up is not None and party.start_up not in start_ups:
            start_ups.append(party.start_up)
        first_time = NONE if party.start_up is None else start_ups.index(party.start_up)
        route = Route(cohort, party, draft, steps, first_time)
        generalist[party.who], start_up[party.who] = party.features.generalist, first_time
        seen = [noticed(cohort, need, party.features) for need in children.need_names]
        for track in [*_together(route, seen), *_surfacing(route, seen)]:
            draft.mark("support", track.numbers, track.support)
            _returns(route, track, quickest)
    acute = acute_visits(cohort, draft, steps, generalist, start_up)
    visits, needs, number = draft.tables()
    rules, later_rules = _rules(cohort, organisation)
    in_working_days = any(step.in_working_days for step in steps.planned)
    return Plan(
        organisation=organisation,
        end=scenario.run.end,
        children=children,
        leaves=_leaves(cohort),
        units=planned_units(cohort.spans, organisation, cohort.staff),
        teams=draft.teams(),
        steps=tuple(steps.planned),
        visits=visits,
        needs=needs,
        crises=crises_of(len(children), acute, number),
        rules=rules,
        later_rules=later_rules,
        start_ups=tuple(start_ups),
        working_days=working_days_before_midnights(scenario.start, scenario.run.end) if in_working_days else None,
    )


def _together(route: Route, seen: list[Booleans]) -> list[Track]:
    """Lay the way of the first need and of the others that were noticed with it."""
    cohort, features, children = route.cohort, route.features, route.cohort.children
    tracks = [
        route.begin(need, 0, route.party.who[cohort.course(need).child] & some, noticed=True)
        for need, some in zip(children.need_names, seen, strict=True)
    ]
    first = [children.first_need[track.child] == n for n, track in enumerate(tracks)]
    others = [~some for some in first]
    beyond_intake = [track.course.reaches(Role.ASSESSMENT, Role.DECISION, Role.SUPPORT) for track in tracks]
    passes_on = _when_passed_on(features)
    if passes_on is not PassesOn.AFTER_SUPPORT:  # else it is one after another
        together = np.maximum(count_of(route, tracks, beyond_intake) - 1.0, 0.0)
        for track in tracks:
            track.together = together[track.child]
    for track, some in zip(tracks, others, strict=True):
        track.further = some
    new = [without_case(cohort, track) for track in tracks]  # others to be passed on
    route.begun(tracks)

    def walk(role: Role, some: list[Booleans] | None = None, only_by_law: Booleans | None = None) -> None:
        if role is Role.INTAKE and features.door != "own":
            return  # the shared intake has taken its place
        for n, track in enumerate(tracks):
            by_law = None if only_by_law is None else only_by_law[track.child]
            route.walk(track, role, None if some is None else some[n], by_law)

    def pass_on(*roles_before: Role) -> None:
        """Pass the other needs on from the first, or from the clock's start where it is beyond that point then."""
        roles_later = [role for role in Role if role not in roles_before]
        point = np.full(len(children), NONE)
        for track, some in zip(tracks, first, strict=True):
            rows = np.flatnonzero(some & ~track.course.stands_at(*roles_later))
            point[track.child[rows]] = track.last[rows]
        for track, who, beyond, some in zip(tracks, others, beyond_intake, new, strict=True):
            screened_already = features.door != "own"  # then only needs that go on have a receiver
            route.pass_on(track, who & some & beyond if screened_already else who & some, point)

    if features.door != "own":
        shared_intake(route, tracks)
    walk(Role.INTAKE, first)
    if passes_on is PassesOn.AT_INTAKE:
        pass_on(Role.INTAKE)
        walk(Role.INTAKE, others)
    if features.assessment == "joint":
        jointly = joint_assessment(route, tracks)
        walk(Role.ASSESSMENT, [~jointly[track.child] for track in tracks])
    else:
        walk(Role.ASSESSMENT, first)
        if passes_on is PassesOn.AFTER_ASSESSMENT:
            pass_on(Role.INTAKE, Role.ASSESSMENT)
            walk(Role.INTAKE, others)
        if passes_on is not PassesOn.AFTER_SUPPORT:
            walk(Role.ASSESSMENT, others)
    decided_jointly = joint_decision(route, tracks) if features.decision != "own" else None
    now = first if passes_on is PassesOn.AFTER_SUPPORT else None
    walk(Role.DECISION, now, decided_jointly)
    walk(Role.SUPPORT, now)
    if passes_on is PassesOn.AFTER_SUPPORT:
        pass_on(*Role)
        for role in Role:
            walk(role, others)
    return tracks


def _when_passed_on(features: Organisation) -> PassesOn:
    """Tell when other needs are passed on: what is done jointly needs them in time."""
    if features.assessment == "joint":
        return PassesOn.AT_INTAKE
    if features.decision != "own" and features.passes_on is PassesOn.AFTER_SUPPORT:
        return PassesOn.AFTER_ASSESSMENT
    return features.passes_on


def _alone(route: Route, track: Track) -> None:
    """Lay the whole way of a need that is handled by itself, through the organisation's door."""
    door = route.features.door
    if door == "own":
        route.walk(track, Role.INTAKE)
    else:
        rows = np.arange(len(track.child))
        length = route.length(door, route.own_days(track, door, rows), further=track.further)
        route.lay(track, door, rows, length)
    for role in (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT):
        route.walk(track, role)
    route.draft.mark("known_with", track.numbers, track.first)


def _surfacing(route: Route, seen: list[Booleans]) -> list[Track]:
    """Lay the way of needs that nobody noticed: they come up by themselves, later or never."""
    cohort, tracks = route.cohort, []
    for need, some in zip(cohort.children.need_names, seen, strict=True):
        who = route.party.who[cohort.course(need).child] & ~some
        track = route.begin(need, 0, who, noticed=False, further=True)
        after = route.scenario.needs[need].surfaces_after
        if after is not None:
            waited = cohort.waited(track.child)
            track.pause = track.course.days(after, f"surfaces/{need}", elapsed=waited)
            _alone(route, track)
        tracks.append(track)
    return tracks


def _returns(route: Route, track: Track, quickest: float) -> None:
    """Lay every return of a need after its support, as long as one could begin before the end.

    `soonest` is when, if nothing but the supports, as quick as they can become, and the times between them took any
    time: then no return is left out that could come.
    """
    terms, cohort = route.scenario.needs[track.need].returns, route.cohort
    if terms is None:
        return
    soonest = np.maximum(cohort.children.arrival[track.child], 0.0)
    while True:
        episode = track.episode + 1
        course = cohort.course(track.need, episode)  # of those who come back if there is time for it
        supported = np.flatnonzero(track.support != NONE)
        _, rows, place = np.intersect1d(track.child[supported], course.child, assume_unique=True, return_indices=True)
        rows = supported[rows]
        delay = course.days(terms.delay, f"return delay/{track.need}/{episode}", place)
        soonest = soonest[rows] + track.support_days[rows] / quickest + delay
        back = soonest < route.scenario.run.end
        if not back.any():
            return
        who = np.zeros(len(course), dtype=bool)
        who[place[back]] = True
        again = route.begin(track.need, episode, who, noticed=True)
        again.last, again.pause, soonest = track.support[rows[back]], delay[back], soonest[back]
        _alone(route, again)
        route.draft.mark("arises_with", again.numbers, again.first)
        route.draft.mark("support", again.numbers, again.support)
        track = again


def _leaves(cohort: Cohort) -> Floats:
    """Give the day on which each child grows too old: (C,), infinite where never."""
    limit, children = cohort.scenario.leaves_at_age, cohort.children
    if limit is None:
        return np.full(len(children), np.inf)
    years = np.where(np.isnan(children.age), np.inf, limit - children.age)
    return np.maximum(children.arrival + np.maximum(years, 0.0) * DAYS_PER_YEAR, 0.0)


def _rules(cohort: Cohort, organisation: str) -> tuple[Rules, tuple[tuple[float, Rules], ...]]:
    """Give how an organisation calls on day 0, and anew from each day on which that becomes different."""
    crisis = cohort.scenario.crisis
    growth = crisis.growth if crisis is not None else 0.0
    every = [(day, _rules_of(here.organisations[organisation], growth)) for day, here in cohort.spans]
    return every[0][1], tuple(after for before, after in pairwise(every) if after[1] != before[1])


def _rules_of(features: Organisation, growth: float) -> Rules:
    return Rules(
        urgent_first=features.order in (Order.URGENT_LINE, Order.URGENT_TOTAL),
        by_total_wait=features.order in (Order.TOTAL, Order.URGENT_TOTAL),
        keeps_places_after=features.keeps_places_after,
        growth=growth,
    )
