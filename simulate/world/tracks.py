"""A need's way through an organisation, for all children who have it at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers, PlannedStep
from simulate.scenario.schema import Role, Scenario, Step
from simulate.world.children import Cohort, Course
from simulate.world.draft import Draft
from simulate.world.organisation import Party


@dataclass
class Track:
    """One need, or one return of it, on its way; columns (C,) say where each child has got to."""

    need: str
    episode: int
    who: Booleans
    course: Course
    rows: Integers  # numbers of the needs
    first: Integers  # the first visit of its own; NONE before it
    last: Integers  # the latest visit, its own or a shared one; NONE before the first
    served: list[Integers]  # all visits so far that serve the need
    support: Integers  # the visit that meets the need
    support_days: Floats  # and how long it lasts
    pause: Floats  # days before the next visit
    handed_over: Booleans  # the next visit comes after a handover
    refused: Booleans  # … which bounced once

    def reaches(self, scenario: Scenario, *roles: Role) -> Booleans:
        """Tell which children get to a step of one of the roles: (C,)."""
        return self._at(scenario, self.course.reached, roles)

    def is_left(self, scenario: Scenario, *roles: Role) -> Booleans:
        """Tell which children have a step of one of the roles before them when the clock starts: (C,)."""
        left = [reached & ~done for reached, done in zip(self.course.reached, self.course.done, strict=True)]
        return self._at(scenario, left, roles)

    def waits_at(self, scenario: Scenario, *roles: Role) -> Booleans:
        """Tell who waits at a step of one of the roles when the clock starts: (C,)."""
        return self._at(scenario, self.course.waiting, roles)

    def runs_at(self, scenario: Scenario, *roles: Role) -> Booleans:
        """Tell who is in a step of one of the roles when the clock starts: (C,)."""
        return self._at(scenario, self.course.running, roles)

    def stands_at(self, scenario: Scenario, *roles: Role) -> Booleans:
        """Tell whose case stands at a step of one of the roles when the clock starts, waited for or going on: (C,)."""
        return self.waits_at(scenario, *roles) | self.runs_at(scenario, *roles)

    def _at(self, scenario: Scenario, some: Iterable[Booleans], roles: tuple[Role, ...]) -> Booleans:
        there = np.zeros_like(self.who)
        for name, who in zip(self.course.steps, some, strict=True):
            if scenario.steps[name].role in roles:
                there |= who
        return self.who & there


HANDOVER = "handing over"
"""The step of a need's way to another unit, where a joint visit waits for it; no name in a file has a space."""


class StepList:
    """The steps of a plan: the scenario's, and the joint ones and handovers as they come up."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self.planned = [self._planned(name, (name,), step.role) for name, step in scenario.steps.items()]
        self._numbers = {step.name: number for number, step in enumerate(self.planned)}

    def number(self, name: str) -> int:
        """Give a step's number in the plan."""
        return self._numbers[name]

    def handover(self) -> int:
        """Give the number of the step that is a handover."""
        if HANDOVER not in self._numbers:
            self._numbers[HANDOVER] = len(self.planned)
            self.planned.append(PlannedStep(HANDOVER, "handover"))
        return self._numbers[HANDOVER]

    def joint(self, names: tuple[str, ...]) -> int:
        """Give the number of the joint assessment that replaces several."""
        name = " + ".join(names)
        if name not in self._numbers:
            self._numbers[name] = len(self.planned)
            self.planned.append(self._planned(name, names, Role.ASSESSMENT))
        return self._numbers[name]

    def _planned(self, name: str, made_of: tuple[str, ...], role: Role) -> PlannedStep:
        """Describe a step; it must start within the shortest limit of all it is made of, and finish within the longest.

        A joint assessment takes as long as the longest of the separate ones, and is promised when the last is.
        """
        steps = [self._scenario.steps[each] for each in made_of]
        limited = [step for step in steps if step.limit is not None]
        start = min((step for step in limited if step.limit_at_start), key=calendar_days, default=None)
        finish = max((step for step in limited if not step.limit_at_start), key=calendar_days, default=None)
        counts = finish or start  # a step has one way to count its days
        working = counts is not None and counts.limit_in == "working days"
        return PlannedStep(
            name,
            role.value,
            start_within=None if start is None else _limit(start, working),
            finish_within=None if finish is None else _limit(finish, working),
            in_working_days=working,
            lengthens=len(steps) > 1 or steps[0].lengthens,
        )


DAYS_PER_WORKING_DAY = 7 / 5
"""As many days a working day is counted for where only their number is known, not when they are."""


