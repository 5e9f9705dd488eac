"""What makes the difference between two organisations: which of the features in which they differ makes how much of it.

Each feature is put in alone, taken out alone, and given its share by L. Shapley's rule (1953, A value for n-person
games): what it adds on average when features are put in one after the other, over the orders in which that can be done.
The shares add up to the whole difference, whichever way features help or hinder each other. Orders are sampled (J.
Castro, D. Gómez and J. Tejada 2009, Polynomial calculation of the Shapley value based on sampling). Where a feature
implies another, which then cannot be left out beside it, the implied one always comes first (U. Faigle and W. Kern
1992, The Shapley value for cooperative games under precedence constraints): what it does is its own, and not that of
what implies it.
"""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from simulate.experiment.cells import AtWork, Measured
from simulate.experiment.measured import within_follow_up
from simulate.experiment.replications import Progress
from simulate.findings.estimates import Estimate, estimate, students_margin
from simulate.findings.families import told_apart
from simulate.language import say
from simulate.scenario.coalitions import BETWEEN, Feature, features_of, with_coalition
from simulate.scenario.schema.scenario import Scenario

Coalition = frozenset[str]
"""The keys of features that are as in the other organisation; the rest is as in the baseline."""


@dataclass(frozen=True)
class Share:
    """What one feature makes of the difference, in the measure's unit."""

    feature: Feature
    alone: Estimate  # put in alone
    taken_out: Estimate | None  # what is lost when it is taken out alone; None where another implies it
    share: Estimate  # by Shapley's rule: its interval counts the luck of children and the sample of orders
    sure: bool  # with all features taken together


@dataclass(frozen=True)
class Explanation:
    """The difference, and what each feature makes of it: the largest first."""

    baseline: str
    organisation: str
    measure: str
    group: str
    was: Estimate  # the measure in the baseline
    whole: Estimate  # the difference
    shares: tuple[Share, ...]
    orders: int
    replications: int


def orders_of(features: Sequence[Feature], count: int, seed: int) -> list[tuple[str, ...]]:
    """Sample orders in which features can be put in: what is implied by another before that."""
    draw = random.Random(seed)
    keys = [feature.key for feature in features]
    before = {feature.key: feature.implied_by for feature in features if feature.implied_by is not None}
    found = []
    for _ in range(count):
        order = draw.sample(keys, len(keys))
        for implied, by in before.items():
            if order.index(implied) > order.index(by):
                first, last = order.index(by), order.index(implied)
                order[first], order[last] = implied, by
        found.append(tuple(order))
    return found


def coalitions_of(features: Sequence[Feature], orders: Sequence[Sequence[str]]) -> list[Coalition]:
    """List the coalitions that are asked about: those along all orders, each feature alone, and all but each."""
    every = frozenset(feature.key for feature in features)
    found = [frozenset[str](), every]
    for feature in features:
        needs = _implied(features, feature)
        found += [needs, needs | {feature.key}, *([] if feature.implied_by else [every - {feature.key}])]
    found += [frozenset(order[:length]) for order in orders for length in range(1, len(order))]
    return list(dict.fromkeys(found))


def _implied(features: Sequence[Feature], feature: Feature) -> Coalition:
    """Give what must be there beside a feature, because it implies that."""
    return frozenset(each.key for each in features if each.implied_by == feature.key)


def run_explanation(
    scenario: Scenario,
    between: tuple[str, str],
    told: tuple[str, str],
    replications: int,
    orders: int,
    work: AtWork,
    progress: Progress | None = None,
) -> Explanation:
    """Explain the difference between the baseline and another organisation, in a measure and a group.

    Raises ValueError where they differ in nothing, and what `run_cells` raises.
    """
    features = features_of(scenario, *between)
    if not features:
        one, other = between
        raise ValueError(say("{one} and {other} are alike: nothing is to be explained", one=one, other=other))
    sampled = orders_of(features, orders, scenario.seed)
    asked = coalitions_of(features, sampled)
    named = {feature.key: feature for feature in features}
    scenarios = [with_coalition(scenario, *between, [named[key] for key in sorted(each)]) for each in asked]
    measured = work.replicate(scenarios, (BETWEEN,), replications, progress, only={told[0]})
    values = {
        coalition: _values(within_follow_up(each, scenario), told)
        for coalition, each in zip(asked, measured, strict=True)
    }
    return _explained(between, told, features, sampled, values)


def _values(measured: Sequence[Measured], told: tuple[str, str]) -> list[float]:
    return [each[BETWEEN].get(told, math.nan) for each in measured]


def _explained(
    between: tuple[str, str],
    told: tuple[str, str],
    features: Sequence[Feature],
    orders: Sequence[Sequence[str]],
    values: Mapping[Coalition, Sequence[float]],
) -> Explanation:
    """Work out the shares from the values of all coalitions, in each replication."""
    nothing, every = frozenset[str](), frozenset(feature.key for feature in features)
    shares = {feature.key: _share(feature.key, orders, values) for feature in features}
    sure = dict(zip(shares, told_apart(list(shares.values())), strict=True))
    found = []
    for feature in features:
        needs = _implied(features, feature)
        alone = estimate(_less(values[needs | {feature.key}], values[needs]))
        out = None if feature.implied_by else estimate(_less(values[every], values[every - {feature.key}]))
        found.append(Share(feature, alone, out, shares[feature.key], sure[feature.key]))
    found.sort(key=lambda each: -abs(each.share.value))
    was, whole = estimate(values[nothing]), estimate(_less(values[every], values[nothing]))
    return Explanation(*between, *told, was, whole, tuple(found), len(orders), len(values[nothing]))


def _share(key: str, orders: Sequence[Sequence[str]], values: Mapping[Coalition, Sequence[float]]) -> Estimate:
    """Average what a feature adds over orders and replications; both count in how well that is known.

    They do in its interval, and in its spread, by which it is judged beside the others.
    """
    added = []  # by order, and in that by replication
    for order in orders:
        before = frozenset(order[: order.index(key)])
        added.append(_less(values[before | {key}], values[before]))
    by_replication = [math.fsum(some) / len(orders) for some in zip(*added, strict=True)]
    found = estimate(by_replication)
    by_order = estimate([math.fsum(some) / len(some) for some in added])
    if not by_order.spread > 0:
        return found
    longer = students_margin(by_order.spread, len(orders))
    spread = math.hypot(found.spread, by_order.spread * math.sqrt(found.replications / len(orders)))
    low = found.value - math.hypot(found.value - found.low, longer)
    high = found.value + math.hypot(found.high - found.value, longer)
    return replace(found, low=low, high=high, spread=spread)


def _less(these: Sequence[float], those: Sequence[float]) -> list[float]:
    return [one - other for one, other in zip(these, those, strict=True)]
