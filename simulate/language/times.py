"""Lengths of time in plain words. Days of the calendar are written as everywhere in Sweden and in files: 2018-01-31."""

from simulate.language.catalogue import say_n
from simulate.language.numbers import whole_or_mean


def days(count: float) -> str:
    """Write a length of time: "1 day", "17.5 days"."""
    return say_n("{count} day", "{count} days", count, count=whole_or_mean(count))
