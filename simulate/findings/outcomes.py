"""What becomes of the counted children and their needs."""

from dataclasses import dataclass

import numpy as np

from simulate.findings.counted import Counted, sums, tally
from simulate.findings.survival import curves_of_members
from simulate.findings.waits import Waits
from simulate.log import Ending
from simulate.plan import Booleans, Floats, Integers
from simulate.scenario.schema.durations import DAYS_PER_YEAR

OUTCOMES = ("supported", "partly supported", "no support needed", "gave up", "aged out", "never noticed", "waiting")


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of n counted children: (n,) each. Needs are the real ones, returns not included."""

    crises: Floats  # while things are counted
    returns: Floats  # asked for while things are counted
    need_days: Floats  # days of unmet real need while things are counted, all needs and returns added
    real_needs: Floats
    met: Floats  # needs, when the clock stopped
    given_up: Floats
    aged_out: Floats
    never_noticed: Floats


def measure_outcomes(counted: Counted) -> Outcomes:
    """Find what became of every counted child."""
    plan, log = counted.plan, counted.log
    needs = counted.first_needs
    child, ending = counted.of_need(needs), log.ending[needs]
    known = plan.needs.noticed[needs] | ~np.isnan(counted.asked_with(plan.needs.known_with[needs]))
    crisis_place = counted.place[log.crisis_child]
    while_counted = crisis_place >= 0
    while_counted[while_counted] = log.crisis_at[while_counted] <= counted.until[crisis_place[while_counted]]
    return Outcomes(
        crises=tally(crisis_place[while_counted], len(counted)),
        returns=_returns(counted),
        need_days=_need_days(counted),
        real_needs=tally(child, len(counted)),
        met=tally(child[(ending == Ending.MET) | ~np.isnan(log.met[needs])], len(counted)),
        given_up=tally(child[ending == Ending.GIVEN_UP], len(counted)),
        aged_out=tally(child[ending == Ending.AGED_OUT], len(counted)),
        never_noticed=tally(child[(ending == Ending.UNMET) & ~known], len(counted)),
    )


def outcome_of(counted: Counted, outcomes: Outcomes, waits: Waits) -> Integers:
    """Say how each child stood when the clock stopped: (n,) numbers in OUTCOMES.

    A child none of whose needs was met is waiting if any need that is known waits; else it gave up, if it gave up any;
    else it grew too old, if it did for any; else nobody noticed any.
    """
    ended = outcomes.given_up + outcomes.aged_out
    cases = {
        "no support needed": ~counted.has_real,
        "supported": np.isfinite(waits.full_support),
        "partly supported": outcomes.met > 0,
        "waiting": outcomes.real_needs - outcomes.met - ended - outcomes.never_noticed > 0,
        "gave up": outcomes.given_up > 0,
        "aged out": outcomes.aged_out > 0,
    }
    return np.select(list(cases.values()), [OUTCOMES.index(name) for name in cases], OUTCOMES.index("never noticed"))


def returns_within_a_year(counted: Counted) -> dict[str, float]:
    """Estimate the share (%) of each group's ended supports after which the child is back within 365.25 days.

    Supports of needs that can come back count, from their end; a child that has not come back is followed until
    the end of the run or until it is too old. NaN where no support was followed that long.
    """
    support, back = _supports_and_returns(counted)
    child, ended = counted.of_visit(support), counted.log.finished[support]
    last = np.minimum(counted.log.end, counted.plan.leaves[counted.plan.visits.child[support]])
    returned = ~np.isnan(back)
    days = np.maximum(np.where(returned, back, last) - ended, 0.0)
    curves = curves_of_members(days, returned, counted.members[:, child])
    year = np.array([DAYS_PER_YEAR])
    return {group: 100 * (1 - float(curve.at(year)[0])) for group, curve in zip(counted.groups, curves, strict=True)}


def with_an_ended_support(counted: Counted) -> Booleans:
    """Tell which of the counted children have an ended support of a need that can come back: (n,)."""
    support, _ = _supports_and_returns(counted)
    return tally(counted.of_visit(support), len(counted)) > 0


def _supports_and_returns(counted: Counted) -> tuple[Integers, Floats]:
    """List the counted children's ended supports of needs that can come back: visit, and when it did or NaN."""
    needs, mine = counted.plan.needs, counted.needs
    child, kind, episode = needs.child[mine], needs.kind[mine], needs.episode[mine]
    comes_back = np.zeros(len(counted.plan.children.need_names), dtype=bool)
    comes_back[needs.kind[needs.episode > 0]] = True
    ended = comes_back[kind] & (needs.support[mine] >= 0)
    ended[ended] = ~np.isnan(counted.log.finished[needs.support[mine[ended]]])
    # the return after a support is the same child's same need, one episode on
    address = (child * len(comes_back) + kind) * (int(episode.max(initial=0)) + 2) + episode
    order = np.argsort(address)
    following = order[np.minimum(np.searchsorted(address, address[ended] + 1, sorter=order), max(len(order) - 1, 0))]
    exists = address[following] == address[ended] + 1
    back = np.where(exists, counted.asked_with(needs.arises_with[mine[following]]), np.nan)
    return needs.support[mine[ended]], back


def _returns(counted: Counted) -> Floats:
    needs = counted.plan.needs
    row = counted.needs[(needs.episode[counted.needs] > 0) & (needs.arises_with[counted.needs] >= 0)]
    child = counted.of_need(row)
    # a comparison with NaN, for a return that has not come, is False
    return tally(child[counted.asked_with(needs.arises_with[row]) <= counted.until[child]], len(counted))


def _need_days(counted: Counted) -> Floats:
    needs = counted.plan.needs
    row = counted.needs[needs.real[counted.needs]]
    child, arises = counted.of_need(row), needs.arises_with[row]
    begins = np.where(arises >= 0, counted.asked_with(arises), counted.arrival[child])
    until = np.minimum(counted.until[child], counted.plan.leaves[needs.child[row]])  # who has grown up has left
    days = np.fmin(counted.log.met[row], until) - begins
    return sums(child, np.fmax(days, 0.0), len(counted))
