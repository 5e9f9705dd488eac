"""What the compiled engine works on: a plan, and all that changes while the clock runs, as arrays and nothing else.

A row of `VISIT`, `SLOT` … holds what the reference engine keeps of one visit, slot … in its lists and dictionaries.
Several numbers per row are a pair of arrays, as in `plan.Ragged`: `starts` and the values.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulate.engine.moments import Phase
from simulate.engine.places import NOBODY, VETERAN
from simulate.engine.staff import has_comings_and_goings, is_reviewed
from simulate.log import Log
from simulate.plan import (
    NONE,
    REVIEW_EVERY,
    Children,
    Crises,
    Floats,
    Integers,
    Needs,
    Plan,
    PlannedUnit,
    Ragged,
    Rules,
    Terms,
    Visits,
)

Records = NDArray[Any]


def _record(**fields: str) -> np.dtype[Any]:
    """Describe a row; `align` lets the machine read each field at once."""
    return np.dtype(list(fields.items()), align=True)


CLOCK = _record(
    now="f8",
    end="f8",
    buckets_per_day="f8",
    moments_so_far="i8",  # how many were ever noted: the next one's ticket
    open_bucket="i8",  # up to this one all moments are in the heap
    coming="i8",  # how many stand in the heap of what comes next
    unused="i8",  # the first of the rows of `moments` that are free again; NONE without
    moments="i8",  # how many rows of each of these tables are in use
    touched="i8",
    rows="i8",
    visit_rows="i8",  # the first of them, of visits
    starts="i8",
    ends="i8",
    lefts="i8",
    crises="i8",
    handed="i8",
    staff="i8",
    developed="i8",
    joint_lines="i8",  # lines for joint visits in which somebody waits
    calls_soon="i1",
    hands_over_soon="i1",
    is_full="i1",  # some table was too small; nothing of this run counts
    has_even_pace="i1",
    has_extra="i1",
)
RULES = _record(growth="f8", keeps_after="f8", urgent_first="i1", by_total_wait="i1")
VISIT = _record(  # 64 bytes: what most moments need of a visit is read from memory at once
    pause="f8",  # once it goes on: the day on which …
    duration="f8",  # … so many days of work were left, as in work.Case
    asked="f8",
    ticket="i4",  # of the moment that ends its pause or the visit itself; NONE without
    child="i4",
    team="i4",
    row="i4",  # its first row in `rows`
    place="i4",  # in the heap of its line
    links="i4",  # where these begin in `links`:
    befores="i2",  # so many visits before it,
    afters="i2",  # then so many after it,
    serves="i2",  # then so many needs it serves
    state="i1",
    urgent="i1",  # when it started
    has_left="i1",  # its line, and has not been asked for since
    acute="i1",
    grows="i1",
    stands_still="i1",
    in_work="i1",
    makes_arise="i1",  # some need arises when it is asked for
    makes_known="i1",
    meets_need="i1",
)
ROW = _record(  # a visit in one unit, or, after these, a worker whom a child got to know by a handover
    worker="i4",  # who began it
    has="i4",  # who has it now
    had="i4",  # who had it last, of those left behind
    visit="i4",
    unit="i4",
    list="i4",  # number in `heads` of the list it is on
    next="i4",
    previous="i4",
    known="i4",  # the row of the worker the child had met before, if this one's worker was new
)
CHILD = _record(
    strain="f8",
    strain_rate="f8",
    strain_since="f8",
    ticket="i4",  # of its next crisis
    known="i4",  # the row of the worker it met last
    visits="i4",  # where its visits begin
    needs="i4",
    thresholds="i4",  # where these begin, and the acute visits they bring
    crises="i4",
    levels="i4",  # how many thresholds it has
    units_met="u4",  # a bit for each unit in which it knows somebody; from the 32nd unit on they share bits
    its_visits="i2",  # how many
    its_needs="i2",
    urgent="i1",
    grown_up="i1",
)
NEED = _record(
    rate="f8",
    patience="f8",
    since="f8",
    met_on="f8",
    child="i4",
    arises_with="i4",
    known_with="i4",
    support="i4",
    served_by="i4",  # where the visits that serve it begin in `served_by`
    visits="i2",  # how many they are
    real="i1",
    noticed="i1",
    arisen="i1",
    met="i1",
    known="i1",
    given_up="i1",
)
UNIT = _record(
    met_on="f8",  # the latest meeting
    pace="f8",
    learnt="f8",
    ticket="i8",  # of the next meeting
    free="i8",
    busy="i8",
    waiting="i8",
    offered="i8",
    set_aside="i8",
    terms="i8",
    posts="i8",
    slots="i8",
    first_slot="i8",
    tree="i8",  # where its tree begins
    leaves="i8",  # how many the tree has: slots, rounded up to a power of 2
    left_behind="i8",  # how many cases nobody has
    reviews="i8",  # where its luck at reviews begins in `leaves_at`
    months="i8",
    meets="i1",
    is_open="i1",
    develops="i1",
    sent_for="i1",
    has_staff="i1",
    has_extra="i1",  # at some time
    lists_cases="i1",
)
SLOT = _record(
    worker="i8",
    stretch="i8",
    generation="i8",
    offers="i8",
    filling="i8",  # ticket of the moment at which the vacant post is filled
    growing="i8",  # moments noted before this one no longer let its worker grow
    joined_on="f8",
    spell="i8",  # the first absence that is not over
    unit="i8",
    cases="i8",
    is_away="i1",
    takes="i1",
)
TEAM = _record(
    line="i8", waiting="i8", is_joint="i1", is_touched="i1", in_work="i1", meetings="i1", met="i1", keeps="i1"
)
TERMS = _record(
    workers="i8",
    caseload="i8",
    cases="i8",
    meets_every="f8",  # NaN where it does not meet
    handover_days="f8",
    hands_over_absent="i1",
    has_extra="i1",
    extra_workers="i8",
    extra_caseload="i8",
    line_above="i8",
    leave_at="i8",
    extra_after="f8",
    has_development="i1",
    protected="i1",
    share="f8",
    calm_below="f8",
    gain="f8",
    learns="f8",
)
KNOWN_BEFORE = _record(at="f8", rank="i8", what="i8", number="i8")  # what happens to units, in order
MOMENT = _record(at="f8", ticket="i4", number="i4", next="i4", phase="i1", kind="i1")
COMING = _record(at="f8", rank="i8", number="i4", kind="i4")  # the same, to be sorted: phase and ticket are its rank
PLACE = _record(since="f8", visit="i4", kind="i4")  # in a line; kind: 0 acute and urgent, 1 acute, 2 urgent, 3 neither
START_UP = _record(begins="f8", until="f8", pace="f8")
STAMP = _record(at="f8", visit="i8")
LEFT = _record(visit="i8", asked="f8", at="f8")
CRISIS = _record(child="i8", at="f8")
HANDED = _record(handed_at="f8", handed_visit="i8", handed_unit="i8", given_by="i8", taken_by="i8")
STAFF = _record(staff_at="f8", staff_unit="i8", staff_worker="i8", staff_what="i1")
DEVELOPED = _record(developed_unit="i8", developed_month="i8")


class Given(NamedTuple):
    """The columns of a plan as they stand in it, to fill the tables of a town from."""

    child: Integers
    team: Integers
    step: Integers
    duration: Floats
    pause: Floats
    acute: NDArray[np.bool_]
    grows: NDArray[np.bool_]
    lengthens: NDArray[np.bool_]  # of each step
    before_starts: Integers
    before: Integers
    serves_starts: Integers
    serves: Integers
    need_child: Integers
    real: NDArray[np.bool_]
    noticed: NDArray[np.bool_]
    crisis_rate: Floats
    patience: Floats
    arises_with: Integers
    known_with: Integers
    support: Integers
    child_urgent: NDArray[np.bool_]
    thresholds_starts: Integers


class Town(NamedTuple):
    """All children, lines and units at one instant, and what is planned for them."""

    clock: Records  # (1,)
    rules: Records  # (1,) those that hold
    later_rules: Records  # (changes,)
    visits: Records
    links: NDArray[np.int32]  # see `VISIT`
    rows: Records
    children: Records
    needs: Records
    served_by: NDArray[np.int32]
    given_up_on: Floats  # of each need
    ending: NDArray[np.int8]  # of each need
    units: Records
    slots: Records
    room: Integers  # places that each slot has free; fewer than 0 after a handover
    teams: Records
    terms: Records
    tree: NDArray[np.int32]  # of each unit, the slot with most room below each node; see `UNIT`
    heads: Integers  # the first row in the list of each slot's cases and, after them, each unit's left behind
    lines: Records  # heaps of `PLACE`, one for each team
    coming: Records  # a heap of `COMING`: what comes next
    buckets: NDArray[np.int32]  # the first of the moments of each span of time that is not open yet
    moments: Records  # these moments, each with the next in its bucket
    touched: Integers  # teams
    keepers: Integers  # teams
    kept: Integers  # places of each unit
    absent: Integers  # slots whose absences are looked at together
    spell: Integers  # the next absence of each of them

    arrival: Floats
    listed: Integers  # children who are on the waiting list
    arriving: Integers  # the others in order of arrival
    leaves: Floats
    leaving: Integers  # children in order of growing up
    known_before: Records
    start_up: Integers
    start_ups: Records
    asked_before: Floats
    started_before: Floats
    thresholds: Floats
    acute_visits: Integers
    units_starts: Integers
    units_of: Integers  # of each team
    lines_starts: Integers
    lines_of: Integers  # of each unit
    newcomer_starts: Integers
    newcomer_days: Floats
    newcomer_places: Integers
    spells_starts: Integers
    away: Floats
    back: Floats
    leaves_at: Floats
    vacant_for: Floats

    starts: Records  # which visit started when, as it happened: written on without looking for the visit's place
    ends: Records
    lefts: Records
    asked: Floats  # these of each visit, as in the log
    started: Floats
    finished: Floats
    left: Floats
    outcome: NDArray[np.int8]
    urgent: NDArray[np.bool_]
    crises: Records
    handed: Records
    staff: Records
    developed: Records


def nobodys_plan() -> Plan:
    """Give a plan for no children in no units: enough to compile for."""
    none, never, no = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.bool_)
    no_rows: Ragged[Integers] = Ragged(np.zeros(1, dtype=np.int64), none)
    per_need = np.empty((0, 0), dtype=np.bool_)
    return Plan(
        organisation="nobody",
        end=1.0,
        children=Children(none, none, never, never, no, none, per_need, per_need, no, (), ()),
        leaves=never,
        units=(),
        teams=(),
        steps=(),
        visits=Visits(
            none,
            none,
            none,
            never,
            never,
            no_rows,
            no_rows,
            no,
            no,
            no,
            no,
            start_up=none,
            asked_before=never,
            started_before=never,
        ),
        needs=Needs(none, none, none, no, no, never, never, never, none, none, none),
        crises=Crises(Ragged(np.zeros(1, dtype=np.int64), never), no_rows),
        rules=Rules(),
    )


def columns_of(plan: Plan, room: float) -> tuple[Town, Given]:
    """Lay out a plan as arrays.

    What nobody can count beforehand gets `room` times the rows it usually takes; rows nobody writes take no memory.
    """
    visits, needs, children = plan.visits, plan.needs, plan.children
    slots_before = np.cumsum([0, *(unit.slots for unit in plan.units)])
    sizes = np.array([len(team) for team in plan.teams] + [0], dtype=np.int64)  # NONE finds the 0
    rows = int(sizes[visits.team].sum())
    units = _units(plan, slots_before)
    teams, units_of, lines_of = _teams(plan, units)
    every_terms = [terms for unit in plan.units for _, terms in unit.in_time]
    newcomers = [terms.newcomer for terms in every_terms]
    slots = _slots(plan)
    spells_starts, away, back = _spells(plan)
    slots["spell"] = spells_starts[:-1]
    reviews = [unit.staff for unit in plan.units if unit.staff is not None]
    listed = np.unique(visits.child[~(np.isnan(visits.asked_before) & np.isnan(visits.started_before))])
    arriving = _in_order(children.arrival)
    leaving = np.flatnonzero(plan.leaves < plan.end)
    moments = len(visits) + len(needs) + len(children)
    buckets = 16 + moments // 8  # so many that there are but a few moments in each
    clock = _values(
        CLOCK,
        end=plan.end,
        buckets_per_day=buckets / plan.end,
        unused=NONE,
        rows=rows,
        visit_rows=rows,
        has_even_pace=not plan.start_ups and all(terms.development is None for terms in every_terms),
        has_extra=any(terms.extra is not None for terms in every_terms),
    )

    def table(kind: np.dtype[Any], count: int) -> Records:
        return np.empty(int(room * (count + 1000)) + 1, dtype=kind)

    town = Town(
        clock=np.array([clock], dtype=CLOCK),
        rules=_rules([plan.rules]),
        later_rules=_rules([rules for _, rules in plan.later_rules]),
        visits=_aligned(VISIT, len(visits)),
        links=np.empty(2 * len(visits.after.values) + len(visits.needs.values), dtype=np.int32),
        rows=np.empty(rows + int(room * (rows + 1000)), dtype=ROW),
        children=_aligned(CHILD, len(children)),
        needs=_aligned(NEED, len(needs)),
        served_by=np.empty(len(visits.needs.values), dtype=np.int32),
        given_up_on=np.full(len(needs), np.nan),
        ending=np.empty(len(needs), dtype=np.int8),
        units=units,
        slots=slots,
        room=np.full(len(slots), NOBODY),
        teams=teams,
        terms=np.array([_terms(terms) for terms in every_terms], dtype=TERMS),
        tree=np.full(2 * int(units["leaves"].sum()), NONE, dtype=np.int32),
        heads=np.full(len(slots) + len(units), NONE, dtype=np.int64),
        lines=np.empty(len(visits), dtype=PLACE),
        coming=table(COMING, moments),
        buckets=np.full(buckets + 1, NONE, dtype=np.int32),
        moments=table(MOMENT, moments),
        touched=np.empty(len(plan.teams), dtype=np.int64),
        keepers=np.empty(len(plan.teams), dtype=np.int64),
        kept=np.zeros(len(units), dtype=np.int64),
        absent=np.empty(len(units), dtype=np.int64),
        spell=np.empty(len(units), dtype=np.int64),
        arrival=_column(children.arrival, np.float64),
        listed=listed,
        arriving=arriving[~np.isin(arriving, listed)] if len(listed) else arriving,
        leaves=_column(plan.leaves, np.float64),
        leaving=leaving[_in_order(plan.leaves[leaving])],
        known_before=_known_before(plan, slots_before),
        start_up=_column(visits.start_up, np.int64),
        start_ups=np.array([(each.begins, each.until, each.pace) for each in plan.start_ups], dtype=START_UP),
        asked_before=_column(visits.asked_before, np.float64),
        started_before=_column(visits.started_before, np.float64),
        thresholds=_column(plan.crises.threshold.values, np.float64),
        acute_visits=_column(plan.crises.visit.values, np.int64),
        units_starts=units_of.starts,
        units_of=units_of.values,
        lines_starts=lines_of.starts,
        lines_of=lines_of.values,
        newcomer_starts=_starts(newcomers),
        newcomer_days=np.array([days for each in newcomers for days, _ in each], dtype=np.float64),
        newcomer_places=np.array([places for each in newcomers for _, places in each], dtype=np.int64),
        spells_starts=spells_starts,
        away=away,
        back=back,
        leaves_at=np.concatenate([np.empty(0), *(staff.leaves_at.ravel() for staff in reviews)]),
        vacant_for=np.concatenate([np.empty(0), *(staff.vacant_for.ravel() for staff in reviews)]),
        starts=np.empty(len(visits), dtype=STAMP),
        ends=np.empty(len(visits), dtype=STAMP),
        lefts=table(LEFT, len(visits)),
        **{name: np.empty(len(visits)) for name in ("asked", "started", "finished", "left")},
        outcome=np.empty(len(visits), dtype=np.int8),
        urgent=np.empty(len(visits), dtype=np.bool_),
        crises=table(CRISIS, len(plan.crises.threshold.values)),
        handed=table(HANDED, rows),
        staff=table(STAFF, 4 * len(away) + 10 * len(slots)),
        developed=table(DEVELOPED, int(plan.end / REVIEW_EVERY + 1) * len(units)),
    )
    return town, _given(plan)


def _given(plan: Plan) -> Given:
    visits, needs = plan.visits, plan.needs
    return Given(
        child=_column(visits.child, np.int64),
        team=_column(visits.team, np.int64),
        step=_column(visits.step, np.int64),
        duration=_column(visits.duration, np.float64),
        pause=_column(visits.pause, np.float64),
        acute=_column(visits.acute, np.bool_),
        grows=_column(visits.grows, np.bool_),
        lengthens=np.array([step.lengthens for step in plan.steps], dtype=np.bool_),
        before_starts=_column(visits.after.starts, np.int64),
        before=_column(visits.after.values, np.int64),
        serves_starts=_column(visits.needs.starts, np.int64),
        serves=_column(visits.needs.values, np.int64),
        need_child=_column(needs.child, np.int64),
        real=_column(needs.real, np.bool_),
        noticed=_column(needs.noticed, np.bool_),
        crisis_rate=_column(needs.crisis_rate, np.float64),
        patience=_column(needs.patience, np.float64),
        arises_with=_column(needs.arises_with, np.int64),
        known_with=_column(needs.known_with, np.int64),
        support=_column(needs.support, np.int64),
        child_urgent=_column(plan.children.urgent, np.bool_),
        thresholds_starts=_column(plan.crises.threshold.starts, np.int64),
    )


def _aligned(kind: np.dtype[Any], count: int) -> Records:
    """Make a table whose rows begin where the machine's memory lines do, so that a row of 64 bytes is one of them."""
    raw = np.empty(count * kind.itemsize + 64, dtype=np.uint8)
    begin = -raw.ctypes.data % 64
    return raw[begin : begin + count * kind.itemsize].view(kind)


