"""A text that is not TOML, cut into statements that can be judged one by one."""

import re
from typing import NamedTuple

# Possessive quantifiers (++, *+) keep long strings from being matched in more than one way. None is of a group: up to
# Python 3.11.2 such a one forgets what was matched, and ends a string elsewhere or never.
_PIECE = re.compile(
    r"""
      (?P<long>\"{3}[^"\\]*+(?:(?:\\.|\"(?!\"\"))[^"\\]*+)*\"{3,5} | \'{3}[^']*+(?:\'(?!\'\')[^']*+)*\'{3,5})
    | (?P<endless>\"{3}|\'{3})
    | (?P<text>"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*" | '[^'\n]*+')
    | (?P<comment>\#[^\n]*+)
    | (?P<opening>[\[{])
    | (?P<closing>[\]}])
    | (?P<end>\n)
    | (?P<other>[^"'\#\[\]{}\n]++ | .)
    """,
    re.DOTALL | re.VERBOSE,
)
_NAME = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_HEADING = re.compile(r"[ \t]*\[{1,2}[ \t]*(?!(?:true|false|inf|nan)\b)[^\W\d][^\n=,]*\]")
_KEY = re.compile(rf"[ \t]*{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*[ \t]*=")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|$)")


class Statement(NamedTuple):
    """A heading or a pair of key and value, as it stands in the text."""

    line: int
    """The line on which it begins."""
    text: str
    """All its lines, without the end of the last."""
    is_open: bool
    """Whether a bracket in it, or a text between three quotation marks, never ends."""

    @property
    def is_heading(self) -> bool:
        """Whether it begins a table."""
        return self.text.lstrip().startswith("[")


def statements(text: str) -> list[Statement]:
    """Cut a text where statements end, or must have ended: where another one begins inside a list that never does.

    Takes any text. Lines without a statement are left out.
    """
    found: list[Statement] = []
    begin, line, number = 0, 1, 1  # the place and line at which the statement begins, and the line that is read
    brackets: list[bool] = []  # those that are open: whether keys may follow it on lines of their own
    for piece in _PIECE.finditer(text):
        kind = piece.lastgroup
        if kind == "opening":
            brackets.append(piece[0] == "{" and _REST_OF_LINE.match(text, piece.end()) is not None)
        elif kind == "closing" and brackets:
            brackets.pop()
        elif kind == "endless":
            found.append(Statement(line, text[begin:], True))
            return _said(found)
        elif kind == "long":
            number += piece[0].count("\n")
        elif kind == "end":
            number += 1
            if not brackets or _another_begins(text, piece.end(), brackets[-1]):
                found.append(Statement(line, text[begin : piece.start()], bool(brackets)))
                begin, line, brackets = piece.end(), number, []
    found.append(Statement(line, text[begin:], bool(brackets)))
    return _said(found)


def _another_begins(text: str, place: int, keys_may_follow: bool) -> bool:
    """Tell whether a line begins with what cannot stand inside brackets: a heading, or a key."""
    if _HEADING.match(text, place) is not None:
        return True
    return not keys_may_follow and _KEY.match(text, place) is not None


def _said(found: list[Statement]) -> list[Statement]:
    return [each for each in found if each.text.strip() and not _REST_OF_LINE.fullmatch(each.text)]
