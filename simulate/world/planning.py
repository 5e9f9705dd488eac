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
from simulate.world.organisation import noticed, parties
from simulate.world.tracks import Route, StepList, Track
from simulate.world.units import best_pace, planned_units


def plan(cohort: Cohort, organisation: str) -> Plan:
    """Work out for every child of a cohort what it is to receive in an organisation of the scenario."""
    scenario, children = cohort.scenario, cohort.children
    draft, steps = Draft(children.arrival), StepList(scenario)
    generalist, start_up = np.zeros(len(children)), draft.none()
    start_ups: list[StartUp] = []
    quickest = best_pace(cohort.spans)
    for party in parties(cohort, organisation):
        if party.start_up is not None and party.start_up not in start_ups:
            start_ups.append(party.start_up)
        first_time = NONE if party.start_up is None else start_ups.index(party.start_up)
        route = Route(cohort, party, draft, steps, first_time)
        generalist[party.who], start_up[party.who] = party.features.generalist, first_time
        seen = noticed(cohort, party.features)
        tracks = [*_together(route, party.who, seen), *_surfacing(route, party.who, children.needs & ~seen)]
        for track in tracks:
            draft.mark("support", track.rows, track.support)
            _returns(route, track, quickest)
    acute, strain = acute_visits(cohort, draft, steps, generalist, start_up)
    visits, needs, number = draft.tables()
    rules, later_rules = _rules(cohort, organisation)
    in_working_days = any(step.in_working_days for step in steps.planned)
    return Plan(
        organisation=organisation,
        end=scenario.run.end,
        children=children,
        leaves=_leaves(cohort),
        units=planned_units(cohort.spans, organisation, cohort.replication),
        teams=draft.teams(),
        steps=tuple(steps.planned),
        visits=visits,
        needs=needs,
        crises=crises_of(len(children), acute, strain, number),
        rules=rules,
        later_rules=later_rules,
        start_ups=tuple(start_ups),
        working_days=working_days_before_midnights(scenario.start, scenario.run.end) if in_working_days else None,
    )


def _together(route: Route, party: Booleans, seen: Booleans) -> list[Track]:
    """Lay the way of the first need and of the others that were noticed with it."""
    features, children = route.features, route.cohort.children
    tracks = [route.begin(need, 0, party & seen[:, n], noticed=True) for n, need in enumerate(children.need_names)]
    first = [track.who & (children.first_need == n) for n, track in enumerate(tracks)]
    others = [track.who & ~some for track, some in zip(tracks, first, strict=True)]
    beyond_intake = [track.reaches(route.scenario, Role.ASSESSMENT, Role.DECISION, Role.SUPPORT) for track in tracks]
    passes_on = _when_passed_on(features)
    together = np.maximum(np.sum(beyond_intake, axis=0) - 1.0, 0.0)
    if passes_on is PassesOn.AFTER_SUPPORT:
        together = np.zeros_like(together)  # one after another

    new = [_without_case(route.cohort, track) for track in tracks]  # others to be passed on
    route.begun(tracks)

    def walk(role: Role, some: list[Booleans], only_by_law: Booleans | None = None) -> None:
        if role is Role.INTAKE and features.door != "own":
            return  # the shared intake has taken its place
        for track, who, further in zip(tracks, some, others, strict=True):
            route.walk(track, role, who, together, further, only_by_law)

    def pass_on(*roles_before: Role) -> None:
        """Pass the other needs on from the first, or from the clock's start where it is beyond that point then."""
        there = [
            some & ~track.stands_at(route.scenario, *(role for role in Role if role not in roles_before))
            for track, some in zip(tracks, first, strict=True)
        ]
        point = np.max([np.where(some, track.last, NONE) for track, some in zip(tracks, there, strict=True)], axis=0)
        for track, who, beyond, some in zip(tracks, others, beyond_intake, new, strict=True):
            screened_already = features.door != "own"  # then only needs that go on have a receiver
            route.pass_on(track, who & some & beyond if screened_already else who & some, point)

    if features.door != "own":
        _shared_intake(route, tracks, party)
    walk(Role.INTAKE, first)
    if passes_on is PassesOn.AT_INTAKE:
        pass_on(Role.INTAKE)
        walk(Role.INTAKE, others)
    if features.assessment == "joint":
        jointly = _joint_assessment(route, tracks, together)
        walk(Role.ASSESSMENT, [track.who & ~jointly for track in tracks])
    else:
        walk(Role.ASSESSMENT, first)
        if passes_on is PassesOn.AFTER_ASSESSMENT:
            pass_on(Role.INTAKE, Role.ASSESSMENT)
            walk(Role.INTAKE, others)
        if passes_on is not PassesOn.AFTER_SUPPORT:
            walk(Role.ASSESSMENT, others)
    decided_jointly = _joint_decision(route, tracks, together) if features.decision != "own" else None
    now = first if passes_on is PassesOn.AFTER_SUPPORT else [track.who for track in tracks]
    walk(Role.DECISION, now, decided_jointly)
    walk(Role.SUPPORT, now)
    if passes_on is PassesOn.AFTER_SUPPORT:
        pass_on(*Role)
        for role in Role:
            walk(role, others)
    return tracks


