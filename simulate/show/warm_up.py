"""What is said of the warm-up where it was too short for units to settle."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import number, percents
from simulate.show.facts import Facts
from simulate.show.lengths import in_years

if TYPE_CHECKING:
    from simulate.findings.compare import Tables, Unsettled

_MOST_UNITS = 3
"""Units that a sentence can name."""


def warm_up_line(tables: "Tables", facts: Facts) -> Iterator[str]:
    """Say in one sentence which units were not as they remain when children began to count, if any were not."""
    if not tables.unsettled:
        return
    units = list(dict.fromkeys((each.unit, each.is_line) for each in tables.unsettled))
    named = [
        _named([each for each in tables.unsettled if (each.unit, each.is_line) == key], facts)
        for key in units[:_MOST_UNITS]
    ]
    more = len(units) - _MOST_UNITS
    if more > 0:
        named.append(say_n("{count} more unit", "{count} more units", more, count=number(more)))
    asks = max((each.asks for each in tables.unsettled if each.settles), default=0.0)
    words = {"units": listed(named), "warm_up": in_years(facts.counted[0]), "asks": in_years(asks)}
    settles = all(each.settles for each in tables.unsettled)
    if any(each.has_line for each in tables.unsettled):
        yield (
            say("Warning: the warm-up of {warm_up} is too short for {units}. MSER-5 asks for about {asks}.", **words)
            if settles
            else say(
                "Warning: neither the warm-up of {warm_up} nor the run is long enough for {units} to settle.", **words
            )
        )
    elif settles:
        yield say(
            "Warning: the warm-up of {warm_up} is too short for {units}. MSER-5 asks for about {asks}. As nobody "
            "stands in line there, no wait is touched by that.",
            **words,
        )
    else:
        yield say(
            "Warning: neither the warm-up of {warm_up} nor the run is long enough for {units} to settle. As nobody "
            "stands in line there, no wait is touched by that.",
            **words,
        )


def _named(cases: Sequence["Unsettled"], facts: Facts) -> str:
    """Name a unit, where it has not settled, and by how much it is apart from what it is later."""
    words = {
        "unit": facts.titles.unit(cases[0].unit),
        "organisations": listed(facts.titles.organisation(case.organisation) for case in cases),
        "share": percents([abs(case.share) for case in cases if math.isfinite(case.share)] or [1.0]),
    }
    if len(cases) == len(facts.organisations):
        words["organisations"] = say("every organisation")
    if cases[0].is_line and cases[0].share < 0:
        return say("{unit} in {organisations} ({share} fewer in line while children counted than later)", **words)
    if cases[0].is_line:
        return say("{unit} in {organisations} ({share} more in line while children counted than later)", **words)
    if cases[0].share < 0:
        return say("{unit} in {organisations} ({share} fewer open cases while children counted than later)", **words)
    return say("{unit} in {organisations} ({share} more open cases while children counted than later)", **words)
