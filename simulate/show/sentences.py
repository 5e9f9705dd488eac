"""What was found, in a sentence: for the top of the table and under the title of each figure.

In every sentence it is children of whom something is said, with a number in each clause, those who lose before those
who gain, and nothing is called longer or shorter that does not matter (see `importance`).
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from simulate.findings.groups import ON_LIST
from simulate.language.lists import listed
from simulate.language.numbers import decimals_in_table, number, percent
from simulate.show.facts import Facts
from simulate.show.importance import SHARE

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

SUPPORTS = {"first_support": "their first support", "full_support": "all the support they need"}
SHORTEST_LINE = 1.0
"""Mean days for which children stand in line at the least where that is worth naming the unit."""
IN_FULL = 3
"""Organisations that a sentence can name."""

Row = dict[str, Any]


def rows_of(table: "pd.DataFrame", measure: str, facts: Facts, group: str = "all") -> dict[str, Row]:
    """Pick the rows of a measure and group, by organisation in their order."""
    rows = table[(table["measure"] == measure) & (table["group"] == group)].to_dict("records")
    found = {str(row["organisation"]): {str(key): value for key, value in row.items()} for row in rows}
    return {organisation: found[organisation] for organisation in facts.organisations if organisation in found}


def values(summary: "pd.DataFrame", measure: str, facts: Facts, group: str = "all") -> dict[str, float]:
    """Pick a measure's value in each organisation that has one; NaN where it is not reached."""
    return {name: float(row["value"]) for name, row in rows_of(summary, measure, facts, group).items()}


def how_many(counts: Sequence[float]) -> str:
    """Write how many children something is about: one number, or from the fewest to the most."""
    least, most = min(counts), max(counts)
    places = 0 if most >= 10 or least == most == round(most) else 1
    few, many = number(least, places), number(most, places)
    return many if few == many else f"{few} to {many}"


def any_counted(tables: "Tables", facts: Facts) -> bool:
    """Tell whether any child that needs support was counted."""
    rows = rows_of(tables.summary, "first_support_median", facts).values()
    return any(row["children"] > 0 for row in rows)


def nobody(tables: "Tables", facts: Facts) -> str:
    """Say that there is nobody of whom anything can be said."""
    when = f"from day {number(facts.counted[0])} to day {number(facts.counted[1])}"
    if rows_of(tables.summary, "first_contact_median", facts):
        return f"No child was counted for support: of those who count and came {when} nobody needs any."
    return f"No child was counted: nobody who counts came {when}."


def half_of_the_children(
    tables: "Tables", facts: Facts, measure: str = "first_support", group: str = "all", whose: str = "children"
) -> str:
    """Say within how many days half of the children have their first (or full) support; `whose` names them."""
    rows = {
        name: row
        for name, row in rows_of(tables.summary, f"{measure}_median", facts, group).items()
        if row["children"] > 0
    }
    if not rows:
        return nobody(tables, facts) if group == "all" else ""
    support, of = SUPPORTS[measure], f"{how_many([row['children'] for row in rows.values()])} {whose}"
    reached = {name: float(row["value"]) for name, row in rows.items() if math.isfinite(row["value"])}
    helped = {name: 1 - float(row["without"]) for name, row in rows.items() if name not in reached}
    days = f"within {by_organisation(reached, facts, 'days')}" if reached else ""
    if not helped:
        return f"Half of {of} have {support} {days}."
    shares = by_organisation({name: 100 * share for name, share in helped.items()}, facts, "%")
    sentence = f"While they are followed, of {of} only {shares} get {support}"
    return f"{sentence}; half have it {days}." if reached else f"{sentence}."


def longest_line(tables: "Tables", facts: Facts) -> str:
    """Say at which unit children stand in line longest; the time to the next meeting is no line."""
    rows = tables.waits_by_unit[(tables.waits_by_unit["step"] == "all") & tables.waits_by_unit["mean"].notna()]
    waits: dict[str, dict[str, float]] = {}
    for row in rows.to_dict("records"):
        unit, organisation = str(row["unit"]), str(row["organisation"])
        waits.setdefault(unit, {})[organisation] = facts.in_line(float(row["mean"]), unit, organisation)
    longest = max(waits, key=lambda unit: max(waits[unit].values()), default="")
    if not longest or max(waits[longest].values()) < SHORTEST_LINE:
        return "For no unit do children stand in line for a day or more on average."
    days = {name: waits[longest][name] for name in facts.organisations if name in waits[longest]}
    beyond = " beyond the time to the next meeting" if facts.is_meeting(longest) else ""
    return (
        f"Children stand in line longest for {facts.titles.unit(longest)}{beyond}: "
        f"{by_organisation(days, facts, 'days on average')}."
    )


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
        return f"Nobody works with a child on {by_organisation(idle, facts, 'days')} until it has all its support."
    parts = [
        f"{number(days)} of {number(totals[name])} days in {facts.titles.organisation(name)}"
        for name, days in idle.items()
    ]
    return (
        f"Until a child has all its support nobody works with it on {listed(parts)}; "
        f"{_only({name: lines[name] for name in idle}, 'days')} go to a line."
    )


