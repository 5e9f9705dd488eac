"""How to mend a line that is not TOML: the slips that people make most often."""

import re
import tomllib
import unicodedata

from simulate.language import say
from simulate.scenario.reading.characters import described, hidden_in_name, latin_for, lookalike_in_name, seen
from simulate.scenario.reading.refusals import Why
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


def hint(line: str, why: Why = Why.OTHER) -> str:
    """Say how to mend a line that cannot be read, and why it cannot; "" if that is not known."""
    line = line[:_LONGEST_LINE]
    bare = _COMMENT.sub("", _TEXT.sub('""', line))
    found = (
        _about_note(line),
        _about_quotes(bare),
        _about_long_text(line),
        *(_about_value(value) for value in _VALUE.findall(bare)),
        *(_about_value(item) for item in (_ITEM.findall(bare) if _has_items(bare, why) else ())),
        _about_characters(bare),
        _about_missing_quote(bare),
        _about_backslash(line, why),
        _about_heading(line),
        _about_key(line, bare),
        _about_brackets(bare, why),
        _about_pair(bare),
        _about_more_than_a_number(bare),
    )
    return next((each for each in found if each), "")


def _has_items(bare: str, why: Why) -> bool:
    """Tell whether a line may hold items of a list, and not the name of a table or a key without a value."""
    return "=" in bare or (why is not Why.KEY and not bare.lstrip().startswith("["))


def _about_note(line: str) -> str:
    return say("a note begins with #") if re.match(r"\s*(//|/\*|;|--\s)", line) else ""


def _about_quotes(bare: str) -> str:
    return say('write straight quotation marks: "…"') if _QUOTES.search(bare) else ""


def _about_long_text(line: str) -> str:
    marks = next((each for each in ('"""', "'''") if line.count(each) % 2), "")
    return say("a text that begins with {marks} ends with {marks}", marks=marks) if marks else ""


def _about_value(value: str) -> str:
    """Say how to write a value that stands after an equals sign, without quotation marks, and is none in TOML."""
    if not value:
        return say("a value must follow the equals sign")
    if len(value) > _LONGEST or '"' in value or _is_toml(value):
        return ""
    return _about_number(value) or _about_day(value) or _about_word(value)


def _about_day(value: str) -> str:
    is_like_one = re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}.*|\d{1,2}/\d{1,2}.*", value)
    date, about = date_meant(value), about_date(value)
    if date or (is_like_one and not about):
        return say("write a date as year-month-day: {date}", date=date or "2018-01-31")
    if not about and re.fullmatch(r"\d\d-\d\d", value):
        return say('write a day of every year in quotation marks: "{value}"', value=value)
    return about


def _about_word(value: str) -> str:
    value, yes = seen(value), yes_or_no(value)
    if yes:
        return say("write true or false: {value}", value=yes)
    if _is_span(value):
        return say('write a length of time in quotation marks: "{value}"', value=value)
    if re.match(r"[^\W\d]", value) and "=" not in value:
        return say('write text in quotation marks: "{value}"', value=value)
    return ""


def _about_number(value: str) -> str:
    meant = numbers_meant(value)
    if not meant:
        return ""
    if "%" in value or len(meant) > 1:
        return about_number(value)
    if re.search("[−–—]", value):
        return say("write a plain minus: {number}", number=meant[0])
    if re.search(r"\d\s\d", value):
        return say("write a number without spaces: {number}", number=meant[0])
    if re.search(r"\d,\d", value):
        return say("write a decimal point, not a comma: {number}", number=meant[0])
    if re.match(r"[+-]?[.,]", value):
        return say("write a number with a digit before the point: {number}", number=meant[0])
    if re.match(r"[+-]?0\d", value):
        return say("write a number without leading zeros: {number}", number=meant[0])
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
        return say("{character} stands here; write an ordinary space, or none in a number", character=described(space))
    hidden = hidden_in_name(bare)
    if hidden is not None:
        return say("{character} stands here, which nobody can see; take it out", character=described(hidden))
    stranger = next((each for each in map(lookalike_in_name, re.findall(r"[\w-]+", bare)) if each), None)
    if stranger is None:
        return ""
    return say("{character} looks like {latin}; write that", character=described(stranger), latin=latin_for(stranger))


def _about_missing_quote(bare: str) -> str:
    """Say that a quotation mark stands alone: what is complete is "" by now."""
    before, mark, after = bare.replace('""', "").partition('"')
    if not mark:
        before, mark, after = bare.replace('""', "").partition("'")
    if not mark:
        return ""
    text = after.strip(" \t,]}")
    if before.rstrip().endswith(("=", "[", ",", "(")) and 0 < len(text) <= _LONGEST:
        return say("a quotation mark is missing: {text}", text=f"{mark}{text}{mark}")
    return say("a quotation mark is missing: a text has one at each end")


def _about_backslash(line: str, why: Why) -> str:
    is_one = why is Why.BACKSLASH or re.search(r'"[^"]*\\', line)
    return say("write / instead of \\ in the names of files") if is_one else ""


def _about_heading(line: str) -> str:
    """Say how to write the name of a table: with quotation marks, without spaces, and with its bracket."""
    heading = re.fullmatch(r"\s*(\[+)([^\]=,{}]*?)(\]*)\s*", _COMMENT.sub("", line))
    if heading is None:
        return ""
    opening, name, closing = heading.groups()
    parts = [part.strip() for part in name.split(".")]
    if not all(parts):
        return say("a table has a name, with dots between its parts: [units.reception]")
    written = ".".join(map(_name, parts))
    whole = opening + written + "]" * len(opening)
    if any(" " in part and part[0] not in "\"'" for part in parts):
        return say("a name has no spaces: {heading}", heading=whole)
    if len(closing) != len(opening):
        return say("a table's name ends with ]: {heading}", heading=whole)
    if written != ".".join(parts):
        return say("write a name with other letters than a–z in quotation marks: {name}", name=whole)
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
            return say("a key has no spaces: {key} = …", key=written) if bare.count("=") == 1 else ""
        if written != ".".join(parts):
            return say("write a name with other letters than a–z in quotation marks: {name}", name=f"{written} = …")
    return say("write key = value") if re.match(r"[^=\[{]+:", bare) else ""


def _about_brackets(bare: str, why: Why) -> str:
    is_list = bare.count("[") > bare.count("]") and "=" in bare
    if why is Why.ARRAY or (is_list and not bare.rstrip().endswith("{")):
        return say("a list ends with ] and has commas between its items")
    if why is Why.INLINE_TABLE or bare.count("{") > bare.count("}"):
        return say("an inline table stands on one line, ends with }} and has commas between its keys")
    return ""


def _about_pair(bare: str) -> str:
    if bare.count("=") > 1 and "{" not in bare:
        return say("each key stands on a line of its own")
    return say("write key = value") if re.fullmatch(r"\s*[^\W\d][\w .-]*", bare) else ""


def _about_more_than_a_number(bare: str) -> str:
    number = re.search(r"=\s*([+-]?\d+(?:\.\d+)?)\s*(?:[;,]|\s[^=\[\]{}]*)$", bare.rstrip())
    if number is None:
        return ""
    return say("write a number alone: {number} (a text stands in quotation marks)", number=number[1])
