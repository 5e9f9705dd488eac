"""All tables of a town, what they are filled from, and the log that is read from them at the end."""

import threading
from collections.abc import Mapping
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulate.engine.compiled.codes import NOBODY
from simulate.engine.compiled.layout import children, diary, moments, teams, units, visits
from simulate.engine.compiled.layout.kinds import COUNT, LONG, Table, column
from simulate.engine.compiled.layout.sizes import moments_of
from simulate.engine.rules import lines_of
from simulate.log import Log
from simulate.plan import NONE, Plan

NUMBERS, LINKS, REALS, BOOLEANS, CODES = (np.dtype(kind) for kind in (LONG, COUNT, "f8", np.bool_, np.int8))
_NO_MEMORY = np.empty(0, dtype=np.uint8)
_PIECE = 64  # octets that are read from memory at once
_MOST_KEPT = 2**25  # octets of a table: what a larger one takes is wanted for measuring


class Tables(SimpleNamespace):
    """Some tables by their names: those of a town, the columns of a plan, or those of a log."""


TOWN: dict[str, np.dtype[Any]] = {
    "clock": moments.CLOCK,  # one row
    "rules": teams.RULES,
    "planned": moments.PLANNED,
    "moments": moments.MOMENT,  # in the calendar, in no order
    "calendar": LINKS,  # the first moment of each span of time; NONE without
    "coming": moments.MOMENT,  # the heap of those that come next
    "children": children.CHILD,
    "needs": children.NEED,
    "strains": children.STRAIN,  # of children who may have a crisis
    "crises": children.CRISIS,  # child by child
    "visits": visits.VISIT,
    "parts": visits.PART,  # visit by visit
    "began": NUMBERS,  # of each part, the worker who began it
    "began_at_pace": REALS,  # of each part, where some unit shares time at times only
    "again": visits.AGAIN,  # of each part, where any may stand in line again
    "left_by": NUMBERS,  # of each part that is left behind, the worker who had it last
    "acquaintances": visits.ACQUAINTANCE,  # the first of them belong to the parts with which they were made
    "open_before": visits.OPEN_BEFORE,
    "links": LINKS,  # rows that others are linked to, list by list
    "teams": teams.TEAM,
    "lines": teams.STANDING,  # heaps, one for each team
    "units": units.UNIT,
    "slots": units.SLOT,
    "tree": NUMBERS,  # the tournament of each unit's slots
    "heads": LINKS,  # the first part on each list of cases: of slots, then of units, left behind and then going back
    "terms": units.TERMS,
    "stretches": units.STRETCH,
    "work_clocks": units.WORK_CLOCK,
    "stops": units.STOP,
    "absences": units.ABSENCE,
    "reviews": units.REVIEW,
    "start_ups": teams.START_UP,
    "diary": diary.NOTE,
    "gathered": LINKS,  # parts or visits that are gone through while the list they stand on changes
}
"""What a row is of each table of a town: all children, lines and units at one instant, and what is planned for them."""

_COLUMNS = {
    NUMBERS: "visits.child visits.team visits.start_up visits.after.starts visits.after.values visits.needs.starts "
    "visits.needs.values needs.child needs.arises_with needs.known_with needs.support crises.threshold.starts "
    "crises.visit.values parts.unit parts_of_visit",
    REALS: "visits.pause parts.work needs.crisis_rate needs.patience children.arrival crises.threshold.values",
    BOOLEANS: "visits.acute visits.grows visits.at_start visits.handed_over parts.lengthens needs.real needs.noticed "
    "children.urgent",
}
"""Where in a plan the columns stand from which the longest tables are filled; they are called so, with `_` for dots."""

GIVEN = {name.replace(".", "_"): kind for kind, names in _COLUMNS.items() for name in names.split()}
GIVEN |= {"afters": NUMBERS, "served": NUMBERS}

WRITTEN = dict.fromkeys(("asked", "started", "finished", "left", "ended", "met", "given_up", "crisis_at"), REALS)
WRITTEN |= {"outcome": CODES, "urgent": BOOLEANS, "ending": CODES}
"""The columns of the log that are written when the clock has stopped: a row for each visit, part, need or crisis."""


