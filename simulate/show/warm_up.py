"""What is said of the warm-up: where it was too short, and how long a one each unit asks for."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.findings.warm_up import YEARS_FOR_SEASONS, WarmUp, is_judged
from simulate.findings.window import Window
from simulate.language import mark, said, say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import number, percents
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.steadiness import Unsteady, steadiness
from simulate.show.facts import Facts
from simulate.show.headings import blank_table
from simulate.show.lengths import in_days, in_years

if TYPE_CHECKING:
    from simulate.findings.compare import Tables, Unsettled

_MOST_UNITS = 3
"""Units that a sentence can name."""
_UNKNOWN = "–"

_WHY_NOT = {
    Unsteady.STARTS_FULL: mark("Nothing is said of the warm-up: the run starts with the children who are there."),
    Unsteady.NO_WARM_UP: mark("Nothing is said of the warm-up: there is none."),
    Unsteady.TREND: mark("Nothing is said of the warm-up: demand rises or falls all along, so that nothing settles."),
    Unsteady.COUNTED: mark(
        "Nothing is said of the warm-up: demand is what was counted month by month, so that nothing settles."
    ),
}


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


def why_not_judged(scenario: Scenario) -> str:
    """Say why nothing can be said of a scenario's warm-up; "" where something can."""
    run, steady = scenario.run, steadiness(scenario)
    if steady.why_not is not None:
        return said(_WHY_NOT[steady.why_not])
    if is_judged(steady, Window(run.warm_up, run.observe, run.follow_up)):
        return ""
    if steady.until < run.end and steady.until < run.warm_up + run.observe:
        return say(
            "Nothing is said of the warm-up: something changes on day {day}, so that what settles before it is not "
            "what is measured.",
            day=number(steady.until),
        )
    if steady.seasonal:
        return say(
            "Nothing is said of the warm-up: seasons cannot be told from lines that fill in less than {years} years, "
            "with nothing else changing.",
            years=number(YEARS_FOR_SEASONS),
        )
    return say("Nothing is said of the warm-up: it takes most of the run.")


def pilot_screen(tables: "Tables", facts: Facts, scenario: Scenario) -> RenderableType:
    """Lay out for the screen how long a warm-up each unit asks for, as a pilot saw it."""
    parts: list[RenderableType] = [_table(tables, facts), Text(_remark(facts, scenario), style="dim"), Text()]
    found = list(warm_up_line(tables, facts)) or [say("The warm-up of {warm_up} is long enough, as far as the pilot "
                                                      "tells.", warm_up=in_years(facts.counted[0]))]  # fmt: skip
    return Group(*parts, *map(Text, found))


def _table(tables: "Tables", facts: Facts) -> Table:
    """Give a row for each unit, and in each organisation the days its line and its open cases ask for."""
    table = blank_table(say("Days of warm-up, for line / open cases"))
    for organisation in facts.organisations:
        table.add_column(facts.titles.organisation(organisation), justify="right")
    table.add_column("", ratio=1)
    rows = tables.warm_up.to_dict("records")
    cells = {(row["unit"], row["organisation"]): _cell({str(key): row[key] for key in row}) for row in rows}
    for unit in dict.fromkeys(row["unit"] for row in rows):
        table.add_row(facts.titles.unit(unit), *(cells.get((unit, each), "") for each in facts.organisations), "")
    return table


def _cell(row: dict[str, object]) -> str:
    return say("{line} / {cases}", line=_days(row, "line"), cases=_days(row, "cases"))


def _days(row: dict[str, object], name: str) -> str:
    """Write the days that are asked for; a sign where the run is too short to say, or it does not settle in it."""
    if row[f"{name}_judged"] in (WarmUp.CANNOT_SAY.value, WarmUp.NOT_SETTLED.value):
        return _UNKNOWN
    return number(float(str(row[f"{name}_asks"])))


def _remark(facts: Facts, scenario: Scenario) -> str:
    words = {
        "replications": number(facts.replications),
        "warm_up": in_days(facts.counted[0]),
        "unknown": _UNKNOWN,
    }
    if steadiness(scenario).seasonal:
        return say(
            "By MSER-5, in a pilot of {replications} replications, with the seasons taken out; {unknown} where the run "
            "is too short to say. The file has {warm_up}. A longer one is told of only where it matters: 5 %, and more "
            "than luck.",
            **words,
        )
    return say(
        "By MSER-5, in a pilot of {replications} replications; {unknown} where the run is too short to say. The file "
        "has {warm_up}. A longer one is told of only where it matters: 5 %, and more than luck.",
        **words,
    )
