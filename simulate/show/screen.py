"""A sheet on the screen, or as plain lines: in a hundred columns, with the organisations beside each other."""

import io
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from simulate.language import say
from simulate.show.headings import roomy
from simulate.show.sheet import Cell, Column, Meaning, Row, Sheet, Table

WIDTH = 100
SIDE_BY_SIDE = 2
"""Organisations that fit beside the baseline; more of them follow in further blocks."""
_STYLES = {
    Meaning.PLAIN: "",
    Meaning.BETTER: "bold",
    Meaning.WORSE: "bold",
    Meaning.OTHER: "bold",
    Meaning.UNCERTAIN: "dim",
}
_INDENT = "  "
_LEAST_LABEL = 20
"""Columns that are left to what rows are about on a narrow screen: there the cells beside it are broken instead."""


def as_text(sheet: Sheet) -> str:
    """Give a sheet as plain lines, without colours or blanks at the end."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None, markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(screen(sheet))
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def screen(sheet: Sheet) -> RenderableType:
    """Lay out a sheet: what was found, its tables, what their signs mean, warnings and the verdict."""
    parts: list[RenderableType] = [Text(sheet.title, style="bold"), *map(Text, sheet.findings), Text()]
    parts += [part for table in sheet.tables for block in _blocks(table) for part in (block, Text())]
    parts += map(Text, (*sheet.key, *sheet.notes))
    parts.append(Text(sheet.verdict, style="bold"))
    if sheet.ran:
        parts.append(Text(sheet.ran, style="dim"))
    return Group(*parts)


def _blocks(table: Table) -> Iterator[Grid]:
    """Lay out a table: one of organisations in blocks, each with the baseline and those that fit beside it."""
    if not table.by_organisation:
        yield _filled(_grid(table, table.columns, widths=(9, 14)), table, lambda row: _texts(row.cells))
        return
    for first in range(1, max(2, len(table.columns)), SIDE_BY_SIDE):
        others = range(first, min(first + SIDE_BY_SIDE, len(table.columns)))
        yield _block(table, others)


def _block(table: Table, others: Sequence[int]) -> Grid:
    """Lay out the baseline and some organisations beside it, given by their columns.

    A difference has a column of its own where one organisation is beside the baseline; else it stands below the value.
    """
    grid = _grid(table, [table.columns[each] for each in (0, *others)], widths=(12, 26))
    if table.changes and len(others) == 1:
        grid.add_column(roomy(table.changes, 17), justify="right")

    def beside(row: Row) -> list[Text]:
        if row.changes is None:
            return _texts([row.cells[each] for each in (0, *others)])
        pairs = [_texts([row.cells[each], row.changes[each - 1]]) for each in others]
        told = pairs[0] if len(others) == 1 else [Text("\n").join(pair) for pair in pairs]
        return [*_texts(row.cells[:1]), *told]

    return _filled(grid, table, beside)


def _grid(table: Table, columns: Sequence[Column], widths: tuple[int, int]) -> Grid:
    """Give a grid without rows; `widths` are how wide its columns are where there is room, and at the most."""
    grid = Grid(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="bold", expand=True)
    grid.add_column(Text(table.corner), ratio=1, width=_LEAST_LABEL, overflow="fold")
    usual, widest = widths
    for column in columns:
        heading = roomy(column.title, usual)
        grid.add_column(heading, justify=column.align, max_width=widest, overflow="fold")
    return grid


def _filled(grid: Grid, table: Table, beside: Callable[[Row], list[Text]]) -> Grid:
    """Add a table's rows to its grid, an empty one between two sections; `beside` gives the cells of a row."""
    for section in table.sections:
        if grid.row_count:
            grid.add_row()
        if section.heading:
            grid.add_row(Text(say("{heading}:", heading=section.heading), style="italic"))
        for row in section.rows:
            grid.add_row(Text(_INDENT * row.level + row.label), *beside(row))
    if table.remark:
        grid.add_row(Text(table.remark, style="dim"))
    return grid


def _texts(cells: Sequence[Cell]) -> list[Text]:
    return [Text(cell.text, style=_STYLES[cell.meaning]) for cell in cells]
