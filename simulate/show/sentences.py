"""What was found, in a sentence: for the top of the table and under the title of each figure.

In every sentence it is children of whom something is said, with a number in each clause, those who lose before those
who gain, and nothing is called longer or shorter that does not matter (see `importance`).
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulate.findings import catalogue
from simulate.findings.groups import ALL, Group
from simulate.language import mark, said, say
from simulate.language.lists import listed
from simulate.language.numbers import number
from simulate.show.amounts import (
    IN_DAYS,
    IN_DAYS_ON_AVERAGE,
    IN_FULL,
    IN_PER_CENT,
    IN_TIMES,
    by_organisation,
    children,
    written_alike,
)
from simulate.show.facts import Facts
from simulate.show.records import rows_of, values
from simulate.show.units import days_stretched, shares_time

if TYPE_CHECKING:
    from simulate.findings.compare import Tables

SUPPORTS = {"first_support": mark("their first support"), "full_support": mark("all the support they need")}
"""The waits that sentences tell of, and what children wait for."""
SHORTEST_LINE = 1.0
"""Mean days for which children stand in line at the least where that is worth naming the unit."""


def any_counted(tables: "Tables", facts: Facts) -> bool:
    """Tell whether any child that needs support was counted."""
    rows = rows_of(tables.summary, "first_support_median", facts).values()
    return any(row["children"] > 0 for row in rows)


def nobody(tables: "Tables", facts: Facts) -> str:
    """Say that there is nobody of whom anything can be said."""
    first, last = map(number, facts.counted)
    if rows_of(tables.summary, "first_contact_median", facts):
        return say(
            "No child was counted for support: of those who count and came from day {first} to day {last} nobody needs "
            "any.",
            first=first,
            last=last,
        )
    return say("No child was counted: nobody who counts came from day {first} to day {last}.", first=first, last=last)


def half_of_the_children(tables: "Tables", facts: Facts, measure: str = "first_support", group: Group = ALL) -> str:
    """Say within how many days half of the children, or of a group of them, have their first (or full) support.

    Nothing where nobody is in the group.
    """
    rows = {
        name: row
        for name, row in rows_of(tables.summary, f"{measure}_median", facts, group).items()
        if row["children"] > 0
    }
    if not rows:
        return nobody(tables, facts) if group == ALL else ""
    support, whose = said(SUPPORTS[measure]), children([row["children"] for row in rows.values()], group)
    reached = {name: float(row["value"]) for name, row in rows.items() if math.isfinite(row["value"])}
    helped = {name: 100 * (1 - float(row["without"])) for name, row in rows.items() if name not in reached}
    days = by_organisation(reached, facts, IN_DAYS) if reached else ""
    if not helped:
        return say("Half of {children} have {support} within {days}.", children=whose, support=support, days=days)
    shares = by_organisation(helped, facts, IN_PER_CENT)
    if not reached:
        return say(
            "While they are followed, of {children} only {shares} get {support}.",
            children=whose,
            shares=shares,
            support=support,
        )
    return say(
        "While they are followed, of {children} only {shares} get {support}; half have it within {days}.",
        children=whose,
        shares=shares,
        support=support,
        days=days,
    )


def longest_line(tables: "Tables", facts: Facts) -> str:
    """Say at which unit children stand in line longest; the time to the next meeting is no line.

    Where time is shared the days count with them by which work is stretched.
    """
    rows = tables.waits_by_unit[(tables.waits_by_unit["step"] == "all") & tables.waits_by_unit["mean"].notna()]
    waits: dict[str, dict[str, float]] = {}
    for row in rows.to_dict("records"):
        unit, organisation = str(row["unit"]), str(row["organisation"])
        in_line = facts.in_line(float(row["mean"]), unit, organisation)
        waits.setdefault(unit, {})[organisation] = in_line + days_stretched(row)
    longest = max(waits, key=lambda unit: max(waits[unit].values()), default="")
    sharing = {row["unit"] for row in rows.to_dict("records") if shares_time(row)}
    if not longest or max(waits[longest].values()) < SHORTEST_LINE:
        if sharing:
            return say("For no unit do children stand in line, or is work stretched, for a day or more on average.")
        return say("For no unit do children stand in line for a day or more on average.")
    here = {name: waits[longest][name] for name in facts.organisations if name in waits[longest]}
    unit, days = facts.titles.unit(longest), by_organisation(here, facts, IN_DAYS_ON_AVERAGE)
    if facts.is_meeting(longest):
        return say(
            "Children stand in line longest for {unit} beyond the time to the next meeting: {days}.",
            unit=unit,
            days=days,
        )
    if longest in sharing:
        return say("Waiting in line and stretched work together are longest at {unit}: {days}.", unit=unit, days=days)
    return say("Children stand in line longest for {unit}: {days}.", unit=unit, days=days)


def time_in_lines(tables: "Tables", facts: Facts) -> str:
    """Say on how many of the days until full support nobody works with a child, and how many go to a line.

    On a day in a line somebody may work on another of the child's needs, so that the one is no part of the other.
    """
    use = tables.time_use
    totals = use.groupby("organisation", sort=False)["days"].sum()
    lines = use[use["category"] == "waiting"].set_index("organisation")["days"]
    idle = {name: days for name, days in values(tables.summary, "unattended_days", facts).items() if days == days}
    if not idle:
        return nobody(tables, facts)
    if len(idle) > IN_FULL:
        return say(
            "Nobody works with a child on {days} until it has all its support.",
            days=by_organisation(idle, facts, IN_DAYS),
        )
    parts = [
        say(
            "{days} of {all} days in {organisation}",
            days=number(days),
            all=number(totals[name]),
            organisation=facts.titles.organisation(name),
        )
        for name, days in idle.items()
    ]
    stretched = use[use["category"] == "stretched"].set_index("organisation")["days"]
    if any(shares_time(row) for row in tables.waits_by_unit.to_dict("records")):
        return say(
            "Until a child has all its support nobody works with it on {days}; {days_in_line} days go to a line, and "
            "{days_stretched} to work that is stretched, as workers share their time.",
            days=listed(parts),
            days_in_line=_in_order([lines[name] for name in idle], catalogue.DAYS),
            days_stretched=_in_order([stretched[name] for name in idle], catalogue.DAYS),
        )
    return say(
        "Until a child has all its support nobody works with it on {days}; {days_in_line} days go to a line.",
        days=listed(parts),
        days_in_line=_in_order([lines[name] for name in idle], catalogue.DAYS),
    )


def journey(tables: "Tables", facts: Facts) -> str:
    """Say how often a child tells its story, how many people it meets, and on how many days nobody works with it."""
    told, met, idle = (values(tables.summary, each, facts) for each in ("story_told", "people_met", "unattended_days"))
    if not told or not met or not idle:
        return nobody(tables, facts)
    times = by_organisation(told, facts, IN_TIMES)
    if len(told) > IN_FULL:
        return say("A child tells its story {times}.", times=times)
    return say(
        "A child tells its story {times}, meets {people} people, and is without anybody working with it on {days} "
        "days.",
        times=times,
        people=_in_order(list(met.values())),
        days=_in_order(list(idle.values()), catalogue.DAYS),
    )


def _in_order(amounts: Sequence[float], unit: str = "") -> str:
    """Write amounts in the order in which the organisations were named before: "3.1 and 3.3"."""
    return listed(written_alike(amounts, unit))
