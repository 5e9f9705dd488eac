"""Plans: what every child is to receive in one organisation, built one kind of visit at a time.

A need's *way* is what the child's own luck settles, the same in every organisation (`ways`). Its *progress* is how far
it has come in an organisation while that is planned (`progress`). The *planner* lays visits and moves needs on
(`planner`); here is told in which order. Begin with `_together`.

Each function is one part of a child's story and tells it for all children at once. The same story for one child at a
time, to read beside this one, is tests/laws/plan_by_hand.py, and the tests compare the two.
"""

from dataclasses import replace
from itertools import count, pairwise

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers, Plan, Rules, StartUp
from simulate.scenario.calendar import working_days_before_midnights
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.schema.scenario import Crisis, Order, Organisation, PassesOn, Role
from simulate.world import questions
from simulate.world.children import Cohort
from simulate.world.crises import acute_visits, crises_of
from simulate.world.draft import Draft
from simulate.world.joint import joint_assessment, joint_decision, shared_intake, without_case
from simulate.world.organisation import Party, noticed, parties
from simulate.world.planner import Planner
from simulate.world.progress import Delay, Progress
from simulate.world.steps import StepList
from simulate.world.units import planned_units


def plan(cohort: Cohort, organisation: str) -> Plan:
    """Work out for every child of a cohort what it is to receive in an organisation of the scenario."""
    scenario, children = cohort.scenario, cohort.children
    draft, steps = Draft(len(children)), StepList(scenario)
    start_ups: list[StartUp] = []
    handled: list[tuple[Party, int]] = []
    for party in parties(cohort, organisation):
        if party.start_up is not None and party.start_up not in start_ups:
            start_ups.append(party.start_up)
        first_time = NONE if party.start_up is None else start_ups.index(party.start_up)
        planner = Planner(cohort, party, draft, steps, first_time)
        handled.append((party, first_time))
        mine, seen = party.who[cohort.ways.child], noticed(cohort, party)
        known, unknown = np.flatnonzero(mine & seen), np.flatnonzero(mine & ~seen)
        for progress in (_together(planner, known), _surfacing(planner, unknown)):
            draft.mark("support", progress.numbers, progress.support)
            planner.note_patience(progress)
            for need in children.need_names:
                _returns(planner, progress, need, cohort.best_pace)
    acute = acute_visits(cohort, draft, steps, handled)
    visits, parts, needs, number = draft.tables()
    rules, later_rules = _rules(cohort, organisation)
    in_working_days = any(step.in_working_days for step in steps.planned)
    return Plan(
        organisation=organisation,
        end=scenario.run.end,
        children=children,
        leaves=_leaves(cohort),
        units=planned_units(cohort.staffed, organisation, cohort.staff, cohort.most_posts),
        teams=draft.teams(),
        steps=tuple(steps.planned),
        visits=visits,
        parts=parts,
        needs=needs,
        crises=crises_of(len(children), acute, number),
        rules=rules,
        later_rules=later_rules,
        start_ups=tuple(start_ups),
        working_days=working_days_before_midnights(scenario.start, scenario.run.end) if in_working_days else None,
    )


def _together(planner: Planner, rows: Integers) -> Progress:
    """Lay visits for the first need and the others that were noticed with it: some rows of `Cohort.ways`."""
    cohort, features, ways = planner.cohort, planner.features, planner.cohort.ways
    further = cohort.children.first_need[ways.child[rows]] != ways.need[rows]
    reported = further & _are_reported(planner)[ways.need[rows]]
    progress = planner.begin(ways, rows, noticed=True, further=further)
    others = further & ~reported
    passes_on = features.when_passed_on
    if passes_on is not PassesOn.AFTER_SUPPORT:  # else it is one after another
        several = progress.count_of(_beyond_intake(progress), len(cohort.children))
        progress = replace(progress, together=np.maximum(several - 1.0, 0.0)[progress.child])
    progress = planner.begun(progress)
    if features.door != "own":
        progress = shared_intake(planner, progress, reported)
    progress = _come_in(planner, progress, ~further)
    first_contact = _first_contact(planner, progress)
    if passes_on is PassesOn.AT_INTAKE:
        progress = _pass_on(planner, progress, others, Role.INTAKE)
        progress = _come_in(planner, progress, others)
    if features.assessment == "joint":
        progress, jointly = joint_assessment(planner, progress, reported)
        progress = planner.walk(progress, Role.ASSESSMENT, who=~jointly[progress.child] & ~reported)
    else:
        progress = planner.walk(progress, Role.ASSESSMENT, who=~further)
        if passes_on is PassesOn.AFTER_ASSESSMENT:
            progress = _pass_on(planner, progress, others, Role.INTAKE, Role.ASSESSMENT)
            progress = _come_in(planner, progress, others)
        if passes_on is not PassesOn.AFTER_SUPPORT:
            progress = planner.walk(progress, Role.ASSESSMENT, who=others)
    if reported.any():  # laid after what is assessed jointly, which does not wait for it
        progress = progress.put_off(*_reports(planner, progress, reported, first_contact))
        progress = _come_in(planner, progress, reported)
        progress = planner.walk(progress, Role.ASSESSMENT, who=reported)
    decided_jointly, meeting = None, None
    if features.decision != "own":
        progress, meeting = joint_decision(planner, progress)
        decided_jointly = meeting.jointly[progress.child]
        if features.decision_holds:
            progress = meeting.held(planner, progress)
    now = ~others if passes_on is PassesOn.AFTER_SUPPORT else None
    progress = planner.walk(progress, Role.DECISION, who=now, only_by_law=decided_jointly)
    progress = planner.walk(progress, Role.SUPPORT, who=now)
    if meeting is not None and not features.decision_holds:  # laid after the supports, it is before none of them
        progress = meeting.held(planner, progress)
    if passes_on is PassesOn.AFTER_SUPPORT:
        progress = _pass_on(planner, progress, others, *Role)
        progress = _come_in(planner, progress, others)
        for role in (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT):
            progress = planner.walk(progress, role, who=others)
    return progress


