"""Every measure, in the order in which people read them. A new one is one more of these, and nothing else."""

import math
from dataclasses import dataclass

import numpy as np

from simulate.findings.groups import NOT_URGENT, ONE_NEED, SEVERAL_NEEDS, URGENT
from simulate.findings.kinds import (
    Column,
    Estimated,
    Gap,
    OfAll,
    OfWait,
    Ratio,
    gap,
    gap_of_streams,
    mean,
    of_needs,
    per_child,
    percentile,
    waiting_after_a_year,
    without_at_the_end,
)
from simulate.findings.money import ALL
from simulate.findings.outcomes import returns_within_a_year, with_an_ended_support
from simulate.language import mark


@dataclass(frozen=True)
class Section:
    """A part of the table on the screen."""

    key: str
    label: str


WAITING = Section("wait", mark("How long children wait, from arrival"))
LIMITS = Section("limit", mark("Whether limits are kept"))
JOURNEY = Section("journey", mark("What the way is like"))
OUTCOME = Section("outcome", mark("What becomes of the children"))
MONEY = Section("money", mark("What it costs"))

DAYS = mark("days")
PERCENT = mark("%")
PER_CHILD = mark("per child")
PER_1000 = mark("per 1000 children")
MONEY_PER_CHILD = mark("{currency} per child")

EVERYBODY = mark("all children")
NEEDY = mark("children with a real need")
NEEDS = mark("real needs")
SUPPORTS = mark("supports that ended")


