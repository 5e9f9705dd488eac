"""Random staff rules, closed times and dated changes, laid over a random world's units and organisations.

In rounded worlds all of them are in whole days, and work becomes slower by whole factors only.
"""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simulate.plan import Floats, PlannedUnit, Ragged, Staff

Terms = dict[str, Any]  # a scenario, or a part of one, as the file would give it


def whole_days(draw: st.DrawFn, low: int, high: int) -> str:
    return f"{draw(st.integers(low, high))} days"


def _sometimes(draw: st.DrawFn, one_in: int = 2) -> bool:
    return draw(st.integers(1, one_in)) == 1


def staff_rules(draw: st.DrawFn, rounded: bool) -> Terms:
    """Draw what a unit with workers says of its staff: some of the rules, or none."""
    rules: Terms = {}
    if _sometimes(draw):
        spell = draw(st.sampled_from([{"exponential": "6 days"}, "4 days", {"gamma": "8 days", "cv": 0.5}]))
        cases = draw(st.sampled_from(["wait", "are handed over", "wait in line"]))
        rules["absence"] = {"share": draw(st.sampled_from([0.1, 0.3, 0.6])), "spell": spell, "cases": cases}
    if _sometimes(draw):
        rules["turnover"] = draw(st.sampled_from([2.0, 8.0]))
        rules["time_to_fill"] = draw(st.sampled_from(["0 days", "7 days", {"uniform": ["1 day", "40 days"]}]))
        if _sometimes(draw):
            rules["cases_of_leavers"] = "wait in line"
        if _sometimes(draw):
            rules["pressure"] = {"above": draw(st.sampled_from([0.5, 1.0])), "per_tenth": 1.5}
    if _sometimes(draw):
        steps = [(whole_days(draw, 1, 9), draw(st.sampled_from([0.5, 0.7, 1.0]))) for _ in range(2)]
        rules["newcomer"] = [{"lasts": lasts, "caseload": part} for lasts, part in steps]
    if _sometimes(draw):
        rules["handover_days"] = whole_days(draw, 1, 3)
    if _sometimes(draw, 3):
        line = draw(st.integers(0, 4))
        extra = {"workers": draw(st.integers(1, 2)), "line_above": line, "after": whole_days(draw, 0, 9)}
        rules["extra_staff"] = {**extra, "leave_at": draw(st.integers(0, line)), "caseload": draw(st.integers(1, 3))}
    if _sometimes(draw, 3):
        rules["development"] = development(draw, rounded)
    if _sometimes(draw, 3):
        rules["full_pace_up_to"] = draw(st.sampled_from([0.5, 1, 1.5, 3]))
        rules["caseload"] = draw(st.sampled_from([2, 4, 50]))
    return rules


def development(draw: st.DrawFn, rounded: bool) -> Terms:
    """Draw time set aside; in rounded worlds nothing is learnt, or days would not stay whole."""
    return {
        "share": draw(st.sampled_from([0.1, 0.5])),
        "protected": draw(st.booleans()),
        "gain": 0.0 if rounded else draw(st.sampled_from([0.2, 1.0])),
        "half_life": "30 days",
    }


def closed_times(draw: st.DrawFn, unit: Terms, rounded: bool) -> Terms:
    """Draw when a unit calls nobody: in two seasons, out of working hours, or never; and whether work stops then.

    A meeting has no hours: it could fall on a weekend each time, and those who wait for it would be forgotten.
    """
    terms: Terms = {}
    if _sometimes(draw, 3):
        terms["closed"] = [{"from": "01-20", "until": "02-10"}, {"from": "12-22", "until": "01-07"}]
        if "workers" in unit and _sometimes(draw):
            terms["closed"][0]["work_stops"] = True
    if "workers" in unit and _sometimes(draw, 3):
        terms["hours"] = "weekdays" if rounded else draw(st.sampled_from(["weekdays", "weekdays 8-16"]))
        if _sometimes(draw):
            terms["hours"] = {"open": terms["hours"], "work_stops": True}
    return terms


def unit_change(draw: st.DrawFn, unit: Terms, rounded: bool, closes: bool = True) -> Terms:
    """Draw what becomes different in a unit; with `closes` all its posts may go."""
    change = closed_times(draw, unit, rounded)
    if "workers" in unit:
        change |= staff_rules(draw, rounded)
        if _sometimes(draw):
            change["workers"] = draw(st.sampled_from([0, 4, 1.5, 2] if closes else [1, 4, 2.5, 3]))
        if _sometimes(draw):
            change["caseload"] = draw(st.integers(1, 3))
    elif _sometimes(draw):
        change |= {"meets_every": whole_days(draw, 2, 9), "cases": draw(st.integers(1, 3))}
    return change


def start_up(draw: st.DrawFn) -> Terms:
    """Draw the first time of an organisation."""
    return {"length": whole_days(draw, 1, 60), "pace": draw(st.sampled_from([0.5, 1.0]))}


def part_of_features(
    draw: st.DrawFn, every: Terms, units: dict[str, Terms], rounded: bool, closes: bool = True
) -> Terms:
    """Draw some of an organisation's features, `every` being all of a new one, for a phase or a change.

    With `closes` all posts of a unit may go.
    """
    keys = [key for key in every if key != "units" and _sometimes(draw, 3)]
    part = {key: every[key] for key in keys}
    if _sometimes(draw):
        part["start_up"] = start_up(draw)
    if _sometimes(draw, 3):
        part["development"] = development(draw, rounded)
    if _sometimes(draw):
        name = draw(st.sampled_from(list(units)))
        part["units"] = {name: unit_change(draw, units[name], rounded, closes)}
    return part


def stream_change(draw: st.DrawFn, needs: list[str]) -> Terms:
    """Draw what becomes different in a stream."""
    change: Terms = {}
    if _sometimes(draw):
        change["per_day"] = draw(st.sampled_from([0.0, 0.2, 1.5]))
    if _sometimes(draw):
        change["urgent"] = draw(st.sampled_from([0.0, 1.0]))
    if _sometimes(draw):
        first = draw(st.sampled_from(needs))
        others = [need for need in needs if need != first]
        change |= {"first_need": first, "needs": [{"share": 0.5, "with": []}, {"share": 0.5, "with": others}]}
    if _sometimes(draw, 3):
        change["ages"] = [{"share": 1.0, "from": 10, "to": 12}]
    return change


def unit_in_whole_days(unit: PlannedUnit) -> PlannedUnit:
    """Round a unit's comings and goings to whole days; spells that then touch are one."""
    if unit.staff is None:
        return unit
    spells = [_joined(away, back) for away, back in zip(unit.staff.away.lists(), unit.staff.back.lists(), strict=True)]
    starts = np.cumsum([0, *(len(some) for some in spells)])
    away, back = (np.array([spell[end] for some in spells for spell in some], dtype=float) for end in (0, 1))
    vacant: Floats = np.round(unit.staff.vacant_for)
    return replace(unit, staff=Staff(Ragged(starts, away), Ragged(starts, back), unit.staff.leaves_at, vacant))


def _joined(away: list[float], back: list[float]) -> list[tuple[float, float]]:
    joined: list[tuple[float, float]] = []
    for begins, ends in zip(np.floor(away).tolist(), np.ceil(back).tolist(), strict=True):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    assert all(first[1] < second[0] for first, second in pairwise(joined))
    return joined
