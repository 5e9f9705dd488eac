"""The tables of units, posts and teams in the compiled engine, and what is known to happen to them."""

from typing import Any

import numpy as np

from simulate.engine.moments import Phase
from simulate.engine.places import VETERAN
from simulate.engine.staff import has_comings_and_goings, is_reviewed
from simulate.engine.tables import KNOWN_BEFORE, SLOT, TEAM, TERMS, UNIT, Records, starts_of, values_of
from simulate.plan import NONE, REVIEW_EVERY, Floats, Integers, Plan, PlannedUnit, Ragged, Terms


def units_of_plan(plan: Plan, slots_before: Integers) -> Records:
    """Give the table of units; `slots_before` tells where the slots of each begin."""
    rows = []
    terms = tree = reviews = 0
    listed = bool(np.isfinite(plan.visits.started_before).any())
    for unit, first_slot in zip(plan.units, slots_before.tolist(), strict=False):
        leaves, count = 0, 1  # a tree with eight nodes below each that is no slot's
        while count < unit.slots:
            leaves, count = leaves + count, 8 * count
        rows.append(
            values_of(
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
        tree += leaves + count
        reviews += unit.staff.leaves_at.size if unit.staff is not None else 0
    return np.array(rows, dtype=UNIT)


def terms_row(terms: Terms) -> tuple[Any, ...]:
    """Give the row of some terms."""
    extra, development = terms.extra, terms.development
    given: dict[str, Any] = {
        "workers": terms.workers,
        "caseload": terms.caseload,
        "part_places": terms.places_in(len(terms.newcomer), terms.workers - 1),
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
    return values_of(TERMS, **given)


def slots_of_plan(plan: Plan, slots_before: Integers) -> Records:
    """Give the table of slots, unit by unit; see `units_of_plan`."""
    unit = np.repeat(np.arange(len(plan.units)), np.diff(slots_before))
    slot = np.arange(len(unit)) - slots_before[unit]
    workers = np.array([each.workers for each in plan.units], dtype=np.int64)
    posts = np.array([each.posts for each in plan.units], dtype=np.int64)
    table = np.zeros(len(unit), dtype=SLOT)
    table["unit"] = unit
    table["worker"] = np.where(slot < workers[unit], slot, NONE)
    table["takes"] = slot < posts[unit]
    table["stretch"], table["filling"], table["joined_on"] = VETERAN, NONE, np.nan
    return table


def teams_of_plan(plan: Plan, units: Records) -> tuple[Records, "Ragged[Integers]", "Ragged[Integers]"]:
    """Give the teams, the units of each, and for each unit the teams it is in."""
    by_team = np.bincount(plan.visits.team + 1, minlength=len(plan.teams) + 1)[1:]  # NONE + 1 is the first
    line = np.cumsum([0, *by_team])
    comes_and_goes = [has_comings_and_goings(unit) for unit in plan.units]
    rows = [
        values_of(
            TEAM,
            line=line[number],
            is_joint=len(team) > 1,
            in_work=any(comes_and_goes[unit] for unit in team),
            meetings=sum(plan.units[unit].is_meeting for unit in team),
        )
        for number, team in enumerate(plan.teams)
    ]
    flat = np.array([unit for team in plan.teams for unit in team], dtype=np.int64)
    units_of: Ragged[Integers] = Ragged(starts_of(plan.teams), flat)
    return np.array(rows, dtype=TEAM), units_of, units_of.turned(len(units))


def spells_of_plan(plan: Plan) -> tuple[Integers, Floats, Floats]:
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


def known_before(plan: Plan, slots_before: Integers) -> Records:
    """List what is known to happen to units and rules, by day and phase.

    `what` says more: at a change of terms which (or, for rules, NONE), at doors whether they open, at a review which.
    """
    parts: list[tuple[Any, ...]] = []

    def happens(days: Any, phase: Phase, number: Any, what: Any) -> None:
        if len(days) > 0:
            parts.append((days, *(np.full(len(days), each) for each in (phase << 56, number, what))))

    happens([0.0], Phase.ON_LIST, NONE, NONE)
    happens([day for day, _ in plan.later_rules], Phase.TERMS, np.arange(len(plan.later_rules)), NONE)
    terms = 0
    for number, unit in enumerate(plan.units):
        later = np.arange(terms + 1, terms + 1 + len(unit.later))
        happens([day for day, _ in unit.later], Phase.TERMS, number, later)
        terms += 1 + len(unit.later)
        doors = [(day, is_open) for span in unit.closed for is_open, day in enumerate(span)]
        happens([day for day, _ in doors], Phase.DOORS, number, [is_open for _, is_open in doors])
        _happens_to_posts(unit, slots_before[number], happens)
        if is_reviewed(unit):
            months = np.arange(int(plan.end / REVIEW_EVERY) + 2)
            happens(months * REVIEW_EVERY, Phase.REVIEW, number, months)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    order = order[: np.searchsorted(columns[0][order], plan.end)]
    table = np.empty(len(order), dtype=KNOWN_BEFORE)
    for name, column in zip(("at", "rank", "number", "what"), columns, strict=True):
        table[name] = column[order]
    return table


def _happens_to_posts(unit: PlannedUnit, first_slot: int, happens: Any) -> None:
    if unit.staff is not None:
        slots, away, back = unit.staff.away.rows, unit.staff.away.values, unit.staff.back.values
        lasts = away != back  # the others are over before they began; see the reference engine
        happens(away[lasts], Phase.AWAY, first_slot + slots[lasts], NONE)
        happens(back[lasts], Phase.BACK, first_slot + slots[lasts], NONE)
