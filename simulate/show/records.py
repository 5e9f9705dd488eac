"""Rows of the findings' tables, picked as those who show them need them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from simulate.findings.groups import ALL, Group
from simulate.show.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[str, Any]
"""A row of a table, by column."""
Records = Mapping[str, Mapping[str, Record]]
"""Rows of a table by measure and organisation."""


def by_measure(table: "pd.DataFrame") -> Records:
    """Give the rows on all children by measure and organisation."""
    found: dict[str, dict[str, Record]] = {}
    for row in table[table["group"] == ALL.key].to_dict("records"):
        found.setdefault(row["measure"], {})[row["organisation"]] = {str(key): row[key] for key in row}
    return found


def rows_of(table: "pd.DataFrame", measure: str, facts: Facts, group: Group = ALL) -> dict[str, Record]:
    """Pick the rows of a measure and group, by organisation in their order."""
    rows = table[(table["measure"] == measure) & (table["group"] == group.key)].to_dict("records")
    found = {str(row["organisation"]): {str(key): value for key, value in row.items()} for row in rows}
    return {organisation: found[organisation] for organisation in facts.organisations if organisation in found}


def values(summary: "pd.DataFrame", measure: str, facts: Facts, group: Group = ALL) -> dict[str, float]:
    """Pick a measure's value in each organisation that has one; NaN where it is not reached."""
    return {name: float(row["value"]) for name, row in rows_of(summary, measure, facts, group).items()}
