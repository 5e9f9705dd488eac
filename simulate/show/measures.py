"""What measures and their units are called for people, and which of them stand in the table."""

from typing import TYPE_CHECKING

from simulate.findings.catalogue import CATALOGUE, Measure
from simulate.findings.groups import ALL
from simulate.findings.unit_measures import UnitMeasure
from simulate.language import said, say
from simulate.show.titles import Titles

if TYPE_CHECKING:
    import pandas as pd


def label_of(measure: Measure | UnitMeasure) -> str:
    """Give what a measure is called."""
    return said(measure.label)


def label_within(measure: Measure) -> str:
    """Give what a measure is called within a sentence: its first letter small, but where capitals follow it."""
    label = label_of(measure)
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def label_with_unit(measure: Measure, currency: str) -> str:
    """Give what a measure is called, and its unit: "Crises (per 1000 children)"."""
    return say("{measure} ({unit})", measure=label_of(measure), unit=unit_of(measure, currency))


def told_of(words: str, group: str, titles: Titles) -> str:
    """Add whom a measure is told of, where that is not everybody: "Crises (per 1000 children), several needs"."""
    return words if group == ALL.key else say("{measure}, {group}", measure=words, group=titles.group(group))


def unit_of(measure: Measure | UnitMeasure, currency: str) -> str:
    """Give the unit of a measure, money in the run's currency."""
    return said(measure.unit, currency=currency or say("currency"))


def may_be_out_of_reach(measure: Measure) -> bool:
    """Tell whether a measure may have no value because too few children ever got so far."""
    return measure.percent is not None


def shown_measures(summary: "pd.DataFrame") -> list[Measure]:
    """List the headline measures that have a value anywhere; a percentile that is not reached is also shown."""
    everybody = summary[summary["group"] == "all"]
    found = []
    for measure in CATALOGUE:
        values = everybody.loc[everybody["measure"] == measure.key, "value"]
        if measure.headline and len(values) and (may_be_out_of_reach(measure) or values.notna().any()):
            found.append(measure)
    return found
