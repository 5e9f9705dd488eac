"""The luck of children, asked for and remembered by group: every question is put to just those whom it concerns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulate.plan import Booleans, Floats, Integers
from simulate.scenario.schema.durations import Duration
from simulate.world.chance import Asked, are_few, even_luck, luck_at, spread
from simulate.world.questions import ON_THE_LIST, Question, note
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
    even: bool = False  # answers are not drawn, but spread evenly over those whom a question concerns (see `even_luck`)
    asked: dict[int, str] = field(default_factory=dict, repr=False)  # what has been asked, by its number

    @cached_property
    def luck(self) -> tuple[list[str], NDArray[np.int16], Integers]:
        """The streams of luck, the waiting list's the last; each child's number among them, (C,), and place there."""
        on_list = self.number < 0
        stream = np.where(on_list, len(self.stream_names), self.stream).astype(np.int16)  # which sorts by counting
        return [*self.stream_names, ON_THE_LIST], stream, np.where(on_list, -1 - self.number, self.number)


@dataclass(frozen=True)
class Group:
    """Some children, G of them in order of arrival, and their luck. Columns have one entry for each, (G,).

    Answers are remembered: they are the same in every organisation.
    """

    child: Integers
    addresses: Addresses = field(repr=False)
    _answers: dict[str, Floats] = field(default_factory=dict, repr=False)
    _known: dict[tuple[str, Duration], Floats] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.child)

    def luck(self, question: Question, among: Booleans | None = None) -> Floats:
        """Give every child's own answer to a question, a uniform in [0, 1): (G,).

        `among` (G,) tells whom it concerns, all if not given. Even luck is spread over just them, and NaN for others.
        """
        if among is not None and self.addresses.even:
            answers, rows = np.full(len(self), np.nan), np.flatnonzero(among)
            answers[rows] = self._drawn(question, rows)
            return answers
        if question not in self._answers:
            self._answers[question] = self._drawn(question)
        return self._answers[question]

    def _drawn(self, question: Question, rows: Integers | None = None) -> Floats:
        here = self.addresses
        note(here.asked, question)
        if here.even:
            return even_luck(here.replication, question, len(self) if rows is None else len(rows))
        if question in here.told:
            return here.told[question][self.child if rows is None else self.child[rows]]
        asked, place = self._asked
        return luck_at(here.seed, here.replication, asked, question).take(place if rows is None else place[rows])

    def happens(self, question: Question, chance: float, among: Booleans | None = None) -> Booleans:
        """Tell to whom something happens that has the same chance for all: (G,); `among` as in `luck`."""
        if chance >= 1 or chance <= 0:
            return np.full(len(self), chance >= 1)
        happens: Booleans = self.luck(question, among) < chance
        return happens

    def days(self, duration: Duration, question: Question, rows: Integers, elapsed: Floats | None = None) -> Floats:
        """Give the own lengths of a duration of the children in some rows, in days: like `rows`.

        With `elapsed`, like `rows`, it is what is left of them when so many days have passed, and it is not over yet.
        Only lengths that are asked for are worked out.
        """
        days = self._whole(duration, question, rows)
        begun = np.flatnonzero(elapsed > 0) if elapsed is not None else rows[:0]
        if elapsed is not None and len(begun):
            days[begun] = remaining(duration, elapsed[begun], self.luck(question)[rows[begun]])
        return days

    def lengths(self, duration: Duration, question: Question, rows: Integers) -> Floats:
        """Give the own lengths of a duration of the children in some rows, as `days` does, and do not remember them."""
        if duration.shape == "fixed":
            return np.full(len(rows), duration.numbers[0])
        return spread(duration, self._drawn(question, rows))

    def _whole(self, duration: Duration, question: Question, rows: Integers) -> Floats:
        if duration.shape == "fixed":
            return self.lengths(duration, question, rows)
        if (question, duration) not in self._known:
            self._known[question, duration] = np.full(len(self), np.nan)
        known = self._known[question, duration]
        days = known[rows]
        unknown = np.isnan(days)
        if unknown.any():
            new = rows[unknown]
            answers = self._drawn(question, new) if self.addresses.even else self.luck(question)[new]
            days[unknown] = known[new] = spread(duration, answers)
        return days

    @cached_property
    def _asked(self) -> tuple[Asked, Integers]:
        """What luck is drawn for the children, and the place of each child's among all that is drawn: (G,)."""
        names, stream, position = self.addresses.luck
        stream, position = stream[self.child], position[self.child]
        by_stream = np.split(np.argsort(stream, kind="stable"), np.cumsum(np.bincount(stream))[:-1])
        asked: Asked = []
        place, drawn = np.empty(len(self), dtype=np.int64), 0
        for name, rows in zip(names, by_stream, strict=False):
            if name == ON_THE_LIST:  # the waiting list is not in order of arrival
                rows = rows[np.argsort(position[rows], kind="stable")]
            if len(rows) and are_few(position[rows]):
                asked.append((name, position[rows]))
                place[rows] = np.arange(drawn, drawn + len(rows))
                drawn += len(rows)
            elif len(rows):
                count = int(position[rows[-1]]) + 1
                asked.append((name, count))
                place[rows] = drawn + position[rows]
                drawn += count
        return asked, place
