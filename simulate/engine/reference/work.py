"""Visits that go on with workers who may be absent or go: when they will be finished.

The work of a visit stands still while any of its workers is away, and while nobody has it. All absences are known
beforehand, so the end of a visit is known when it starts; it changes only when a case changes hands.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.engine.reference.moments import Moment
from simulate.engine.rules import Phase
from simulate.plan import NONE

if TYPE_CHECKING:
    from simulate.engine.reference.town import Town

Spells = tuple[list[float], list[float]]
"""The days on which somebody's absences begin and end."""


@dataclass(slots=True)
class Case:
    """A visit that is going on."""

    workers: list[int]  # who has it, in the order of its team
    left: float  # days of work that were left …
    since: float  # … on this day
    finish: Moment | None = None  # none while nobody has it


class Work:
    """The visits of units whose staff comes and goes, while they go on."""

    def __init__(self, town: "Town") -> None:
        self._town = town
        self._spells: list[list[Spells]] = []  # of each unit's posts; consultants are never away
        for unit in town.plan.units:
            staff = unit.staff
            self._spells.append([] if staff is None else list(zip(staff.away.lists(), staff.back.lists(), strict=True)))
        by_step = [step.lengthens for step in town.plan.steps]
        self._stands_still = [by_step[step] for step in town.plan.visits.step.tolist()]
        self._cases: dict[int, Case] = {}

    def begin(self, visit: int, days: float, workers: list[int]) -> None:
        """Let a visit begin that takes so many days of work."""
        self._cases[visit] = Case(workers, days, self._town.env.now)
        self.go_on(visit)

    def end(self, visit: int) -> list[int]:
        """Forget a visit that is finished; returns who had it."""
        return self._cases.pop(visit).workers

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
        case, town = self._cases[visit], self._town
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
        case.finish = town.later(case.left + waited, Phase.FINISH, town.finish, visit)

    def _is_nobodys(self, visit: int, case: Case) -> bool:
        """Tell whether nobody has a visit in one of its units; at a meeting nobody needs to."""
        team, places = self._town.plan.teams[self._town.team[visit]], self._town.places
        return any(worker == NONE and not places[unit].meets for unit, worker in zip(team, case.workers, strict=True))

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
        town = self._town
        for unit, worker in zip(town.plan.teams[town.team[visit]], case.workers, strict=True):
            places, spells = town.places[unit], self._spells[unit]
            if spells and worker != NONE and not places.terms.hands_over_absent:
                slot = worker % places.slots
                if slot < len(spells):
                    found.append(spells[slot])
        return found
