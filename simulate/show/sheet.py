"""What is to be said of a run, whatever it is shown on: the screen, JSON and all that comes are renderings of it.

A `Sheet` has sentences and tables; a table has sections of rows, and a row has cells. All of it is words already, in
the reader's language; how they look (bold, dim, red, beside or below one another) is up to each rendering.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Meaning(Enum):
    """What a difference between two organisations amounts to, or that a cell is none."""

    PLAIN = "plain"
    BETTER = "better"  # by more than luck, and so much that it matters
    WORSE = "worse"
    OTHER = "other"  # by more than luck, though so little that it hardly matters, or neither better nor worse
    UNCERTAIN = "uncertain"  # it may be luck


class Sign(Enum):
    """A sign in a cell that has to be explained."""

    UNSETTLED = "unsettled"
    OPEN_END = "open_end"


@dataclass(frozen=True)
class Cell:
    """A value, a difference, or words in their place."""

    text: str
    meaning: Meaning = Meaning.PLAIN
    signs: frozenset[Sign] = frozenset()


NOTHING = Cell("–")
"""Where there is no value."""


@dataclass(frozen=True)
class Row:
    """What a row is about, and a cell for each column of its table."""

    key: str  # of the measure, unit, payer … it is about, as files name it
    label: str
    cells: tuple[Cell, ...]
    changes: tuple[Cell, ...] | None = None
    """Differences from the first column: a cell for each further one; None where none are told."""
    level: int = 0
    """How far below the rows above it stands: 1 for a part of the last row of level 0."""

    @property
    def signs(self) -> frozenset[Sign]:
        """All signs in its cells."""
        return frozenset(sign for cell in (*self.cells, *(self.changes or ())) for sign in cell.signs)


@dataclass(frozen=True)
class Section:
    """Rows about one thing; without a heading where a table has only one section."""

    rows: tuple[Row, ...]
    key: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table, and where its cells stand."""

    key: str
    title: str
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True)
class Table:
    """Sections of rows below a header; what the rows are about stands at the left, in no column of its own."""

    key: str
    corner: str  # over what the rows are about
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    by_organisation: bool = False
    """Whether each column is an organisation, the first one that with which the others are compared."""
    changes: str = ""
    """What differences from the first column are called, where rows may have any."""
    remark: str = ""
    """What stands below: what was left out."""

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, whatever their section."""
        return (row for section in self.sections for row in section.rows)


@dataclass(frozen=True)
class Sheet:
    """All that is said of a run, in the order in which it is read."""

    title: str
    findings: tuple[str, ...]
    """What was found, in a few sentences."""
    tables: tuple[Table, ...]
    key: tuple[str, ...]
    """What the signs in the tables mean, and how what stands there is counted."""
    notes: tuple[str, ...]
    """Of what a reader is warned."""
    verdict: str
    ran: str = ""
    """Which version of the model, and which engine; "" where nothing was run."""
