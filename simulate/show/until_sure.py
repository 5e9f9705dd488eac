"""What is said of a run that went on until differences were known: how well they are, and how often it was looked."""

from collections.abc import Iterator

from simulate.findings.catalogue import MEASURES
from simulate.findings.looks import Look, Settled, Sought, reach
from simulate.language import mark, said, say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import decimals_in_table, from_to, in_percent, interval_in_words, number, whole_or_mean
from simulate.show.facts import Facts
from simulate.show.measures import label_of, label_within, unit_of

_EACH = 2
"""Organisations beside the baseline of each of which it is told what is known; of more it is told of how many it is."""

_KNOWN = {
    Settled.APART: mark(
        "After {count} replications the difference is more than luck. {measure}: {difference} {unit} in "
        "{organisation}, compared with {baseline} ({interval})."
    ),
    Settled.LITTLE: mark(
        "After {count} replications it is known that {organisation} and {baseline} are no more than {least} {unit} "
        "apart. {measure}: {difference} {unit} ({interval})."
    ),
    Settled.WITHIN: mark(
        "After {count} replications the difference is known to ±{reach} {unit}. {measure}: {difference} {unit} in "
        "{organisation}, compared with {baseline} ({interval})."
    ),
    Settled.OPEN: mark(
        "After {count} replications, as many as were allowed, the difference still may be luck. {measure}: "
        "{difference} {unit} in {organisation}, compared with {baseline} ({interval})."
    ),
    Settled.NO_VALUE: mark(
        "After {count} replications nothing can be said of the difference between {organisation} and {baseline}, and "
        "more of them would hardly help. {measure}: no value in one of the two."
    ),
}
_NOT_WITHIN = mark(
    "After {count} replications, as many as were allowed, the difference is known to ±{reach} {unit} only, not to "
    "±{within}. {measure}: {difference} {unit} in {organisation}, compared with {baseline} ({interval})."
)
_SKEWED = mark(
    "After {count} replications, as many as were allowed, their values are still too skewed for an interval one can "
    "rely on. {measure}: {difference} {unit} in {organisation}, compared with {baseline} ({interval})."
)


def sure(sought: Sought, facts: Facts) -> list[str]:
    """Say what is known of the difference of each organisation from the baseline; of many, of how many it is known."""
    if len(sought.last) > _EACH:
        return [_of_many(sought, facts)]
    return [_of_one(look, sought, facts) for look in sought.last]


def _of_one(look: Look, sought: Sought, facts: Facts) -> str:
    measure, found = MEASURES[sought.measure], look.found
    places = decimals_in_table([found.value, reach(found)], measure.unit)
    within = sought.aim.within
    return said(
        _sentence(look, within),
        count=number(look.replications),
        measure=label_of(measure),
        unit=unit_of(measure, facts.currency),
        difference=number(found.value, places, sign=True),
        interval=interval_in_words(found.low, found.high, places),
        reach=number(reach(found), places),
        least=whole_or_mean(look.least),
        within="" if within is None else whole_or_mean(within),
        **facts.titles.compared(look.organisation, facts.baseline),
    )


def _sentence(look: Look, within: float | None) -> str:
    if look.settled is Settled.OPEN and look.found.too_narrow:
        return _SKEWED
    if look.settled is Settled.OPEN and within is not None:
        return _NOT_WITHIN
    return _KNOWN[look.settled]


def _of_many(sought: Sought, facts: Facts) -> str:
    measure = MEASURES[sought.measure]
    open_ = [look for look in sought.last if look.settled in (Settled.OPEN, Settled.NO_VALUE)]
    words = {
        "count": number(sought.replications),
        "measure": label_within(measure),
        "baseline": facts.titles.organisation(facts.baseline),
        "all": number(len(sought.last)),
    }
    if not open_:
        return say(
            "After {count} replications the difference from {baseline} in the {measure} is known for all {all} "
            "organisations (looks.csv).",
            **words,
        )
    return say_n(
        "After {count} replications the difference from {baseline} in the {measure} is still "
        "open for {open} of {all} organisations (looks.csv): {organisations}.",
        "After {count} replications the difference from {baseline} in the {measure} is still "
        "open for {open} of {all} organisations (looks.csv): {organisations}.",
        len(open_),
        open=number(len(open_)),
        organisations=listed(facts.titles.organisation(look.organisation) for look in open_),
        **words,
    )


def how_often_looked(sought: Sought) -> Iterator[str]:
    """Say how often it was looked, and which intervals allow for that."""
    counts = list(dict.fromkeys(look.replications for look in sought.looks))
    words = {
        "looks": number(len(counts)),
        "planned": number(len(sought.aim.looks)),
        "counts": from_to(number(counts[0]), number(counts[-1])),
        "confidence": in_percent(number(100 * sought.aim.confidence, 2)),
        "replications": number(sought.replications),
        "measure": label_within(MEASURES[sought.measure]),
        "file": "looks.csv",
    }
    yield say_n(
        "Replications were added until a difference was known ({measure}). It was looked at once, after {counts} "
        "replications. Its interval below allows for all looks that were planned ({planned}; {confidence} each, in "
        "{file}); all others are those of a run of {replications}.",
        "Replications were added until a difference was known ({measure}). It was looked at {looks} times, after "
        "{counts} replications. Its interval below allows for all looks that were planned ({planned}; {confidence} "
        "each, in {file}); all others are those of a run of {replications}.",
        len(counts),
        **words,
    )
