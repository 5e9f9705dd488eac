"""Durations and rates as a scenario file writes them: always with their unit."""

import copy
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainSerializer, WithJsonSchema
from pydantic_core.core_schema import CoreSchema, is_instance_schema

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

# shape -> (what its first key means, the names of its further keys)
SHAPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "gamma": ("mean", ("cv",)),
    "lognormal": ("mean", ("cv",)),
    "median": ("median of a lognormal", ("sigma",)),
    "exponential": ("mean", ()),
    "uniform": ("lowest and highest", ()),
    "triangular": ("lowest, most likely and highest", ()),
    "weibull": ("scale", ("shape",)),
    "loglogistic": ("median", ("shape",)),
}
SPANS_IN = {"uniform": 2, "triangular": 3}
_EXAMPLES = '"14 days", { gamma = "100 days", cv = 0.5 } or { median = "14 days", sigma = 0.7 }'


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
        raise ValueError(f'a bare number has no unit: write "{value} days" (or hours, weeks, months, years)')
    text = unicodedata.normalize("NFC", value).lower() if isinstance(value, str) and len(value) <= _LONGEST_SPAN else ""
    match = _SPAN.fullmatch(text)
    if match is None and _WORKING_DAYS.search(text):
        raise ValueError('working days are said of a limit: limit = "10 days" and, below it, limit_in = "working days"')
    if match is None:
        raise ValueError('a length of time is a number and a unit: "14 days", "3 weeks", "4 months", "2 years"')
    if _THOUSANDS.fullmatch(match[1]):
        plain = match[1].replace(",", "")
        raise ValueError(f"{match[1]} may mean {plain} or {match[1].replace(',', '.')}: write one of the two")
    days = float(match[1].replace(",", ".")) * _UNITS[str(match.lastgroup)][0]
    if not days <= _LONGEST_DAYS:
        raise ValueError("a length of time may be 1000 years at most")
    return days


def written_days(days: float) -> str:
    """Write days as a span that reads back as the same number; whole years and months as such."""
    for unit, length in (("year", DAYS_PER_YEAR), ("month", DAYS_PER_MONTH)):
        count = round(days / length)
        if count and count * length == days and (unit == "year" or not days.is_integer()):
            return f"{count} {unit}{'s' if count > 1 else ''}"
    number = f"{days:.17g}" if float(f"{days:.15g}") != days else f"{days:.15g}"
    return f"{number} day" if number == "1" else f"{number} days"


def duration_from(value: object) -> Duration:
    """Read a duration: a span, or a table that names a distribution. Raises ValueError that says how to write it."""
    if isinstance(value, Duration):
        return value
    if not isinstance(value, dict):
        return Duration("fixed", (days_from(value),))
    shapes = [key for key in value if key in SHAPES]
    if len(shapes) != 1:
        raise ValueError(f"a duration names one of {', '.join(SHAPES)}; for example {_EXAMPLES}")
    shape = shapes[0]
    meaning, spread_names = SHAPES[shape]
    wrong = sorted(set(value) - {shape, *spread_names})
    missing = [name for name in spread_names if name not in value]
    if wrong or missing:
        keys = " and ".join([shape, *spread_names])
        raise ValueError(f"{shape} takes {keys} ({shape} is the {meaning}), not {', '.join(value)}")
    numbers = _spans(shape, value[shape])
    for name in spread_names:
        spread = value[name]
        if isinstance(spread, bool) or not isinstance(spread, (int, float)) or not 0.01 <= spread <= 100:
            raise ValueError(f"{name} is a number between 0.01 and 100")
        numbers.append(float(spread))
    return Duration(shape, tuple(numbers))


def _spans(shape: str, value: Any) -> list[float]:
    count = SPANS_IN.get(shape, 1)
    if count == 1:
        days = days_from(value)
        if days <= 0:
            raise ValueError(f"the {SHAPES[shape][0]} of a {shape} must be longer than 0 days")
        return [days]
    if not isinstance(value, list) or len(value) != count:
        raise ValueError(f"{shape} takes a list of {count} spans: {SHAPES[shape][0]}")
    spans = [days_from(span) for span in value]
    if sorted(spans) != spans or spans[0] == spans[-1]:
        raise ValueError(f"{shape} takes its spans in rising order: {SHAPES[shape][0]}")
    return spans


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
