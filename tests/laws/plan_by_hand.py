"""One child's plan, worked out by hand as a practitioner would: from the words of the design, one visit at a time.

The planner tells each part of the story for all children at once; here it is told for one child after another.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulate.scenario.schema.dated import day_of
from simulate.scenario.schema.demand import Need as Terms
from simulate.scenario.schema.scenario import Organisation, Role, Scenario, Step
from simulate.scenario.spans import spans
from simulate.world.chance import spread
from simulate.world.children import Cohort

Name = tuple[str, tuple[str, ...], int]  # step, needs served, episode
FirstTime = tuple[float, float, float]  # from, until, pace


@dataclass(frozen=True)
class Visit:
    """What a visit is planned to be."""

    parts: Mapping[str | None, float]  # the days of each unit's, and of what takes no place
    pause: float
    after: frozenset[Name]
    handed_over: bool
    refused: bool
    at_start: bool = False
    first_time: FirstTime | None = None  # of the organisation, in which workers are slower


@dataclass
class Need:
    """How far a need has got."""

    name: str
    episode: int = 0
    last: Name | None = None
    served: list[Name] = field(default_factory=list)
    pause: float = 0.0
    handed_over: bool = False
    refused: bool = False
    at_start: bool = False


@dataclass
class Planner:
    """Plans for one child."""

    here: Cohort
    features: Organisation
    child: int
    steps: Mapping[str, Step]  # as they are done for this child
    asked_in_vain: float  # days that another organisation spent on asking for consent
    first_time: FirstTime | None = None
    visits: dict[Name, Visit] = field(default_factory=dict)
    together: int = 0

    def answer(self, question: str) -> float:
        return float(self.here.luck(question)[self.child])

    def way(self, need: Need, *roles: Role) -> list[str]:
        """List the steps of some roles that the child gets to, in the order of its way."""
        way = self.here.way(need.name, need.episode)
        row = way.child.tolist().index(self.child)
        taken = [step for step, reached in zip(way.steps, way.reached, strict=True) if reached[row]]
        return [step for step in taken if self.here.scenario.steps[step].role in roles]

    def days(self, step: str, need: str, episode: int, together: int, retold: bool) -> float:
        terms = self.steps[step]
        own = float(spread(terms.duration, self.here.luck(f"duration/{need}/{step}/{episode}"))[self.child])
        if not self.is_work(step):
            return own
        longer = 1 + self.features.generalist
        if terms.role is not Role.INTAKE:
            longer += self.features.coordination * together
        if terms.role in (Role.INTAKE, Role.ASSESSMENT) and retold:
            longer += self.features.retelling
        return own * longer

    def is_work(self, step: str) -> bool:
        terms = self.steps[step]
        return terms.unit is not None and self.here.scenario.units[terms.unit].workers is not None and terms.lengthens

    def lay(self, step: str, needs: list[Need], parts: Mapping[str | None, float], after: list[Name]) -> Name:
        """Plan a visit for some needs, and let them go on from it."""
        name = (step, tuple(need.name for need in needs), needs[0].episode)
        alone = needs[0] if len(needs) == 1 else None
        made_of = [part for part in step.split(" + ") if part in self.here.scenario.steps]
        self.visits[name] = Visit(
            parts=parts,
            pause=alone.pause if alone else 0.0,
            after=frozenset(after),
            handed_over=bool(alone and alone.handed_over),
            refused=bool(alone and alone.refused),
            at_start=bool(alone and alone.at_start),
            first_time=self.first_time if any(map(self.is_work, made_of)) else None,
        )
        for need in needs:
            need.last, need.pause, need.handed_over, need.refused, need.at_start = name, 0.0, False, False, False
            need.served.append(name)
        return name

    def walk(self, need: Need, role: Role, retold: bool, together: int, by_law: bool = False) -> None:
        """Plan a need's own steps of a role; `by_law` only those that the law demands."""
        for step in self.way(need, role):
            if not by_law or self.here.scenario.steps[step].by_law:
                days = self.days(step, need.name, need.episode, together, retold)
                self.lay(step, [need], {self.steps[step].unit: days}, before(need))

    def alone(self, need: Need, retold: bool) -> None:
        """Plan the whole way of a need that is handled by itself."""
        if self.features.door == "own":
            self.walk(need, Role.INTAKE, retold, 0)
        else:
            step = self.features.door
            days = self.days(step, need.name, need.episode, 0, retold)
            self.lay(step, [need], {self.steps[step].unit: days}, before(need))
        for role in (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT):
            self.walk(need, role, retold, 0)

    def pass_on(self, need: Need, point: Name | None) -> None:
        """Hand a need over to its own unit."""
        days = self.spread_of("handover", f"handover/{need.name}")
        need.refused = self.answer(f"refused/{need.name}") < self.features.refused
        if need.refused:
            days = days + self.spread_of("refused_delay", f"refused delay/{need.name}")
        days = days + self.spread_of("consent_delay", "consent delay")
        need.last, need.pause, need.handed_over = point, days + self.asked_in_vain, True

    def spread_of(self, feature: str, question: str) -> float:
        return float(spread(getattr(self.features, feature), self.here.luck(question))[self.child])

    def jointly(self, step: str, needs: list[Need], everybody: list[Need], parts: Mapping[str | None, float]) -> None:
        """Plan a visit for several needs: after everything that has been done so far, and their handovers."""
        self.lay(step, needs, parts, self.so_far(needs, everybody))

    def so_far(self, needs: list[Need], everybody: list[Need]) -> list[Name]:
        """List everything that has been done so far, when the handovers of some needs are over."""
        for need in needs:
            if need.handed_over:
                self.lay("handing over", [need], {None: 0.0}, before(need))
        return [name for need in everybody for name in before(need)]


