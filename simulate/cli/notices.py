"""What the program has to say beside its answer, on stderr: of files that are read, and of runs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click

from simulate.cli.streams import tell


@contextmanager
def notices(quiet: bool) -> Iterator[None]:
    """Print on stderr what the run has to say: trouble, and, unless `quiet`, what takes long or is left out."""
    handler, said = _Notices(), logging.getLogger("simulate")
    level = said.level
    said.addHandler(handler)
    said.setLevel(logging.WARNING if quiet else logging.INFO)
    try:
        yield
    finally:
        said.removeHandler(handler)
        said.setLevel(level)


class _Notices(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        tell(record.getMessage())


@contextmanager
def notices_of_reading() -> Iterator[list[str]]:
    """Collect what is worth saying of the files that are read meanwhile; it is printed where they are refused."""
    notices: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: notices.append(record.getMessage())  # type: ignore[method-assign]
    said = logging.getLogger("simulate")
    said.addHandler(handler)
    try:
        yield notices
    except Exception:
        put_notices(notices)
        raise
    finally:
        said.removeHandler(handler)


def put_notices(notices: list[str]) -> None:
    """Print what was worth saying."""
    for notice in notices:
        click.echo(notice, err=True)
