"""How many children a stream brings, day by day: piecewise constant rates from the file's words."""

import datetime
from itertools import pairwise

from simulate.scenario.durations import DAYS_PER_YEAR
from simulate.scenario.schema import Arrivals


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


def expected_children(arrivals: Arrivals, start: datetime.date, end: float) -> float:
    """Count the children a stream is expected to bring in the days from 0 to `end`."""
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
