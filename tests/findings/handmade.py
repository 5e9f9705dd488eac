"""Tiny plans and logs, written down visit by visit, so that every answer can be worked out by hand."""

from dataclasses import dataclass, field

import numpy as np

from simulate.log import Ending, Log, Outcome, Staffing
from simulate.plan import (
    NONE,
    Children,
    Crises,
    Needs,
    Parts,
    Plan,
    PlannedStep,
    PlannedUnit,
    Ragged,
    Rules,
    Staff,
    Visits,
)

NEVER = float("nan")
FOREVER = float("inf")


@dataclass(eq=False)
class Visit:
    """One visit, planned and lived; `days` is its duration, by default from start to finish."""

    step: str
    asked: float = NEVER
    started: float = NEVER
    finished: float = NEVER
    days: float | None = None
    ended: tuple[float, ...] | None = None  # when each unit was done with its part; by default with the visit
    pause: float = 0.0
    after: tuple["Visit", ...] = ()
    needs: tuple["Need", ...] = ()
    units: tuple[str, ...] | None = None  # by default the step's
    workers: tuple[int, ...] = (0,)
    left: float = NEVER
    earlier_rounds: tuple[tuple[float, float], ...] = ()  # joined and left the line
    acute: bool = False
    handed_over: bool = False
    refused: bool = False
    at_start: bool = False
    urgent: bool = False
    handed: tuple[tuple[float, str, int, int], ...] = ()  # day, unit, given by, taken by
    again: tuple[tuple[str, float, float], ...] = ()  # unit, and from when until when it stood in line there again
    asked_before: float = NEVER
    started_before: float = NEVER
    number: int = NONE

    def part_ended(self, number: int) -> float:
        return self.finished if self.ended is None else self.ended[number]

    @property
    def outcome(self) -> Outcome:
        if self.finished == self.finished:
            return Outcome.FINISHED
        if self.left == self.left:
            return Outcome.WITHDRAWN
        return Outcome.OPEN if self.asked == self.asked else Outcome.NOT_ASKED


@dataclass(eq=False)
class Need:
    """One need of a child, or a return of it; met when its support starts."""

    kind: str
    real: bool = True
    episode: int = 0
    noticed: bool = True
    ending: Ending | None = None
    given_up: float = NEVER
    support: Visit | None = None
    arises_with: Visit | None = None
    known_with: Visit | None = None
    number: int = NONE

    @property
    def met(self) -> float:
        return NEVER if self.support is None else self.support.started

    @property
    def ended(self) -> Ending:
        if self.ending is not None:
            return self.ending
        return Ending.MET if self.met == self.met else Ending.UNMET


@dataclass(eq=False)
class Child:
    """One child with its needs and visits, in the order of its plan."""

    arrival: float
    stream: str = "school"
    urgent: bool = False
    age: float = NEVER
    leaves: float = FOREVER
    measured: bool = True
    needs: list[Need] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    crises: list[float] = field(default_factory=list)

    @property
    def listed(self) -> bool:
        begun = (day for visit in self.visits for day in (visit.asked_before, visit.started_before))
        return self.arrival < 0 or any(day == day for day in begun)

    def need(self, kind: str, **more: object) -> Need:
        self.needs.append(Need(kind, **more))  # type: ignore[arg-type]
        return self.needs[-1]

    def visit(self, step: str, asked: float = NEVER, started: float = NEVER, finished: float = NEVER, **more: object):
        self.visits.append(Visit(step, asked, started, finished, **more))  # type: ignore[arg-type]
        return self.visits[-1]


