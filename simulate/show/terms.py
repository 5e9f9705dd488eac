"""What a scenario says of staff, of days on which something changes, and of prices, for the screen."""

import datetime
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from simulate.language.lists import listed
from simulate.language.numbers import counted, number, percent
from simulate.scenario.reading.merging import Plain
from simulate.scenario.reading.places_in_text import KeyPath
from simulate.scenario.rules.staff import STAFF_KEYS
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.schema.keys import KINDS, is_source, wanted_at
from simulate.scenario.schema.scenario import Scenario, Unit
from simulate.scenario.spans import DatedPart, dated_parts
from simulate.scenario.writing import plain_tables
from simulate.show.differences import written
from simulate.show.titles import Titles, spoken, titles_of

_PRICES = {
    "worker_year": ("a worker's year", "unit"),
    "consultant_year": ("a consultant's year", "unit"),
    "replacement": ("replacing a worker", "unit"),
    "meeting_hour": ("an hour of a meeting", "unit"),
    "support_day": ("a day of support", "step"),
}
"""What a price is for, and what has it."""
_NAMING = {"door": "step", "decision": "step", "otherwise": "organisation", "first_need": "need"}
"""Keys whose value is a name, and of what."""


def expected_vacancy(unit: Unit) -> float:
    """Give the share of posts that are vacant in the long run, if load makes nobody leave.

    A post is filled for 1 ÷ turnover years and then vacant for the mean time to fill, in turn (a renewal process).
    """
    vacant = unit.turnover * unit.time_to_fill.mean / DAYS_PER_YEAR
    return vacant / (1 + vacant)


def staff_table(scenario: Scenario) -> Table | None:
    """Lay out who is away, leaves and is missing in each unit of which something is said; None where in none."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("Staff: comings and goings", min_width=28, overflow="fold")
    for heading in ("away", "leave a year", "vacant"):
        table.add_column(heading, justify="right")
    table.add_column("", ratio=1, overflow="fold")
    titles = titles_of(scenario)
    for name in scenario.units:
        told: list[Unit] = []
        for organisation in scenario.organisations:
            unit = _with_development(scenario, name, organisation)
            is_known = any(_alike(unit, other) for other in told) or (not told and _says_nothing(unit))
            label = titles.unit(name) + (f" in {titles.organisation(organisation)}" if told else "")
            told.append(unit)
            if is_known:
                continue
            absent = "" if unit.absence is None else percent(unit.absence.share)
            leaving = (percent(unit.turnover), percent(expected_vacancy(unit))) if unit.turnover > 0 else ("", "")
            table.add_row(Text(label), absent, *leaving, Text("; ".join(_further(unit)), "dim"))
    return table if table.row_count else None


def _with_development(scenario: Scenario, name: str, organisation: str) -> Unit:
    unit, given = scenario.unit_in(name, organisation), scenario.organisations[organisation].development
    if unit.workers is None or unit.development is not None:
        return unit
    return unit.model_copy(update={"development": given})


def _alike(one: Unit, other: Unit) -> bool:
    return all(getattr(one, key) == getattr(other, key) for key in (*STAFF_KEYS, "closed", "hours"))


def _says_nothing(unit: Unit) -> bool:
    return _alike(unit, Unit(administration="x", workers=1))


def _further(unit: Unit) -> Iterator[str]:
    """Say in a few words what has no column."""
    if unit.pressure is not None:
        yield f"leaving × {number(unit.pressure.per_tenth, 1)} per tenth of load above {percent(unit.pressure.above)}"
    if unit.newcomer:
        yield f"newcomers begin with {percent(unit.newcomer[0].caseload)} of a caseload"
    if unit.handover_days > 0:
        yield f"a case handed over takes {counted(unit.handover_days, 'day')} longer"
    if unit.extra_staff is not None:
        more = counted(unit.extra_staff.workers, "consultant")
        yield f"{more} {number(unit.extra_staff.after)} days after more than {unit.extra_staff.line_above} wait"
    if unit.development is not None and unit.development.share > 0:
        kind = "protected" if unit.development.protected else "in calm months"
        yield f"{percent(unit.development.share)} of time for development, {kind}"
    if unit.closed:
        times = [f"{each.starts} to {each.until}" for each in unit.closed]
        yield f"closed {listed(times) if len(times) < 4 else f'{len(times)} times'}"
    if unit.hours != "always":
        yield f"hours: {unit.hours}"


def dated_lines(scenario: Scenario) -> list[Text]:
    """List changes and phases in the order in which they begin; nothing where there are none."""
    parts = dated_parts(plain_tables(scenario), scenario.start)
    if not parts:
        return []
    return [Text("What changes", style="bold"), *(Text(f"- {_line(scenario, part)}") for part in parts)]


def _line(scenario: Scenario, part: DatedPart) -> str:
    where, table, titles = "everywhere", part.table, titles_of(scenario)
    if part.place[0] == "organisations":
        name = str(part.place[1])
        where, table = titles.organisation(name), table["organisations"][name]
    said = "; ".join(_said(table, part.place, (), titles))
    if part.day >= scenario.run.end:
        return f"after the end, {where}: {said}"
    date = scenario.start + datetime.timedelta(days=int(max(part.day, 0.0)))
    return f"{date.isoformat()}, {where}: {said}"


def _said(table: Plain, place: KeyPath, words: tuple[str, ...], titles: Titles) -> Iterator[str]:
    """Say what a part of the tables at `place` says, key by key."""
    for key, value in table.items():
        here, wanted = (*place, key), wanted_at((*place, key))
        if wanted is None or is_source(here):
            continue
        word = titles.of(KINDS[str(place[-1])], key) if place and place[-1] in KINDS else spoken(key)
        deeper = words if wanted.free_keys() is not None else (*words, word)  # "units" goes without saying
        if isinstance(value, dict) and not wanted.is_duration():
            yield from _said(value, here, deeper, titles)
        else:
            told = titles.of(_NAMING[key], value) if key in _NAMING else written(value)
            yield f"{' '.join(deeper)} {told}"


def price_lines(scenario: Scenario) -> list[Text]:
    """List the prices; nothing where no money is counted."""
    costs = scenario.costs
    if costs is None:
        return []
    lines, titles = [Text(f"Prices in {costs.currency}", style="bold")], titles_of(scenario)
    for key, (words, kind) in _PRICES.items():
        prices = [f"{titles.of(kind, name)} {_price(each)}" for name, each in getattr(costs, key).items()]
        if prices:
            lines.append(Text(f"- {words}: {listed(prices)}"))
    if costs.crisis > 0:
        lines.append(Text(f"- a crisis: {_price(costs.crisis)}"))
    if costs.hours_per_case:
        hours = [f"{titles.unit(name)} {written(each)}" for name, each in costs.hours_per_case.items()]
        lines.append(Text(f"- hours for a case: {listed(hours)}"))
    return lines if len(lines) > 1 else [Text(f"Prices in {costs.currency}: none is given, so all costs are 0.")]


def _price(value: float) -> str:
    return number(value, 0 if value >= 100 else 2)