@dataclass(frozen=True)
class Measure:
    """A number about an organisation: what it is called, where it stands, and how it is found."""

    key: str
    label: str  # plain English, as on the screen
    section: Section
    unit: str  # one of those above, said with the `currency`
    better: str  # "lower", "higher", or "" where neither is
    about: str  # whom or what it counts
    of: OfWait | Ratio | Estimated | OfAll
    headline: bool = False  # whether the table on the screen shows it
    depends_on: str = "support"  # what children pass through before it is settled: "contact", "support" or nothing: ""

    @property
    def wait(self) -> str:
        """The wait that it is a number of; "" for other measures."""
        return self.of.wait if isinstance(self.of, OfWait) else ""

    @property
    def percent(self) -> float | None:
        """Which percentile of the wait it is; None for other measures."""
        return self.of.percent if isinstance(self.of, OfWait) else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which values it must lie; a gap may be either way round."""
        if isinstance(self.of, Gap):
            return -math.inf, math.inf
        return 0.0, 100.0 if self.unit == PERCENT else math.inf


def _waiting(key: str, label: str, unit: str, of: OfWait, headline: bool = False) -> Measure:
    of_all = of.wait == "first_contact"
    about, passing = (EVERYBODY, "contact") if of_all else (NEEDY, "support")
    return Measure(key, label, WAITING, unit, "lower", about, of, headline, passing)


def _way(key: str, label: str, column: Column, unit: str = PER_CHILD, headline: bool = False) -> Measure:
    return Measure(key, label, JOURNEY, unit, "lower", NEEDY, per_child(column), headline)


def _needs(key: str, label: str, column: Column, headline: bool = False) -> Measure:
    return Measure(key, label, OUTCOME, PERCENT, "lower", NEEDS, of_needs(column), headline)


def _apart(key: str, label: str, of: Gap, headline: bool = False) -> Measure:
    return Measure(key, label, OUTCOME, DAYS, "", NEEDY, of, headline)


CATALOGUE: tuple[Measure, ...] = (
    _waiting(
        "first_contact_median", mark("Wait to first contact, median"), DAYS, percentile("first_contact", 50), True
    ),
    _waiting("first_contact_mean", mark("Wait to first contact, mean"), DAYS, mean("first_contact")),
    _waiting(
        "first_support_median", mark("Wait to first support, median"), DAYS, percentile("first_support", 50), True
    ),
    _waiting("first_support_mean", mark("Wait to first support, mean"), DAYS, mean("first_support"), True),
    _waiting(
        "first_support_p90", mark("Wait to first support, 90th percentile"), DAYS, percentile("first_support", 90), True
    ),
    _waiting("full_support_median", mark("Wait to full support, median"), DAYS, percentile("full_support", 50), True),
    _waiting("full_support_mean", mark("Wait to full support, mean"), DAYS, mean("full_support"), True),
    _waiting(
        "full_support_p90", mark("Wait to full support, 90th percentile"), DAYS, percentile("full_support", 90), True
    ),
    _waiting(
        "no_first_support_1y",
        mark("Still without any support after a year"),
        PERCENT,
        waiting_after_a_year("first_support"),
        True,
    ),
    _waiting(
        "no_full_support_1y",
        mark("Still without full support after a year"),
        PERCENT,
        waiting_after_a_year("full_support"),
        True,
    ),
    _waiting(
        "no_first_support_end",
        mark("Still without any support at the end of follow-up"),
        PERCENT,
        without_at_the_end("first_support"),
    ),
    _waiting(
        "no_full_support_end",
        mark("Still without full support at the end of follow-up"),
        PERCENT,
        without_at_the_end("full_support"),
    ),
    Measure(
        "children_in_limit",
        mark("Children whose whole wait is within the limits"),
        LIMITS,
        PERCENT,
        "higher",
        NEEDY,
        Ratio(lambda known: known.in_limit, lambda known: known.judged, 100.0),
        headline=True,
    ),
    _way("people_met", mark("People met"), lambda known: known.journeys.people_met, headline=True),
    _way(
        "worker_changes",
        mark("Times a worker was replaced by another during help"),
        lambda known: known.journeys.worker_changes,
        headline=True,
    ),
    _way("units_met", mark("Units met"), lambda known: known.journeys.units_met),
    _way("administrations", mark("Administrations met"), lambda known: known.journeys.administrations),
    _way("story_told", mark("Times the story is told"), lambda known: known.journeys.story_told, headline=True),
    _way("handovers", mark("Handovers to another unit"), lambda known: known.journeys.handovers, headline=True),
    _way("refusals", mark("Handovers refused"), lambda known: known.journeys.refusals),
    _way(
        "unattended_days",
        mark("Days on which nobody works with the child"),
        lambda known: np.nan_to_num(known.journeys.unattended_days),
        DAYS,
        headline=True,
    ),
    _way(
        "need_days",
        mark("Days of unmet need, all needs added"),
        lambda known: known.outcomes.need_days,
        DAYS,
        headline=True,
    ),
    Measure(
        "crises",
        mark("Crises"),
        OUTCOME,
        PER_1000,
        "lower",
        NEEDY,
        Ratio(lambda known: known.outcomes.crises, lambda known: known.needy, 1000.0),
        headline=True,
    ),
    _needs("given_up", mark("Needs given up"), lambda known: known.outcomes.given_up, headline=True),
    _needs(
        "never_noticed", mark("Needs nobody has noticed yet"), lambda known: known.outcomes.never_noticed, headline=True
    ),
    _needs("aged_out", mark("Needs the child grew too old for"), lambda known: known.outcomes.aged_out),
    Measure(
        "returns_12m",
        mark("Return within 12 months of a support"),
        OUTCOME,
        PERCENT,
        "lower",
        SUPPORTS,
        Estimated(
            lambda known: returns_within_a_year(known.counted), lambda known: with_an_ended_support(known.counted)
        ),
        headline=True,
    ),
    _apart(
        "gap_needs",
        mark("Wait to first support, several needs minus one"),
        gap("first_support", SEVERAL_NEEDS, ONE_NEED),
        headline=True,
    ),
    _apart(
        "gap_urgent",
        mark("Wait to first support, not urgent minus urgent"),
        gap("first_support", NOT_URGENT, URGENT),
    ),
    _apart(
        "gap_streams",
        mark("Wait to first support, slowest stream minus fastest"),
        gap_of_streams("first_support"),
    ),
    Measure(
        "screened_out",
        mark("Children who turn out to need no support"),
        OUTCOME,
        PERCENT,
        "",
        EVERYBODY,
        Ratio(lambda known: 1.0 - known.needy, lambda known: known.everybody, 100.0),
        depends_on="",
    ),
    Measure(
        "cost_per_child",
        mark("Cost, all payers together"),
        MONEY,
        MONEY_PER_CHILD,
        "lower",
        EVERYBODY,
        OfAll(lambda known: known.costs.get((ALL, ALL), math.nan)),
        headline=True,
    ),
)
"""Every measure. Waits run from arrival; the mean is of the days waited within the follow-up; the gaps are between
mean waits to first support, and neither a larger nor a smaller one is better: it shrinks too where all wait longer.
Steps done within their limits are told by unit and step only: over all steps together the share changes with which
steps an organisation has, be each of them as quick as before."""

MEASURES = {measure.key: measure for measure in CATALOGUE}
