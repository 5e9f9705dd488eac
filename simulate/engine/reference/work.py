"""Visits that go on with workers who may be absent or go: when they will be finished.

The work of a visit stands still while any of its workers is away, and while nobody has it. All absences are known
beforehand, so the end of a visit is known when it starts; it changes only when a case changes hands. That
reads better as a moment that is put off than as a process that is interrupted at each handover only to begin anew; the
life of a visit waits for one event, whatever happens here.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import simpy

from simulate.engine.reference.moments import Moment
from simulate.engine.reference.town import Town
from simulate.engine.rules import Phase
from simulate.plan import NONE

Spells = tuple[list[float], list[float]]
"""The days on which somebody's absences begin and end."""


@dataclass(slots=True)
class Case:
    """A visit that is going on."""

    workers: list[int]  # who has it, in the order of its team
    left: float  # days of work that were left …
    since: float  # … on this day
    done: simpy.Event
    finish: Moment | None = None  # when it will be done; none while nobody has it


class Work:
    """The visits that go on."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._spells: list[list[Spells]] = []  # of each unit's posts; consultants are never away
        for unit in town.plan.units:
            staff = unit.staff
            self._spells.append([] if staff is None else list(zip(staff.away.lists(), staff.back.lists(), strict=True)))
        by_step = [step.lengthens for step in town.plan.steps]
        self._stands_still = [by_step[step] for step in town.plan.visits.step.tolist()]
        by_team = [any(town.plan.units[unit].has_comings_and_goings for unit in team) for team in town.plan.teams]
        self._may_change_hands = [team != NONE and by_team[team] for team in town.lives.team]
        for visit in town.lives.started_before:  # perhaps nobody has it yet
            self._may_change_hands[visit] = town.lives.team[visit] != NONE
        self._cases: dict[int, Case] = {}

    def done(self, visit: int, days: float, workers: list[int]) -> simpy.Event:
        """Let a visit begin that takes so many days of work; returns the event of its being done.

        `workers` tells who has it, in the order of its team: a list that is changed when the visit changes hands.
        """
        if not self._may_change_hands[visit]:
            return Moment(self._town.env, Phase.FINISH, days)
        self._cases[visit] = case = Case(workers, days, self._town.env.now, self._town.env.event())
        self.go_on(visit)
        return case.done

    def end(self, visit: int) -> None:
        """Forget a visit that is finished."""
        self._cases.pop(visit, None)

    def workers(self, visit: int) -> list[int]:
        """Tell who has a visit now, in the order of its team; a list to be changed when it changes hands."""
        return self._cases[visit].workers

    def pause(self, visit: int) -> None:
        """Stop a visit for an instant, before anything changes that its end depends on; see `go_on`.

        A stay, which is as long as it is whoever follows it, is not stopped.
        """
        if not self._stands_still[visit]:
            return
        case, now = self._cases[visit], self._town.env.now
        if case.finish is not None:  # else nobody had it, and nothing was done
            still = 0.0
            for begins, ends in self._standstills(self._absences(visit, case), case.since):
                if begins >= now:
                    break
                still += min(ends, now) - begins
            case.left = max(case.left - (now - case.since - still), 0.0)
            case.finish.cancel()
            case.finish = None
        case.since = now

    def go_on(self, visit: int, longer: float = 0.0) -> None:
        """Let a visit go on, and take so many days longer: see when it will be finished."""
        case = self._cases[visit]
        if case.finish is not None:
            return
        waited = 0.0
        if self._stands_still[visit]:
            case.left += longer
            if NONE in case.workers and self._is_nobodys(visit, case):
                return
            absences = self._absences(visit, case)
            if absences:
                for begins, ends in self._standstills(absences, case.since):
                    if begins >= case.since + case.left + waited:
                        break
                    waited += ends - begins
        case.finish = Moment(self._town.env, Phase.FINISH, case.left + waited)
        case.finish.callbacks.append(case.done.trigger)

    def _is_nobodys(self, visit: int, case: Case) -> bool:
        """Tell whether nobody has a visit in one of its units; at a meeting nobody needs to."""
        team, places = self._team(visit), self._town.places
        return any(worker == NONE and not places[unit].meets for unit, worker in zip(team, case.workers, strict=True))

    def _team(self, visit: int) -> tuple[int, ...]:
        return self._town.plan.teams[self._town.lives.team[visit]]

    @staticmethod
    def _standstills(absences: list[Spells], begin: float) -> Iterator[tuple[float, float]]:
        """Give the spans, from a day on, in which any of some workers is away; one after the other."""
        at = begin
        while True:
            ahead = [
                (away[number], back[number])
                for away, back in absences
                if (number := bisect_right(back, at)) < len(back)
            ]
            if not ahead:
                return
            begins, ends = min(ahead)
            while len(absences) > 1 and (longer := max((b for a, b in ahead if a <= ends), default=ends)) > ends:
                ends = longer
            yield max(begins, at), ends
            at = ends

    def _absences(self, visit: int, case: Case) -> list[Spells]:
        """List the absences of those who have a visit, as far as it waits for them."""
        found = []
        for unit, worker in zip(self._team(visit), case.workers, strict=True):
            places, spells = self._town.places[unit], self._spells[unit]
            if spells and worker != NONE and not places.terms.hands_over_absent:
                slot = worker % places.slots
                if slot < len(spells):
                    found.append(spells[slot])
        return found