@dataclass
class Town:
    """Units, steps and children; `plan` and `log` make of them what a world and an engine would."""

    units: tuple[PlannedUnit, ...]
    steps: dict[str, tuple[PlannedStep, tuple[str, ...]]]  # with the units that usually do them
    end: float
    kinds: tuple[str, ...] = ("schooling", "mental_health")
    organisation: str = "siloed"
    stays: frozenset[str] = frozenset()  # steps that are as long as planned, whoever does them
    children: list[Child] = field(default_factory=list)
    comings_and_goings: list[tuple[float, str, int, Staffing]] = field(default_factory=list)  # day, unit, worker, what
    developed: list[tuple[str, int]] = field(default_factory=list)  # unit and month
    working_days: np.ndarray | None = None

    def happens(self, day: float, unit: str, worker: int, what: Staffing) -> None:
        self.comings_and_goings.append((day, unit, worker, what))

    def child(self, arrival: float, **more: object) -> Child:
        self.children.append(Child(arrival, **more))  # type: ignore[arg-type]
        return self.children[-1]

    def lived(self) -> tuple[Plan, Log]:
        self.children.sort(key=lambda child: child.arrival)
        visits = [(c, visit) for c, child in enumerate(self.children) for visit in child.visits]
        needs = [(c, need) for c, child in enumerate(self.children) for need in child.needs]
        for number, (_, visit) in enumerate(visits):
            visit.number = number
        for number, (_, need) in enumerate(needs):
            need.number = number
        return self._plan(visits, needs), self._log([v for _, v in visits], [n for _, n in needs])

    def _team(self, visit: Visit) -> tuple[int, ...]:
        names = [unit.name for unit in self.units]
        return tuple(
            sorted(names.index(u) for u in (self.steps[visit.step][1] if visit.units is None else visit.units))
        )

    def _plan(self, visits: list[tuple[int, Visit]], needs: list[tuple[int, Need]]) -> Plan:
        teams = sorted({self._team(visit) for _, visit in visits} - {()})
        step_names = list(self.steps)
        return Plan(
            organisation=self.organisation,
            end=self.end,
            children=self._children(),
            leaves=np.array([child.leaves for child in self.children], float),
            units=self.units,
            teams=tuple(teams),
            steps=tuple(step for step, _ in self.steps.values()),
            visits=Visits(
                child=_whole(c for c, _ in visits),
                step=_whole(step_names.index(visit.step) for _, visit in visits),
                team=_whole(teams.index(self._team(v)) if self._team(v) else NONE for _, v in visits),
                pause=_days(visit.pause for _, visit in visits),
                after=_ragged([[before.number for before in visit.after] for _, visit in visits]),
                needs=_ragged([[need.number for need in visit.needs] for _, visit in visits]),
                acute=_flags(visit.acute for _, visit in visits),
                grows=_flags(self.steps[visit.step][0].role == "support" for _, visit in visits),
                handed_over=_flags(visit.handed_over for _, visit in visits),
                refused=_flags(visit.refused for _, visit in visits),
                start_up=np.full(len(visits), NONE),
                asked_before=_days(visit.asked_before for _, visit in visits),
                started_before=_days(visit.started_before for _, visit in visits),
                at_start=_flags(visit.at_start for _, visit in visits),
            ),
            parts=self._parts([visit for _, visit in visits]),
            needs=Needs(
                child=_whole(c for c, _ in needs),
                kind=_whole(self.kinds.index(need.kind) for _, need in needs),
                episode=_whole(need.episode for _, need in needs),
                real=_flags(need.real for _, need in needs),
                noticed=_flags(need.noticed for _, need in needs),
                crisis_rate=np.zeros(len(needs)),
                patience=np.full(len(needs), FOREVER),
                promise=_days(self._promise(c, need) for c, need in needs),
                arises_with=_whole(_number(need.arises_with) for _, need in needs),
                known_with=_whole(_number(need.known_with) for _, need in needs),
                support=_whole(_number(need.support) for _, need in needs),
            ),
            crises=Crises(_ragged([[] for _ in self.children]), _ragged([[] for _ in self.children])),
            rules=Rules(),
            working_days=self.working_days,
        )

    def _rows(self, visits: list[Visit]) -> list[tuple[Visit, int, int]]:
        """List the parts of visits: the visit, the unit, or NONE, and which of its parts it is."""
        return [(visit, unit, k) for visit in visits for k, unit in enumerate(self._team(visit) or (NONE,))]

    def _parts(self, visits: list[Visit]) -> Parts:
        rows = self._rows(visits)
        works = [not unit.is_meeting for unit in self.units]
        return Parts(
            visit=_whole(visit.number for visit, _, _ in rows),
            unit=_whole(unit for _, unit, _ in rows),
            work=_days(v.days if v.days is not None else _length(v, v.part_ended(k)) for v, _, k in rows),
            lengthens=_flags(unit != NONE and works[unit] and v.step not in self.stays for v, unit, _ in rows),
        )

    def _promise(self, child: int, need: Need) -> float:
        """Add up the limits of the steps that serve a need."""
        steps = [self.steps[visit.step][0] for visit in self.children[child].visits if need in visit.needs]
        return sum(step.start_within or step.finish_within or 0.0 for step in steps)

    def _children(self) -> Children:
        streams = tuple(dict.fromkeys(child.stream for child in self.children))
        seen: dict[str, int] = {}
        numbers = []
        for child in self.children:
            numbers.append(seen.get(child.stream, 0))
            seen[child.stream] = numbers[-1] + 1

        def table(only_real: bool) -> np.ndarray:
            rows = [{n.kind for n in child.needs if n.real or not only_real} for child in self.children]
            return np.array([[kind in row for kind in self.kinds] for row in rows], bool).reshape(-1, len(self.kinds))

        return Children(
            stream=_whole(streams.index(child.stream) for child in self.children),
            number=_whole(numbers),
            arrival=_days(child.arrival for child in self.children),
            age=_days(child.age for child in self.children),
            urgent=_flags(child.urgent for child in self.children),
            first_need=_whole(self.kinds.index(child.needs[0].kind) for child in self.children),
            needs=table(only_real=False),
            real=table(only_real=True),
            measured=_flags(child.measured for child in self.children),
            listed=_flags(child.listed for child in self.children),
            stream_names=streams,
            need_names=self.kinds,
        )

    def _log(self, visits: list[Visit], needs: list[Need]) -> Log:
        rows = self._rows(visits)
        works = [*(not unit.is_meeting for unit in self.units), False]  # NONE finds the last
        workers = [
            v.workers[min(k, len(v.workers) - 1)] if v.started == v.started and works[unit] else NONE
            for v, unit, k in rows
        ]
        last_rounds = [(v.number, v.asked, v.left) for v in visits if v.left == v.left]
        left = last_rounds + [(v.number, *spell) for v in visits for spell in v.earlier_rounds]
        left.sort(key=lambda spell: (spell[2], spell[0]))
        names = [unit.name for unit in self.units]
        handed = sorted((day, v.number, names.index(u), *people) for v in visits for day, u, *people in v.handed)
        again = [(since, k, until) for k, (v, u, _) in enumerate(rows) if u != NONE
                 for name, since, until in v.again if name == names[u]]  # fmt: skip
        again.sort(key=lambda wait: wait[:2])
        staff = sorted((day, names.index(u), worker, what) for day, u, worker, what in self.comings_and_goings)
        developed = sorted((names.index(u), month) for u, month in self.developed)
        crises = sorted((c, day) for c, child in enumerate(self.children) for day in child.crises)
        return Log(
            end=self.end,
            asked=_days(v.asked for v in visits),
            started=_days(v.started for v in visits),
            finished=_days(v.finished for v in visits),
            left=_days(v.left for v in visits),
            outcome=np.array([v.outcome for v in visits], np.int8),
            urgent=_flags(v.urgent for v in visits),
            worker=_whole(workers),
            ended=_days(v.part_ended(k) for v, _, k in rows),
            handed_at=_days(row[0] for row in handed),
            handed_visit=_whole(row[1] for row in handed),
            handed_unit=_whole(row[2] for row in handed),
            given_by=_whole(row[3] for row in handed),
            taken_by=_whole(row[4] for row in handed),
            again_since=_days(row[0] for row in again),
            again_part=_whole(row[1] for row in again),
            again_until=_days(row[2] for row in again),
            staff_at=_days(row[0] for row in staff),
            staff_unit=_whole(row[1] for row in staff),
            staff_worker=_whole(row[2] for row in staff),
            staff_what=np.array([row[3] for row in staff], np.int8),
            developed_unit=_whole(unit for unit, _ in developed),
            developed_month=_whole(month for _, month in developed),
            left_visit=_whole(v for v, _, _ in left),
            left_asked=_days(asked for _, asked, _ in left),
            left_at=_days(at for _, _, at in left),
            met=_days(n.met for n in needs),
            given_up=_days(n.given_up for n in needs),
            ending=np.array([n.ended for n in needs], np.int8),
            crisis_child=_whole(c for c, _ in crises),
            crisis_at=_days(day for _, day in crises),
        )


