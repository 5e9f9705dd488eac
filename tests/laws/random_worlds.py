"""Random worlds: small towns with every feature there is, busy enough that something happens.

Half of them are *rounded*: everything takes whole days and everybody comes at the start of a day, so that many
things happen at one instant.
"""

import datetime
import itertools
import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import simpy
from hypothesis import assume
from hypothesis import strategies as st
from random_staff import (
    closed_times,
    development,
    part_of_features,
    staff_rules,
    start_up,
    stream_change,
    unit_change,
    unit_in_whole_days,
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

Terms = dict[str, Any]  # a scenario as the file would give it

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


def _days(draw: st.DrawFn, low: int, high: int) -> str:
    return f"{draw(st.integers(low, high))} days"


def _spread(draw: st.DrawFn, low: int, high: int) -> Any:
    """Draw a duration, often one without spread."""
    days = draw(st.integers(low, high))
    if days == 0 or draw(st.booleans()):
        return f"{days} days"
    shape = draw(st.sampled_from(["gamma", "exponential", "median", "uniform"]))
    more = {"gamma": {"cv": 0.7}, "median": {"sigma": 0.7}}.get(shape, {})
    return {shape: ["0 days", f"{2 * days} days"] if shape == "uniform" else f"{days} days", **more}


def _units(draw: st.DrawFn) -> dict[str, Terms]:
    units: dict[str, Terms] = {}
    for number in range(draw(st.integers(2, 5))):
        unit: Terms = {"administration": draw(st.sampled_from(["school", "social services"]))}
        if number > 0 and draw(st.integers(0, 3)) == 0:
            unit.update(meets_every=_days(draw, 2, 9), cases=draw(st.integers(1, 3)))
        else:
            unit.update(workers=draw(st.sampled_from([1, 1.5, 2.7])), caseload=draw(st.sampled_from([1, 2, 3])))
        units[f"unit{number}"] = unit
    return units


def _need(draw: st.DrawFn, name: str, steps: dict[str, Terms], units: list[str], assessors: list[str]) -> Terms:
    """Draw a need and its steps; its assessments are done by some units, few of which other needs have for it too."""

    def step(role: str, done_by: list[str], most: int) -> str:
        named = f"{name}_{role}{sum(each.startswith(f'{name}_{role}') for each in steps)}"
        steps[named] = {"role": role, "duration": _spread(draw, 0, most)}
        if done_by and draw(st.integers(0, 9 if role == "assessment" else 4)) > 0:
            steps[named]["unit"] = draw(st.sampled_from(done_by))
        if role != "support" and draw(st.integers(0, 3)) == 0:
            steps[named]["go_on"] = draw(st.sampled_from([0.5, 0.8]))
        if role == "decision":
            steps[named]["by_law"] = draw(st.booleans())
        lengthens = draw(st.booleans())
        alike = [each["lengthens"] for each in steps.values() if _is_one_part(each, steps[named])]
        steps[named]["lengthens"] = alike[0] if alike else lengthens
        return named

    pathway = [step("intake", units, 3) for _ in range(draw(st.integers(0, 2)))]
    pathway += [step("assessment", assessors, 8) for _ in range(draw(st.sampled_from([1, 1, 2, 0])))]
    need: Terms = {"pathway": pathway}
    if pathway and draw(st.booleans()):
        ways = [[step("support", units, 15)], [step("decision", units, 2), step("support", units, 15)]]
        ways.append([step("decision", units, 1)])
        need["endings"] = [{"share": share, "steps": way} for share, way in zip((0.5, 0.4, 0.1), ways, strict=True)]
    else:
        pathway.append(step("support", units, 15))
    if draw(st.booleans()):
        need["crisis_per_month"] = draw(st.sampled_from([1.5, 0.3]))
    if draw(st.booleans()):
        need["patience"] = _spread(draw, 3, 40)
        need["stays"] = draw(st.integers(0, 3)) == 0
    if draw(st.booleans()):
        need["surfaces_after"] = _spread(draw, 1, 40)
    if draw(st.booleans()):
        need["returns"] = {"chance": 0.5, "delay": _spread(draw, 1, 20)}
    return need


def _is_one_part(step: Terms, other: Terms) -> bool:
    """Tell whether two steps may be one part of a joint assessment, which is either work or a stay."""
    both = (step, other)
    return (
        step is not other
        and all(each["role"] == "assessment" for each in both)
        and step.get("unit") == other.get("unit")
    )


def _stream(draw: st.DrawFn, needs: list[str]) -> Terms:
    first = draw(st.sampled_from(needs))
    others = [need for need in needs if need != first]
    some = [list(part) for size in range(len(others) + 1) for part in itertools.combinations(others, size)]
    stream: Terms = {
        "per_day": draw(st.sampled_from([0.3, 0.6, 0.1])),
        "first_need": first,
        "urgent": draw(st.sampled_from([0.0, 0.2, 1.0])),
        "needs": [{"share": 1 / len(some[-3:]), "with": part} for part in some[-3:]],
    }
    if draw(st.booleans()):
        stream["ages"] = [{"share": 1.0, "from": 17.95, "to": 18.25}]
    if draw(st.integers(0, 3)) == 0:
        stream["month_factors"] = [draw(st.sampled_from([0.0, 1.0, 3.0])) for _ in range(12)]
    return stream


def features(draw: st.DrawFn, steps: dict[str, Terms], units: dict[str, Terms]) -> Terms:
    """Draw an organisation that takes everybody."""
    organisation: Terms = {
        "door": draw(st.sampled_from(["own", "shared_intake"])),
        "notices": draw(st.sampled_from([1.0, 1.0, 0.5, 0.0])),
        "passes_on": draw(st.sampled_from(["at intake", "after assessment", "after support"])),
        "handover": _spread(draw, 0, 10),
        "refused": draw(st.sampled_from([0.5, 0.0])),
        "refused_delay": _spread(draw, 0, 10),
        "retelling": draw(st.sampled_from([0.0, 0.5])),
        "assessment": draw(st.sampled_from(["joint", "joint", "own"])),
        "decision": draw(st.sampled_from(["own", "joint_plan"])),
        "decision_holds": draw(st.sampled_from([True, False])),
        "coordination": draw(st.sampled_from([0.0, 0.1])),
        "generalist": draw(st.sampled_from([0.0, 0.05])),
        "consent_delay": _spread(draw, 0, 2),
        "participation": draw(st.sampled_from([0.5, 1.0, 2.0])),
        "order": draw(
            st.sampled_from(
                ["urgent, then longest wait", "longest wait", "longest total wait", "urgent, then longest total wait"]
            )
        ),
        "keeps_places_after": draw(st.sampled_from(["0 days", "3 days", "14 days", "2000 days"])),
    }
    staffed = [name for name, unit in units.items() if "workers" in unit]
    if draw(st.booleans()):
        organisation["units"] = {
            draw(st.sampled_from(staffed)): {"workers": draw(st.sampled_from([1, 2, 3, 4, 0.5, 2.5]))}
        }
    if draw(st.booleans()):
        some = draw(st.lists(st.sampled_from(list(steps)), min_size=1, max_size=4, unique=True))
        organisation["steps"] = {name: _done_otherwise(draw, name, steps[name], units) for name in some}
    return organisation


def _done_otherwise(draw: st.DrawFn, name: str, step: Terms, units: dict[str, Terms]) -> Terms:
    """Draw another unit for a step, or another length, or both; assessments are given to workers, not to meetings."""
    by_whom = [unit for unit in units if step["role"] != "assessment" or "workers" in units[unit]]
    if name not in ("shared_intake", "acute"):
        by_whom.append("none")
    unit, duration = {"unit": draw(st.sampled_from(by_whom))}, {"duration": _spread(draw, 0, 8)}
    return draw(st.sampled_from([unit, duration, unit | duration]))


def _assessors(draw: st.DrawFn, units: dict[str, Terms]) -> list[str]:
    """Order the units that assess, with one meeting at most: two may never meet on one day."""
    names = draw(st.permutations(list(units)))
    meetings = [name for name in names if "cases" in units[name]]
    return [name for name in names if name not in meetings[1:]]


@st.composite
def worlds(draw: st.DrawFn, one_need: bool = False, in_time: bool = False) -> World:
    """Draw a town; with `one_need` every child has a single need.

    With `in_time` workers fall ill, leave and learn, units are closed at times, and much is different from some days
    on. Else nothing in a town ever changes.
    """
    units, steps = _units(draw), {}
    names = [f"need{number}" for number in range(draw(st.sampled_from([2, 3, 2, 1])))]
    free = _assessors(draw, units)
    shared = free[:1] if draw(st.integers(0, 2)) == 0 else []  # several assessments of a child may be its
    needs = {
        name: _need(draw, name, steps, list(units), [*free[number : number + 1], *shared])
        for number, name in enumerate(names)
    }
    for step, role in (("shared_intake", "intake"), ("joint_plan", "decision"), ("acute", "support")):
        steps[step] = {"role": role, "unit": draw(st.sampled_from(list(units))), "duration": _spread(draw, 0, 4)}
    streams = {
        f"stream{number}": _stream(draw, names[:1] if one_need else names) for number in range(draw(st.integers(1, 3)))
    }
    first, second = features(draw, steps, units), features(draw, steps, units)
    if draw(st.booleans()):
        first.update(consent=0.6, reach=draw(st.sampled_from([0.5, 1.0])), otherwise="second")
    terms: Terms = {
        "title": "A random town",
        "start": draw(st.dates(min_value=_DAY, max_value=_DAY.replace(year=2020))),
        "seed": draw(st.integers(0, 10_000)),
        "run": {"warm_up": "0 days", "observe": _days(draw, 40, 120), "follow_up": "0 days"},
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
    return _days(draw, 0, 130)


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
