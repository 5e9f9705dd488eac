"""What a pilot tells of the warm-up: how long a one each unit asks for, or why that cannot be said."""

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.findings.warm_up import YEARS_FOR_SEASONS, is_judged
from simulate.findings.window import Window
from simulate.language import mark, said, say
from simulate.language.numbers import number
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.steadiness import Unsteady, steadiness
from simulate.show.facts import Facts
from simulate.show.headings import blank_table
from simulate.show.lengths import in_days, in_years
from simulate.show.warm_up import warm_up_line

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

_UNKNOWN = "–"

_WHY_NOT = {
    Unsteady.STARTS_FULL: mark("Nothing is said of the warm-up: the run starts with the children who are there."),
    Unsteady.NO_WARM_UP: mark("Nothing is said of the warm-up: there is none."),
    Unsteady.TREND: mark("Nothing is said of the warm-up: demand rises or falls all along, so that nothing settles."),
    Unsteady.COUNTED: mark(
        "Nothing is said of the warm-up: demand is what was counted month by month, so that nothing settles."
    ),
}


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
    half = min(steadiness(scenario).until, scenario.run.end) / 2
    parts: list[RenderableType] = [_table(tables, facts, half), Text(_remark(facts, scenario), style="dim"), Text()]
    found = list(warm_up_line(tables, facts)) or [say("The warm-up of {warm_up} is long enough, as far as the pilot "
                                                      "tells.", warm_up=in_years(facts.counted[0]))]  # fmt: skip
    return Group(*parts, *map(Text, found))


def _table(tables: "Tables", facts: Facts, half: float) -> Table:
    """Give a row for each unit, and in each organisation the days its line and its open cases ask for.

    More than `half` of the run tells nothing but that it is too short, or that luck was taken for a beginning.
    """
    table = blank_table(say("Days of warm-up, for line / open cases"))
    for organisation in facts.organisations:
        table.add_column(facts.titles.organisation(organisation), justify="right")
    table.add_column("", ratio=1)
    rows = tables.warm_up.to_dict("records")
    cells = {(row["unit"], row["organisation"]): _cell(row["line_asks"], row["cases_asks"], half) for row in rows}
    for unit in dict.fromkeys(row["unit"] for row in rows):
        table.add_row(facts.titles.unit(unit), *(cells.get((unit, each), "") for each in facts.organisations), "")
    return table


def _cell(line: float, cases: float, half: float) -> str:
    line_asks, cases_asks = (_UNKNOWN if days > half else number(days) for days in (line, cases))
    return say("{line} / {cases}", line=line_asks, cases=cases_asks)


def _remark(facts: Facts, scenario: Scenario) -> str:
    words = {
        "replications": number(facts.replications),
        "warm_up": in_days(facts.counted[0]),
        "unknown": _UNKNOWN,
    }
    if steadiness(scenario).seasonal:
        return say(
            "By MSER-5, in a pilot of {replications} replications, with the seasons taken out; {unknown} where "
            "more than half of the run would go, which tells nothing. The file has {warm_up}. A longer one is told of "
            "only where it matters: 5 %, and more than luck.",
            **words,
        )
    return say(
        "By MSER-5, in a pilot of {replications} replications; {unknown} where more than half of the run would go, "
        "which tells nothing. The file has {warm_up}. A longer one is told of only where it matters: 5 %, and more "
        "than luck.",
        **words,
    )
