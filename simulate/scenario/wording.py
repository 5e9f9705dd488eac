"""Words that all messages share: how a key, a value and a near miss are shown."""

import datetime
import json
import re
from collections.abc import Iterable
from typing import Any

from simulate.language import mark, said, say
from simulate.language.lists import listed
from simulate.scenario.plain import KeyPath

_BARE_KEY = re.compile(r"[\w-]+")
_LONGEST_SHOWN = 60
_MOST_NAMED = 30

_NO_SUCH = {
    "stream": mark("there is no stream {name}"),
    "need": mark("there is no need {name}"),
    "step": mark("there is no step {name}"),
    "unit": mark("there is no unit {name}"),
    "organisation": mark("there is no organisation {name}"),
    "dial": mark("there is no dial {name}"),
}
"""By kind of name: what is said of one that is not known."""

_KNOWN = {
    "streams": (mark("the streams are {known}"), mark("there are no streams")),
    "needs": (mark("the needs are {known}"), mark("there are no needs")),
    "steps": (mark("the steps are {known}"), mark("there are no steps")),
    "units": (mark("the units are {known}"), mark("there are no units")),
    "organisations": (mark("the organisations are {known}"), mark("there are no organisations")),
    "dials": (mark("the dials are {known}"), mark("there are no dials")),
    "columns": (mark("the columns are {known}"), mark("there are no columns")),
    "keys": (mark("the keys are {known}"), mark("there are no keys")),
    "keys_here": (mark("the keys here are {known}"), mark("there are no keys here")),
}
"""By kind of names: which there are, or that there are none."""


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
            return str(value) if abs(value) < 10**20 else say("a number of more than 20 digits")
        case float():
            return repr(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case dict():
            return say("a table")
        case list() | tuple():
            return say("a list of {count}", count=len(value))
        case None:
            return say("nothing")
    return say("a Python {kind}", kind=type(value).__name__)


def got(value: Any) -> str:
    """Show a value that was not wanted, saying when it is a text."""
    return say("the text {text}", text=shown(value)) if isinstance(value, str) else shown(value)


def bound(value: float) -> str:
    """Write a number that a value may not pass: exactly, and with spaces between thousands."""
    return f"{value:,}".replace(",", " ")


def in_a_row(*clauses: str) -> str:
    """Put clauses of one message in a row: "what is wanted; what was read"; empty ones are left out."""
    *first, last = [clause for clause in clauses if clause] or [""]
    return say("{first}; {next}", first=in_a_row(*first), next=last) if first else last


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that was probably meant, if any is near."""
    import difflib  # 10 ms that only a mistake needs

    by_plain = {_plain(each): each for each in reversed(list(known))}
    found = difflib.get_close_matches(_plain(word)[:100], by_plain, n=1, cutoff=0.7)
    return by_plain[found[0]] if found else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def near_miss(near: str | None) -> str:
    """Ask whether a known word was meant; "" where none is near."""
    return say("did you mean {near}?", near=near) if near else ""


def did_you_mean(word: str, known: Iterable[str], what: str) -> str:
    """Name the nearest known word, or all of them where they are few; "" where they are many.

    `what` says what they are: a key of `_KNOWN`.
    """
    known = list(known)
    near = nearest(word, known)
    if near is not None:
        return near_miss(near)
    some, none = _KNOWN[what]
    if not known:
        return said(none)
    return said(some, known=listed(printable(each) for each in known)) if len(known) <= _MOST_NAMED else ""


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no stream, need, step, unit or organisation of a name, and which there are."""
    return in_a_row(said(_NO_SUCH[kind], name=shown(name)), did_you_mean(name, known, f"{kind}s"))
