"""On which line a TOML text says what: a small scanner for text that tomllib has accepted.

tomllib gives values without their places. The scanner walks over the same text once more and notes for every key
and every list item the line it stands on. It believes that the text is valid TOML.
"""

import contextlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from simulate.scenario.plain import KeyPath

# Possessive quantifiers (++, *+) keep long strings from being matched in more than one way. None is of a group: up to
# Python 3.11.2 such a one forgets what was matched, and ends a string elsewhere or never.
_TOKEN = re.compile(
    r"""
      (?P<text>\"{3}[^"\\]*+(?:(?:\\.|\"(?!\"\"))[^"\\]*+)*\"{3,5} | \'{3}[^']*+(?:\'(?!\'\')[^']*+)*\'{3,5}
             | "[^"\\\n]*+(?:\\.[^"\\\n]*+)*" | '[^'\n]*+')
    | (?P<comment>\#[^\n]*+)
    | (?P<space>[ \t\r]++)
    | (?P<word>[A-Za-z0-9_-]++)
    | (?P<mark>.)
    """,
    re.DOTALL | re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of TOML text: a quoted text, a bare word or a single mark (also the end of a line)."""

    text: str
    kind: str  # text, word or mark
    line: int


def tokens(text: str) -> Iterator[Token]:
    """Cut a TOML text into pieces, without spaces and comments; newlines are marks. Takes any text."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup, match[0]
        if kind == "mark" or kind == "word" or kind == "text":
            yield Token(piece, kind, line)
        if piece == "\n":
            line += 1
        elif kind == "text":
            line += piece.count("\n")


@dataclass(frozen=True)
class Lines:
    """The line of every key and list item, and the keys given twice: (key, first line, second line)."""

    of: dict[KeyPath, int]
    repeated: list[tuple[KeyPath, int, int]]


def find_lines(text: str) -> Lines:
    """Find the line of every key and list item in a TOML text that tomllib has accepted.

    A text that breaks off, or repeats a key, gives what stands before; wrong TOML gives no sensible answer.
    """
    scan = _Scan(list(tokens(text)))
    with contextlib.suppress(IndexError):  # where the text breaks off
        scan.statements()
    return Lines(scan.of, scan.repeated)


@dataclass
class _Scan:
    pieces: list[Token]
    at: int = 0
    of: dict[KeyPath, int] = field(default_factory=dict)
    repeated: list[tuple[KeyPath, int, int]] = field(default_factory=list)
    _said: set[KeyPath] = field(default_factory=set)  # what the text names itself, not only on the way to another
    _last_item: dict[KeyPath, int] = field(default_factory=dict)  # of lists of tables written [[so]]

    def statements(self) -> None:
        table: KeyPath = ()
        while self.at < len(self.pieces):
            if self._is("\n"):
                self.at += 1
            elif self._is("["):
                table = self._header()
            else:
                self._pair(table)

    def _is(self, mark: str) -> bool:
        return self.pieces[self.at].text == mark  # a quoted text begins with its quotation mark, so it is no mark

    def _skip(self, mark: str) -> bool:
        """Step over a mark if it stands here."""
        if self._is(mark):
            self.at += 1
            return True
        return False

    def _header(self) -> KeyPath:
        """Read [a.b] or [[a.b]]; a name that is a list of tables means its latest item."""
        line = self.pieces[self.at].line
        self.at += 1
        lists = self._skip("[")
        *parents, name = self._key_parts()
        self.at += 2 if lists else 1
        path: KeyPath = ()
        for parent in parents:
            path = self._latest((*path, parent), line)
        path = (*path, name)
        if lists:
            self.of.setdefault(path, line)
            self._last_item[path] = self._last_item.get(path, -1) + 1
            return self._latest(path, line)
        self._note(path, line)
        return path

    def _latest(self, path: KeyPath, line: int) -> KeyPath:
        self.of.setdefault(path, line)
        if path in self._last_item:
            path = (*path, self._last_item[path])
            self.of.setdefault(path, line)
        return path

    def _note(self, path: KeyPath, line: int) -> None:
        if path in self._said:
            self.repeated.append((path, self.of[path], line))
        self._said.add(path)
        self.of.setdefault(path, line)

    def _key_parts(self) -> list[str]:
        parts = [_plain_key(self.pieces[self.at])]
        self.at += 1
        while self._skip("."):
            parts.append(_plain_key(self.pieces[self.at]))
            self.at += 1
        return parts

    def _pair(self, table: KeyPath) -> None:
        line = self.pieces[self.at].line
        *parents, name = self._key_parts()
        self.at += 1  # the equals sign
        path = table
        for parent in parents:
            path = (*path, parent)
            self.of.setdefault(path, line)
        self._note((*path, name), line)
        self._value((*path, name))

    def _value(self, path: KeyPath) -> None:
        if self._skip("["):
            self._items(path)
        elif self._skip("{"):
            self._pairs(path)
        else:
            while self.at < len(self.pieces) and not any(self._is(mark) for mark in (",", "]", "}", "\n")):
                self.at += 1

    def _items(self, path: KeyPath) -> None:
        number = 0
        while not self._skip("]"):
            if self._skip(",") or self._skip("\n"):
                continue
            begins = self.at
            self.of[(*path, number)] = self.pieces[begins].line
            self._value((*path, number))
            number += 1
            self.at += self.at == begins  # no value begins here, which is in no valid text

    def _pairs(self, path: KeyPath) -> None:
        while not self._skip("}"):
            if not (self._skip(",") or self._skip("\n")):
                self._pair(path)


def _plain_key(piece: Token) -> str:
    if piece.kind != "text":
        return piece.text
    if piece.text.startswith("'"):
        return piece.text[1:-1]
    return next(iter(tomllib.loads(f"{piece.text} = 0")))
