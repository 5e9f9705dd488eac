"""What changes on a day: tables that say only a part of another table, and the day from which it holds."""

import datetime
from typing import Annotated, Any, Optional

from pydantic import BaseModel, Field, PlainSerializer, PlainValidator, WithJsonSchema, create_model

from simulate.language import say
from simulate.scenario.schema.durations import SPAN_SCHEMA, days_from, written_days
from simulate.scenario.schema.kinds import Table


def when_from(value: Any) -> datetime.date | float:
    """Read a date, or a time since the start as days. Raises ValueError that says how to write it."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return days_from(value)
    except ValueError:
        raise ValueError(say('must be a date such as 2019-01-01, or a time since start such as "2 years"')) from None


When = Annotated[
    datetime.date | float,
    PlainValidator(when_from),
    PlainSerializer(lambda when: when if isinstance(when, datetime.date) else written_days(when)),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, SPAN_SCHEMA]}),
]
"""A date, or the time that has passed since the start."""


def day_of(when: datetime.date | float, start: datetime.date) -> float:
    """Give the day since the start."""
    return float((when - start).days) if isinstance(when, datetime.date) else when


def part_of(
    table: type[BaseModel], name: str, module: str, meaning: str, without: tuple[str, ...] = (), **further: Any
) -> type[Any]:
    """Make the model of a table that may say only some of another's keys; `further` adds or replaces fields.

    It must stand in `module` under its name: there other processes look for it.
    """
    fields: dict[str, Any] = {key: field for key, field in further.items() if key not in table.model_fields}
    for key, info in table.model_fields.items():
        if key not in without:
            inner = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
            fields[key] = (
                Optional[inner],  # noqa: UP045 - the type is only known when this runs
                Field(default=None, alias=info.alias, description=info.description),
            )
    return create_model(
        name,
        __base__=Table,
        __module__=module,
        __doc__=meaning,
        __cls_kwargs__={"use_attribute_docstrings": False},  # there is no source to look for them in
        **{**fields, **further},
    )
