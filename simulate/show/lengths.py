"""Lengths of time in words, and how often a meeting takes place."""

from simulate.language import say_n
from simulate.language.numbers import from_to, number, whole_or_mean
from simulate.scenario.schema.durations import DAYS_PER_YEAR

_NEARLY = 0.01  # years: so much may lie between a length and the whole or half years it is told as


def in_days(days: float) -> str:
    """Write a length in whole days: "1 day", "30 days"."""
    return say_n("{count} day", "{count} days", round(days), count=number(days))


def in_years(days: float) -> str:
    """Write a length in years where these are whole or half ones ("1 year", "1.5 years"), in days else."""
    halves = round(days / DAYS_PER_YEAR * 2)
    if days < DAYS_PER_YEAR or abs(days / DAYS_PER_YEAR * 2 - halves) >= _NEARLY:
        return in_days(days)
    years = halves / 2
    return say_n("{count} year", "{count} years", years, count=number(years, halves % 2))


def with_rhythm(meeting: str, least: float, most: float) -> str:
    """Name a meeting, and how many days lie between two of it: "committee (meets every 14 days)"."""
    return say_n(
        "{meeting} (meets every day)",
        "{meeting} (meets every {days} days)",
        1 if least == most == 1 else 2,
        meeting=meeting,
        days=from_to(whole_or_mean(least), whole_or_mean(most)),
    )
