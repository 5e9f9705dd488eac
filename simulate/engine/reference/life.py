"""Rules 1 and 3: a visit's life, from when nothing is left to wait for to its end.

It is a process. What it waits for are events of SimPy: the end of its pause, being called, its parts being done; and,
as long as it has not started, its withdrawal. When its event comes it goes on at once: conditions, processes and what
`succeed`s have SimPy's usual priority, which is that of the first phase, and come before all that is of a later one.

A visit is called when there is a place for all of its parts, and they begin together. From then on each goes its own
way, with its own worker: at its own pace, standing still and changing hands by itself. When its work is done its place
is free for whoever is next, though the other parts go on; the visit is finished, and what waited for it may begin, with
the last of them. To its unit a part is a case like any other: its worker is one the child knows there, if possible; it
counts in the unit's load for as long as it goes on itself; a consultant who was to go goes with the last of such cases;
and one who leaves hands over what is open then, not what is done. At a meeting a part has its place at that instant and
no longer. What has begun is done: no crisis, no giving up and no growing up stops any part of a visit that goes on, and
an acute visit of the same child needs a place of its own.
"""

from simpy.events import ProcessGenerator

from simulate.engine.reference.calling import Calling
from simulate.engine.reference.consultants import Consultants
from simulate.engine.reference.diary import NEVER
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.strain import Strain
from simulate.engine.reference.town import Town
from simulate.engine.reference.work import Work
from simulate.engine.rules import Phase, State
from simulate.plan import NONE


class Visits:
    """The lives of visits."""

    def __init__(self, town: Town, calling: Calling, work: Work, strain: Strain, consultants: Consultants) -> None:
        self._town, self._calling, self._work, self._strain = town, calling, work, strain
        self._consultants = consultants

    def _live(self, visit: int, pause: float | None, since: float | None) -> ProcessGenerator:
        """Live from the pause to the end, or until the visit is withdrawn; see `begin` and `ask`."""
        env, lives = self._town.env, self._town.lives
        withdrawn = lives.withdrawal[visit]

        if pause is not None:
            yield Moment(env, Phase.ASK, pause) | withdrawn
            if withdrawn.triggered:
                return

        self._is_asked_for(visit, env.now if since is None else since)
        if lives.has_line(visit):
            called = self._calling.join(visit)
            yield called | withdrawn
            if withdrawn.triggered:
                self._leaves_line(visit)
                return

        self._starts(visit, env.now)
        yield from self._all_parts_of(visit, [self._work.paces.of(part) for part in lives.parts_of[visit]])
        self._finishes(visit)
        self.go_on_after(visit)

    def _live_on(self, visit: int) -> ProcessGenerator:
        """Live what is left of a visit that began before the clock."""
        lives = self._town.lives
        self._starts(visit, lives.started_before[visit])
        yield from self._all_parts_of(visit, [1.0] * len(lives.parts_of[visit]))  # what is left is as long as it is
        self._finishes(visit)
        self.go_on_after(visit)

    def _all_parts_of(self, visit: int, paces: list[float]) -> ProcessGenerator:
        """Do the parts of a visit side by side, each at its pace, until the last of them is done."""
        env, parts = self._town.env, self._town.lives.parts_of[visit]
        if len(parts) == 1:  # as below, and a process less
            yield from self._part(parts[0], paces[0])
        else:
            yield env.all_of([env.process(self._part(*each)) for each in zip(parts, paces, strict=True)])

    def _part(self, part: int, pace: float) -> ProcessGenerator:
        """Do one part of a visit."""
        yield self._work.done(part, pace)
        self._is_done(part)

    # ---- how a life begins

    def begin(self, visit: int) -> None:
        """Begin a visit for which nothing is left to wait, with the pause before it."""
        pause = self._town.lives.pause[visit]
        self._begin(visit, pause if pause > 0 else None)

    def begin_with(self, visit: int) -> None:
        """Begin the visits that waited only for this one to start.

        Without a pause they are asked for after this round of calling, as what follows on a visit of no length is.
        """
        lives = self._town.lives
        for following in lives.after[visit]:
            if lives.at_start[following] and lives.state[following] == State.PENDING and lives.is_due(following):
                self._begin(following, lives.pause[following])

    def ask(self, visit: int, since: float | None = None) -> None:
        """Begin a visit that has no pause: in a crisis, or as the pause is over.

        `since` is the day it joined its line, for one that stands there when the clock starts.
        """
        self._begin(visit, None, since)

    def _begin(self, visit: int, pause: float | None, since: float | None = None) -> None:
        town = self._town
        town.lives.state[visit] = State.PAUSING
        town.lives.withdrawal[visit] = town.env.event()
        if pause is not None:
            town.lives.put_patience_off(visit)
        town.env.process(self._live(visit, pause, since))

    def go_on(self, visit: int) -> None:
        """Let a visit go on that began before the clock; its worker may have more children than places."""
        town, lives = self._town, self._town.lives
        lives.asked[visit] = town.diary.asked[visit] = lives.started_before[visit]
        lives.wait_for_support(visit)
        for part in lives.parts_of[visit]:
            if lives.unit[part] != NONE:
                places = town.places[lives.unit[part]]
                places.begin(part)
                if not places.meets:
                    lives.worker[part] = places.take_over(lives.child[visit], part)
        town.env.process(self._live_on(visit))

    def go_on_after(self, visit: int) -> None:
        """Begin the visits that waited for this one only."""
        lives = self._town.lives
        for following in lives.after[visit]:
            if lives.state[following] == State.PENDING and lives.is_due(following):
                self.begin(following)

    # ---- what happens on the way

    def _is_asked_for(self, visit: int, since: float) -> None:
        """Ask for a visit: needs that come with it are there, and those it serves are waited for."""
        lives, diary = self._town.lives, self._town.diary
        lives.state[visit] = State.WAITING
        lives.asked[visit] = diary.asked[visit] = since
        diary.left[visit] = NEVER
        lives.wait_for_support(visit)
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

    def _starts(self, visit: int, day: float) -> None:
        """Start a visit with those who have its parts; the need whose support it is, is met."""
        lives, diary, child = self._town.lives, self._town.diary, self._town.lives.child[visit]
        lives.withdrawal.pop(visit, None)
        lives.state[visit] = State.RUNNING
        diary.started[visit] = day
        diary.urgent[visit] = lives.urgent[child]
        for part in lives.parts_of[visit]:
            diary.worker[part] = lives.worker[part]  # that of today; who has it may change
        for need in lives.met_by.get(visit, ()):
            lives.met[need] = True
            diary.met[need] = day
            self._strain.update(child)
        self.begin_with(visit)

    def _is_done(self, part: int) -> None:
        """Be done with a part of a visit: its place is free."""
        town = self._town
        town.diary.ended[part] = town.env.now
        self._work.end(part)
        unit, worker = town.lives.unit[part], town.lives.worker[part]
        if unit != NONE:
            town.places[unit].give_back(worker, part)
            self._consultants.case_closed(unit, worker)
            town.lines.touch_unit(unit)
            town.lines.call_soon()

    def _finishes(self, visit: int) -> None:
        """Finish a visit: all its parts are done."""
        self._town.lives.state[visit] = State.FINISHED
        self._town.diary.finished[visit] = self._town.env.now
