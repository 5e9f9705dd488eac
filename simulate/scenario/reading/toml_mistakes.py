"""Everything that is wrong with a text that is not TOML, statement by statement, in plain words."""

import re
import tomllib
from collections.abc import Iterator

from simulate.scenario.errors import Mistake
from simulate.scenario.reading.characters import seen
from simulate.scenario.reading.places_in_text import find_lines
from simulate.scenario.reading.statements import Statement, statements
from simulate.scenario.reading.toml_hints import hint
from simulate.scenario.wording import dotted, printable

MOST_TOLD = 50
_LONGEST_RETRIED = 200  # lines: a statement is read anew for every mistake in it
_LONGEST_SHOWN = 60
_WHERE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")


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
    return sorted([*told, *between], key=lambda each: each.line or 0) or [_as_said(text, file, problem)]


def _wrong_in(statement: Statement, file: str) -> Iterator[Mistake]:
    """Find what is wrong in one statement; where a line of it can be left out, in the lines after that, too."""
    lines = statement.text.split("\n")
    last = 0
    while True:
        try:
            tomllib.loads("\n".join(lines))
            return
        except tomllib.TOMLDecodeError as problem:
            reason, number = _split(str(problem), lines)
        except (ValueError, RecursionError) as problem:
            yield Mistake("", f"this cannot be read ({printable(str(problem))})", file, statement.line)
            return
        number = 1 if statement.is_open else number
        if number <= last:  # what was left out is missed: nothing that the author should hear of
            return
        last = number
        yield _mistake(lines[number - 1], reason, file, statement.line + number - 1)
        if number == 1 or "array" in reason.lower() or len(lines) > _LONGEST_RETRIED:
            return
        lines[number - 1] = ""


def _split(problem: str, lines: list[str]) -> tuple[str, int]:
    """Part what tomllib says into the reason and the line: of what is wrong at a line's end it tells as of the next."""
    where = _WHERE.search(problem)
    reason = problem[: where.start()] if where else problem
    number = min(int(where[1]), len(lines)) if where and where[1] else len(lines)
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    return reason, number


def _only_closes(statement: Statement) -> bool:
    return re.fullmatch(r"[\s\]},]+(#.*)?", statement.text) is not None


def _wrong_between(text: str, file: str) -> list[Mistake]:
    """Find what is wrong between statements each of which can be read: keys and tables given twice."""
    try:
        tomllib.loads(text)
        return []
    except tomllib.TOMLDecodeError as problem:
        reason, number = _split(str(problem), text.split("\n"))
    repeated = find_lines(text).repeated if _is_repetition(reason) else []
    if not repeated:
        return [_mistake(text.split("\n")[number - 1], reason, file, number)]
    tables = {path for path, _, _ in repeated}
    outermost = [each for each in repeated if not any(each[0][:length] in tables for length in range(len(each[0])))]
    return [
        Mistake(dotted(path), f"this key is given twice; it is first given in line {first}", file, again)
        for path, first, again in outermost[:MOST_TOLD]
    ]


def _is_repetition(reason: str) -> bool:
    return any(words in reason for words in ("overwrite", "twice", "mutate", "Duplicate"))


def _as_said(text: str, file: str, problem: str) -> Mistake:
    """Tell what tomllib said of the whole text, if nothing was found in its parts."""
    lines = text.split("\n")
    reason, number = _split(problem, lines)
    return _mistake(lines[number - 1], reason, file, number)


def _mistake(line: str, reason: str, file: str, number: int) -> Mistake:
    """Show a line that cannot be read with how to mend it; with tomllib's reason only where that is not known."""
    is_pair = re.match(r"[^\[{]*=[^\[{]*$", line) is not None
    plain = seen(line).strip(" \t" if is_pair else " \t,")  # behind an item of a list a comma is right
    short = plain if len(plain) <= _LONGEST_SHOWN else plain[: _LONGEST_SHOWN - 1] + "…"
    help_ = hint(line, reason)
    words = f"this is not TOML: {short}; {help_}" if help_ else f"this is not TOML ({_in_words(reason)}): {short}"
    return Mistake("", printable(words), file, number)


def _in_words(reason: str) -> str:
    declared = re.match(r"Cannot declare \((.*)\) twice", reason)
    if declared is not None:
        name = ".".join(re.findall(r"'([^']*)'", declared[1]))
        return f"the table {name} is there already, perhaps written with dots: {name}.key = …"
    return reason[:1].lower() + reason[1:]