def _column(values: NDArray[Any], kind: Any) -> NDArray[Any]:
    """Give a column as the compiled engine takes it: of its type, in one piece, and not marked as read-only."""
    return np.require(values, dtype=kind, requirements=["C", "W"])


def _in_order(days: Floats) -> Integers:
    """Give the rows in the order of their days."""
    if (days[1:] >= days[:-1]).all():
        return np.arange(len(days))
    return np.argsort(days, kind="stable")


def _starts(lists: Iterable[Sequence[Any]]) -> Integers:
    return np.cumsum([0, *(len(each) for each in lists)], dtype=np.int64)


def _values(kind: np.dtype[Any], **given: Any) -> tuple[Any, ...]:
    """Give a row of a table; what is not given is 0."""
    return tuple(given.get(name, 0) for name in kind.names or ())


def _rules(every: Sequence[Rules]) -> Records:
    rows = [(each.growth, each.keeps_places_after, each.urgent_first, each.by_total_wait) for each in every]
    return np.array(rows, dtype=RULES)


def _units(plan: Plan, slots_before: Integers) -> Records:
    rows = []
    terms = tree = reviews = 0
    listed = bool(np.isfinite(plan.visits.started_before).any())
    for unit, first_slot in zip(plan.units, slots_before.tolist(), strict=False):
        leaves = 1 << max(unit.slots - 1, 0).bit_length()
        rows.append(
            _values(
                UNIT,
                met_on=np.nan,
                pace=1.0,
                ticket=NONE,
                terms=terms,
                posts=unit.posts,
                slots=unit.slots,
                first_slot=first_slot,
                tree=tree,
                leaves=leaves,
                reviews=reviews,
                months=unit.staff.leaves_at.shape[1] if unit.staff is not None else 0,
                meets=unit.is_meeting,
                is_open=True,
                has_staff=unit.staff is not None,
                has_extra=any(each.extra is not None for _, each in unit.in_time),
                lists_cases=listed or has_comings_and_goings(unit),
            )
        )
        terms += len(unit.in_time)
        tree += 2 * leaves
        reviews += unit.staff.leaves_at.size if unit.staff is not None else 0
    return np.array(rows, dtype=UNIT)


