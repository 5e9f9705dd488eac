"""What the terminal can show: colours, a progress bar, or plain lines where there is no terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from simulate.cli.streams import is_terminal
from simulate.language import say

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDTH = 100


def put(what: "RenderableType") -> None:
    """Print something: on a terminal as it can, else as plain lines of 100 columns without blanks at their ends."""
    from rich.console import Console

    plain = not is_terminal(sys.stdout)
    console = Console(width=WIDTH if plain else None, highlight=False, markup=False, emoji=False)
    width = min(WIDTH, max(60, console.width))
    if not plain:
        console.print(what, width=width)
        return
    with console.capture() as captured:
        console.print(what, width=width)
    text = "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
    click.echo(text, nl=False, file=sys.stdout)  # which is named, or click would write UTF-8 where ASCII is asked for


@contextmanager
def progress_bar(what: str, quiet: bool) -> Iterator[Callable[[float, int], None] | None]:
    """Show on a terminal how much of something is done; nothing elsewhere."""
    if quiet or not is_terminal(sys.stderr):
        yield None
        return
    from rich import progress as bars
    from rich.console import Console

    columns = (bars.TextColumn(what), bars.BarColumn(), bars.MofNCompleteColumn())
    times = (bars.TimeElapsedColumn(), bars.TextColumn(say("left:")), bars.TimeRemainingColumn())
    with bars.Progress(*columns, *times, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def status(message: str, quiet: bool) -> Iterator[None]:
    """Show on a terminal that something goes on; nothing elsewhere."""
    if quiet or not is_terminal(sys.stderr):
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message):
        yield