def journey(tables: "Tables", facts: Facts) -> str:
    """Say how often a child tells its story, how many people it meets, and on how many days nobody works with it."""
    told, met, idle = (values(tables.summary, each, facts) for each in ("story_told", "people_met", "unattended_days"))
    if not told or not met or not idle:
        return nobody(tables, facts)
    if len(told) > IN_FULL:
        return f"A child tells its story {by_organisation(told, facts, 'times')}."
    return (
        f"A child tells its story {by_organisation(told, facts, 'times')}, meets {_only(met, 'people')}, "
        f"and is without anybody working with it on {_only(idle, 'days')}."
    )


def who_gains(tables: "Tables", facts: Facts, measure: str) -> str:
    """Say which shares of the children lose and gain; of many organisations, where most do.

    Where nobody came but those on the list at the start, it is said of them.
    """
    rows, whose = rows_of(tables.gains, measure, facts), "children"
    if not rows:
        rows, whose = rows_of(tables.gains, measure, facts, ON_LIST.key), f"children {ON_LIST.label}"
    if not rows:
        return nobody(tables, facts)
    baseline, support = facts.titles.organisation(facts.baseline), SUPPORTS[measure]
    of = f"{how_many([row['children'] for row in rows.values()])} {whose}"
    if len(rows) > 1:
        return f"Of {of}, compared with {baseline}, {most_lose_and_gain(rows, measure, facts)}."
    ((name, row),) = rows.items()
    where = f"for {support} in {facts.titles.organisation(name)} than in {baseline}"
    if max(row["lost"], row["gained"]) < SHARE:
        return f"Of {of} fewer than 1 % wait over a week longer or less {where}."
    longer, less = percent(row["lost"]), percent(row["gained"])
    return f"Of {of} {longer} wait over a week longer {where}, {less} over a week less."


def most_lose_and_gain(rows: Mapping[str, Row], measure: str, facts: Facts) -> str:
    """Say where those who lose outnumber those who gain by most, and where it is the other way round.

    Nobody is said to lose or gain most where the one outnumber the other by less than matters, or not at all.
    """
    lost = {name: row["lost"] - row["gained"] for name, row in rows.items()}
    worst, best = max(lost, key=lambda name: lost[name]), min(lost, key=lambda name: lost[name])
    support, least = SUPPORTS[measure], f"{percent(SHARE)} of all"
    shares = {name: (percent(rows[name]["lost"]), percent(rows[name]["gained"])) for name in (worst, best)}
    if lost[worst] >= SHARE:
        lose = (
            f"most lose in {facts.titles.organisation(worst)}: {shares[worst][0]} wait over a week longer for "
            f"{support}, {shares[worst][1]} over a week less"
        )
    else:
        lose = f"nowhere do those who wait over a week longer for {support} outnumber those who wait less by {least}"
    if -lost[best] >= SHARE:
        gain = (
            f"most gain in {facts.titles.organisation(best)}: {shares[best][1]} wait over a week less, "
            f"{shares[best][0]} over a week longer"
        )
    else:
        gain = f"nowhere do those who wait over a week less outnumber those who wait longer by {least}"
    return f"{lose}; {gain}"


def by_organisation(amounts: Mapping[str, float], facts: Facts, unit: str) -> str:
    """Write an amount for each organisation: "118 days in siloed and 96 in integrated"."""
    places = decimals_in_table(amounts.values(), unit)
    named = {facts.titles.organisation(name): number(amount, places) for name, amount in amounts.items()}
    if len(amounts) <= IN_FULL:
        (first, amount), *others = named.items()
        return listed([f"{amount} {unit} in {first}", *(f"{each} in {name}" for name, each in others)])
    least, most = (facts.titles.organisation(choose(amounts, key=amounts.__getitem__)) for choose in (min, max))
    return f"{named[least]} (in {least}) to {named[most]} {unit} (in {most})"


def _only(amounts: Mapping[str, float], unit: str) -> str:
    """Write an amount for each organisation, in the order in which they were named before: "3.1 and 3.3 people"."""
    places = decimals_in_table(amounts.values(), unit)
    return f"{listed(number(amount, places) for amount in amounts.values())} {unit}"
