"""The town: children who come and ask, lines that are called, meetings: what happens when, and what follows from it.

Everything that happens at one instant happens before anyone is called, and in the order of `Phase`; so the log does
not depend on the order of simultaneous events in SimPy's queue.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import simpy

from simulate.engine.reference.diary import NEVER, Diary
from simulate.engine.reference.hardship import Hardship
from simulate.engine.reference.lines import Lines
from simulate.engine.reference.moments import Moment
from simulate.engine.reference.pace import Paces
from simulate.engine.reference.places import Places
from simulate.engine.reference.staff import StaffRules
from simulate.engine.reference.work import Work
from simulate.engine.rules import Phase, State
from simulate.plan import NONE, Floats, Integers, Plan, Ragged, Rules, Terms


class Town:
    """All children, lines and units at one instant, and the rules by which they change.

    Rules 1 to 4 stand here; 5 to 7 in `hardship`, 8 in `staff` and `work`.
    """

    def __init__(self, plan: Plan, env: simpy.Environment) -> None:
        self.plan, self.env, self.diary, self.rules = plan, env, Diary(plan), plan.rules
        self.places = [Places(unit) for unit in plan.units]
        self.lines = Lines(plan, self.places)
        self._calling_soon = False
        self._next_meeting: dict[int, Moment] = {}

        visits = plan.visits
        self.child, self.team = visits.child.tolist(), visits.team.tolist()
        self._pause, self.duration = visits.pause.tolist(), visits.duration.tolist()
        self.acute, self.grows = visits.acute.tolist(), visits.grows.tolist()
        self._before, self._after = visits.after.lists(), visits.after.turned(len(visits)).lists()
        self.serves, self.visits_for = visits.needs.lists(), visits.needs.turned(len(plan.needs)).lists()
        self.state = [State.PENDING] * len(visits)
        self._asked = [0.0] * len(visits)
        self._pauses: dict[int, Moment] = {}  # the end of each pause that still counts
        self._asked_before, self._started_before = _given(visits.asked_before), _given(visits.started_before)

        needs, count = plan.needs, len(plan.children)
        self.real, self.met = needs.real.tolist(), [False] * len(needs)
        self._arises_with, self.arisen = _grouped(needs.arises_with), (needs.arises_with == NONE).tolist()
        self._known_with, self._met_by = _grouped(needs.known_with), _grouped(needs.support)
        self._known_at_once = (needs.noticed & (needs.known_with == NONE)).tolist()
        self.need_child = needs.child.tolist()
        self._need_since = plan.children.arrival[needs.child].tolist()  # for a return, from when the child is back

        self.urgent = plan.children.urgent.tolist()
        self.visits_of, self.needs_of = _rows_of(visits.child, count), _rows_of(needs.child, count)

        self.hardship, self.staff, self.work = Hardship(self), StaffRules(self), Work(self)
        comings_and_goings = [unit.has_comings_and_goings for unit in plan.units]
        by_team = [any(comings_and_goings[unit] for unit in team) for team in plan.teams]
        self._in_work = [
            team != NONE and (by_team[team] or visit in self._started_before) for visit, team in enumerate(self.team)
        ]
        self._paces = Paces(plan, self.places)

    def live(self) -> None:
        """Let everything happen until the end."""
        on_list = np.flatnonzero(self.plan.children.listed).tolist()
        self.later(0.0, Phase.ON_LIST, partial(self._arrive_on_list, on_list))
        arrivals = zip(self.plan.children.arrival.tolist(), self.plan.children.listed.tolist(), strict=True)
        for child, (arrival, is_listed) in enumerate(arrivals):
            if not is_listed:
                self.later(arrival, Phase.ARRIVE, self.arrive, child)
        for child, day in enumerate(self.plan.leaves.tolist()):
            if day < self.plan.end:
                self.later(day, Phase.GROW_UP, self.hardship.grow_up, child)
        for number, unit in enumerate(self.plan.units):
            self.begin_meetings(number, unit)
        for day, rules in self.plan.later_rules:
            self.later(day, Phase.TERMS, partial(self._call_by, rules))
        self.staff.plan_ahead()
        self.env.run(until=self.plan.end)

    def later(self, delay: float, phase: Phase, happens: Callable[[int], None], number: int = NONE) -> Moment:
        """Let something happen to a child, need, visit or unit after a delay."""
        return Moment(self.env, phase, delay, happens, number)

    # ---- rule 1: a child comes, visits are asked for

    def _arrive_on_list(self, children: list[int], _: int) -> None:
        """Let all come who are on the waiting list, in turn: who has whose case depends on who is first."""
        for child in children:
            self.arrive(child)

    def arrive(self, child: int) -> None:
        """Let a child come: its needs are there, and the visits that wait for nothing begin.

        For a child on the waiting list a visit has begun already, or has stood in its line for some time.
        """
        for need in self.needs_of[child]:
            if self._known_at_once[need]:
                self.hardship.become_known(need)
        self.hardship.update_strain(child)
        for visit in self.visits_of[child]:
            if visit in self._started_before:
                self._has_started(visit, self._started_before[visit])
            elif not self._before[visit] and not self.acute[visit]:
                if visit in self._asked_before:
                    self.ask(visit, self._asked_before[visit])
                else:
                    self._begin_pause(visit)

    def _begin_pause(self, visit: int) -> None:
        """Begin the pause before a visit; without one, ask for it at once."""
        if self._pause[visit] > 0:
            self.state[visit] = State.PAUSING
            self._pauses[visit] = self.later(self._pause[visit], Phase.ASK, self.ask, visit)
        else:
            self.ask(visit)

    def ask(self, visit: int, since: float | None = None) -> None:
        """Ask for a visit: it joins the line of its team, or begins where it needs no unit.

        `since` is the day it joined, for one that stands there when the clock starts.
        """
        self._pauses.pop(visit, None)
        self.state[visit] = State.WAITING
        self._asked[visit] = self.diary.asked[visit] = self.env.now if since is None else since
        self.diary.left[visit] = NEVER
        for need in self._known_with.get(visit, ()):
            self.hardship.become_known(need)
        for need in self._arises_with.get(visit, ()):
            if not self.arisen[need]:
                self.arisen[need], self._need_since[need] = True, self.env.now
            self.hardship.update_strain(self.child[visit])
        if self.team[visit] == NONE:
            self._start(visit)
            return
        self.rank(visit)

    def has_line(self, visit: int) -> bool:
        """Tell whether a visit is waited for in a line."""
        return bool(self.team[visit] != NONE)

    # ---- rule 2: calling

    def rank(self, visit: int) -> None:
        """Give a waiting visit its rank in the line: acute, urgent, longest wait, child, visit."""
        child, rules = self.child[visit], self.rules
        since = self._asked[visit]
        if rules.by_total_wait and self.serves[visit]:
            since = min(self._need_since[need] for need in self.serves[visit])
        not_urgent = rules.urgent_first and not self.urgent[child]
        rank = (not self.acute[visit], not_urgent, since, child, visit)
        self.lines.join(self.team[visit], rank, self._asked[visit])
        self.call_soon()

    def _call_by(self, rules: Rules, _: int) -> None:
        """Let other rules hold for calling from now on: all who wait are ranked anew."""
        self.rules, self.lines.keeps_after = rules, rules.keeps_places_after
        for visit, state in enumerate(self.state):
            if state == State.WAITING and self.has_line(visit):
                self.rank(visit)

    def _touch(self, team: int) -> None:
        """Look at a team's line again, although nobody came or went."""
        self.lines.touch(team)
        self.call_soon()

    def call_soon(self) -> None:
        """Call when everything else has happened at this instant."""
        if not self._calling_soon:
            self._calling_soon = True
            self.later(0.0, Phase.CALL, self._call)

    def _call(self, _: int) -> None:
        """Start every visit that can start, the best-ranked first."""
        self._calling_soon = False
        while (found := self.lines.next_to_call(self.env.now)) is not None:
            visit, team = found
            self.lines.leave(team, visit)
            self._start(visit)
        self.staff.look_at_lines()

    # ---- rules 3 and 4: workers, meetings

    def _start(self, visit: int) -> None:
        """Start a visit: it takes a place in every unit of its team."""
        child, team = self.child[visit], self.team[visit]
        workers = []
        if team != NONE:
            workers = [self.places[unit].take(child, visit) for unit in self.plan.teams[team]]
        days = self.duration[visit]
        self._begin(visit, self.env.now, workers, self._paces.days(visit, days, self.env.now))

    def _has_started(self, visit: int, day: float) -> None:
        """Let a visit go on that began before the clock; its worker may have more children than places."""
        child, team = self.child[visit], self.team[visit]
        self._asked[visit] = self.diary.asked[visit] = day
        units = self.plan.teams[team] if team != NONE else ()
        workers = []
        for unit in units:
            self.places[unit].busy += 1
            workers.append(NONE if self.places[unit].meets else self.places[unit].take_over(child, visit))
        self._begin(visit, day, workers, self.duration[visit])

    def _begin(self, visit: int, day: float, workers: list[int], days: float) -> None:
        """Let a visit go on for so many days from now; the need whose support it is, is met."""
        child, team = self.child[visit], self.team[visit]
        self.state[visit] = State.RUNNING
        self.diary.started[visit] = day
        self.diary.urgent[visit] = self.urgent[child]
        for need in self._met_by.get(visit, ()):
            self.met[need] = True
            self.diary.met[need] = day
            self.hardship.update_strain(child)
        if team != NONE:
            self.diary.workers[visit] = workers
        if self._in_work[visit]:
            self.work.begin(visit, days, list(workers))
        else:
            self.later(days, Phase.FINISH, self.finish, visit)

    def finish(self, visit: int) -> None:
        """Finish a visit: its places are free, and what comes after it may begin."""
        self.state[visit] = State.FINISHED
        self.diary.finished[visit] = self.env.now
        team = self.team[visit]
        if team != NONE:
            workers = self.work.end(visit) if self._in_work[visit] else self.diary.workers[visit]
            for unit, worker in zip(self.plan.teams[team], workers, strict=True):
                self.places[unit].give_back(worker, visit)
                if unit in self.staff.with_extra:
                    self.staff.case_closed(unit, worker)
            self._touch(team)
        self.go_on_after(visit)

    def go_on_after(self, visit: int) -> None:
        """Begin the visits that waited for this one only."""
        for following in self._after[visit]:
            if self.state[following] == State.PENDING and self.is_due(following):
                self._begin_pause(following)

    def is_due(self, visit: int) -> bool:
        """Tell whether nothing is left to wait for. Only a support that took place can be returned from."""
        if visit in self._arises_with:
            return all(self.state[earlier] == State.FINISHED for earlier in self._before[visit])
        return all(self.state[earlier] >= State.FINISHED for earlier in self._before[visit])

    def withdraw(self, visit: int, state: State) -> None:
        """Take a visit that has not started out of its line, or out of what is to come."""
        if visit in self._pauses:
            self._pauses.pop(visit).cancel()
        if self.state[visit] == State.WAITING:
            self.lines.leave(self.team[visit], visit)
            self.diary.left[visit] = self.env.now
            self.diary.waits_left.append((visit, self._asked[visit], self.env.now))
            self.call_soon()
        self.state[visit] = state

    def begin_meetings(self, number: int, terms: Terms) -> None:
        """Let a unit meet in the rhythm of its terms, for the first time one interval from now."""
        if number in self._next_meeting:
            self._next_meeting.pop(number).cancel()
        if terms.meets_every is not None:
            self._next_meeting[number] = self.later(terms.meets_every, Phase.MEET, self._meet, number)

    def _meet(self, unit: int) -> None:
        """Hold a meeting, unless the unit is closed: its places are there for this instant."""
        places = self.places[unit]
        if places.is_open:
            places.meet(self.env.now)
            self.lines.touch_unit(unit)
            self.call_soon()
        self.begin_meetings(unit, places.terms)


def _rows_of(owner: Integers, count: int) -> list[list[int]]:
    """List the rows that belong to each owner."""
    return Ragged.from_pairs(owner, np.arange(len(owner)), count).lists()


def _grouped(visits: Integers) -> dict[int, list[int]]:
    """List for each visit the needs that name it."""
    groups: dict[int, list[int]] = {}
    for need, visit in enumerate(visits.tolist()):
        if visit != NONE:
            groups.setdefault(visit, []).append(need)
    return groups


def _given(days: Floats) -> dict[int, float]:
    """List the visits that have a day."""
    return {int(visit): float(days[visit]) for visit in np.flatnonzero(~np.isnan(days))}
