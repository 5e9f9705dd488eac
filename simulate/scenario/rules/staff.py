"""What concerns the staff of units: keys that fit workers or meetings only, and times in which nobody is ever there."""

import math
from collections.abc import Container, Iterator
from itertools import pairwise

from simulate.language import say, say_n
from simulate.language.dates import date
from simulate.language.times import days
from simulate.scenario.calendar import closed_spans
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.reading.parts import Parts, is_usable, unknown
from simulate.scenario.schema.scenario import Scenario, Unit, UnitChange
from simulate.scenario.spans import spans

STAFF_KEYS = (
    "full_pace_up_to",
    "post_hours",
    "absence",
    "turnover",
    "pressure",
    "time_to_fill",
    "newcomer",
    "handover_days",
    "cases_of_leavers",
    "extra_staff",
    "development",
    "posts_stay",
)
"""Keys of units with workers; a meeting has none of them."""

MOST_CLOSED = 100
"""Entries in one `closed`."""

_FIRST_YEARS = 1100.0  # days: nearly every unit is open some time in them, so that no more need be looked at


def wrong_staff(parts: Parts) -> Iterator[Complaint]:
    """Find what is wrong with the terms of units, as they are for themselves and in organisations."""
    for name, unit in parts.units.items():
        here: KeyPath = ("units", name)
        if unit.workers is None:
            for key in STAFF_KEYS:
                if getattr(unit, key) != Unit.model_fields[key].get_default(call_default_factory=True):
                    message = say(
                        "is for workers, but {unit} is a meeting; of the keys of staff, closed and hours fit it",
                        unit=name,
                    )
                    yield Complaint((*here, key), message)
        yield from _wrong_terms(parts, here, unit, unit.model_fields_set)
    for organisation, features in parts.organisations.items():
        for name, change in features.units.items():
            here = ("organisations", organisation, "units", name)
            if name not in parts.names["units"]:
                yield unknown(here, name, "unit", parts.names["units"])
            elif name in parts.units:
                given = {key for key in change.model_fields_set if getattr(change, key) is not None}
                wrong = misfits(parts.units[name], given)
                for key in wrong:
                    yield Complaint((*here, key), misfit(parts.units[name], name))
                if not wrong:
                    yield from _wrong_terms(parts, here, parts.units[name].with_change(change), given)


def misfits(unit: Unit, keys: Container[str]) -> list[str]:
    """List those of some keys that cannot change a unit: a meeting's where it has workers, and the reverse."""
    others = ("meets_every", "cases") if unit.workers is not None else ("workers", "caseload", *STAFF_KEYS)
    return [key for key in others if key in keys]


def misfit(unit: Unit, name: str) -> str:
    """Say why a key cannot change a unit."""
    if unit.workers is not None:
        return say("does not fit: the unit {unit} has workers, and no meetings", unit=name)
    return say("does not fit: the unit {unit} has meetings, and no workers", unit=name)


def nobody_leaves(scenario: Scenario) -> Iterator[Complaint]:
    """Find units that let cases of those who leave wait in line, though nobody ever leaves."""
    for name, unit in scenario.units.items():
        if unit.cases_of_leavers == "wait in line":
            in_time = [[here.unit_in(name, each) for _, here in spans(scenario)] for each in scenario.organisations]
            leave = any(terms.turnover > 0 for of_organisation in in_time for terms in of_organisation)
            close = any(
                later.posts < one.posts for of_organisation in in_time for one, later in pairwise(of_organisation)
            )
            if not leave and not close:
                message = say("is not used, because nobody leaves: turnover is 0, and no change closes a post")
                yield Complaint(("units", name, "cases_of_leavers"), message)


def _wrong_terms(parts: Parts, here: KeyPath, unit: Unit | UnitChange, given: Container[str]) -> Iterator[Complaint]:
    """Judge a unit's terms as they are when all is laid over it; `given` are the keys that stand at `here`."""
    if "pressure" in given and unit.workers is not None and "turnover" not in unit.model_fields_set:
        message = say("does nothing by itself: it multiplies the risk of leaving; give turnover (per year), too")
        if (*here, "turnover") not in parts.left_out:
            yield Complaint((*here, "pressure"), message)
    if unit.workers is None:
        yield from _stopping_nobody(here, unit, given)
    if len(unit.closed) > MOST_CLOSED:
        message = say("has {count} entries; {most} are allowed", count=len(unit.closed), most=MOST_CLOSED)
        yield Complaint((*here, "closed"), message)
    elif "closed" in given or "hours" in given or "meets_every" in given:
        yield from _never_open(parts, here, unit, given)


def _stopping_nobody(here: KeyPath, meeting: Unit | UnitChange, given: Container[str]) -> Iterator[Complaint]:
    """Find times in which the work of a meeting is to stand still."""
    closed, hours = meeting.stopping
    places: list[KeyPath] = [("closed", meeting.closed.index(each)) for each in closed if "closed" in given]
    places += [("hours",)] if hours != "always" and "hours" in given else []
    for place in places:
        message = say(
            "is for workers, whose work stands still then; a meeting has none, and is not held in closed times"
        )
        yield Complaint((*here, *place, "work_stops"), message)


def _never_open(parts: Parts, here: KeyPath, unit: Unit, given: Container[str]) -> Iterator[Complaint]:
    """Find closed times and hours that leave no time, or none of a unit's meetings."""
    start, run = parts.head.get("start"), parts.run
    if not is_usable(start, run) or run is None:
        return
    for end in sorted({min(run.end, _FIRST_YEARS), run.end}):
        closed = closed_spans(unit.closed, unit.opening, start, end)
        edges = [0.0, *(edge for span in closed for edge in span), end]
        gaps = [gap for number, gap in enumerate(pairwise(edges)) if number % 2 == 0 and gap[0] < gap[1]]
        if any(_calls_in(unit, gap) for gap in gaps):
            return
    key = "closed" if "closed" in given else "hours" if "hours" in given else "meets_every"
    if not gaps:
        message = say("leaves no time in the {days} of the run in which anybody is called", days=days(run.end))
        yield Complaint((*here, key), message)
    elif unit.meets_every is not None and unit.meets_every < run.end:
        message = say_n(
            "leaves no meeting: they are every day from {start} at midnight on, and all fall in closed times",
            "leaves no meeting: they are every {days} days from {start} at midnight on, and all fall in closed times",
            unit.meets_every,
            days=f"{unit.meets_every:g}",
            start=date(start),
        )
        yield Complaint((*here, key), message)


def _calls_in(unit: Unit, gap: tuple[float, float]) -> bool:
    """Tell whether a unit calls anybody between two times at which it is closed."""
    if unit.meets_every is None:
        return True
    return max(1, math.ceil(gap[0] / unit.meets_every)) * unit.meets_every < gap[1]
