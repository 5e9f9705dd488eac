"""Units that are asked for more than they can do, and what becomes of the children: they wait ever longer, or leave."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from simulate.language import mark, said, say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import number, percent, percents
from simulate.show.facts import Facts
from simulate.show.importance import SHARE

if TYPE_CHECKING:
    from simulate.findings.compare import Overload, Tables

_MOST_UNITS = 3
"""Units that a sentence can name."""


@dataclass(frozen=True)
class _Case:
    """A unit that is overloaded in an organisation."""

    unit: str
    organisation: str
    load: float  # what is asked of it, as a share of what it can do
    waits_grow: bool  # the wait depends on how long one looks
    of_time: bool  # who works there share their time, so that children need not wait: visits take longer
    leave: float  # share of the visits in its line that leave it


class _Kind(Enum):
    """What becomes of the children who come to a unit that is overloaded."""

    WAIT_LONGER = auto()
    LINE_GROWS = auto()  # though no more is asked of it than it can do
    LEAVE = auto()
    NOT_YET = auto()


_SENTENCES = {
    _Kind.WAIT_LONGER: mark(
        "The longer one looks, the longer children wait for {unit} in {organisations}: {load} of what it can do is "
        "asked of it."
    ),
    _Kind.LINE_GROWS: mark(
        "The longer one looks, the longer children wait for {unit} in {organisations}: its line grows, though only "
        "{load} of what it can do is asked of it."
    ),
    _Kind.LEAVE: mark(
        "{leavers} of the children who stand in line for {unit} leave it in {organisations}; only so the line does not "
        "grow, as {load} of what it can do is asked of it."
    ),
    _Kind.NOT_YET: mark(
        "More children come to {unit} in {organisations} than it can help ({load}), though its line does not grow yet."
    ),
}

_OF_TIME = _SENTENCES | {
    _Kind.WAIT_LONGER: mark(
        "The longer one looks, the longer children wait for {unit} in {organisations}, or visits there take: {load} of "
        "what it can do is asked of it."
    ),
    _Kind.LINE_GROWS: mark(
        "The longer one looks, the longer children wait for {unit} in {organisations}, or visits there take: children "
        "in line and above full pace become ever more, though only {load} of what it can do is asked of it."
    ),
    _Kind.NOT_YET: mark(
        "More children come to {unit} in {organisations} than it can help ({load}), though those in line and above "
        "full pace do not become ever more yet."
    ),
}
"""The same where working time is shared."""


def overloaded_units(tables: "Tables") -> dict[str, list[str]]:
    """List the units that are overloaded and the organisations in which they are."""
    units = list(dict.fromkeys(each.unit for each in tables.overloads))
    return {unit: [each.organisation for each in tables.overloads if each.unit == unit] for unit in units}


def overload_lines(tables: "Tables", facts: Facts) -> list[str]:
    """Say of each unit that is overloaded where it is so, how much is asked of it, and what the children do."""
    cases = _cases(tables)
    alike: dict[tuple[str, _Kind, bool], list[_Case]] = {}
    for case in cases:
        alike.setdefault((case.unit, _kind(case), case.of_time), []).append(case)
    return [_line(each, facts) for each in alike.values()]


def overload_sentence(tables: "Tables", facts: Facts) -> str:
    """Say in one sentence for which units children wait ever longer, or what holds instead."""
    growing = [case for case in _cases(tables) if case.waits_grow]
    units = list(dict.fromkeys(case.unit for case in growing))
    if units:
        named = [_named(unit, [each for each in growing if each.unit == unit], facts) for unit in units[:_MOST_UNITS]]
        more = len(units) - _MOST_UNITS
        if more > 0:
            named.append(say_n("{count} more unit", "{count} more units", more, count=number(more)))
        if any(case.of_time for case in growing):
            return say(
                "The longer one looks, the longer children wait for {units}, or visits there take.", units=listed(named)
            )
        return say("The longer one looks, the longer children wait for {units}.", units=listed(named))
    lines = overload_lines(tables, facts)
    return lines[0] if lines else _keeping_up(tables, facts)


def _named(unit: str, cases: Sequence[_Case], facts: Facts) -> str:
    return say(
        "{unit} (asked for {load} of what it can do)",
        unit=facts.titles.unit(unit),
        load=percents([case.load for case in cases]),
    )


def _keeping_up(tables: "Tables", facts: Facts) -> str:
    """Say that every unit keeps up, and how much is asked of the fullest.

    Nothing where a line grows all the same, or nothing is asked but what is open when the clock starts.
    """
    rows = tables.waits_by_unit[tables.waits_by_unit["step"] == "all"]
    if rows.empty or rows["line_grows"].astype(bool).any() or rows["offered_load"].isna().all():
        return ""
    fullest = max(rows.to_dict("records"), key=lambda row: row["offered_load"] if row["offered_load"] >= 0 else -1.0)
    asked = fullest["offered_load"]
    if not asked > 0:
        return ""
    unit, place = facts.titles.unit(fullest["unit"]), facts.titles.organisation(fullest["organisation"])
    if asked >= 1:  # by no more than the ± to which it is known
        return say(
            "Children ask as much of {unit} in {organisation} as it can do ({load}), and of no unit more.",
            unit=unit,
            organisation=place,
            load=percent(asked),
        )
    return say(
        "Every unit keeps up with what children ask of it: at most {load} of what it can do ({unit} in "
        "{organisation}).",
        load=percent(asked),
        unit=unit,
        organisation=place,
    )


def _cases(tables: "Tables") -> list[_Case]:
    rows = tables.waits_by_unit[tables.waits_by_unit["step"] == "all"]
    left = {(row["organisation"], row["unit"]): row["left_line"] for row in rows.to_dict("records")}
    return [_case(each, float(left.get((each.organisation, each.unit), math.nan))) for each in tables.overloads]


def _case(each: "Overload", left: float) -> _Case:
    leave = left if left == left else 0.0
    waits_grow = each.grows or not each.settled
    return _Case(each.unit, each.organisation, each.offered_load, waits_grow, each.of_time, leave)


def _kind(case: _Case) -> _Kind:
    if case.waits_grow:
        return _Kind.WAIT_LONGER if case.load >= 1 else _Kind.LINE_GROWS
    return _Kind.LEAVE if case.leave >= SHARE else _Kind.NOT_YET


def _line(cases: Sequence[_Case], facts: Facts) -> str:
    """Say what becomes of the children in organisations in which it is the same."""
    return said(
        (_OF_TIME if cases[0].of_time else _SENTENCES)[_kind(cases[0])],
        unit=facts.titles.unit(cases[0].unit),
        organisations=_where(cases, facts),
        load=percents([case.load for case in cases]),
        leavers=percents([case.leave for case in cases]),
    )


def _where(cases: Sequence[_Case], facts: Facts) -> str:
    if len(cases) == len(facts.organisations) > 1:
        return say("every organisation")
    return listed(facts.titles.organisation(case.organisation) for case in cases)