def before(need: Need) -> list[Name]:
    """List what a need's next visit waits for."""
    return [*([need.last] if need.last is not None else []), *need.served]


BEYOND_INTAKE = (Role.ASSESSMENT, Role.DECISION, Role.SUPPORT)


def together_with_the_first(planner: Planner, first: Need, others: list[Need]) -> None:
    """Plan the way of the first need and of those that were noticed with it."""
    features, needs = planner.features, sorted([first, *others], key=lambda need: in_file_order(planner, need))
    others = [need for need in needs if need is not first]
    reported = [need for need in others if planner.here.scenario.needs[need.name].reported_at_once]
    others = [need for need in others if need not in reported]
    joint, decides = features.assessment == "joint", features.decision != "own"
    passes_on = "at intake" if joint else features.passes_on.value
    if decides and passes_on == "after support":
        passes_on = "after assessment"
    beyond = [need for need in needs if planner.way(need, *BEYOND_INTAKE)]
    planner.together = 0 if passes_on == "after support" else max(len(beyond) - 1, 0)
    own_door = features.door == "own"

    def walk(role: Role, some: list[Need], by_law: bool = False) -> None:
        for need in some:
            planner.walk(need, role, need is not first, planner.together, by_law)

    def pass_on() -> None:
        point = first.last
        for need in others:
            if own_door or need in beyond:
                planner.pass_on(need, point)

    if own_door:
        walk(Role.INTAKE, [first])
    else:
        step = features.door
        days = planner.days(step, "", 0, 0, False)
        planner.lay(step, [need for need in needs if need not in reported], {planner.steps[step].unit: days}, [])
    contact = first.served[0] if first.served else None
    if passes_on == "at intake":
        pass_on()
        walk(Role.INTAKE, others if own_door else [])
    assessed = [need for need in needs if need not in reported and planner.way(need, Role.ASSESSMENT)]
    if joint and len(assessed) > 1:
        assess_jointly(planner, assessed, needs)
    else:
        walk(Role.ASSESSMENT, [first] if not joint else [first, *others])
        if passes_on == "after assessment":
            pass_on()
            walk(Role.INTAKE, others if own_door else [])
        if not joint and passes_on != "after support":
            walk(Role.ASSESSMENT, others)
    for need in reported:
        if own_door or need in beyond:
            need.last, need.handed_over, need.at_start = contact, True, contact is not None
    walk(Role.INTAKE, reported if own_door else [])
    walk(Role.ASSESSMENT, reported)
    going_on = [need for need in needs if planner.way(need, Role.DECISION, Role.SUPPORT)]
    decided = decides and len(going_on) > 1
    so_far = planner.so_far(going_on, needs) if decided else []

    def meet() -> None:
        days = planner.days(features.decision, "", 0, planner.together, False)
        unit = planner.steps[features.decision].unit
        planner.lay(features.decision, going_on, {unit: days}, so_far)

    if decided and features.decision_holds:
        meet()
    now = [first, *reported] if passes_on == "after support" else needs
    walk(Role.DECISION, now, decided)
    walk(Role.SUPPORT, now)
    if decided and not features.decision_holds:
        meet()
    if passes_on == "after support":
        pass_on()
        for role in Role:
            walk(role, others if own_door or role is not Role.INTAKE else [])


