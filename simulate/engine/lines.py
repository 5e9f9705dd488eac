"""Lines: who is waiting for which team, and who is the best-ranked first in line that can start."""

from heapq import heappop, heappush

from simulate.engine.places import Places
from simulate.plan import Plan

Rank = tuple[bool, bool, float, int, int]  # not acute, not urgent, waiting since, child, visit: lowest first


class Lines:
    """One line for each team; a visit in it is worth what its latest rank says."""

    def __init__(self, plan: Plan, places: list[Places]) -> None:
        self._teams = plan.teams
        self._places = places
        self.keeps_after = plan.rules.keeps_places_after
        self._heaps: list[list[Rank]] = [[] for _ in plan.teams]
        self._rank: dict[int, Rank] = {}  # of each waiting visit; an entry of a heap that differs is out of date
        self._since: dict[int, float] = {}
        self._lines_of: list[list[int]] = [[] for _ in plan.units]
        for team, units in enumerate(plan.teams):
            for unit in units:
                self._lines_of[unit].append(team)
        self._joint = [team for team, units in enumerate(plan.teams) if len(units) > 1]
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

    def first(self, team: int) -> Rank | None:
        """Give the first in line."""
        heap = self._heaps[team]
        while heap and self._rank.get(heap[0][-1]) != heap[0]:
            heappop(heap)
        return heap[0] if heap else None

    def waiting_teams(self) -> list[int]:
        """List the teams in whose line somebody waits."""
        return [team for team in range(len(self._heaps)) if self.first(team) is not None]

    def next_to_call(self, now: float) -> tuple[int, int] | None:
        """Find the best-ranked first in line whose every unit has a free place not kept for another.

        Returns (visit, team), or None when nobody can start. Only lines touched since nobody could are looked at: the
        others cannot have changed.
        """
        kept, keepers = self._keep_places(now)
        best: Rank | None = None
        best_team = -1
        for team in self._touched:
            rank = self.first(team)
            if rank is None or (best is not None and best < rank):
                continue
            acute = not rank[0]  # nothing is kept from a child in crisis
            if keepers[team] if team in keepers else self._has_room(team, {} if acute else kept, now):
                best, best_team = rank, team
        if best is None:
            self._touched.clear()
            return None
        return best[-1], best_team

    def _has_room(self, team: int, kept: dict[int, int], now: float) -> bool:
        return all(self._places[unit].free(now) > kept.get(unit, 0) for unit in self._teams[team])

    def _keep_places(self, now: float) -> tuple[dict[int, int], dict[int, bool]]:
        """Keep free places for joint visits that have waited long, the best-ranked first.

        Returns the kept places of each unit, and for each keeping team whether all its places are there.
        """
        kept: dict[int, int] = {}
        keepers: dict[int, bool] = {}
        ranks = [(rank, team) for team in self._joint if (rank := self.first(team)) is not None]
        for rank, team in sorted(ranks):
            if self._since[rank[-1]] + self.keeps_after <= now:
                mine = [u for u in self._teams[team] if self._places[u].free(now) > kept.get(u, 0)]
                keepers[team] = len(mine) == len(self._teams[team])
                for unit in mine:
                    kept[unit] = kept.get(unit, 0) + 1
        return kept, keepers
