"""Numbers in plain words: a real minus sign, as many decimals as mean something, "not reached".

How a language writes them, with a decimal point or a comma, stands in `notation`.
"""

import math
from collections.abc import Iterable, Sequence

from simulate.language.catalogue import say
from simulate.language.notation import notation

OPEN_END = "?"
"""In place of the end of an interval that cannot be told: the percentile may as well not be reached."""


def decimals_for(largest: float) -> int:
    """Choose how many decimals numbers need whose largest is as given."""
    size = abs(largest)
    if math.isnan(size) or size >= 20:
        return 0
    return 1 if size >= 2 else 2


def decimals_in_table(values: Iterable[float], unit: str) -> int:
    """Choose how many decimals a row of values has, of days and per cents at most one: the same wherever they stand."""
    largest = max((abs(value) for value in values if not math.isnan(value)), default=0.0)
    places = decimals_for(largest)
    return min(places, 1) if unit in ("days", "%") else places


def number(value: float, decimals: int = 0, sign: bool = False) -> str:
    """Write a number with a real minus sign, and spaces between thousands; `sign` also writes a plus."""
    if math.isnan(value):
        return say("not reached")
    signs = notation()
    whole, _, part = f"{abs(value):,.{decimals}f}".partition(".")
    text = whole.replace(",", signs.between_thousands) + (signs.decimal_mark + part if part else "")
    zero = not (whole + part).strip("0")
    if value < 0 and not zero:
        return signs.minus + text
    return signs.plus + text if sign and not zero else text


def in_full(value: float) -> str:
    """Write a number of a scenario file with the decimals it has there: "12", "3.5", "0.0075"."""
    return number(value, decimals_in_full(value))


def decimals_in_full(value: float) -> int:
    """Count the decimals that a number has as it stands in a scenario file."""
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])


def percent(share: float) -> str:
    """Write a share between 0 and 1 in per cent: "4 %", and "<1 %" rather than a 0 that is not one."""
    return "" if math.isnan(share) else in_percent(_points(share))


def percents(shares: Sequence[float]) -> str:
    """Write shares in per cent as one, or as the least and the most of them: "35 to 41 %"."""
    least, most = min(shares), max(shares)
    if percent(least) == percent(most):
        return percent(most)
    return from_to("" if math.isnan(least) else _points(least), percent(most))


def percents_in_turn(shares: Sequence[float], nothing: str) -> str:
    """Write shares in per cent one after the other, with one sign for all: "8 / 9 %"; `nothing` where one is NaN."""
    return in_percent(" / ".join(nothing if math.isnan(share) else _points(share) for share in shares))


def exactly(share: float, decimals: int) -> str:
    """Write a share between 0 and 1 in per cent with so many decimals, as the rows of the table do: "5.9 %"."""
    return in_percent(number(100 * share, decimals))


def in_percent(points: str) -> str:
    """Write a number, which is one of per cents, with their sign."""
    return notation().percent.format(number=points)


def _points(share: float) -> str:
    if 0 < share < 0.01:
        return "<1"
    if 0.99 < share < 1:
        return ">99"
    return number(share * 100)


def from_to(least: str, most: str) -> str:
    """Write what lies between two numbers, or the one that they are: "7 to 14"."""
    return most if least == most else say("{least} to {most}", least=least, most=most)


def interval(low: float, high: float, decimals: int = 0) -> str:
    """Write an interval: "[−27, −17]", "[6, ?]" where one end is not known; nothing where there is none."""
    return "" if math.isnan(low) and math.isnan(high) else between(low, high, decimals)


def interval_in_words(low: float, high: float, decimals: int = 0) -> str:
    """Name an interval in a sentence: "interval [−27, −17]", or "no interval"."""
    ends = interval(low, high, decimals)
    return say("interval {interval}", interval=ends) if ends else say("no interval")


def between(low: float, high: float, decimals: int = 0) -> str:
    """Write an interval of which neither end need be known: "[?, ?]"."""
    least, most = (OPEN_END if math.isnan(end) else number(end, decimals) for end in (low, high))
    return say("[{low}, {high}]", low=least, high=most)


def difference(value: float, low: float, high: float, decimals: int = 0) -> str:
    """Write a difference with its interval: "−22 [−27, −17]"."""
    if math.isnan(value):
        return say("not comparable")
    return " ".join(part for part in (number(value, decimals, sign=True), interval(low, high, decimals)) if part)


def whole_or_mean(count: float) -> str:
    """Write a count, which may be a mean: "3", "2.5", "0.25"; with two decimals only where they say all of it."""
    exact = next((some for some in (0, 1, 2) if math.isclose(count, round(count, some), abs_tol=1e-9)), None)
    return (
        number(count, exact)
        if exact is not None
        else number(count, 1 if abs(count) >= 1 else 2 if abs(count) >= 0.1 else 4)
    )
