"""Writing the log: what the engine notes while the clock runs, made into columns at the end."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulate.engine.rules import AGAIN, DEVELOPED, HANDED, STAFF
from simulate.log import Log, Staffing
from simulate.plan import NONE, Plan

NEVER = math.nan


class Diary:
    """Everything that is noted, in lists; `log` makes the columns."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        visits, parts, needs = len(plan.visits), len(plan.parts), len(plan.needs)
        self.asked, self.started = [NEVER] * visits, [NEVER] * visits
        self.finished, self.left = [NEVER] * visits, [NEVER] * visits
        self.urgent = [False] * visits
        self.worker, self.ended = [NONE] * parts, [NEVER] * parts  # who began each part, and when it was done
        self.waits_left: list[tuple[int, float, float]] = []  # visit, asked, left
        self.met, self.given_up = [NEVER] * needs, [NEVER] * needs
        self.crises: list[tuple[int, float]] = []  # child, when
        self.handed: list[tuple[float, int, int, int, int]] = []  # as in HANDED
        self.again: dict[tuple[float, int], float] = {}  # since when which part stood in line again -> until when
        self.staff: list[tuple[float, int, int, int]] = []  # as in STAFF
        self.developed: list[tuple[int, int]] = []  # as in DEVELOPED

    def note(self, at: float, unit: int, worker: int, what: Staffing) -> None:
        """Note what a worker did."""
        self.staff.append((at, unit, worker, what))

    def log(self, outcome: Sequence[int], ending: Sequence[int]) -> Log:
        """Make the log from all notes, the outcome of each visit and the ending of each need."""
        left = sorted(self.waits_left, key=lambda wait: (wait[2], wait[0]))
        crises = sorted(self.crises)
        return Log(
            end=self._plan.end,
            asked=np.array(self.asked, dtype=float),
            started=np.array(self.started, dtype=float),
            finished=np.array(self.finished, dtype=float),
            left=np.array(self.left, dtype=float),
            outcome=np.array(outcome, dtype=np.int8),
            urgent=np.array(self.urgent, dtype=bool),
            worker=np.array(self.worker, dtype=np.int64),
            ended=np.array(self.ended, dtype=float),
            **_table(self.handed, HANDED),
            **_table([(*which, until) for which, until in self.again.items()], AGAIN),
            **_table(self.staff, STAFF),
            **_table(self.developed, DEVELOPED),
            left_visit=np.array([wait[0] for wait in left], dtype=np.int64),
            left_asked=np.array([wait[1] for wait in left], dtype=float),
            left_at=np.array([wait[2] for wait in left], dtype=float),
            met=np.array(self.met, dtype=float),
            given_up=np.array(self.given_up, dtype=float),
            ending=np.array(ending, dtype=np.int8),
            crisis_child=np.array([child for child, _ in crises], dtype=np.int64),
            crisis_at=np.array([day for _, day in crises], dtype=float),
        )


def _table(rows: Sequence[tuple[float, ...]], columns: Mapping[str, type]) -> dict[str, NDArray[Any]]:
    """Make columns of the rows of a table, in their order."""
    by_column = zip(*sorted(rows, key=lambda row: row[:3]), strict=True) if rows else [()] * len(columns)
    return {name: np.array(values, dtype=kind) for (name, kind), values in zip(columns.items(), by_column, strict=True)}
