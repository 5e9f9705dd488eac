"""Names of streams, needs, steps, units, organisations and dials: safe as file names, in tables and on pages."""

import re
import unicodedata
from collections.abc import Iterator

from simulate.language import mark, said, say
from simulate.scenario.errors import Complaint
from simulate.scenario.reading.characters import described, hidden_in_name, latin_for, lookalike_in_name, looks
from simulate.scenario.reading.parts import Parts
from simulate.scenario.schema.steps import NO_UNIT
from simulate.scenario.wording import shown

LONGEST_NAME = 40
MOST_NAMES = 500
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_MEANINGS = {
    ("steps", "own"): mark("this name stands for the value of door and decision; choose another"),
    ("steps", "all"): mark("this name stands for the sum over steps in tables; choose another"),
    ("units", NO_UNIT): mark("this name stands for the value of unit in a step that nobody does; choose another"),
}
_TOO_MANY = {
    "arrivals": mark("there are {count} streams; {most} are allowed"),
    "needs": mark("there are {count} needs; {most} are allowed"),
    "steps": mark("there are {count} steps; {most} are allowed"),
    "units": mark("there are {count} units; {most} are allowed"),
    "organisations": mark("there are {count} organisations; {most} are allowed"),
    "dials": mark("there are {count} dials; {most} are allowed"),
}


def wrong_names(parts: Parts) -> Iterator[Complaint]:
    """Find names that are unsafe, taken, or too many."""
    for table, names in parts.names.items():
        if len(names) > MOST_NAMES:
            yield Complaint((table,), said(_TOO_MANY[table], count=len(names), most=MOST_NAMES))
            continue
        first_with: dict[str, str] = {}
        for name in names:
            problem = _problem(name)
            same = first_with.setdefault(looks(name), name)
            if problem is None and same != name:
                problem = _too_like(name, same)
            if problem is None and (table, name.casefold()) in _MEANINGS:
                problem = said(_MEANINGS[table, name.casefold()])
            if problem is not None:
                yield Complaint((table, name), problem)


def _too_like(name: str, same: str) -> str:
    if same.casefold() == name.casefold():
        return say("there is also {name}: two names must differ in more than their case", name=shown(same))
    return say("there is also {name}, which looks the same: two names must differ to the eye", name=shown(same))


def _problem(name: str) -> str | None:
    if not name:
        return say("a name may not be empty")
    hidden = hidden_in_name(name)
    wrong = hidden or next((char for char in name if not (_is_letter(char) or char.isdecimal() or char in "_-")), None)
    if wrong is not None:
        wrong = _character(wrong)
        problem = say("a name has letters, digits, _ and - only; this one has {character}", character=wrong)
        return _or_rather(problem, name)
    if unicodedata.category(name[0])[0] != "L":
        return say("a name begins with a letter; this one begins with {character}", character=_character(name[0]))
    if len(name) > LONGEST_NAME:
        return say("a name has at most {most} characters; this one has {count}", most=LONGEST_NAME, count=len(name))
    if unicodedata.normalize("NFC", name) != name:
        return say("the letters of this name are written in parts (Unicode NFD); write them composed (NFC)")
    if _DEVICES.fullmatch(name.casefold()):
        return say("this name means a device to Windows, so no file can have it; choose another")
    stranger = lookalike_in_name(name)
    if stranger is not None:
        problem = say(
            "this name has {character}, which looks like {letter}",
            character=described(stranger),
            letter=latin_for(stranger),
        )
        return _or_rather(problem, name)
    return None


def _or_rather(problem: str, name: str) -> str:
    """Offer, with what is wrong, the nearest name that can be taken: Elevhälsan_Öst for Elevhälsan Öst."""
    letters = unicodedata.normalize("NFC", name)
    letters = "".join(latin_for(char) or char for char in letters) if lookalike_in_name(letters) else letters
    seen = [char for char in letters if not hidden_in_name(char)]
    kept = (char if _is_letter(char) or char.isdecimal() or char in "_-" else " " for char in seen)
    offered = "_".join("".join(kept).split())
    return say("{problem}; write {name}", problem=problem, name=offered) if _problem(offered) is None else problem


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"  # marks: vowel signs and accents


def _character(char: str) -> str:
    if char == " ":
        return say("a space")
    return shown(char) if char.isprintable() and char.isascii() else described(char)
