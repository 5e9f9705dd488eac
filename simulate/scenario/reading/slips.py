"""What was probably meant by a value that is written as people write it, and not as the file wants it."""

import calendar
import datetime
import re
from contextlib import suppress
from decimal import Decimal

from simulate.language import say
from simulate.language.lists import either

_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-"})
_SPACES = " \u00a0\u2007\u2009\u202f"  # between thousands
_NUMBER = re.compile(
    rf"([+-]?)[{_SPACES}]*(\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d*)(?:[.,](\d+))?[{_SPACES}]*(%?)", re.ASCII
)
_PLAIN_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_LONGEST = 40  # characters of a number
_A_DATE = "2018-01-31"

_YES, _NO = ("ja", "sant", "sann", "yes", "true", "on"), ("nej", "falskt", "falsk", "no", "false", "off")
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9} | {
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})\2(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})([/.\- ]|, )(\d{4})", re.ASCII)
_NAMED = re.compile(r"(?:den )?(\d{1,2})(?:[.:]?[ae]?|st|nd|rd|th) ([^\W\d]+)\.?,? (\d{4})")
_NAMED_FIRST = re.compile(r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def numbers_meant(text: str) -> list[str]:
    """Write as TOML does a number with a decimal comma, a per cent sign, spaces or a typographic minus.

    Gives two numbers where it may be read in two ways (1,010), and none for what is no number.
    """
    plain = text.strip().translate(_MINUS)
    match = _NUMBER.fullmatch(plain) if len(text) <= _LONGEST else None
    if match is None or not (match[2] or match[3]):
        return []
    sign, whole, decimals, per_cent = match.groups()
    digits = re.sub(r"\D", "", whole).lstrip("0") or "0"
    number = Decimal(f"{sign}{digits}.{decimals}" if decimals else f"{sign}{digits}")
    if per_cent:
        return [f"{(number / 100).normalize():f}"]
    thousands = [f"{sign}{digits}{decimals}"] if re.fullmatch(r"[1-9]\d{0,2},\d{3}", plain.lstrip("+-")) else []
    return [*thousands, f"{number:f}"]


def about_number(text: str) -> str:
    """Say how to write a number that is written otherwise; "" for what is no number, or is one as it stands."""
    meant = numbers_meant(text)
    if not meant or _PLAIN_NUMBER.fullmatch(text.strip()):
        return ""
    if "%" in text:
        given = text.replace("%", "").strip()
        return say("a share is a part of 1: {percent} % is {share}", percent=given, share=meant[0])
    if len(meant) > 1:
        return say("write {numbers}, whichever is meant", numbers=either(meant))
    return say("write {number}", number=meant[0])


def yes_or_no(text: str) -> str | None:
    """Write as TOML does a yes or a no in English or Swedish; None for any other word."""
    word = text.strip().lower()
    return "true" if word in _YES else "false" if word in _NO else None


def date_meant(text: str) -> str | None:
    """Write as TOML does a date that is written as people write it; None for what is none."""
    with suppress(ValueError, TypeError):  # no date, or no such day
        return datetime.date(*_date_parts(text.strip())).isoformat()  # type: ignore[misc]
    return None


def about_date(text: str) -> str:
    """Say how to write a date that is written otherwise, or why there is no such day; "" for what is no date."""
    parts = _date_parts(text.strip())
    if parts is None:
        return ""
    year, month, day = parts
    if not 1 <= month <= 12:
        return say("there is no month {month}; write a date as year-month-day: {example}", month=month, example=_A_DATE)
    if not 1 <= year <= 9999:
        return ""
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        date = f"{year}-{month:02}-{day:02}"
        return say("there is no {date}: that month has {days} days", date=date, days=length)
    return say("write {date}", date=datetime.date(year, month, day).isoformat())


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """Take year, month and day from a date; None where it is none, or may be read in two ways."""
    match = _YEAR_FIRST.fullmatch(text)
    if match is not None:
        return int(match[1]), int(match[3]), int(match[4])
    match = _DAY_FIRST.fullmatch(text)
    if match is not None:
        day, month, year = int(match[1]), int(match[3]), int(match[5])
        american = match[2] == "/" == match[4]  # 2/3/2024 is the second of March, or the third of February
        return None if american and day != month and day <= 12 and month <= 12 else (year, month, day)
    match, named_first = _NAMED.fullmatch(text.lower()), _NAMED_FIRST.fullmatch(text.lower())
    if match is not None:
        day_text, name, year_text = match.groups()
    elif named_first is not None:
        name, day_text, year_text = named_first.groups()
    else:
        return None
    month = _MONTHS.get(name[:3], 0)
    return (int(year_text), month, int(day_text)) if month else None
