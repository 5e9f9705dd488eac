"""Needs that nobody notices, in a town where nobody ever waits: how many become known, in which way, and how soon.

A need comes up by itself in a share s of the children, after an exponential time of mean a. It strains at the rate r,
and what strain a child bears is exponential, so that a crisis reveals it after an exponential time of mean 1 ÷ r. It is
still unknown on day t with the chance e^(−rt) (1 − s + s e^(−t/a)): the smaller of two times, one of which may not end.
"""

import datetime

import numpy as np
from queues import ONE_ORGANISATION, Effort, Measured, assert_agrees, efforts, replicate

from simulate.findings.counted import Counted
from simulate.findings.unseen import unseen_by_need
from simulate.findings.window import Window
from simulate.log import Log
from simulate.plan import Plan

SHARE, AFTER, RATE = 0.6, 40.0, 0.01


def town(reveals: bool, effort: Effort) -> str:
    """Write a town without lines, to which children come with a need that is seen, and one that is not.

    Nobody comes in the follow-up, in which those who count are only waited for.
    """
    until = datetime.date(2018, 1, 1) + datetime.timedelta(days=effort.days)
    return f"""
[arrivals.street]
per_day = 6
surges = [{{ from = {until}, until = 2099-01-01, factor = 0 }}]
first_need = "help"
needs = [{{ share = 1, with = ["unseen"] }}]
[needs.help]
pathway = ["help"]
[needs.unseen]
pathway = ["look", "see_to"]
crisis_per_day = {RATE}
surfaces_after = {{ exponential = "{AFTER} days" }}
surfaces = {SHARE}
[steps]
help = {{ role = "support", unit = "office", duration = "0.001 days" }}
look = {{ role = "assessment", unit = "clinic", duration = "2 days" }}
see_to = {{ role = "support", unit = "clinic", duration = "5 days", lengthens = false }}
acute = {{ role = "support", duration = "1 day", unit = "none" }}
[crisis]
step = "acute"
crisis_reveals = {str(reveals).lower()}
[units]
office = {{ administration = "town", workers = 999 }}
clinic = {{ administration = "region", workers = 9999 }}
{ONE_ORGANISATION}notices = 0
retelling = 0
"""


def measured(plans: Plan, log: Log, effort: Effort) -> Measured:
    """Tell how the needs that nobody noticed became known, in a replication."""
    counted = Counted(plans, log, Window(effort.warm_up, effort.days, effort.follow_up))
    found = unseen_by_need(counted)["unseen"]
    needs = counted.first_needs[~plans.needs.noticed[counted.first_needs]]
    days = counted.asked_with(plans.needs.known_with[needs]) - counted.arrival[counted.of_need(needs)]
    return {
        "by itself": found.by_itself,
        "in a crisis": found.in_crisis,
        "never": found.never_noticed,
        "days": float(np.nanmean(days)),
        "within 30 days": float((days <= 30).mean()),
        "work": found.work_per_1000,
    }


LONG = 1600  # days after which next to nobody's crisis is still to come


@efforts(
    Effort(50, 14, 0.03, warm_up=0, follow_up=LONG),
    Effort(80, 280, 0.005, warm_up=0, follow_up=LONG),
)
def test_a_hidden_need_becomes_known_at_the_smaller_of_two_exponential_times(effort: Effort) -> None:
    values = replicate(town(True, effort), effort, lambda plans, log: measured(plans, log, effort))
    itself = 1 / AFTER
    first = itself / (itself + RATE)
    mean = (1 - SHARE) / RATE + SHARE / (itself + RATE)
    within = 1 - np.exp(-30 * RATE) * (1 - SHARE + SHARE * np.exp(-30 * itself))
    for what, exact in (("by itself", SHARE * first), ("in a crisis", 1 - SHARE * first)):
        assert_agrees(what, values[what], exact, effort.error)
    assert_agrees("days", values["days"], mean, effort.error)
    assert_agrees("within 30 days", values["within 30 days"], within, effort.error)
    assert not values["never"].any()


@efforts(
    Effort(50, 14, 0.03, warm_up=0, follow_up=800),
    Effort(80, 280, 0.005, warm_up=0, follow_up=800),
)
def test_where_crises_reveal_nothing_the_share_that_comes_up_is_known_and_the_others_are_work_never_done(
    effort: Effort,
) -> None:
    values = replicate(town(False, effort), effort, lambda plans, log: measured(plans, log, effort))
    assert_agrees("by itself", values["by itself"], SHARE, effort.error)
    assert_agrees("never", values["never"], 1 - SHARE, effort.error)
    # two days of an assessment each; a stay is nobody's work, and a worker of the clinic would have made both
    assert_agrees("work", values["work"], 1000 * (1 - SHARE) * 2, effort.error)
    assert_agrees("days", values["days"], AFTER, effort.error)
    assert not values["in a crisis"].any()
