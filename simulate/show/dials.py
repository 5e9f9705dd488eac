"""Dials in words: what their values are, and which dials a scenario has."""

from rich.table import Table
from rich.text import Text

from simulate.language import say
from simulate.language.numbers import from_to, in_full
from simulate.scenario.schema.dials import Dial, number_of
from simulate.scenario.schema.scenario import Scenario
from simulate.show.headings import blank_table
from simulate.show.lengths import in_days


def position(dial: Dial, value: float) -> str:
    """Write a value of a dial: "14 days", "0.0208 days", "1 022", "0.5"; three digits of what is no whole number."""
    return span(value) if dial.is_time else _digits(value)


def positions_between(dial: Dial, low: float, high: float) -> str:
    """Write between which values of a dial something lies: "4 to 10", "93.8 to 149 days"."""
    return from_to(_digits(low), position(dial, high)) if low != high else position(dial, high)


def span(days: float) -> str:
    """Write a length of time in days: "14 days", "121.75 days"."""
    return in_days(days) if float(days).is_integer() else say("{count} days", count=_digits(days))


def _digits(value: float) -> str:
    return in_full(value) if float(value).is_integer() else in_full(float(f"{value:.{max(3, _whole(value))}g}"))


def _whole(value: float) -> int:
    """Count the digits before the point."""
    return len(str(int(abs(value))))


def dials_table(scenario: Scenario) -> Table | None:
    """Lay out the dials of a scenario, by their names and from where to where each goes; None without any."""
    if not scenario.dials:
        return None
    table = blank_table(say("Dials, for `simulate sweep`"))
    for heading in (say("from"), say("usual"), say("to")):
        table.add_column(heading, justify="right")
    table.add_column("", ratio=1)
    for name, dial in scenario.dials.items():
        usual = number_of(dial.usual)
        words = [position(dial, value) for value in (dial.ends[0], usual, dial.ends[1])]
        table.add_row(Text(say("{name}: {title}", name=name, title=dial.name)), *words, "")
    return table
