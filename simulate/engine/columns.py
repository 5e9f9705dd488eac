"""From a plan to the tables of the compiled engine, and from these to the log."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulate.engine.memory import Memory
from simulate.engine.moments import State
from simulate.engine.narrow import moments_of, rows_of, spare
from simulate.engine.places import NOBODY
from simulate.engine.tables import (
    CHILD,
    CLOCK,
    COMING,
    DEVELOPED,
    HANDED,
    LEFT,
    MOMENT,
    NEED,
    PLACE,
    ROW,
    RULES,
    STAFF,
    START_UP,
    STRAIN,
    TERMS,
    VISIT,
    Given,
    Records,
    Town,
    starts_of,
    values_of,
)
from simulate.engine.unit_tables import (
    known_before,
    slots_of_plan,
    spells_of_plan,
    teams_of_plan,
    terms_row,
    units_of_plan,
)
from simulate.log import Log
from simulate.plan import NONE, REVIEW_EVERY, Children, Crises, Floats, Integers, Needs, Plan, Ragged, Rules, Visits

FEW = 32
"""So many moments are put in order more quickly one by one than in a heap."""


def nobodys_plan() -> Plan:
    """Give a plan for no children in no units: enough to compile for."""
    none, never, no = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0, dtype=np.bool_)
    no_rows: Ragged[Integers] = Ragged(np.zeros(1, dtype=np.int64), none)
    per_need = np.empty((0, 0), dtype=np.bool_)
    return Plan(
        organisation="nobody",
        end=1.0,
        children=Children(none, none, never, never, no, none, per_need, per_need, no, no, (), ()),
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


def columns_of(plan: Plan, room: float, memory: Memory) -> tuple[Town, Given]:
    """Lay out a plan as arrays; what is to be in the log is not laid out in `memory`.

    What nobody can count beforehand gets `room` times the rows it usually takes; rows nobody writes take no memory, at
    least the first time.
    """
    visits, needs, children = plan.visits, plan.needs, plan.children
    slots_before = np.cumsum([0, *(unit.slots for unit in plan.units)])
    rows = rows_of(plan)
    units = units_of_plan(plan, slots_before)
    teams, units_of, lines_of = teams_of_plan(plan, units)
    every_terms = [terms for unit in plan.units for _, terms in unit.in_time]
    newcomers = [terms.newcomer for terms in every_terms]
    slots = slots_of_plan(plan, slots_before)
    spells_starts, away, back = spells_of_plan(plan)
    slots["spell"] = spells_starts[:-1]
    reviews = [unit.staff for unit in plan.units if unit.staff is not None]
    listed = np.unique(visits.child[visits.open_before])
    arriving = _in_order(children.arrival)
    leaving = np.flatnonzero(plan.leaves < plan.end)
    moments = moments_of(plan)
    buckets = 16 + moments // 8  # so many that there are but a few moments in each
    clock = values_of(
        CLOCK,
        end=plan.end,
        buckets_per_day=buckets / plan.end,
        unused=NONE,
        at_door=NONE,
        rows=rows,
        has_even_pace=not plan.start_ups and all(terms.development is None for terms in every_terms),
        has_extra=any(terms.extra is not None for terms in every_terms),
    )

    def table(kind: np.dtype[Any], count: int) -> Records:
        return memory.table(kind, spare(count, room))

    town = Town(
        clock=np.array([clock], dtype=CLOCK),
        rules=_rules([plan.rules]),
        later_rules=_rules([rules for _, rules in plan.later_rules]),
        visits=memory.table(VISIT, len(visits)),
        state=memory.filled(np.int8, len(visits), State.PENDING),
        links=memory.table(np.int32, 2 * len(visits.after.values) + len(visits.needs.values)),
        rows=memory.table(ROW, rows + spare(rows, room)),
        children=memory.table(CHILD, len(children)),
        strains=memory.table(STRAIN, int(np.count_nonzero(plan.crises.threshold.counts))),
        needs=memory.table(NEED, len(needs)),
        is_met=memory.filled(np.int8, len(needs), 0),
        since=memory.table(np.float64, len(needs)),
        served_by=memory.table(np.int32, len(visits.needs.values)),
        units=units,
        slots=slots,
        room=np.full(len(slots), NOBODY),
        teams=teams,
        terms=np.array([terms_row(terms) for terms in every_terms], dtype=TERMS),
        tree=np.full(int((8 * units["leaves"] + 1).sum()), np.iinfo(np.int64).min),
        heads=np.full(len(slots) + len(units), NONE, dtype=np.int64),
        lines=memory.table(PLACE, len(visits)),
        soon=memory.table(COMING, FEW),
        coming=table(COMING, moments),
        buckets=memory.filled(np.int32, buckets + 1, NONE),
        moments=table(MOMENT, moments),
        touched=np.empty(len(plan.teams), dtype=np.int64),
        keepers=np.empty(len(plan.teams), dtype=np.int64),
        absent=np.empty(len(units), dtype=np.int64),
        spell=np.empty(len(units), dtype=np.int64),
        picked=memory.table(np.int64, max(rows, len(visits.needs.values))),
        arrival=_column(children.arrival, np.float64),
        listed=listed,
        arriving=arriving[~np.isin(arriving, listed)] if len(listed) else arriving,
        leaves=_column(plan.leaves, np.float64),
        leaving=leaving[_in_order(plan.leaves[leaving])],
        known_before=known_before(plan, slots_before),
        start_up=_column(visits.start_up, np.int64),
        start_ups=np.array([(each.begins, each.until, each.pace) for each in plan.start_ups], dtype=START_UP),
        asked_before=_column(visits.asked_before, np.float64),
        started_before=_column(visits.started_before, np.float64),
        rate=_column(needs.crisis_rate, np.float64),
        patience=_column(needs.patience, np.float64),
        thresholds=_column(plan.crises.threshold.values, np.float64),
        acute_visits=_column(plan.crises.visit.values, np.int64),
        units_starts=units_of.starts,
        units_of=units_of.values,
        lines_starts=lines_of.starts,
        lines_of=lines_of.values,
        newcomer_starts=starts_of(newcomers),
        newcomer_days=np.array([days for each in newcomers for days, _ in each], dtype=np.float64),
        newcomer_places=np.array([places for each in newcomers for _, places in each], dtype=np.int64),
        spells_starts=spells_starts,
        away=away,
        back=back,
        leaves_at=np.concatenate([np.empty(0), *(staff.leaves_at.ravel() for staff in reviews)]),
        vacant_for=np.concatenate([np.empty(0), *(staff.vacant_for.ravel() for staff in reviews)]),
        lefts=table(LEFT, len(visits)),
        **{name: np.full(len(visits), np.nan) for name in ("asked", "started", "finished", "left")},
        outcome=np.empty(len(visits), dtype=np.int8),
        urgent=np.empty(len(visits), dtype=np.bool_),
        worker_visit=np.empty(rows, dtype=np.int64),
        worker_unit=np.empty(rows, dtype=np.int64),
        met_on=np.full(len(needs), np.nan),
        given_up_on=np.full(len(needs), np.nan),
        ending=np.empty(len(needs), dtype=np.int8),
        crisis_at=memory.filled(np.float64, len(plan.crises.threshold.values), np.nan),
        handed=table(HANDED, rows),
        staff=table(STAFF, 4 * len(away) + 10 * len(slots)),
        developed=table(DEVELOPED, int(plan.end / REVIEW_EVERY + 1) * len(units)),
    )
    return town, _given(plan, memory)


def _given(plan: Plan, memory: Memory) -> Given:
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
        arises_with=_column(needs.arises_with, np.int64),
        known_with=_column(needs.known_with, np.int64),
        support=_column(needs.support, np.int64),
        child_urgent=_column(plan.children.urgent, np.bool_),
        thresholds_starts=_column(plan.crises.threshold.starts, np.int64),
        afters=memory.filled(np.int32, len(visits), 0),
        served=memory.filled(np.int32, len(needs), 0),
        **{name: memory.filled(np.int8, len(visits), 0) for name in ("makes_arise", "makes_known", "meets_need")},
    )


def _column(values: NDArray[Any], kind: Any) -> NDArray[Any]:
    """Give a column as the compiled engine takes it: of its type, in one piece, and not marked as read-only."""
    return np.require(values, dtype=kind, requirements=["C", "W"])


def _in_order(days: Floats) -> Integers:
    """Give the rows in the order of their days; which of one day are first does not matter."""
    if (days[1:] >= days[:-1]).all():
        return np.arange(len(days))
    return np.argsort(days)


def _rules(every: Sequence[Rules]) -> Records:
    rows = [(each.growth, each.keeps_places_after, each.urgent_first, each.by_total_wait) for each in every]
    return np.array(rows, dtype=RULES)


def log_of(plan: Plan, town: Town) -> Log:
    """Give the log of a town whose clock has stopped."""
    clock, rows = town.clock[0], town.rows[: len(town.worker_visit)]
    left = _sorted(town.lefts[: clock["lefts"]], "at", "visit")
    had_crisis = ~np.isnan(town.crisis_at)
    tables = (town.handed[: clock["handed"]], town.staff[: clock["staff"]], town.developed[: clock["developed"]])
    return Log(
        end=plan.end,
        asked=town.asked,
        started=town.started,
        finished=town.finished,
        left=town.left,
        outcome=town.outcome,
        urgent=town.urgent,
        worker_visit=town.worker_visit,
        worker_unit=town.worker_unit,
        worker=rows["worker"].astype(np.int64),
        left_visit=left["visit"].copy(),
        left_asked=left["asked"].copy(),
        left_at=left["at"].copy(),
        met=town.met_on,
        given_up=town.given_up_on,
        ending=town.ending,
        crisis_child=plan.crises.threshold.rows[had_crisis],
        crisis_at=town.crisis_at[had_crisis],
        **{
            name: in_order[name].copy()
            for table in tables
            for in_order in [_sorted(table, *(table.dtype.names or ())[:3])]
            for name in table.dtype.names or ()
        },
    )


def _sorted(table: Records, *names: str) -> Records:
    """Sort a table by some of its columns, the first of them most important; else in the order of its rows.

    Most are written in the order of time: then only what happened at one instant is sorted.
    """
    first = table[names[0]]
    if (first[1:] < first[:-1]).any():
        return table[_order(table, names)]
    same = np.zeros(len(table) + 1, dtype=np.bool_)  # as the row before
    same[1:-1] = first[1:] == first[:-1]
    together = np.flatnonzero(same[1:] | same[:-1])
    table = table.copy()
    table[together] = table[together][_order(table[together], names)]
    return table


def _order(table: Records, names: Sequence[str]) -> Integers:
    return np.lexsort([table[name] for name in reversed(names)])
