"""Calling the functions of the compiled engine one by one: watched as Python, and as machine code."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from simulate.engine.compiled.layout.sizes import sizes_of
from simulate.engine.compiled.layout.town import TOWN, Ground, Tables, town_of
from simulate.engine.compiled.trial import trial_plan
from simulate.engine.compiled.watchful import watched

Call = Callable[..., Any]


def a_town() -> Tables:
    """Give the tables of the trial plan before anything stands in the longest of them; all is 0 there."""
    plan = trial_plan()
    town = town_of(plan, sizes_of(plan, 1.0), Ground())
    for name in ("visits", "parts", "lines", "moments", "coming", "needs"):
        getattr(town, name)[:] = 0
    return town


def as_python(function: Callable[..., Any], town: Tables, *numbers: Any) -> Any:
    """Call a function that takes a town and numbers, watched."""
    return function(watched(town), *numbers)


def as_machine_code(function: Callable[..., Any], town: Tables, *numbers: Any) -> Any:
    """Call its twin."""
    from simulate.engine.compiled.bundles import addresses

    return _entry(function, len(numbers))(addresses(town, TOWN), *numbers)


@cache
def _entry(function: Callable[..., Any], count: int) -> Any:
    from numba import njit

    from simulate.engine.compiled.bundles import town_at

    names = ", ".join(f"number{place}" for place in range(count))
    scope = {"twin": _twins()[function], "town_at": town_at}
    exec(f"def enter(town, {names}):\n    return twin(town_at(town), {names})", scope)
    return njit(scope["enter"])


@cache
def _twins() -> Any:
    from simulate.engine.compiled.machine import twins

    return twins()


def _needs_numba() -> Any:
    pytest.importorskip("numba")
    return as_machine_code


HOW = {"watched": lambda: as_python, "compiled": _needs_numba}
