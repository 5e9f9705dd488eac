"""How those stand who have not got what they wait for, when the follow-up of each ends."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from simulate.findings.counted import Counted, tally
from simulate.findings.waits import WAITS, Waits
from simulate.plan import Booleans, Floats, Integers


class End(IntEnum):
    """How a need, or a child with its wait, stands when the child's follow-up ends."""

    REACHED = 0
    WAITING = 1  # something more is under way: in a line, in a step, being handed over
    GAVE_UP = 2
    TOO_OLD = 3
    NEVER_NOTICED = 4  # nobody knows of it yet
    IN_PART = 5  # of full support: some support has begun, and nothing more is under way


WITHOUT = tuple(end for end in End if end is not End.REACHED)
"""The ends of those who have not got it, in the order of `Ends`."""

WORDS = {end: end.name.lower() for end in End}


@dataclass(frozen=True)
class Ends:
    """The shares of a group's children by how they stand, of those who have not got what they wait for."""

    waiting: float
    gave_up: float
    too_old: float
    never_noticed: float
    in_part: float

    @property
    def without(self) -> float:
        """The share who have not got it, for whatever reason."""
        return self.waiting + self.gave_up + self.too_old + self.never_noticed + self.in_part


def ends_of(counted: Counted, waits: Waits) -> dict[str, Integers]:
    """Say how each counted child stands with each of its waits when its own follow-up ends: (n,) of `End`.

    That is when the days have passed for which things are counted, or when the clock stops before. These ends exclude
    one another and everybody is seen until then, so that counting them is the cumulative incidence of each (what the
    estimator of Aalen and Johansen 1978, Scand. J. Stat. 5:141, gives where nobody is lost from sight before).

    A child is waiting if something more is under way for any unmet need. Else it has its support in part, if some has
    begun; else it gave up, if it gave up any need; else it grew too old for one; else nobody has noticed any. For
    first contact all its needs count, for support those that end in support; children who have none are `REACHED`.
    """
    needs = counted.needs[counted.plan.needs.episode[counted.needs] == 0]
    ends, child, real = _ends_of_needs(counted, needs), counted.of_need(needs), counted.plan.needs.real[needs]
    seen = counted.until - counted.arrival
    found = {}
    for wait in WAITS:
        counts = real if wait != "first_contact" else np.ones(len(needs), dtype=bool)

        def any_that(end: End, counts: Booleans = counts) -> Booleans:
            return tally(child[counts & (ends == end)], len(counted)) > 0

        days: Floats = getattr(waits, wait)
        some = wait == "full_support"
        cases = {
            End.REACHED: (days <= seen) | ~(counted.has_real | (wait == "first_contact")),
            End.WAITING: any_that(End.WAITING),
            End.IN_PART: (waits.first_support <= seen) & some,
            End.GAVE_UP: any_that(End.GAVE_UP),
            End.TOO_OLD: any_that(End.TOO_OLD),
            End.NEVER_NOTICED: any_that(End.NEVER_NOTICED),
        }
        found[wait] = np.select(list(cases.values()), [int(end) for end in cases], int(End.WAITING))
    return found


def shares_of_ends(ends: Integers, members: Booleans) -> Ends:
    """Give the shares of some children (n,) by how they stand (n,); NaN where there are none."""
    inside = ends[members]
    counts = np.bincount(inside, minlength=len(End))
    return Ends(*(int(counts[end]) / len(inside) if len(inside) else float("nan") for end in WITHOUT))


def _ends_of_needs(counted: Counted, needs: Integers) -> Integers:
    """Say how each of some needs stands when the follow-up of its child ends: (needs,) of `End`.

    A need is given up at most once, and taken up again by the child's next crisis.
    """
    plan, log = counted.plan, counted.log
    until, leaves = counted.until[counted.of_need(needs)], plan.leaves[plan.needs.child[needs]]
    known_with = plan.needs.known_with[needs]
    known = np.where(known_with >= 0, counted.asked_with(known_with) <= until, plan.needs.noticed[needs])
    # comparisons with NaN, for what has not happened, are False
    given_up = (log.given_up[needs] <= until) & ~_taken_up_again(counted, needs, until)
    cases = {
        End.REACHED: log.met[needs] <= until,
        End.GAVE_UP: given_up,
        End.TOO_OLD: (leaves <= until) & (leaves < log.end),
        End.NEVER_NOTICED: ~known,
    }
    return np.select(list(cases.values()), [int(end) for end in cases], int(End.WAITING))


def _taken_up_again(counted: Counted, needs: Integers, until: Floats) -> Booleans:
    """Tell which of some needs that were given up a crisis brought back until a day: (needs,)."""
    log, child = counted.log, counted.plan.needs.child[needs]
    since = np.where(np.isnan(log.given_up[needs]), until, log.given_up[needs])
    # the crises stand in order of child and then time: children end to end on one line of time
    span = log.end + 1.0
    line = log.crisis_child * span + log.crisis_at
    before, after = (np.searchsorted(line, child * span + day, side="right") for day in (since, until))
    return np.asarray(after > before)
