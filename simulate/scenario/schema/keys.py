"""What the schema wants at each place of a scenario file, read from its JSON Schema."""

from dataclasses import dataclass
from functools import lru_cache

from simulate.language import mark, said, say
from simulate.language.lists import either
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.definitions import Terms, definitions, is_duration, kinds_of_value
from simulate.scenario.schema.meanings import description, meaning, summary
from simulate.scenario.schema.values import value_in_words

NAMED_TABLES = ("arrivals", "needs", "steps", "units", "organisations", "dials")
"""The tables of the file that hold tables under names of the author's choice."""

KINDS = {
    "arrivals": "stream",
    "needs": "need",
    "steps": "step",
    "units": "unit",
    "organisations": "organisation",
    "dials": "dial",
}
"""What one entry of such a table is called."""

_SPREAD = '{ gamma = "100 days", cv = 0.5 }'
_A_PHASE, _AN_ORGANISATION = mark("a phase"), mark("an organisation")
_PLACES: dict[str, KeyPath] = {
    mark("a stream"): ("arrivals", "x"),
    mark("a need"): ("needs", "x"),
    mark("a step"): ("steps", "x"),
    mark("a unit"): ("units", "x"),
    _AN_ORGANISATION: ("organisations", "x"),
    mark("a dial"): ("dials", "x"),
    mark("the table [run]"): ("run",),
    mark("the table [crisis]"): ("crisis",),
    mark("the table [costs]"): ("costs",),
    mark("the table [start_from]"): ("start_from",),
    mark("the top of the file"): (),
    mark("a change"): ("changes", 0),
    _A_PHASE: ("organisations", "x", "phases", 0),
    mark("absence of a unit"): ("units", "x", "absence"),
    mark("closed of a unit"): ("units", "x", "closed", 0),
    mark("hours of a unit"): ("units", "x", "hours"),
    mark("pressure of a unit"): ("units", "x", "pressure"),
    mark("extra_staff of a unit"): ("units", "x", "extra_staff"),
    mark("development of a unit"): ("units", "x", "development"),
    mark("newcomer of a unit"): ("units", "x", "newcomer", 0),
    mark("start_up of an organisation"): ("organisations", "x", "start_up"),
}
"""The kinds of table as messages name them, and where one of each may stand."""


@dataclass(frozen=True)
class Wanted:
    """What may stand at a place of the file: one kind of value, or one of several."""

    choices: tuple[Terms, ...]
    optional: bool = False  # whether it may also be missing altogether
    docstring: str = ""

    @property
    def meaning(self) -> str:
        """What the key means, in words."""
        return meaning(self.docstring)

    @property
    def summary(self) -> str:
        """What the key means, in so few words that they can stand in parentheses."""
        return summary(self.docstring)

    def table(self) -> Terms | None:
        """Give the keys that a table here may have; None where no table, or one with free keys, is wanted."""
        for terms in self.choices:
            if "properties" in terms and not is_duration(terms):
                return terms["properties"]  # type: ignore[no-any-return]
        return None

    def free_keys(self) -> "Wanted | None":
        """Say what stands under names of the author's choice; None where those are not wanted."""
        for terms in self.choices:
            if isinstance(terms.get("additionalProperties"), dict):
                return wanted_of(terms["additionalProperties"])
        return None

    def items(self) -> "Wanted | None":
        """Say what stands in a list here; None where no list is wanted."""
        for terms in self.choices:
            if "items" in terms and terms.get("type") == "array":
                return wanted_of(terms["items"])
        return None

    def required(self) -> list[str]:
        """List the keys that a table here must have."""
        return [key for terms in self.choices for key in terms.get("required", ()) if not is_duration(terms)]

    def takes(self, kind: str) -> bool:
        """Tell whether a value of a JSON type ("string", "number" …) may stand here."""
        return any(terms.get("type") == kind or (kind == "string" and "enum" in terms) for terms in self.choices)

    def is_duration(self) -> bool:
        """Tell whether a duration, spread or fixed, is wanted."""
        return any(is_duration(terms) for terms in self.choices)

    def most_items(self) -> int | None:
        """Say how many items a list here has at most; None where it may have any number."""
        return next((terms["maxItems"] for terms in self.choices if "maxItems" in terms), None)

    def is_date(self) -> bool:
        """Tell whether a date is wanted, or may be."""
        return any(terms.get("format") == "date" for terms in self.choices)

    def is_share(self) -> bool:
        """Tell whether a part of 1 is wanted."""
        tops = (terms.get("maximum", terms.get("exclusiveMaximum")) for terms in self.choices)
        return self.takes("number") and all(top is not None and top <= 1 for top in tops)

    def __str__(self) -> str:
        if any(is_duration(terms) and "properties" in terms for terms in self.choices):
            return say('a length of time such as "14 days" or {spread}', spread=_SPREAD)
        return either(value_in_words(terms) for terms in self.choices)


@lru_cache(maxsize=10_000)  # asked several times about every key of a file
def wanted_at(path: KeyPath) -> Wanted | None:
    """Say what the schema wants at a place; None where it knows no such place."""
    if not path:
        return wanted_of(definitions())
    above = wanted_at(path[:-1])
    return None if above is None else _below(above, path[-1])


def wanted_of(terms: Terms) -> Wanted:
    """Say what a piece of the schema wants."""
    flat = list(kinds_of_value(terms))
    return Wanted(
        choices=tuple(each for each in flat if each.get("type") != "null"),
        optional=any(each.get("type") == "null" for each in flat),
        docstring=description(terms),
    )


def is_source(path: KeyPath) -> bool:
    """Tell whether a place is that of texts on where numbers come from, and not a table that is called so."""
    above = wanted_at(path[:-1]) if path and path[-1] == "source" else None
    return above is not None and "source" in (above.table() or {})


def tables_with(key: str) -> list[str]:
    """Name the kinds of table that have a key, for a key that stands in the wrong one."""
    found = [name for name, path in _PLACES.items() if wanted_at((*path, key)) is not None]
    return [said(name) for name in found if name != _A_PHASE or _AN_ORGANISATION not in found]


def _below(wanted: Wanted, part: str | int) -> Wanted | None:
    if isinstance(part, int):
        return wanted.items()
    keys = wanted.table()
    if keys is not None:
        return wanted_of(keys[part]) if part in keys else None
    return wanted.free_keys()
