"""What Python and the C library do by the way, as it suits a program that computes for a while and then ends."""

import ctypes
import gc
from contextlib import suppress

# of glibc, see malloc.h: what is larger is given back when it is freed; how much is kept at the top of the heap, and
# had at once when it grows; how many heaps there are
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _TOP_PAD, _ARENA_MAX = -3, -1, -2, -8
_LARGEST_ALLOWED, _PLENTY, _AT_ONCE = 32 * 2**20, 2**30, 2**28
# of Linux, see mman.h
_ADVISE_HUGE_PAGES, _PAGE = 14, 2**21


def look_for_garbage_seldom() -> None:
    """Let Python look for garbage seldom: it finds none here, and that takes a tenth of a command's time."""
    gc.set_threshold(100_000, 50, 100)


def keep_freed_memory() -> None:
    """Let the C library keep what is freed, and have memory in large pages: together a seventh of a replication's time.

    Only glibc on Linux can be told so; elsewhere nothing happens.
    """
    with suppress(OSError, AttributeError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, _LARGEST_ALLOWED)
        library.mallopt(_TRIM_THRESHOLD, _PLENTY)
        library.mallopt(_TOP_PAD, _AT_ONCE)
        library.mallopt(_ARENA_MAX, 1)
        _use_huge_pages(library)


def _use_huge_pages(library: ctypes.CDLL) -> None:
    """Ask for huge pages where the heap is going to grow, having it reserved first."""
    size, place = ctypes.c_size_t, ctypes.c_void_p
    library.malloc.restype, library.malloc.argtypes = place, [size]
    library.free.restype, library.free.argtypes = None, [place]
    library.sbrk.restype, library.sbrk.argtypes = place, [ctypes.c_ssize_t]
    library.madvise.argtypes = [place, size, ctypes.c_int]
    begin = -(-library.sbrk(0) // _PAGE) * _PAGE
    library.free(library.malloc(_LARGEST_ALLOWED // 2))
    end = library.sbrk(0)
    if begin < end:  # else the heap has not grown
        library.madvise(begin, end - begin, _ADVISE_HUGE_PAGES)
