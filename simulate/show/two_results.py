"""The sheet of two results: the same measures side by side, and by how much the second differs."""

import math

from simulate.experiment.two_results import Beside, Saved, are_paired, beside, common
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import decimals_in_table, difference, number
from simulate.scenario.differences import differences
from simulate.show.cells import meaning_of
from simulate.show.differences import of_other_models
from simulate.show.importance import least_that_matters
from simulate.show.measures import label_with_unit
from simulate.show.sheet import NOTHING, Cell, Column, Meaning, Row, Section, Sheet, Table
from simulate.show.titles import titles_of


def sheet(one: Saved, other: Saved) -> Sheet:
    """Say how two results differ."""
    titles, currency = titles_of(one.scenario, other.scenario), _currency(one)
    tables = []
    every = list(beside(one, other))
    for organisation in common(one, other):
        rows = [_row(each, currency) for each in every if each.organisation == organisation and each.measure.headline]
        tables.append(
            Table(
                organisation,
                titles.organisation(organisation),
                (Column("one", say("first")), Column("other", say("second"))),
                (Section(tuple(rows)),),
                by_organisation=True,
                changes=say("difference"),
            )
        )
    return Sheet(
        title=say("First: {one}. Second: {other}.", one=one.name, other=other.name),
        findings=(),
        tables=tuple(tables),
        key=(),
        notes=tuple(_notes(one, other)),
        verdict="",
    )


def _row(found: Beside, currency: str) -> Row:
    measure, values = found.measure, (found.one, found.other)
    places = decimals_in_table(values, measure.unit)
    cells = tuple(Cell(number(value, places)) for value in values)
    return Row(measure.key, label_with_unit(measure, currency), cells, (_difference(found, places),))


def _difference(found: Beside, places: int) -> Cell:
    """Write the difference; with its interval, and what it amounts to, where children are paired."""
    plain = found.other - found.one
    if found.difference is None:
        return NOTHING if math.isnan(plain) else Cell(number(plain, places, sign=True), Meaning.UNCERTAIN)
    paired = found.difference
    if math.isnan(paired.value):
        return NOTHING
    least = least_that_matters(found.measure.unit, found.one)
    meaning = meaning_of(paired.value, paired.distinct, found.measure.better, least)
    return Cell(difference(paired.value, paired.low, paired.high, places), meaning)


def _notes(one: Saved, other: Saved) -> list[str]:
    """Say how they are compared, and what else differs between them."""
    if are_paired(one, other):
        notes = [
            say(
                "The same children come in both: differences are paired by replication, with their 95 % interval. "
                "Percentiles are of all replications together, and have none."
            )
        ]
    elif one.replications is None or other.replications is None:
        notes = [say("One of the two has no replications.csv, so nothing is paired: differences may be luck.")]
    else:
        notes = [say("Other children come in the two, or with other luck: nothing is paired, and all may be luck.")]
    keys = len(differences(one.scenario, other.scenario))
    if keys:
        notes.append(
            say_n(
                "The scenarios that were run differ in {count} key.",
                "The scenarios that were run differ in {count} keys.",
                keys,
                count=number(keys),
            )
        )
    else:
        notes.append(say("The scenarios that were run say the same."))
    both = common(one, other)
    only = [name for each in (one, other) for name in each.provenance["organisations"] if name not in both]
    if only:
        notes.append(say("Only in one of them: {organisations}.", organisations=listed(only)))
    models = of_other_models(*(each.provenance.get("model", 1) for each in (one, other)))
    return [*notes, *([models] if models else [])]


def _currency(of: Saved) -> str:
    return of.scenario.costs.currency if of.scenario.costs is not None else ""