def _without_case(cohort: Cohort, track: Track) -> Booleans:
    """Tell for whom nothing is under way for a need when the clock starts: (C,)."""
    if cohort.cases is None:
        return np.ones_like(track.who)
    return ~cohort.cases.there[:, cohort.children.need_names.index(track.need)]


def _when_passed_on(features: Organisation) -> PassesOn:
    """Tell when other needs are passed on: what is done jointly needs them in time."""
    if features.assessment == "joint":
        return PassesOn.AT_INTAKE
    if features.decision != "own" and features.passes_on is PassesOn.AFTER_SUPPORT:
        return PassesOn.AFTER_ASSESSMENT
    return features.passes_on


def _shared_intake(route: Route, tracks: list[Track], who: Booleans) -> None:
    """Lay one intake for the whole child in place of each need's own.

    A child with open cases goes through it if one of them waits for an intake; its other cases go on beside it.
    """
    door, nobody = route.features.door, np.zeros_like(who)
    waiting = [track.waits_at(route.scenario, Role.INTAKE) for track in tracks]
    who = who & (~route.cohort.on_list | np.any(waiting, axis=0))
    served = [
        track.who & who & (_without_case(route.cohort, track) | some)
        for track, some in zip(tracks, waiting, strict=True)
    ]
    visits = route.draft.add_visits(
        who,
        step=route.steps.number(door),
        units=route.units_of(door),
        duration=route.length(door, "", 0, who, np.zeros(len(who)), nobody),
        pause=np.zeros(len(who)),
        after=[],
        serves=[np.where(some, track.rows, NONE) for track, some in zip(tracks, served, strict=True)],
        start_up=route.start_up(door),
        asked_before=route.since(tracks, waiting),
    )
    for track, some in zip(tracks, served, strict=True):
        route.move(track, some, visits)


def _joint_assessment(route: Route, tracks: list[Track], together: Floats) -> Booleans:
    """Lay one assessment, by one worker from every unit concerned, for each child with several to be made.

    It waits for all intakes and handovers and takes the longest of the separate assessments. Returns who has one.
    """
    assessed = [track.is_left(route.scenario, Role.ASSESSMENT) for track in tracks]
    jointly: Booleans = np.sum(assessed, axis=0) > 1
    if not jointly.any():
        return jointly
    nobody = np.zeros_like(jointly)
    longest = np.zeros(len(jointly))
    taken: dict[str, Booleans] = {}  # step -> whose joint assessment includes it
    for track, some in zip(tracks, assessed, strict=True):
        length = np.zeros(len(jointly))
        course = track.course
        for name, reached, done in zip(course.steps, course.reached, course.done, strict=True):
            if route.scenario.steps[name].role is Role.ASSESSMENT:
                includes = jointly & some & reached & ~done
                length += route.length(name, track.need, track.episode, includes, together, nobody)
                taken[name] = taken.get(name, nobody) | includes
        longest = np.maximum(longest, length)
    names = [name for name in route.scenario.steps if name in taken]
    kinds = np.array([taken[name] for name in names]).reshape(len(names), -1)
    for kind in np.unique(kinds[:, jointly], axis=1).T:
        who = jointly & (kinds == kind[:, None]).all(axis=0)
        included = tuple(name for name, there in zip(names, kind, strict=True) if there)
        joint = route.steps.joint(included)
        _lay_joint(route, tracks, assessed, who, Role.ASSESSMENT, joint, included, longest)
    return jointly


