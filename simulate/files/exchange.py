"""Two folders change names in one step, where the system can do that, so that neither name is ever without a folder."""

import os
import sys
from pathlib import Path

_HERE = -100  # AT_FDCWD of Linux: names are looked up from the current folder
_EXCHANGE, _SWAP = 2, 2  # RENAME_EXCHANGE of renameat2(2), Linux; RENAME_SWAP of renamex_np(2), macOS


def exchange(one: Path, other: Path) -> bool:
    """Let two files or folders change names, and tell whether they have: nothing happens where that cannot be done.

    It cannot on Windows, with old C libraries and kernels, and on some file systems (network drives).
    """
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes  # only here: few runs replace anything

    library = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            done = library.renameat2(_HERE, names[0], _HERE, names[1], ctypes.c_uint(_EXCHANGE))
        else:
            done = library.renamex_np(*names, ctypes.c_uint(_SWAP))
    except AttributeError:  # this C library has no such function
        return False
    return bool(done == 0)
