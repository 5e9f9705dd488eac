"""Sentences in the reader's language: English ones are their own keys, in catalogues of gettext.

For tools that collect sentences (pygettext, Babel): `say` and `mark` take the place of `gettext` and `N_`, `say_n` that
of `ngettext`. `tests/language` holds that every sentence is a literal, and that its names are those it is given.
"""

import gettext
import io

_spoken: gettext.NullTranslations = gettext.NullTranslations()


def speak(catalogue: gettext.NullTranslations) -> gettext.NullTranslations:
    """Say everything from now on as this catalogue has it, in this process. Returns the catalogue before.

    It must be possible to send it to other processes (by pickle), which are told with their work what to speak.
    """
    global _spoken
    before, _spoken = _spoken, catalogue
    return before


def language_code() -> str:
    """Give the language that is spoken, as its catalogue names it, without its country: "en", "sv"."""
    return _spoken.info().get("language", "en").partition("_")[0]


def say(sentence: str, /, **values: object) -> str:
    """Give a sentence in the reader's language, with its named values in place: "{count} of {all}".

    Values are words already: numbers come from `language.numbers`. Braces of the sentence's own are doubled.
    """
    return _spoken.gettext(sentence).format(**values)


def say_n(one: str, many: str, count: float, /, **values: object) -> str:
    """Give the sentence for one thing, or that for `count` of them, with its named values in place.

    A count that is no whole number (a mean of 1.5 visits) takes the sentence for many.
    """
    whole = int(count) if float(count).is_integer() else 2
    return _spoken.ngettext(one, many, whole).format(**values)


def mark(sentence: str, /) -> str:
    """Give the sentence as it stands here, for the catalogue to know it: it is said later, by `said`."""
    return sentence


def said(sentence: str, /, **values: object) -> str:
    """Say a sentence that was marked elsewhere."""
    return _spoken.gettext(sentence).format(**values)


def spoken_now() -> gettext.NullTranslations:
    """Give the catalogue by which everything is said now, for another process to speak the same language."""
    return _spoken


class Catalogue(gettext.GNUTranslations):
    """A catalogue from the bytes of a .mo file, which can be sent to another process: one of gettext's own cannot."""

    def __init__(self, octets: bytes) -> None:
        super().__init__(io.BytesIO(octets))
        self._octets = octets

    def __reduce__(self) -> tuple[type["Catalogue"], tuple[bytes]]:
        return Catalogue, (self._octets,)
