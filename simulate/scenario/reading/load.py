"""From a scenario file to a checked `Scenario`: everything that is wrong is told at once."""

import datetime
import logging
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from simulate.language import mark, said, say, say_n
from simulate.scenario.errors import Complaint, Mistake, ScenarioError
from simulate.scenario.plain import KeyPath
from simulate.scenario.reading.characters import described
from simulate.scenario.reading.complaints import complaints
from simulate.scenario.reading.counts import read_counts
from simulate.scenario.reading.layers import Resolved, find_beside, layer_from_text, layers_of, merged, with_bases
from simulate.scenario.reading.parts import parts_of_table
from simulate.scenario.reading.settings import with_changes
from simulate.scenario.reading.text import check_text, read_table_text
from simulate.scenario.reading.waiting_list import read_waiting_list
from simulate.scenario.rules.mistakes import with_further, wrong_tables
from simulate.scenario.rules.start_from import digest_of
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.wording import dotted, in_a_row, printable, shown

MOST_MISTAKES = 50
LONGEST_TEXT = 20_000  # characters
_IN_WINDOWS = mark(
    "this file is not in UTF-8, and was read as Windows-1252, which Excel writes as plain CSV; if a letter such as å "
    'comes out wrong, save it as "CSV UTF-8"'
)
_SAID = logging.getLogger("simulate")
_WAITING: KeyPath = ("start_from", "waiting")
_DIGEST: KeyPath = ("start_from", "digest")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # also of the direction of writing


def load(
    path: str | Path,
    changes: Mapping[str, Any] | None = None,
    *,
    changes_are: str = "changes",
    lists: int = MOST_MISTAKES,
) -> Scenario:
    """Read and check a scenario file.

    `changes` maps dotted keys ("units.reception.workers") to plain values, or to None for keys to take away;
    `changes_are` is what messages call them. Raises ScenarioError with every mistake, `lists` of them at most.
    """
    return checked(resolve(path), changes, changes_are=changes_are, lists=lists)


def load_text(text: str, changes: Mapping[str, Any] | None = None, file: str = "scenario") -> Scenario:
    """Check a scenario given as text; it can extend shipped scenarios only. Raises ScenarioError."""
    layer = layer_from_text(check_text(text.removeprefix("\ufeff"), file), file, None)
    return checked(merged(with_bases([layer], [])), changes)


def resolve(path: str | Path) -> Resolved:
    """Read a scenario file and all it extends into one table, without checking what it says."""
    return merged(layers_of(Path(path)))


def checked(
    resolved: Resolved,
    changes: Mapping[str, Any] | None = None,
    *,
    changes_are: str = "changes",
    lists: int = MOST_MISTAKES,
) -> Scenario:
    """Check what files say, with changes as in `load`. Raises ScenarioError with every mistake, `lists` at most."""
    resolved, mistakes = with_changes(resolved, changes or {}, changes_are)
    resolved, of_counts, unread = _with_counts(resolved)
    resolved, of_list = _with_waiting_list(resolved)
    unread |= {_WAITING} if of_list else set()
    scenario, found = _validated(resolved)
    mistakes += [*of_counts, *of_list]
    mistakes += [_mistake(resolved, each.path, each.message) for each in found if each.path not in unread]
    if mistakes or scenario is None:
        raise ScenarioError(_in_order(mistakes, resolved, lists))
    return scenario


def _validated(resolved: Resolved) -> tuple[Scenario | None, list[Complaint]]:
    """Check a whole table: single values first, then what the schema wants, then what concerns several tables."""
    found = list(_unfit_values(resolved.table, ()))
    scenario = None
    try:
        scenario = Scenario.model_validate(resolved.table)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        found = with_further(found, complaints(errors[: 4 * MOST_MISTAKES], resolved.table))
    return scenario, with_further(found, wrong_tables(parts_of_table(resolved.table)))


