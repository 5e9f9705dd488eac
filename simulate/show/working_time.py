"""The table of working time: which share of it is in use, and how much is spare, where workers share it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulate.language import say, say_n
from simulate.language.numbers import from_to, in_full, number, percent
from simulate.show.cells import in_columns, organisation_columns
from simulate.show.facts import Facts
from simulate.show.sheet import Cell, Row, Section, Table
from simulate.show.units import MOST_UNITS, of_all_steps, shares_time

if TYPE_CHECKING:
    from simulate.findings.compare import Tables


def working_time_table(tables: "Tables", facts: Facts) -> Table:
    """Give a row for each of the units that share time, those with the least spare first; no section where none does.

    Of all other units `measures_by_unit.csv` tells as well.
    """
    found = _by_unit(tables)
    fullest = sorted(found, key=lambda unit: -max(row["in_use"] for row in found[unit].values()))
    rows = [
        Row(unit, facts.titles.unit(unit), in_columns(facts, {name: _cell(row) for name, row in found[unit].items()}))
        for unit in fullest[:MOST_UNITS]
    ]
    return Table(
        key="working_time",
        corner=say("Working time in use, and spare hours a week, by unit"),
        columns=organisation_columns(facts),
        sections=(Section(tuple(rows)),) if rows else (),
        by_organisation=True,
        remark=say("… more in {file}", file="measures_by_unit.csv"),
    )


def spare_hours_told(tables: "Tables", facts: Facts) -> list[str]:
    """Say by which working week spare hours are told; nothing where they are not."""
    weeks = [row["hours_in_a_post"] for rows in _by_unit(tables).values() for row in rows.values()]
    if not weeks:
        return []
    least, most = min(weeks), max(weeks)
    hours = in_full(least) if least == most else from_to(in_full(least), in_full(most))
    return [
        say_n(
            "Spare hours are those of a whole unit, with {hours} hour a week in a full post; time in use is what goes "
            "to children of the time that those who are there have for them.",
            "Spare hours are those of a whole unit, with {hours} hours a week in a full post; time in use is what goes "
            "to children of the time that those who are there have for them.",
            most,
            hours=hours,
        )
    ]


def _by_unit(tables: "Tables") -> dict[str, dict[str, dict[str, float]]]:
    """Give the working time of each unit that shares it, by organisation: a value for each measure."""
    told = {
        (str(row["unit"]), str(row["organisation"]))
        for row in of_all_steps(tables).to_dict("records")
        if shares_time(row)
    }
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in tables.measures_by_unit.to_dict("records"):
        unit, organisation = str(row["unit"]), str(row["organisation"])
        if (unit, organisation) in told:
            found.setdefault(unit, {}).setdefault(organisation, {})[str(row["measure"])] = row["value"]
    return {
        unit: known
        for unit, rows in found.items()
        if (known := {name: row for name, row in rows.items() if "in_use" in row})
    }


def _cell(row: Mapping[str, float]) -> Cell:
    spare = row["spare_hours"]
    return Cell(
        say("{share}, {hours} h", share=percent(row["in_use"] / 100), hours=number(spare, 0 if spare >= 9.95 else 1))
    )
