"""What becomes of the counted children and their needs."""

from dataclasses import dataclass

import numpy as np

from simulate.findings.cohort import Cohort, sums, tally
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


def measure_outcomes(cohort: Cohort) -> Outcomes:
    """Find what became of every counted child."""
    plan, log = cohort.plan, cohort.log
    needs = cohort.first_needs
    child, ending = cohort.of_need(needs), log.ending[needs]
    known = plan.needs.noticed[needs] | ~np.isnan(cohort.asked_with(plan.needs.known_with[needs]))
    crisis_place = cohort.place[log.crisis_child]
    counted = crisis_place >= 0
    counted[counted] = log.crisis_at[counted] <= cohort.until[crisis_place[counted]]
    return Outcomes(
        crises=tally(crisis_place[counted], len(cohort)),
        returns=_returns(cohort),
        need_days=_need_days(cohort),
        real_needs=tally(child, len(cohort)),
        met=tally(child[(ending == Ending.MET) | ~np.isnan(log.met[needs])], len(cohort)),
        given_up=tally(child[ending == Ending.GIVEN_UP], len(cohort)),
        aged_out=tally(child[ending == Ending.AGED_OUT], len(cohort)),
        never_noticed=tally(child[(ending == Ending.UNMET) & ~known], len(cohort)),
    )


def outcome_of(cohort: Cohort, outcomes: Outcomes, waits: Waits) -> Integers:
    """Say how each child stood when the clock stopped: (n,) numbers in OUTCOMES.

    A child none of whose needs was met is waiting if any need that is known waits; else it gave up, if it gave up any;
    else it grew too old, if it did for any; else nobody noticed any.
    """
    ended = outcomes.given_up + outcomes.aged_out
    cases = {
        "no support needed": ~cohort.has_real,
        "supported": np.isfinite(waits.full_support),
        "partly supported": outcomes.met > 0,
        "waiting": outcomes.real_needs - outcomes.met - ended - outcomes.never_noticed > 0,
        "gave up": outcomes.given_up > 0,
        "aged out": outcomes.aged_out > 0,
    }
    return np.select(list(cases.values()), [OUTCOMES.index(name) for name in cases], OUTCOMES.index("never noticed"))


def returns_within_a_year(cohort: Cohort) -> dict[str, float]:
    """Estimate the share (%) of each group's ended supports after which the child is back within 365.25 days.

    Supports of needs that can come back count, from their end; a child that has not come back is followed until
    the end of the run or until it is too old. NaN where no support was followed that long.
    """
    support, back = _supports_and_returns(cohort)
    child, ended = cohort.of_visit(support), cohort.log.finished[support]
    last = np.minimum(cohort.log.end, cohort.plan.leaves[cohort.plan.visits.child[support]])
    returned = ~np.isnan(back)
    days = np.maximum(np.where(returned, back, last) - ended, 0.0)
    curves = curves_of_members(days, returned, cohort.members[:, child])
    year = np.array([DAYS_PER_YEAR])
    return {group: 100 * (1 - float(curve.at(year)[0])) for group, curve in zip(cohort.groups, curves, strict=True)}


def with_an_ended_support(cohort: Cohort) -> Booleans:
    """Tell which of the counted children have an ended support of a need that can come back: (n,)."""
    support, _ = _supports_and_returns(cohort)
    return tally(cohort.of_visit(support), len(cohort)) > 0


def _supports_and_returns(cohort: Cohort) -> tuple[Integers, Floats]:
    """List the counted children's ended supports of needs that can come back: visit, and when it did or NaN."""
    needs, mine = cohort.plan.needs, cohort.needs
    child, kind, episode = needs.child[mine], needs.kind[mine], needs.episode[mine]
    comes_back = np.zeros(len(cohort.plan.children.need_names), dtype=bool)
    comes_back[needs.kind[needs.episode > 0]] = True
    ended = comes_back[kind] & (needs.support[mine] >= 0)
    ended[ended] = ~np.isnan(cohort.log.finished[needs.support[mine[ended]]])
    # the return after a support is the same child's same need, one episode on
    address = (child * len(comes_back) + kind) * (int(episode.max(initial=0)) + 2) + episode
    order = np.argsort(address)
    following = order[np.minimum(np.searchsorted(address, address[ended] + 1, sorter=order), max(len(order) - 1, 0))]
    exists = address[following] == address[ended] + 1
    back = np.where(exists, cohort.asked_with(needs.arises_with[mine[following]]), np.nan)
    return needs.support[mine[ended]], back


def _returns(cohort: Cohort) -> Floats:
    needs = cohort.plan.needs
    row = cohort.needs[(needs.episode[cohort.needs] > 0) & (needs.arises_with[cohort.needs] >= 0)]
    child = cohort.of_need(row)
    # a comparison with NaN, for a return that has not come, is False
    return tally(child[cohort.asked_with(needs.arises_with[row]) <= cohort.until[child]], len(cohort))


def _need_days(cohort: Cohort) -> Floats:
    needs = cohort.plan.needs
    row = cohort.needs[needs.real[cohort.needs]]
    child, arises = cohort.of_need(row), needs.arises_with[row]
    begins = np.where(arises >= 0, cohort.asked_with(arises), cohort.arrival[child])
    until = np.minimum(cohort.until[child], cohort.plan.leaves[needs.child[row]])  # who has grown up has left
    days = np.fmin(cohort.log.met[row], until) - begins
    return sums(child, np.fmax(days, 0.0), len(cohort))