def calendar_days(step: Step) -> float:
    """Give a step's limit in days of the calendar, 0 without one; a week for five working days."""
    return (step.limit or 0.0) * (DAYS_PER_WORKING_DAY if step.limit_in == "working days" else 1.0)


def _limit(step: Step, in_working_days: bool) -> float | None:
    """Give a step's limit in working days or in days, whatever it is written in."""
    if in_working_days == (step.limit_in == "working days"):
        return step.limit
    return calendar_days(step) / (DAYS_PER_WORKING_DAY if in_working_days else 1.0)


def is_work(scenario: Scenario, name: str) -> bool:
    """Tell whether a step takes as long as workers need: time that only passes, meetings and stays do not."""
    step = scenario.steps[name]
    return step.unit is not None and scenario.units[step.unit].workers is not None and step.lengthens


class Route:
    """Lays visits for the children of one party: knows how an organisation's features change a step."""

    def __init__(self, cohort: Cohort, party: Party, draft: Draft, steps: StepList, start_up: int = NONE) -> None:
        self.cohort, self.party, self.draft, self.steps = cohort, party, draft, steps
        self._start_up = start_up
        self.scenario, self.features = cohort.scenario, party.features
        self._units = {name: number for number, name in enumerate(self.scenario.units)}

    def begin(self, need: str, episode: int, who: Booleans, noticed: bool) -> Track:
        """Begin a need's track: its rows in the table of needs, and no visit yet."""
        terms = self.scenario.needs[need]
        course = self.cohort.course(need, episode)
        patience: Floats | float = np.inf
        if terms.patience is not None and not terms.stays:
            waited = self.cohort.waited if noticed and episode == 0 else None  # it is known since the child is there
            patience = self.cohort.days(terms.patience, f"patience/{need}/{episode}", who, waited)
            patience = patience * self.features.participation
        rate = terms.crises_per_day if self.scenario.crisis is not None else 0.0
        rows = self.draft.add_needs(
            who,
            kind=self.cohort.children.need_names.index(need),
            episode=episode,
            real=course.real,
            noticed=noticed,
            crisis_rate=course.real * rate,
            patience=patience,
            promise=self._promise(course),
        )
        none, nobody, nothing = self.draft.none(), np.zeros_like(who), np.zeros(len(who))
        return Track(need, episode, who, course, rows, none, none, [], none, nothing, nothing, nobody, nobody)

    def _promise(self, course: Course) -> Floats:
        """Add up the limits of the steps of a need's own way: what is promised, however the work is organised."""
        days = np.zeros(len(course.real))
        for name, reached in zip(course.steps, course.reached, strict=True):
            days += reached * calendar_days(self.scenario.steps[name])
        return days

    def units_of(self, *names: str) -> tuple[int, ...]:
        """Give the numbers of the units that do some steps."""
        units = (self.scenario.steps[name].unit for name in names)
        return tuple({self._units[unit] for unit in units if unit is not None})

    def start_up(self, *names: str) -> int:
        """Give the number of the first time in which some steps, done together, are slower; NONE for what never is."""
        return self._start_up if any(is_work(self.scenario, name) for name in names) else NONE

    def length(self, name: str, need: str, episode: int, who: Booleans, together: Floats, further: Booleans) -> Floats:
        """Give how long a step takes some children here, in days, 0 for the others: (C,).

        `together` counts the further needs worked on at the same time; `further` tells for whom this is a further
        unit, to which the story is told anew. Time that only passes, meetings and stays are as long everywhere.
        """
        step, features = self.scenario.steps[name], self.features
        days = self.cohort.duration(name, need, episode, who)
        if not is_work(self.scenario, name):
            return days
        extra = np.full(len(days), features.generalist)
        if step.role is not Role.INTAKE:
            extra = extra + features.coordination * together
        if step.role in (Role.INTAKE, Role.ASSESSMENT):
            extra = extra + features.retelling * further
        stretched: Floats = days * (1 + extra)
        return stretched

    def since(self, tracks: Iterable[Track], waiting: Iterable[Booleans]) -> Floats | None:
        """Give the day since which the children wait for one of some needs when the clock starts: (C,), else NaN.

        None where nobody has an open case.
        """
        cases = self.cohort.cases
        if cases is None:
            return None
        earliest = np.full(len(self.cohort.children), np.nan)
        for track, some in zip(tracks, waiting, strict=True):
            column = self.cohort.children.need_names.index(track.need)
            earliest = np.fmin(earliest, np.where(some, cases.since[:, column], np.nan))
        return earliest

    def begun(self, tracks: list[Track]) -> None:
        """Lay the steps that are going on when the clock starts: as they are, whatever the organisation.

        What is left of them depends on how long they have lasted, and is the same in every organisation.
        """
        nothing, nobody = np.zeros(len(self.cohort.children)), np.zeros(len(self.cohort.children), dtype=bool)
        for track in tracks if self.cohort.cases is not None else ():
            for name, some in zip(track.course.steps, track.course.running, strict=True):
                who = track.who & some
                if who.any():
                    self.lay(track, name, who, nothing, nobody, started_before=self.since([track], [who]))

    def lay(
        self,
        track: Track,
        name: str,
        who: Booleans,
        together: Floats,
        further: Booleans,
        asked_before: Floats | None = None,
        started_before: Floats | None = None,
    ) -> None:
        """Lay one step of a track for some children; with `started_before` (C,) they are in it already."""
        supports = self.scenario.steps[name].role is Role.SUPPORT
        if started_before is None:
            length = self.length(name, track.need, track.episode, who, together, further)
        else:
            length = self.cohort.duration(name, track.need, track.episode, who, elapsed=-started_before)
        visits = self.draft.add_visits(
            who,
            step=self.steps.number(name),
            units=self.units_of(name),
            duration=length,
            pause=track.pause,
            after=[track.last, *track.served],
            serves=[track.rows],
            grows=supports,
            start_up=self.start_up(name),
            handed_over=track.handed_over,
            refused=track.refused,
            asked_before=asked_before,
            started_before=started_before,
        )
        if supports:
            track.support = np.where(who, visits, track.support)
            track.support_days = np.where(who, length, track.support_days)
        track.first = np.where(who & (track.first == NONE), visits, track.first)
        self.move(track, who, visits)

    def move(self, track: Track, who: Booleans, visits: Integers) -> None:
        """Let a track go on from a visit, its own or a shared one.

        What comes later waits for every visit that serves the need, not just the latest: that makes a difference
        only where one was withdrawn, others went on without the need, and a crisis brings it back.
        """
        track.last = np.where(who, visits, track.last)
        track.served.append(np.where(who, visits, NONE))
        track.pause = np.where(who, 0.0, track.pause)
        track.handed_over = track.handed_over & ~who
        track.refused = track.refused & ~who

    def walk(
        self,
        track: Track,
        role: Role,
        who: Booleans,
        together: Floats,
        further: Booleans,
        only_by_law: Booleans | None = None,
    ) -> None:
        """Lay all steps of one role that a track has; for `only_by_law` children just those the law demands."""
        course = track.course
        for number, name in enumerate(course.steps):
            step = self.scenario.steps[name]
            if step.role is role:
                some = track.who & who & course.reached[number] & ~course.done[number]
                if only_by_law is not None and not step.by_law:
                    some = some & ~only_by_law
                since = self.since([track], [some & course.waiting[number]])
                self.lay(track, name, some, together, further, asked_before=since)

    def pass_on(self, track: Track, who: Booleans, point: Integers) -> None:
        """Hand a need over from a visit to its own unit: the pause before its next visit."""
        cohort, features, need = self.cohort, self.features, track.need
        refused = who & (cohort.luck(f"refused/{need}") < features.refused)
        pause = cohort.days(features.handover, f"handover/{need}", who)
        pause = pause + cohort.days(features.refused_delay, f"refused delay/{need}", refused)
        pause = pause + cohort.days(features.consent_delay, "consent delay", who)
        if self.party.asked_in_vain is not None:
            pause = pause + cohort.days(self.party.asked_in_vain, "consent delay", who & self.party.declined)
        track.last = np.where(who, point, track.last)
        track.pause = np.where(who, pause, track.pause)
        track.handed_over = track.handed_over | who
        track.refused = track.refused | refused

    def receive(self, track: Track, who: Booleans) -> None:
        """Let a need that is handed over arrive, where it goes on to something done jointly.

        The handover runs beside whatever else is done for the child meanwhile; only its end is waited for.
        """
        arriving = track.who & who & track.handed_over
        visits = self.draft.add_visits(
            arriving,
            step=self.steps.handover(),
            units=(),
            duration=np.zeros(len(who)),
            pause=track.pause,
            after=[track.last, *track.served],
            serves=[track.rows],
            handed_over=track.handed_over,
            refused=track.refused,
        )
        self.move(track, arriving, visits)
