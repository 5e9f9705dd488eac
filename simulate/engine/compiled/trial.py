"""A small plan in which every rule has something to do: for the trial of machine code that has just been compiled."""

from dataclasses import replace
from typing import Any

import numpy as np

from simulate.plan import (
    NONE,
    REVIEW_EVERY,
    Children,
    Crises,
    Floats,
    Integers,
    Needs,
    Parts,
    Plan,
    PlannedDevelopment,
    PlannedExtra,
    PlannedStep,
    PlannedUnit,
    Ragged,
    Rules,
    Staff,
    StartUp,
    Terms,
    Visits,
)

_END, _COMERS = 240.0, 60
_OFFICE, _CLINIC, _TOGETHER, _BOARD = 0, 1, 2, 3  # teams
_TEAMS = ((0,), (1,), (0, 1), (2,))
_PART_TYPES = (np.int64, np.int64, np.float64, np.bool_)
_SCHOOL, _HEALTH, _AGAIN, _HIDDEN = 0, 1, 2, 3  # needs

_VISITS: list[dict[str, Any]] = [  # of each child; `after` and `needs` count among its own
    {"team": _OFFICE, "work": [2.0], "pause": 0.0, "needs": [_SCHOOL, _HEALTH]},
    {"team": _TOGETHER, "work": [6.0, 9.0, 7.0], "pause": 1.0, "after": [0], "needs": [_SCHOOL, _HEALTH]}
    | {"handed_over": True},
    {"team": _BOARD, "work": [0.0], "pause": 0.0, "after": [1], "needs": [_SCHOOL]},
    {"team": _OFFICE, "work": [12.0], "pause": 0.0, "after": [2], "needs": [_SCHOOL], "grows": True},
    {"team": _CLINIC, "work": [9.0], "pause": 2.0, "after": [1], "needs": [_HEALTH], "grows": True, "at_start": True},
    {"team": NONE, "work": [3.0], "pause": 15.0, "after": [3], "needs": [_AGAIN]},
    {"team": _OFFICE, "work": [5.0], "pause": 0.0, "after": [4, 5], "needs": [_AGAIN], "grows": True},
    {"team": _OFFICE, "work": [1.0], "pause": 0.0, "acute": True},
    {"team": _CLINIC, "work": [1.0], "pause": 0.0, "acute": True},
    {"team": _CLINIC, "work": [2.0], "pause": np.inf, "needs": [_HIDDEN], "grows": True},
]
_SUPPORT, _RETURN, _ACUTE = {_SCHOOL: 3, _HEALTH: 4, _AGAIN: 6, _HIDDEN: 9}, 5, (7, 8)


def trial_plan() -> Plan:
    """Give the plan: sixty children in an office, a clinic and a board that are too small for them."""
    children = _children()
    visits = _visits(children)
    first = np.arange(_COMERS) * len(_VISITS)
    thresholds, acute = np.tile([0.25, 0.25], _COMERS), (first[:, None] + np.array(_ACUTE)).ravel()
    starts = np.arange(0, 2 * _COMERS + 1, 2)
    return Plan(
        organisation="trial",
        end=_END,
        children=children,
        leaves=np.where(np.arange(_COMERS) % 9 == 4, 90.0 + np.arange(_COMERS), np.inf),
        units=_units(),
        teams=_TEAMS,
        steps=(PlannedStep("talk", "support"),),
        visits=visits,
        parts=_parts(visits.team),
        needs=_needs(first),
        crises=Crises(Ragged(starts, thresholds), Ragged(starts, acute)),
        rules=Rules(keeps_places_after=4.0, growth=0.25, crisis_reveals=True),
        later_rules=((110.0, Rules(urgent_first=False, by_total_wait=True, keeps_places_after=9.0, growth=0.25)),),
        start_ups=(StartUp(0.0, 45.0, 0.8),),
    )


def _children() -> Children:
    number = np.arange(_COMERS)
    arrival = np.where(number < 3, -4.0 + number, (3.7 * number) % 150)
    none = np.full(_COMERS, np.nan)
    needs = np.ones((_COMERS, len(_SUPPORT)), dtype=np.bool_)
    order = np.argsort(arrival, kind="stable")
    return Children(
        stream=np.zeros(_COMERS, dtype=np.int64),
        number=number,
        arrival=arrival[order],
        age=none,
        urgent=number % 7 == 3,
        first_need=np.zeros(_COMERS, dtype=np.int64),
        needs=needs,
        real=needs,
        measured=needs[:, 0],
        listed=number < 3,
        stream_names=("street",),
        need_names=("school", "health", "again", "hidden"),
    )


def _visits(children: Children) -> Visits:
    """Lay out the visits of each child: the first's has begun when the clock starts, the next two's wait in line."""
    each, child = len(_VISITS), np.repeat(np.arange(_COMERS), len(_VISITS))
    place = np.tile(np.arange(each), _COMERS)
    no, never = np.zeros(len(child), dtype=np.bool_), np.full(len(child), np.nan)
    asked, started = never.copy(), never.copy()
    started[0], asked[each], asked[2 * each] = -2.0, -3.0, -2.0
    return Visits(
        child=child,
        step=np.zeros(len(child), dtype=np.int64),
        team=_column("team", np.int64),
        pause=_column("pause", np.float64),
        after=_lists("after", each),
        needs=_lists("needs", len(_SUPPORT)),
        acute=_column("acute", np.bool_),
        grows=_column("grows", np.bool_),
        handed_over=_column("handed_over", np.bool_),
        refused=no,
        start_up=np.where(place < 4, 0, NONE),
        asked_before=asked,
        started_before=started,
        at_start=_column("at_start", np.bool_),
    )


