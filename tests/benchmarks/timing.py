"""Timing: a stopwatch that keeps every run, and what is told of them."""

import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Stopwatch:
    """The seconds that each thing took, run after run, by its name."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Do some work, note how long it took under a name, and give what it gave.

        What others left behind is cleared away before, and what they still hold is put out of the collector's sight:
        nobody's garbage is collected on somebody else's time.
        """
        gc.collect()
        gc.freeze()
        try:
            begin = time.perf_counter()
            done = work()
            self.note(name, time.perf_counter() - begin)
        finally:
            gc.unfreeze()
        return done

    def note(self, name: str, seconds: float) -> None:
        """Note seconds that were measured elsewhere, or added up."""
        self.seconds.setdefault(name, []).append(seconds)

    def last(self, *names: str) -> float:
        """Give the seconds of the latest run of some things together."""
        return sum(self.seconds[name][-1] for name in names)

    def median(self, name: str) -> float:
        """Give the median over the runs."""
        return statistics.median(self.seconds[name])

    def told(self, name: str) -> tuple[str, str, str]:
        """Write the median, fastest and slowest run, in seconds."""
        runs = self.seconds[name]
        return number(statistics.median(runs)), number(min(runs)), number(max(runs))


TOLD = ("median, s", "fastest", "slowest")
"""The heads of the columns that `Stopwatch.told` fills."""


def rounds(part: str, runs: int) -> Iterator[int]:
    """Count the runs of a part, and tell on the screen which is going on.

    Everything compared is run once in each round: whatever else the machine does then meets all of them.
    """
    for run in range(runs):
        print(f"{part}: run {run + 1} of {runs}", file=sys.stderr, flush=True)
        yield run


def number(value: float) -> str:
    """Write a number with three digits that count, and thousands apart."""
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, digits):,.{max(digits, 0)}f}"
