"""How to mend a line that is not TOML: the slips that people make most often."""

import re
import tomllib
import unicodedata

from simulate.scenario.reading.characters import described, hidden_in_name, latin_for, lookalike_in_name, seen
from simulate.scenario.reading.slips import about_date, about_number, date_meant, numbers_meant, yes_or_no
from simulate.scenario.schema.durations import days_from

_TEXT = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")
_COMMENT = re.compile(r"#.*$")
_VALUE = re.compile(r"=\s*([^=]*?)\s*(?=,\s*[\w-]+\s*=|[}\]]|$)")
_ITEM = re.compile(r"(?:^|(?<=[\[,]))\s*([^\[\]{},=]*[^\[\]{},=\s])\s*(?=[,\]]|$)")
_QUOTES = re.compile("[“”„‘’‚«»]")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST = 40  # characters of a value that is shown again
_LONGEST_LINE = 400  # characters that are looked at: some patterns take the square of their number


def hint(line: str, reason: str) -> str:
    """Say how to mend a line that cannot be read; `reason` is what tomllib said of it. "" if that is not known."""
    line = line[:_LONGEST_LINE]
    bare = _COMMENT.sub("", _TEXT.sub('""', line))
    found = (
        _about_note(line),
        _about_quotes(bare),
        _about_long_text(line),
        *(_about_value(value) for value in _VALUE.findall(bare)),
        *(_about_value(item) for item in (_ITEM.findall(bare) if _has_items(bare, reason) else ())),
        _about_characters(bare),
        _about_missing_quote(bare),
        _about_backslash(line, reason),
        _about_heading(line),
        _about_key(line, bare),
        _about_brackets(bare, reason),
        _about_pair(bare),
        _about_more_than_a_number(bare),
    )
    return next((each for each in found if each), "")


def _has_items(bare: str, reason: str) -> bool:
    """Tell whether a line may hold items of a list, and not the name of a table or a key without a value."""
    return "=" in bare or ("key" not in reason and not bare.lstrip().startswith("["))


def _about_note(line: str) -> str:
    return "a note begins with #" if re.match(r"\s*(//|/\*|;|--\s)", line) else ""


def _about_quotes(bare: str) -> str:
    return 'write straight quotation marks: "…"' if _QUOTES.search(bare) else ""


def _about_long_text(line: str) -> str:
    marks = next((each for each in ('"""', "'''") if line.count(each) % 2), "")
    return f"a text that begins with {marks} ends with {marks}" if marks else ""


def _about_value(value: str) -> str:
    """Say how to write a value that stands after an equals sign, without quotation marks, and is none in TOML."""
    if not value:
        return "a value must follow the equals sign"
    if len(value) > _LONGEST or '"' in value or _is_toml(value):
        return ""
    return _about_number(value) or _about_day(value) or _about_word(value)


def _about_day(value: str) -> str:
    date, about = date_meant(value), about_date(value)
    if date:
        return f"write a date as year-month-day: {date}"
    if about or re.fullmatch(r"\d\d-\d\d", value):
        return about or f'write a day of every year in quotation marks: "{value}"'
    is_like_one = re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}/\d{1,2}.*", value)
    return "write a date as year-month-day: 2018-01-31" if is_like_one else ""


def _about_word(value: str) -> str:
    value, yes = seen(value), yes_or_no(value)
    if yes:
        return f"write true or false: {yes}"
    if _is_span(value):
        return f'write a length of time in quotation marks: "{value}"'
    if re.match(r"[^\W\d]", value) and "=" not in value:
        return f'write text in quotation marks: "{value}"'
    return ""


def _about_number(value: str) -> str:
    meant = numbers_meant(value)
    if not meant:
        return ""
    if "%" in value or len(meant) > 1:
        return about_number(value)
    if re.search("[−–—]", value):
        return f"write a plain minus: {meant[0]}"
    if re.search(r"\d\s\d", value):
        return f"write a number without spaces: {meant[0]}"
    if re.search(r"\d,\d", value):
        return f"write a decimal point, not a comma: {meant[0]}"
    if re.match(r"[+-]?[.,]", value):
        return f"write a number with a digit before the point: {meant[0]}"
    if re.match(r"[+-]?0\d", value):
        return f"write a number without leading zeros: {meant[0]}"
    return ""


def _is_toml(value: str) -> bool:
    try:
        tomllib.loads(f"x = {value}")
    except (ValueError, RecursionError):
        return False
    return True


