"""The schema for others: JSON Schema for editors, tables of keys for readers."""

import copy
from collections.abc import Iterator
from typing import Any

from simulate.language import mark, said, say
from simulate.language.lists import listed
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.definitions import Terms, definitions
from simulate.scenario.schema.durations import SHAPES, SPANS_IN
from simulate.scenario.schema.keys import Wanted, wanted_at, wanted_of
from simulate.scenario.schema.meanings import meaning
from simulate.scenario.schema.targets import TargetsFile
from simulate.scenario.wording import dotted
from simulate.scenario.writing import written_value

_ITEMS_OF_LISTS = (
    "NeedShare",
    "AgeShare",
    "Surge",
    "Ending",
    "NewcomerStep",
    "Closed",
    "Phase",
    "Change",
    "OpenCase",
)  # replaced as a whole, so complete in every file
_EXTENDS = mark("Another scenario file over which this one is laid: this one then holds only what changes.")

_EXAMPLES = ('"5 days"', '"9 days"', '"20 days"')

_TABLES: tuple[tuple[str, KeyPath], ...] = (
    (mark("The file itself"), ()),
    ("`[run]`", ("run",)),
    ("`[arrivals.NAME]`", ("arrivals", "NAME")),
    (mark("An item of `needs` in `[arrivals.NAME]`"), ("arrivals", "NAME", "needs", 0)),
    (mark("An item of `ages` in `[arrivals.NAME]`"), ("arrivals", "NAME", "ages", 0)),
    (mark("An item of `surges` in `[arrivals.NAME]`"), ("arrivals", "NAME", "surges", 0)),
    ("`[needs.NAME]`", ("needs", "NAME")),
    (mark("An item of `endings` in `[needs.NAME]`"), ("needs", "NAME", "endings", 0)),
    (mark("`returns` in `[needs.NAME]`"), ("needs", "NAME", "returns")),
    ("`[steps.NAME]`", ("steps", "NAME")),
    ("`[units.NAME]`", ("units", "NAME")),
    (mark("`absence` in `[units.NAME]`"), ("units", "NAME", "absence")),
    (mark("`pressure` in `[units.NAME]`"), ("units", "NAME", "pressure")),
    (mark("An item of `newcomer` in `[units.NAME]`"), ("units", "NAME", "newcomer", 0)),
    (mark("`extra_staff` in `[units.NAME]`"), ("units", "NAME", "extra_staff")),
    (mark("An item of `closed` in `[units.NAME]`"), ("units", "NAME", "closed", 0)),
    (mark("`hours` in `[units.NAME]`, as a table"), ("units", "NAME", "hours")),
    (mark("`development` in `[units.NAME]` and `[organisations.NAME]`"), ("units", "NAME", "development")),
    ("`[crisis]`", ("crisis",)),
    ("`[organisations.NAME]`", ("organisations", "NAME")),
    (mark("`start_up` in `[organisations.NAME]`"), ("organisations", "NAME", "start_up")),
    ("`[organisations.NAME.steps.STEP]`", ("organisations", "NAME", "steps", "STEP")),
    ("`[organisations.NAME.units.UNIT]`", ("organisations", "NAME", "units", "UNIT")),
    ("`[[organisations.NAME.phases]]`", ("organisations", "NAME", "phases", 0)),
    ("`[[changes]]`", ("changes", 0)),
    ("`[changes.arrivals.NAME]`", ("changes", 0, "arrivals", "NAME")),
    ("`[changes.units.NAME]`", ("changes", 0, "units", "NAME")),
    ("`[changes.organisations.NAME]`", ("changes", 0, "organisations", "NAME")),
    ("`[start_from]`", ("start_from",)),
    (mark("An item of `waiting` in `[start_from]`"), ("start_from", "waiting", 0)),
    ("`[costs]`", ("costs",)),
    ("`[dials.NAME]`", ("dials", "NAME")),
    (mark("`title` in `[dials.NAME]`"), ("dials", "NAME", "title")),
)

# Tables that may say a part of what another says: only what differs is written out.
_PARTS: dict[KeyPath, KeyPath] = {
    ("organisations", "NAME", "units", "UNIT"): ("units", "NAME"),
    ("organisations", "NAME", "phases", 0): ("organisations", "NAME"),
    ("changes", 0, "arrivals", "NAME"): ("arrivals", "NAME"),
    ("changes", 0, "units", "NAME"): ("units", "NAME"),
    ("changes", 0, "organisations", "NAME"): ("organisations", "NAME"),
}


def json_schema() -> Terms:
    """Give the JSON Schema of a scenario file, as an editor uses it for completion and checking.

    A file that extends another may leave out what the other has, so inside tables no key is demanded; which keys
    are missing is told when the scenario is read.
    """
    schema = copy.deepcopy(definitions())
    for name, table in schema["$defs"].items():
        if name not in _ITEMS_OF_LISTS:
            table.pop("required", None)
    required = schema.pop("required")
    schema["properties"] = {"extends": {"type": "string", "description": said(_EXTENDS)}, **schema["properties"]}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": say("A scenario of supportflow")}
    alone = {"if": {"not": {"required": ["extends"]}}, "then": {"required": required}}
    tidy: Terms = _tidy(schema)
    return {**head, **tidy, **alone}


