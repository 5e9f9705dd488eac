"""What the schema wants at each place of a scenario file, read from its JSON Schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from simulate.language.lists import either, listed
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.durations import SHAPES
from simulate.scenario.schema.scenario import Scenario, Table
from simulate.scenario.wording import shown

Terms = dict[str, Any]
"""A piece of JSON Schema."""

NAMED_TABLES = ("arrivals", "needs", "steps", "units", "organisations")
"""The tables of the file that hold tables under names of the author's choice."""

KINDS = {"arrivals": "stream", "needs": "need", "steps": "step", "units": "unit", "organisations": "organisation"}
"""What one entry of such a table is called."""

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

_OTHER_TABLES: dict[str, KeyPath] = {
    "the table [run]": ("run",),
    "the table [crisis]": ("crisis",),
    "the table [costs]": ("costs",),
    "the table [start_from]": ("start_from",),
    "the top of the file": (),
    "a change": ("changes", 0),
    "a phase": ("organisations", "x", "phases", 0),
    **{f"{key} of a unit": ("units", "x", key) for key in ("absence", "pressure", "extra_staff", "development")},
    "newcomer of a unit": ("units", "x", "newcomer", 0),
    "start_up of an organisation": ("organisations", "x", "start_up"),
}


def _with_all_below(table: type[Table]) -> Iterator[type[Table]]:
    for below in table.__subclasses__():
        yield below
        yield from _with_all_below(below)


TABLES = {table.__name__: table for table in _with_all_below(Table)}
"""The models of all tables, by name."""


@dataclass(frozen=True)
class Wanted:
    """What may stand at a place of the file: one kind of value, or one of several."""

    choices: tuple[Terms, ...]
    optional: bool = False  # whether it may also be missing altogether
    meaning: str = ""

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
            return 'a length of time such as "14 days" or { gamma = "100 days", cv = 0.5 }'
        return either(_words(terms) for terms in self.choices)


@lru_cache(maxsize=10_000)  # asked several times about every key of a file
def wanted_at(path: KeyPath) -> Wanted | None:
    """Say what the schema wants at a place; None where it knows no such place."""
    if not path:
        return wanted_of(_definitions())
    above = wanted_at(path[:-1])
    return None if above is None else _below(above, path[-1])


def wanted_of(terms: Terms) -> Wanted:
    """Say what a piece of the schema wants."""
    flat = list(_flat(terms))
    return Wanted(
        choices=tuple(each for each in flat if each.get("type") != "null"),
        optional=any(each.get("type") == "null" for each in flat),
        meaning=" ".join((terms.get("description") or flat[0].get("description", "")).split()),
    )


def is_source(path: KeyPath) -> bool:
    """Tell whether a place is that of texts on where numbers come from, and not a table that is called so."""
    above = wanted_at(path[:-1]) if path and path[-1] == "source" else None
    return above is not None and "source" in (above.table() or {})


def tables_with(key: str) -> list[str]:
    """Name the kinds of table that have a key, for a key that stands in the wrong one."""
    places: dict[str, KeyPath] = {f"a {kind}": (table, "x") for table, kind in KINDS.items()}
    places |= _OTHER_TABLES
    found = [name.replace("a o", "an o") for name, path in places.items() if wanted_at((*path, key)) is not None]
    phase = found.index("a phase") if "a phase" in found and "an organisation" in found else None
    return [name for number, name in enumerate(found) if number != phase]


def is_duration(terms: Terms) -> bool:
    """Tell whether a piece of schema is that of a span or a spread duration."""
    return "pattern" in terms or any(shape in terms.get("properties", ()) for shape in SHAPES)


def definitions() -> Terms:
    """Give the JSON Schema of a scenario, as pydantic makes it."""
    return _definitions()


@cache
def _definitions() -> Terms:
    schema: Terms = _with_plain_bounds(Scenario.model_json_schema(by_alias=True))
    for name, table in schema["$defs"].items():
        for key, terms in table.get("properties", {}).items():
            if "default" in terms and name in TABLES:
                terms["default"] = _written_default(TABLES[name], key)
    return schema


def _with_plain_bounds(terms: Any) -> Any:
    """Write whole bounds as whole numbers: pydantic before 2.11 has 0.0 where its later versions have 0."""
    if isinstance(terms, list):
        return [_with_plain_bounds(each) for each in terms]
    if not isinstance(terms, dict):
        return terms
    return {
        key: int(each) if key in _BOUNDS and isinstance(each, float) and each.is_integer() else _with_plain_bounds(each)
        for key, each in terms.items()
    }


def _written_default(table: type[Table], key: str) -> Any:
    """Give a key's default as a file would write it; pydantic gives a duration as it is held."""
    fields = {field.alias or name: name for name, field in table.model_fields.items()}
    return table.model_construct().model_dump(by_alias=True, include={fields[key]})[key]


def _below(wanted: Wanted, part: str | int) -> Wanted | None:
    if isinstance(part, int):
        return wanted.items()
    keys = wanted.table()
    if keys is not None:
        return wanted_of(keys[part]) if part in keys else None
    return wanted.free_keys()


def _flat(terms: Terms) -> Iterator[Terms]:
    """Follow references and alternatives to the kinds of value themselves."""
    if "$ref" in terms:
        terms = _definitions()["$defs"][terms["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in terms:
        for each in terms["anyOf"]:
            yield from _flat(each)
    else:
        yield terms


def _words(terms: Terms) -> str:
    if is_duration(terms):
        return 'a length of time such as "14 days"'
    if "enum" in terms:
        return either(shown(each) for each in terms["enum"])
    match terms.get("type"):
        case "integer":
            return "a whole number" + _bounds(terms)
        case "number":
            return "a number" + _bounds(terms)
        case "boolean":
            return "true or false"
        case "array":
            kind, *bounds = str(wanted_of(terms["items"])).removeprefix("a ").split(" ", 1)
            count = f"{terms['maxItems']} " if "maxItems" in terms else ""
            return " ".join([f"a list of {count}{kind}s", *bounds])
        case "object":
            return "a table"
    if terms.get("format") == "date":
        return "a date such as 2018-01-31"
    examples = terms.get("examples")
    return f"a text such as {either(map(shown, examples))}" if examples else "a text"


def _bounds(terms: Terms) -> str:
    low, high = terms.get("minimum"), terms.get("maximum")
    above, below = terms.get("exclusiveMinimum"), terms.get("exclusiveMaximum")
    lower = f"at least {low:,}" if low is not None else f"above {above:,}" if above is not None else ""
    upper = f"at most {high:,}" if high is not None else f"below {below:,}" if below is not None else ""
    if low is not None and high is not None:
        return f" from {low:,} to {high:,}"
    both = [words for words in (lower, upper) if words]
    return f" {listed(both)}".replace(" at least", " of at least", 1) if both else ""
