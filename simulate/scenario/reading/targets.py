"""From a file of targets to its tables: everything that is wrong with their form, each with its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from simulate.language import mark, said, say
from simulate.scenario.errors import Complaint, Mistake, ScenarioError
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.layers import Layer, layer_from_text
from simulate.scenario.reading.places_in_text import tokens
from simulate.scenario.reading.text import read_text
from simulate.scenario.schema.durations import days_from
from simulate.scenario.schema.targets import Seen, TargetsFile
from simulate.scenario.wording import did_you_mean, dotted, got, in_a_row, printable

_MOST = 200
"""Targets and checks in one file."""
_NO_NUMBERS = ("value", "tolerance", "limit")

_WANTED = {
    "move": mark("a list of names of dials"),
    "targets": mark("tables, each with a name: [targets.NAME]"),
    "checks": mark("tables, each with a name: [checks.NAME]"),
    "value": mark('a number, or a length of time such as "98 days"'),
    "tolerance": mark('a number, or a length of time such as "7 days"'),
    "limit": mark('a length of time such as "30 days"'),
}
"""By key: what may stand there; at all others it is a text."""
_TEXT, _TABLE = mark("a text"), mark("a table")

_MISSING = {
    "targets": mark("there must be at least one target, in a table such as [targets.NAME]"),
    "measure": mark("is missing: what is measured"),
    "value": mark("is missing: what was seen, in the unit of the measure"),
    "tolerance": mark("is missing: by how much a scenario may be off and still meet it"),
    "source": mark("is missing: where it was seen, or the word assumption"),
}


@dataclass(frozen=True)
class Read:
    """What a file of targets says, where it says it, and what is wrong with its form."""

    layer: Layer
    tables: TargetsFile | None  # where its form is right
    seen: Mapping[tuple[str, str], Seen]  # by table and name: what is right of each; where something is not, it lacks
    complaints: tuple[Complaint, ...]

    def mistakes(self, further: list[Complaint]) -> list[Mistake]:
        """Give all that is wrong at its place, in the order of the file."""
        found = []
        for each in dict.fromkeys([*self.complaints, *further]):
            places = (each.path[:length] for length in range(len(each.path), 0, -1))
            line = next((self.layer.lines[path] for path in places if path in self.layer.lines), None)
            found.append(Mistake(dotted(each.path), each.message, self.layer.file, line))
        return sorted(found, key=lambda mistake: mistake.line or 0)


def read_targets(given: str | Path | Mapping[str, Any]) -> Read:
    """Read a file of targets, or plain tables like those of one. Raises ScenarioError for what is no TOML."""
    layer = _of_tables(given) if isinstance(given, Mapping) else _of_file(Path(given))
    complaints = list(_wrong_form(layer.table))
    tables, seen = None, {}
    try:
        tables = TargetsFile.model_validate(layer.table)
    except ValidationError as problem:
        complaints += _in_words(problem.errors(include_url=False), layer.table)
    for kind in ("targets", "checks"):
        here = layer.table.get(kind)
        for name, table in here.items() if isinstance(here, dict) else ():
            if isinstance(table, dict):
                seen[kind, str(name)] = _what_is_right(table)
    return Read(layer, tables, seen, tuple(complaints))


def _what_is_right(table: Plain) -> Seen:
    """Read a table as far as its form is right: a wrong key is left out, also one that must be there."""
    try:
        return Seen.model_validate(table)
    except ValidationError as problem:
        wrong = {error["loc"][0] for error in problem.errors(include_url=False)}
    right = {key: value for key, value in table.items() if key not in wrong}
    if "limit" in right:
        right["limit"] = days_from(right["limit"])
    return Seen.model_construct(**right)


def _of_tables(given: Mapping[str, Any]) -> Layer:
    return Layer(say("the targets"), dict(given), {})


def _of_file(path: Path) -> Layer:
    file = printable(str(path))
    text = read_text(path, file)
    if not any(piece.text != "\n" for piece in tokens(text)):
        raise ScenarioError([Mistake("", said(_MISSING["targets"]), file)])
    return layer_from_text(text, file, path.parent)


def _wrong_form(table: Plain) -> Iterator[Complaint]:
    """Find what the models of the tables do not look for."""
    targets, checks = (each if isinstance(each, dict) else {} for each in (table.get("targets"), table.get("checks")))
    if table.get("targets") == {}:
        yield Complaint(("targets",), said(_MISSING["targets"]))
    if len(targets) + len(checks) > _MOST:
        yield Complaint(("targets",), say("{most} targets and checks at most are read", most=_MOST))
    for name in targets.keys() & checks.keys():
        yield Complaint(("checks", name), say("a target has this name already"))
    for kind, tables in (("targets", targets), ("checks", checks)):
        for name, terms in tables.items():
            if isinstance(terms, dict):
                yield from _unfit((kind, str(name)), terms)


def _unfit(place: KeyPath, terms: Plain) -> Iterator[Complaint]:
    for key, value in terms.items():
        if isinstance(value, str) and key not in _NO_NUMBERS and ("\n" in value or printable(value) != value):
            yield Complaint((*place, key), say("must be one line that can be printed"))
    if terms.get("source") == "":
        yield Complaint((*place, "source"), said(_MISSING["source"]))


def _in_words(errors: list[ErrorDetails], table: Plain) -> list[Complaint]:
    """Put what pydantic found into words, one for each place."""
    found: dict[KeyPath, str] = {}
    for error in errors:
        path: KeyPath = error["loc"][: 1 if error["loc"][0] == "move" else 3]
        found.setdefault(path, _words(error, path))
    return [Complaint(path, words) for path, words in found.items()]


def _words(error: ErrorDetails, path: KeyPath) -> str:
    key = str(path[-1])
    if error["type"] == "missing":
        return said(_MISSING[key])
    if error["type"] == "extra_forbidden":
        keys = (TargetsFile if len(path) == 1 else Seen).model_fields
        return in_a_row(say("unknown key"), did_you_mean(key, keys, "keys_here"))
    read = say("got {value}", value=got(error["input"]))
    if error["type"] == "value_error":  # of a length of time
        return in_a_row(str(error["ctx"]["error"]), read)
    wanted = said(_TABLE if len(path) == 2 else _WANTED.get(key, _TEXT))
    return in_a_row(say("must be {wanted}", wanted=wanted), read)
