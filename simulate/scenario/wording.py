"""Words that all messages share: how a key, a value and a near miss are shown."""

import datetime
import json
import re
from collections.abc import Iterable
from typing import Any

from simulate.language.lists import listed
from simulate.scenario.plain import KeyPath

_BARE_KEY = re.compile(r"[\w-]+")
_LONGEST_SHOWN = 60


def dotted(path: KeyPath) -> str:
    """Write a key path as it is written after --set: arrivals.school.needs.0.share."""
    return ".".join(str(part) if _BARE_KEY.fullmatch(str(part)) else shown(str(part)) for part in path)


def printable(text: str) -> str:
    """Escape whatever a terminal might obey or hide."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def shown(value: Any) -> str:
    """Show a value as a file would write it, on one line and not too long."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            short = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
            return printable(json.dumps(short, ensure_ascii=False))
        case int():
            return str(value) if abs(value) < 10**20 else "a number of more than 20 digits"
        case float():
            return repr(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case dict():
            return "a table"
        case list() | tuple():
            return f"a list of {len(value)}"
        case None:
            return "nothing"
    return f"a Python {type(value).__name__}"


def got(value: Any) -> str:
    """Show a value that was not wanted, saying when it is a text."""
    return f"the text {shown(value)}" if isinstance(value, str) else shown(value)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was probably meant, if any is near."""
    import difflib  # 10 ms that only a mistake needs

    by_plain = {_plain(each): each for each in reversed(list(known))}
    found = difflib.get_close_matches(_plain(word)[:100], by_plain, n=1, cutoff=0.7)
    return by_plain[found[0]] if found else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def did_you_mean(word: str, known: Iterable[str], what: str) -> str:
    """Name the nearest known word, or all of them where they are few; `what` says what they are."""
    known = list(known)
    near = nearest(word, known)
    if near is not None:
        return f"; did you mean {near}?"
    if not known:
        return f"; there are no {what}"
    if len(known) > 30:
        return ""
    return f"; the {what} are {listed(printable(each) for each in known)}"
