"""Swedish working days, and the times in which a unit calls nobody."""

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from simulate.scenario.schema.staffing import Closed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Spans = tuple[tuple[float, float], ...]
"""Spans of days, (from, until): rising and apart."""

_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


def is_working_day(date: datetime.date) -> bool:
    """Tell whether municipal offices work on a day: Monday to Friday, but for public holidays and the three eves."""
    return date.weekday() < _SATURDAY and date not in free_days(date.year)


@cache
def free_days(year: int) -> frozenset[datetime.date]:
    """Give the public holidays of a year that may fall on a weekday, and Midsummer, Christmas and New Year's Eve.

    The eves are no public holidays, but are treated as such by semesterlagen (1977:480) 7 § and, for limits of time,
    by lag (1930:173) 2 §, and municipal offices do not work on them. Other eves are working days. The holidays are
    those of lag (1989:253) om allmänna helgdagar: 6 June instead of Whit Monday since 2005; Midsummer Day and All
    Saints' Day on a Saturday, and the Annunciation on a Sunday, since 1953 (lag 1952:48).
    """
    easter = easter_sunday(year)
    fixed = [(1, 1), (1, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    if year >= 1939:
        fixed.append((5, 1))
    if year >= 2005:
        fixed.append((6, 6))
    if year < 1953:
        fixed += [(3, 25), (6, 23), (6, 24)]
    movable = [easter - 2 * _DAY, easter + _DAY, easter + 39 * _DAY]  # Good Friday, Easter Monday, Ascension
    if year < 2005:
        movable.append(easter + 50 * _DAY)  # Whit Monday
    if year >= 1953:
        movable.append(_from_on(datetime.date(year, 6, 19), weekday=4))  # Midsummer Eve, a Friday
    return frozenset([*movable, *(datetime.date(year, month, day) for month, day in fixed)])


def easter_sunday(year: int) -> datetime.date:
    """Give Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    century, in_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)


def _from_on(date: datetime.date, weekday: int) -> datetime.date:
    return date + (weekday - date.weekday()) % 7 * _DAY


def working_days_before_midnights(start: datetime.date, end: float) -> "NDArray[np.float64]":
    """Count the working days before each midnight: (days + 1,) floats, the first 0, for a run of `end` days.

    Entry d speaks of the midnight at which day d begins; between two midnights the count rises evenly on a working
    day and stands still on any other. `end` is rounded up to a midnight.
    """
    import numpy as np  # reading a scenario does without

    working = [is_working_day(start + number * _DAY) for number in range(math.ceil(end))]
    return np.concatenate([[0.0], np.cumsum(working, dtype=np.float64)])


def closed_spans(closed: Sequence[Closed], hours: str, start: datetime.date, end: float) -> Spans:
    """Give the spans of days in a run of `end` days in which nobody is called, by a unit's `closed` and `hours`.

    They rise, lie apart (what touches is one span) and within 0 and `end`; days count from the start.
    """
    found = [*_of_holidays(closed, start, end), *_of_hours(hours, start, end)]
    clipped = ((max(since, 0.0), min(until, end)) for since, until in found)
    return _joined(span for span in clipped if span[0] < span[1])


def _joined(spans: Iterable[tuple[float, float]]) -> Spans:
    """Join spans that overlap or touch."""
    joined: list[tuple[float, float]] = []
    for since, until in sorted(spans):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((since, until))
    return tuple(joined)


def _of_holidays(closed: Sequence[Closed], start: datetime.date, end: float) -> Iterator[tuple[float, float]]:
    last = (start + math.ceil(end) * _DAY).year
    for each in closed:
        if isinstance(each.starts, datetime.date) and isinstance(each.until, datetime.date):
            yield float((each.starts - start).days), float((each.until - start).days)
            continue
        first, after = _month_and_day(each.starts), _month_and_day(each.until)
        for year in range(start.year - 1, last + 1):
            since = datetime.date(year, *first)
            until = datetime.date(year + (after < first), *after)
            yield float((since - start).days), float((until - start).days)


def _month_and_day(day: datetime.date | str) -> tuple[int, int]:
    month, number = str(day)[-5:].split("-")
    return int(month), int(number)


def _of_hours(hours: str, start: datetime.date, end: float) -> Iterator[tuple[float, float]]:
    """Give the times outside working hours, day by day; a day's end touches the beginning of the next."""
    if hours == "always":
        return
    weekdays = hours.startswith("weekdays")
    opens, closes = (int(hour) / 24 for hour in re.findall(r"\d+", hours)) if hours[-1].isdigit() else (0.0, 1.0)
    for number in range(math.ceil(end)):
        if weekdays and not is_working_day(start + number * _DAY):
            yield float(number), number + 1.0
        else:
            yield float(number), number + opens
            yield number + closes, number + 1.0
