"""Columns of tables on the screen that are as wide as they should be where there is room, and give way where not."""

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

_LABELS = 28
"""Columns of the screen for what the rows of tables below one another are about."""


def roomy(words: str, width: int) -> Text:
    """Give a heading that makes its column so wide, if there is room.

    The heading is made wide, not the column: rich cuts off the end of a table whose columns have least widths for which
    there is no room, and its last words with it. The blanks stand behind the words in a column of any alignment: rich
    takes them away before it moves words to the right.
    """
    return Text(words + " " * (width - cell_len(words)))


def blank_table(corner: str) -> Table:
    """Give a table without lines and rows; `corner` stands over what these are about."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(roomy(corner, _LABELS), overflow="fold")
    return table
