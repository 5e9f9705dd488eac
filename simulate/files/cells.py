"""A folder of cells: small files under their keys, each of them whole or not there, however the program ends."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from simulate.files.errors import FilesError
from simulate.language import say

FOLDER = ".cells"
"""What the folder is called; it stands beside the results folders that were made with it, and may be deleted."""


class Cells:
    """What has been done once, on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Give what is kept under a key; None where nothing is, or it cannot be read."""
        with suppress(OSError):
            return self._path(key).read_bytes()
        return None

    def put(self, key: str, what: bytes) -> None:
        """Keep something under a key: it is written beside, and takes its name when it is whole. Raises FilesError."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(what)
                os.replace(name, path)
            except BaseException:
                with suppress(OSError):
                    os.unlink(name)
                raise
        except OSError as error:
            why = error.strerror or error
            raise FilesError(say("{folder} cannot be written: {why}", folder=self._folder, why=why)) from error

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key[2:]}.json"
