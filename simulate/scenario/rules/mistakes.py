"""What concerns several tables of a scenario: names that must exist, the order of steps, numbers that must fit."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from simulate.language import say
from simulate.language.dates import date
from simulate.language.lists import listed
from simulate.scenario.errors import Complaint, Mistake, ScenarioError
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.complaints import complaints
from simulate.scenario.reading.merging import REST
from simulate.scenario.reading.parts import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_RUN,
    Parts,
    parts_of_scenario,
    parts_of_table,
    unknown,
)
from simulate.scenario.rules.arrivals import too_many_children, wrong_arrivals
from simulate.scenario.rules.dated import OpenUnits, opens_later, wrong_changes, wrong_spans
from simulate.scenario.rules.dials import wrong_dials
from simulate.scenario.rules.joint import mixed_parts
from simulate.scenario.rules.money import wrong_costs
from simulate.scenario.rules.names import wrong_names
from simulate.scenario.rules.organisations import wrong_organisations
from simulate.scenario.rules.staff import wrong_staff
from simulate.scenario.rules.start_from import MOST_CASES, wrong_cases
from simulate.scenario.rules.steps import takes_no_time
from simulate.scenario.rules.titles import wrong_title, wrong_titles
from simulate.scenario.schema.keys import wanted_at
from simulate.scenario.schema.scenario import Role, Scenario
from simulate.scenario.wording import did_you_mean, dotted, in_a_row, shown

_MOST_ERRORS = 200
_ROLES = list(Role)


def check(scenario: Scenario) -> Scenario:
    """Give back a scenario that was made or changed in Python, if it holds together. Raises ScenarioError."""
    found = wrong_tables(parts_of_scenario(scenario))
    if found:
        raise ScenarioError([Mistake(dotted(complaint.path), complaint.message) for complaint in found])
    return scenario


def wrong_tables(parts: Parts) -> list[Complaint]:
    """Find everything wrong between the tables of a scenario, from the start and after every change and phase."""
    found = [*_wrong_at_once(replace(parts, opens_later=opens_later(parts))), *wrong_changes(parts)]
    return [*found, *wrong_spans(parts, wrong_in), *wrong_dials(parts, wrong_in)]


def with_further(told: list[Complaint], further: list[Complaint]) -> list[Complaint]:
    """Add further complaints about other places: where one is told already, it explains what else is wrong there."""
    places = {complaint.path for complaint in told}
    return [*told, *(complaint for complaint in further if complaint.path not in places)]


def wrong_in(table: Plain, opening: OpenUnits = frozenset()) -> list[Complaint]:
    """Find what is wrong with a whole table, changes and phases aside.

    `opening` are the organisations and their units that have workers later on.
    """
    found: list[Complaint] = []
    try:
        Scenario.model_validate(table)
    except ValidationError as problem:
        found += complaints(problem.errors(include_url=False)[:_MOST_ERRORS], table)
    return with_further(found, _wrong_at_once(replace(parts_of_table(table), opens_later=opening)))


def _wrong_at_once(parts: Parts) -> list[Complaint]:
    """Find what is wrong between the tables as they are at one time."""
    bad_names = list(wrong_names(parts))
    if any(len(complaint.path) == 1 for complaint in bad_names):  # too many names to look at one by one
        return bad_names
    rules = (
        _wrong_head,
        wrong_arrivals,
        too_many_children,
        _wrong_needs,
        _wrong_steps,
        _wrong_units,
        wrong_titles,
        _wrong_start_from,
        _wrong_sources,
    )
    found = [*bad_names, *(complaint for rule in rules for complaint in rule(parts)), *wrong_organisations(parts)]
    found += [*mixed_parts(parts), *wrong_staff(parts), *wrong_costs(parts)]
    return [complaint for complaint in found if not (complaint.lacks and complaint.path in parts.left_out)]


def _wrong_head(parts: Parts) -> Iterator[Complaint]:
    start, run = parts.head.get("start"), parts.run
    title = parts.head.get("title")
    if isinstance(title, str):
        yield from wrong_title(("title",), title)
    if isinstance(start, datetime.date) and not FIRST_YEAR <= start.year <= LAST_YEAR:
        message = say(
            "must lie in the years {first} to {last}; got {date}",
            first=FIRST_YEAR,
            last=LAST_YEAR,
            date=date(start),
        )
        yield Complaint(("start",), message)
    if run is not None and run.end > LONGEST_RUN:
        yield Complaint(("run",), say("warm_up, observe and follow_up together may be 1000 years at most"))


def _wrong_needs(parts: Parts) -> Iterator[Complaint]:
    for need, terms in parts.needs.items():
        here: KeyPath = ("needs", need)
        lists = [((*here, "pathway"), terms.pathway)]
        lists += [((*here, "endings", number, "steps"), some.steps) for number, some in enumerate(terms.endings)]
        for path, steps in lists:
            for place, step in enumerate(steps):
                if step not in parts.names["steps"]:
                    yield unknown((*path, place), step, "step", parts.names["steps"])
        yield from dict.fromkeys(complaint for way in parts.ways(need) for complaint in _wrong_way(parts, need, way))
        if terms.crises_per_day > 1:
            key = next(key for key in terms.model_fields_set if key.startswith("crisis_per_"))
            count = f"{terms.crises_per_day:.4g}"
            message = say("means {count} crises a day for each child; 1 is allowed", count=count)
            yield Complaint((*here, key), message)


def _wrong_way(parts: Parts, need: str, way: tuple[KeyPath, float, list[str]]) -> Iterator[Complaint]:
    """Judge one complete way: no step twice, roles in order, one support at the end."""
    place, _, names = way
    for number, name in enumerate(names):
        if name in names[:number]:
            message = say("the step {step} stands twice on this way", step=shown(name))
            yield Complaint(_where(parts, need, place, number), message)
            return
    roles = [(number, name, parts.steps[name].role) for number, name in enumerate(names) if name in parts.steps]
    for (first, before, role), (second, name, later) in pairwise(roles):
        if role is Role.SUPPORT:
            message = say(
                "the support {support} must be the last step of the way; {step} follows it",
                support=shown(before),
                step=shown(name),
            )
            yield Complaint(_where(parts, need, place, first), message)
        elif _ROLES.index(later) < _ROLES.index(role):
            message = say(
                "{step} ({role}) cannot follow {before} ({role_before}); the order is {order}",
                step=shown(name),
                role=later.value,
                before=shown(before),
                role_before=role.value,
                order=listed(each.value for each in _ROLES),
            )
            yield Complaint(_where(parts, need, place, second), message)


def _where(parts: Parts, need: str, place: KeyPath, number: int) -> KeyPath:
    """Give the place of a way's step: in the pathway, or in the ending that follows it."""
    length = len(parts.needs[need].pathway)
    return ("needs", need, "pathway", number) if number < length else (*place, number - length)


