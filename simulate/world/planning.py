"""Plans: what every child is to receive in one organisation, built one kind of visit at a time.

Each function is one part of a child's story and tells it for all children at once; a *column* has one entry per
child. Begin with `_together`.
"""

from itertools import count, pairwise

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers, Plan, Rules, StartUp
from simulate.scenario.calendar import working_days_before_midnights
from simulate.scenario.durations import DAYS_PER_YEAR
from simulate.scenario.schema import Order, Organisation, PassesOn, Role
from simulate.world import questions
from simulate.world.children import Cohort
from simulate.world.crises import acute_visits, crises_of
from simulate.world.draft import Draft
from simulate.world.joint import count_of, joint_assessment, joint_decision, shared_intake, without_case
from simulate.world.organisation import noticed, parties
from simulate.world.route import Route
from simulate.world.steps import StepList
from simulate.world.tracks import Track
from simulate.world.units import planned_units


def plan(cohort: Cohort, organisation: str) -> Plan:
    """Work out for every child of a cohort what it is to receive in an organisation of the scenario."""
    scenario, children = cohort.scenario, cohort.children
    draft, steps = Draft(len(children)), StepList(scenario)
    generalist, start_up = np.zeros(len(children)), np.full(len(children), NONE)
    start_ups: list[StartUp] = []
    for party in parties(cohort, organisation):
        if party.start_up is not None and party.start_up not in start_ups:
            start_ups.append(party.start_up)
        first_time = NONE if party.start_up is None else start_ups.index(party.start_up)
        route = Route(cohort, party, draft, steps, first_time)
        generalist[party.who], start_up[party.who] = party.features.generalist, first_time
        mine, seen = party.who[cohort.courses.child], noticed(cohort, party.features)
        for track in (_together(route, np.flatnonzero(mine & seen)), _surfacing(route, np.flatnonzero(mine & ~seen))):
            draft.mark("support", track.numbers, track.support)
            for need in children.need_names:
                _returns(route, track, need, cohort.best_pace)
    acute = acute_visits(cohort, draft, steps, generalist, start_up)
    visits, needs, number = draft.tables()
    rules, later_rules = _rules(cohort, organisation)
    in_working_days = any(step.in_working_days for step in steps.planned)
    return Plan(
        organisation=organisation,
        end=scenario.run.end,
        children=children,
        leaves=_leaves(cohort),
        units=planned_units(cohort.spans, organisation, cohort.staff, cohort.most_posts),
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


def _together(route: Route, rows: Integers) -> Track:
    """Lay the way of the first need and of the others that were noticed with it: some rows of `Cohort.courses`."""
    cohort, features, children = route.cohort, route.features, route.cohort.children
    track = route.begin(cohort.courses, rows, noticed=True)
    first = children.first_need[track.child] == track.need
    others = track.further = ~first
    beyond_intake = track.at("reached", Role.ASSESSMENT, Role.DECISION, Role.SUPPORT)
    passes_on = _when_passed_on(features)
    if passes_on is not PassesOn.AFTER_SUPPORT:  # else it is one after another
        track.together = np.maximum(count_of(track, beyond_intake, len(children)) - 1.0, 0.0)[track.child]
    route.begun(track)

    def pass_on(*roles_before: Role) -> None:
        """Pass the other needs on from the first, or from the clock's start where it is beyond that point then."""
        roles_later = [role for role in Role if role not in roles_before]
        point = np.full(len(children), NONE)
        passing = np.flatnonzero(first & ~track.stands_at(*roles_later))
        point[track.child[passing]] = track.last[passing]
        new = others & without_case(cohort, track)
        screened_already = features.door != "own"  # then only needs that go on have a receiver
        route.pass_on(track, new & beyond_intake if screened_already else new, point)

    def come_in(who: Booleans) -> None:
        """Lay the intakes, unless the shared one has taken their place."""
        if features.door == "own":
            route.walk(track, Role.INTAKE, who=who)

    if features.door != "own":
        shared_intake(route, track)
    come_in(first)
    if passes_on is PassesOn.AT_INTAKE:
        pass_on(Role.INTAKE)
        come_in(others)
    if features.assessment == "joint":
        jointly = joint_assessment(route, track)
        route.walk(track, Role.ASSESSMENT, who=~jointly[track.child])
    else:
        route.walk(track, Role.ASSESSMENT, who=first)
        if passes_on is PassesOn.AFTER_ASSESSMENT:
            pass_on(Role.INTAKE, Role.ASSESSMENT)
            come_in(others)
        if passes_on is not PassesOn.AFTER_SUPPORT:
            route.walk(track, Role.ASSESSMENT, who=others)
    decided_jointly = joint_decision(route, track)[track.child] if features.decision != "own" else None
    now = first if passes_on is PassesOn.AFTER_SUPPORT else None
    route.walk(track, Role.DECISION, who=now, only_by_law=decided_jointly)
    route.walk(track, Role.SUPPORT, who=now)
    if passes_on is PassesOn.AFTER_SUPPORT:
        pass_on(*Role)
        come_in(others)
        for role in (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT):
            route.walk(track, role, who=others)
    return track


def _when_passed_on(features: Organisation) -> PassesOn:
    """Tell when other needs are passed on: what is done jointly needs them in time."""
    if features.assessment == "joint":
        return PassesOn.AT_INTAKE
    if features.decision != "own" and features.passes_on is PassesOn.AFTER_SUPPORT:
        return PassesOn.AFTER_ASSESSMENT
    return features.passes_on


def _surfacing(route: Route, rows: Integers) -> Track:
    """Lay the way of needs that nobody noticed, as in `_together`: they come up by themselves, later or never."""
    cohort = route.cohort
    track = route.begin(cohort.courses, rows, noticed=False, further=True)
    comes_up = np.zeros(len(rows), dtype=bool)
    for course, at, place in track.by_need(np.arange(len(rows))):
        after = route.scenario.needs[course.need].surfaces_after
        if after is not None:
            waited = cohort.waited(track.child[at])
            track.pause[at] = course.group.days(after, questions.surfaces_after(course.need), place, waited)
            comes_up[at] = track.delayed[at] = True
    route.walk_alone(track, comes_up)
    route.draft.mark("known_with", track.numbers, track.first)
    return track


def _returns(route: Route, track: Track, need: str, quickest: float) -> None:
    """Lay every return of a need after its support, as long as one could begin before the end.

    `soonest` is when, if nothing but the supports, as quick as they can become, and the times between them took any
    time: then no return is left out that could come.
    """
    terms, children = route.scenario.needs[need].returns, route.cohort.children
    if terms is None:
        return
    rows = np.flatnonzero(track.need == children.need_names.index(need))
    soonest = np.maximum(children.arrival[track.child[rows]], 0.0)
    for episode in count(1):
        courses = route.cohort.returns(need, episode)  # of those who come back if there is time for it
        place_of = np.full(len(children), NONE)
        place_of[courses.child] = np.arange(len(courses))
        some = np.flatnonzero((track.support[rows] != NONE) & (place_of[track.child[rows]] != NONE))
        rows = rows[some]
        place = place_of[track.child[rows]]
        delay = courses.each[0].group.days(terms.delay, questions.comes_back_after(need, episode), place)
        soonest = soonest[some] + track.support_days[rows] / quickest + delay
        back = np.flatnonzero(soonest < route.scenario.run.end)
        if not len(back):
            return
        again = route.begin(courses, place[back], noticed=True)
        again.delayed[:], again.point, again.pause = True, track.support[rows[back]], delay[back]
        soonest = soonest[back]
        route.walk_alone(again, np.ones(len(back), dtype=bool))
        route.draft.mark("arises_with", again.numbers, again.first)
        route.draft.mark("known_with", again.numbers, again.first)
        route.draft.mark("support", again.numbers, again.support)
        track, rows = again, np.arange(len(back))


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
