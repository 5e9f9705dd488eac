"""Where numba keeps the machine code of the compiled engine: a private folder of the user's, and nobody else's.

Machine code is run as it is found, so it is taken only from a folder that nobody else can have written to. Numba looks
only at the file in which a function stands; so the folder's name tells all that the code was made from and by, and
another engine, numba or processor has another folder.
"""

import hashlib
import os
import re
import shutil
import stat
import sys
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

_SIMULATE = Path(__file__).parents[2]
_MADE_FROM = ("engine/compiled/**/*.py", "engine/rules.py", "plan/*.py", "log.py")  # what it takes from
_NAME = re.compile(r"supportflow-engine-[0-9a-f]{32}")
_STAYS = 24 * 3600.0  # seconds after its last use that another engine's folder stays


def folder() -> Path | None:
    """Give the folder for the engine as it is here and now, whether it is there or not; None where there can be none.

    It lies where NUMBA_CACHE_DIR says, or in the user's cache. Raises ImportError without numba.
    """
    place = _place()
    return None if place is None else place / f"supportflow-engine-{_digest()}"


def private(path: Path) -> bool:
    """Make a folder if it is not there; tell whether it is this user's, and whether nobody else can write to it."""
    with suppress(OSError):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _is_private(path)
    return False


def ready() -> Path | None:
    """Have the folder for this engine ready, and remove those of others; None where nothing can be kept."""
    place = folder()
    if place is None or not private(place.parent) or not private(place):
        return None
    with suppress(OSError):
        os.utime(place)  # it is in use
        _remove_others(place)
    return place


def is_there() -> bool:
    """Tell whether machine code of this engine has been kept."""
    place = folder()
    return place is not None and _is_private(place.parent) and _is_private(place) and any(place.rglob("*.nbi"))


def forget() -> None:
    """Remove what has been kept of this engine."""
    place = folder()
    if place is not None and _is_private(place.parent) and _is_private(place):
        shutil.rmtree(place, ignore_errors=True)


def _place() -> Path | None:
    told = os.environ.get("NUMBA_CACHE_DIR")
    if told:
        return Path(told) if Path(told).is_absolute() else None
    if sys.platform == "win32":
        cache = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        cache = "~/Library/Caches"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        users = Path(cache).expanduser()
    except RuntimeError:  # nobody's home
        return None
    return users / "supportflow" if users.is_absolute() else None


def _digest() -> str:
    from llvmlite import binding

    told = sorted(each for each in os.environ.items() if each[0].startswith("NUMBA_") and each[0] != "NUMBA_CACHE_DIR")
    made_by = [sys.version, *(version(package) for package in ("numba", "llvmlite", "numpy"))]
    digest = hashlib.sha256(repr((made_by, told, binding.get_process_triple(), binding.get_host_cpu_name())).encode())
    for source in sorted(source for some in _MADE_FROM for source in _SIMULATE.glob(some)):
        digest.update(source.relative_to(_SIMULATE).as_posix().encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:32]


def _is_private(path: Path) -> bool:
    """Tell whether a folder is the user's alone to write to; a link to one is none."""
    try:
        found = path.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(found.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows: the folder lies in the user's own
        return True
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _remove_others(place: Path) -> None:
    """Remove the folders of other engines that nobody has used for a day."""
    for other in place.parent.iterdir():
        if _NAME.fullmatch(other.name) and other.name != place.name and _is_private(other):
            with suppress(OSError):
                if time.time() - other.stat().st_mtime > _STAYS:
                    shutil.rmtree(other, ignore_errors=True)
