"""What pydantic finds wrong with a scenario, in plain words."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails

from simulate.language import mark, said, say
from simulate.language.lists import either
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.slips import about_date, about_number, date_meant, numbers_meant, yes_or_no
from simulate.scenario.schema.keys import KINDS, Wanted, tables_with, wanted_at
from simulate.scenario.schema.kinds import TableError
from simulate.scenario.wording import did_you_mean, got, in_a_row, near_miss, nearest, shown

_AT_LEAST_ONE = {  # units there need not be
    "arrivals": mark("there must be at least one stream, in a table such as [arrivals.NAME]"),
    "needs": mark("there must be at least one need, in a table such as [needs.NAME]"),
    "steps": mark("there must be at least one step, in a table such as [steps.NAME]"),
    "organisations": mark("there must be at least one organisation, in a table such as [organisations.NAME]"),
}
_OF_CHILDREN = ("start_from", "waiting")


def complaints(errors: Iterable[ErrorDetails], table: Plain) -> list[Complaint]:
    """Put every error pydantic found in a table into words, one for each place."""
    found: dict[KeyPath, str] = {}
    for error in errors:
        path, wanted = _place(error["loc"], table)
        if wanted is not None:
            words = in_a_row(_words(error, path, wanted), _perhaps_another_name(error, path, table))
            found.setdefault((*path, *_key_of(error)), words)
    return [Complaint(path, words) for path, words in found.items()]


def _key_of(error: ErrorDetails) -> KeyPath:
    """Give the key that an error of a whole table is about, if it is about one."""
    problem = error.get("ctx", {}).get("error")
    return (problem.key,) if isinstance(problem, TableError) and problem.key else ()


def _perhaps_another_name(error: ErrorDetails, path: KeyPath, table: Plain) -> str:
    """Ask, where a table lacks a key it must have, whether its name is a slip for that of another."""
    if error["type"] != "missing" or len(path) != 3 or path[0] not in KINDS:
        return ""
    near = nearest(str(path[1]), [name for name in table[str(path[0])] if name != path[1]])
    return say("or did you mean {table}.{near}?", table=path[0], near=near) if near else ""


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
            return reason if isinstance(value, dict | list) else in_a_row(reason, _got(value, path, wanted))
        case "too_short" if not value:
            return _empty(path, wanted)
    return in_a_row(say("must be {wanted}", wanted=wanted), _got(value, path, wanted))


def _got(value: Any, path: KeyPath, wanted: Wanted) -> str:
    """Show a value that was not wanted, and how to mend it; but nothing of what is said of a child.

    That may be a name, or a number of it.
    """
    if path[:2] == _OF_CHILDREN and len(path) > 3:
        return say("what stands there is not shown")
    read, help_ = say("got {value}", value=got(value)), _how_to_mend(value, wanted)
    if help_:
        return say("{read} ({help})", read=read, help=help_)
    choices = [choice for terms in wanted.choices for choice in terms.get("enum", ())]
    near = nearest(value, choices) if isinstance(value, str) else None
    return in_a_row(read, near_miss(shown(near) if near else None))


def _how_to_mend(value: Any, wanted: Wanted) -> str:
    """Say how to write a value that is nearly right; "" where that is not known."""
    if isinstance(value, str):
        return _meant(value, wanted)
    if isinstance(value, list):
        parted = 2 * (wanted.most_items() or 0) == len(value) > 0 and all(type(each) is int for each in value)
        return say("write decimal points: a comma parts a number in two") if parted else ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if wanted.is_date():
        return about_date(str(value))
    if wanted.is_share() and 1 < value <= 100:
        return say("a share is a part of 1: {percent} % is {share}", percent=f"{value:g}", share=f"{value / 100:g}")
    if isinstance(value, float) and value.is_integer() and wanted.takes("integer") and not wanted.takes("number"):
        return say("write {value}", value=int(value))
    return ""


def _meant(text: str, wanted: Wanted) -> str:
    """Say what a text was probably meant to be, where something else than a text is wanted."""
    if wanted.takes("number") or wanted.takes("integer"):
        if re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
            return say("leave out the quotation marks")
        fits = wanted.takes("number") or all(number.lstrip("-").isdigit() for number in numbers_meant(text))
        return about_number(text) if fits else ""
    if wanted.takes("boolean"):
        if text in ("true", "false"):
            return say("leave out the quotation marks")
        yes = yes_or_no(text)
        return say("write {value}", value=yes) if yes else ""
    return _about_day(text) if wanted.is_date() else ""


def _about_day(text: str) -> str:
    """Say how to write a date, or why there is no such day."""
    return say("leave out the quotation marks") if date_meant(text) == text else about_date(text)


def _empty(path: KeyPath, wanted: Wanted) -> str:
    if len(path) == 1 and path[0] in KINDS:
        return _no_tables(str(path[0]))
    return say("must have at least one entry: it is {wanted}", wanted=wanted)


def _no_tables(table: str) -> str:
    return said(_AT_LEAST_ONE[table])


def _missing(path: KeyPath, wanted: Wanted) -> str:
    if len(path) == 1 and path[0] in KINDS:
        return _no_tables(str(path[0]))
    return say("is missing: {wanted} ({meaning})", wanted=wanted, meaning=wanted.summary)


def _unknown(path: KeyPath) -> str:
    """Say what was probably meant by a key that a table does not have."""
    key = str(path[-1])
    above = wanted_at(path[:-1])
    keys = list((above.table() if above is not None else None) or {})
    elsewhere = tables_with(key)
    if elsewhere and nearest(key, keys) is None:
        return say("does not belong here: {key} is a key of {tables}", key=key, tables=either(elsewhere))
    return in_a_row(say("unknown key"), did_you_mean(key, keys, "keys_here"))