def _is_span(value: str) -> bool:
    try:
        days_from(value)
    except ValueError:
        return False
    return True


def _about_characters(bare: str) -> str:
    """Name a character that is no ordinary space, or cannot be seen, or looks like another."""
    space = next((char for char in bare if unicodedata.category(char) == "Zs" and char != " "), None)
    if space is not None:
        return f"{described(space)} stands here; write an ordinary space, or none in a number"
    hidden = hidden_in_name(bare)
    if hidden is not None:
        return f"{described(hidden)} stands here, which nobody can see; take it out"
    stranger = next((each for each in map(lookalike_in_name, re.findall(r"[\w-]+", bare)) if each), None)
    return f"{described(stranger)} looks like {latin_for(stranger)}; write that" if stranger else ""


def _about_missing_quote(bare: str) -> str:
    """Say that a quotation mark stands alone: what is complete is "" by now."""
    before, mark, after = bare.replace('""', "").partition('"')
    if not mark:
        before, mark, after = bare.replace('""', "").partition("'")
    if not mark:
        return ""
    text = after.strip(" \t,]}")
    if before.rstrip().endswith(("=", "[", ",", "(")) and 0 < len(text) <= _LONGEST:
        return f"a quotation mark is missing: {mark}{text}{mark}"
    return "a quotation mark is missing: a text has one at each end"


def _about_backslash(line: str, reason: str) -> str:
    is_one = "unescaped" in reason.lower() or re.search(r'"[^"]*\\', line)
    return "write / instead of \\ in the names of files" if is_one else ""


def _about_heading(line: str) -> str:
    """Say how to write the name of a table: with quotation marks, without spaces, and with its bracket."""
    heading = re.fullmatch(r"\s*(\[+)([^\]=,{}]*?)(\]*)\s*", _COMMENT.sub("", line))
    if heading is None:
        return ""
    opening, name, closing = heading.groups()
    parts = [part.strip() for part in name.split(".")]
    if not all(parts):
        return "a table has a name, with dots between its parts: [units.reception]"
    written = ".".join(map(_name, parts))
    if any(" " in part and part[0] not in "\"'" for part in parts):
        return f"a name has no spaces: {opening}{written}{']' * len(opening)}"
    if len(closing) != len(opening):
        return f"a table's name ends with ]: {opening}{written}{']' * len(opening)}"
    if written != ".".join(parts):
        return f"write a name with other letters than a–z in quotation marks: {opening}{written}{closing}"
    return ""


def _name(part: str) -> str:
    if _BARE.fullmatch(part) or part[0] in "\"'":
        return part
    joined = "_".join(part.split())
    return joined if _BARE.fullmatch(joined) else f'"{joined}"'


def _about_key(line: str, bare: str) -> str:
    """Say how to write a key with other letters, or one with a colon after it."""
    key, equals, _ = bare.partition("=")
    parts = [part.strip() for part in line.partition("=")[0].split(".")]
    if equals and all(parts) and not any(mark in key for mark in "\"'[]{}"):
        written = ".".join(map(_name, parts))
        if any(" " in part for part in parts):
            return f"a key has no spaces: {written} = …" if bare.count("=") == 1 else ""
        if written != ".".join(parts):
            return f"write a name with other letters than a–z in quotation marks: {written} = …"
    return "write key = value" if re.match(r"[^=\[{]+:", bare) else ""


def _about_brackets(bare: str, reason: str) -> str:
    is_list = bare.count("[") > bare.count("]") and "=" in bare
    if "array" in reason.lower() or (is_list and not bare.rstrip().endswith("{")):
        return "a list ends with ] and has commas between its items"
    if "inline table" in reason or bare.count("{") > bare.count("}"):
        return "an inline table stands on one line, ends with } and has commas between its keys"
    return ""


def _about_pair(bare: str) -> str:
    if bare.count("=") > 1 and "{" not in bare:
        return "each key stands on a line of its own"
    return "write key = value" if re.fullmatch(r"\s*[^\W\d][\w .-]*", bare) else ""


def _about_more_than_a_number(bare: str) -> str:
    number = re.search(r"=\s*([+-]?\d+(?:\.\d+)?)\s*(?:[;,]|\s[^=\[\]{}]*)$", bare.rstrip())
    return f"write a number alone: {number[1]} (a text stands in quotation marks)" if number else ""