def _terms(terms: Terms) -> tuple[Any, ...]:
    extra, development = terms.extra, terms.development
    given: dict[str, Any] = {
        "workers": terms.workers,
        "caseload": terms.caseload,
        "cases": terms.cases,
        "meets_every": np.nan if terms.meets_every is None else terms.meets_every,
        "handover_days": terms.handover_days,
        "hands_over_absent": terms.hands_over_absent,
    }
    if extra is not None:
        given |= {"has_extra": True, "extra_workers": extra.workers, "extra_caseload": extra.caseload}
        given |= {"line_above": extra.line_above, "leave_at": extra.leave_at, "extra_after": extra.after}
    if development is not None:
        given |= {"has_development": True, "protected": development.protected, "share": development.share}
        given |= {"calm_below": development.calm_below, "gain": development.gain, "learns": development.learns}
    return _values(TERMS, **given)


def _slots(plan: Plan) -> Records:
    rows = [
        _values(
            SLOT,
            worker=slot if slot < unit.workers else NONE,
            stretch=VETERAN,
            filling=NONE,
            joined_on=np.nan,
            unit=number,
            takes=slot < unit.posts,
        )
        for number, unit in enumerate(plan.units)
        for slot in range(unit.slots)
    ]
    return np.array(rows, dtype=SLOT)


