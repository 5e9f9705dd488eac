"""A results folder: tables, texts and pictures, and the provenance that names them all."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulate.files.folders import new_folder
from simulate.files.json_text import json_text
from simulate.files.ownership import PROVENANCE, with_account
from simulate.files.tables import write_csv

if TYPE_CHECKING:
    import pandas as pd

Pictures = Callable[[Callable[[], None]], Iterable[tuple[str, bytes]]]
"""What does something first, or beside, and gives pictures by the name of their file, made while they are asked for."""


def save(
    folder: Path,
    tables: Mapping[str, "pd.DataFrame"],
    texts: Mapping[str, str],
    provenance: Mapping[str, Any],
    pictures: Pictures | None = None,
    force: bool = False,
) -> Path:
    """Write a results folder and give its path.

    `tables` are named by file ("summary.csv", "visits.csv.gz"), and so are `texts`. `provenance` is written last, with
    the digest of everything in the folder. `pictures` is given the writing of the tables to do, so that both may go on
    at once. Raises FilesError as `new_folder` does.
    """
    with new_folder(folder, force) as draft:
        for name, text in texts.items():
            _write(draft / name, text)
        write_tables = partial(_write_tables, draft, tables)
        if pictures is None:
            write_tables()
        else:
            for name, picture in pictures(write_tables):
                (draft / name).parent.mkdir(exist_ok=True)
                (draft / name).write_bytes(picture)
        _write(draft / PROVENANCE, json_text(with_account(provenance, draft)))
    return folder


def _write(path: Path, text: str) -> None:
    """Write a text; what no file can hold of it, half a character, is written as its number."""
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")


def _write_tables(folder: Path, tables: Mapping[str, "pd.DataFrame"]) -> None:
    for name, table in tables.items():
        with (folder / name).open("wb") as file:
            write_csv(table, file, zipped=name.endswith(".gz"))