def _beyond_intake(progress: Progress) -> Booleans:
    """Tell which needs get beyond their intake: (T,)."""
    return progress.at("reached", Role.ASSESSMENT, Role.DECISION, Role.SUPPORT)


def _come_in(planner: Planner, progress: Progress, who: Booleans) -> Progress:
    """Lay the intakes of some needs, (T,), unless the shared one has taken their place."""
    return planner.walk(progress, Role.INTAKE, who=who) if planner.features.door == "own" else progress


def _are_reported(planner: Planner) -> Booleans:
    """Tell which needs of the scenario are reported at once where they are noticed: (needs,)."""
    return np.array([need.reported_at_once for need in planner.scenario.needs.values()], dtype=bool)


def _first_contact(planner: Planner, progress: Progress) -> Integers:
    """Give the first intake of each child, if it is still to begin: (C,), else NONE; with it reports are made."""
    nothing_yet = progress.ways.column([way.left[0] for way in progress.ways.each])[progress.rows]
    visit, first = np.full(len(planner.cohort.children), NONE), np.flatnonzero(~progress.further & nothing_yet)
    visit[progress.child[first]] = progress.first[first]
    return visit


def _reports(
    planner: Planner, progress: Progress, reported: Booleans, first_contact: Integers
) -> tuple[Integers, Delay]:
    """Give the rows of needs that are reported, of these (T,), and that this is when the first contact begins."""
    new = reported & without_case(planner.cohort, progress)
    rows = np.flatnonzero(new & _beyond_intake(progress) if planner.features.door != "own" else new)
    return rows, Delay.report(first_contact[progress.child[rows]])


def _pass_on(planner: Planner, progress: Progress, who: Booleans, *roles_before: Role) -> Progress:
    """Pass other needs, (T,), on from the first, or from the clock's start where it is beyond that point then."""
    roles_later = [role for role in Role if role not in roles_before]
    point = np.full(len(planner.cohort.children), NONE)
    passing = np.flatnonzero(~progress.further & ~progress.stands_at(*roles_later))
    point[progress.child[passing]] = progress.last[passing]
    new = who & without_case(planner.cohort, progress)
    screened_already = planner.features.door != "own"  # then only needs that go on have a receiver
    return planner.pass_on(progress, new & _beyond_intake(progress) if screened_already else new, point)


def _surfacing(planner: Planner, rows: Integers) -> Progress:
    """Lay visits for needs that nobody noticed, as in `_together`: they come up by themselves, later or never.

    Those that never do are laid all the same, after a pause without end: a crisis may reveal them, and where none does
    it is known what work they would have been.
    """
    cohort = planner.cohort
    progress = planner.begin(cohort.ways, rows, noticed=False, further=np.ones(len(rows), dtype=bool))
    after = np.empty(len(rows))
    for way, at, place in progress.by_need():
        after[at] = way.surfaces_after(planner.scenario, place, cohort.waited(progress.child[at]))
    progress = planner.walk_alone(progress.put_off(np.arange(len(rows)), Delay.until_it_comes_up(after)))
    planner.draft.mark("known_with", progress.numbers, progress.first)
    return progress


def _returns(planner: Planner, progress: Progress, need: str, quickest: float) -> None:
    """Lay every return of a need after its support, as long as one could begin before the end.

    `soonest` is when, if nothing but the supports, as quick as they can become, and the times between them took any
    time: then no return is left out that could come.
    """
    terms, children = planner.scenario.needs[need].returns, planner.cohort.children
    if terms is None:
        return
    rows = np.flatnonzero(progress.need == children.need_names.index(need))
    soonest = np.maximum(children.arrival[progress.child[rows]], 0.0)
    for episode in count(1):
        ways = planner.cohort.returns(need, episode)  # of those who come back if there is time for it
        place_of = np.full(len(children), NONE)
        place_of[ways.child] = np.arange(len(ways))
        some = np.flatnonzero((progress.support[rows] != NONE) & (place_of[progress.child[rows]] != NONE))
        rows = rows[some]
        place = place_of[progress.child[rows]]
        delay = ways.each[0].group.days(terms.delay, questions.comes_back_after(need, episode), place)
        soonest = soonest[some] + progress.support_days[rows] / quickest + delay
        back = np.flatnonzero(soonest < planner.scenario.run.end)
        if not len(back):
            return
        after = Delay.until_it_comes_up(delay[back], progress.support[rows[back]])
        again = planner.begin(ways, place[back], noticed=True).put_off(np.arange(len(back)), after)
        again = planner.walk_alone(again)
        planner.draft.mark("arises_with", again.numbers, again.first)
        planner.draft.mark("known_with", again.numbers, again.first)
        planner.draft.mark("support", again.numbers, again.support)
        planner.note_patience(again)
        progress, rows, soonest = again, np.arange(len(back)), soonest[back]


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
    every = [(day, _rules_of(here.organisations[organisation], crisis)) for day, here in cohort.spans]
    return every[0][1], tuple(after for before, after in pairwise(every) if after[1] != before[1])


def _rules_of(features: Organisation, crisis: Crisis | None) -> Rules:
    return Rules(
        urgent_first=features.order in (Order.URGENT_LINE, Order.URGENT_TOTAL),
        by_total_wait=features.order in (Order.TOTAL, Order.URGENT_TOTAL),
        keeps_places_after=features.keeps_places_after,
        growth=crisis.growth if crisis is not None else 0.0,
        crisis_reveals=crisis is not None and crisis.crisis_reveals,
    )