def _teams(plan: Plan, units: Records) -> tuple[Records, "Ragged[Integers]", "Ragged[Integers]"]:
    """Give the teams, the units of each, and for each unit the teams it is in."""
    by_team = np.bincount(plan.visits.team[plan.visits.team != NONE], minlength=len(plan.teams))
    line = np.cumsum([0, *by_team])
    comes_and_goes = [has_comings_and_goings(unit) for unit in plan.units]
    rows = [
        _values(
            TEAM,
            line=line[number],
            is_joint=len(team) > 1,
            in_work=any(comes_and_goes[unit] for unit in team),
            meetings=sum(plan.units[unit].is_meeting for unit in team),
        )
        for number, team in enumerate(plan.teams)
    ]
    flat = np.array([unit for team in plan.teams for unit in team], dtype=np.int64)
    units_of: Ragged[Integers] = Ragged(_starts(plan.teams), flat)
    return np.array(rows, dtype=TEAM), units_of, units_of.turned(len(units))


def _spells(plan: Plan) -> tuple[Integers, Floats, Floats]:
    """Give the absences of all slots: where those of each begin, from when and until when; consultants have none."""
    counts: list[Integers] = [np.zeros(1, dtype=np.int64)]
    away, back = [np.empty(0)], [np.empty(0)]
    for unit in plan.units:
        here = np.zeros(unit.slots, dtype=np.int64)
        if unit.staff is not None:
            its = unit.staff.away.counts
            here[: len(its)] = its
            away.append(unit.staff.away.values)
            back.append(unit.staff.back.values)
        counts.append(here)
    return np.cumsum(np.concatenate(counts)), np.concatenate(away), np.concatenate(back)


