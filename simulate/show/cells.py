"""The cells of the table: values, differences, and the signs that go with them."""

import math
from collections.abc import Mapping, Sequence

from simulate.findings.catalogue import DAYS, Measure
from simulate.language import say
from simulate.language.numbers import between, decimals_in_table, difference, number, percent
from simulate.show.facts import Facts
from simulate.show.importance import least_that_matters, matters
from simulate.show.measures import may_be_out_of_reach
from simulate.show.records import Record
from simulate.show.sheet import NOTHING, Cell, Column, Meaning, Row, Sign

UNSETTLED = "*"
"""Marks what may be another number if one looked for longer."""
_NO_CHANGE = Cell("")


def organisation_columns(facts: Facts) -> tuple[Column, ...]:
    """Give a column for each organisation, the baseline first."""
    return tuple(Column(name, facts.titles.organisation(name)) for name in facts.organisations)


def in_columns(facts: Facts, cells: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """Put cells given by organisation into the columns of the organisations."""
    return tuple(cells.get(name, NOTHING) for name in facts.organisations)


def changes_in_columns(facts: Facts, changes: Mapping[str, Cell]) -> tuple[Cell, ...]:
    """Put differences given by organisation beside the values of the organisations that are no baseline."""
    return tuple(changes.get(name, _NO_CHANGE) for name in facts.organisations[1:])


def compared(
    label: str, measure: Measure, values: Mapping[str, Record], changes: Mapping[str, Record], facts: Facts
) -> Row:
    """Write a measure's value in every organisation, and its differences from the baseline."""
    places = decimals(measure, values)
    was = values[facts.baseline]["value"] if facts.baseline in values else math.nan
    least = least_that_matters(measure.unit, was)
    return Row(
        measure.key,
        label,
        in_columns(facts, {name: value(row, measure, places) for name, row in values.items()}),
        changes_in_columns(facts, {n: change(row, places, measure.better, least) for n, row in changes.items()}),
    )


def decimals(measure: Measure, values: Mapping[str, Record]) -> int:
    """Choose how many decimals a measure's values have in a row."""
    return decimals_in_table((row["value"] for row in values.values()), measure.unit)


def value(row: Record, measure: Measure, places: int) -> Cell:
    """Write a value, beside a wait the share who are without it, and a star where it depends on how long one looks."""
    signs: Sequence[Sign] = ()
    if not math.isnan(row["value"]):
        words, signs = starred(number(row["value"], places), row["settled"])
    else:
        words = say("not reached") if may_be_out_of_reach(measure) else NOTHING.text
    if measure.wait and measure.unit == DAYS and row["without"] > 0:
        words = say("{value} ({share} without)", value=words, share=percent(row["without"]))
    return Cell(words, signs=frozenset(signs))


def starred(words: str, settled: bool) -> tuple[str, tuple[Sign, ...]]:
    """Put a star to what may be another number if one looked for longer."""
    return (words, ()) if settled else (words + UNSETTLED, (Sign.UNSETTLED,))


def change(row: Record, places: int, better: str, least: float) -> Cell:
    """Write a difference with its interval, and say what it amounts to; `least` is from what size on it matters.

    Of several replications there always is an interval, though neither of its ends may be known.
    """
    found, low, high = row["difference"], row["low"], row["high"]
    if abs(found) < 2 * 10.0**-places:
        places += 1
    if found == 0 and not row["distinct"] and not low < 0:
        return Cell(number(0), Meaning.UNCERTAIN)
    has_ends = not (math.isnan(low) and math.isnan(high))
    has_interval = not math.isnan(found) and (has_ends or row.get("replications", 0) > 1)
    is_open = has_interval and (math.isnan(low) or math.isnan(high))
    words = difference(found, low, high, places)
    if has_interval and not has_ends:
        words = f"{words} {between(low, high)}"
    meaning = meaning_of(found, row["distinct"], better, least)
    return Cell(words, meaning, frozenset([Sign.OPEN_END] if is_open else []))


def meaning_of(found: float, distinct: bool, better: str, least: float) -> Meaning:
    """Say what a difference amounts to; `better` is "lower", "higher" or "" where neither is."""
    if not distinct:
        return Meaning.UNCERTAIN
    if not better or not matters(found, least, distinct):
        return Meaning.OTHER
    return Meaning.BETTER if (found < 0) == (better == "lower") else Meaning.WORSE
