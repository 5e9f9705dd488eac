"""The only module that writes to disk: a results folder appears complete, or not at all."""

import gzip
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import pandas as pd

PROVENANCE = "provenance.json"
"""The file by which a results folder is known; nothing without it is ever replaced."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DECIMALS = 4
_ROWS_AT_A_TIME = 200_000
_TRIES, _SECONDS_BETWEEN_TRIES = 10, 0.05


class FilesError(Exception):
    """Something cannot be written; the message says what and how to mend it."""


def require_usable(folder: Path, force: bool = False) -> None:
    """Raise FilesError if a results folder cannot be made there; ask before a long run rather than after it."""
    folder = folder.resolve()
    if folder == Path.cwd() or folder in Path.cwd().parents:
        raise FilesError(f"{folder} is the folder you are in, or one above it: give a folder of its own")
    if folder.is_dir():
        _require_replaceable(folder, force)
    elif os.path.lexists(folder):
        raise FilesError(f"{folder} is a file: give the name of a folder that does not exist yet")
    above = next(parent for parent in folder.parents if os.path.lexists(parent))
    if not above.is_dir():
        raise FilesError(f"{folder} cannot be made: {above} is a file")
    if not os.access(above, os.W_OK | os.X_OK):
        raise FilesError(f"{folder} cannot be made: you may not write in {above}; choose another place with -o")


def _require_replaceable(folder: Path, force: bool) -> None:
    if not any(folder.iterdir()):
        return
    if not force:
        raise FilesError(f"{folder} exists already: choose another place with -o, or replace it with --force")
    if not (folder / PROVENANCE).is_file():
        raise FilesError(
            f"{folder} is not a results folder (it has no {PROVENANCE}), so it is not replaced even with --force: "
            "choose another place with -o"
        )


@contextmanager
def new_folder(folder: Path, force: bool = False) -> Iterator[Path]:
    """Give an empty folder to write in; it gets the name `folder` when all has gone well, else it is removed.

    Raises FilesError where `folder` exists (with `force`, only where it is no results folder) or cannot be made.
    """
    folder = folder.resolve()
    require_usable(folder, force)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".unfinished", dir=folder.parent))
    except OSError as error:
        raise FilesError(f"{folder} cannot be made: {error.strerror}") from error
    try:
        yield draft
        draft.chmod(0o777 & ~_umask())
        _put_in_place(draft, folder)
    except OSError as error:
        raise FilesError(f"{folder} could not be written: {error.strerror or error}") from error
    finally:
        _remove(draft)


def _remove(draft: Path) -> None:
    """Remove a draft, if it is still there; a thread may still be writing in it when the run is interrupted."""
    for _ in range(_TRIES):
        shutil.rmtree(draft, ignore_errors=True)
        if not draft.exists():
            return
        time.sleep(_SECONDS_BETWEEN_TRIES)


def _put_in_place(draft: Path, folder: Path) -> None:
    """Rename the finished draft; a folder that is there already is put back should this fail."""
    if not folder.exists():
        draft.replace(folder)
        return
    aside = draft.with_suffix(".replaced")
    folder.replace(aside)
    try:
        draft.replace(folder)
    except BaseException:
        aside.replace(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


Pictures = Callable[[Callable[[], None]], Iterable[tuple[str, bytes]]]
"""What does something first, or beside, and gives pictures by the name of their file, made while they are asked for."""


def save(
    folder: Path,
    tables: Mapping[str, "pd.DataFrame"],
    texts: Mapping[str, str],
    pictures: Pictures | None = None,
    force: bool = False,
) -> Path:
    """Write a results folder and give its path.

    `tables` are named by file ("summary.csv", "visits.csv.gz"), and so are `texts`. `pictures` is given the writing of
    the tables to do, so that both may go on at once.
    """
    with new_folder(folder, force) as draft:
        for name, text in texts.items():
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
        write_tables = partial(_write_tables, draft, tables)
        if pictures is None:
            write_tables()
        else:
            for name, picture in pictures(write_tables):
                (draft / name).parent.mkdir(exist_ok=True)
                (draft / name).write_bytes(picture)
    return folder


def _write_tables(folder: Path, tables: Mapping[str, "pd.DataFrame"]) -> None:
    for name, table in tables.items():
        with (folder / name).open("wb") as file:
            write_csv(table, file, zipped=name.endswith(".gz"))


def write_csv(table: "pd.DataFrame", file: BinaryIO, zipped: bool = False) -> None:
    """Write a table as CSV: the same bytes for the same table; text that a spreadsheet could run is neutralised."""
    if zipped:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed:
            _write_rows(table, packed)
    else:
        _write_rows(table, file)


def _write_rows(table: "pd.DataFrame", file: "BinaryIO | gzip.GzipFile") -> None:
    file.write(f"{','.join(map(_cell, table.columns))}\n".encode())
    for first in range(0, len(table), _ROWS_AT_A_TIME):
        part = table.iloc[first : first + _ROWS_AT_A_TIME]
        rows = zip(*(_cells(part[name]) for name in part.columns), strict=True)
        file.write("\n".join([*map(",".join, rows), ""]).encode())


def _cells(column: "pd.Series[Any]") -> list[str]:
    """Write the cells of a column, each value once: in a long table most of them come many times.

    So it takes a third of the time of pandas's own `to_csv`, which turns every number into text.
    """
    import pandas as pd

    if column.dtype.kind == "f":
        column = column.round(_DECIMALS) + 0.0  # no minus zero
    numbers, values = pd.factorize(column)
    cells = [*map(_cell, values.tolist()), ""]  # the last is that of missing values: their number is −1
    return [cells[number] for number in numbers.tolist()]


def _cell(value: object) -> str:
    """Write a value as a cell, in quotes where it must be, with an apostrophe before text that a spreadsheet would run.

    Spreadsheets take a cell that begins with = + - or @ for a formula, also behind a tab or a carriage return.
    """
    text = str(value).replace("\r", " ")  # a reader could take it for the end of the row
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        text = f"'{text}"
    if any(sign in text for sign in ',"\n'):
        text = '"' + text.replace('"', '""') + '"'
    return text


def json_text(value: object) -> str:
    """Write plain values as JSON for people and programs."""
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_new(path: Path, text: str, force: bool = False) -> None:
    """Write a text file that does not exist yet, whole or not at all. Raises FilesError if it exists."""
    if path.is_dir():
        raise FilesError(f"{path} is a folder: give the name of a file, such as my-town.toml")
    if os.path.lexists(path) and not force:
        raise FilesError(f"{path} exists already: choose another name, or replace it with --force")
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise FilesError(f"{path} cannot be written: {error.strerror} ({path.parent})") from error
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(draft).chmod(0o666 & ~_umask())
        Path(draft).replace(path)
    except OSError as error:
        raise FilesError(f"{path} could not be written: {error.strerror}") from error
    finally:
        Path(draft).unlink(missing_ok=True)
