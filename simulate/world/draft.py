"""A plan in the making: rows of visits and needs, added many at a time, sorted by child at the end."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulate.plan import NONE, Floats, Integers, Needs, Parts, Ragged, Visits
from simulate.world.order import Services, in_run, ranges, visits_before, with_points

_VISITS = {  # column -> its type and what stands in it where nothing is said
    "kind": (np.int64, 0),
    "duration": (np.float64, 0.0),
    "pause": (np.float64, 0.0),
    "need": (np.int64, NONE),
    "waits_for": (np.int64, 0),
    "point": (np.int64, NONE),
    "handed_over": (np.bool_, False),
    "refused": (np.bool_, False),
    "at_start": (np.bool_, False),
    "asked_before": (np.float64, np.nan),
    "started_before": (np.float64, np.nan),
}
_NEEDS = {
    "kind": (np.int64, 0),
    "episode": (np.int64, 0),
    "real": (np.bool_, False),
    "noticed": (np.bool_, False),
    "crisis_rate": (np.float64, 0.0),
    "patience": (np.float64, np.inf),
    "promise": (np.float64, 0.0),
    "arises_with": (np.int64, NONE),
    "known_with": (np.int64, NONE),
    "support": (np.int64, NONE),
}
_NO_SERVICE = (np.zeros(0, dtype=np.int64),) * 3
_VISITS_PER_CHILD, _NEEDS_PER_CHILD = 4, 2
"""For so many there is room at first; where there are more, room is made."""


class Kind(NamedTuple):
    """What is the same for many visits."""

    step: int  # number in the plan
    units: tuple[int, ...]  # of its parts: rising and, after them, NONE for one that takes no place
    lengthens: tuple[bool, ...]  # whether workers make each of these parts longer or shorter
    start_up: int = NONE
    grows: bool = False
    acute: bool = False

    @property
    def team(self) -> tuple[int, ...]:
        """The units that must have a place free when it begins."""
        return tuple(unit for unit in self.units if unit != NONE)


class Table:
    """A table in the making.

    A row has a provisional number, in the order of being added, and in the end another: sorted by child, and for one
    child in the order of being added. As that order is known, nothing has to be sorted.
    """

    def __init__(self, children: int, room: int, types: dict[str, tuple[Any, Any]]) -> None:
        self.total, self._types = 0, types
        self.of_child = np.zeros(children, dtype=np.int64)  # how many rows each child has so far
        self._columns = {"child": np.zeros(room, dtype=np.int64), "place": np.zeros(room, dtype=np.int64)}

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Give a column as it is so far, by provisional numbers."""
        if name not in self._columns:
            dtype, value = self._types[name]
            self._columns[name] = np.full(len(self._columns["child"]), value, dtype)
        return self._columns[name][: self.total]

    def add(self, child: Integers, **columns: Any) -> Integers:
        """Add a row for each of some children, with columns like `child` or one value for all of them.

        A child may stand several times in a row.
        """
        begin, self.total = self.total, self.total + len(child)
        while self.total > len(self._columns["child"]):
            self._make_room()
        place = self.of_child[child] + in_run(child)
        self.of_child[child] = place + 1  # of several rows of a child, the last counts
        for name, values in {"child": child, "place": place, **columns}.items():
            self[name][begin:] = values
        return np.arange(begin, self.total)

    def _make_room(self) -> None:
        for name, column in self._columns.items():
            dtype, value = self._types.get(name, (np.int64, 0))
            self._columns[name] = np.concatenate([column, np.full(len(column) + 1, value, dtype)])

    @property
    def starts(self) -> Integers:
        """The final number of each child's first row: (C,)."""
        return np.cumsum(self.of_child) - self.of_child

    def numbers(self) -> Integers:
        """Give the final number of each provisional one: (rows,)."""
        numbers: Integers = self.starts[self["child"]] + self["place"]
        return numbers

    def sorted(self, numbers: Integers) -> dict[str, Any]:
        """Give the columns in the order of the final `numbers`."""
        order = np.empty(self.total, dtype=np.int64)
        order[numbers] = np.arange(self.total)
        columns = {"child": self["child"].take(order)}
        for name, (dtype, value) in self._types.items():
            said = name in self._columns
            columns[name] = self[name].take(order) if said else np.full(self.total, value, dtype)
        return columns


