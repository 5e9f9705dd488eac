"""The JSON Schema of a scenario as pydantic makes it of the tables, the same whichever version of pydantic it is."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from simulate.scenario.schema.durations import SHAPES
from simulate.scenario.schema.scenario import Scenario, Table

Terms = dict[str, Any]
"""A piece of JSON Schema."""

_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def _with_all_below(table: type[Table]) -> Iterator[type[Table]]:
    for below in table.__subclasses__():
        yield below
        yield from _with_all_below(below)


TABLES = {table.__name__: table for table in _with_all_below(Table)}
"""The models of all tables, by name."""


@cache
def definitions() -> Terms:
    """Give the JSON Schema of a scenario; it is shared, and may not be changed."""
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


def kinds_of_value(terms: Terms) -> Iterator[Terms]:
    """Follow references and alternatives to the kinds of value themselves."""
    if "$ref" in terms:
        terms = definitions()["$defs"][terms["$ref"].rsplit("/", 1)[-1]]
    alternatives = terms.get("anyOf", terms.get("oneOf"))
    if alternatives is None:
        yield terms
    else:
        for each in alternatives:
            yield from kinds_of_value(each)


def is_duration(terms: Terms) -> bool:
    """Tell whether a piece of schema is that of a span or a spread duration."""
    return "pattern" in terms or any(shape in terms.get("properties", ()) for shape in SHAPES)