def _known_before(plan: Plan, slots_before: Integers) -> Records:
    """List what is known to happen to units and rules, by day and phase.

    `what` says more: at a change of terms which (or, for rules, NONE), at doors whether they open, at a review which.
    """
    parts: list[Records] = []

    def happens(days: Any, phase: Phase, number: Any, what: Any) -> None:
        part = np.empty(len(days), dtype=KNOWN_BEFORE)
        part["at"], part["rank"], part["number"], part["what"] = days, phase << 56, number, what
        parts.append(part)

    happens([0.0], Phase.ON_LIST, NONE, NONE)
    happens([day for day, _ in plan.later_rules], Phase.TERMS, np.arange(len(plan.later_rules)), NONE)
    terms = 0
    for number, unit in enumerate(plan.units):
        later = range(terms + 1, terms + 1 + len(unit.later))
        happens([day for day, _ in unit.later], Phase.TERMS, number, list(later))
        terms += 1 + len(unit.later)
        for day, is_open in [(day, is_open) for span in unit.closed for is_open, day in enumerate(span)]:
            happens([day], Phase.DOORS, number, is_open)
        _happens_to_posts(unit, slots_before[number], happens)
        if is_reviewed(unit):
            months = np.arange(int(plan.end / REVIEW_EVERY) + 2)
            happens(months * REVIEW_EVERY, Phase.REVIEW, number, months)
    table = np.concatenate(parts)
    table = table[table["at"] < plan.end]
    return table[np.lexsort((table["rank"], table["at"]))]


