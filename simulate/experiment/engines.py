"""Which engine runs, and in how many processes: both write the same log, so only time is at stake."""

import importlib.util
import logging
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Literal, get_args

from simulate.experiment.variants import Variant
from simulate.language import say
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
    return "compiled" if worth and _is_there() else "simpy"


def choose_engine(asked: Asked, lives: float) -> Engine:
    """Choose the engine for so many lives.

    Where numba is not installed, "compiled" raises EngineError, and "auto" says so in a line and takes SimPy.
    Raises ValueError for an engine that there is not.
    """
    if asked == "simpy":
        return "simpy"
    if asked == "compiled":
        if not _is_there():
            raise EngineError(
                say(
                    "The compiled engine cannot run: numba is not installed. Mend it with `python -m pip install "
                    "numba`, or use --engine simpy: the numbers are the same."
                )
            )
        return "compiled"
    if asked != "auto":
        raise ValueError(
            say("there is no engine {asked}; choose one of {engines}", asked=repr(asked), engines=", ".join(ASKED))
        )
    if not _is_there():
        logger.warning(
            say(
                "Numba is not installed: SimPy runs instead, which takes longer and gives the same numbers. "
                "For the compiled engine: python -m pip install numba"
            )
        )
        return "simpy"
    if lives < _WORTH_LOADING or (lives < _WORTH_COMPILING and not _compiled().is_compiled()):
        return "simpy"
    return "compiled"


def _is_there() -> bool:
    """Tell whether numba, without which there is no compiled engine, is installed."""
    try:
        return importlib.util.find_spec("numba") is not None
    except (ImportError, ValueError):  # something keeps it from being looked for
        return False


def prepare(asked: Asked, engine: Engine) -> Engine:
    """Have the engine ready that was chosen, and give it; what is not on the disk is compiled, and a line says so.

    Where this numba cannot compile it, or makes an engine of it that writes another log than SimPy, "compiled" raises
    EngineError, and "auto" says so in a line and takes SimPy.
    """
    if engine == "simpy":
        return "simpy"
    try:
        _compiled().prepare(
            on_compile=lambda: logger.info(
                say("Compiling the engine, which is done once and takes some twenty seconds …")
            )
        )
    except MemoryError:  # which says itself what is wrong
        raise
    except Exception as error:  # also where numba cannot be imported, as one that does not fit Python or numpy
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        logger.debug(reason, exc_info=True)
        if asked == "compiled":
            raise EngineError(
                say(
                    "This numba cannot compile the engine ({reason}). Take another version of it, "
                    "or use --engine simpy: the numbers are the same.",
                    reason=reason,
                )
            ) from error
        logger.warning(
            say(
                "This numba cannot compile the engine ({reason}): SimPy runs instead, which takes longer and gives the "
                "same numbers.",
                reason=reason,
            )
        )
        return "simpy"
    return "compiled"


def load_if_compiled(engine: Engine) -> None:
    """Have an engine ready that only has to be loaded; compiling it is for one process alone."""
    if engine == "compiled" and _compiled().is_compiled():
        _compiled().prepare()


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
