"""What is left of a life, one replication of one organisation: its measures, in as little room as they need."""

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulate.experiment.replications import window_of
from simulate.plan import Floats
from simulate.scenario.schema.scenario import Scenario

Key = tuple[str, str]
"""A measure and a group."""
Values = Mapping[Key, float]
"""By measure and group: the value in one replication; NaN where there was nobody to measure."""
Measured = Mapping[str, Values]
"""By organisation: what one replication measured."""


@dataclass(frozen=True, eq=False, slots=True)
class Row(Values):
    """Values in a row of numbers; all lives that are measured alike share the places of these."""

    _places: Mapping[Key, int]
    _numbers: Floats

    def __getitem__(self, key: Key) -> float:
        return float(self._numbers[self._places[key]])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places)

    def with_infinite_as(self, most: float) -> "Row":
        """Give the row with another number in place of every infinite one."""
        endless = np.isinf(self._numbers)
        return Row(self._places, np.where(endless, most, self._numbers)) if endless.any() else self

    def __len__(self) -> int:
        return len(self._places)


def written(values: Values) -> bytes:
    """Write what a life measured: every number with all its digits; null where there was nobody to measure.

    Each row is the numbers of a measure and a group in the lists of their names, and the value.
    """
    measures, groups = (list(dict.fromkeys(names)) for names in zip(*values, strict=True))
    rows = [
        (measures.index(measure), groups.index(group), None if math.isnan(value) else value)
        for (measure, group), value in values.items()
    ]
    return json.dumps({"measures": measures, "groups": groups, "values": rows}, separators=(",", ":")).encode()


def read(what: bytes, only: Collection[str] | None = None) -> Row:
    """Read what a life measured, `only` some measures of it if wanted. Raises ValueError for what is none."""
    found = json.loads(what)
    try:
        measures, groups = found["measures"], found["groups"]
        named = [((measures[measure], groups[group]), value) for measure, group, value in found["values"]]
        wanted = [(key, value) for key, value in named if only is None or key[0] in only]
        numbers = [math.nan if value is None else float(value) for _, value in wanted]
        return Row(_places(tuple(key for key, _ in wanted)), np.array(numbers, dtype=np.float64))
    except (IndexError, KeyError, TypeError) as problem:
        raise ValueError from problem


def within_follow_up(measured: Sequence[Measured], scenario: Scenario) -> list[Measured]:
    """Let a percentile that is not reached, an infinite one, count as the days for which children are followed.

    So it is with the means of waits, in which no wait counts for more.
    """
    most = window_of(scenario).horizon
    return [{organisation: _at_most(values, most) for organisation, values in one.items()} for one in measured]


def _at_most(values: Values, most: float) -> Values:
    if isinstance(values, Row):
        return values.with_infinite_as(most)
    return {key: most if math.isinf(value) else value for key, value in values.items()}


@lru_cache(maxsize=64)
def _places(keys: tuple[Key, ...]) -> Mapping[Key, int]:
    return {key: place for place, key in enumerate(keys)}