def _parts(team: Integers) -> Parts:
    """Lay out the parts of all visits: some are stays, and some joint ones pass time beside their units' work."""
    rows = []
    for visit, number in enumerate(team.tolist()):
        child, place = divmod(visit, len(_VISITS))
        days = [days * (1 + child % 4 / 8) for days in _VISITS[place]["work"]]
        units = [*(_TEAMS[number] if number != NONE else ()), *([NONE] * len(days))][: len(days)]
        for unit, work in zip(units, days, strict=True):
            rows.append((visit, unit, work, unit in (0, 1) and (child + place) % 5 != 0))
    columns = zip(*rows, strict=True)
    return Parts(*(np.array(column, dtype) for column, dtype in zip(columns, _PART_TYPES, strict=True)))


def _column(name: str, kind: Any) -> Any:
    return np.tile(np.array([visit.get(name, False) for visit in _VISITS], dtype=kind), _COMERS)


def _lists(name: str, step: int) -> Ragged[Integers]:
    lists = [[child * step + each for each in visit.get(name, [])] for child in range(_COMERS) for visit in _VISITS]
    starts = np.cumsum([0, *(len(each) for each in lists)])
    return Ragged(starts, np.array([each for some in lists for each in some], dtype=np.int64))


def _needs(first: Integers) -> Needs:
    kinds = len(_SUPPORT)
    child, kind = np.repeat(np.arange(_COMERS), kinds), np.tile(np.arange(kinds), _COMERS)
    comes_back = np.where(kind == _AGAIN, first[child] + _RETURN, NONE)
    later = {_HEALTH: 1, _AGAIN: _RETURN, _HIDDEN: _SUPPORT[_HIDDEN]}  # the visits with which needs become known
    known_with = [first[one] + later[each] if each in later else NONE for one, each in zip(child, kind, strict=True)]
    patience = 25.0 + 11 * (child % 6)
    return Needs(
        child=child,
        kind=kind,
        episode=(kind == _AGAIN).astype(np.int64),
        real=(child + kind) % 11 != 0,
        noticed=kind != _HIDDEN,
        crisis_rate=np.where(child % 3 == 0, 0.02, 0.004),
        patience=np.where(child % 5 == 1, np.inf, patience),
        promise=np.zeros(len(child)),
        arises_with=comes_back,
        known_with=np.array(known_with),
        support=np.where((child + kind) % 11 != 0, first[child] + np.array([*_SUPPORT.values()])[kind], NONE),
    )


def _units() -> tuple[PlannedUnit, ...]:
    extra = PlannedExtra(workers=2, caseload=2, line_above=5, after=6.0, leave_at=2)
    development = PlannedDevelopment(share=0.2, protected=False, calm_below=3.0, gain=0.3, learns=0.2)
    terms = Terms(2, 4, newcomer=((10.0, 1), (20.0, 2)), handover_days=1.5, development=development, part_post=0.6)
    others = replace(terms, workers=3, caseload=2, newcomer=((15.0, 1),), hands_over_absent=True, extra=extra)
    others = replace(others, lines_up_leavers=True)
    sharing = replace(others, full_pace_up_to=1.2, newcomer_shares=(0.5,))
    office = _unit("office", "social services", terms)
    later = ((80.0, others), (130.0, sharing), (200.0, replace(others, extra=None)))
    shared = replace(terms, caseload=3, full_pace_up_to=1.5, newcomer_shares=(0.25, 0.5), extra=extra)
    clinic = _unit("clinic", "health", replace(shared, lines_up_absent=True, development=None))
    closed = ((60.0, 63.0),)
    nights = tuple((day + 0.5, day + 1.0) for day in range(20, 40))
    return (
        replace(office, later=later, closed=closed, stops=closed, staff=_staff(3, 0.0)),
        replace(clinic, closed=nights, stops=nights, staff=_staff(2, 5.0)),
        PlannedUnit(workers=0, caseload=0, meets_every=7.0, cases=3, name="board", administration="social services"),
    )


def _unit(name: str, administration: str, terms: Terms) -> PlannedUnit:
    return PlannedUnit(**vars(terms), name=name, administration=administration)


def _staff(posts: int, shift: float) -> Staff:
    """Let each worker be away now and then, and leave at some reviews, or where the load is high."""
    away: Floats = np.concatenate([np.arange(6) * 37.0 + 9.0 * post + shift for post in range(posts)])
    starts = np.arange(0, 6 * posts + 1, 6)
    months = int(_END / REVIEW_EVERY) + 2
    leaves_at = np.full((posts, months), np.inf)
    leaves_at[0, 2], leaves_at[-1, 4], leaves_at[0, 5] = 0.0, 1.2, 0.0
    return Staff(Ragged(starts, away), Ragged(starts, away + 8.0), leaves_at, np.full((posts, months), 12.5))