class Draft:
    """Collects visits and needs for all children at once.

    `add_visits` and `add_needs` take the numbers of some children, rising, and columns with an entry for each of
    them, (K,), or one value for all; they answer with provisional numbers, (K,). `tables` gives the finished tables.
    """

    def __init__(self, children: int) -> None:
        self._visits = Table(children, _VISITS_PER_CHILD * children, _VISITS)
        self._needs = Table(children, _NEEDS_PER_CHILD * children, _NEEDS)
        self._kinds: dict[Kind, int] = {}
        self._teams: set[tuple[int, ...]] = set()
        self._shared: list[tuple[Integers, Integers, Integers]] = []  # (visit, need, visits of the need before it)
        self._shared_out: list[tuple[Integers, Floats]] = []  # (visit, the days of each of its parts)

    def kind(self, kind: Kind) -> int:
        """Give the number of a kind of visit."""
        return self._kinds.setdefault(kind, len(self._kinds))

    def team(self, units: tuple[int, ...]) -> None:
        """Let the plan have a team, whether or not anybody is to see it."""
        if units:
            self._teams.add(units)

    def teams(self) -> tuple[tuple[int, ...], ...]:
        """Give the teams, in the order of their units."""
        return tuple(sorted(self._teams))

    def add_visits(self, child: Integers, kind: Integers | int, duration: Floats, **columns: Any) -> Integers:
        """Add one visit for each of some children, who may stand several times in a row; all its parts last as long.

        Further columns as in `Visits`; and the one *need* that it serves, and how many of that need's visits before it
        it *waits_for*: the first so many.
        """
        return self._visits.add(child, kind=kind, duration=duration, **columns)

    def delay(self, visits: Integers, **columns: Any) -> None:
        """Let something come before visits: columns as in `Visits`, and a visit, the *point*, they wait for as well."""
        for name, values in columns.items():
            self._visits[name][visits] = values

    def visits_so_far(self, child: Integers) -> Integers:
        """Count the visits that each of some children has so far: like `child`."""
        return self._visits.of_child[child]

    def add_shared(
        self, child: Integers, kind: Integers | int, duration: Floats, *, waits_for: Integers | int, **columns: Any
    ) -> Integers:
        """Add one visit that may serve several needs for each of some children, after the first so many of theirs."""
        return self._visits.add(child, kind=kind, duration=duration, waits_for=waits_for, **columns)

    def share_out(self, visits: Integers, days: Floats) -> None:
        """Let the parts of K visits last for so many days each: (K, units + 1), in the last column one without unit."""
        self._shared_out.append((visits, days))

    def serve(self, visits: Integers, needs: Integers, count: Integers) -> None:
        """Let shared visits serve needs, both rising, that have had so many visits before."""
        self._shared.append((visits, needs, count))

    def add_needs(self, child: Integers, **columns: Any) -> Integers:
        """Add one need for each of some children, who may stand several times in a row; columns as in `Needs`."""
        return self._needs.add(child, **columns)

    def open_for(self, visits: Integers) -> Floats:
        """Give the days since which visits, or NONE, are waited for or going on when the clock starts; 0 where not."""
        since = np.fmin(self._visits["asked_before"], self._visits["started_before"])
        days: Floats = -np.append(np.nan_to_num(since), 0.0)[visits]  # NONE finds the last
        return days

    def mark(self, name: str, needs: Integers, values: Integers | Floats) -> None:
        """Note for needs the visits they arise with, are known with or are met by (NONE: none), or their patience."""
        self._needs[name][needs] = values

    def strain_per_day(self) -> Floats:
        """Add up the crisis rates of each child's needs: (C,)."""
        children, rate = len(self._needs.of_child), self._needs["crisis_rate"]
        return np.bincount(self._needs["child"], rate, minlength=children).astype(np.float64)

    def tables(self) -> tuple[Visits, Parts, Needs, Integers]:
        """Sort everything by child; the last is the final number of each provisional visit."""
        visit_number, need_number = self._visits.numbers(), self._needs.numbers()
        visits, needs = self._visits.sorted(visit_number), self._needs.sorted(need_number)
        visit_or_none, need_or_none = np.append(visit_number, NONE), np.append(need_number, NONE)
        for name in ("arises_with", "known_with", "support"):
            needs[name] = visit_or_none[needs[name]]
        need, point, waits_for = need_or_none[visits.pop("need")], visits.pop("point"), visits.pop("waits_for")

        alone = np.flatnonzero(need != NONE)
        together, some_needs, count = map(np.concatenate, zip(_NO_SERVICE, *self._shared, strict=True))
        services = Services(
            visit=np.concatenate([alone, visit_number[together]]),
            need=np.concatenate([need[alone], need_number[some_needs]]),
            before=np.concatenate([waits_for[alone], count]),
        )
        serves, served_by = services.by_visit(len(need)), services.by_need(len(needs["kind"]))
        after = visits_before(need, waits_for, served_by, self._visits.starts[visits["child"]])
        after = with_points(after, visit_or_none[point])
        kind = visits.pop("kind")
        parts = self._parts(kind, visits.pop("duration"), visit_number)
        visits |= self._of_kinds(kind)
        return Visits(after=after, needs=serves, **visits), parts, Needs(**needs), visit_number

    def _parts(self, kind: Integers, duration: Floats, visit_number: Integers) -> Parts:
        """Give the parts of visits of some kinds, (V,), that last as long, (V,), unless they are shared out."""
        kinds = list(self._kinds)
        sizes = np.array([len(each.units) for each in kinds], dtype=np.int64)
        counts, firsts = sizes[kind], np.cumsum(sizes) - sizes
        at = ranges(firsts[kind], counts)
        units = np.array([unit for each in kinds for unit in each.units], dtype=np.int64)[at]
        lengthens = np.array([one for each in kinds for one in each.lengthens], dtype=np.bool_)[at]
        visit = Ragged(np.append(0, np.cumsum(counts)), at).rows
        work = duration[visit]
        for provisional, days in self._shared_out:
            row_of = np.full(len(kind), NONE)
            row_of[visit_number[provisional]] = np.arange(len(provisional))
            mine = np.flatnonzero(row_of[visit] != NONE)
            work[mine] = days[row_of[visit[mine]], units[mine]]  # NONE, which is −1, finds the last column
        return Parts(visit, units, work, lengthens)

    def _of_kinds(self, kind: Integers) -> dict[str, Any]:
        """Give the columns that tell what `kind` each visit is."""
        teams = {units: number for number, units in enumerate(self.teams())}
        kinds = [(kind.step, teams.get(kind.team, NONE), kind.start_up, kind.grows, kind.acute) for kind in self._kinds]
        step, team, start_up, grows, acute = np.array(kinds, dtype=np.int64).reshape(-1, 5).T
        columns = {"step": step, "team": team, "start_up": start_up, "grows": grows > 0, "acute": acute > 0}
        return {name: of_kind.take(kind) for name, of_kind in columns.items()}