def unit(name: str, workers: int = 1, caseload: int = 1, administration: str = "school", **more: object) -> PlannedUnit:
    return PlannedUnit(name=name, administration=administration, workers=workers, caseload=caseload, **more)


def meeting(name: str, every: float, cases: int, administration: str = "school", **more: object) -> PlannedUnit:
    terms = {"workers": 0, "caseload": 0, "meets_every": every, "cases": cases}
    return PlannedUnit(name=name, administration=administration, **terms, **more)


def staff(
    months: int,
    *posts: tuple[tuple[float, float], ...],
    leaves: dict[tuple[int, int], float] | None = None,
) -> Staff:
    """Give the absences of each post, and who resigns at any load: by (post, month), how long the post is vacant."""
    leaves_at = np.full((len(posts), months), FOREVER)
    vacant_for = np.zeros((len(posts), months))
    for (post, month), days in (leaves or {}).items():
        leaves_at[post, month], vacant_for[post, month] = 0.0, days
    starts = np.concatenate([[0], np.cumsum([len(spells) for spells in posts])]).astype(np.int64)
    every = [spell for spells in posts for spell in spells]
    away, back = (Ragged(starts, _days(spell[end] for spell in every)) for end in (0, 1))
    return Staff(away, back, leaves_at, vacant_for)


