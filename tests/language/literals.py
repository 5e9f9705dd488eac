"""Find the words that the program writes without asking the catalogue for them.

python -m language.literals [file or folder …]     (from tests/) lists them, with their lines
"""

import ast
import functools
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulate.scenario.schema.export import json_schema

PROGRAM = Path(__file__).parents[2] / "simulate"
SAYING = {"say": 1, "say_n": 2, "mark": 1, "said": 1}
"""The functions that say something, and how many sentences each takes."""
FOR_PROGRAMMERS = {
    *("AssertionError", "AttributeError", "IndexError", "NotImplementedError", "OverflowError"),
    *("RuntimeError", "TypeError"),
}
"""Exceptions that no user is ever shown: they tell a programmer of a slip in the program."""
ADDRESSES = {"Question", "Whom"}
"""Types of texts that are addresses of luck (`world/questions.py`): another text would be other luck."""
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}[,;:.]? +[^\W\d_]")
_FIELDS = re.compile(r"(?:\w+[._][\w.]*\w\s*)+")  # "visits.child parts_of_visit"
_PIECE = re.compile(r"(?:^|[\s(])[^\W\d_]{2,}")


_TYPEFACE = "DejaVu Sans"
NO_WORDS: dict[str, set[str]] = {
    "simulate/experiment/provenance.py": {" {}, {} cores"},  # of provenance.json, which is for programs
    "simulate/interface/__init__.py": {"<Results of {}: {} replications>"},  # a `repr`, which is for programmers
    "simulate/interface/explaining.py": {"<Explanation: {} features>"},
    "simulate/interface/matching.py": {"<Match of {}: {}>"},
    "simulate/interface/sweeping.py": {"<Sweep of {}: {} points>"},
    "simulate/show/figures/fitting.py": {_TYPEFACE},
    "simulate/show/figures/painting.py": {  # attributes of SVG
        f"'{_TYPEFACE}'",
        f"'{_TYPEFACE}', Verdana, sans-serif",
        'width="{}pt" height="{}pt"',
    },
    "simulate/show/figures/style.py": {_TYPEFACE},
    "simulate/show/figures/time_use.py": {"other steps"},  # a category of time_use.csv
    "simulate/engine/compiled/trial.py": {"social services"},  # of a plan that is run to compare two engines
    "simulate/scenario/reading/characters.py": {"FULLWIDTH LATIN"},  # as the names of characters begin in Unicode
    "simulate/scenario/reading/merging.py": {"all others"},  # a key of `source`, the same in every language
    # keys in the columns of tables; what groups are called stands beside them, marked
    "simulate/findings/groups.py": {"not urgent", "one need", "several needs", "on the list at the start"},
    "simulate/findings/money.py": {"support days"},
    "simulate/findings/outcomes.py": {"partly supported", "no support needed", "gave up", "aged out", "never noticed"},
    "simulate/findings/time_use.py": {"other steps"},
}
"""By file: what is never shown to anybody, and why."""


@functools.cache
def words_of_the_file() -> frozenset[str]:
    """Give the words with a fixed choice in a scenario file ("are handed over"): the same in every language."""

    def chosen(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (each for each in [*part.get("enum", ()), part.get("const")] if isinstance(each, str))
        for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from chosen(each)

    return frozenset(chosen(json_schema()))


@functools.cache
def keys_of_the_file() -> frozenset[str]:
    """Give the keys of a scenario file ("limit_until"): the same in every language."""

    def keys(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from part.get("properties", ())
        for each in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from keys(each)

    return frozenset(keys(json_schema()))


@dataclass(frozen=True)
class Literal:
    """Words that stand in the program itself."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words!r}"


def literals(path: Path) -> list[Literal]:
    """Find the words in a module that no catalogue knows; those of docstrings and for programmers aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(PROGRAM.parent).as_posix() if path.is_relative_to(PROGRAM.parent) else path.name
    known = words_of_the_file() | NO_WORDS.get(name, set())
    return [Literal(name, line, words) for line, words in _words(tree) if words not in known]


def _words(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Expr(value=ast.Constant(value=str())):  # a docstring
            return
        case ast.Raise(exc=ast.Call(func=ast.Name(id=name))) if name in FOR_PROGRAMMERS:
            return
        case ast.Assert():
            yield from _words(node.test)
            return
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            return
        case ast.Call(func=ast.Name(id=name)) if name in ADDRESSES:
            return
        case ast.Call(func=ast.Name(id=name)) if name in SAYING:
            for argument in [*node.args[SAYING[name] :], *node.keywords]:
                yield from _words(argument)
            return
        case ast.Constant(value=str(text)) if _TWO_WORDS.search(text) and not _FIELDS.fullmatch(text):
            yield node.lineno, text
        case ast.JoinedStr(values=values):
            pieces = [each.value for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if any(_PIECE.search(piece) and " " in piece for piece in pieces):
                yield node.lineno, "{}".join(pieces)
                return
    of_types = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    for child in ast.iter_child_nodes(node):
        if child not in of_types:
            yield from _words(child)


def calls(path: Path) -> Iterator[ast.Call]:
    """Give every call in a module that says something."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING:
            yield node


def wrong_call(call: ast.Call) -> str:
    """Say what is wrong with a call: its sentences must be literals, its names those it is given."""
    assert isinstance(call.func, ast.Name)
    said = call.func.id
    sentences = call.args[: SAYING[said]]
    if said == "said":
        return ""
    if not all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in sentences):
        return "a sentence must stand there as it is, for the catalogue to know it"
    if said == "mark" or any(keyword.arg is None for keyword in call.keywords):
        return ""
    given = {str(keyword.arg) for keyword in call.keywords}
    used = {name for each in sentences for name in fields(each.value)}  # type: ignore[attr-defined]
    return "" if used == given else f"the sentence names {sorted(used)}, and is given {sorted(given)}"


def fields(sentence: str) -> set[str]:
    """Give the names of the values in a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def modules(*where: Path) -> list[Path]:
    """Give the modules of the program, or those in some files and folders."""
    return [path for each in where or (PROGRAM,) for path in (sorted(each.rglob("*.py")) if each.is_dir() else [each])]


if __name__ == "__main__":
    found = [each for path in modules(*(Path(each).resolve() for each in sys.argv[1:])) for each in literals(path)]
    print(*found, f"{len(found)} literals", sep="\n")
