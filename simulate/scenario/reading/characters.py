"""Characters that pretend to be others or cannot be seen, which have no place in a name or a title.

A Cyrillic а among Latin letters makes a name that nobody can type and that no search finds; a control of the direction
of writing makes a line read otherwise than it is. The pairs are those of Unicode's confusables (UTS #39) that look the
same in most typefaces.
"""

import re
import unicodedata

from simulate.language import say

_CYRILLIC = dict(zip("АВЕЅІЈКМНОРСТУХҮԚԜѴӀаеѕіјорсухһԁԛԝѵӏг", "ABESIJKMHOPCTYXYQWVIaesijopcyxhdqwvlr", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγηικνορυχϲϳ", "ABEZHIKMNOPTYXaynikvopuxcj", strict=True))
_ALIKE = {**_CYRILLIC, **_GREEK}

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the direction of writing
_UNSEEN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e0fff"
_JOINING = "\u200c\u200d\ufe00-\ufe0f"  # of use between letters of some scripts and in emoji
_HIDDEN_IN_NAMES = re.compile(f"[{_TURNING}{_UNSEEN}{_JOINING}]")
_HIDDEN_IN_TITLES = re.compile(f"[{_TURNING}{_UNSEEN}]|(?<=[A-Za-zÀ-ɏ ])[\u200c\u200d]|^[\u200c\u200d]")
_WORD = re.compile(r"[^\W\d_]+")


def hidden_in_name(name: str) -> str | None:
    """Find the first character of a name that cannot be seen or turns the direction of writing."""
    found = _HIDDEN_IN_NAMES.search(name)
    return found[0] if found else None


def hidden_in_title(title: str) -> str | None:
    """Find the first such character of a title; those that join emoji, or letters of scripts that need them, may be."""
    found = _HIDDEN_IN_TITLES.search(title)
    return found[0] if found else None


def lookalike_in_name(name: str) -> str | None:
    """Find a letter of another script that looks like a Latin one in a name that is otherwise Latin."""
    return _stranger("".join(_WORD.findall(unicodedata.normalize("NFC", name))))


def lookalike_in_title(title: str) -> str | None:
    """Find such a letter in a title, in which each word may have a script of its own."""
    found = (_stranger(word) for word in _WORD.findall(unicodedata.normalize("NFC", title)))
    return next((letter for letter in found if letter), None)


def _stranger(word: str) -> str | None:
    strangers = [letter for letter in word if not unicodedata.name(letter, "").startswith("LATIN ")]
    is_otherwise_latin = len(strangers) < len(word) and all(latin_for(letter) for letter in strangers)
    return strangers[0] if strangers and is_otherwise_latin else None


def latin_for(letter: str) -> str:
    """Give the Latin letter which a letter of another script looks like, with its marks; "" where there is none."""
    if unicodedata.name(letter, "").startswith(("FULLWIDTH LATIN", "MATHEMATICAL")):
        return unicodedata.normalize("NFKC", letter)
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", _ALIKE[parts[0]] + parts[1:]) if parts[0] in _ALIKE else ""


def looks(name: str) -> str:
    """Give what a name looks like: the same for names that only other scripts, or their case, tell apart."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(latin_for(letter) or letter for letter in composed).casefold()


def seen(text: str) -> str:
    """Give a text as it looks: with ordinary spaces, and without what cannot be seen."""
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
    return _HIDDEN_IN_NAMES.sub("", spaced)


def described(char: str) -> str:
    """Describe a character by itself, its number where it cannot be seen, and its Unicode name."""
    name = unicodedata.name(char, "")
    number = f"U+{ord(char):04X}"
    if not char.isprintable() or _HIDDEN_IN_NAMES.match(char) or char.isspace():
        known = say("the character {number} ({name})", number=number, name=name)
        return known if name else say("the character {number}", number=number)
    return f'"{char}" ({name})' if name else f'"{char}"'
