"""What a scenario says of the staff of units, for the screen: who is away, who leaves, how long posts stand empty."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from simulate.experiment.staffed import staffed_spans
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import in_full, number, percent, whole_or_mean
from simulate.scenario.rules.staff import STAFF_KEYS
from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.schema.scenario import Scenario, Unit
from simulate.scenario.schema.staffing import Closed, ExtraStaff
from simulate.scenario.spans import units_without_posts
from simulate.show.headings import blank_table
from simulate.show.lengths import in_days
from simulate.show.titles import titles_of

_MOST_TIMES = 3
"""Closed times of a unit that are written; of more it is told how many there are."""


def expected_vacancy(unit: Unit) -> float:
    """Give the share of posts that are vacant in the long run, if load makes nobody leave.

    A post is filled for 1 ÷ turnover years and then vacant for the mean time to fill, in turn (a renewal process).
    """
    vacant = unit.turnover * unit.time_to_fill.mean / DAYS_PER_YEAR
    return vacant / (1 + vacant)


def staff_table(scenario: Scenario) -> Table | None:
    """Lay out who is away, leaves and is missing in each unit of which something is said; None where in none."""
    table = blank_table(say("Staff: comings and goings"))
    for heading in (say("away"), say("leave a year"), say("vacant")):
        table.add_column(heading, justify="right")
    table.add_column("", ratio=1, overflow="fold")
    titles = titles_of(scenario)
    absent = {name: units_without_posts(scenario, name, staffed_spans(scenario)) for name in scenario.organisations}
    for name in scenario.units:
        told: list[Unit] = []
        for organisation in scenario.organisations:
            if name in absent[organisation]:
                continue
            unit = _with_development(scenario, name, organisation)
            is_known = any(_alike(unit, other) for other in told) or (not told and _says_nothing(unit))
            label = titles.unit(name)
            if told:
                label = say("{unit} in {organisation}", unit=label, organisation=titles.organisation(organisation))
            told.append(unit)
            if is_known:
                continue
            away = "" if unit.absence is None else percent(unit.absence.share)
            leaving = (percent(unit.turnover), percent(expected_vacancy(unit))) if unit.turnover > 0 else ("", "")
            table.add_row(Text(label), away, *leaving, Text("; ".join(_further(unit)), "dim"))
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
    if unit.full_pace_up_to is not None:
        yield say_n(
            "full pace for up to {count} child each, longer visits beyond",
            "full pace for up to {count} children each, longer visits beyond",
            unit.full_pace_up_to,
            count=in_full(unit.full_pace_up_to),
        )
    if unit.post_hours != Unit.model_fields["post_hours"].default:
        yield say_n(
            "{count} hour a week in a full post",
            "{count} hours a week in a full post",
            unit.post_hours,
            count=in_full(unit.post_hours),
        )
    if unit.pressure is not None:
        yield say(
            "leaving × {factor} per tenth of load above {load}",
            factor=number(unit.pressure.per_tenth, 1),
            load=percent(unit.pressure.above),
        )
    if unit.newcomer:
        yield say("newcomers begin with {share} of a caseload", share=percent(unit.newcomer[0].caseload))
    if unit.handover_days > 0:
        yield _handed_over(unit.handover_days)
    if unit.absence is not None and unit.absence.cases == "wait in line":
        yield say("cases of the absent wait in line")
    if unit.cases_of_leavers == "wait in line":
        yield say("cases of leavers wait in line")
    if unit.extra_staff is not None:
        yield _consultants(unit.extra_staff)
    if unit.development is not None and unit.development.share > 0:
        share = percent(unit.development.share)
        if unit.development.protected:
            yield say("{share} of time for development, protected", share=share)
        else:
            yield say("{share} of time for development, in calm months", share=share)
    if unit.posts_stay:
        yield say("posts cannot move to other units")
    if unit.closed:
        yield _closed(unit.closed)
    if unit.stopping[1] != "always":
        yield say("hours: {hours}, at other times work stands still", hours=unit.opening)
    elif unit.opening != "always":
        yield say("hours: {hours}", hours=unit.opening)


def _handed_over(days: float) -> str:
    return say_n(
        "a case handed over takes {days} day longer",
        "a case handed over takes {days} days longer",
        days,
        days=whole_or_mean(days),
    )


def _consultants(extra: ExtraStaff) -> str:
    return say(
        "{consultants} {days} after more than {line} wait",
        consultants=say_n(
            "{count} consultant", "{count} consultants", extra.workers, count=whole_or_mean(extra.workers)
        ),
        days=in_days(extra.after),
        line=extra.line_above,
    )


def _closed(times: Sequence[Closed]) -> str:
    if len(times) > _MOST_TIMES:
        if any(each.work_stops for each in times):
            return say("closed {count} times, in some of which work stands still", count=len(times))
        return say("closed {count} times", count=len(times))
    written = (
        say("{first} to {last} without work", first=each.starts, last=each.until)
        if each.work_stops
        else say("{first} to {last}", first=each.starts, last=each.until)
        for each in times
    )
    return say("closed {times}", times=listed(written))
