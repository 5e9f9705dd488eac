"""Until what a run may be asked to go on: a measure by its name, and how exactly its differences are to be known."""

import math
import re

from simulate.findings.catalogue import DAYS, MEASURES, PERCENT
from simulate.language import said, say
from simulate.scenario.schema.durations import days_from
from simulate.scenario.wording import in_a_row, near_miss, nearest, printable

THE_WAIT = ""
"""Stands for the wait that a run's verdict is about, where no measure is named."""
_NUMBER = re.compile(r"\s*([0-9]*[.,]?[0-9]+)\s*(%?)\s*")


def measure_named(given: object) -> str | None:
    """Give the key of the measure until whose difference is known a run goes on; None where it is not asked to.

    Raises TypeError for what is neither a name nor True or False, and ValueError for what is no measure.
    """
    if given is False or given is None:
        return None
    if given is True or given == THE_WAIT:
        return THE_WAIT
    if not isinstance(given, str):
        raise TypeError(say("until_sure must be True or the name of a measure; got {given}", given=f"{given!r:.60}"))
    if given not in MEASURES:
        why = say("there is no measure {measure}", measure=printable(given[:60]))
        known = say("there are {known}", known=", ".join(MEASURES))
        raise ValueError(in_a_row(why, near_miss(nearest(given, MEASURES)) or known))
    return given


def width_in(measure: str, given: object) -> float | None:
    """Read how far the intervals of a measure's differences may reach, in its unit; None where nothing is said.

    A number is one of the measure's unit; a length of time has its own. Raises TypeError or ValueError.
    """
    if given is None:
        return None
    if isinstance(given, str):
        width = _read(measure, given)
    elif isinstance(given, bool) or not hasattr(given, "__float__"):
        raise TypeError(say("within must be a number; got {given}", given=f"{given!r:.60}"))
    else:
        width = float(given)
    if not 0 < width < math.inf:
        raise ValueError(say("within must be more than 0; got {given}", given=f"{given!s:.60}"))
    return width


def _read(measure: str, given: str) -> float:
    """Read a width from a command line: "5 days" or "5", "2 %" or "2"."""
    unit = DAYS if measure == THE_WAIT else MEASURES[measure].unit
    plain = _NUMBER.fullmatch(given[:60])
    if plain is not None and (not plain[2] or unit == PERCENT):
        return float(plain[1].replace(",", "."))
    if unit == DAYS:
        try:
            return days_from(given)
        except ValueError as problem:
            wrong = say("within is given as {given}: {why}", given=printable(given[:60]), why=problem)
            raise ValueError(wrong) from None
    raise ValueError(
        say(
            "within must be a number, in the unit of {measure} ({unit}); got {given}",
            measure=measure,
            unit=said(unit, currency=say("currency")),
            given=printable(given[:60]),
        )
    )
