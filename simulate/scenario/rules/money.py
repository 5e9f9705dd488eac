"""What concerns prices: the units, meetings and steps they are for."""

from collections.abc import Iterator
from typing import Any

from simulate.language import say
from simulate.language.lists import listed
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import Plain
from simulate.scenario.reading.parts import Parts, unknown
from simulate.scenario.schema.scenario import Role
from simulate.scenario.wording import shown

_OF_WORKERS = ("worker_year", "consultant_year", "replacement")
_OF_MEETINGS = ("meeting_hour", "hours_per_case")


def wrong_costs(parts: Parts) -> Iterator[Complaint]:
    """Find prices of what there is not, or of another kind."""
    if parts.costs is None:
        return
    for key in (*_OF_WORKERS, *_OF_MEETINGS):
        for name in getattr(parts.costs, key):
            yield from _wrong_unit(parts, key, name)
    for name in parts.costs.support_day:
        step = parts.steps.get(name)
        if name not in parts.names["steps"]:
            yield unknown(("costs", "support_day", name), name, "step", parts.names["steps"])
        elif step is not None and step.role is not Role.SUPPORT:
            message = say(
                "is for steps with the role support; {step} has the role {role}",
                step=shown(name),
                role=step.role.value,
            )
            yield Complaint(("costs", "support_day", name), message)
    yield from _half_prices(parts)


def _wrong_unit(parts: Parts, key: str, name: str) -> Iterator[Complaint]:
    unit, path = parts.units.get(name), ("costs", key, name)
    if name not in parts.names["units"]:
        yield unknown(path, name, "unit", parts.names["units"])
    elif unit is not None and key in _OF_WORKERS and unit.workers is None:
        keys = listed(f"costs.{each}" for each in _OF_MEETINGS)
        message = say("is for units with workers; {unit} is a meeting, which has {keys}", unit=name, keys=keys)
        yield Complaint(path, message)
    elif unit is not None and key in _OF_MEETINGS and unit.workers is not None:
        yield Complaint(path, say("is for meetings; {unit} has workers, who have costs.worker_year", unit=name))
    elif key == "consultant_year" and unit is not None and not _has_consultants(parts.plain, name):
        message = say(
            "is for units with extra_staff; {unit} has none, in no organisation and after no change",
            unit=name,
        )
        yield Complaint(path, message)


def _half_prices(parts: Parts) -> Iterator[Complaint]:
    """Find meetings with a price of an hour but no hours, or hours but no price."""
    costs = parts.costs
    if costs is None:
        return
    for key, other in (_OF_MEETINGS, _OF_MEETINGS[::-1]):
        if ("costs", other) not in parts.left_out:
            for name in getattr(costs, key):
                unit = parts.units.get(name)
                if unit is not None and unit.workers is None and name not in getattr(costs, other):
                    beside = f"costs.{other}.{name}"
                    message = say("needs {key} beside it: a case costs their product", key=beside)
                    yield Complaint(("costs", key, name), message)


def _has_consultants(value: Any, unit: str) -> bool:
    """Tell whether `extra_staff` is said of a unit anywhere in the file."""
    if isinstance(value, list):
        return any(_has_consultants(each, unit) for each in value)
    if not isinstance(value, dict):
        return False
    units: Plain = value["units"] if isinstance(value.get("units"), dict) else {}
    if isinstance(units.get(unit), dict) and "extra_staff" in units[unit]:
        return True
    places = [value.get("changes"), value.get("phases")]
    if isinstance(value.get("organisations"), dict):
        places += value["organisations"].values()
    return any(_has_consultants(each, unit) for each in places)
