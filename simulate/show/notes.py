"""What a reader must be warned of: units that cannot keep up, other staff, other children, other prices, luck."""

from typing import TYPE_CHECKING

from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.show.amounts import IN_DAYS, by_organisation
from simulate.show.facts import Facts
from simulate.show.first_lines import of_list
from simulate.show.importance import DAYS
from simulate.show.overload import overload_lines
from simulate.show.records import rows_of
from simulate.show.sentences import any_counted
from simulate.show.staff_notes import staff_notes
from simulate.show.until_sure import how_often_looked
from simulate.show.warm_up import warm_up_line

if TYPE_CHECKING:
    from simulate.findings.compare import Tables


def notes(tables: "Tables", facts: Facts) -> list[str]:
    """List the warnings: overloaded units, other staff, other children, intervals that are too narrow."""
    return [
        *_listed_children(tables, facts),
        *(say("Warning: {what}", what=line) for line in overload_lines(tables, facts)),
        *warm_up_line(tables, facts),
        *_done_by_nobody(facts),
        *_urgent_who_wait(tables, facts),
        *_too_narrow(tables),
        *(how_often_looked(tables.sought) if tables.sought is not None else ()),
        *staff_notes(facts),
        *_other_children(facts),
        *_other_prices(facts),
    ]


def _listed_children(tables: "Tables", facts: Facts) -> list[str]:
    """Say how long the children wait who are on the list at the start.

    They are in no other number about children; their visits stand in line, and take the staff's time, as all others do.
    """
    told = of_list(tables, facts) if any_counted(tables, facts) else []  # else they stand in the first lines
    where = say(
        "The children on the list at the start are counted apart: above they are only in the days in line and in the "
        "staff, by unit."
    )
    return [" ".join([where, *told])] if told else []


def _urgent_who_wait(tables: "Tables", facts: Facts) -> list[str]:
    """Say where urgent children wait longer than the others, which reads like a mistake as they are called first."""
    rows = rows_of(tables.summary, "gap_urgent", facts)
    longer = {name: -row["value"] for name, row in rows.items() if row["value"] <= -DAYS and row["high"] < 0}
    if not longer:
        return []
    return [
        say(
            "Urgent children wait longer for their first support than the others on average, by {days} (all doors and "
            "needs taken together).",
            days=by_organisation(longer, facts, IN_DAYS),
        )
    ]


def _too_narrow(tables: "Tables") -> list[str]:
    told = [table for table in (tables.summary, tables.differences) if "too_narrow" in table]
    if not any(table.loc[table["group"] == "all", "too_narrow"].astype(bool).any() for table in told):
        return []
    return [
        say(
            "Some figures are skewed and the replications few: their intervals are too narrow ({column} in {file} and "
            "{other_file}).",
            column="too_narrow",
            file="summary.csv",
            other_file="differences.csv",
        )
    ]


def _done_by_nobody(facts: Facts) -> list[str]:
    if not facts.nobodys:
        return []
    return [
        say_n(
            "Warning: nobody does {steps}, which has no unit: it is in no line and no load. Give the unit that does "
            "it, or {key} if it is time that passes.",
            "Warning: nobody does {steps}, which have no unit: it is in no line and no load. Give the unit that does "
            "it, or {key} if it is time that passes.",
            len(facts.nobodys),
            steps=listed(map(facts.titles.step, facts.nobodys)),
            key='unit = "none"',
        )
    ]


def _other_children(facts: Facts) -> list[str]:
    if not facts.other_children:
        return []
    return [
        say(
            "Warning: other children come to {organisations} than to {baseline} (another seed, other arrivals or "
            "another time): the difference is also one between children, and nobody can be said to gain or lose.",
            organisations=listed(map(facts.titles.organisation, facts.other_children)),
            baseline=facts.titles.organisation(facts.baseline),
        )
    ]


def _other_prices(facts: Facts) -> list[str]:
    if not facts.other_prices:
        return []
    return [
        say(
            "Warning: other prices hold for {organisations} than for {baseline}: part of the difference in cost is "
            "prices.",
            organisations=listed(map(facts.titles.organisation, facts.other_prices)),
            baseline=facts.titles.organisation(facts.baseline),
        )
    ]
