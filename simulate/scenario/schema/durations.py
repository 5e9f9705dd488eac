"""Durations and rates as a scenario file writes them: always with their unit."""

import copy
import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core.core_schema import CoreSchema, is_instance_schema

from simulate.language import mark, said, say
from simulate.language.lists import either, listed
from simulate.scenario.schema.kinds import TableError
from simulate.scenario.wording import got, in_a_row

DAYS_PER_MONTH = 30.4375
DAYS_PER_YEAR = 365.25

# What a unit may be called: in English, and in Swedish with or without its dots and rings.
_UNITS: dict[str, tuple[float, str]] = {
    "hour": (1 / 24, "hours?|timm(?:e|a|ar)"),
    "day": (1.0, "days?|dag(?:ar)?|dygn"),
    "week": (7.0, "weeks?|veck(?:a|or)"),
    "month": (DAYS_PER_MONTH, "months?|m[åa]nad(?:er)?"),
    "year": (DAYS_PER_YEAR, "years?|[åa]r"),
}
_NUMBER = r"[0-9]*[.,]?[0-9]+(?:[eE][+-]?[0-9]+)?"
_NAMED_UNITS = "|".join(f"(?P<{name}>{words})" for name, (_, words) in _UNITS.items())
_SPAN = re.compile(rf"\s*({_NUMBER})\s*(?:{_NAMED_UNITS})\s*")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_WORKING_DAYS = re.compile("working days?|work ?days?|arbetsdag|vardag")
_LONGEST_DAYS = 1000 * DAYS_PER_YEAR
_LONGEST_SPAN = 64  # characters; a regular expression takes long over a very long number

# shape -> (what its first key means, to be said, and the names of its further keys)
SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "gamma": (mark("mean"), ("cv",)),
    "lognormal": (mark("mean"), ("cv",)),
    "median": (mark("median of a lognormal"), ("sigma",)),
    "exponential": (mark("mean"), ()),
    "uniform": (mark("lowest and highest"), ()),
    "triangular": (mark("lowest, most likely and highest"), ()),
    "weibull": (mark("scale"), ("shape",)),
    "loglogistic": (mark("median"), ("shape",)),
}
SPANS_IN = {"uniform": 2, "triangular": 3}
_EXAMPLES = ('"14 days"', '{ gamma = "100 days", cv = 0.5 }', '{ median = "14 days", sigma = 0.7 }')


@dataclass(frozen=True)
class Duration:
    """A length of time, fixed or spread: a shape and its numbers.

    `shape` is "fixed" or a key of `SHAPES`; `numbers` holds days first (the mean, median or scale; for uniform
    the two ends, for triangular the three corners), then the dimensionless spread (cv, sigma or shape).
    """

    shape: str
    numbers: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean in days (infinite for a loglogistic of shape 1 or less)."""
        first, *more = self.numbers
        match self.shape:
            case "median":
                return first * math.exp(more[0] ** 2 / 2)
            case "uniform" | "triangular":
                return sum(self.numbers) / len(self.numbers)
            case "weibull":
                return first * math.gamma(1 + 1 / more[0])
            case "loglogistic":
                return first * (math.pi / more[0]) / math.sin(math.pi / more[0]) if more[0] > 1 else math.inf
        return first

    def __str__(self) -> str:
        written = written_duration(self)
        if isinstance(written, str):
            return written
        return "{ " + ", ".join(f"{key} = {value}" for key, value in written.items()) + " }"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Spare pydantic a look at every field, once for each key that takes a duration: `duration_from` checks all."""
        return is_instance_schema(cls)


