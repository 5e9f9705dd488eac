"""What is said of medians and other percentiles where many worlds are asked about."""

from simulate.findings.catalogue import MEASURES
from simulate.language import say
from simulate.language.numbers import number
from simulate.show.facts import Facts


def notes_on_percentiles(measure: str, facts: Facts) -> tuple[str, ...]:
    """Say how a percentile is averaged, if the measure is one: not as in a run, which reads it from all together."""
    if MEASURES[measure].percent is None:
        return ()
    note = say(
        "A percentile is found in each replication by itself, and averaged: a run reads it from the children of all "
        "replications together, and may differ by some days. Where it is not reached it counts as the {days} days for "
        "which children are followed.",
        days=number(facts.follow_up),
    )
    return (note,)
