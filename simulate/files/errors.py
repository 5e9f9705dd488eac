"""What cannot be written, in words that say how to mend it."""

from pathlib import Path


class FilesError(Exception):
    """Something cannot be written; the message says what and how to mend it."""


class TooLateError(FilesError):
    """Something could not be written as it was asked for, though nothing spoke against it before the work began.

    `kept` is where it was written instead, if it was.
    """

    def __init__(self, message: str, kept: Path | None = None) -> None:
        super().__init__(message)
        self.kept = kept
