"""How visits are laid in an organisation, for all children of a track at once."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers
from simulate.scenario.schema import Role
from simulate.world.children import Cohort
from simulate.world.draft import Draft, one_each
from simulate.world.organisation import Party
from simulate.world.steps import StepList, is_work
from simulate.world.tracks import Track


class Route:
    """Lays visits for the children of one party: knows how an organisation's features change a step.

    `rows` are always rows of a track.
    """

    def __init__(self, cohort: Cohort, party: Party, draft: Draft, steps: StepList, start_up: int = NONE) -> None:
        self.cohort, self.party, self.draft, self.steps = cohort, party, draft, steps
        self._start_up = start_up
        self.scenario, self.features = cohort.scenario, party.features
        self._units = {name: number for number, name in enumerate(self.scenario.units)}

    def begin(self, need: str, episode: int, who: Booleans, *, noticed: bool, further: bool = False) -> Track:
        """Begin a need's track for some who have it: its rows in the table of needs, and no visit yet.

        `who` has an entry for each child of the need's course.
        """
        terms = self.scenario.needs[need]
        course = self.cohort.course(need, episode)
        if not who.all():
            course = course[np.flatnonzero(who)]
        patience: Floats | float = np.inf
        if terms.patience is not None and not terms.stays:
            known_at_once = noticed and episode == 0  # it is known since the child is there
            waited = self.cohort.waited(course.child) if known_at_once else None
            patience = course.days(terms.patience, f"patience/{need}/{episode}", elapsed=waited)
            patience = patience * self.features.participation
        numbers = self.draft.add_needs(
            course.child,
            kind=self.cohort.children.need_names.index(need),
            episode=episode,
            real=course.real,
            noticed=noticed,
            crisis_rate=course.real * (terms.crises_per_day if self.scenario.crisis is not None else 0.0),
            patience=patience,
            promise=course.promise,
        )
        return Track(need, episode, course, numbers, np.full(len(course), further), np.zeros(len(course)))

    def units_of(self, *names: str) -> tuple[int, ...]:
        """Give the numbers of the units that do some steps."""
        units = (self.scenario.steps[name].unit for name in names)
        return tuple({self._units[unit] for unit in units if unit is not None})

    def start_up(self, *names: str) -> int:
        """Give the number of the first time in which some steps, done together, are slower; NONE for what never is."""
        return self._start_up if any(is_work(self.scenario, name) for name in names) else NONE

    def length(
        self, name: str, days: Floats, together: Floats | float = 0.0, further: Booleans | bool = False
    ) -> Floats:
        """Turn the children's own days for a step into how long it takes here: like `days`.

        `together` counts the further needs worked on at the same time; `further` tells for whom this is a further
        unit, to which the story is told anew. Time that only passes, meetings and stays are as long everywhere.
        """
        step, features = self.scenario.steps[name], self.features
        if not is_work(self.scenario, name):
            return days
        extra: Any = features.generalist  # one number, or one for each child
        if step.role is not Role.INTAKE:
            extra = extra + features.coordination * together
        if step.role in (Role.INTAKE, Role.ASSESSMENT):
            extra = extra + features.retelling * further
        stretched: Floats = days * (1 + extra)
        return stretched

    def shared_length(self, name: str, child: Integers, together: Floats | float = 0.0) -> Floats:
        """Give how long a step that serves the whole child takes: like `child`."""
        days = self.cohort.everybody.days(self.scenario.steps[name].duration, f"duration//{name}/0", child)
        return self.length(name, days, together)

    def own_days(self, track: Track, name: str, rows: Integers, elapsed: Floats | None = None) -> Floats:
        """Give some children's own days for a step of a need, or what is left of them, in every organisation."""
        question = f"duration/{track.need}/{name}/{track.episode}"
        return track.course.days(self.scenario.steps[name].duration, question, rows, elapsed)

    def since(self, track: Track, rows: Integers) -> Floats:
        """Give the day since which a need of children with a case is waited for, or under way: like `rows`."""
        cases, column = self.cohort.cases, self.cohort.children.need_names.index(track.need)
        assert cases is not None, "where nobody has a case, nobody waits when the clock starts"
        since: Floats = cases.since[track.child[rows], column]
        return since

    def earliest(self, tracks: Iterable[Track], waiting: Iterable[Booleans], child: Integers) -> Floats | float:
        """Give the day since which children wait for one of some needs when the clock starts, else NaN: like `child`.

        `waiting` tells for each track who waits for it.
        """
        if self.cohort.cases is None:
            return np.nan
        earliest = np.full(len(self.cohort.children), np.nan)
        for track, some in zip(tracks, waiting, strict=True):
            rows = np.flatnonzero(some)
            earliest[track.child[rows]] = np.fmin(earliest[track.child[rows]], self.since(track, rows))
        found: Floats = earliest[child]
        return found

    def begun(self, tracks: list[Track]) -> None:
        """Lay the steps that are going on when the clock starts: as they are, whatever the organisation.

        What is left of them depends on how long they have lasted, and is the same in every organisation.
        """
        for track in tracks if self.cohort.cases is not None else ():
            for name, running in zip(track.course.steps, track.course.running, strict=True):
                rows = np.flatnonzero(running)
                if len(rows):
                    since = self.since(track, rows)
                    self.lay(track, name, rows, self.own_days(track, name, rows, -since), started_before=since)

    def lay(
        self,
        track: Track,
        name: str,
        rows: Integers,
        length: Floats,
        asked_before: Floats | float = np.nan,
        started_before: Floats | float = np.nan,
    ) -> None:
        """Lay one step of a track for some children; with `started_before`, like `rows`, they are in it already."""
        supports = self.scenario.steps[name].role is Role.SUPPORT
        visits = self.draft.add_visits(
            track.child[rows],
            step=self.steps.number(name),
            units=self.units_of(name),
            duration=length,
            pause=track.pause[rows],
            after=track.before(rows),
            serves=one_each(track.numbers[rows]),
            grows=supports,
            start_up=self.start_up(name),
            handed_over=track.handed_over[rows],
            refused=track.refused[rows],
            asked_before=asked_before,
            started_before=started_before,
        )
        if supports:
            track.support[rows] = visits
            track.support_days[rows] = length
        track.first[rows] = np.where(track.first[rows] == NONE, visits, track.first[rows])
        track.move(rows, visits)

    def walk(self, track: Track, role: Role, who: Booleans | None = None, only_by_law: Booleans | None = None) -> None:
        """Lay all steps of one role that a track has, for all or for some of its children, in columns like the track's.

        For `only_by_law` children just the steps are laid that the law demands.
        """
        course = track.course
        for number, name in enumerate(course.steps):
            step = self.scenario.steps[name]
            if step.role is role:
                some = course.reached[number] & ~course.done[number]
                if who is not None:
                    some &= who
                if only_by_law is not None and not step.by_law:
                    some &= ~only_by_law
                self._lay_own(track, name, np.flatnonzero(some), course.waiting[number])

    def _lay_own(self, track: Track, name: str, rows: Integers, waiting: Booleans) -> None:
        """Lay one of a need's own steps, for some children who get to it; some of all are `waiting` for it already."""
        if not len(rows):
            self.draft.team(self.units_of(name))  # a team that could be asked for is one of the plan's
            return
        asked_before: Floats | float = np.nan
        if self.cohort.cases is not None:
            asked_before = np.where(waiting[rows], self.since(track, rows), np.nan)
        days = self.own_days(track, name, rows)
        length = self.length(name, days, track.together[rows], track.further[rows])
        self.lay(track, name, rows, length, asked_before)

    def pass_on(self, track: Track, who: Booleans, point: Integers) -> None:
        """Hand a need over from a visit to its own unit: the pause before its next visit.

        `who` has an entry for each child of the track, `point`, the numbers of visits, for each child of all.
        """
        features, need, everybody = self.features, track.need, self.cohort.everybody
        rows = np.flatnonzero(who)
        if not len(rows):
            return
        child = track.child[rows]
        refused = track.course.group.happens(f"refused/{need}", features.refused)[track.course.rows[rows]]
        pause = track.course.days(features.handover, f"handover/{need}", rows)
        bounced = np.flatnonzero(refused)
        pause[bounced] += track.course.days(features.refused_delay, f"refused delay/{need}", rows[bounced])
        pause += everybody.days(features.consent_delay, "consent delay", child)
        if self.party.asked_in_vain is not None:
            asked = np.flatnonzero(self.party.declined[child])
            pause[asked] += everybody.days(self.party.asked_in_vain, "consent delay", child[asked])
        track.last[rows] = point[child]
        track.pause[rows] = pause
        track.handed_over[rows] = True
        track.refused[rows] |= refused

    def receive(self, track: Track, who: Booleans) -> None:
        """Let a need that is handed over arrive, where it goes on to something done jointly.

        The handover runs beside whatever else is done for the child meanwhile; only its end is waited for.
        """
        rows = np.flatnonzero(who & track.handed_over)
        visits = self.draft.add_visits(
            track.child[rows],
            step=self.steps.handover(),
            units=(),
            duration=np.zeros(len(rows)),
            pause=track.pause[rows],
            after=track.before(rows),
            serves=one_each(track.numbers[rows]),
            handed_over=True,
            refused=track.refused[rows],
        )
        track.move(rows, visits)
