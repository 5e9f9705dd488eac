"""Names of streams, needs, steps, units and organisations: safe as file names, in tables and on pages."""

import re
import unicodedata
from collections.abc import Iterator

from simulate.scenario.errors import Complaint
from simulate.scenario.reading.characters import described, hidden_in_name, latin_for, lookalike_in_name, looks
from simulate.scenario.reading.parts import Parts
from simulate.scenario.schema.keys import KINDS
from simulate.scenario.schema.supply import NO_UNIT
from simulate.scenario.wording import shown

LONGEST_NAME = 40
MOST_NAMES = 500
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_MEANINGS = {
    ("steps", "own"): "the value of door and decision",
    ("steps", "all"): "the sum over steps in tables",
    ("units", NO_UNIT): "the value of unit in a step that nobody does",
}


def wrong_names(parts: Parts) -> Iterator[Complaint]:
    """Find names that are unsafe, taken, or too many."""
    for table, names in parts.names.items():
        kind = KINDS[table]
        if len(names) > MOST_NAMES:
            yield Complaint((table,), f"there are {len(names)} {kind}s; {MOST_NAMES} are allowed")
            continue
        first_with: dict[str, str] = {}
        for name in names:
            problem = _problem(name)
            same = first_with.setdefault(looks(name), name)
            if problem is None and same != name:
                problem = f"there is also {shown(same)}: two names must differ in more than their case"
                if same.casefold() != name.casefold():
                    problem = f"there is also {shown(same)}, which looks the same: two names must differ to the eye"
            if problem is None and (table, name.casefold()) in _MEANINGS:
                problem = f"this name stands for {_MEANINGS[table, name.casefold()]}; choose another"
            if problem is not None:
                yield Complaint((table, name), problem)


def _problem(name: str) -> str | None:
    if not name:
        return "a name may not be empty"
    hidden = hidden_in_name(name)
    wrong = hidden or next((char for char in name if not (_is_letter(char) or char.isdecimal() or char in "_-")), None)
    if wrong is not None:
        return f"a name has letters, digits, _ and - only; this one has {_character(wrong)}{_instead(name)}"
    if unicodedata.category(name[0])[0] != "L":
        return f"a name begins with a letter; this one begins with {_character(name[0])}"
    if len(name) > LONGEST_NAME:
        return f"a name has at most {LONGEST_NAME} characters; this one has {len(name)}"
    if unicodedata.normalize("NFC", name) != name:
        return "the letters of this name are written in parts (Unicode NFD); write them composed (NFC)"
    if _DEVICES.fullmatch(name.casefold()):
        return "this name means a device to Windows, so no file can have it; choose another"
    stranger = lookalike_in_name(name)
    if stranger is not None:
        return f"this name has {described(stranger)}, which looks like {latin_for(stranger)}{_instead(name)}"
    return None


def _instead(name: str) -> str:
    """Offer the nearest name that can be taken: Elevhälsan_Öst for Elevhälsan Öst; "" where there is none."""
    letters = unicodedata.normalize("NFC", name)
    letters = "".join(latin_for(char) or char for char in letters) if lookalike_in_name(letters) else letters
    seen = [char for char in letters if not hidden_in_name(char)]
    kept = (char if _is_letter(char) or char.isdecimal() or char in "_-" else " " for char in seen)
    offered = "_".join("".join(kept).split())
    return f"; write {offered}" if _problem(offered) is None else ""


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"  # marks: vowel signs and accents


def _character(char: str) -> str:
    if char == " ":
        return "a space"
    return shown(char) if char.isprintable() and char.isascii() else described(char)
