"""A plan in the making: rows of visits and needs, added one kind at a time, sorted by child at the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from simulate.plan import NONE, Booleans, Floats, Integers, Needs, Ragged, Visits

_VISITS = {
    "step": np.int64,
    "team": np.int64,
    "duration": np.float64,
    "pause": np.float64,
    "acute": np.bool_,
    "grows": np.bool_,
    "handed_over": np.bool_,
    "refused": np.bool_,
    "start_up": np.int64,
    "asked_before": np.float64,
    "started_before": np.float64,
}
_NEEDS = {
    "kind": np.int64,
    "episode": np.int64,
    "real": np.bool_,
    "noticed": np.bool_,
    "crisis_rate": np.float64,
    "patience": np.float64,
    "promise": np.float64,
}


class Lists(NamedTuple):
    """Several numbers for each row of a table: how many each row has, and all of them, row after row."""

    counts: Integers
    values: Integers


class Rows:
    """A table in the making: in blocks, of which each has one row at most for a child.

    A row has a provisional number, in the order of being added, and in the end another: sorted by child, and for one
    child in the order of being added. As that order is known, nothing has to be sorted.
    """

    def __init__(self, children: int) -> None:
        self.total = 0
        self._of_child = np.zeros(children, dtype=np.int64)  # how many rows each child has so far
        self._blocks: list[dict[str, Any]] = []

    def add(self, child: Integers, columns: dict[str, Any]) -> Integers:
        """Add a row for each of some children, with columns like `child` or one value for all of them."""
        place = self._of_child[child]
        self._of_child[child] = place + 1
        numbers = np.arange(self.total, self.total + len(child))
        self.total += len(child)
        if len(child):
            self._blocks.append({"child": child, "place": place, **columns})
        return numbers

    def summed(self, name: str) -> Floats:
        """Add up a column by child: (C,)."""
        total = np.zeros(len(self._of_child))
        for block in self._blocks:
            total[block["child"]] += block[name]
        return total

    def numbers(self) -> Integers:
        """Give the final number of each provisional one: (rows,)."""
        starts = np.cumsum(self._of_child) - self._of_child
        numbers: Integers = _joined([starts[block["child"]] + block["place"] for block in self._blocks], np.int64)
        return numbers

    def columns(self, numbers: Integers, types: dict[str, Any]) -> dict[str, Any]:
        """Give the finished columns, in the order of the final `numbers`, and forget what they were made of."""
        sizes = [len(block["child"]) for block in self._blocks]
        block_of = np.empty(self.total, dtype=np.int64)
        block_of[numbers] = np.repeat(np.arange(len(sizes)), sizes)
        finished: dict[str, Any] = {"child": np.repeat(np.arange(len(self._of_child)), self._of_child)}
        for name, dtype in types.items():
            values = [block.pop(name) for block in self._blocks]
            if any(isinstance(value, np.ndarray) for value in values):
                every = zip(values, sizes, strict=True)
                column = [value if isinstance(value, np.ndarray) else np.full(size, value) for value, size in every]
                finished[name] = np.empty(self.total, dtype=dtype)
                finished[name][numbers] = _joined(column, dtype)
            elif len({str(value) for value in values}) == 1:  # str, for NaN is not like NaN
                finished[name] = np.full(self.total, values[0], dtype=dtype)
            else:
                finished[name] = np.array(values, dtype=dtype)[block_of]
        return finished


@dataclass
class Draft:
    """Collects visits and needs for all children at once.

    `add_visits` and `add_needs` take the numbers of some children, rising, and columns with an entry for each of
    them, (K,), or one value for all; they answer with provisional numbers, (K,). `tables` gives the finished tables.
    """

    children: int
    _visits: Rows = field(init=False)
    _needs: Rows = field(init=False)
    _after: list[Lists] = field(default_factory=list)
    _serves: list[Lists] = field(default_factory=list)
    _marks: list[tuple[str, Integers, Integers]] = field(default_factory=list)  # (name, needs, visits)
    _teams: dict[tuple[int, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._visits, self._needs = Rows(self.children), Rows(self.children)

    def add_visits(
        self,
        child: Integers,
        *,
        step: int,
        units: tuple[int, ...],
        duration: Floats,
        after: Lists,
        serves: Lists,
        pause: Floats | float = 0.0,
        acute: bool = False,
        grows: bool = False,
        handed_over: Booleans | bool = False,
        refused: Booleans | bool = False,
        start_up: int | Integers = NONE,
        asked_before: Floats | float = np.nan,
        started_before: Floats | float = np.nan,
    ) -> Integers:
        """Add one visit for each child; `after` and `serves` hold rising numbers of visits and of needs."""
        self._after.append(after)
        self._serves.append(serves)
        columns = {
            "step": step,
            "team": self.team(units),
            "duration": duration,
            "pause": pause,
            "acute": acute,
            "grows": grows,
            "handed_over": handed_over,
            "refused": refused,
            "start_up": start_up,
            "asked_before": asked_before,
            "started_before": started_before,
        }
        return self._visits.add(child, columns)

    def add_needs(self, child: Integers, **columns: Any) -> Integers:
        """Add one need for each child; further columns as in `Needs` but for its visits."""
        return self._needs.add(child, columns)

    @property
    def visits(self) -> int:
        """How many visits there are so far."""
        return self._visits.total

    @property
    def needs(self) -> int:
        """How many needs there are so far."""
        return self._needs.total

    def mark(self, name: str, needs: Integers, visits: Integers) -> None:
        """Note the visit that each need arises with, is known with or is met by (its *support*); NONE where none."""
        there = visits >= 0
        self._marks.append((name, needs[there], visits[there]))

    def strain_per_day(self) -> Floats:
        """Add up the crisis rates of each child's needs: (C,)."""
        return self._needs.summed("crisis_rate")

    def team(self, units: tuple[int, ...]) -> int:
        """Give the provisional number of the team of some units, which the plan then has; NONE for no units."""
        return self._teams.setdefault(tuple(sorted(units)), len(self._teams)) if units else NONE

    def teams(self) -> tuple[tuple[int, ...], ...]:
        """Give the teams, in the order of their units."""
        return tuple(sorted(self._teams))

    def tables(self) -> tuple[Visits, Needs, Integers]:
        """Sort everything by child; the third is the final number of each provisional visit."""
        visit_number, need_number = self._visits.numbers(), self._needs.numbers()
        after = _in_order(self._after, visit_number, visit_number)
        serves = _in_order(self._serves, visit_number, need_number)
        visits = self._visits.columns(visit_number, _VISITS)
        team_number = np.array([self.teams().index(team) for team in self._teams] + [NONE])  # the last for NONE
        visits["team"] = team_number[visits["team"]]
        needs = self._needs.columns(need_number, _NEEDS)
        needs.update({name: np.full(self._needs.total, NONE) for name in ("arises_with", "known_with", "support")})
        for name, rows, marked in self._marks:
            needs[name][need_number[rows]] = visit_number[marked]
        return Visits(after=after, needs=serves, **visits), Needs(**needs), visit_number


