"""One child's plan in every organisation, beside what it would be if these did without some of their features."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulate.experiment.runnable import require_room_to_run
from simulate.findings.asked import earliest_times
from simulate.language import say
from simulate.plan import NONE, Children, Floats, Plan, Ragged
from simulate.scenario.features import with_features
from simulate.scenario.schema.scenario import Scenario, Step
from simulate.world.children import Cohort, cohort
from simulate.world.one_child import find_child, one_child, telling_child
from simulate.world.organisation import parties
from simulate.world.planning import plan

_Key = tuple[str, tuple[tuple[int, int], ...], int]
"""A visit by its step, its needs (kind and episode), and its place among those that share them."""

_AS_IT_IS = {"coordination": 0.0, "generalist": 0.0, "retelling": 0.0}
_NOT_REFUSED = {"refused": 0.0}
_NOT_ASKED = {"consent_delay": "0 days"}


@dataclass(frozen=True)
class PlanOfChild:
    """What a child is to receive in one organisation; V visits, which have P parts."""

    organisation: str
    handled_as: str | None  # the organisation it is handled as, where this one does not take it
    done: Mapping[str, Step]  # all steps, as they are done for it
    plan: Plan
    step_takes: Floats  # (P,) days: the work without coordination, generalists and retelling; NaN where not known
    handover: Floats  # (V,) days: the pause before it if nobody were asked for consent, and nobody refused
    with_consent: Floats  # (V,) days: the pause before it if nobody refused
    supports: tuple[float, ...]
    """Days from when the child comes until each support it needs would begin if nobody ever stood in a line; infinite
    for one that never does."""


@dataclass(frozen=True)
class PlannedChild:
    """One child, and what it is to receive in every organisation."""

    scenario: Scenario  # as it is on the day the child comes
    replication: int
    number: int  # in order of arrival
    children: Children  # the child alone
    plans: tuple[PlanOfChild, ...]


def plans_of_child(scenario: Scenario, replication: int, address: str | None = None) -> PlannedChild:
    """Plan for one child of a replication in every organisation.

    `address` is as `find_child` takes it; without one, a child is chosen that shows much. Raises ValueError for a child
    that there is not, TooLargeError for a scenario that this machine could not run.
    """
    require_room_to_run(scenario)
    everybody, run = cohort(scenario, replication), scenario.run
    if len(everybody.children) == 0:
        raise ValueError(say("no child comes in this replication"))
    if address is None:
        row = telling_child(everybody.children, run.warm_up, run.warm_up + run.observe)
    else:
        row = find_child(everybody.children, address)
    child = one_child(everybody, row)
    others = _Others.of(everybody, row)
    plans = tuple(_plan_in(child, others, organisation) for organisation in scenario.organisations)
    return PlannedChild(child.scenario, replication, row, child.children, plans)


@dataclass(frozen=True)
class _Others:
    """A child as it would be planned for if every organisation did without some of its features."""

    plain: Cohort  # without what makes visits longer, and without asking for consent and refusing
    unrefused: Cohort

    @staticmethod
    def of(everybody: Cohort, row: int) -> "_Others":
        """Take the child out of cohorts whose luck is the same."""
        return _Others(
            _with_features(everybody, row, {**_AS_IT_IS, **_NOT_ASKED, **_NOT_REFUSED}),
            _with_features(everybody, row, _NOT_REFUSED),
        )


def _with_features(everybody: Cohort, row: int, features: Mapping[str, object]) -> Cohort:
    other = with_features(everybody.scenario, dict.fromkeys(everybody.scenario.organisations, features))
    return one_child(replace(everybody, scenario=other), row)


def _plan_in(child: Cohort, others: _Others, organisation: str) -> PlanOfChild:
    """Plan for a child in one organisation."""
    planned, plain, unrefused = (plan(each, organisation) for each in (child, others.plain, others.unrefused))
    features = child.scenario.organisations[organisation]
    handled, done = next(
        ((party.features, party.steps) for party in parties(child, organisation) if party.who[0]),
        (features, child.scenario.steps_in(organisation)),
    )
    keys, pauses = _keys(planned), planned.visits.pause
    return PlanOfChild(
        organisation,
        None if handled is features else features.otherwise,
        done,
        planned,
        _works_by_key(keys, planned, plain),
        _by_key(keys, plain, plain.visits.pause, pauses),
        _by_key(keys, unrefused, unrefused.visits.pause, pauses),
        _supports(planned),
    )


def _by_key(keys: Sequence[_Key], other: Plan, days: Floats, usual: Floats) -> Floats:
    """Give the days that another plan has for the same visits, the usual ones for visits that are not in it: (V,)."""
    known = dict(zip(_keys(other), days.tolist(), strict=True))
    return np.array([known.get(key, without) for key, without in zip(keys, usual.tolist(), strict=True)])


def _works_by_key(keys: Sequence[_Key], planned: Plan, other: Plan) -> Floats:
    """Give the work that another plan has for the parts of the same visits, NaN where it has none such: (P,)."""
    known = dict(zip(_keys(other), _works(other), strict=True))
    works = [(mine, known.get(key, [])) for key, mine in zip(keys, _works(planned), strict=True)]
    return np.array(
        [day for mine, theirs in works for day in (theirs if len(theirs) == len(mine) else [np.nan] * len(mine))]
    )


def _works(planned: Plan) -> list[list[float]]:
    return Ragged(planned.parts_of_visit, planned.parts.work).lists()


def _keys(planned: Plan) -> list[_Key]:
    needs, seen, keys = planned.needs, Counter[tuple[str, tuple[tuple[int, int], ...]]](), []
    for i, rows in enumerate(planned.visits.needs.lists()):
        served = tuple(sorted((int(needs.kind[row]), int(needs.episode[row])) for row in rows))
        name = planned.steps[int(planned.visits.step[i])].name
        keys.append((name, served, seen[name, served]))
        seen[name, served] += 1
    return keys


def _supports(planned: Plan) -> tuple[float, ...]:
    """Give the days until each support would begin that ends a real need, but for needs that come back."""
    needs, soonest = planned.needs, earliest_times(planned) - planned.children.arrival[0]
    mine = needs.support[(needs.episode == 0) & needs.real]
    return tuple(float("inf") if visit == NONE else float(soonest[visit]) for visit in mine.tolist())
