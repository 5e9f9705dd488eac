"""What is asked of an organisation in words: what a target is about, as tables and pictures name it."""

from simulate.experiment.targets import Target
from simulate.findings.catalogue import Measure
from simulate.findings.quantities import PlaceMeasure
from simulate.language import said, say
from simulate.language.numbers import decimals_in_full, decimals_in_table, number
from simulate.show.dials import span
from simulate.show.measures import told_of
from simulate.show.titles import Titles


def label_of_target(target: Target, titles: Titles) -> str:
    """Give what a target is called: by its title, else by its measure and whom or what that is of."""
    if target.title:
        return target.title
    asked = target.quantity
    needs_limit = isinstance(asked.of, PlaceMeasure) and asked.of.limit
    words = said(asked.of.label, limit=span(asked.limit)) if needs_limit else said(asked.of.label)
    if isinstance(asked.of, Measure):
        return told_of(words, asked.group, titles)
    of = [titles.step(asked.step), titles.unit(asked.unit), titles.need(asked.need)]
    where = [name for name, given in zip(of, (asked.step, asked.unit, asked.need), strict=True) if given]
    return say("{place}: {measure}", place=", ".join(where), measure=words[:1].lower() + words[1:])


def places_of_target(target: Target) -> int:
    """Choose with how many decimals the numbers of a target are told: those of its tolerance, of two digits at most."""
    in_tolerance = decimals_in_full(float(f"{target.tolerance:.2g}"))
    return max(decimals_in_table([target.value], target.quantity.of.unit), in_tolerance)


def seen_of_target(target: Target) -> str:
    """Write what was seen: "82 ± 4"."""
    value, tolerance = (number(each, places_of_target(target)) for each in (target.value, target.tolerance))
    return say("{value} ± {tolerance}", value=value, tolerance=tolerance)


def unit_of_target(target: Target, currency: str) -> str:
    """Give the unit of a target's measure."""
    return said(target.quantity.of.unit, currency=currency or say("currency"))
