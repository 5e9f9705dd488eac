"""What it costs, for each counted child, by who pays and for what.

| kind | what is counted |
|---|---|
| staff | full posts, filled or not (who is missing is covered for) × days of the observed window × their price a year |
| consultants | their days in the observed window × their price a year |
| replacements | workers who resign in the observed window × the price of replacing one |
| meetings | cases that meetings take in the observed window × hours for each × the price of an hour |
| support days | days of supports (placements) of the counted children, within their follow-up × the price of a day |
| crises | crises of the counted children, within their follow-up × their price |

Everything is divided by the number of counted children. The first four are what a unit costs, whoever it helps: also
children of streams that are not measured, or who came before. So the same staff costs exactly the same in every
organisation. A part-time post costs the part of a full one that it is. The unit's administration pays; for a support
without a unit the administration at whose door its need comes in; for a crisis that of the unit of the acute step. What
has no price costs nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulate.findings.comings_and_goings import consultant_days, leavers, post_days
from simulate.findings.counted import Counted
from simulate.plan import Plan
from simulate.scenario.schema.durations import DAYS_PER_YEAR

KINDS = ("staff", "consultants", "replacements", "meetings", "support days", "crises")
"""For what is paid."""
NOBODY = "others"
"""Who pays where no administration can be named."""
ALL = "all"

Costs = dict[tuple[str, str], float]
"""By payer and kind: money per counted child."""


@dataclass(frozen=True)
class Prices:
    """The prices of a scenario, in one currency; whatever is not named is free."""

    currency: str = "SEK"
    worker_year: Mapping[str, float] = field(default_factory=dict)  # by unit
    consultant_year: Mapping[str, float] = field(default_factory=dict)  # by unit
    replacement: Mapping[str, float] = field(default_factory=dict)  # by unit
    meeting_hour: Mapping[str, float] = field(default_factory=dict)  # by meeting
    hours_per_case: Mapping[str, float] = field(default_factory=dict)  # by meeting
    support_day: Mapping[str, float] = field(default_factory=dict)  # by step
    crisis: float = 0.0
    need_administrations: Mapping[str, str] = field(default_factory=dict)  # by need: whose door it has


def costs_per_child(counted: Counted, prices: Prices) -> Costs:
    """Give what each counted child costs, by payer and kind; ALL for the sum over either. NaN if no child counts."""
    parts: dict[tuple[str, str], list[float]] = {}
    for payer, kind, money in [
        *_of_units(counted, prices),
        *_of_supports(counted, prices),
        *_of_crises(counted, prices),
    ]:
        for key in {(payer, kind), (payer, ALL), (ALL, kind), (ALL, ALL)}:
            parts.setdefault(key, []).append(money)
    payers = sorted({payer for payer, _ in parts} | {unit.administration for unit in counted.plan.units} | {ALL})
    children = int(counted.ordinary.sum())
    return {
        (payer, kind): math.fsum(parts.get((payer, kind), [])) / children if children else math.nan
        for payer in payers
        for kind in (*KINDS, ALL)
    }


_Bill = list[tuple[str, str, float]]
"""Payer, kind, money."""


def _of_units(counted: Counted, prices: Prices) -> _Bill:
    """Add up what units cost in the observed window, whoever they help."""
    plan, log, window = counted.plan, counted.log, counted.window
    span = (window.warm_up, window.closes)
    cases = counted.cases_taken(*span)
    left = leavers(plan, log, *span)
    bill: _Bill = []
    for number, unit in enumerate(plan.units):
        if unit.is_meeting:
            hour = prices.meeting_hour.get(unit.name, 0.0) * prices.hours_per_case.get(unit.name, 0.0)
            bill.append((unit.administration, "meetings", int(cases[number]) * hour))
            continue
        year, consultant = prices.worker_year.get(unit.name, 0.0), prices.consultant_year.get(unit.name, 0.0)
        consulted = consultant_days(unit, counted.services[number], *span) if consultant else 0.0
        bill += [
            (unit.administration, "staff", post_days(unit, *span) / DAYS_PER_YEAR * year),
            (unit.administration, "consultants", consulted / DAYS_PER_YEAR * consultant),
            (unit.administration, "replacements", left[number] * prices.replacement.get(unit.name, 0.0)),
        ]
    return bill


def _of_supports(counted: Counted, prices: Prices) -> _Bill:
    """Add up the days of the counted children's supports, within their follow-up."""
    plan, log = counted.plan, counted.log
    by_step = np.array([prices.support_day.get(step.name, 0.0) for step in plan.steps])
    mine = counted.begun[counted.has_role(counted.begun, "support")]
    mine = mine[counted.ordinary[counted.of_visit(mine)]]
    price = by_step[plan.visits.step[mine]]
    visit, price = mine[price > 0], price[price > 0]
    last = np.minimum(counted.lasted_until(visit), counted.until[counted.of_visit(visit)])
    money = price * np.maximum(last - log.started[visit], 0.0)
    payers = [_payer(plan, number, prices) for number in visit.tolist()]
    return [(payer, "support days", each) for payer, each in zip(payers, money.tolist(), strict=True)]


def _payer(plan: Plan, visit: int, prices: Prices) -> str:
    """Name the administration of a visit's (first) unit; without one, of its need's door."""
    team = int(plan.visits.team[visit])
    if team >= 0:
        return plan.units[plan.teams[team][0]].administration
    needs = plan.visits.needs.row(visit)
    if not len(needs):
        return NOBODY
    name = plan.children.need_names[int(plan.needs.kind[needs[0]])]
    return prices.need_administrations.get(name) or NOBODY


def _of_crises(counted: Counted, prices: Prices) -> _Bill:
    """Add up the crises of the counted children, within their follow-up."""
    plan, log = counted.plan, counted.log
    child = counted.place[log.crisis_child]
    counts = child >= 0
    counts[counts] = counted.ordinary[child[counts]] & (log.crisis_at[counts] <= counted.until[child[counts]])
    acute = np.flatnonzero(plan.visits.acute)  # all of one step, and so of one unit
    payer = _payer(plan, int(acute[0]), prices) if len(acute) else NOBODY
    return [(payer, "crises", int(counts.sum()) * prices.crisis)] if counts.any() and prices.crisis else []
