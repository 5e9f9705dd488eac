"""The sheet of a run: what was found, a row for each measure and unit, and of what a reader must be warned."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from simulate.findings.catalogue import MONEY, WAITING
from simulate.language import said, say
from simulate.show.cells import compared, organisation_columns
from simulate.show.ends import end_rows
from simulate.show.facts import Facts
from simulate.show.first_lines import first_lines
from simulate.show.key import key_to
from simulate.show.measures import label_with_unit, shown_measures
from simulate.show.notes import notes
from simulate.show.payers import money_rows
from simulate.show.records import by_measure
from simulate.show.sheet import Section, Sheet, Table
from simulate.show.staff import staff_table
from simulate.show.units import units_table
from simulate.show.verdict import verdict
from simulate.show.working_time import working_time_table

if TYPE_CHECKING:
    from simulate.findings.compare import Tables


def sheet(tables: "Tables", facts: Facts) -> Sheet:
    """Gather all that is said of a run."""
    made = tuple(_tables(tables, facts))
    signs = frozenset(sign for table in made for row in table.rows for sign in row.signs)
    return Sheet(
        title=facts.title,
        findings=tuple(first_lines(tables, facts)),
        tables=made,
        key=tuple(key_to(signs, tables, facts)),
        notes=tuple(notes(tables, facts)),
        verdict=verdict(tables, facts),
        ran=say("Model: version {model}. Engine: {engine}.", model=facts.model, engine=facts.engine)
        if facts.engine
        else "",
    )


def _tables(tables: "Tables", facts: Facts) -> Iterator[Table]:
    """Give the tables in their order, without those in which there would be nothing."""
    for table in (
        measures_table(tables, facts),
        units_table(tables, facts),
        working_time_table(tables, facts),
        staff_table(tables.staff, facts),
    ):
        if table.sections:
            yield table


def measures_table(tables: "Tables", facts: Facts) -> Table:
    """Give a row for each headline measure, in sections, with the differences from the baseline."""
    return Table(
        key="measures",
        corner="",
        columns=organisation_columns(facts),
        sections=tuple(_sections(tables, facts)),
        by_organisation=True,
        changes=say("difference"),
    )


def _sections(tables: "Tables", facts: Facts) -> Iterator[Section]:
    summary, differences = by_measure(tables.summary), by_measure(tables.differences)
    for section, measures in groupby(shown_measures(tables.summary), lambda measure: measure.section):
        if section == MONEY:
            rows = list(money_rows(tables.money, facts))
        else:
            rows = [
                compared(
                    label_with_unit(each, facts.currency), each, summary[each.key], differences.get(each.key, {}), facts
                )
                for each in measures
            ]
        if section == WAITING:
            rows += end_rows(summary, differences, facts)
        yield Section(tuple(rows), section.key, said(section.label))
