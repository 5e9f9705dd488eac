"""Rows of a CSV file as people and their spreadsheets write it, whatever separates them and stands around them."""

import csv
import io
import re
from dataclasses import dataclass

from simulate.language import say

_SEPARATOR_SAID = re.compile(r'"?sep=[;,\t]"?', re.IGNORECASE)  # a line that Excel reads and writes


@dataclass(frozen=True)
class CsvRow:
    """A row of a file: its line, and its cells without the spaces around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CsvTable:
    """The rows of a file below the one that names its columns."""

    names: tuple[str, ...]  # of the columns, in lower case
    line: int  # on which they stand
    separator: str
    rows: tuple[CsvRow, ...]

    def named(self, row: CsvRow) -> dict[str, str]:
        """Give the cells of a row that has one for each column, by the names of the columns."""
        return dict(zip(self.names, row.cells, strict=True))


def in_column(column: str, message: str) -> str:
    """Say in which column of a file something is wrong; no column, and it is about the line."""
    return say("column {column}: {message}", column=column, message=message) if column else message


def csv_table(text: str) -> CsvTable | None:
    """Read the rows of a CSV text; None where there is not even one.

    Cells are separated by commas, or by semicolons as a Swedish Excel writes them. Lines that begin with #, empty lines
    and lines of nothing but separators are left out, and so are empty cells behind the last column.
    """
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if not _is_skipped(line)]
    if not lines:
        return None
    (number, header), *below = lines
    separator = ";" if header.count(";") >= header.count(",") and ";" in header else ","
    names = [name.lower() for name in _cells(header, separator, 0)]
    while names and not names[-1]:
        names.pop()
    rows = (CsvRow(line, tuple(_cells(text_of_row, separator, len(names)))) for line, text_of_row in below)
    return CsvTable(tuple(names), number, separator, tuple(rows))


def _is_skipped(line: str) -> bool:
    """Tell whether a line is a note, also as a spreadsheet writes it, or holds nothing."""
    plain = line.strip()
    return not plain.strip(' ,;\t"') or plain.startswith(("#", '"#')) or bool(_SEPARATOR_SAID.fullmatch(plain))


def _cells(line: str, separator: str, columns: int) -> list[str]:
    cells = [cell.strip() for row in csv.reader(io.StringIO(line), delimiter=separator) for cell in row]
    while len(cells) > columns and not cells[-1]:
        cells.pop()
    return cells
