"""How many children the workers of each unit have, month after month."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted
from simulate.findings.presence import Presence, takes_time
from simulate.findings.work import held_places
from simulate.plan import REVIEW_EVERY, Floats, PlannedUnit


@dataclass(frozen=True)
class Caseload:
    """The children of one unit and its workers who are there, on average in each month: (months,) each."""

    children: Floats  # who are worked with; where time is not shared also those on stays
    workers: Floats  # there, consultants too; a part-time worker is the part it is
    full_pace_up_to: Floats  # children that a full worker can have at full pace; NaN where time is not shared
    edges: Floats  # (months + 1,) the days on which the months begin and end

    @property
    def shares_time(self) -> bool:
        """Whether workers share their time among their children in any month."""
        return bool(np.isfinite(self.full_pace_up_to).any())

    def between(self, opens: float, closes: float) -> tuple[float, float]:
        """Average the children and the workers over the months between two days, of a month the part that is."""
        days = np.maximum(np.minimum(self.edges[1:], closes) - np.maximum(self.edges[:-1], opens), 0.0)
        children, workers = (float((each * days).sum() / days.sum()) for each in (self.children, self.workers))
        return children, workers


def months(end: float) -> Floats:
    """Give the days on which months begin and end from 0 on; the last of them is cut at the end."""
    return np.append(np.arange(0.0, end, REVIEW_EVERY), end)


def caseloads(counted: Counted, staff: Mapping[int, Presence]) -> dict[str, Caseload]:
    """Average the children and the workers of units with some staff over each month from the start to the end."""
    units, edges = counted.plan.units, months(counted.log.end)
    part, begin, until = held_places(counted, takes_time(counted))
    unit, lasts, found = counted.plan.parts.unit[part], np.diff(edges), {}
    for number, here in staff.items():
        mine = np.flatnonzero(unit == number)
        children = days_by_month(begin[mine], until[mine], np.ones(len(mine)), edges)
        workers = days_by_month(here.there.begin, here.there.until, here.there.post, edges)
        found[units[number].name] = Caseload(children / lasts, workers / lasts, _full_pace(units[number], edges), edges)
    return found


def days_by_month(begin: Floats, until: Floats, weights: Floats, edges: Floats) -> Floats:
    """Add up the days of some intervals (R,), each times its weight, in the `months` between edges: (edges − 1,)."""

    def days_since(moments: Floats) -> Floats:
        """Add up the days from some moments until each edge: (edges,)."""
        after = np.ceil(moments / REVIEW_EVERY).astype(np.int64)  # the first edge that is not before it
        count = np.cumsum(np.bincount(after, weights=weights, minlength=len(edges) + 1)[: len(edges)])
        days = np.cumsum(np.bincount(after, weights=weights * moments, minlength=len(edges) + 1)[: len(edges)])
        return np.asarray(count * edges - days)

    stays = days_since(np.clip(begin, edges[0], edges[-1])) - days_since(np.clip(until, edges[0], edges[-1]))
    return np.maximum(np.round(np.diff(stays), 9), 0.0)


def _full_pace(unit: PlannedUnit, edges: Floats) -> Floats:
    """Give how many children a full worker can have at full pace in the middle of each month: (months,)."""
    spans, middles = unit.in_time, (edges[1:] + edges[:-1]) / 2
    holds = np.searchsorted([day for day, _ in spans], middles, side="right") - 1
    of_terms = [np.nan if terms.full_pace_up_to is None else terms.full_pace_up_to for _, terms in spans]
    return np.array(of_terms)[holds]
