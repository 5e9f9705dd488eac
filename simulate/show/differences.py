"""What differs between two scenarios or two organisations, in words."""

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulate.scenario.differences import Difference
from simulate.show.words import counted, shortened

_LONGEST = 60


def screen(found: Sequence[Difference], one: str, other: str) -> RenderableType:
    """Lay out differences: a row for each key, with its value on both sides."""
    if not found:
        return Text(f"{one} and {other} say the same.")
    title = Text(f"{counted(len(found), 'difference')} between {one} and {other}", style="bold")
    table = Table(
        title=title, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold"
    )
    for heading in ("", one, other):
        table.add_column(heading, overflow="fold")
    for each in found:
        key = "the first organisation, the baseline" if each.path == ("organisations",) else each.key
        table.add_row(key, written(each.one), written(each.other))
    return table


def written(value: Any) -> str:
    """Write a value as a scenario file would, briefly; a whole table by its keys."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        text = ", ".join(f"{key} {written(each)}" for key, each in value.items() if key != "source")
        return shortened(text or "as the defaults", _LONGEST)
    if isinstance(value, list):
        return shortened("[" + ", ".join(written(each) for each in value) + "]", _LONGEST)
    return f"{value:g}" if isinstance(value, float) else str(value)
