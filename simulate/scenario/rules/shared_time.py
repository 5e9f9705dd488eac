"""What concerns working time that is shared: numbers of children at full pace that no worker ever passes."""

from collections.abc import Iterator

from simulate.language import say_n
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.scenario import Scenario, Unit
from simulate.scenario.schema.staffing import Development
from simulate.scenario.spans import dated_parts, spans
from simulate.scenario.writing import plain_tables

_KEY = "full_pace_up_to"


def never_shared(scenario: Scenario) -> Iterator[Complaint]:
    """Find numbers of children at full pace that no worker ever passes, as nobody is called before.

    Where the unit itself has such a number it is told there, else wherever an organisation or a change gives one.
    """
    for name in scenario.units:
        pairs = [(here, organisation) for _, here in spans(scenario) for organisation in here.organisations]
        every = [here.unit_in(name, organisation) for here, organisation in pairs]
        shared = [each for each in every if each.full_pace_up_to is not None]
        if not shared or any(map(_may_share, shared)):
            continue
        developments = [
            each.development or here.organisations[of].development
            for each, (here, of) in zip(every, pairs, strict=True)
        ]
        looks_at_load = any(_looks_at_load(*each) for each in zip(every, developments, strict=True))
        message = _message(max(each.caseload or 1 for each in shared), looks_at_load)
        places = list(_places(scenario, name))
        for place in places[:1] if scenario.units[name].full_pace_up_to is not None else places:
            yield Complaint(place, message)


def _places(scenario: Scenario, name: str) -> Iterator[KeyPath]:
    """List where a file gives the number for a unit: itself, in organisations, in phases and in changes."""
    here: KeyPath = ("units", name, _KEY)
    if scenario.units[name].full_pace_up_to is not None:
        yield here
    for organisation, features in scenario.organisations.items():
        if name in features.units and features.units[name].full_pace_up_to is not None:
            yield ("organisations", organisation, *here)
    for part in dated_parts(plain_tables(scenario), scenario.start):
        for path in (here, *(("organisations", organisation, *here) for organisation in scenario.organisations)):
            if part.day < scenario.run.end and _stands(part.table, path):
                yield part.place_of(path)


def _stands(table: object, path: KeyPath) -> bool:
    for key in path:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True


def _message(caseload: int, looks_at_load: bool) -> str:
    """Say that such a number does nothing, or only counts in the load; `caseload` is the most there is."""
    if looks_at_load:
        return say_n(
            "changes only load: nobody is called to a worker who has {count} child (caseload), so all but "
            "those who take cases over have full pace; but who leaves under pressure, and which months are calm, "
            "goes by this larger number; give a larger caseload",
            "changes only load: nobody is called to a worker who has {count} children (caseload), so all but "
            "those who take cases over have full pace; but who leaves under pressure, and which months are calm, "
            "goes by this larger number; give a larger caseload",
            caseload,
            count=caseload,
        )
    return say_n(
        "changes hardly anything: nobody is called to a worker who has {count} child (caseload), so all but "
        "those who take cases over have full pace; give a larger caseload",
        "changes hardly anything: nobody is called to a worker who has {count} children (caseload), so all but "
        "those who take cases over have full pace; give a larger caseload",
        caseload,
        count=caseload,
    )


def _looks_at_load(unit: Unit, development: Development | None) -> bool:
    """Tell whether something goes by load, and finds it lower by more children at full pace than there are places."""
    if unit.full_pace_up_to is None or unit.full_pace_up_to <= (unit.caseload or 1):
        return False
    return unit.pressure is not None or (
        development is not None and development.share > 0 and not development.protected
    )


def _may_share(unit: Unit) -> bool:
    """Tell whether a worker, or a consultant, may be given more children than there is full pace for."""
    most = max(unit.caseload or 1, (unit.extra_staff.caseload or 1) if unit.extra_staff is not None else 1)
    return unit.full_pace_up_to is not None and most > unit.full_pace_up_to
