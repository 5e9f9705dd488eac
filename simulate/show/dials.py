"""Dials in words: what their values are, and which dials a scenario has."""

from rich.table import Table
from rich.text import Text

from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import in_full, number
from simulate.scenario.schema.dials import Dial, Scale, number_of
from simulate.scenario.schema.scenario import Scenario
from simulate.show.headings import blank_table
from simulate.show.lengths import in_days

_FEW = 2
"""Keys that a dial is told with; of more it is told how many they are."""


def position(dial: Dial, value: float) -> str:
    """Write a value of a dial: "14 days", "1 022", "0.5"."""
    return in_days(value) if dial.is_time else in_full(float(f"{value:.3g}"))


def dials_table(scenario: Scenario) -> Table | None:
    """Lay out the dials of a scenario, by their names and from where to where each goes; None without any."""
    if not scenario.dials:
        return None
    table = blank_table(say("Dials, for `simulate sweep`"))
    for heading in (say("from"), say("usual"), say("to")):
        table.add_column(heading, justify="right")
    table.add_column(say("moves"), ratio=1, overflow="fold")
    for name, dial in scenario.dials.items():
        usual = number_of(dial.usual)
        words = [position(dial, value) for value in (dial.ends[0], usual, dial.ends[1])]
        scale = say("by equal factors") if dial.scale is Scale.LOG else ""
        moved = ", ".join(part for part in (_moved(dial), scale) if part)
        table.add_row(Text(say("{name}: {title}", name=name, title=dial.name)), *words, Text(moved, "dim"))
    return table


def _moved(dial: Dial) -> str:
    if len(dial.keys) <= _FEW:
        return listed(dial.keys)
    return say_n("{count} key", "{count} keys", len(dial.keys), count=number(len(dial.keys)))
