"""What pydantic finds wrong with a scenario, in plain words."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails

from simulate.language import say
from simulate.language.lists import either
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.slips import about_date, about_number, date_meant, numbers_meant, yes_or_no
from simulate.scenario.schema.keys import KINDS, Wanted, tables_with, wanted_at
from simulate.scenario.wording import did_you_mean, got, nearest, shown

_OF_CHILDREN = ("start_from", "waiting")


def complaints(errors: Iterable[ErrorDetails], table: Plain) -> list[Complaint]:
    """Put every error pydantic found in a table into words, one for each place."""
    found: dict[KeyPath, str] = {}
    for error in errors:
        path, wanted = _place(error["loc"], table)
        if wanted is not None:
            words = _words(error, path, wanted) + _perhaps_another_name(error, path, table)
            found.setdefault((*path, *_key_in(words, error)), words)
    return [Complaint(path, words) for path, words in found.items()]


def _key_in(words: str, error: ErrorDetails) -> KeyPath:
    """Find the key that a judgement of a whole table is about: the first one in its words that the table has."""
    if error["type"] == "value_error" and isinstance(error["input"], dict):
        return next(((word,) for word in re.findall(r"\w+", words) if word in error["input"]), ())
    return ()


def _perhaps_another_name(error: ErrorDetails, path: KeyPath, table: Plain) -> str:
    """Ask, where a table lacks a key it must have, whether its name is a slip for that of another."""
    if error["type"] != "missing" or len(path) != 3 or path[0] not in KINDS:
        return ""
    near = nearest(str(path[1]), [name for name in table[str(path[0])] if name != path[1]])
    return f"; or did you mean {path[0]}.{near}?" if near else ""


def _place(location: tuple[str | int, ...], table: Plain) -> tuple[KeyPath, Wanted | None]:
    """Find where an error is, and what is wanted there; nothing where the error is about an alternative not meant.

    Where the schema has alternatives (a text or a list), pydantic puts their names between the keys.
    """
    path: KeyPath = ()
    value: Any = table
    rest = list(location)
    while rest:
        wanted = wanted_at(path)
        if wanted is not None and not wanted.is_duration() and len(wanted.choices) > 1:
            alternative = str(rest.pop(0)).split("[")[0]
            if alternative != type(value).__name__ and wanted.takes(_json_kind(value)):
                return path, None
            if not rest:
                break
        part = rest.pop(0)
        path = (*path, part)
        value = _below(value, part)
    return path, wanted_at(path) or Wanted(())


def _json_kind(value: Any) -> str:
    return {"list": "array", "dict": "object", "str": "string"}.get(type(value).__name__, "")


def _below(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None


def _words(error: ErrorDetails, path: KeyPath, wanted: Wanted) -> str:
    value = error["input"]
    match error["type"]:
        case "missing":
            return _missing(path, wanted)
        case "extra_forbidden":
            return _unknown(path)
        case "value_error":
            reason = str(error["ctx"]["error"])
            return reason if isinstance(value, dict | list) else f"{reason}; {_got(value, path, wanted)}"
        case "too_short" if not value:
            return _empty(path, wanted)
    return f"must be {wanted}; {_got(value, path, wanted)}"


def _got(value: Any, path: KeyPath, wanted: Wanted) -> str:
    """Show a value that was not wanted, and how to mend it; but nothing of what is said of a child.

    That may be a name, or a number of it.
    """
    if path[:2] == _OF_CHILDREN and len(path) > 3:
        return "what stands there is not shown"
    return f"got {got(value)}{_hint(value, wanted)}"


def _hint(value: Any, wanted: Wanted) -> str:
    """Say how to mend a value that is nearly right."""
    if isinstance(value, str):
        meant = _meant(value, wanted)
        if meant:
            return f" ({meant})"
        near = nearest(value, [choice for terms in wanted.choices for choice in terms.get("enum", ())])
        return f"; did you mean {shown(near)}?" if near else ""
    if isinstance(value, list):
        parted = 2 * (wanted.most_items() or 0) == len(value) > 0 and all(type(each) is int for each in value)
        return " (write decimal points: a comma parts a number in two)" if parted else ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if wanted.is_date():
        return f" ({about})" if (about := about_date(str(value))) else ""
    if wanted.is_share() and 1 < value <= 100:
        return f" (a share is a part of 1: {value:g} % is {value / 100:g})"
    if isinstance(value, float) and value.is_integer() and wanted.takes("integer") and not wanted.takes("number"):
        return f" (write {int(value)})"
    return ""


def _meant(text: str, wanted: Wanted) -> str:
    """Say what a text was probably meant to be, where something else than a text is wanted."""
    if wanted.takes("number") or wanted.takes("integer"):
        if re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
            return "leave out the quotation marks"
        fits = wanted.takes("number") or all(number.lstrip("-").isdigit() for number in numbers_meant(text))
        return about_number(text) if fits else ""
    if wanted.takes("boolean"):
        yes = yes_or_no(text)
        return "leave out the quotation marks" if text in ("true", "false") else f"write {yes}" if yes else ""
    return _about_day(text) if wanted.is_date() else ""


def _about_day(text: str) -> str:
    """Say how to write a date, or why there is no such day."""
    return say("leave out the quotation marks") if date_meant(text) == text else about_date(text)


def _empty(path: KeyPath, wanted: Wanted) -> str:
    if len(path) == 1 and path[0] in KINDS:
        return _no_tables(str(path[0]))
    return f"must have at least one entry: it is {wanted}"


def _no_tables(table: str) -> str:
    return f"there must be at least one {KINDS[table]}, in a table such as [{table}.NAME]"


def _missing(path: KeyPath, wanted: Wanted) -> str:
    if len(path) == 1 and path[0] in KINDS:
        return _no_tables(str(path[0]))
    meaning = wanted.meaning.split(". ")[0].rstrip(".")
    return f"is missing: {wanted} ({meaning[:1].lower()}{meaning[1:]})"


def _unknown(path: KeyPath) -> str:
    """Say what was probably meant by a key that a table does not have."""
    key = str(path[-1])
    above = wanted_at(path[:-1])
    keys = list((above.table() if above is not None else None) or {})
    elsewhere = tables_with(key)
    if elsewhere and nearest(key, keys) is None:
        return f"does not belong here: {key} is a key of {either(elsewhere)}"
    return f"unknown key{did_you_mean(key, keys, 'keys here')}"
