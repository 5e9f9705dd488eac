"""Which engine runs, and in how many processes: both write the same log, so only time is at stake."""

import importlib.util
import logging
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Literal, get_args

from simulate.experiment.variants import Variant
from simulate.log import Log
from simulate.plan import Plan
from simulate.scenario.rates import children_expected

Engine = Literal["simpy", "compiled"]
Asked = Literal["auto", "simpy", "compiled"]
ASKED: tuple[Asked, ...] = get_args(Asked)
"""What can be asked for; "auto" is the engine that takes less time."""

# a life is what one child goes through in one organisation; SimPy follows some 6 000 of them a second, and planning,
# the compiled engine and measuring together some 100 000
_WORTH_LOADING = 1_000  # a tenth of a second, from the disk
_WORTH_COMPILING = 40_000  # some twenty seconds, once
_WORTH_PROCESSES: dict[Engine, int] = {"simpy": 20_000, "compiled": 300_000}  # two seconds to start

logger = logging.getLogger(__name__)


class EngineError(Exception):
    """The engine that was asked for cannot be had; the message says why, and how to mend it."""


def count_lives(variants: Sequence[Variant], replications: int) -> float:
    """Count the lives to be expected in a run: children × organisations × replications."""
    return replications * sum(sum(children_expected(variant.scenario).values()) for variant in variants)


def likely_engine(asked: Asked, lives: float) -> Engine:
    """Tell without importing anything which engine `choose_engine` is going to choose, unless something is amiss."""
    worth = asked == "compiled" or (asked == "auto" and lives >= _WORTH_LOADING)
    return "compiled" if worth and not _why_not_found() else "simpy"


def choose_engine(asked: Asked, lives: float) -> Engine:
    """Choose the engine for so many lives.

    Where numba is not installed, "compiled" raises EngineError, and "auto" says so in a line and takes SimPy.
    Raises ValueError for an engine that there is not.
    """
    if asked == "simpy":
        return "simpy"
    if asked == "compiled":
        missing = _why_not_found()
        if missing:
            raise EngineError(
                f"The compiled engine cannot run: {missing}. Mend it with `python -m pip install numba`, "
                "or use --engine simpy: the numbers are the same."
            )
        return "compiled"
    if asked != "auto":
        raise ValueError(f"there is no engine {asked!r}; choose one of {', '.join(ASKED)}")
    missing = _why_not_found()
    if missing:
        logger.warning(
            "%s: SimPy runs instead, which takes longer and gives the same numbers. "
            "For the compiled engine: python -m pip install numba",
            missing[:1].upper() + missing[1:],
        )
        return "simpy"
    if lives < _WORTH_LOADING or (lives < _WORTH_COMPILING and not _compiled().is_compiled()):
        return "simpy"
    return "compiled"


def _why_not_found() -> str:
    try:
        found = importlib.util.find_spec("numba") is not None
    except (ImportError, ValueError):  # something keeps it from being looked for
        found = False
    return "" if found else "numba is not installed"


def prepare(asked: Asked, engine: Engine) -> Engine:
    """Have the engine ready that was chosen, and give it; what is not on the disk is compiled, and a line says so.

    Where this numba cannot compile it, or makes an engine of it that writes another log than SimPy, "compiled" raises
    EngineError, and "auto" says so in a line and takes SimPy.
    """
    if engine == "simpy":
        return "simpy"
    try:
        _compiled().prepare(
            on_compile=lambda: logger.info("Compiling the engine, which is done once and takes some twenty seconds …")
        )
    except MemoryError:  # which says itself what is wrong
        raise
    except Exception as error:  # also where numba cannot be imported, as one that does not fit Python or numpy
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        logger.debug("The engine cannot be compiled.", exc_info=True)
        if asked == "compiled":
            raise EngineError(
                f"This numba cannot compile the engine ({reason}). Take another version of it, "
                "or use --engine simpy: the numbers are the same."
            ) from error
        logger.warning(
            "This numba cannot compile the engine (%s): SimPy runs instead, which takes longer and gives the same "
            "numbers.",
            reason,
        )
        return "simpy"
    return "compiled"


def _compiled() -> ModuleType:
    return import_module(engine_module("compiled"))


def engine_module(engine: Engine) -> str:
    """Name the module in which an engine stands."""
    return "simulate.engine.compiled.run" if engine == "compiled" else "simulate.engine.reference"


def engine_run(engine: Engine) -> Callable[[Plan], Log]:
    """Give what follows a plan and writes its log."""
    run: Callable[[Plan], Log] = import_module(engine_module(engine)).run
    return run


def usual_workers(engine: Engine, lives: float) -> int:
    """Choose how many processes: as many as there are cores, but one where the others would hardly have started."""
    return 1 if lives < _WORTH_PROCESSES[engine] else cores()


def cores() -> int:
    """Count the cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
