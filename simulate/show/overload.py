"""Units that are asked for more than they can do, and what becomes of the children: they wait ever longer, or leave."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulate.language.lists import listed
from simulate.language.numbers import counted, percent
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
    leave: float  # share of the visits in its line that leave it


def overloaded_units(tables: "Tables") -> dict[str, list[str]]:
    """List the units that are overloaded and the organisations in which they are."""
    units = list(dict.fromkeys(each.unit for each in tables.overloads))
    return {unit: [each.organisation for each in tables.overloads if each.unit == unit] for unit in units}


def overload_lines(tables: "Tables", facts: Facts) -> list[str]:
    """Say of each unit that is overloaded where it is so, how much is asked of it, and what the children do."""
    cases = _cases(tables)
    alike: dict[tuple[str, str], list[_Case]] = {}
    for case in cases:
        alike.setdefault((case.unit, _kind(case)), []).append(case)
    return [_line(each, facts) for each in alike.values()]


def overload_sentence(tables: "Tables", facts: Facts) -> str:
    """Say in one sentence for which units children wait ever longer, or what holds instead."""
    growing = [case for case in _cases(tables) if case.waits_grow]
    units = list(dict.fromkeys(case.unit for case in growing))
    if units:
        loads = {unit: _load([each for each in growing if each.unit == unit]) for unit in units[:_MOST_UNITS]}
        named = [f"{facts.titles.unit(unit)} (asked for {load} of what it can do)" for unit, load in loads.items()]
        more = [counted(len(units) - _MOST_UNITS, "more unit")] if len(units) > _MOST_UNITS else []
        return f"The longer one looks, the longer children wait for {listed([*named, *more])}."
    lines = overload_lines(tables, facts)
    return lines[0] if lines else _keeping_up(tables, facts)


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
        return f"Children ask as much of {unit} in {place} as it can do ({percent(asked)}), and of no unit more."
    return (
        f"Every unit keeps up with what children ask of it: at most {percent(asked)} of what it can do "
        f"({unit} in {place})."
    )


def _cases(tables: "Tables") -> list[_Case]:
    rows = tables.waits_by_unit[tables.waits_by_unit["step"] == "all"]
    left = {(row["organisation"], row["unit"]): row["left_line"] for row in rows.to_dict("records")}
    return [_case(each, float(left.get((each.organisation, each.unit), math.nan))) for each in tables.overloads]


def _case(each: "Overload", left: float) -> _Case:
    leave = left if left == left else 0.0
    return _Case(each.unit, each.organisation, each.offered_load, each.grows or not each.settled, leave)


def _kind(case: _Case) -> str:
    if case.waits_grow:
        return "wait longer" if case.load >= 1 else "line grows"
    return "leave" if case.leave >= SHARE else "not yet"


def _line(cases: Sequence[_Case], facts: Facts) -> str:
    """Say what becomes of the children in organisations in which it is the same."""
    where, unit, asked = _where(cases, facts), facts.titles.unit(cases[0].unit), _load(cases)
    match _kind(cases[0]):
        case "wait longer":
            return (
                f"The longer one looks, the longer children wait for {unit} in {where}: {asked} of what it can do is "
                "asked of it."
            )
        case "line grows":
            return (
                f"The longer one looks, the longer children wait for {unit} in {where}: its line grows, though only "
                f"{asked} of what it can do is asked of it."
            )
        case "leave":
            return (
                f"{_range([case.leave for case in cases])} of the children who stand in line for {unit} leave it in "
                f"{where}; only so the line does not grow, as {asked} of what it can do is asked of it."
            )
    return f"More children come to {unit} in {where} than it can help ({asked}), though its line does not grow yet."


def _where(cases: Sequence[_Case], facts: Facts) -> str:
    if len(cases) == len(facts.organisations):
        return "every organisation" if len(cases) > 1 else facts.titles.organisation(cases[0].organisation)
    return listed(facts.titles.organisation(case.organisation) for case in cases)


def _load(cases: Sequence[_Case]) -> str:
    return _range([case.load for case in cases])


def _range(shares: Sequence[float]) -> str:
    """Write shares as one, or as the least and the most of them."""
    least, most = percent(min(shares)), percent(max(shares))
    return most if least == most else f"{least.removesuffix(' %')} to {most}"
