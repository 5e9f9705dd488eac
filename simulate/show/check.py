"""What a scenario file says, before anything is run: children, load, staff, assumptions, warnings."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from simulate.experiment.expected_load import EXACT_ENOUGH, loads_to_expect
from simulate.experiment.variants import Variant
from simulate.findings.load import ExpectedLoad
from simulate.findings.overload import is_overloaded
from simulate.language.lists import listed
from simulate.language.numbers import counted, number, percent, whole_or_mean
from simulate.scenario.errors import Mistake
from simulate.scenario.rates import children_expected
from simulate.scenario.rules.warnings import warnings as not_meant
from simulate.scenario.schema.durations import DAYS_PER_MONTH, DAYS_PER_YEAR
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.sources import sources
from simulate.show.facts import Staff, staff, staff_differences
from simulate.show.terms import dated_lines, price_lines, staff_table
from simulate.show.titles import Titles, titles_of

LONG_WAIT = 30.0
"""Days: a load that by itself makes children wait so long is told of. It is how long Sweden's care guarantee lets them
wait for a first assessment of their mental health (https://www.vantetider.se)."""
_FEW_CHILDREN = 200
_SHOWN_ASSUMPTIONS = 12
_LONGEST_TOLD = 10 * DAYS_PER_YEAR  # a wait: at such a load it is not known better


@dataclass(frozen=True)
class Check:
    """What was found out about a scenario."""

    scenario: Scenario
    per_month: Mapping[str, float]  # by stream: expected children per month over the whole run
    load: Mapping[str, Mapping[str, ExpectedLoad]]  # by unit and organisation
    staff: Mapping[str, Staff]  # by organisation
    warnings: Sequence[str]


def examine(scenario: Scenario, of_file: Sequence[Mistake] = ()) -> Check:
    """Look at a scenario and work out what is to be expected of it, without running it. Takes seconds.

    `of_file` are the warnings about how the file was put together.
    """
    loads = loads_to_expect([Variant(name, scenario, name) for name in scenario.organisations])
    load = {unit: {name: of_units[unit] for name, of_units in loads.items()} for unit in scenario.units}
    end = scenario.run.end
    months = end / DAYS_PER_MONTH
    per_month = {name: expected / months for name, expected in children_expected(scenario).items()}
    teams = {organisation: staff(scenario, organisation) for organisation in scenario.organisations}
    warnings = [
        *_load_warnings(load, titles_of(scenario)),
        *_staff_warnings(scenario, teams),
        *_run_warnings(scenario),
    ]
    warnings += [str(each) for each in (*of_file, *not_meant(scenario))]
    return Check(scenario, per_month, load, teams, warnings)


def _load_warnings(load: Mapping[str, Mapping[str, ExpectedLoad]], titles: Titles) -> list[str]:
    full = {unit: {name: each for name, each in loads.items() if is_overloaded(each)} for unit, loads in load.items()}
    busy = {unit: {name: each for name, each in loads.items() if _is_busy(each)} for unit, loads in load.items()}
    warnings = []
    if any(full.values()):
        warnings.append(
            f"more is asked than can be done: {_places(full, _asked, titles)}. Lines grow as long as one looks, unless "
            "families give up. Give more workers or a larger caseload, or ask less."
        )
    if any(busy.values()):
        warnings.append(
            f"little room: {_places(busy, _wait, titles)}. Such mean waits are reckoned before the run, for one line "
            f"and so many places (Erlang's formula), and told from {number(LONG_WAIT)} days on; they differ much from "
            "year to year, and take years to settle."
        )
    return warnings


def _is_busy(load: ExpectedLoad) -> bool:
    """Tell whether a unit can do what is asked of it, but only with long waits."""
    return not is_overloaded(load) and load.wait >= LONG_WAIT


def _places(
    units: Mapping[str, Mapping[str, ExpectedLoad]], words: Callable[[ExpectedLoad], str], titles: Titles
) -> str:
    return "; ".join(
        f"{titles.unit(unit)} in "
        + listed(f"{titles.organisation(name)} ({words(load)})" for name, load in where.items())
        for unit, where in units.items()
        if where
    )


def _asked(load: ExpectedLoad) -> str:
    """Say how much is asked of a unit, and of what: "104 % of 40 at a time"."""
    what = "at each meeting" if load.is_meeting else "at a time"
    return f"{_percent(load)} of {number(load.places)} {what}" if load.places > 0 else "it has no places"


def _wait(load: ExpectedLoad) -> str:
    wait = f"{number(load.wait)} days" if load.wait < _LONGEST_TOLD else "no known end"
    return f"{_asked(load)}, a wait of {wait}"


def _percent(load: ExpectedLoad) -> str:
    """Write a load, with its ± where that is more than half a point."""
    if math.isinf(load.share):
        return "no places"
    return percent(load.share) + (f" ±{number(100 * load.plus_minus)}" if load.plus_minus > EXACT_ENOUGH else "")


def _staff_warnings(scenario: Scenario, teams: Mapping[str, Staff]) -> list[str]:
    baseline, *others = scenario.organisations
    warnings, titles = [], titles_of(scenario)
    for organisation in others:
        name = titles.organisation(organisation)
        changed = staff_differences(scenario, baseline, scenario, organisation)
        more = round(teams[organisation].workers - teams[baseline].workers, 6)  # means may differ by rounding
        if more:
            size = f"{counted(abs(more), 'worker')} {'more' if more > 0 else 'fewer'} than "
            size += titles.organisation(baseline)
            size += " on average over the run" if teams[organisation].changes or teams[baseline].changes else ""
            warnings.append(f"{name} has {': '.join(part for part in (size, '; '.join(changed)) if part)}.")
        elif changed:
            warnings.append(f"{name} has as many workers, but in other places: {'; '.join(changed)}.")
    return warnings


def _run_warnings(scenario: Scenario) -> list[str]:
    run = scenario.run
    warnings = []
    if run.follow_up == 0:
        warnings.append("there is no follow-up: children who come last are followed for no time at all.")
    elif run.follow_up < DAYS_PER_YEAR:
        warnings.append(
            f"children are followed for {number(run.follow_up)} days only: what is still waited for after a year is "
            "not known."
        )
    if run.warm_up == 0 and scenario.start_from is None:
        warnings.append("there is no warm-up: everything begins empty, and the first children meet no lines.")
    if run.replications == 1:
        warnings.append("there is one replication: no interval can be given.")
    come = children_expected(scenario, run.warm_up, run.warm_up + run.observe)
    expected = sum(children for name, children in come.items() if scenario.arrivals[name].measured)
    if expected == 0:
        opens, closes = number(run.warm_up), number(run.warm_up + run.observe)
        warnings.append(f"no child counts: no stream that is measured brings any from day {opens} to day {closes}.")
    elif expected < _FEW_CHILDREN:
        warnings.append(f"about {number(expected)} children count in each replication: figures will differ much.")
    return warnings


def screen(check: Check, all_assumptions: bool = False) -> RenderableType:
    """Lay out a check for the screen."""
    run, scenario = check.scenario.run, check.scenario
    spans = f"{_span(run.warm_up)} warm-up, {_span(run.observe)} counted, {_span(run.follow_up)} follow-up"
    parts: list[RenderableType] = [
        Text(scenario.title, style="bold"),
        Text(f"From {scenario.start}: {spans}; {counted(run.replications, 'replication')}, seed {scenario.seed}."),
        Text(),
        _children_table(check),
        Text(),
        _load_table(check),
        Text("± where it is not known to half a point. It is the same for every seed.", style="dim"),
        Text(),
        *_staff_lines(check),
        Text(),
        *_terms(scenario),
        *_assumption_lines(scenario, all_assumptions),
        Text(),
    ]
    if check.warnings:
        parts.append(Text("Warnings", style="bold"))
        parts += [Text(f"- {warning}") for warning in check.warnings]
    else:
        parts.append(Text("No warnings.", style="bold"))
    return Group(*parts)


def _terms(scenario: Scenario) -> list[RenderableType]:
    """Lay out staff terms, changes and prices, each followed by an empty line; nothing of what is not there."""
    staff_terms = staff_table(scenario)
    blocks: list[list[RenderableType]] = [
        [] if staff_terms is None else [staff_terms],
        [*dated_lines(scenario)],
        [*price_lines(scenario)],
    ]
    return [each for block in blocks if block for each in (*block, Text())]


def _span(days: float) -> str:
    years = days / DAYS_PER_YEAR
    if days >= DAYS_PER_YEAR and abs(years * 2 - round(years * 2)) < 0.01:
        text = number(years, 0 if abs(years - round(years)) < 0.01 else 1)
        return f"{text} year" if text == "1" else f"{text} years"
    return f"{number(days)} days"


def _children_table(check: Check) -> Table:
    table = _table("Children per month")
    for heading in ("children", "urgent", "several needs"):
        table.add_column(heading, justify="right")
    table.add_column("", ratio=1)
    titles = titles_of(check.scenario)
    for name, rate in check.per_month.items():
        arrivals = check.scenario.arrivals[name]
        several = sum(part.share for part in arrivals.needs if set(part.others) - {arrivals.first_need})
        remark = "" if arrivals.measured else "do not count in results"
        shares = percent(arrivals.urgent), percent(several)
        table.add_row(Text(titles.stream(name)), _rate(rate), *shares, Text(remark, "dim"))
    table.add_row("together", _rate(sum(check.per_month.values())), style="bold")
    return table


def _rate(per_month: float) -> str:
    """Write how many children come a month; of few, as of the one in two years, with more decimals."""
    return number(per_month, 1 if per_month >= 0.95 or per_month == 0 else 2 if per_month >= 0.095 else 3)


def _load_table(check: Check) -> Table:
    """Lay out the load: what would be asked of a unit if nobody waited, as a share of what it can do."""
    table = _table("Load: asked of each unit, of what it can do")
    table.add_column("staff", justify="right")
    titles = titles_of(check.scenario)
    for organisation in check.staff:
        table.add_column(Text(titles.organisation(organisation)), justify="right", overflow="fold", min_width=8)
    table.add_column("", ratio=1)
    baseline = next(iter(check.staff))
    for unit, loads in check.load.items():
        size = check.scenario.unit_in(unit, baseline)
        places = f"{size.workers} × {size.caseload or 1}"
        if size.meets_every is not None:
            places = f"{size.cases} cases / {size.meets_every:g} days"
        cells = [Text(_percent(load), _style(load)) for load in loads.values()]
        table.add_row(Text(titles.unit(unit)), places, *cells)
    return table


def _style(load: ExpectedLoad) -> str:
    return "bold red" if is_overloaded(load) else "yellow" if _is_busy(load) else ""


def _staff_lines(check: Check) -> list[Text]:
    titles = titles_of(check.scenario)
    named = {titles.organisation(name): team for name, team in check.staff.items()}
    parts = [f"{whole_or_mean(team.workers)} in {name}" for name, team in named.items()]
    same = len(set(check.staff.values())) == 1
    mean = " on average over the run" if any(team.changes for team in check.staff.values()) else ""
    lines = [Text(f"Workers{mean}: {listed(parts)}" + (": the same staff." if same and len(parts) > 1 else "."))]
    if not same:
        places = [f"{whole_or_mean(team.places)} in {name}" for name, team in named.items()]
        lines.append(Text(f"Places (children they can have at the same time): {listed(places)}."))
    return lines


def _assumption_lines(scenario: Scenario, every: bool) -> list[Text]:
    numbers = sources(scenario)
    found, total = [each for each in numbers if each.is_assumption], len(numbers)
    if not found:
        return [Text(f"Assumptions: none of {counted(total, 'number')}.")]
    unsourced = sum(not each.source.strip() for each in found)
    without = f", {number(unsourced)} of them without a word about where they come from" if unsourced else ""
    lines = [Text(f"Assumptions: {number(len(found))} of {counted(total, 'number')} in the file{without}.")]
    for each in found if every else found[:_SHOWN_ASSUMPTIONS]:
        line = f"- {each.key}: {each.source or 'no source given'}"
        lines.append(Text(line) if every else Text(line, no_wrap=True, overflow="ellipsis"))
    if len(found) > _SHOWN_ASSUMPTIONS and not every:
        lines.append(Text(f"… and {number(len(found) - _SHOWN_ASSUMPTIONS)} more, with --all", style="dim"))
    return lines


def _table(corner: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column(corner, min_width=28, overflow="fold")
    return table
