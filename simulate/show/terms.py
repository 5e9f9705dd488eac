"""What a scenario says of days on which something changes, and of prices, for the screen."""

import datetime
from collections.abc import Iterator

from rich.text import Text

from simulate.language import mark, said, say
from simulate.language.dates import date
from simulate.language.lists import listed
from simulate.language.numbers import number
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.schema.keys import KINDS, is_source, wanted_at
from simulate.scenario.schema.scenario import Costs, Scenario
from simulate.scenario.spans import DatedPart, dated_parts
from simulate.scenario.writing import plain_tables
from simulate.show.differences import written
from simulate.show.titles import Titles, titles_of

_PRICES = {
    "worker_year": (mark("a worker's year: {prices}"), "unit"),
    "consultant_year": (mark("a consultant's year: {prices}"), "unit"),
    "replacement": (mark("replacing a worker: {prices}"), "unit"),
    "meeting_hour": (mark("an hour of a meeting: {prices}"), "unit"),
    "support_day": (mark("a day of support: {prices}"), "step"),
}
"""What a price is for, and what has it."""
_NAMING = {"door": "step", "decision": "step", "otherwise": "organisation", "first_need": "need"}
"""Keys whose value is a name, and of what."""


def dated_lines(scenario: Scenario) -> list[Text]:
    """List changes and phases in the order in which they begin; nothing where there are none."""
    parts = dated_parts(plain_tables(scenario), scenario.start)
    if not parts:
        return []
    return [Text(say("What changes"), style="bold"), *(Text(f"- {_line(scenario, part)}") for part in parts)]


def _line(scenario: Scenario, part: DatedPart) -> str:
    """Say from which day on what is different, and whether everywhere or in one organisation."""
    titles, is_everywhere = titles_of(scenario), part.place[0] != "organisations"
    name = str(part.place[1])
    table = part.table if is_everywhere else part.table["organisations"][name]
    what = "; ".join(_written_keys(table, part.place, (), titles))
    if part.day >= scenario.run.end:
        if is_everywhere:
            return say("after the end, everywhere: {what}", what=what)
        return say("after the end, {organisation}: {what}", organisation=titles.organisation(name), what=what)
    day = date(scenario.start + datetime.timedelta(days=int(max(part.day, 0.0))))
    if is_everywhere:
        return say("{date}, everywhere: {what}", date=day, what=what)
    return say("{date}, {organisation}: {what}", date=day, organisation=titles.organisation(name), what=what)


def _written_keys(table: Plain, place: KeyPath, words: tuple[str, ...], titles: Titles) -> Iterator[str]:
    """Write what a part of the tables at `place` says, key by key, as keys are spoken: "school team workers 3"."""
    for key, value in table.items():
        here, wanted = (*place, key), wanted_at((*place, key))
        if wanted is None or is_source(here):
            continue
        kind = KINDS.get(str(place[-1]), "") if place else ""
        word = titles.of(kind, key)
        deeper = words if wanted.free_keys() is not None else (*words, word)  # "units" goes without saying
        if isinstance(value, dict) and not wanted.is_duration():
            yield from _written_keys(value, here, deeper, titles)
        else:
            told = titles.of(_NAMING[key], value) if key in _NAMING else written(value)
            yield f"{' '.join(deeper)} {told}"


def price_lines(scenario: Scenario) -> list[Text]:
    """List the prices; nothing where no money is counted."""
    costs = scenario.costs
    if costs is None:
        return []
    lines = list(_prices(costs, titles_of(scenario)))
    if not lines:
        return [Text(say("Prices in {currency}: none is given, so all costs are 0.", currency=costs.currency))]
    heading = Text(say("Prices in {currency}", currency=costs.currency), style="bold")
    return [heading, *(Text(f"- {line}") for line in lines)]


def _prices(costs: Costs, titles: Titles) -> Iterator[str]:
    for key, (label, kind) in _PRICES.items():
        prices = [f"{titles.of(kind, name)} {_price(each)}" for name, each in getattr(costs, key).items()]
        if prices:
            yield said(label, prices=listed(prices))
    if costs.crisis > 0:
        yield say("a crisis: {price}", price=_price(costs.crisis))
    if costs.hours_per_case:
        hours = [f"{titles.unit(name)} {written(each)}" for name, each in costs.hours_per_case.items()]
        yield say("hours for a case: {hours}", hours=listed(hours))


def _price(value: float) -> str:
    return number(value, 0 if value >= 100 else 2)
