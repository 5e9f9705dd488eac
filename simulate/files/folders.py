"""Results folders: whether one may be made, and how it takes its place: complete, or not at all.

A folder that is there already is replaced only where that is asked for, and only if nothing but what this program wrote
is in it. That is looked at before the work, and again when the finished folder takes its place: whatever has come
meanwhile stays, and what was worked out gets a free name beside it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulate.files.errors import FilesError, TooLateError
from simulate.files.exchange import exchange
from simulate.files.ownership import why_kept
from simulate.files.workplace import Workplace, put_beside, take_up, workplace
from simulate.language import say

_LONGEST_FILE = 80  # characters in the name of a file in a results folder, with that of the folder in it


def require_usable(folder: Path, force: bool = False) -> None:
    """Raise FilesError if a results folder cannot be made there; ask before a long run rather than after it.

    Before that, what a run left there that was killed is taken up.
    """
    folder = _settled(folder)
    try:
        if folder.parent.is_dir():
            take_up(folder.parent)
        if folder.is_dir():
            _require_replaceable(folder, force)
        elif os.path.lexists(folder):
            raise FilesError(
                say("{folder} is a file: give the name of a folder that does not exist yet", folder=folder)
            )
        if os.path.ismount(folder):
            raise FilesError(
                say("{folder} is a disk of its own, which cannot be replaced: give a folder in it", folder=folder)
            )
        above = next(parent for parent in folder.parents if os.path.lexists(parent))
        if not above.is_dir():
            raise FilesError(say("{folder} cannot be made: {above} is a file", folder=folder, above=above))
        _require_room(folder, above)
    except OSError as error:
        why = error.strerror or error
        raise FilesError(say("{folder} cannot be made: {why}", folder=folder, why=why)) from error


def _settled(folder: Path) -> Path:
    """Follow all links on the way to a folder. Raises FilesError where it can be no results folder at all."""
    try:
        here = [Path.cwd()]
    except OSError:
        if not folder.is_absolute():
            raise FilesError(say("The folder you are in is not there any more: go to another one first")) from None
        here = []
    try:
        settled = Path(os.path.realpath(folder))
    except ValueError as problem:
        name = repr(str(folder))
        raise FilesError(say("{name} cannot be the name of a folder ({problem})", name=name, problem=problem)) from None
    for part in (settled, *settled.parents):
        if os.path.islink(part):
            raise FilesError(
                say("{folder} cannot be made: {part} is a link that leads back to itself", folder=folder, part=part)
            )
    if any(settled in (each, *each.parents) for each in here):
        raise FilesError(
            say("{folder} is the folder you are in, or one above it: give a folder of its own", folder=settled)
        )
    return settled


def _require_replaceable(folder: Path, force: bool) -> None:
    if not any(folder.iterdir()):
        return
    if not force:
        raise FilesError(
            say("{folder} exists already: choose another place with -o, or replace it with --force", folder=folder)
        )
    why = why_kept(folder)
    if why:
        raise FilesError(
            say(
                "{folder} is not replaced, even with --force: {why}. Nothing was touched: move it away, or choose "
                "another place with -o",
                folder=folder,
                why=why,
            )
        )


def _require_room(folder: Path, above: Path) -> None:
    """Try whether a folder and a file in it can be made, which tells of names too long, of rights and of full disks."""
    try:
        with workplace(above / folder.name) as work:
            inside = work.draft / folder.relative_to(above)
            inside.mkdir(parents=True)
            (inside / ("x" * _LONGEST_FILE)).touch()
    except PermissionError:
        raise FilesError(
            say(
                "{folder} cannot be made: you may not write in {above}; choose another place with -o",
                folder=folder,
                above=above,
            )
        ) from None


@contextmanager
def new_folder(folder: Path, force: bool = False) -> Iterator[Path]:
    """Give an empty folder to write in; it gets the name `folder` when all has gone well, else it is removed.

    Raises FilesError where `folder` exists (with `force`, where it is not wholly this program's) or cannot be made,
    and TooLateError where it could not be written, or was taken meanwhile: the finished folder is beside it then.
    """
    require_usable(folder, force)
    place = _settled(folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with workplace(place) as work:
            work.draft.mkdir()
            yield work.draft
            _put_in_place(work, force)
    except OSError as error:
        why = error.strerror or error
        raise TooLateError(say("{place} could not be written: {why}", place=place, why=why)) from error


def _put_in_place(work: Workplace, force: bool) -> None:
    """Give a finished draft its place. Where that may not be, it gets a name beside it, and TooLateError says so."""
    with suppress(OSError):
        work.place.rmdir()  # an empty folder has nothing to lose
    try:
        work.draft.rename(work.place)
        return
    except OSError:
        if not os.path.lexists(work.place):
            raise
    try:
        why = _put_over(work) if force else say("something was put there while the results were being made")
    except OSError as error:
        why = say("it cannot be replaced ({why})", why=error.strerror or error)
    if why:
        beside = put_beside(work.draft, work.place)
        raise TooLateError(
            say(
                "{place} was left as it is: {why}. The finished results are in {beside}",
                place=work.place,
                why=why,
                beside=beside,
            ),
            beside,
        )


def _put_over(work: Workplace) -> str:
    """Put a finished draft where older results are. Tells why these stay, if they do.

    They are looked through, and once more when they have lost their name, so that nobody lays anything into them.
    """
    if work.place.is_symlink() or not work.place.is_dir():
        return say("it is not a folder")
    why = why_kept(work.place)
    if why:
        return why
    if exchange(work.draft, work.place):
        why = why_kept(work.draft)
        if not why:
            work.remove(work.draft)
        elif exchange(work.draft, work.place):
            return why
        return ""  # where they cannot go back, the workplace keeps them beside
    work.place.rename(work.replaced)
    try:
        why = why_kept(work.replaced)
        if not why:
            work.draft.rename(work.place)
            work.remove(work.replaced)
        return why
    finally:
        if os.path.lexists(work.replaced) and os.path.lexists(work.draft):  # the draft has not got their place
            if os.path.lexists(work.place):
                put_beside(work.replaced, work.place)
            else:
                work.replaced.rename(work.place)
