"""All tables of a town, what they are filled from, and the log that is read from them at the end."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulate.engine.compiled.codes import NOBODY
from simulate.engine.compiled.layout import children, diary, moments, teams, units, visits
from simulate.engine.compiled.layout.kinds import COUNT, LONG, Table, column
from simulate.engine.compiled.layout.sizes import moments_of
from simulate.log import Log
from simulate.plan import NONE, Plan

NUMBERS, LINKS, REALS, BOOLEANS, CODES = (np.dtype(kind) for kind in (LONG, COUNT, "f8", np.bool_, np.int8))


class Town(NamedTuple):
    """All children, lines and units at one instant, and what is planned for them."""

    clock: Table  # one row
    rules: Table
    planned: Table
    moments: Table  # in the calendar, in no order
    calendar: Table  # the first moment of each span of time; NONE without
    coming: Table  # the heap of those that come next
    children: Table
    needs: Table
    strains: Table  # of children who may have a crisis
    crises: Table  # child by child
    visits: Table
    parts: Table  # visit by visit
    began: Table  # of each part, the worker who began it
    left_by: Table  # of each part that is left behind, the worker who had it last
    acquaintances: Table  # the first of them belong to the parts with which they were made
    open_before: Table
    links: Table  # rows that others are linked to, list by list
    teams: Table
    lines: Table  # heaps of STANDING, one for each team
    units: Table
    slots: Table
    tree: Table  # the tournament of each unit's slots
    heads: Table  # the first part on each list of cases: those of slots, then those left behind of units
    terms: Table
    stretches: Table
    absences: Table
    reviews: Table
    start_ups: Table
    diary: Table
    gathered: Table  # parts or visits that are gone through while the list they stand on changes


class Given(NamedTuple):
    """The columns of a plan from which the longest tables are filled."""

    child: Table
    team: Table
    duration: Table
    pause: Table
    start_up: Table
    acute: Table
    grows: Table
    lengthens: Table
    afters: Table  # how many visits wait for each
    before_starts: Table
    before: Table
    serves_starts: Table
    serves: Table
    served: Table  # how many visits serve each need
    need_child: Table
    arises_with: Table
    known_with: Table
    support: Table
    crisis_rate: Table
    patience: Table
    real: Table
    noticed: Table
    arrival: Table
    urgent: Table
    threshold_starts: Table
    threshold: Table
    acute_visit: Table


class Written(NamedTuple):
    """The columns of the log that have a row for each visit, part, need or crisis."""

    asked: Table
    started: Table
    finished: Table
    left: Table
    outcome: Table
    urgent: Table
    worker_visit: Table
    worker_unit: Table
    met: Table
    given_up: Table
    ending: Table
    crisis_at: Table


TABLES: dict[str, np.dtype[Any]] = {
    "clock": moments.CLOCK,
    "rules": teams.RULES,
    "planned": moments.PLANNED,
    "moments": moments.MOMENT,
    "calendar": LINKS,
    "coming": moments.MOMENT,
    "children": children.CHILD,
    "needs": children.NEED,
    "strains": children.STRAIN,
    "crises": children.CRISIS,
    "visits": visits.VISIT,
    "parts": visits.PART,
    "began": NUMBERS,
    "left_by": NUMBERS,
    "acquaintances": visits.ACQUAINTANCE,
    "open_before": visits.OPEN_BEFORE,
    "links": LINKS,
    "teams": teams.TEAM,
    "lines": teams.STANDING,
    "units": units.UNIT,
    "slots": units.SLOT,
    "tree": NUMBERS,
    "heads": LINKS,
    "terms": units.TERMS,
    "stretches": units.STRETCH,
    "absences": units.ABSENCE,
    "reviews": units.REVIEW,
    "start_ups": teams.START_UP,
    "diary": diary.NOTE,
    "gathered": LINKS,
}
"""What one row of each table of a `Town` is."""

_WHOLE = [
    *("child", "team", "start_up", "afters", "before_starts", "before", "serves_starts", "serves", "served"),
    *("need_child", "arises_with", "known_with", "support", "threshold_starts", "acute_visit"),
]
_YES_OR_NO = ("acute", "grows", "lengthens", "real", "noticed", "urgent")
GIVEN = {name: NUMBERS if name in _WHOLE else BOOLEANS if name in _YES_OR_NO else REALS for name in Given._fields}
WRITTEN = {name: REALS for name in Written._fields} | {
    "outcome": CODES,
    "urgent": BOOLEANS,
    **dict.fromkeys(("worker_visit", "worker_unit"), NUMBERS),
    "ending": CODES,
}


def town_of(plan: Plan, sizes: Mapping[str, int]) -> Town:
    """Lay out a plan as tables of these sizes; those of children, needs and visits are filled later from `given_by`."""
    listed = np.unique(plan.visits.child[plan.visits.open_before])
    units_of_plan, (terms, stretches), links = units.units_of(plan), units.terms_of(plan), _first_links(plan)
    units_of_plan["teams"], units_of_plan["first_team"] = links.teams, links.first_team
    spans = 16 + moments_of(plan) // 8  # so many that there are but a few moments in each
    clock = {
        "end": plan.end,
        "spans_per_day": spans / plan.end,
        "unused": NONE,
        "acquaintances": sizes["parts"],
        "links": len(links.links),
        "touched": NONE,
        "keepers": NONE,
        "has_even_pace": not plan.start_ups and not terms["has_development"].any(),
        "has_extra": bool(terms["has_extra"].any()),
    }
    slots = units.slots_of(plan)
    empty = ("moments", "coming", "children", "needs", "strains", "crises", "visits", "parts", "acquaintances", "lines")
    tables = {name: np.empty(sizes[name], dtype=TABLES[name]) for name in (*empty, "links", "diary", "gathered")}
    tables["links"][: len(links.links)] = links.links
    return Town(
        **tables,
        clock=_one_row(moments.CLOCK, clock),
        rules=teams.rules_of(plan),
        planned=moments.planned_of(plan, listed),
        calendar=np.full(spans + 1, NONE, dtype=LINKS),
        began=np.empty(sizes["parts"], dtype=NUMBERS),
        left_by=np.empty(sizes["parts"], dtype=NUMBERS),
        open_before=visits.open_before(plan),
        teams=teams.teams_of(plan),
        units=units_of_plan,
        slots=slots,
        tree=np.full(2 * len(slots), NOBODY, dtype=NUMBERS),
        heads=np.full(sizes["heads"], NONE, dtype=LINKS),
        terms=terms,
        stretches=stretches,
        absences=units.absences_of(plan),
        reviews=units.reviews_of(plan),
        start_ups=teams.start_ups_of(plan),
    )


class _FirstLinks(NamedTuple):
    """The units of teams and then the teams of units, as they begin `links`."""

    links: Table
    teams: Table
    first_team: Table


def _first_links(plan: Plan) -> _FirstLinks:
    units_of_teams = [unit for team in plan.teams for unit in team]
    teams_of_units = units.teams_of_units(plan)
    links = np.array([*units_of_teams, *teams_of_units.values.tolist()], dtype=LINKS)
    return _FirstLinks(links, teams_of_units.counts, len(units_of_teams) + teams_of_units.starts[:-1])


def _one_row(kind: np.dtype[Any], values: dict[str, Any]) -> Table:
    table = np.zeros(1, dtype=kind)
    for name, value in values.items():
        table[name] = value
    return table


def given_by(plan: Plan) -> Given:
    """Give the columns of a plan, of the types that compiled code reads."""
    visits_, needs = plan.visits, plan.needs
    lengthens = np.array([step.lengthens for step in plan.steps], dtype=np.bool_)
    columns = {
        **{name: getattr(visits_, name) for name in ("child", "team", "duration", "pause", "start_up")},
        **{name: getattr(visits_, name) for name in ("acute", "grows")},
        "lengthens": lengthens[visits_.step],
        "afters": np.bincount(visits_.after.values, minlength=len(visits_)),
        "before_starts": visits_.after.starts,
        "before": visits_.after.values,
        "serves_starts": visits_.needs.starts,
        "serves": visits_.needs.values,
        "served": np.bincount(visits_.needs.values, minlength=len(needs)),
        "need_child": needs.child,
        **{name: getattr(needs, name) for name in ("arises_with", "known_with", "support", "crisis_rate", "patience")},
        **{name: getattr(needs, name) for name in ("real", "noticed")},
        "arrival": plan.children.arrival,
        "urgent": plan.children.urgent,
        "threshold_starts": plan.crises.threshold.starts,
        "threshold": plan.crises.threshold.values,
        "acute_visit": plan.crises.visit.values,
    }
    return Given(**{name: column(columns[name], GIVEN[name]) for name in Given._fields})


def to_write(town: Town) -> Written:
    """Give room for the columns of the log."""
    size = {"crisis_at": len(town.crises)} | dict.fromkeys(("worker_visit", "worker_unit"), len(town.parts))
    size |= dict.fromkeys(("met", "given_up", "ending"), len(town.needs))
    return Written(**{name: np.empty(size.get(name, len(town.visits)), dtype=WRITTEN[name]) for name in WRITTEN})


def log_of(plan: Plan, town: Town, written: Written) -> Log:
    """Give the log of a town whose clock has stopped, from what is written of it."""
    had_crisis = ~np.isnan(written.crisis_at)
    return Log(
        end=plan.end,
        **{name: getattr(written, name) for name in Written._fields if name != "crisis_at"},
        worker=town.began,
        crisis_child=plan.crises.threshold.rows[had_crisis],
        crisis_at=written.crisis_at[had_crisis],
        **diary.columns_of(town.diary[: town.clock["notes"][0]]),
    )
