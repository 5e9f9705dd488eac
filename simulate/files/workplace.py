"""Where things are made until they are finished: a hidden folder beside their place, locked while its run lives.

A run that is killed leaves such a folder behind, unlocked; the next one that comes by clears it away, and puts back
what had been put aside in it.
"""

import itertools
import json
import logging
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from simulate.files.ownership import PROVENANCE, why_kept
from simulate.language import say

_PREFIX, _SUFFIX = ".simulate-", ".unfinished"  # and nothing of the name of what is made: it may be long
_LOCK = "lock"
_LONGEST_KEPT = 200  # bytes of a name to which a number is added
_LONG_AGO = 24 * 3600.0  # seconds after which nobody is just about to begin
_FAR = 2**30  # a byte of the lock's file that is locked where not the whole file can be
_TRIES, _SECONDS_BETWEEN_TRIES = 10, 0.05

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workplace:
    """A hidden folder, and the place that what is made in it is to have in the end."""

    folder: Path
    place: Path

    @property
    def draft(self) -> Path:
        """What is being made: a file or a folder."""
        return self.folder / "draft"

    @property
    def replaced(self) -> Path:
        """The folder that was in its place, while the draft takes that. It is never removed by this name."""
        return self.folder / "replaced"

    def remove(self, older: Path) -> None:
        """Remove older results, all at once for whoever comes by when this has been cut short."""
        older.rename(self.folder / "gone")
        _remove(self.folder / "gone")


@contextmanager
def workplace(place: Path) -> Iterator[Workplace]:
    """Give a hidden folder beside a place, to make a draft of what is to be there; in the end it is cleared away.

    Raises OSError where it cannot be made.
    """
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=place.parent))
    work = Workplace(folder.absolute(), place)
    try:
        with (folder / _LOCK).open("w", encoding="ascii") as lock:
            with suppress(OSError):  # there are disks without locks: what is left there is never cleared away
                _lock(lock)
            json.dump({"place": place.name, "host": platform.node()}, lock)
            lock.flush()
            yield work
    finally:
        with suppress(OSError):  # what can neither go back nor be removed stays; the next run comes by
            clear(work)


def take_up(parent: Path) -> None:
    """Clear away the workplaces in a folder whose runs were killed; what such a run had put aside goes back.

    Left alone are those whose run lives, those of other machines, on which nobody here can tell, and those of others.
    """
    for folder in parent.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            work = None if folder.is_symlink() else _left_by_the_dead(folder)
            if work is not None:
                was_there = os.path.lexists(work.place)
                clear(work)
                if not was_there and os.path.lexists(work.place):
                    logger.warning(say("{place} is back: a run that was killed had put it aside.", place=work.place))


def _left_by_the_dead(folder: Path) -> Workplace | None:
    """Read for which place a workplace is; None if its run lives, or may live."""
    try:
        with (folder / _LOCK).open("r+", encoding="ascii") as lock:
            _lock(lock, wait=False)
            told = json.loads(lock.read())
            name, host = Path(told["place"]).name, told["host"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # its run is about to begin, or was killed then
        if time.time() - folder.stat().st_mtime > _LONG_AGO:
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()
        return None
    return Workplace(folder, folder.parent / name) if name and host == platform.node() else None


def _lock(file: IO[Any], wait: bool = True) -> None:
    """Lock an open file until it is closed or the process ends. Raises OSError where it is locked, or cannot be."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def clear(work: Workplace) -> None:
    """Clear a workplace away; what was put aside goes back, or gets a name beside its place if that is taken.

    So does what is in the draft's place but is not only this program's: where two folders change names in one step, the
    older results are there. Raises OSError where that cannot be done; nothing is removed then.
    """
    if os.path.lexists(work.replaced) and not os.path.lexists(work.place):
        work.replaced.rename(work.place)
    is_older = (work.draft / PROVENANCE).exists() and why_kept(work.draft) != ""
    for left in (work.replaced, *([work.draft] if is_older else [])):
        if os.path.lexists(left):
            beside = put_beside(left, work.place)
            logger.warning(say("What was in {place} before is in {beside} now.", place=work.place, beside=beside))
    _remove(work.draft)
    _remove(work.folder)  # last of all the lock, by which it is known whose all this is


def put_beside(what: Path, place: Path) -> Path:
    """Give a folder the first free name beside a place, and tell it. Raises OSError."""
    beside = free_beside(place)
    what.rename(beside)
    return beside


def free_beside(place: Path) -> Path:
    """Tell the first free name beside a place: town-2, town-3 …"""
    name = place.name if len(os.fsencode(place.name)) <= _LONGEST_KEPT else "results"
    names = (place.with_name(f"{name}-{number}") for number in itertools.count(2))
    return next(each for each in names if not os.path.lexists(each))


def _remove(path: Path) -> None:
    """Remove what is still there of a folder or a file; a thread may still be writing in it, for a moment."""
    for number in range(_TRIES):
        if not os.path.lexists(path):
            return
        if number:
            time.sleep(_SECONDS_BETWEEN_TRIES)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
