"""What differs between two scenarios or two organisations, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.scenario.differences import Difference, Implied
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.keys import KINDS
from simulate.show.joints import broken_at_joints
from simulate.show.titles import Titles

_KEYS = 0.6  # of the width, at most
_BETWEEN = 2  # columns
_ANY_WIDTH = 1_000_000
_MOST_ITEMS = 12
"""Items of a list that are written; of a longer one the first few and how many there are."""
_FIRST = 3

Row = tuple[str, str, str]
"""A key and its values; of a title, nothing but that."""


def screen(found: Sequence[Difference], one: str, other: str, titles: Titles) -> RenderableType:
    """Lay out differences: a row for each key, with its value on both sides and the title of what it is about."""
    if not found:
        return Text(say("{one} and {other} say the same.", one=one, other=other))
    title = say_n(
        "{count} difference between {one} and {other}",
        "{count} differences between {one} and {other}",
        len(found),
        count=number(len(found)),
        one=one,
        other=other,
    )
    return _Rows(title, (one, other), tuple(_rows(found, titles)))


def of_other_models(one: int | None, other: int | None) -> str:
    """Say that the results of two scenarios are of different versions of the model; "" where they are not known to be.

    Each is the version of the results that a scenario file was saved with, None without any.
    """
    if one is None or other is None or one == other:
        return ""
    return say(
        "The results saved with them are of versions {one} and {other} of the model, and differ for that reason too: "
        "see “Versions of the model” in scenarios/README.md.",
        one=one,
        other=other,
    )


def _rows(found: Sequence[Difference], titles: Titles) -> Iterator[Row]:
    told = ""
    for each in found:
        about = _titled(each.path, titles)
        if about and about != told:
            yield about, "", ""
        told = about
        key = say("the first organisation, the baseline") if each.path == ("organisations",) else each.key
        one, other = (written(value, each.path[-1]) for value in (each.one, each.other))
        yield key, one, other


@dataclass(frozen=True)
class _Rows:
    """Rows that are a table as wide as they need; where there is less room, words are broken at their joints."""

    title: str
    headings: tuple[str, str]
    rows: tuple[Row, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = [self._widest(console, options, column) for column in range(3)]
        if sum(widths) + 2 * _BETWEEN > options.max_width:
            widths = _narrowed(widths, options.max_width - 2 * _BETWEEN, int(_KEYS * options.max_width))
        table = Table(
            title=Text(self.title, style="bold"),
            title_justify="left",
            box=None,
            padding=(0, _BETWEEN, 0, 0),
            pad_edge=False,
            header_style="bold",
        )
        for heading, width in zip(("", *self.headings), widths, strict=True):
            table.add_column(Text(broken_at_joints(heading, width)), overflow="fold", width=width)
        for row in self.rows:
            texts = (Text(broken_at_joints(words, width)) for words, width in zip(row, widths, strict=True))
            table.add_row(*texts, style="" if any(row[1:]) else "dim")
        yield table

    def _widest(self, console: Console, options: ConsoleOptions, column: int) -> int:
        """Give the width that a column takes where nothing is broken."""
        words = [("", *self.headings)[column], *(row[column] for row in self.rows)]
        return Measurement.get(console, options.update(max_width=_ANY_WIDTH), Text("\n".join(words))).maximum


def _narrowed(widths: Sequence[int], room: int, most_of_keys: int) -> list[int]:
    """Give the widths of three columns that together need more than there is: what keys leave is shared by values."""
    keys = min(widths[0], most_of_keys)
    left = room - keys
    half = left // 2
    return [keys, *(min(own, max(half, left - other)) for own, other in (widths[1:], widths[:0:-1]))]


def _titled(path: KeyPath, titles: Titles) -> str:
    """Give the titles of what a key is about, where they are other than the names in it."""
    if path[-1] == "title":
        return ""
    named = [(KINDS[str(table)], str(name)) for table, name in pairwise(path) if table in KINDS]
    shown = [titles.of(kind, name) for kind, name in named]
    if shown == [Titles().of(kind, name) for kind, name in named]:
        return ""
    first, *inner = shown
    for each in inner:
        first = say("{what} in {where}", what=each, where=first)
    return first


def written(value: Any, key: str | int = "") -> str:
    """Write a value as a scenario file would, briefly; a table by its keys, a waiting list by its length."""
    if value is None:
        return "–"
    if isinstance(value, Implied):
        return say("{value} (implied by {key})", value=written(value.value), key=value.by)
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if isinstance(value, dict):
        told = [f"{key} {written(each, key)}" for key, each in value.items() if key != "source"]
        return ", ".join(told) or say("as the defaults")
    if isinstance(value, list) and key == "waiting":
        return say_n("{count} open case", "{count} open cases", len(value), count=number(len(value)))
    if isinstance(value, list):
        few = value if len(value) <= _MOST_ITEMS else value[:_FIRST]
        more = [] if few is value else [say("… {count} in all", count=len(value))]
        return f"[{', '.join([*map(written, few), *more])}]"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