def targets_schema() -> Terms:
    """Give the JSON Schema of a file of targets, as an editor uses it."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": say("Targets of supportflow")}
    tidy: Terms = _tidy(TargetsFile.model_json_schema())
    return {**head, **tidy}


def _tidy(terms: Any) -> Any:
    """Take out what TOML cannot say (null) and the titles that pydantic makes from names."""
    if isinstance(terms, list):
        return [_tidy(each) for each in terms]
    if not isinstance(terms, dict):
        return terms
    if "anyOf" in terms:
        choices = [each for each in terms["anyOf"] if each != {"type": "null"}]
        rest = {key: value for key, value in terms.items() if key != "anyOf"}
        terms = {**choices[0], **rest} if len(choices) == 1 else {**rest, "anyOf": choices}
    kept = {}
    for key, value in terms.items():
        is_title = key == "title" and isinstance(value, str)
        if not is_title and not (key == "default" and value is None):
            kept[key] = meaning(value) if key == "description" and isinstance(value, str) else _tidy(value)
    return kept


def key_tables() -> str:
    """Write Markdown tables of all keys: what each one is, what it takes, and what holds where it is left out."""
    lines = [*_shapes(), *(line for heading, path in _TABLES for line in _markdown_table(heading, path))]
    return "\n".join(lines).rstrip() + "\n"


def _shapes() -> Iterator[str]:
    yield f"### {say('Lengths of time')}\n"
    yield say(
        'A length of time is a text, `"36 hours"`, `"14 days"`, `"3 weeks"`, `"4 months"` (of 30.4375 days) or '
        '`"2 years"` (of 365.25 days), or so in Swedish: `"1,5 månader"`. A duration is a length of time, or varies '
        "from child to child:\n"
    )
    yield _row(say("duration"), say("what the numbers are"))
    yield _rule(2)
    for shape, (numbers, spread) in SHAPES.items():
        spans = ", ".join(_EXAMPLES[: SPANS_IN.get(shape, 1)])
        further = "".join(f", {name} = 0.5" for name in spread)
        value = f"[{spans}]" if SPANS_IN.get(shape, 1) > 1 else spans
        yield _row(f"`{{ {shape} = {value}{further} }}`", ", ".join([said(numbers), *spread]))
    yield ""


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|" + "---|" * columns


def _markdown_table(heading: str, path: KeyPath) -> Iterator[str]:
    wanted = _known(path)
    keys = wanted.table() or {}
    yield f"### {said(heading)}\n"
    if wanted.meaning and path:
        yield f"{wanted.meaning}\n"
    if path in _PARTS:
        whole = _known(_PARTS[path]).table() or {}
        lacks = listed(f"`{key}`" for key in whole if key not in keys)
        keys = {key: terms for key, terms in keys.items() if not _is_alike(terms, whole.get(key))}
        table = f"`[{dotted(_PARTS[path])}]`"
        if not keys:
            yield say("Any keys of {table} but {keys}.\n", table=table, keys=lacks)
            return
        yield say("Any keys of {table} but {keys}, with\n", table=table, keys=lacks)
    yield _row(say("key"), say("meaning"), say("value"), say("if left out"))
    yield _rule(4)
    if not path:
        yield _row("`extends`", said(_EXTENDS), say("the name of a file"), "–")
    for key, terms in keys.items():
        below = _known((*path, key))
        default = say("must be given") if key in wanted.required() else _default_words(terms, below)
        yield _row(f"`{key}`", below.meaning, _value_words(below), default)
    yield ""


def _is_alike(terms: Terms, other: Terms | None) -> bool:
    """Tell whether a key means the same in a part of a table as in the table."""
    return other is not None and wanted_of(terms).meaning == wanted_of(other).meaning


def _known(path: KeyPath) -> Wanted:
    wanted = wanted_at(path)
    assert wanted is not None, path
    return wanted


def _value_words(wanted: Wanted) -> str:
    if wanted.is_duration():
        if any(terms.get("format") == "date" for terms in wanted.choices):
            return say("a date or a length of time")
        return say("a duration") if len(wanted.choices) > 1 else say("a length of time")
    if wanted.takes("object") and wanted.takes("string") and wanted.table() is None:
        return say("a text, or a table of texts")
    named = wanted.free_keys()
    if named is not None:
        return say("numbers, by name") if named.takes("number") else say("tables, by name")
    return str(wanted)


def _default_words(terms: Terms, wanted: Wanted) -> str:
    default = terms.get("default")
    if default in (None, {}, [], "") or (wanted.table() is not None and not isinstance(default, str)):
        return "–"
    return f"`{written_value(default)}`"
