"""Why tomllib refuses a text: it gives one sentence and nothing else; these are told apart here, and said in ours."""

import ast
import re
from dataclasses import dataclass
from enum import Enum, auto

from simulate.language import mark, said


class Why(Enum):
    """What is wrong, as far as it helps to know how to mend it."""

    OTHER = auto()
    KEY = auto()
    """Something else than a key, and the equals sign after it, stands where a key must."""
    ARRAY = auto()
    """A list does not end, or has no comma between its items."""
    INLINE_TABLE = auto()
    """A table in braces does not end on its line, or has no comma between its keys."""
    BACKSLASH = auto()
    """A backslash stands in a text before something that it cannot stand before."""
    REPEATED = auto()
    """A key or a table is there already."""


@dataclass(frozen=True)
class Refusal:
    """Why tomllib cannot read on, the line on which it cannot (None: the end of the text), and that in words."""

    why: Why
    line: int | None
    words: str


_WHERE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")
_REASONS = (
    (re.compile(r"Invalid statement"), Why.OTHER, mark("invalid statement")),
    (re.compile(r"Invalid value"), Why.OTHER, mark("invalid value")),
    (re.compile(r"Invalid hex value"), Why.OTHER, mark("invalid hex value")),
    (re.compile(r"Invalid date or datetime"), Why.OTHER, mark("invalid date or datetime")),
    (
        re.compile(r"Invalid initial character for a key part"),
        Why.KEY,
        mark("invalid initial character for a key part"),
    ),
    (re.compile(r"Found invalid character (?P<found>.+)"), Why.OTHER, mark("found invalid character {found}")),
    (re.compile(r"Illegal character (?P<found>.+)"), Why.OTHER, mark("illegal character {found}")),
    (re.compile(r"Unescaped '\\' in a string"), Why.BACKSLASH, mark("unescaped '\\' in a string")),
    (
        re.compile(r"Escaped character is not a Unicode scalar value"),
        Why.OTHER,
        mark("escaped character is not a Unicode scalar value"),
    ),
    (re.compile(r"Unterminated string"), Why.OTHER, mark("unterminated string")),
    (re.compile(r"Unclosed array"), Why.ARRAY, mark("unclosed array")),
    (re.compile(r"Unclosed inline table"), Why.INLINE_TABLE, mark("unclosed inline table")),
    (
        re.compile(r"Expected newline or end of document after a statement"),
        Why.OTHER,
        mark("expected newline or end of document after a statement"),
    ),
    (
        re.compile(r"Expected '\]' at the end of a table declaration"),
        Why.OTHER,
        mark("expected ']' at the end of a table declaration"),
    ),
    (
        re.compile(r"Expected '\]\]' at the end of an array declaration"),
        Why.ARRAY,
        mark("expected ']]' at the end of an array declaration"),
    ),
    (
        re.compile(r"Expected '=' after a key in a key/value pair"),
        Why.KEY,
        mark("expected '=' after a key in a key/value pair"),
    ),
    (re.compile(r"Expected (?P<found>['\"].+['\"])"), Why.OTHER, mark("expected {found}")),
    (
        re.compile(r"Cannot declare (?P<table>\(.+\)) twice"),
        Why.REPEATED,
        mark("the table {table} is there already, perhaps written with dots: {table}.key = …"),
    ),
    (re.compile(r"Cannot overwrite a value"), Why.REPEATED, mark("cannot overwrite a value")),
    (
        re.compile(r"Duplicate inline table key (?P<found>.+)"),
        Why.REPEATED,
        mark("duplicate inline table key {found}"),
    ),
    (
        re.compile(r"Cannot mutate immutable namespace (?P<table>\(.+\))"),
        Why.REPEATED,
        mark("the table {table} is complete where it is first written, and takes no further keys"),
    ),
    (
        re.compile(r"Cannot redefine namespace (?P<table>\(.+\))"),
        Why.OTHER,
        mark("the table {table} is there already, and takes no further keys"),
    ),
)
"""What tomllib says, what that means, and how it is said to people."""


def refusal(problem: str) -> Refusal:
    """Read what tomllib says of a text; what this program does not know yet is told as tomllib has it."""
    where = _WHERE.search(problem)
    reason = problem[: where.start()] if where else problem
    line = int(where[1]) if where and where[1] else None
    for known, why, sentence in _REASONS:
        match = known.fullmatch(reason)
        if match is not None:
            values = {name: _dotted(value) if name == "table" else value for name, value in match.groupdict().items()}
            return Refusal(why, line, said(sentence, **values))
    return Refusal(Why.OTHER, line, reason[:1].lower() + reason[1:])


def _dotted(parts: str) -> str:
    """Write the name of a table that tomllib gives as a tuple of its parts."""
    return ".".join(ast.literal_eval(parts))