def _happens_to_posts(unit: PlannedUnit, first_slot: int, happens: Any) -> None:
    if unit.staff is not None:
        slots, away, back = unit.staff.away.rows, unit.staff.away.values, unit.staff.back.values
        lasts = away != back  # the others are over before they began; see the reference engine
        happens(away[lasts], Phase.AWAY, first_slot + slots[lasts], NONE)
        happens(back[lasts], Phase.BACK, first_slot + slots[lasts], NONE)


def log_of(plan: Plan, town: Town) -> Log:
    """Give the log of a town whose clock has stopped."""
    clock, rows = town.clock[0], town.rows[: int(town.clock["visit_rows"][0])]
    left = _sorted(town.lefts[: clock["lefts"]], "at", "visit")
    crises = _sorted(town.crises[: clock["crises"]], "child", "at")
    tables = (town.handed[: clock["handed"]], town.staff[: clock["staff"]], town.developed[: clock["developed"]])
    return Log(
        end=plan.end,
        asked=town.asked,
        started=town.started,
        finished=town.finished,
        left=town.left,
        outcome=town.outcome,
        urgent=town.urgent,
        worker_visit=rows["visit"].astype(np.int64),
        worker_unit=rows["unit"].astype(np.int64),
        worker=rows["worker"].astype(np.int64),
        left_visit=left["visit"].copy(),
        left_asked=left["asked"].copy(),
        left_at=left["at"].copy(),
        met=town.needs["met_on"].copy(),
        given_up=town.given_up_on,
        ending=town.ending,
        crisis_child=crises["child"].copy(),
        crisis_at=crises["at"].copy(),
        **{
            name: in_order[name].copy()
            for table in tables
            for in_order in [_sorted(table, *(table.dtype.names or ())[:3])]
            for name in table.dtype.names or ()
        },
    )


def _sorted(table: Records, *names: str) -> Records:
    """Sort a table by some of its columns, the first of them most important; else in the order of its rows."""
    return table[np.lexsort([table[name] for name in reversed(names)])]
