"""Memory for the tables of the compiled engine, kept from one run to the next.

Memory that the machine has just given is cleared first and far from its caches: a seventh of the time of a run.
"""

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LINE = 64  # bytes the machine reads at once: tables begin at one, so that a row of 64 bytes is in one
LARGEST_KEPT = 2**25
"""In bytes: the memory of a larger table is not kept, and what was kept for smaller ones stays."""


class _Blocks(threading.local):
    """What a thread keeps: the memory of the first table of a run, of the second …"""

    def __init__(self) -> None:
        self.blocks: list[NDArray[np.uint8]] = []


_kept = _Blocks()


class Memory:
    """The memory of one run: that of the runs of this thread before, where it is enough.

    The next run of this thread writes over it, so nothing of it may be in what a run gives back.
    """

    def __init__(self) -> None:
        self._tables = 0

    def table(self, kind: Any, count: int) -> NDArray[Any]:
        """Give a table of so many rows with anything in them."""
        size, number, blocks = count * np.dtype(kind).itemsize, self._tables, _kept.blocks
        self._tables += 1
        if number == len(blocks):
            blocks.append(np.empty(0, dtype=np.uint8))
        block = blocks[number]
        if len(block) < size + _LINE:
            block = np.empty(size + size // 8 + _LINE, dtype=np.uint8)  # the next run may need a little more
            if len(block) <= LARGEST_KEPT:
                blocks[number] = block
        begin = -block.ctypes.data % _LINE
        return block[begin : begin + size].view(kind)

    def filled(self, kind: Any, count: int, value: float) -> NDArray[Any]:
        """Give a table that is the same number everywhere."""
        table = self.table(kind, count)
        table.fill(value)
        return table
