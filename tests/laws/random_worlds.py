"""Random worlds: small towns with every feature there is, busy enough that something happens.

Half of them are *rounded*: everything takes whole days and everybody comes at the start of a day, so that many
things happen at one instant.
"""

import datetime
import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import simpy
from hypothesis import assume
from hypothesis import strategies as st
from random_services import draw_need, draw_stream, draw_units, features, order_assessors, spread
from random_staff import (
    Terms,
    closed_times,
    development,
    part_of_features,
    staff_rules,
    start_up,
    stream_change,
    unit_change,
    unit_in_whole_days,
    whole_days,
)

from simulate.engine.reference import run
from simulate.log import Log
from simulate.plan import Plan, Ragged
from simulate.scenario.reached import reached
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans, units_without_posts
from simulate.world.children import Cohort, cohort
from simulate.world.planning import plan
from simulate.world.posts import staffed_spans

_DAY = datetime.date(2018, 1, 1)

STRAIN = 1 / 32  # in rounded worlds: a binary fraction a day, so that crises fall on whole days too


@dataclass(frozen=True)
class World:
    """A scenario, and whether its days are whole."""

    terms: Terms
    rounded: bool

    @property
    def scenario(self) -> Scenario:
        return Scenario.model_validate(self.terms)

    @property
    def organisations(self) -> list[str]:
        return list(self.terms["organisations"])

    @property
    def needs(self) -> dict[str, Terms]:
        return dict(self.terms["needs"])

    def cohort(self, replication: int = 0) -> Cohort:
        return cohort(self.scenario, replication)

    def plan(self, organisation: str, replication: int = 0) -> Plan:
        plans = plan(self.cohort(replication), organisation)
        return in_whole_days(plans) if self.rounded else plans

    def live(self, organisation: str) -> tuple[Plan, Log]:
        """Plan and run the first replication."""
        plans = self.plan(organisation)
        return plans, run(plans, Watchful())

    def changed(self, **tables: Any) -> "World":
        """Give the same world with other tables."""
        return replace(self, terms={**self.terms, **tables})


def with_features(world: World, *without: str, **features: Any) -> World:
    """Change features of the first organisation; `without` those named."""
    first = {key: value for key, value in world.terms["organisations"]["first"].items() if key not in without}
    return world.changed(organisations={**world.terms["organisations"], "first": {**first, **features}})


class Watchful(simpy.Environment):
    """A clock that refuses what SimPy would take: times that are no times, and the past."""

    def schedule(self, event: simpy.Event, priority: Any = 1, delay: Any = 0) -> None:
        assert delay >= 0, f"something is to happen {delay} days from now"
        super().schedule(event, priority, delay)


