"""What differs between two scenarios or two organisations, in words."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from simulate.language.numbers import counted
from simulate.scenario.differences import Difference
from simulate.scenario.reading.places_in_text import KeyPath
from simulate.scenario.schema.keys import KINDS
from simulate.show.titles import Titles, spoken

_LONGEST_KEY = 60
_MOST_ITEMS = 12
"""Items of a list that are written; of a longer one the first few and how many there are."""
_FIRST = 3


def screen(found: Sequence[Difference], one: str, other: str, titles: Titles) -> RenderableType:
    """Lay out differences: a row for each key, with its value on both sides and the title of what it is about."""
    if not found:
        return Text(f"{one} and {other} say the same.")
    title = Text(f"{counted(len(found), 'difference')} between {one} and {other}", style="bold")
    table = Table(
        title=title, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold"
    )
    table.add_column("", overflow="fold", min_width=min(_LONGEST_KEY, max(len(each.key) for each in found)))
    for heading in (one, other):
        table.add_column(Text(heading), overflow="fold")
    told = ""
    for each in found:
        about = _titled(each.path, titles)
        if about and about != told:
            table.add_row(Text(about, style="dim"))
        told = about
        key = "the first organisation, the baseline" if each.path == ("organisations",) else each.key
        one_said, other_said = (written(value, each.path[-1]) for value in (each.one, each.other))
        table.add_row(Text(key), Text(one_said), Text(other_said))
    return table


def _titled(path: KeyPath, titles: Titles) -> str:
    """Give the titles of what a key is about, where they are other than the names in it."""
    if path[-1] == "title":
        return ""
    named = [(KINDS[str(table)], str(name)) for table, name in pairwise(path) if table in KINDS]
    shown = [titles.of(kind, name) for kind, name in named]
    return " in ".join(reversed(shown)) if any(titles.of(*each) != spoken(each[1]) for each in named) else ""


def written(value: Any, key: str | int = "") -> str:
    """Write a value as a scenario file would, briefly; a table by its keys, a waiting list by its length."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        said = [f"{key} {written(each, key)}" for key, each in value.items() if key != "source"]
        return ", ".join(said) or "as the defaults"
    if isinstance(value, list) and key == "waiting":
        return counted(len(value), "open case")
    if isinstance(value, list):
        few = value if len(value) <= _MOST_ITEMS else value[:_FIRST]
        more = [] if few is value else [f"… {len(value)} in all"]
        return f"[{', '.join([*map(written, few), *more])}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
