"""A single text file: whole or not there, and never in the place of another unless that is asked for."""

import os
from pathlib import Path

from simulate.files.errors import FilesError
from simulate.files.workplace import workplace
from simulate.language import say


def write_new(path: Path, text: str, force: bool = False) -> None:
    """Write a text file that does not exist yet, whole or not at all. Raises FilesError if it exists."""
    if path.is_dir():
        raise FilesError(say("{path} is a folder: give the name of a file, such as my-town.toml", path=path))
    taken = say("{path} exists already: choose another name, or replace it with --force", path=path)
    if os.path.lexists(path) and not force:
        raise FilesError(taken)
    try:
        with workplace(path) as work:
            work.draft.write_text(text, encoding="utf-8", newline="\n")
            _take(path, work.draft, force)
    except FileExistsError:
        raise FilesError(taken) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise FilesError(
            say("{path} cannot be written: {why} ({folder})", path=path, why=reason or error, folder=path.parent)
        ) from error


def _take(path: Path, draft: Path, force: bool) -> None:
    """Give a draft its name: with `force` whosoever that was, else as the first to have it."""
    if force:
        draft.replace(path)
        return
    path.open("xb").close()  # from here on the name is ours
    try:
        draft.replace(path)
    except BaseException:
        path.unlink()
        raise