def _wrong_steps(parts: Parts) -> Iterator[Complaint]:
    for name, step in parts.steps.items():
        here: KeyPath = ("steps", name)
        if step.unit is not None and step.unit not in parts.names["units"]:
            yield unknown((*here, "unit"), step.unit, "unit", parts.names["units"])
        if takes_no_time(parts, step):
            message = say(
                "must be given and longer than 0 days, because the workers of {unit} do this step",
                unit=shown(step.unit),
            )
            yield Complaint((*here, "duration"), message, lacks=True)
        if step.role is Role.SUPPORT and step.go_on < 1:
            message = say("nothing follows a support, so nobody can go on or not; leave it out")
            yield Complaint((*here, "go_on"), message)
        if step.by_law and step.role is not Role.DECISION:
            message = say("is for decisions; the role of this step is {role}", role=step.role.value)
            yield Complaint((*here, "by_law"), message)


def _wrong_units(parts: Parts) -> Iterator[Complaint]:
    first_with: dict[str, str] = {}
    for name, unit in parts.units.items():
        path: KeyPath = ("units", name, "administration")
        yield from wrong_title(path, unit.administration)
        same = first_with.setdefault(" ".join(unit.administration.casefold().split()), unit.administration)
        if same != unit.administration:
            message = say(
                "got {one}, and elsewhere {other}: write both alike",
                one=shown(unit.administration),
                other=shown(same),
            )
            yield Complaint(path, message)


def _wrong_start_from(parts: Parts) -> Iterator[Complaint]:
    path: KeyPath = ("start_from", "waiting")
    waiting = parts.start_from.waiting if parts.start_from is not None else []
    if isinstance(waiting, str):
        yield Complaint(path, say("a scenario ready to run has the open cases themselves; load it from its file"))
    elif len(waiting) > MOST_CASES:
        message = say("there are {count} open cases; {most} are allowed", count=len(waiting), most=MOST_CASES)
        yield Complaint(path, message)
    else:
        for complaint in wrong_cases(waiting, parts):
            yield replace(complaint, path=(*path, *complaint.path))


def _wrong_sources(parts: Parts) -> Iterator[Complaint]:
    """Find texts on the source of numbers that the table does not have."""
    tables = {table: getattr(parts, table) for table in parts.names if table != "dials"}  # which say why themselves
    places: list[tuple[KeyPath, Any]] = [
        ((table, name), terms) for table, entries in tables.items() for name, terms in entries.items()
    ]
    for name, table in (("crisis", parts.crisis), ("costs", parts.costs)):
        if table is not None:
            places.append(((name,), table))
    for path, terms in places:
        if isinstance(terms.source, dict):
            wanted = wanted_at(path)
            keys = list((wanted.table() if wanted is not None else None) or {})
            for key in terms.source:
                if key.split(".")[0] not in (*keys, REST):
                    here = (*path, "source", key)
                    missing = say("there is no key {key} here", key=shown(key))
                    yield Complaint(here, in_a_row(missing, did_you_mean(key, keys, "keys")))