def nothing(rows: int) -> Lists:
    """Give no number to each of so many rows."""
    return Lists(np.zeros(rows, dtype=np.int64), np.zeros(0, dtype=np.int64))


def one_each(numbers: Integers) -> Lists:
    """Give one number to each row."""
    return Lists(np.ones(len(numbers), dtype=np.int64), numbers)


def joined_by_child(child: Integers, parts: Iterable[tuple[Integers, Lists]], top: int) -> Lists:
    """Join what several tracks have for some children, each number once and rising: a row for each of `child`.

    A part has children of its own, all of them among `child`, and a row for each; numbers are below `top`.
    """
    keys = [np.zeros(0, dtype=np.int64)]
    for some, numbers in parts:
        keys.append(np.repeat(np.searchsorted(child, some) * top, numbers.counts) + numbers.values)
    every = np.sort(np.concatenate(keys), kind="stable")  # not np.unique, which hashes and is ten times slower
    row, number = np.divmod(every[np.diff(every, prepend=-1) > 0], max(top, 1))
    return Lists(np.bincount(row, minlength=len(child)), number)


def _joined(columns: list[Any], dtype: Any) -> Any:
    return np.concatenate([np.zeros(0, dtype=dtype), *columns])


def _in_order(lists: list[Lists], rows: Integers, values: Integers) -> Ragged[Integers]:
    """Put rows of provisional numbers in the order of the final ones, with the final numbers of their values."""
    counts = _joined([some.counts for some in lists], np.int64)
    starts = np.zeros(len(counts) + 1, dtype=np.int64)
    starts[1:][rows] = counts
    np.cumsum(starts, out=starts)
    moved = starts[rows] - (np.cumsum(counts) - counts)  # by how much the numbers of each row
    where = np.repeat(moved, counts)
    where += np.arange(len(where))
    found = np.empty(len(where), dtype=np.int64)
    found[where] = values[_joined([some.values for some in lists], np.int64)]
    return Ragged(starts, found)
