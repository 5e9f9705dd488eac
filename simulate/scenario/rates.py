"""How many children a stream brings, day by day: piecewise constant rates from the file's words."""

import datetime
from itertools import pairwise

from simulate.scenario.schema.durations import DAYS_PER_YEAR
from simulate.scenario.schema.scenario import Arrivals, Scenario
from simulate.scenario.spans import Spans, spans


def rate_pieces(arrivals: Arrivals, start: datetime.date, end: float) -> tuple[list[float], list[float]]:
    """Cut the days from 0 to `end` into pieces of constant rate.

    Returns the edges (n + 1 days, rising from 0 to `end`) and the rates (n, children per day). The rate changes at
    calendar months where the stream has month factors, counts or a trend, and at the ends of surges; within a
    month the trend stands still at its value in the middle.
    """
    by_month = arrivals.month_factors is not None or arrivals.counts is not None or arrivals.trend_per_year != 0
    edges = {0.0, end}
    if by_month:
        edges.update(_month_starts(start, end))
    for surge in arrivals.surges:
        edges.update(float((day - start).days) for day in (surge.starts, surge.until))
    ordered = sorted(edge for edge in edges if 0 <= edge <= end)
    return ordered, [_rate_on(arrivals, start, (a + b) / 2) for a, b in pairwise(ordered)]


def dated_rate_pieces(every: Spans, stream: str, end: float) -> tuple[list[float], list[float]]:
    """Cut the days from 0 to `end` into pieces of constant rate, as `rate_pieces`, for a stream that changes on days.

    A change of something else makes no new pieces, so that it does not touch the last bits of anybody's arrival.
    """
    start = every[0][1].start
    said = [(day, here.arrivals[stream]) for day, here in every if day < end]
    turns = said[:1] + [after for before, after in pairwise(said) if _says(after[1]) != _says(before[1])]
    edges, rates = [0.0], []
    for (begins, arrivals), until in zip(turns, [*(day for day, _ in turns[1:]), end], strict=True):
        own_edges, own_rates = rate_pieces(arrivals, start, end)
        for (a, b), rate in zip(pairwise(own_edges), own_rates, strict=True):
            if a < until and b > begins:
                edges.append(min(b, until))
                rates.append(rate)
    return edges, rates


def children_expected(scenario: Scenario, opens: float = 0.0, closes: float | None = None) -> dict[str, float]:
    """Count the children each stream is expected to bring between two days, with all its changes; by the end at most.

    The days from 0 to the end of the run are counted where nothing else is said.
    """
    every, expected = spans(scenario), {}
    last = scenario.run.end if closes is None else closes
    for stream in scenario.arrivals:
        edges, rates = dated_rate_pieces(every, stream, scenario.run.end)
        pieces = [(max(a, opens), min(b, last)) for a, b in pairwise(edges)]
        expected[stream] = sum(rate * max(b - a, 0.0) for rate, (a, b) in zip(rates, pieces, strict=True))
    return expected


def _says(arrivals: Arrivals) -> tuple[object, ...]:
    return (
        arrivals.rate_per_day,
        arrivals.counts,
        arrivals.month_factors,
        arrivals.trend_per_year,
        arrivals.surges,
    )


def expected_children(arrivals: Arrivals, start: datetime.date, end: float) -> float:
    """Count the children a stream is expected to bring in the days from 0 to `end` if nothing changes."""
    edges, rates = rate_pieces(arrivals, start, end)
    return sum(rate * (b - a) for rate, (a, b) in zip(rates, pairwise(edges), strict=True))


def _month_starts(start: datetime.date, end: float) -> list[float]:
    days, month = [], start.replace(day=1)
    while (day := (month - start).days) < end:
        days.append(float(day))
        month = _next_month(month)
    return days


def _next_month(month: datetime.date) -> datetime.date:
    return (month + datetime.timedelta(days=32)).replace(day=1)


def _rate_on(arrivals: Arrivals, start: datetime.date, day: float) -> float:
    date = start + datetime.timedelta(days=int(day))
    rate = arrivals.rate_per_day
    if isinstance(arrivals.counts, list):
        number = (date.year - start.year) * 12 + date.month - start.month
        month = date.replace(day=1)
        rate = arrivals.counts[number] / (_next_month(month) - month).days if number < len(arrivals.counts) else 0.0
    if arrivals.month_factors is not None:
        rate *= arrivals.month_factors[date.month - 1]
    rate *= (1 + arrivals.trend_per_year) ** (day / DAYS_PER_YEAR)
    for surge in arrivals.surges:
        if surge.starts <= date < surge.until:
            rate *= surge.factor
    return float(rate)
