"""What was found, in a sentence: for the top of the table and under the title of each figure."""

import math
from typing import TYPE_CHECKING

from simulate.show.facts import Facts
from simulate.show.words import decimals_for, listed, number, percent, spoken

if TYPE_CHECKING:
    import pandas as pd

    from simulate.findings.compare import Tables

_IN_FULL = 3  # organisations that a sentence can name


def values(summary: "pd.DataFrame", measure: str, facts: Facts, group: str = "all") -> dict[str, float]:
    """Pick a measure's value in each organisation that has one; infinite or NaN where it is not reached."""
    rows = summary[(summary["measure"] == measure) & (summary["group"] == group)]
    found = dict(zip(rows["organisation"], rows["value"].astype(float), strict=True))
    return {organisation: found[organisation] for organisation in facts.organisations if organisation in found}


def half_of_the_children(tables: "Tables", facts: Facts, measure: str = "first_support") -> str:
    """Say within how many days half of the children have their first (or full) support."""
    support = {"first_support": "their first support", "full_support": "all the support they need"}[measure]
    days = values(tables.summary, f"{measure}_median", facts)
    reached = {organisation: value for organisation, value in days.items() if math.isfinite(value)}
    missing = [organisation for organisation in days if organisation not in reached]
    if not reached:
        return f"In no organisation do half of the children get {support} within the time they are followed."
    sentence = f"Half of the children have {support} within {_by_organisation(reached, facts, 'days')}."
    if missing:
        sentence += f" In {listed(spoken(name) for name in missing)}, half of them never have it."
    return sentence


def longest_line(tables: "Tables", facts: Facts) -> str:
    """Say at which unit the wait is longest."""
    rows = tables.waits_by_unit[tables.waits_by_unit["step"] == "all"]
    rows = rows[rows["mean"].notna()]
    if rows.empty:
        return "Nobody stands in a line."
    unit = str(rows.sort_values("mean", kind="stable")["unit"].iloc[-1])
    mine = rows[rows["unit"] == unit]
    means = dict(zip(mine["organisation"], mine["mean"].astype(float), strict=True))
    days = {organisation: means[organisation] for organisation in facts.organisations if organisation in means}
    return f"The longest wait is for {spoken(unit)}: {_by_organisation(days, facts, 'days on average')}."


def time_in_lines(tables: "Tables", facts: Facts) -> str:
    """Say on how many of the days until full support nobody works with the child."""
    idle = {}
    for organisation, rows in tables.time_use.groupby("organisation", sort=False):
        lost = rows.loc[rows["category"].isin(["waiting", "handovers", "nothing"]), "days"].sum()
        total = rows["days"].sum()
        if total > 0:
            idle[str(organisation)] = float(lost / total)
    named = {name: idle[name] for name in facts.organisations if name in idle}
    if not named:
        return ""
    if len(named) > _IN_FULL:
        shares = f"between {percent(min(named.values()))} and {percent(max(named.values()))} of the days"
        return f"Nobody works with the child on {shares} until full support."
    (first, share), *others = named.items()
    parts = [f"{percent(share)} of the days until full support in {spoken(first)}"]
    return f"Nobody works with the child on {listed(parts + [f'{percent(s)} in {spoken(o)}' for o, s in others])}."


def journey(tables: "Tables", facts: Facts) -> str:
    """Say how many people a child meets."""
    people = values(tables.summary, "people_met", facts)
    return f"A child meets {_by_organisation(people, facts, 'people')}." if people else ""


def who_gains(tables: "Tables", facts: Facts, measure: str) -> str:
    """Say which shares of the children gain and lose."""
    rows = tables.gains[(tables.gains["measure"] == measure) & (tables.gains["group"] == "all")]
    parts = [
        f"In {spoken(row['organisation'])}, {percent(row['gained'])} of the children wait over a week less than in "
        f"{spoken(facts.baseline)}, and {percent(row['lost'])} over a week more."
        for row in rows.to_dict("records")
    ]
    if len(parts) <= 1:
        return "".join(parts)
    return f"The same children, compared with themselves in {spoken(facts.baseline)}."


def overloaded_lines(tables: "Tables", facts: Facts) -> str:
    """Say which units cannot keep up, or that all can."""
    units = overloaded_units(tables)
    if not units:
        return "Every unit keeps up with what is asked of it."
    everywhere = len(facts.organisations)
    parts = [
        spoken(unit) + (f" (in {listed(spoken(name) for name in where)})" if len(where) < everywhere else "")
        for unit, where in units.items()
    ]
    return f"Cannot keep up: {listed(parts)}."


def overloaded_units(tables: "Tables") -> dict[str, list[str]]:
    """List the units that are overloaded and the organisations in which they are."""
    found: dict[str, list[str]] = {}
    for each in tables.overloads:
        found.setdefault(each.unit, []).append(each.organisation)
    return found


def _by_organisation(amounts: dict[str, float], facts: Facts, unit: str) -> str:
    """Write an amount for each organisation: "118 days in siloed and 96 in integrated"."""
    places = decimals_for(max(abs(amount) for amount in amounts.values()))
    if len(amounts) <= _IN_FULL:
        (first, amount), *others = amounts.items()
        parts = [f"{number(amount, places)} {unit} in {spoken(first)}"]
        return listed(parts + [f"{number(amount, places)} in {spoken(name)}" for name, amount in others])
    least, most = min(amounts, key=amounts.__getitem__), max(amounts, key=amounts.__getitem__)
    return (
        f"{number(amounts[least], places)} ({spoken(least)}) to {number(amounts[most], places)} {unit} ({spoken(most)})"
    )
