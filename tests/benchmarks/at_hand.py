"""The engines there are on this machine."""

from collections.abc import Callable

from simulate.engine import reference
from simulate.engine.compiled import run as compiled
from simulate.log import Log
from simulate.plan import Plan

Engine = Callable[[Plan], Log]

REFERENCE = "SimPy reference"
COMPILED = "compiled"
ENGINES = (COMPILED, REFERENCE)


def engines() -> dict[str, Engine]:
    """Give the engines by name, the fastest first; the compiled one is ready to run, where numba is installed."""
    try:
        compiled.prepare()
    except ImportError:
        return {REFERENCE: reference.run}
    return {COMPILED: compiled.run, REFERENCE: reference.run}


def fastest() -> tuple[str, Engine]:
    """Give the fastest engine there is, and its name."""
    return next(iter(engines().items()))
