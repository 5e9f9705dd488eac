"""What concerns streams of children: their needs, ages and counts, and how many children they bring."""

import math
from collections.abc import Iterator

from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.rates import expected_children
from simulate.scenario.reading.counts import months_in_run
from simulate.scenario.reading.parts import Parts, is_usable, unknown
from simulate.scenario.schema.scenario import Arrivals

MOST_CHILDREN = 10_000_000
"""Children in one replication. To plan, run and measure the base case takes two to three kilobytes for each of them: so
many need the 30 gigabytes of a large machine. Fewer may still be too many for a smaller one."""


def wrong_arrivals(parts: Parts) -> Iterator[Complaint]:
    """Find what is wrong with streams, seen with the needs and the run."""
    for stream, terms in parts.arrivals.items():
        here: KeyPath = ("arrivals", stream)
        if terms.first_need not in parts.names["needs"]:
            yield unknown((*here, "first_need"), terms.first_need, "need", parts.names["needs"])
        if not terms.needs:
            message = say("must have at least one entry; leave the key out for children with one need")
            yield Complaint((*here, "needs"), message)
        for place, part in enumerate(terms.needs):
            yield from _wrong_combination(parts, (*here, "needs", place, "with"), terms.first_need, part.others)
        given = parts.head.get("leaves_at_age")
        leaves = float(given) if isinstance(given, int | float) and 0 < given <= 30 else math.inf
        for place, group in enumerate(terms.ages):
            if group.youngest >= leaves:
                message = say(
                    "these children have reached leaves_at_age ({oldest}) before they come; got {age}",
                    oldest=f"{leaves:g}",
                    age=f"{group.youngest:g}",
                )
                yield Complaint((*here, "ages", place, "from"), message)
        yield from _wrong_counts(parts, stream, terms)
    if parts.arrivals and not any(terms.measured for terms in parts.arrivals.values()):
        first = next(iter(parts.arrivals))
        message = say("at least one stream must be measured, or nothing is counted")
        yield Complaint(("arrivals", first, "measured"), message)


def _wrong_combination(parts: Parts, path: KeyPath, first: str, others: list[str]) -> Iterator[Complaint]:
    for place, need in enumerate(others):
        if need not in parts.names["needs"]:
            yield unknown((*path, place), need, "need", parts.names["needs"])
        elif need == first:
            message = say("{need} is the first need already; list only the further ones", need=need)
            yield Complaint((*path, place), message)
        elif need in others[:place]:
            yield Complaint((*path, place), say("{need} is listed twice", need=need))


def _wrong_counts(parts: Parts, stream: str, terms: Arrivals) -> Iterator[Complaint]:
    start, path = parts.head.get("start"), ("arrivals", stream, "counts")
    if isinstance(terms.counts, str):
        yield Complaint(path, say("a scenario ready to run has the counts themselves; load it from its file"))
    elif terms.counts is not None and is_usable(start, parts.run):
        months = months_in_run(start, parts.run.end)  # type: ignore[union-attr]
        if len(terms.counts) < months:
            message = say_n(
                "must cover the one month from the month of start to the end of run; got {count}",
                "must cover the {months} months from the month of start to the end of run; got {count}",
                months,
                months=months,
                count=len(terms.counts),
            )
            yield Complaint(path, message)


def too_many_children(parts: Parts) -> Iterator[Complaint]:
    """Estimate the children of one replication before anything is allocated for them."""
    start, run = parts.head.get("start"), parts.run
    if not is_usable(start, run):
        return
    expected: dict[str, float] = {}
    for stream, terms in parts.arrivals.items():
        try:
            expected[stream] = expected_children(terms, start, run.end)  # type: ignore[union-attr]
        except OverflowError:
            expected[stream] = math.inf
    total = sum(expected.values())
    if total > MOST_CHILDREN:
        stream = max(expected, key=lambda name: expected[name])
        rates = ("per_day", "per_week", "per_month", "per_year", "counts")
        key = next(key for key in rates if getattr(parts.arrivals[stream], key) is not None)
        message = say(
            "about {count} children would come in each replication; {most} are allowed "
            "(lower the rate or shorten the run)",
            count=_about(total),
            most=number(MOST_CHILDREN),
        )
        yield Complaint(("arrivals", stream, key), message)


def _about(children: float) -> str:
    if math.isinf(children):
        return say("infinitely many")
    return number(children) if children < 1e15 else f"{children:.1e}"
