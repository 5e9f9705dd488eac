"""Lines: who is waiting for which team, and who is the best-ranked first in line that can start."""

from heapq import heappop, heappush

import simpy

from simulate.engine.reference.places import Places
from simulate.engine.rules import lines_of
from simulate.plan import Plan

Rank = tuple[bool, bool, float, int]  # not acute, not urgent, waiting since, number: lowest first


class Lines:
    """One line for each team, see `rules.lines_of`; a visit in it is worth what its latest rank says."""

    def __init__(self, env: simpy.Environment, plan: Plan, places: list[Places]) -> None:
        self.may_call = env.event()  # something has changed since all were called who could be
        self.rules = plan.rules  # by which is called, on this day
        self._teams = lines_of(plan)
        self._places = places
        self._heaps: list[list[Rank]] = [[] for _ in self._teams]
        self._rank: dict[int, Rank] = {}  # of each waiting visit; an entry of a heap that differs is out of date
        self._since: dict[int, float] = {}
        self._lines_of: list[list[int]] = [[] for _ in plan.units]
        for team, units in enumerate(self._teams):
            for unit in units:
                self._lines_of[unit].append(team)
        self._joint = [team for team, units in enumerate(self._teams) if len(units) > 1]
        self._touched: set[int] = set()  # teams whose first in line, or whose units' free places, have changed

    def join(self, team: int, rank: Rank, since: float) -> None:
        """Put a visit into a line, or give one that is there another rank."""
        visit = rank[-1]
        if visit not in self._rank:
            for unit in self._teams[team]:
                self._places[unit].waiting += 1
        self._rank[visit] = rank
        self._since[visit] = since
        heappush(self._heaps[team], rank)
        self.touch(team)

    def leave(self, team: int, visit: int) -> None:
        """Take a visit out of its line."""
        del self._rank[visit], self._since[visit]
        for unit in self._teams[team]:
            self._places[unit].waiting -= 1
        self.touch(team)

    def touch(self, team: int) -> None:
        """Note that something has changed for a team and for all who need its units."""
        for unit in self._teams[team]:
            self._touched.update(self._lines_of[unit])

    def touch_unit(self, unit: int) -> None:
        """Note that a unit's places have changed."""
        self._touched.update(self._lines_of[unit])

    def call_soon(self) -> None:
        """Have everybody called who can be, when everything else has happened at this instant."""
        if not self.may_call.triggered:
            self.may_call.succeed()

    def first(self, team: int) -> Rank | None:
        """Give the first in line."""
        heap = self._heaps[team]
        while heap and self._rank.get(heap[0][-1]) != heap[0]:
            heappop(heap)
        return heap[0] if heap else None

    def own_line(self, unit: int) -> int:
        """Give the line in which nobody else than a unit is waited for."""
        return self._teams.index((unit,))

    def waiting_teams(self) -> list[int]:
        """List the teams in whose line somebody waits."""
        return [team for team in range(len(self._heaps)) if self.first(team) is not None]

    def next_to_call(self, now: float) -> tuple[int, int] | None:
        """Find the best-ranked first in line whose every unit has a free place not kept for another.

        Returns (number, team), or None when nobody can start. Only lines touched since nobody could are looked at, and
        those from which a place was kept then: the others cannot have changed.
        """
        fits = {team: rank for team in self._touched if (rank := self.first(team)) and self._has_room(team, now)}
        if fits:
            keepers = self._keepers(now)
            may_start = [(rank, team) for team, rank in fits.items() if not self._is_kept_from(team, keepers, now)]
            if may_start:
                best, team = min(may_start)
                return best[-1], team
        self._touched = set(fits)
        return None

    def _has_room(self, team: int, now: float) -> bool:
        return all(self._places[unit].free(now) > 0 for unit in self._teams[team])

    def _is_kept_from(self, team: int, keepers: dict[int, int], now: float) -> bool:
        """Tell whether the last free place of any unit of a team is kept for another."""
        return any(keepers.get(unit, team) != team and self._places[unit].free(now) == 1 for unit in self._teams[team])

    def _keepers(self, now: float) -> dict[int, int]:
        """Find the teams for whose first in line a place is kept, by unit; there is one in each unit at most.

        They are joint visits that have waited long and are the best-ranked of all who wait for any of their units.
        What is kept stays empty: so it is kept only from when nothing but those places is waited for, and from nobody
        who is ranked before. It is a reservation for the head of the queue, as in EASY (Lifka 1995, The ANL/IBM SP
        scheduling system), for those only who have waited long (Srinivasan et al. 2002, Selective reservation
        strategies for backfill job scheduling); but nobody is let in for a short time, as nobody knows how long a visit
        will take.
        """
        waiting = {team: rank for team in self._joint if (rank := self.first(team))}
        long = [team for team, rank in waiting.items() if self._since[rank[-1]] + self.rules.keeps_places_after <= now]
        found: dict[int, int] = {}
        for team in long:
            others = {other for unit in self._teams[team] for other in self._lines_of[unit]}
            if all((rank := self.first(other)) is None or rank >= waiting[team] for other in others):
                found |= dict.fromkeys(self._teams[team], team)
        return found
