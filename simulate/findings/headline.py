"""The values of every measure of one replication, for everybody and for each group of children."""

from dataclasses import dataclass
from typing import TypeVar

from simulate.findings.catalogue import CATALOGUE
from simulate.findings.kinds import (
    Children,
    Estimated,
    OfAll,
    OfWait,
    Ratio,
    Values,
    of_all,
    of_estimates,
    of_ratios,
    of_waits,
)
from simulate.findings.known import Known

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Headline:
    """What the measures say of one replication: each by measure and group."""

    values: Values
    children: Children


def headline(known: Known) -> Headline:
    """Give the value of every measure and group, and how many children it is about."""
    values: Values = {}
    children: Children = {}
    for found, about in (
        of_waits(_those_of(OfWait), known),
        of_ratios(_those_of(Ratio), known),
        of_estimates(_those_of(Estimated), known),
        of_all(_those_of(OfAll), known),
    ):
        values |= found
        children |= about
    return Headline(values, children)


def _those_of(kind: type[Kind]) -> dict[str, Kind]:
    """Pick from the catalogue how the measures of one kind are found, by measure."""
    return {measure.key: measure.of for measure in CATALOGUE if isinstance(measure.of, kind)}