def days_from(value: object) -> float:
    """Read a span such as "14 days" or "1,5 månader" as days; raises ValueError that says how to write it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise ValueError(
            say('a bare number has no unit: write "{number} days" (or hours, weeks, months, years)', number=value)
        )
    text = unicodedata.normalize("NFC", value).lower() if isinstance(value, str) and len(value) <= _LONGEST_SPAN else ""
    match = _SPAN.fullmatch(text)
    if match is None and _WORKING_DAYS.search(text):
        raise ValueError(
            say('working days are said of a limit: limit = "10 days" and, below it, limit_in = "working days"')
        )
    if match is None:
        raise ValueError(say('a length of time is a number and a unit: "14 days", "3 weeks", "4 months", "2 years"'))
    if _THOUSANDS.fullmatch(match[1]):
        whole, decimal = match[1].replace(",", ""), match[1].replace(",", ".")
        either_way = say(
            "{number} may mean {whole} or {decimal}: write one of the two",
            number=match[1],
            whole=whole,
            decimal=decimal,
        )
        raise ValueError(either_way)
    days = float(match[1].replace(",", ".")) * _UNITS[str(match.lastgroup)][0]
    if not days <= _LONGEST_DAYS:
        raise ValueError(say("a length of time may be 1000 years at most"))
    return days


def written_days(days: float) -> str:
    """Write days as a span that reads back as the same number; whole years and months as such."""
    for unit, length in (("year", DAYS_PER_YEAR), ("month", DAYS_PER_MONTH)):
        count = round(days / length)
        if count and count * length == days and (unit == "year" or not days.is_integer()):
            return _span(str(count), unit)
    return _span(f"{days:.17g}" if float(f"{days:.15g}") != days else f"{days:.15g}", "day")


def _span(number: str, unit: str) -> str:
    """Write a number and a unit as a file has them, in whatever language people are spoken to."""
    return f"{number} {unit if number == '1' else unit + 's'}"


def duration_from(value: object) -> Duration:
    """Read a duration: a span, or a table that names a distribution. Raises ValueError that says how to write it."""
    if isinstance(value, Duration):
        return value
    if not isinstance(value, dict):
        return Duration("fixed", (days_from(value),))
    shape = _shape_of(value)
    numbers = _spans(shape, value[shape])
    for name in SHAPES[shape][1]:
        spread = value[name]
        if isinstance(spread, bool) or not isinstance(spread, (int, float)) or not 0.01 <= spread <= 100:
            raise _wrong(name, say("{key} is a number between 0.01 and 100", key=name), spread)
        numbers.append(float(spread))
    return Duration(shape, tuple(numbers))


def _shape_of(value: Mapping[str, Any]) -> str:
    """Give the shape that a table names, if it has the keys that go with it. Raises TableError."""
    named = [shape for shape in SHAPES if shape in value]
    if len(named) != 1:
        shapes, examples = ", ".join(SHAPES), either(_EXAMPLES)
        message = say("a duration names one of {shapes}; for example {examples}", shapes=shapes, examples=examples)
        raise TableError(named[0] if named else "", message)
    shape = named[0]
    meaning, spread = SHAPES[shape]
    if {*value} != {shape, *spread}:
        keys, given = listed([shape, *spread]), ", ".join(value)
        takes = say(
            "{shape} takes {keys} ({shape} is the {meaning}), not {given}",
            shape=shape,
            keys=keys,
            meaning=said(meaning),
            given=given,
        )
        raise TableError(shape, takes)
    return shape


def _spans(shape: str, value: Any) -> list[float]:
    count, meaning = SPANS_IN.get(shape, 1), said(SHAPES[shape][0])
    if count == 1:
        days = _days_in(shape, value)
        if days <= 0:
            longer = say("the {meaning} of a {shape} must be longer than 0 days", meaning=meaning, shape=shape)
            raise _wrong(shape, longer, value)
        return [days]
    if not isinstance(value, list) or len(value) != count:
        many = say("{shape} takes a list of {count} spans: {meaning}", shape=shape, count=count, meaning=meaning)
        raise _wrong(shape, many, value)
    spans = [_days_in(shape, span) for span in value]
    if sorted(spans) != spans or spans[0] == spans[-1]:
        rising = say("{shape} takes its spans in rising order: {meaning}", shape=shape, meaning=meaning)
        raise TableError(shape, rising)
    return spans


def _days_in(shape: str, span: Any) -> float:
    """Read a span in the table of a duration; raises TableError for what is none."""
    try:
        return days_from(span)
    except ValueError as problem:
        raise _wrong(shape, str(problem), span) from problem


def _wrong(key: str, wanted: str, value: Any) -> TableError:
    """Say what is wanted at a key of a duration's table, and what stands there."""
    return TableError(key, in_a_row(wanted, say("got {value}", value=got(value))))


def written_duration(duration: Duration) -> str | dict[str, Any]:
    """Write a duration as the file would; reads back as the same duration."""
    if duration.shape == "fixed":
        return written_days(duration.numbers[0])
    count = SPANS_IN.get(duration.shape, 1)
    spans = [written_days(days) for days in duration.numbers[:count]]
    written: dict[str, Any] = {duration.shape: spans if count > 1 else spans[0]}
    written.update(zip(SHAPES[duration.shape][1], duration.numbers[count:], strict=True))
    return written


_ANY_UNIT = "|".join(words for _, words in _UNITS.values())
SPAN_SCHEMA = {"type": "string", "pattern": rf"^\s*{_NUMBER}\s*(?:{_ANY_UNIT})\s*$"}
_SHAPE_SCHEMAS = [
    {
        "type": "object",
        "properties": {
            shape: {"type": "array", "items": SPAN_SCHEMA, "minItems": SPANS_IN[shape], "maxItems": SPANS_IN[shape]}
            if shape in SPANS_IN
            else SPAN_SCHEMA,
            **{name: {"type": "number", "minimum": 0.01, "maximum": 100} for name in spread},
        },
        "required": [shape, *spread],
        "additionalProperties": False,
    }
    for shape, (_, spread) in SHAPES.items()
]


class _AsJsonSchema(WithJsonSchema):
    """Give every field a JSON Schema of its own: pydantic before 2.11 writes one field's default into the others'."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return copy.deepcopy(super().__get_pydantic_json_schema__(schema, handler))


Days = Annotated[
    float,
    BeforeValidator(days_from),
    PlainSerializer(written_days),
    _AsJsonSchema(SPAN_SCHEMA),
]
"""A fixed length of time, written "14 days", held as days."""

SpreadDuration = Annotated[
    Duration,
    BeforeValidator(duration_from),
    PlainSerializer(written_duration),
    _AsJsonSchema({"anyOf": [SPAN_SCHEMA, *_SHAPE_SCHEMAS]}),
]
"""A length of time that may vary from child to child."""
