"""The compiled engine as it runs: from a plan to its log, by machine code from the disk, compiled the first time."""

import logging
import threading
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from simulate.engine.columns import columns_of, log_of, nobodys_plan
from simulate.engine.ending import forgotten
from simulate.engine.guards import require_runnable
from simulate.engine.machine_code import FUNCTION, MachineCode, keep, kept, key_of
from simulate.engine.memory import Memory
from simulate.engine.narrow import most_of_each, past_numbers, require_countable
from simulate.engine.tables import Layout, addresses, layout_of
from simulate.log import Log
from simulate.plan import Plan

_SOURCES = ("compiled.py", "compiling.py")
"""The files that machine code depends on, besides how its tables are laid out."""

logger = logging.getLogger(__name__)


class _Ready:
    """The engine, once it is there."""

    code: MachineCode | None = None
    lock = threading.Lock()


def run(plan: Plan, room: float = 1.0) -> Log:
    """Follow a plan from day 0 to its end and give the log, as `reference.run` does.

    Nobody can tell beforehand how often cases change hands, or children give up and come back: tables for such things
    get `room` times what is usual, and when one is full all begins again with more. Raises PlanError also where there
    is more of anything than it can number, and as `prepare` does.
    """
    require_runnable(plan)
    code, (of_town, of_given) = prepare(), _layouts()
    while True:
        require_countable(plan, room, _most_of_each())
        town, given = columns_of(plan, room, Memory())
        code.live(addresses(town, of_town), addresses(given, of_given))
        if town.clock["is_past_numbers"][0]:
            raise past_numbers(plan, _most_of_each())
        if not town.clock["is_full"][0]:
            break
        room *= 4
    met = (~np.isnan(town.units["met_on"])).tolist()
    for team in np.flatnonzero((town.teams["waiting"] > 0) & (town.teams["meetings"] > 0) & (town.teams["met"] == 0)):
        raise forgotten(plan, int(team), met)
    return log_of(plan, town)


def prepare(on_compile: Callable[[], None] | None = None) -> MachineCode:
    """Have the engine ready: from the disk, or, the first time, compiled. `on_compile` is told before that begins.

    Raises ImportError where it has to be compiled and numba cannot be imported, and whatever numba raises.
    """
    with _Ready.lock:
        if _Ready.code is None:
            key = key_of(_SOURCES, _layouts())
            code = kept(key)
            if code is None:
                code = _compiled(on_compile)
                if keep(key, code) is None:
                    logger.warning("The compiled engine can be kept nowhere: every process has to compile it anew.")
            _Ready.code = MachineCode(code)
        return _Ready.code


def is_compiled() -> bool:
    """Tell whether the engine can be had without compiling it."""
    try:
        return _Ready.code is not None or kept(key_of(_SOURCES, _layouts())) is not None
    except (ImportError, OSError):  # without llvmlite, or what it needs
        return False


def _compiled(on_compile: Callable[[], None] | None) -> bytes:
    from simulate.engine import compiled
    from simulate.engine.compiling import object_code

    if on_compile is not None:
        on_compile()
    return object_code(compiled.live, _layouts(), FUNCTION)


@cache
def _most_of_each() -> Mapping[str, int]:
    return most_of_each(*_layouts())


@cache
def _layouts() -> tuple[Layout, Layout]:
    town, given = columns_of(nobodys_plan(), 1.0, Memory())
    return layout_of(town), layout_of(given)
