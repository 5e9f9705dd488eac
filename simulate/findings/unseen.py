"""Needs that nobody notices at first contact: how they become known, and what work those would be that do not."""

import math
from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted
from simulate.log import Ending
from simulate.plan import Booleans, Floats, Integers, Plan


@dataclass(frozen=True)
class Unseen:
    """The real needs of one kind that the counted children have, returns not included, and how they became known.

    Shares of these needs, NaN where there are none; they add up to 1. Work is that of workers, in days, as planned.
    """

    needs: float  # how many there are
    at_once: float  # noticed at first contact, or what the child comes for
    by_itself: float  # came up by itself
    in_crisis: float  # a crisis made it known before that
    never_noticed: float  # nobody had noticed it when the clock stopped
    too_old: float  # the child had grown too old before anybody did
    work_each: float  # that one never noticed would be, on average; NaN where there is none
    work_per_1000: float  # that those never noticed would be, per 1000 counted children
    screened_out_per_1000: float  # likewise, of needs that would turn out to end without support


def unseen_by_need(counted: Counted) -> dict[str, Unseen]:
    """Tell of each kind of need how those of the counted children became known."""
    plan, log = counted.plan, counted.log
    needs = counted.needs[(plan.needs.episode[counted.needs] == 0) & counted.ordinary[counted.of_need(counted.needs)]]
    kind, real = plan.needs.kind[needs], plan.needs.real[needs]
    ways = how_known(counted, needs)
    known = ways["at_once"] | ways["by_itself"] | ways["in_crisis"]
    too_old = ~known & (log.ending[needs] == Ending.AGED_OUT)
    ways |= {"never_noticed": ~known & ~too_old, "too_old": too_old}
    work, children = np.where(ways["never_noticed"], work_of_needs(plan)[needs], 0.0), int(counted.ordinary.sum())
    found = {}
    for number, name in enumerate(plan.children.need_names):
        mine, others = (kind == number) & real, (kind == number) & ~real
        count, never = int(mine.sum()), int((ways["never_noticed"] & mine).sum())
        found[name] = Unseen(
            needs=float(count),
            **{way: _ratio(float((those & mine).sum()), count) for way, those in ways.items()},
            work_each=_ratio(float(work[mine].sum()), never),
            work_per_1000=_ratio(1000 * float(work[mine].sum()), children),
            screened_out_per_1000=_ratio(1000 * float(work[others].sum()), children),
        )
    return found


def how_known(counted: Counted, needs: Integers) -> dict[str, Booleans]:
    """Tell which of some needs were noticed at once, came up by themselves, or became known in a crisis: (needs,)."""
    plan = counted.plan
    at_once, visit = plan.needs.noticed[needs], plan.needs.known_with[needs]
    asked, in_crisis = counted.asked_with(visit), np.zeros(len(needs), dtype=bool)
    some = np.flatnonzero(~at_once & ~np.isnan(asked))
    comes = np.maximum(plan.children.arrival[plan.needs.child[needs[some]]], 0.0)
    # what comes up by itself is asked for on its day, before any crisis of that day
    in_crisis[some] = asked[some] < comes + plan.visits.pause[visit[some]]
    return {"at_once": at_once, "by_itself": ~at_once & ~np.isnan(asked) & ~in_crisis, "in_crisis": in_crisis}


def work_of_needs(plan: Plan) -> Floats:
    """Add up the days that workers are planned to work at the visits that serve each need: (N,)."""
    parts, serving = plan.parts, plan.visits.needs
    of_visit = np.bincount(parts.visit, parts.work * parts.lengthens, minlength=len(plan.visits))
    return np.bincount(serving.values, of_visit[serving.rows], minlength=len(plan.needs)).astype(np.float64)


def _ratio(part: float, whole: int) -> float:
    return part / whole if whole else math.nan
