"""What measures are called for people, where they stand in the table, and in which units they are."""

from typing import TYPE_CHECKING

from simulate.findings.catalogue import CATALOGUE, Measure
from simulate.language import mark, said, say

if TYPE_CHECKING:
    import pandas as pd

SECTIONS = {
    "wait": mark("How long children wait, from arrival"),
    "limit": mark("Whether limits are kept"),
    "journey": mark("What the way is like"),
    "outcome": mark("What becomes of the children"),
    "money": mark("What it costs"),
}
_OUTCOMES = ("crises", "given_up", "never_noticed", "aged_out", "returns_12m")
_UNITS = {
    "days": mark("days"),
    "%": mark("%"),
    "per child": mark("per child"),
    "per 1000 children": mark("per 1000 children"),
    "currency per child": mark("{currency} per child"),
}


def label_of(measure: Measure) -> str:
    """Give what a measure is called."""
    return said(measure.label)


def label_within(measure: Measure) -> str:
    """Give what a measure is called within a sentence: its first letter small, but where capitals follow it."""
    label = label_of(measure)
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def label_with_unit(measure: Measure, currency: str) -> str:
    """Give what a measure is called, and its unit: "Crises (per 1000 children)"."""
    return say("{measure} ({unit})", measure=label_of(measure), unit=unit_of(measure, currency))


def unit_of(measure: Measure, currency: str) -> str:
    """Give the unit of a measure, money in the run's currency."""
    return said(_UNITS[measure.unit], currency=currency or say("currency"))


def section_of(measure: Measure) -> str:
    """Give the key of the section of the table in which a measure stands."""
    if measure.wait:
        return "wait"
    if measure.key == "cost_per_child":
        return "money"
    if "limit" in measure.key:
        return "limit"
    return "outcome" if measure.key in _OUTCOMES or measure.key.startswith("gap_") else "journey"


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
