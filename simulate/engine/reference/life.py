"""Rules 1 and 3: a visit's life, from when nothing is left to wait for to its end.

It is a process. What it waits for are events of SimPy: the end of its pause, being called, its work being done; and,
as long as it has not started, its withdrawal. When its event comes it goes on at once: conditions, processes and what
`succeed`s have SimPy's usual priority, which is that of the first phase, and come before all that is of a later one.
"""

from typing import cast

from simpy.events import ProcessGenerator

from simulate.engine.reference.calling import Calling
from simulate.engine.reference.consultants import Consultants
from simulate.engine.reference.diary import NEVER
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.pace import Paces
from simulate.engine.reference.strain import Strain
from simulate.engine.reference.town import Town
from simulate.engine.reference.work import Work
from simulate.engine.rules import Phase, State
from simulate.plan import NONE


class Visits:
    """The lives of visits."""

    def __init__(self, town: Town, calling: Calling, work: Work, strain: Strain, consultants: Consultants) -> None:
        self._town, self._calling, self._work, self._strain = town, calling, work, strain
        self._consultants, self._paces = consultants, Paces(town)

    def _live(self, visit: int, pause: float, since: float | None) -> ProcessGenerator:
        """Live from the pause to the end, or until the visit is withdrawn; see `begin` and `ask`."""
        env, lives = self._town.env, self._town.lives
        withdrawn = lives.withdrawal[visit]

        if pause > 0:
            yield Moment(env, Phase.ASK, pause) | withdrawn
            if withdrawn.triggered:
                return

        self._is_asked_for(visit, env.now if since is None else since)
        workers: list[int] = []
        if lives.has_line(visit):
            called = self._calling.join(visit)
            yield called | withdrawn
            if withdrawn.triggered:
                self._leaves_line(visit)
                return
            workers = cast("list[int]", called.value)

        days = self._paces.days(visit, lives.duration[visit], env.now)
        self._starts(visit, env.now, workers)
        yield self._work.done(visit, days, workers)

        self._finishes(visit, workers)
        self.go_on_after(visit)

    def _live_on(self, visit: int, workers: list[int]) -> ProcessGenerator:
        """Live what is left of a visit that began before the clock."""
        lives = self._town.lives
        self._starts(visit, lives.started_before[visit], workers)
        yield self._work.done(visit, lives.duration[visit], workers)

        self._finishes(visit, workers)
        self.go_on_after(visit)

    # ---- how a life begins

    def begin(self, visit: int) -> None:
        """Begin a visit for which nothing is left to wait, with the pause before it."""
        self._begin(visit, self._town.lives.pause[visit])

    def ask(self, visit: int, since: float | None = None) -> None:
        """Begin a visit that has no pause: in a crisis, or as the pause is over.

        `since` is the day it joined its line, for one that stands there when the clock starts.
        """
        self._begin(visit, 0.0, since)

    def _begin(self, visit: int, pause: float, since: float | None = None) -> None:
        town = self._town
        town.lives.state[visit] = State.PAUSING
        town.lives.withdrawal[visit] = town.env.event()
        town.env.process(self._live(visit, pause, since))

    def go_on(self, visit: int) -> None:
        """Let a visit go on that began before the clock; its worker may have more children than places."""
        town = self._town
        child, team = town.lives.child[visit], town.lives.team[visit]
        town.diary.asked[visit] = town.lives.started_before[visit]
        workers = []
        for unit in town.plan.teams[team] if team != NONE else ():
            places = town.places[unit]
            places.busy += 1
            workers.append(NONE if places.meets else places.take_over(child, visit))
        town.env.process(self._live_on(visit, workers))

    def go_on_after(self, visit: int) -> None:
        """Begin the visits that waited for this one only."""
        lives = self._town.lives
        for following in lives.after[visit]:
            if lives.state[following] == State.PENDING and lives.is_due(following):
                self.begin(following)

    # ---- what happens on the way

    def _is_asked_for(self, visit: int, since: float) -> None:
        """Ask for a visit: needs that come with it are there, those that come up with it are known."""
        lives, diary = self._town.lives, self._town.diary
        lives.state[visit] = State.WAITING
        lives.asked[visit] = diary.asked[visit] = since
        diary.left[visit] = NEVER
        for need in lives.known_with.get(visit, ()):
            lives.become_known(need)
        for need in lives.arises_with.get(visit, ()):
            if not lives.arisen[need]:
                lives.arisen[need], lives.need_since[need] = True, self._town.env.now
            self._strain.update(lives.child[visit])

    def _leaves_line(self, visit: int) -> None:
        """Leave the line without having been called."""
        now, diary = self._town.env.now, self._town.diary
        self._calling.leave(visit)
        diary.left[visit] = now
        diary.waits_left.append((visit, self._town.lives.asked[visit], now))

    def _starts(self, visit: int, day: float, workers: list[int]) -> None:
        """Start a visit with those who have it; the need whose support it is, is met."""
        lives, diary, child = self._town.lives, self._town.diary, self._town.lives.child[visit]
        lives.withdrawal.pop(visit, None)
        lives.state[visit] = State.RUNNING
        diary.started[visit] = day
        diary.urgent[visit] = lives.urgent[child]
        diary.workers[visit] = list(workers)  # those of today; who has it may change
        for need in lives.met_by.get(visit, ()):
            lives.met[need] = True
            diary.met[need] = day
            self._strain.update(child)

    def _finishes(self, visit: int, workers: list[int]) -> None:
        """Finish a visit: its places are free."""
        town = self._town
        town.lives.state[visit] = State.FINISHED
        town.diary.finished[visit] = town.env.now
        self._work.end(visit)
        team = town.lives.team[visit]
        if team != NONE:
            for unit, worker in zip(town.plan.teams[team], workers, strict=True):
                town.places[unit].give_back(worker, visit)
                self._consultants.case_closed(unit, worker)
            town.lines.touch(team)
            town.lines.call_soon()
