"""The clock, the moments to come, and what is known to happen from the beginning: as rows of tables."""

from typing import Any

import numpy as np

from simulate.engine.compiled import codes
from simulate.engine.compiled.layout.kinds import DAYS, FLAG, LONG, ROW, TICKET_BITS, Table, in_order, record
from simulate.engine.compiled.layout.units import first_terms
from simulate.plan import NONE, REVIEW_EVERY, Plan, PlannedUnit

CLOCK = record(
    now=DAYS,
    end=DAYS,
    spans_per_day="f8",  # of the calendar
    open_span=LONG,  # the moments of this one and all before it are in the heap
    coming=LONG,  # how many moments are in the heap
    unused=LONG,  # the first of the rows of `moments` that are free again; NONE without
    moments=LONG,  # how many rows of `moments`, `acquaintances`, `diary` and `links` have been used
    acquaintances=LONG,
    notes=LONG,
    links=LONG,
    tickets=LONG,  # how many moments have been noted: the next one's ticket
    planned=LONG,  # how many of `planned` have happened
    rules=LONG,  # the row of those that hold
    touched=LONG,  # the first team to be looked at; NONE without
    joint_lines=LONG,  # lines for joint visits in which somebody waits
    calls_soon=FLAG,
    hands_over_soon=FLAG,
    is_full=FLAG,  # some table was too small: nothing of this run counts
    has_even_pace=FLAG,
    has_extra=FLAG,
    shares_at_times=FLAG,  # some unit begins to share time, or no longer does, with later terms
    lines_up=FLAG,  # in some unit cases may stand in line again
)
MOMENT = record(at=DAYS, order=LONG, number=ROW, next=ROW)  # order: what happens, then the ticket
PLANNED = record(at=DAYS, order=LONG, number=LONG, detail=LONG)


def planned_of(plan: Plan, listed: Any) -> Table:
    """List what is known to happen from the beginning, in order; `listed`: on the waiting list.

    The detail is, for a change of terms, the row of these, and for one of rules too; for doors, whether they open;
    for a review, the month.
    """
    parts: list[tuple[Any, ...]] = []

    def happens(days: Any, what: Any, number: Any, detail: Any = NONE) -> None:
        if len(days) > 0:
            order = np.full(len(days), what << TICKET_BITS)
            parts.append(
                (np.asarray(days, dtype=np.float64), order, *(np.full(len(days), i) for i in (number, detail)))
            )

    comes = np.ones(len(plan.children), dtype=np.bool_)
    comes[listed] = False
    arriving, leaving = np.flatnonzero(comes), np.flatnonzero(plan.leaves < plan.end)
    happens([0.0], codes.ON_LIST, NONE)
    happens(plan.children.arrival[arriving], codes.ARRIVE, arriving)
    happens(plan.leaves[leaving], codes.GROW_UP, leaving)
    if any(unit.ever_shares_time for unit in plan.units):
        days = [day for each in plan.start_ups for day in (each.begins, each.until)]
        happens([day for day in days if day >= 0], codes.CLOCKS, NONE)
    happens([day for day, _ in plan.later_rules], codes.CALL_BY, NONE, np.arange(1, 1 + len(plan.later_rules)))
    first_slot = 0
    for number, (unit, terms) in enumerate(zip(plan.units, first_terms(plan.units), strict=True)):
        happens([day for day, _ in unit.later], codes.TERMS, number, terms + np.arange(1, 1 + len(unit.later)))
        doors = [(day, is_open) for span in unit.closed for is_open, day in enumerate(span)]
        happens([day for day, _ in doors], codes.DOORS, number, [is_open for _, is_open in doors])
        _happens_to_posts(unit, first_slot, happens)
        if unit.is_reviewed:
            months = np.arange(int(plan.end / REVIEW_EVERY) + 2)
            happens(months * REVIEW_EVERY, codes.REVIEW, number, months)
        first_slot += unit.slots
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = in_order(columns[0], columns[1])
    order = order[: np.searchsorted(columns[0][order], plan.end)]
    table = np.empty(len(order), dtype=PLANNED)
    for name, values in zip(PLANNED.names or (), columns, strict=True):
        table[name] = values[order]
    return table


def _happens_to_posts(unit: PlannedUnit, first_slot: int, happens: Any) -> None:
    if unit.staff is not None:
        slots, away, back = unit.staff.away.rows, unit.staff.away.values, unit.staff.back.values
        lasts = away != back  # the others are over before they began; see the reference engine
        happens(away[lasts], codes.AWAY, first_slot + slots[lasts])
        happens(back[lasts], codes.BACK, first_slot + slots[lasts])
