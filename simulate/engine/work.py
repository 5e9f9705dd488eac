"""Visits that go on with workers who may be absent or go: when they will be finished.

The work of a visit stands still while any of its workers is away, and while nobody has it. All absences are known
beforehand, so the end of a visit is known when it starts; it changes only when a case changes hands.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulate.engine.moments import Moment, Phase
from simulate.plan import NONE

if TYPE_CHECKING:
    from simulate.engine.reference import Town

Spells = tuple[list[float], list[float]]
"""The days on which somebody's absences begin and end."""


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
        self._left: dict[int, float] = {}  # days of work that were left …
        self._since: dict[int, float] = {}  # … on this day
        self._finish: dict[int, Moment] = {}
        self.workers: dict[int, list[int]] = {}  # who has the visit now, in the order of its team

    def begin(self, visit: int, days: float, workers: list[int]) -> None:
        """Let a visit begin that takes so many days of work."""
        self.workers[visit] = workers
        self._left[visit], self._since[visit] = days, self._town.env.now
        self.go_on(visit)

    def end(self, visit: int) -> list[int]:
        """Forget a visit that is finished; returns who had it."""
        del self._left[visit], self._since[visit], self._finish[visit]
        return self.workers.pop(visit)

    def pause(self, visit: int) -> None:
        """Stop a visit for an instant, before anything changes that its end depends on; see `go_on`.

        A stay, which is as long as it is whoever follows it, is not stopped.
        """
        if not self._stands_still[visit]:
            return
        now, since = self._town.env.now, self._since[visit]
        if visit in self._finish:  # else nobody had it, and nothing was done
            still = 0.0
            for begins, ends in self._standstills(visit, since):
                if begins >= now:
                    break
                still += min(ends, now) - begins
            self._left[visit] = max(self._left[visit] - (now - since - still), 0.0)
            self._finish.pop(visit).cancel()
        self._since[visit] = now

    def go_on(self, visit: int, longer: float = 0.0) -> None:
        """Let a visit go on, and take so many days longer: see when it will be finished."""
        if visit in self._finish:
            return
        stands_still = self._stands_still[visit]
        waited = 0.0
        if stands_still:
            self._left[visit] += longer
            if self._is_nobodys(visit):
                return
            for begins, ends in self._standstills(visit, self._since[visit]):
                if begins >= self._since[visit] + self._left[visit] + waited:
                    break
                waited += ends - begins
        town = self._town
        self._finish[visit] = town.later(self._left[visit] + waited, Phase.FINISH, town.finish, visit)

    def _is_nobodys(self, visit: int) -> bool:
        team = self._town.plan.teams[self._town.team[visit]]
        places = self._town.places
        return any(
            worker == NONE and not places[unit].meets for unit, worker in zip(team, self.workers[visit], strict=True)
        )

    def _standstills(self, visit: int, begin: float) -> Iterator[tuple[float, float]]:
        """Give the spans, from a day on, in which any of those who have a visit is away; one after the other."""
        spells = self._absences(visit)
        at = begin
        while True:
            ahead = [
                (away[number], back[number]) for away, back in spells if (number := bisect_right(back, at)) < len(back)
            ]
            if not ahead:
                return
            begins, ends = min(ahead)
            while len(spells) > 1 and (longer := max((b for a, b in ahead if a <= ends), default=ends)) > ends:
                ends = longer
            yield max(begins, at), ends
            at = ends

    def _absences(self, visit: int) -> list[Spells]:
        """List the absences of those who have a visit, as far as it waits for them."""
        found = []
        for unit, worker in zip(self._town.plan.teams[self._town.team[visit]], self.workers[visit], strict=True):
            places = self._town.places[unit]
            if worker != NONE and not places.terms.hands_over_absent:
                slot = worker % places.slots
                if slot < len(self._spells[unit]):
                    found.append(self._spells[unit][slot])
        return found
