"""What a scenario file says, before anything is run: children, load, staff, assumptions, warnings."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from simulate.experiment.examine import Expected
from simulate.experiment.staffed import staffed_spans
from simulate.findings.load import ExpectedLoad
from simulate.findings.overload import is_overloaded
from simulate.language import say, say_n
from simulate.language.dates import date
from simulate.language.lists import listed
from simulate.language.numbers import number, percent, whole_or_mean
from simulate.language.times import days
from simulate.scenario.errors import Mistake
from simulate.scenario.schema.scenario import Scenario, Unit
from simulate.scenario.sources import sources
from simulate.scenario.spans import spans, units_without_posts
from simulate.show.check_warnings import is_busy, share_asked, warnings_of
from simulate.show.dials import dials_table
from simulate.show.done_otherwise import done_otherwise_in_all
from simulate.show.facts import staff
from simulate.show.headings import blank_table
from simulate.show.implied import implied_in_all
from simulate.show.lengths import in_years
from simulate.show.posts_table import posts_told
from simulate.show.staff_terms import staff_table
from simulate.show.terms import dated_lines, price_lines
from simulate.show.titles import titles_of
from simulate.show.unseen import unseen_lines

_SHOWN_ASSUMPTIONS = 12
_NOT_THERE = "–"


def screen(expected: Expected, of_file: Sequence[Mistake] = (), all_assumptions: bool = False) -> RenderableType:
    """Lay out for the screen what a scenario says; `of_file` are warnings about how its file was put together."""
    scenario = expected.scenario
    return Group(
        Text(scenario.title, style="bold"),
        Text(_run_line(scenario)),
        Text(),
        _children_table(expected),
        Text(),
        _load_table(expected),
        Text(say("± where it is not known to half a point. It is the same for every seed."), style="dim"),
        Text(),
        *_staff_lines(scenario),
        Text(),
        *_terms(scenario),
        *_assumption_lines(scenario, all_assumptions),
        Text(),
        *_warning_lines(warnings_of(expected, of_file)),
    )


def _run_line(scenario: Scenario) -> str:
    """Say when the run begins, how long its parts are, and how often it is repeated."""
    run = scenario.run
    return say_n(
        "From {start}: {warm_up} warm-up, {observe} counted, {follow_up} follow-up; {count} replication, seed {seed}.",
        "From {start}: {warm_up} warm-up, {observe} counted, {follow_up} follow-up; {count} replications, seed {seed}.",
        run.replications,
        start=date(scenario.start),
        warm_up=in_years(run.warm_up),
        observe=in_years(run.observe),
        follow_up=in_years(run.follow_up),
        count=number(run.replications),
        seed=scenario.seed,
    )


def _warning_lines(warnings: Sequence[str]) -> list[Text]:
    if not warnings:
        return [Text(say("No warnings."), style="bold")]
    return [Text(say("Warnings"), style="bold"), *(Text(f"- {warning}") for warning in warnings)]


def _terms(scenario: Scenario) -> list[RenderableType]:
    """Lay out what is implied, steps done otherwise, where posts go, staff terms, changes, prices and dials, if any.

    Each is followed by an empty line.
    """
    staff_terms, dials = staff_table(scenario), dials_table(scenario)
    blocks: list[list[RenderableType]] = [
        [*map(Text, implied_in_all(scenario)), *map(Text, unseen_lines(scenario))],
        [*map(Text, done_otherwise_in_all(scenario))],
        *([each] for each in posts_told(scenario)),
        [] if staff_terms is None else [staff_terms],
        [*dated_lines(scenario)],
        [*price_lines(scenario)],
        [] if dials is None else [dials],
    ]
    return [each for block in blocks if block for each in (*block, Text())]


def _children_table(expected: Expected) -> Table:
    table = blank_table(say("Children per month"))
    for heading in (say("children"), say("urgent"), say("several needs")):
        table.add_column(heading, justify="right")
    table.add_column("", ratio=1)
    titles = titles_of(expected.scenario)
    for name, rate in expected.per_month.items():
        arrivals = expected.scenario.arrivals[name]
        several = sum(part.share for part in arrivals.needs if set(part.others) - {arrivals.first_need})
        remark = "" if arrivals.measured else say("do not count in results")
        shares = percent(arrivals.urgent), percent(several)
        table.add_row(Text(titles.stream(name)), _rate(rate), *shares, Text(remark, "dim"))
    table.add_row(say("together"), _rate(sum(expected.per_month.values())), style="bold")
    return table


def _rate(per_month: float) -> str:
    """Write how many children come a month; of few, as of the one in two years, with more decimals."""
    return number(per_month, 1 if per_month >= 0.95 or per_month == 0 else 2 if per_month >= 0.095 else 3)


def _load_table(expected: Expected) -> Table:
    """Lay out the load: what would be asked of a unit if nobody waited, as a share of what it can do."""
    scenario = expected.scenario
    titles = titles_of(scenario)
    table = blank_table(say("Load: asked of each unit, of what it can do"))
    words = [word for unit in expected.load for word in titles.unit(unit).split()]
    table.columns[0].min_width = max(map(len, words), default=0)  # beside three organisations no word is broken
    table.add_column(say("staff"), justify="right")
    for organisation in scenario.organisations:
        table.add_column(Text(titles.organisation(organisation)), justify="right", overflow="fold", min_width=8)
    table.add_column("", ratio=1)
    baseline, at_first = next(iter(scenario.organisations)), spans(scenario)[0][1]
    absent = {name: units_without_posts(scenario, name, staffed_spans(scenario)) for name in scenario.organisations}
    for unit, loads in expected.load.items():
        cells = [
            Text(_NOT_THERE) if unit in absent[organisation] else Text(share_asked(load), _style(load))
            for organisation, load in loads.items()
        ]
        table.add_row(Text(titles.unit(unit)), _places(at_first.unit_in(unit, baseline)), *cells)
    return table


def _places(unit: Unit) -> str:
    """Write what a unit has: its workers and their caseload, or the cases of a meeting and its rhythm."""
    if unit.workers == 0:
        return _NOT_THERE
    if unit.meets_every is None:
        return f"{unit.workers} × {unit.caseload or 1}"
    cases = say_n("{count} case", "{count} cases", unit.cases or 0, count=unit.cases)
    return f"{cases} / {days(unit.meets_every)}"


def _style(load: ExpectedLoad) -> Style:
    if is_overloaded(load):
        return Style(bold=True, color="red")
    return Style(color="yellow") if is_busy(load) else Style.null()


def _staff_lines(scenario: Scenario) -> list[Text]:
    titles = titles_of(scenario)
    named = {titles.organisation(name): staff(scenario, name) for name in scenario.organisations}
    teams = list(named.values())
    same, on_average = len(set(teams)) == 1, any(team.changes for team in teams)
    workers = _in_each({name: team.workers for name, team in named.items()})
    lines = [Text(_workers_line(workers, same and len(named) > 1, on_average))]
    if not same:
        places = _in_each({name: team.places for name, team in named.items()})
        lines.append(Text(say("Places (children they can have at the same time): {places}.", places=places)))
    return lines


def _in_each(counts: dict[str, float]) -> str:
    """Write how many there are in each organisation: "9 in siloed and 10 in integrated"."""
    return listed(
        say("{count} in {organisation}", count=whole_or_mean(count), organisation=name)
        for name, count in counts.items()
    )


def _workers_line(workers: str, same: bool, on_average: bool) -> str:
    if on_average:
        if same:
            return say("Workers on average over the run: {workers}: the same staff.", workers=workers)
        return say("Workers on average over the run: {workers}.", workers=workers)
    if same:
        return say("Workers: {workers}: the same staff.", workers=workers)
    return say("Workers: {workers}.", workers=workers)


def _assumption_lines(scenario: Scenario, every: bool) -> list[Text]:
    numbers = sources(scenario)
    found = [each for each in numbers if each.is_assumption]
    lines = [Text(_count_of_assumptions(len(found), len(numbers), sum(not each.source.strip() for each in found)))]
    for each in found if every else found[:_SHOWN_ASSUMPTIONS]:
        line = f"- {each.key}: {each.source or say('no source given')}"
        lines.append(Text(line) if every else Text(line, no_wrap=True, overflow="ellipsis"))
    more = len(found) - _SHOWN_ASSUMPTIONS
    if more > 0 and not every:
        lines.append(Text(say("… and {count} more, with --all", count=number(more)), style="dim"))
    return lines


def _count_of_assumptions(found: int, total: int, unsourced: int) -> str:
    """Say how many of the numbers are assumptions, and how many of these come without a word."""
    numbers = say_n("{count} number", "{count} numbers", total, count=number(total))
    if not found:
        return say("Assumptions: none of {numbers}.", numbers=numbers)
    if not unsourced:
        return say("Assumptions: {found} of {numbers} in the file.", found=number(found), numbers=numbers)
    return say(
        "Assumptions: {found} of {numbers} in the file, {unsourced} of them without a word about where they come from.",
        found=number(found),
        numbers=numbers,
        unsourced=number(unsourced),
    )