def _unfit_values(value: Any, path: KeyPath) -> Iterator[Complaint]:
    """Find values that no key may have: numbers without end, texts that hide something."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _unfit_values(each, (*path, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _unfit_values(each, (*path, number))
    elif isinstance(value, float) and not math.isfinite(value):
        why = say(
            "must be an ordinary number; got {value} (nan, inf and numbers beyond 1e308 are refused)", value=value
        )
        yield Complaint(path, why)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        yield Complaint(path, say("must be a number of at most 19 digits; got {value}", value=shown(value)))
    elif isinstance(value, str):
        control = _CONTROL.search(value)
        if control is not None:
            yield Complaint(path, say("{character} may not stand in a text", character=described(control[0])))
        elif len(value) > LONGEST_TEXT:
            long = say("this text has {count} characters; {most} are allowed", count=len(value), most=LONGEST_TEXT)
            yield Complaint(path, long)


def _with_counts(resolved: Resolved) -> tuple[Resolved, list[Mistake], set[KeyPath]]:
    """Put numbers in the place of every CSV file that a stream names; tells which streams have none to be used."""
    streams = resolved.table.get("arrivals")
    streams = streams if isinstance(streams, dict) else {}
    mistakes: list[Mistake] = []
    unread: set[KeyPath] = set()
    read: dict[str, Any] = {}
    for stream, terms in streams.items():
        name = terms.get("counts") if isinstance(terms, dict) else None
        if isinstance(name, str):
            counts, wrong = _counts(resolved, stream, name)
            if wrong:
                mistakes += wrong
                unread.add(("arrivals", stream, "counts"))
            else:
                read[stream] = {**terms, "counts": counts}
    if not read:
        return resolved, mistakes, unread
    return Resolved({**resolved.table, "arrivals": {**streams, **read}}, resolved.layers), mistakes, unread


def _counts(resolved: Resolved, stream: str, name: str) -> tuple[list[float], list[Mistake]]:
    """Read the CSV file of counts that a stream names."""
    start = resolved.table.get("start")
    try:
        text, file = _beside(resolved, ("arrivals", stream, "counts"), name)
    except ScenarioError as problem:
        return [], problem.mistakes
    return read_counts(text, file, start if isinstance(start, datetime.date) else None)


def _with_waiting_list(resolved: Resolved) -> tuple[Resolved, list[Mistake]]:
    """Put open cases in the place of the CSV file that names them."""
    start_from = resolved.table.get("start_from")
    if not isinstance(start_from, dict) or not isinstance(name := start_from.get("waiting"), str):
        return resolved, []
    digest = _digest_of_file(resolved)
    try:
        text, file = _beside(resolved, _WAITING, name)
    except ScenarioError as problem:
        how = say("results keep no waiting list: lay the one that was run with beside this file") if digest else ""
        return resolved, [replace(each, message=in_a_row(each.message, how)) for each in problem.mistakes]
    cases, mistakes = read_waiting_list(text, file, parts_of_table(resolved.table))
    if not mistakes and digest and digest != digest_of(cases):
        other = say(
            "{file} holds other cases than those that were run: lay the list of that run there, or take this away",
            file=file,
        )
        mistakes = [_mistake(resolved, _DIGEST, other)]
    if mistakes:
        return resolved, mistakes
    read = {key: value for key, value in start_from.items() if key != "digest"}
    read |= {"waiting": cases, "file": name.split("/")[-1]}
    return Resolved({**resolved.table, "start_from": read}, resolved.layers), []


def _digest_of_file(resolved: Resolved) -> object:
    """Give the digest that a file of open cases must have; another file may be named over it."""
    layers = [resolved.layer_of(key)[0] for key in (_WAITING, _DIGEST)]
    return resolved.table["start_from"].get("digest") if layers[0] is layers[1] else None


def _beside(resolved: Resolved, key: KeyPath, name: str) -> tuple[str, str]:
    """Read a table that a key names, beside the scenario file that says so: its text and its name in messages.

    Says so, on the logger "simulate", where it is not in UTF-8. Raises ScenarioError.
    """
    layer, line = resolved.layer_of(key)
    folders = [each.folder for each in (layer, *resolved.layers) if each.folder is not None]
    try:
        path = find_beside(layer, name, folders[:1])
        file = printable(str(path))
        text, in_windows = read_table_text(path, file)
    except ScenarioError:
        raise
    except (ValueError, OSError) as problem:
        raise ScenarioError([Mistake(dotted(key), str(problem), layer.file, line)]) from problem
    if in_windows:
        _SAID.warning("%s: %s", file, said(_IN_WINDOWS))
    return text, file


def _mistake(resolved: Resolved, path: KeyPath, message: str) -> Mistake:
    layer, line = resolved.layer_of(path)
    return Mistake(dotted(path), message, layer.file, line)


def _in_order(mistakes: list[Mistake], resolved: Resolved, lists: int) -> list[Mistake]:
    """Sort mistakes as they stand in the files, and leave out what nobody would read."""
    files = [layer.file for layer in resolved.layers]
    unique = list(dict.fromkeys(mistakes))

    def place(mistake: Mistake) -> tuple[int, int]:
        return files.index(mistake.file) if mistake.file in files else len(files), mistake.line or 0

    ordered = sorted(unique, key=place)
    if len(ordered) <= lists:
        return ordered
    more = len(ordered) - lists
    words = say_n("and {count} more mistake", "and {count} more mistakes", more, count=more)
    return [*ordered[:lists], Mistake("", words, files[-1])]