class Shuffled(Watchful):
    """A clock that lets what happens at one instant and in one phase happen in any order."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        draw = random.Random(seed)
        self._eid = iter(lambda: draw.getrandbits(64), None)  # SimPy breaks ties by this number


def in_whole_days(plans: Plan) -> Plan:
    """Round every time in a plan to whole days."""
    visits, needs, crises = plans.visits, plans.needs, plans.crises
    thresholds = np.maximum(np.ceil(crises.threshold.values / STRAIN), 1) * STRAIN
    strain = np.where(needs.crisis_rate >= STRAIN, STRAIN, np.where(needs.crisis_rate > 0, STRAIN / 4, 0.0))
    return replace(
        plans,
        units=tuple(unit_in_whole_days(unit) for unit in plans.units),
        end=float(np.ceil(plans.end)),
        children=replace(plans.children, arrival=np.floor(plans.children.arrival)),
        leaves=np.ceil(plans.leaves),
        visits=replace(visits, pause=np.round(visits.pause)),
        parts=replace(plans.parts, work=np.round(plans.parts.work)),
        needs=replace(needs, patience=np.round(needs.patience), crisis_rate=strain),
        crises=replace(crises, threshold=Ragged(crises.threshold.starts, thresholds)),
    )


@st.composite
def worlds(draw: st.DrawFn, one_need: bool = False, in_time: bool = False) -> World:
    """Draw a town; with `one_need` every child has a single need.

    With `in_time` workers fall ill, leave and learn, units are closed at times, and much is different from some days
    on. Else nothing in a town ever changes.
    """
    units, steps = draw_units(draw), {}
    names = [f"need{number}" for number in range(draw(st.sampled_from([2, 3, 2, 1])))]
    free = order_assessors(draw, units)
    shared = free[:1] if draw(st.integers(0, 2)) == 0 else []  # several assessments of a child may be its
    needs = {
        name: draw_need(draw, name, steps, list(units), [*free[number : number + 1], *shared])
        for number, name in enumerate(names)
    }
    for step, role in (("shared_intake", "intake"), ("joint_plan", "decision"), ("acute", "support")):
        steps[step] = {"role": role, "unit": draw(st.sampled_from(list(units))), "duration": spread(draw, 0, 4)}
    streams = {
        f"stream{number}": draw_stream(draw, names[:1] if one_need else names)
        for number in range(draw(st.integers(1, 3)))
    }
    first, second = features(draw, steps, units), features(draw, steps, units)
    if draw(st.booleans()):
        first.update(consent=0.6, reach=draw(st.sampled_from([0.5, 1.0])), otherwise="second")
    terms: Terms = {
        "title": "A random town",
        "start": draw(st.dates(min_value=_DAY, max_value=_DAY.replace(year=2020))),
        "seed": draw(st.integers(0, 10_000)),
        "run": {"warm_up": "0 days", "observe": whole_days(draw, 40, 120), "follow_up": "0 days"},
        "arrivals": streams,
        "needs": needs,
        "steps": steps,
        "units": units,
        "organisations": {"first": first, "second": second},
    }
    if draw(st.integers(0, 3)) > 0:
        terms["crisis"] = {"step": "acute", "growth": draw(st.sampled_from([0.5, 0.0]))}
    if draw(st.integers(0, 2)) == 0:
        terms["leaves_at_age"] = 18.2
    for name in draw(st.sampled_from([[], names[-1:], names[:1]])):
        needs[name]["reported_at_once"] = True
    for need in needs.values():
        share = draw(st.sampled_from([None, 0.5, 0.0]))
        need |= {} if share is None or "surfaces_after" not in need else {"surfaces": share}
    if draw(st.integers(0, 2)) == 0 and "crisis" in terms:
        terms["crisis"]["crisis_reveals"] = False
    world = World(terms, draw(st.booleans()))
    follows = draw(st.integers(0, 2)) == 0
    world = _in_time(draw, world) if in_time else world
    assume(all(_can_be_carried_out(world, name) for name in world.organisations))
    return _with_posts_that_follow(world) if follows else world


def _can_be_carried_out(world: World, organisation: str) -> bool:
    """Tell whether each unit that does something there has somebody at some time.

    Where steps are given to another unit from a day on, and that has no posts then, it may never have had any.
    """
    terms = world.terms["organisations"][organisation]
    later = [*terms.get("phases", []), *world.terms.get("changes", [])]
    if not any("steps" in str(each) for each in later):
        return True
    scenario = world.scenario
    every = spans(scenario)
    asked = {unit for _, here in every for unit in reached(here, organisation).units}
    return asked.isdisjoint(units_without_posts(scenario, organisation, every))


def _with_posts_that_follow(world: World) -> World:
    """Let posts of the second organisation follow the work, if units that have somebody there still have."""
    organisations = world.terms["organisations"]
    second = {**organisations["second"], "staff": "follows the work"}
    follows = world.changed(organisations={**organisations, "second": second})
    scenario = follows.scenario
    for (_, before), (_, here) in zip(spans(scenario), staffed_spans(scenario), strict=True):
        for unit in reached(here, "second").units:
            if before.unit_in(unit, "second").workers and not here.unit_in(unit, "second").workers:
                return world
    return follows


def _in_time(draw: st.DrawFn, world: World) -> World:
    """Lay staff rules, closed times, phases, first times and dated changes over a town."""
    rounded, terms = world.rounded, world.terms
    units: dict[str, Terms] = terms["units"]
    rules = {name: closed_times(draw, unit, rounded) for name, unit in units.items()}
    for name, unit in units.items():
        rules[name] |= staff_rules(draw, rounded) if "workers" in unit else {}
    organisations = {}
    for name, given in terms["organisations"].items():
        days = [_when(draw, terms["start"]) for _ in range(draw(st.integers(0, 2)))]
        later = [{"from": day, **_features_from(draw, world, day)} for day in days]
        if "otherwise" in given:
            later = [{**phase, draw(st.sampled_from(["reach", "consent"])): 0.3} for phase in later]
        first = {"start_up": start_up(draw)} if draw(st.booleans()) else {}
        first |= {"development": development(draw, rounded)} if draw(st.integers(0, 3)) == 0 else {}
        organisations[name] = {**given, **first, "phases": later}
    changes = [change(draw, world, _when(draw, terms["start"])) for _ in range(draw(st.integers(0, 2)))]
    units = {name: {**unit, **rules[name]} for name, unit in units.items()}
    return world.changed(units=units, organisations=organisations, changes=changes)


def _when(draw: st.DrawFn, start: datetime.date) -> Any:
    """Draw a day of a change: a date or a time since the start, on or before the start, in the run or after it."""
    if draw(st.booleans()):
        return start + datetime.timedelta(days=draw(st.integers(-10, 100)))
    return whole_days(draw, 0, 130)


def _features_from(draw: st.DrawFn, world: World, day: Any) -> Terms:
    """Draw some of an organisation's features, to hold from a day on.

    Units lose their posts later than at the start only: where there never was anybody nobody can be served.
    """
    start, units = world.terms["start"], world.terms["units"]
    closes = day > start if isinstance(day, datetime.date) else day != "0 days"
    return part_of_features(draw, features(draw, world.terms["steps"], units), units, world.rounded, closes)


def change(draw: st.DrawFn, world: World, when: Any) -> Terms:
    """Draw what becomes different in a town on a day: in a stream, a unit and an organisation, or in some of them."""
    terms = world.terms
    drawn: Terms = {"from": when}
    if draw(st.booleans()):
        stream = draw(st.sampled_from(list(terms["arrivals"])))
        drawn["arrivals"] = {stream: stream_change(draw, list(terms["needs"])[: _kinds(terms)])}
    if draw(st.booleans()):
        unit = draw(st.sampled_from(list(terms["units"])))
        drawn["units"] = {unit: unit_change(draw, terms["units"][unit], world.rounded, closes=False)}
    if draw(st.booleans()):
        name = draw(st.sampled_from(["first", "second"]))
        drawn["organisations"] = {name: _features_from(draw, world, when)}
    return drawn


def _kinds(terms: Terms) -> int:
    """Count the needs that children have in a town: one, or all."""
    only_one = all(part["with"] == [] for stream in terms["arrivals"].values() for part in stream["needs"])
    return 1 if only_one else len(terms["needs"])