class Ground(threading.local):
    """Memory on which towns are laid out, one after the other: those of one thread.

    The system clears new memory page by page when it is first written to: a tenth of the engine's time on the base
    case. And a row must begin where a piece of memory does that is read at once, or it lies across one piece more.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Table] = {}

    def table(self, name: str, count: int) -> Table:
        """Give a table of the town with so many rows, in which anything may stand; it lasts until the next is asked."""
        size = count * TOWN[name].itemsize
        memory = self._kept.get(name, _NO_MEMORY)
        if len(memory) < size + _PIECE:
            memory = np.empty(size + _PIECE, dtype=np.uint8)
            if size <= _MOST_KEPT:
                self._kept[name] = memory
        begin = -memory.ctypes.data % _PIECE
        return memory[begin : begin + size].view(TOWN[name])


def town_of(plan: Plan, sizes: Mapping[str, int], ground: Ground) -> Tables:
    """Lay out a plan as tables of these sizes; those of children, needs and visits are filled later from `given_by`."""
    listed = np.flatnonzero(plan.children.listed)
    units_of_plan, (terms, stretches), links = units.units_of(plan), units.terms_of(plan), units.teams_of_units(plan)
    in_teams = [unit for team in lines_of(plan) for unit in team]
    units_of_plan["teams"], units_of_plan["first_team"] = links.counts, len(in_teams) + links.starts[:-1]
    spans = 16 + moments_of(plan) // 8  # so many that there are but a few moments in each
    clock: dict[str, Any] = {
        "end": plan.end,
        "spans_per_day": spans / plan.end,
        "unused": NONE,
        "acquaintances": sizes["parts"],
        "links": len(in_teams) + len(links.values),
        "touched": NONE,
        "has_even_pace": not plan.start_ups and not terms["has_development"].any(),
        "has_extra": bool(terms["has_extra"].any()),
        "shares_at_times": any(map(units.shares_at_times, plan.units)),
        "lines_up": sizes["again"] > 0,
    }
    slots = units.slots_of(plan)
    empty = ("moments", "coming", "children", "needs", "strains", "crises", "visits", "parts", "acquaintances", "lines")
    tables = {name: ground.table(name, sizes[name]) for name in (*empty, "links", "diary", "gathered")}
    tables["links"][: clock["links"]] = [*in_teams, *links.values.tolist()]
    return Tables(
        **tables,
        clock=_one_row(moments.CLOCK, clock),
        rules=teams.rules_of(plan),
        planned=moments.planned_of(plan, listed),
        calendar=np.full(spans + 1, NONE, dtype=LINKS),
        again=np.empty(sizes["again"], dtype=visits.AGAIN),
        began=np.empty(sizes["parts"], dtype=NUMBERS),
        began_at_pace=np.ones(sizes["parts"] if clock["shares_at_times"] else 0),
        left_by=np.empty(sizes["parts"], dtype=NUMBERS),
        open_before=visits.open_before(plan),
        teams=teams.teams_of(plan),
        units=units_of_plan,
        slots=slots,
        tree=np.full(2 * len(slots), NOBODY, dtype=NUMBERS),
        heads=np.full(sizes["heads"], NONE, dtype=LINKS),
        terms=terms,
        stretches=stretches,
        work_clocks=units.work_clocks_of(plan),
        stops=units.stops_of(plan),
        absences=units.absences_of(plan),
        reviews=units.reviews_of(plan),
        start_ups=teams.start_ups_of(plan),
    )


def _one_row(kind: np.dtype[Any], values: dict[str, Any]) -> Table:
    table = np.zeros(1, dtype=kind)
    for name, value in values.items():
        table[name] = value
    return table


def given_by(plan: Plan) -> Tables:
    """Give the columns of a plan, of the types that compiled code reads."""
    names = [name for some in _COLUMNS.values() for name in some.split()]
    columns = {name.replace(".", "_"): attrgetter(name)(plan) for name in names}
    columns["afters"] = np.bincount(
        plan.visits.after.values, minlength=len(plan.visits)
    )  # how many wait for each visit
    columns["served"] = np.bincount(plan.visits.needs.values, minlength=len(plan.needs))  # how many serve each need
    return Tables(**{name: column(columns[name], kind) for name, kind in GIVEN.items()})


def to_write(town: Tables) -> Tables:
    """Give room for the columns of the log."""
    size = {"crisis_at": len(town.crises), "ended": len(town.parts)}
    size |= dict.fromkeys(("met", "given_up", "ending"), len(town.needs))
    return Tables(**{name: np.empty(size.get(name, len(town.visits)), dtype=kind) for name, kind in WRITTEN.items()})


def log_of(plan: Plan, town: Tables, written: Tables) -> Log:
    """Give the log of a town whose clock has stopped, from what is written of it."""
    had_crisis = ~np.isnan(written.crisis_at)
    return Log(
        end=plan.end,
        **{name: getattr(written, name) for name in WRITTEN if name != "crisis_at"},
        worker=town.began,
        crisis_child=plan.crises.threshold.rows[had_crisis],
        crisis_at=written.crisis_at[had_crisis],
        **diary.columns_of(town.diary[: town.clock["notes"][0]]),
    )
