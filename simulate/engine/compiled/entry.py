"""Where Python enters the machine code: the one function that is kept on the disk, with all that it calls in it."""

# mypy: allow-untyped-defs

from pathlib import Path
from typing import Any

import numba

from simulate.engine.compiled.bundles import addresses, given_at, town_at, written_at
from simulate.engine.compiled.layout.town import GIVEN, TOWN, WRITTEN, Tables
from simulate.engine.compiled.live import live
from simulate.engine.compiled.machine import compiled, twins

_ADDRESSES = numba.int64[::1]


@compiled
def enter(town, given, written):
    """Let everything happen in a town; three arrays of `addresses`."""
    live(town_at(town), given_at(given), written_at(written))


class MachineCode:
    """The engine in machine code, ready to run."""

    def __init__(self, folder: Path | None) -> None:
        """Take it from this folder or, where it is not there, compile it and put it there; None: only compile it."""
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = "" if folder is None else str(folder)
        try:
            self._enter: Any = twins(kept=enter if folder is not None else None)[enter]
            self._enter.compile((_ADDRESSES, _ADDRESSES, _ADDRESSES))
        finally:
            numba.config.CACHE_DIR = before

    @property
    def was_compiled(self) -> bool:
        """Whether it has been compiled just now, and not been taken from the disk."""
        return not self._enter.stats.cache_hits

    def live(self, town: Tables, given: Tables, written: Tables) -> None:
        """Let everything happen, and write what the log is made of; the interpreter's lock is not held meanwhile."""
        tables = ((town, TOWN), (given, GIVEN), (written, WRITTEN))
        self._enter(*(addresses(some, kinds) for some, kinds in tables))
