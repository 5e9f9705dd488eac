"""Tables as they are printed and written: Markdown that can be read as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from .timing import number


@dataclass(frozen=True)
class Table:
    """A title, rows of cells under heads, and what is to be said about them; the first column is text."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        widths = [max(len(row[place]) for row in (self.heads, *self.rows)) for place in range(len(self.heads))]
        ruled = [f"{'-' * (width - 1)}{'-' if not place else ':'}" for place, width in enumerate(widths)]
        lines = [_line(self.heads, widths), _line(tuple(ruled), widths), *(_line(row, widths) for row in self.rows)]
        notes = [f"- {note}" for note in self.notes]
        return "\n".join([f"### {self.title}", "", *lines, *([""] if notes else []), *notes])


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join([first, *others])} |"


def asked_for(what: str, found: float, unit: str, *, at_least: float | None = None, below: float | None = None) -> str:
    """Say what was found beside what was asked for, and whether it is kept."""
    if at_least is not None:
        bound, kept = f"at least {number(at_least)}", found >= at_least
    else:
        assert below is not None, "a bound is needed"
        bound, kept = f"under {number(below)}", found < below
    return f"{what}: {number(found)} {unit}, asked for {bound}: {'kept' if kept else '**not kept**'}"
