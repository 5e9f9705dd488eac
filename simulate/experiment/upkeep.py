"""What Python and the C library do by the way, as it suits a program that computes for a while and then ends."""

import ctypes
import gc
from contextlib import suppress

# of glibc, see malloc.h: what is larger is given back when it is freed; so much is kept at the top; how many heaps
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _ARENA_MAX = -3, -1, -8
_LARGEST_ALLOWED, _PLENTY = 32 * 2**20, 2**30


def look_for_garbage_seldom() -> None:
    """Let Python look for garbage seldom: it finds none here, and that takes a tenth of a command's time."""
    gc.set_threshold(100_000, 50, 100)


def keep_freed_memory() -> None:
    """Let the C library keep what is freed: having it anew from the system takes a twelfth of a replication.

    Only glibc can be told so; with another nothing happens.
    """
    with suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        for parameter, value in ((_MMAP_THRESHOLD, _LARGEST_ALLOWED), (_TRIM_THRESHOLD, _PLENTY), (_ARENA_MAX, 1)):
            library.mallopt(parameter, value)
