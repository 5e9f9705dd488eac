"""Memory for the tables of the compiled engine, kept from one run to the next.

Memory that the machine has just given is cleared first and far from its caches: a seventh of the time of a run.
"""

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LINE = 64  # bytes the machine reads at once: tables begin at one, so that a row of 64 bytes is in one
KEPT_AT_MOST = 2**28  # bytes


class _Block(threading.local):
    """What a thread keeps."""

    def __init__(self) -> None:
        self.memory = np.empty(0, dtype=np.uint8)


_kept = _Block()


class Memory:
    """The memory of one run: tables out of the block this thread keeps, as long as there is some left of it.

    The next run of this thread writes over them, so nothing of them may be in what a run gives back.
    """

    def __init__(self) -> None:
        self._wanted = 0

    def table(self, kind: Any, count: int) -> NDArray[Any]:
        """Give a table of so many rows with anything in them."""
        size = count * np.dtype(kind).itemsize
        begin = self._wanted + -(_kept.memory.ctypes.data + self._wanted) % _LINE
        self._wanted = begin + size
        if self._wanted <= len(_kept.memory):
            return _kept.memory[begin : self._wanted].view(kind)
        own = np.empty(size + _LINE, dtype=np.uint8)
        begin = -own.ctypes.data % _LINE
        return own[begin : begin + size].view(kind)

    def filled(self, kind: Any, count: int, value: float) -> NDArray[Any]:
        """Give a table that is the same number everywhere."""
        table = self.table(kind, count)
        table.fill(value)
        return table

    def done(self) -> None:
        """Keep enough for another run like this and a little larger, unless that were too much."""
        if len(_kept.memory) < self._wanted + _LINE <= KEPT_AT_MOST:
            _kept.memory = np.empty(min(self._wanted + self._wanted // 4 + _LINE, KEPT_AT_MOST), dtype=np.uint8)