def assess_jointly(planner: Planner, assessed: list[Need], needs: list[Need]) -> None:
    """Plan one assessment by a worker from every unit concerned: what a unit has to assess is its part of it.

    Steps without unit are a part of their own: those of a need follow each other, those of several needs do not.
    """
    ways = {need.name: planner.way(need, Role.ASSESSMENT) for need in assessed}
    parts: dict[str | None, float] = {}
    for need, steps in ways.items():
        passing = 0.0
        for step in steps:
            days, unit = planner.days(step, need, 0, planner.together, False), planner.steps[step].unit
            if unit is None:
                passing += days
                parts[None] = max(parts.get(None, 0.0), passing)
            else:
                parts[unit] = parts.get(unit, 0.0) + days
    included = [step for step in planner.here.scenario.steps if any(step in steps for steps in ways.values())]
    planner.jointly(" + ".join(included), assessed, needs, parts)


def in_file_order(planner: Planner, need: Need) -> int:
    return list(planner.here.scenario.needs).index(need.name)


def quickest(here: Cohort) -> float:
    """Find the best pace that anybody could ever reach: returns after supports that short must be planned too."""
    learnt, first_times = [0.0], [1.0]
    for _, then in here.spans:
        for name, organisation in then.organisations.items():
            first_times += [organisation.start_up.pace] if organisation.start_up else []
            for unit in then.units:
                for development in (then.unit_in(unit, name).development, organisation.development):
                    learnt += [development.gain] if development and development.share > 0 else []
    return (1 + max(learnt)) * max(first_times)


def comes_up_after(planner: Planner, terms: Terms, name: str) -> float:
    """Tell when a need comes up by itself that nobody noticed; infinite where only a crisis reveals it, or nothing."""
    share = 1.0 if terms.surfaces is None else terms.surfaces
    if terms.surfaces_after is None or planner.answer(f"comes up/{name}") >= share:
        return math.inf
    return float(spread(terms.surfaces_after, planner.here.luck(f"surfaces/{name}"))[planner.child])


def come_back(planner: Planner, need: Need) -> None:
    """Plan the returns of a need after its support."""
    terms, soonest = planner.here.scenario.needs[need.name].returns, float(planner.here.children.arrival[planner.child])
    while terms is not None and need.last is not None:
        supports = [name for name in need.served if name[0] in planner.way(need, Role.SUPPORT)]
        address = f"{need.name}/{need.episode + 1}"
        if not supports or planner.answer(f"returns/{address}") >= terms.chance:
            return
        delay = float(spread(terms.delay, planner.here.luck(f"return delay/{address}"))[planner.child])
        soonest += max(planner.visits[supports[-1]].parts.values()) / quickest(planner.here) + delay
        if soonest >= planner.here.scenario.run.end:
            return
        need = Need(need.name, need.episode + 1, last=supports[-1], pause=delay)
        planner.alone(need, False)


