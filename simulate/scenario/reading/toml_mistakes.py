"""Everything that is wrong with a text that is not TOML, statement by statement, in plain words."""

import re
import tomllib
from collections.abc import Iterator

from simulate.language import say
from simulate.scenario.errors import Mistake
from simulate.scenario.reading.characters import seen
from simulate.scenario.reading.places_in_text import find_lines
from simulate.scenario.reading.refusals import Refusal, Why, refusal
from simulate.scenario.reading.statements import Statement, statements
from simulate.scenario.reading.toml_hints import hint
from simulate.scenario.wording import dotted, printable

MOST_TOLD = 50
_LONGEST_RETRIED = 200  # lines: a statement is read anew for every mistake in it
_LONGEST_SHOWN = 60


def toml_mistakes(text: str, file: str, problem: str) -> list[Mistake]:
    """List what is wrong with a text that tomllib has refused, and why it has: that is told if no part of it is wrong.

    Statements are judged one by one, then those together that can be read. What stands under a heading that cannot be
    read belongs to no table that is known, and is left out of that.
    """
    told: list[Mistake] = []
    kept = [""] * (text.count("\n") + 1)
    lost = False  # whether the heading above could not be read
    for statement in statements(text):
        wrong = [*_wrong_in(statement, file)]
        if _only_closes(statement) and told:
            wrong, lost_here = [], True  # of a list that was told of already
        else:
            lost_here = bool(wrong)
        told += wrong
        lost = lost_here if statement.is_heading else lost
        if not (lost_here or lost):
            lines = statement.text.split("\n")
            kept[statement.line - 1 : statement.line - 1 + len(lines)] = lines
        if len(told) >= MOST_TOLD:
            return told[:MOST_TOLD]
    between = _wrong_between("\n".join(kept), file)
    return sorted([*told, *between], key=lambda each: each.line or 0) or [_as_refused(text, refusal(problem), file)]


def _wrong_in(statement: Statement, file: str) -> Iterator[Mistake]:
    """Find what is wrong in one statement; where a line of it can be left out, in the lines after that, too."""
    lines = statement.text.split("\n")
    last = 0
    while True:
        try:
            tomllib.loads("\n".join(lines))
            return
        except tomllib.TOMLDecodeError as problem:
            refused = refusal(str(problem))
        except (ValueError, RecursionError) as problem:
            unread = say("this cannot be read ({problem})", problem=printable(str(problem)))
            yield Mistake("", unread, file, statement.line)
            return
        number = 1 if statement.is_open else _line_of(refused, lines)
        if number <= last:  # what was left out is missed: nothing that the author should hear of
            return
        last = number
        yield _mistake(lines[number - 1], refused, file, statement.line + number - 1)
        if number == 1 or refused.why is Why.ARRAY or len(lines) > _LONGEST_RETRIED:
            return
        lines[number - 1] = ""


def _line_of(refused: Refusal, lines: list[str]) -> int:
    """Give the number of the line that is wrong: of what is wrong at a line's end tomllib tells as of the next."""
    number = min(refused.line or len(lines), len(lines))
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    return number


def _only_closes(statement: Statement) -> bool:
    return re.fullmatch(r"[\s\]},]+(#.*)?", statement.text) is not None


def _wrong_between(text: str, file: str) -> list[Mistake]:
    """Find what is wrong between statements each of which can be read: keys and tables given twice."""
    try:
        tomllib.loads(text)
        return []
    except tomllib.TOMLDecodeError as problem:
        refused = refusal(str(problem))
    repeated = find_lines(text).repeated if refused.why is Why.REPEATED else []
    if not repeated:
        return [_as_refused(text, refused, file)]
    tables = {path for path, _, _ in repeated}
    outermost = [each for each in repeated if not any(each[0][:length] in tables for length in range(len(each[0])))]
    return [
        Mistake(
            dotted(path), say("this key is given twice; it is first given in line {first}", first=first), file, line
        )
        for path, first, line in outermost[:MOST_TOLD]
    ]


def _as_refused(text: str, refused: Refusal, file: str) -> Mistake:
    """Tell what tomllib said of a whole text, if nothing was found in its parts."""
    lines = text.split("\n")
    number = _line_of(refused, lines)
    return _mistake(lines[number - 1], refused, file, number)


def _mistake(line: str, refused: Refusal, file: str, number: int) -> Mistake:
    """Show a line that cannot be read with how to mend it; with tomllib's reason only where that is not known."""
    is_pair = re.match(r"[^\[{]*=[^\[{]*$", line) is not None
    plain = seen(line).strip(" \t" if is_pair else " \t,")  # behind an item of a list a comma is right
    short = plain if len(plain) <= _LONGEST_SHOWN else plain[: _LONGEST_SHOWN - 1] + "…"
    help_ = hint(line, refused.why)
    if help_:
        words = say("this is not TOML: {line}; {help}", line=short, help=help_)
    else:
        words = say("this is not TOML ({reason}): {line}", line=short, reason=refused.words)
    return Mistake("", printable(words), file, number)
