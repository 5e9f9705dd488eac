"""Towns in which something changes on a day, and how two plans are compared."""

from dataclasses import fields
from typing import Any

import numpy as np
from worlds import small_world

from simulate.plan import PlannedUnit
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan


def town(more: str = "", **keys: str) -> Scenario:
    return load_text(small_world(**keys) + more)


def unit_of(scenario: Scenario, name: str, organisation: str = "siloed") -> PlannedUnit:
    return next(unit for unit in plan(cohort(scenario, 0), organisation).units if unit.name == name)


def assert_same(some: Any, other: Any, where: str = "") -> None:
    """Compare two plans or parts of them, bit for bit."""
    if isinstance(some, np.ndarray):
        np.testing.assert_array_equal(some, other, err_msg=where)
    elif hasattr(some, "__dataclass_fields__"):
        assert type(some) is type(other), where
        for field in fields(some):
            assert_same(getattr(some, field.name), getattr(other, field.name), f"{where}.{field.name}")
    elif isinstance(some, tuple):
        assert len(some) == len(other), where
        for number, (ours, theirs) in enumerate(zip(some, other, strict=True)):
            assert_same(ours, theirs, f"{where}[{number}]")
    else:
        assert some == other, where


SURGE = """
[[changes]]
from = "150 days"
[changes.arrivals.school]
per_month = 200
urgent = 0.6
first_need = "protection"
needs = [{ share = 1.0, with = [] }]
ages = [{ share = 1.0, from = 12, to = 15 }]
"""


PHASES = """
[[organisations.siloed.phases]]
from = "100 days"
door = "shared_intake"
start_up = { length = "60 days", pace = 0.5 }
[[organisations.siloed.phases]]
from = "300 days"
door = "own"
"""
