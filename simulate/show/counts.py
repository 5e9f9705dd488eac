"""Counts in words."""

from simulate.language import say_n
from simulate.language.numbers import number


def replications_in_words(count: int) -> str:
    """Say how many replications there are: "1 replication", "30 replications"."""
    return say_n("{count} replication", "{count} replications", count, count=number(count))
