"""The luck of children, asked for and remembered by group: every question is put to just those whom it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from simulate.plan import Booleans, Floats, Integers
from simulate.scenario.durations import Duration
from simulate.world.chance import luck_at, spread
from simulate.world.listed import STREAM
from simulate.world.remaining import remaining


@dataclass(frozen=True)
class Addresses:
    """Where the luck of the children of one replication is found, C of them; see `Children` for the columns."""

    seed: int
    replication: int
    stream_names: tuple[str, ...]
    stream: Integers
    number: Integers  # below 0 for a child on the waiting list, whose place there is -1 - number
    told: Mapping[str, Floats] = field(default_factory=dict)  # answers (C,) that are given, not drawn, by question


@dataclass(frozen=True)
class Group:
    """Some children, G of them in order of arrival, and their luck. Columns have one entry for each, (G,).

    Lengths of time are remembered: they are the same in every organisation, and inverse distribution functions are
    slow. Uniforms are not, for drawing them again is quicker than fetching them from memory.
    """

    child: Integers
    addresses: Addresses = field(repr=False)
    _known: dict[tuple[str, Duration], Floats] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.child)

    def luck(self, question: str) -> Floats:
        """Give every child's own answer to a question, a uniform in [0, 1): (G,)."""
        here = self.addresses
        if question in here.told:
            return here.told[question][self.child]
        answers = np.empty(len(self))
        for stream, rows, positions in self._by_stream:
            answers[rows] = luck_at(here.seed, here.replication, stream, question, positions)
        return answers

    def happens(self, question: str, chance: float) -> Booleans:
        """Tell to whom something happens that has the same chance for all: (G,)."""
        if chance >= 1 or chance <= 0:
            return np.full(len(self), chance >= 1)
        happens: Booleans = self.luck(question) < chance
        return happens

    def days(self, duration: Duration, question: str, rows: Integers, elapsed: Floats | None = None) -> Floats:
        """Give the own lengths of a duration of the children in some rows, in days: like `rows`.

        With `elapsed`, like `rows`, it is what is left of them when so many days have passed, and it is not over yet.
        Only lengths that are asked for are worked out.
        """
        days = self._whole(duration, question, rows)
        begun = np.flatnonzero(elapsed > 0) if elapsed is not None else rows[:0]
        if elapsed is not None and len(begun):
            days[begun] = remaining(duration, elapsed[begun], self.luck(question)[rows[begun]])
        return days

    def _whole(self, duration: Duration, question: str, rows: Integers) -> Floats:
        if duration.shape == "fixed":
            return np.full(len(rows), duration.numbers[0])
        if (question, duration) not in self._known:
            self._known[question, duration] = np.full(len(self), np.nan)
        known = self._known[question, duration]
        days = known[rows]
        unknown = np.isnan(days)
        if unknown.any():
            new = rows[unknown]
            days[unknown] = known[new] = spread(duration, self.luck(question)[new])
        return days

    @cached_property
    def _by_stream(self) -> list[tuple[str, Integers, Integers]]:
        """The streams the children come by: name, rows of the group, and their positions in the stream's luck."""
        here = self.addresses
        stream, number = here.stream[self.child], here.number[self.child]
        parts = [(name, np.flatnonzero((stream == s) & (number >= 0))) for s, name in enumerate(here.stream_names)]
        found = [(name, rows, number[rows]) for name, rows in parts if len(rows)]
        on_list = np.flatnonzero(number < 0)
        on_list = on_list[np.argsort(-number[on_list], kind="stable")]  # positions rise
        return found + ([(STREAM, on_list, -1 - number[on_list])] if len(on_list) else [])