def _joint_decision(route: Route, tracks: list[Track], together: Floats) -> Booleans:
    """Lay one planning meeting, when all assessments are done, for each child with several needs to go on with.

    Returns who has one.
    """
    step = route.features.decision
    going_on = [
        track.reaches(route.scenario, Role.DECISION, Role.SUPPORT)
        & ~track.runs_at(route.scenario, Role.DECISION)
        & ~track.stands_at(route.scenario, Role.SUPPORT)
        for track in tracks
    ]
    jointly: Booleans = np.sum(going_on, axis=0) > 1
    length = route.length(step, "", 0, jointly, together, np.zeros_like(jointly))
    _lay_joint(route, tracks, going_on, jointly, Role.DECISION, route.steps.number(step), (step,), length)
    return jointly


def _lay_joint(
    route: Route,
    tracks: list[Track],
    concerned: list[Booleans],
    who: Booleans,
    role: Role,
    step: int,
    made_of: tuple[str, ...],
    length: Floats,
) -> None:
    """Lay one visit for several needs of a child: after all that has been done so far, and their handovers."""
    for track, some in zip(tracks, concerned, strict=True):
        route.receive(track, who & some)
    visits = route.draft.add_visits(
        who,
        step=step,
        units=route.units_of(*made_of),
        duration=length,
        pause=np.zeros(len(who)),
        start_up=route.start_up(*made_of),
        after=[visits for track in tracks for visits in (track.last, *track.served)],
        serves=[np.where(some, track.rows, NONE) for track, some in zip(tracks, concerned, strict=True)],
        asked_before=route.since(
            tracks, [track.waits_at(route.scenario, role) & some for track, some in zip(tracks, concerned, strict=True)]
        ),
    )
    for track, some in zip(tracks, concerned, strict=True):
        route.move(track, who & some, visits)


def _alone(route: Route, track: Track, further: Booleans) -> None:
    """Lay the whole way of a need that is handled by itself, through the organisation's door."""
    nothing = np.zeros(len(track.who))
    if route.features.door == "own":
        route.walk(track, Role.INTAKE, track.who, nothing, further)
    else:
        route.lay(track, route.features.door, track.who, nothing, further)
    for role in (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT):
        route.walk(track, role, track.who, nothing, further)
    route.draft.mark("known_with", track.rows, track.first)


def _surfacing(route: Route, party: Booleans, unseen: Booleans) -> list[Track]:
    """Lay the way of needs that nobody noticed: they come up by themselves, later or never."""
    tracks = []
    for n, need in enumerate(route.cohort.children.need_names):
        track = route.begin(need, 0, party & unseen[:, n], noticed=False)
        after = route.scenario.needs[need].surfaces_after
        if after is not None:
            track.pause = route.cohort.days(after, f"surfaces/{need}", track.who, route.cohort.waited)
            _alone(route, track, track.who)
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
    nobody = np.zeros_like(track.who)
    soonest = np.maximum(cohort.children.arrival, 0.0)
    while True:
        address = f"{track.need}/{track.episode + 1}"
        back = (track.support != NONE) & (cohort.luck(f"returns/{address}") < terms.chance)
        delay = cohort.days(terms.delay, f"return delay/{address}", back)
        soonest = soonest + track.support_days / quickest + delay
        back &= soonest < route.scenario.run.end
        if not back.any():
            return
        again = route.begin(track.need, track.episode + 1, back, noticed=True)
        again.last, again.pause = np.where(back, track.support, NONE), np.where(back, delay, 0.0)
        _alone(route, again, nobody)
        route.draft.mark("arises_with", again.rows, again.first)
        route.draft.mark("support", again.rows, again.support)
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