def step(name: str, role: str, *units: str, limit: float | None = None, at_start: bool = False):
    """Give an entry for `Town.steps`."""
    return name, (PlannedStep(name, role, limit if at_start else None, None if at_start else limit), units)


def small_town(end: float = 1000.0) -> Town:
    """Two administrations with an intake, an assessment and a support each, one meeting, and a step without unit."""
    units = (
        unit("reception", workers=2),
        unit("assessors", workers=2, caseload=2),
        meeting("team meeting", every=14, cases=2),
        unit("helpers", workers=3),
        unit("clinic", workers=2, administration="health"),
        unit("therapists", workers=2, administration="health"),
    )
    steps = dict(
        [
            step("intake", "intake", "reception", limit=14),
            step("assessment", "assessment", "assessors", limit=60),
            step("decision", "decision", "team meeting"),
            step("delay", "assessment"),
            step("help", "support", "helpers", limit=90, at_start=True),
            step("clinic intake", "intake", "clinic", limit=30),
            step("therapy", "support", "therapists"),
            step("acute visit", "assessment", "clinic"),
        ]
    )
    return Town(units, steps, end)


def _number(visit: Visit | None) -> int:
    return NONE if visit is None else visit.number


def _length(visit: Visit, ended: float) -> float:
    length = ended - visit.started
    return length if length == length else 0.0


def _whole(values) -> np.ndarray:
    return np.array(list(values), dtype=np.int64)


def _days(values) -> np.ndarray:
    return np.array(list(values), dtype=np.float64)


def _flags(values) -> np.ndarray:
    return np.array(list(values), dtype=bool)


def _ragged(rows: list[list[int]]) -> Ragged:
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return Ragged(starts, _whole(value for row in rows for value in row))
