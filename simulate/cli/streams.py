"""The streams a program is given: they may be closed, or lead to a full disk, and a run must not be in vain for it."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

from simulate.cli import plain
from simulate.language import say


def prepare_streams() -> None:
    """Make the best of the streams there are, before anything is opened or written.

    Where one is closed, the next file opened would get its number, and what is meant for the stream would be written
    into that. Messages that nobody can get are let go; whether results can be shown is asked of each command.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # which gets the lowest number that is free
    if why_unwritable(sys.stderr):
        give_up(sys.stderr)
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=plain.ERRORS)  # a terminal without − or ± shows - and +- rather than an error


def why_unwritable(stream: TextIO | None) -> str:
    """Tell why nothing can be written to a stream; "" where it can, as far as that can be told beforehand."""
    if stream is None:
        return say("it is closed")
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # none of the system's: a test or a notebook has it
        return ""
    try:
        stream.flush()
        os.write(number, b"")  # which writes nothing, but fails where nothing can be written
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return ""


def give_up(stream: TextIO | None) -> None:
    """Let what could not be written to a stream go, or the end of the program would try once more and fail."""
    with suppress(OSError, ValueError):
        if stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def tell(message: str) -> None:
    """Say something on stderr, if anybody can get it."""
    try:
        click.echo(message, file=sys.stderr)  # which is named, or click would write UTF-8 where ASCII is asked for
    except OSError:
        give_up(sys.stderr)


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream leads to a terminal."""
    return stream is not None and stream.isatty()
