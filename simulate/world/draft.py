"""A plan in the making: columns of visits and needs, added one kind at a time, sorted by child at the end."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers, Needs, Ragged, Visits


@dataclass
class Draft:
    """Collects visits and needs for all children at once.

    A *column* has one entry per child, (C,). `add_visits` and `add_needs` take columns and answer with a column of
    provisional numbers, NONE for the children who have none; `visits` and `needs` give the finished tables.
    """

    arrival: Floats
    _visits: list[dict[str, Any]] = field(default_factory=list)
    _links: list[tuple[Integers, Integers]] = field(default_factory=list)  # (visit, visit before it)
    _serves: list[tuple[Integers, Integers]] = field(default_factory=list)  # (visit, need)
    _needs: list[dict[str, Any]] = field(default_factory=list)
    _marks: list[tuple[str, Integers, Integers]] = field(default_factory=list)  # (name, needs, visits)
    _visit_count: int = 0
    _need_count: int = 0
    _teams: dict[tuple[int, ...], int] = field(default_factory=dict)

    def none(self) -> Integers:
        """Give a column of NONE."""
        return np.full(len(self.arrival), NONE)

    def add_visits(
        self,
        who: Booleans,
        *,
        step: int,
        units: tuple[int, ...],
        duration: Floats,
        pause: Floats,
        after: list[Integers],
        serves: list[Integers],
        acute: bool = False,
        grows: bool = False,
        handed_over: Booleans | None = None,
        refused: Booleans | None = None,
        start_up: int | Integers = NONE,
        asked_before: Floats | None = None,
        started_before: Floats | None = None,
    ) -> Integers:
        """Add one visit for each child in `who`; `after` and `serves` are columns of visit and need numbers."""
        child = np.flatnonzero(who)
        number = self._visit_count + np.arange(len(child))
        self._visit_count += len(child)
        nobody, never = np.zeros(len(child), dtype=bool), np.full(len(child), np.nan)
        self._visits.append(
            {
                "child": child,
                "step": np.full(len(child), step),
                "team": np.full(len(child), self._team(units)),
                "duration": duration[child],
                "pause": pause[child],
                "acute": np.full(len(child), acute),
                "grows": np.full(len(child), grows),
                "handed_over": nobody if handed_over is None else handed_over[child],
                "refused": nobody if refused is None else refused[child],
                "start_up": np.broadcast_to(start_up, len(who))[child],
                "asked_before": never if asked_before is None else asked_before[child],
                "started_before": never if started_before is None else started_before[child],
            }
        )
        self._link(self._links, number, [column[child] for column in after])
        self._link(self._serves, number, [column[child] for column in serves])
        column = self.none()
        column[child] = number
        return column

    def add_needs(self, who: Booleans, **columns: Any) -> Integers:
        """Add one need for each child in `who`; further columns as in `Needs` but for its visits."""
        child = np.flatnonzero(who)
        number = self._need_count + np.arange(len(child))
        self._need_count += len(child)
        rows = {name: np.broadcast_to(values, len(who))[child] for name, values in columns.items()}
        self._needs.append({"child": child, **rows})
        column = self.none()
        column[child] = number
        return column

    def mark(self, name: str, needs: Integers, visits: Integers) -> None:
        """Note the visit that each need arises with, is known with or is met by (its *support*)."""
        there = (needs >= 0) & (visits >= 0)
        self._marks.append((name, needs[there], visits[there]))

    def strain_per_day(self) -> Floats:
        """Add up the crisis rates of each child's needs: (C,)."""
        total = np.zeros(len(self.arrival))
        for block in self._needs:
            total[block["child"]] += block["crisis_rate"]
        return total

    def teams(self) -> tuple[tuple[int, ...], ...]:
        """Give the teams, in the order of their units."""
        return tuple(sorted(self._teams))

    def tables(self) -> tuple[Visits, Needs, Integers]:
        """Sort everything by child; the third is the final number of each provisional visit."""
        visits = {name: np.concatenate([block[name] for block in self._visits]) for name in self._visits[0]}
        needs = {name: np.concatenate([block[name] for block in self._needs]) for name in self._needs[0]}
        visit_order, visit_number = _sorted_by(visits["child"])
        need_order, need_number = _sorted_by(needs["child"])
        after = _ragged(self._links, visit_number, visit_number, self._visit_count)
        serves = _ragged(self._serves, visit_number, need_number, self._visit_count)
        team_number = np.array([self.teams().index(team) for team in self._teams] + [NONE])  # the last for NONE
        visits["team"] = team_number[visits["team"]]
        needs.update({name: np.full(self._need_count, NONE) for name in ("arises_with", "known_with", "support")})
        for name, rows, marked in self._marks:
            needs[name][rows] = visit_number[marked]
        sorted_visits = {name: column[visit_order] for name, column in visits.items()}
        sorted_needs = {name: column[need_order] for name, column in needs.items()}
        return Visits(after=after, needs=serves, **sorted_visits), Needs(**sorted_needs), visit_number

    def _team(self, units: tuple[int, ...]) -> int:
        if not units:
            return NONE
        return self._teams.setdefault(tuple(sorted(units)), len(self._teams))

    @staticmethod
    def _link(pairs: list[tuple[Integers, Integers]], numbers: Integers, columns: list[Integers]) -> None:
        for column in columns:
            there = column >= 0
            pairs.append((numbers[there], column[there]))


def _sorted_by(child: Integers) -> tuple[Integers, Integers]:
    order = np.argsort(child, kind="stable")
    number = np.empty_like(order)
    number[order] = np.arange(len(order))
    return order, number


def _ragged(pairs: list[tuple[Integers, Integers]], rows: Integers, values: Integers, count: int) -> Ragged[Integers]:
    """Collect pairs of provisional numbers under their final ones, each pair once."""
    left = np.concatenate([np.zeros(0, dtype=np.int64), *(pair[0] for pair in pairs)])
    right = np.concatenate([np.zeros(0, dtype=np.int64), *(pair[1] for pair in pairs)])
    each_once = np.unique(rows[left] * (len(values) + 1) + values[right])
    return Ragged.from_pairs(each_once // (len(values) + 1), each_once % (len(values) + 1), count)
