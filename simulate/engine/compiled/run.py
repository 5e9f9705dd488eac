"""The compiled engine as it runs: from a plan to its log, by machine code from the disk, compiled the first time."""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from simulate.engine.compiled import kept
from simulate.engine.compiled.layout.sizes import require_countable, sizes_of
from simulate.engine.compiled.layout.town import Ground, Tables, given_by, log_of, to_write, town_of
from simulate.engine.compiled.live import live
from simulate.engine.compiled.watchful import watched
from simulate.engine.guards import forgotten, require_runnable
from simulate.language import say
from simulate.log import Log
from simulate.plan import Plan

if TYPE_CHECKING:
    from simulate.engine.compiled.entry import MachineCode

logger = logging.getLogger(__name__)

_GROUND = Ground()


class WrongEngineError(Exception):
    """This numba makes machine code that writes another log than the reference engine."""


class _Ready:
    """The engine, once it is there."""

    code: "MachineCode | None" = None
    lock = threading.Lock()


def run(plan: Plan, room: float = 1.0) -> Log:
    """Follow a plan from day 0 to its end and give the log, as `reference.run` does.

    Nobody can tell beforehand how often cases change hands, or children give up and come back: tables for such things
    get `room` times what is usual, and when one is full all begins again with more. Raises as `prepare` does.
    """
    return _follow(plan, prepare().live, room)


def run_watchfully(plan: Plan, room: float = 1.0) -> Log:
    """Do the same as Python, a thousand times as slowly: every number of a row, and every number written, is checked.

    Raises IndexError or OverflowError for one that is wrong.
    """
    return _follow(plan, lambda *bundles: live(*map(watched, bundles)), room)


def _follow(plan: Plan, let_live: Callable[[Tables, Tables, Tables], None], room: float) -> Log:
    require_runnable(plan)
    while True:
        sizes = sizes_of(plan, room)
        require_countable(plan, sizes)
        town = town_of(plan, sizes, _GROUND)
        written = to_write(town)
        let_live(town, given_by(plan), written)
        if not town.clock["is_full"][0]:
            break
        room *= 4
    met = (~np.isnan(town.units["met_on"])).tolist()
    waiting = (town.teams["waiting"] > 0) & (town.teams["meetings"] > 0) & (town.teams["met"] == 0)
    for team in np.flatnonzero(waiting):
        raise forgotten(plan, int(team), met)
    return log_of(plan, town, written)


def prepare(on_compile: Callable[[], None] | None = None) -> "MachineCode":
    """Have the engine ready: from the disk, or, the first time, compiled. `on_compile` is told before that begins.

    What has been compiled runs a small plan first, as the reference engine does: WrongEngineError where the logs
    differ. Raises ImportError where numba cannot be imported, and whatever numba raises.
    """
    with _Ready.lock:
        if _Ready.code is None:
            _Ready.code = _prepared(on_compile)
        return _Ready.code


def _prepared(on_compile: Callable[[], None] | None) -> "MachineCode":
    if on_compile is not None and not kept.is_there():
        on_compile()
    from simulate.engine.compiled.entry import MachineCode

    folder = kept.ready()
    if folder is None:
        logger.warning(
            say(
                "The compiled engine can be kept nowhere, so every process has to compile it anew: NUMBA_CACHE_DIR, or "
                "the user's cache, has to be an absolute path to a folder that belongs to you and that only you can "
                "write to."
            )
        )
    code = MachineCode(folder)
    if code.was_compiled:
        require_right(code)
    return code


def require_right(code: "MachineCode") -> None:
    """Raise WrongEngineError where machine code writes another log of a small plan than the reference engine."""
    from simulate.engine import reference
    from simulate.engine.compiled.trial import trial_plan

    plan = trial_plan()
    if not _follow(plan, code.live, 1.0).same_as(reference.run(plan)):
        kept.forget()
        raise WrongEngineError(say("what it makes of the engine writes another log than SimPy"))


def is_compiled() -> bool:
    """Tell whether the engine can be had without compiling it."""
    try:
        return _Ready.code is not None or kept.is_there()
    except (ImportError, OSError):  # without llvmlite, or what it needs
        return False
