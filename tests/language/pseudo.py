"""A language for tests: every sentence of the catalogue in capitals, so that what did not go through it is seen."""

import gettext
import re
import string
from collections.abc import Iterator
from contextlib import contextmanager

from simulate.language import speak

_WORD = re.compile(r"[^\W\d_]\w+")


class Capitals(gettext.NullTranslations):
    """A catalogue that says everything in capitals, the names of values aside."""

    def gettext(self, message: str) -> str:
        """Give a sentence in capitals."""
        return "".join(_piece(*piece) for piece in string.Formatter().parse(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Give one of two sentences in capitals."""
        return self.gettext(msgid1 if n == 1 else msgid2)


def _piece(text: str, name: str | None, spec: str | None, conversion: str | None) -> str:
    escaped = text.replace("{", "{{").replace("}", "}}").upper()
    if name is None:
        return escaped
    return f"{escaped}{{{name}{'!' + conversion if conversion else ''}{':' + spec if spec else ''}}}"


@contextmanager
def in_capitals() -> Iterator[None]:
    """Say everything in capitals for as long as this lasts."""
    before = speak(Capitals())
    try:
        yield
    finally:
        speak(before)


def unsaid(text: str, *known: str) -> list[str]:
    """List the words of a text said in capitals that the catalogue does not know, but for what stands in `known`."""
    allowed = set(_WORD.findall(" ".join(known)))
    return [word for word in _WORD.findall(text) if not word.isupper() and word not in allowed]