def first_time(here: Cohort, organisation: str, arrival: float) -> FirstTime | None:
    """Find the first time of an organisation that a child meets: that of the latest word on it before it comes."""
    own, start = here.scenario.organisations[organisation], here.scenario.start
    said = [(day_of(phase.begins, start), phase.start_up) for phase in own.phases]
    for change in here.scenario.changes:
        if organisation in change.organisations:
            said.append((day_of(change.begins, start), change.organisations[organisation].start_up))
    begins, latest = 0.0, own.start_up
    for day, start_up in sorted(said, key=lambda each: each[0]):
        if start_up is not None and day <= arrival:
            begins, latest = day, start_up
    if latest is None or latest.pace == 1 or begins + latest.length <= max(begins, 0):
        return None
    return begins, begins + latest.length, latest.pace


def steps_of(scenario: Scenario, organisation: str) -> dict[str, Step]:
    """Give the steps as they are done in an organisation."""
    done = dict(scenario.steps)
    for name, change in scenario.organisations[organisation].steps.items():
        said = {key: getattr(change, key) for key in ("unit", "duration") if key in change.model_fields_set}
        done[name] = done[name].model_copy(update=said)
    return done


def administration(planner: Planner, need: str) -> str:
    """Name the administration at whose door a need comes in where this child's steps are done: of its first unit."""
    scenario = planner.here.scenario
    units = [planner.steps[step].unit for _, way in scenario.ways(need) for step in way]
    return next((scenario.units[unit].administration for unit in units if unit is not None), "")


@dataclass(frozen=True)
class Handled:
    """How a child is handled: by which organisation's features, and with steps done as in which."""

    organisation: str
    features: Organisation
    steps: dict[str, Step]
    asked_in_vain: float = 0.0


def handled(here: Cohort, organisation: str, child: int) -> Handled:
    """Find out how a child is handled, by how the town is when it comes, its home, and what its family says."""
    scenario = here.scenario
    for day, then in spans(here.scenario):
        scenario = then if day <= float(here.children.arrival[child]) else scenario
    features, steps = scenario.organisations[organisation], steps_of(scenario, organisation)
    reached = here.luck("reach")[child] < features.reach
    consents = here.children.needs[child].sum() == 1 or here.luck("consent")[child] < features.consent
    if features.otherwise is None or (reached and consents):
        return Handled(organisation, features, steps)
    other = scenario.organisations[features.otherwise]
    if reached:  # those who work here go on as the other organisation says
        asked = float(spread(features.consent_delay, here.luck("consent delay"))[child])
        return Handled(features.otherwise, other, steps, asked)
    return Handled(features.otherwise, other, steps_of(scenario, features.otherwise))


def by_hand(here: Cohort, organisation: str, child: int) -> dict[Name, Visit]:
    """Work out one child's plan."""
    scenario, children = here.scenario, here.children
    names = [name for name, has in zip(children.need_names, children.needs[child], strict=True) if has]
    this = handled(here, organisation, child)
    features, times = this.features, first_time(here, this.organisation, float(children.arrival[child]))
    planner = Planner(here, features, child, this.steps, this.asked_in_vain, times)
    first = children.need_names[children.first_need[child]]
    door = administration(planner, first)
    seen = [
        name
        for name in names
        if name == first
        or administration(planner, name) == door
        or planner.answer(f"noticed/{name}") < features.notices
    ]
    on_the_way = {name: Need(name) for name in names}
    together_with_the_first(planner, on_the_way[first], [on_the_way[name] for name in seen if name != first])
    for name in names:
        if name not in seen:
            on_the_way[name].pause = comes_up_after(planner, scenario.needs[name], name)
            planner.alone(on_the_way[name], True)
        come_back(planner, on_the_way[name])
    return planner.visits
