"""What concerns several tables of a scenario: names that must exist, the order of steps, numbers that must fit."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from simulate.language.lists import listed
from simulate.scenario.errors import Complaint, Mistake, ScenarioError
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.rates import expected_children
from simulate.scenario.reading.characters import described, hidden_in_title, latin_for, lookalike_in_title
from simulate.scenario.reading.complaints import complaints
from simulate.scenario.reading.counts import months_in_run
from simulate.scenario.reading.merging import REST
from simulate.scenario.reading.parts import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_RUN,
    Parts,
    is_usable,
    parts_of_scenario,
    parts_of_table,
    unknown,
)
from simulate.scenario.rules.dated import OpenUnits, opens_later, wrong_changes, wrong_spans
from simulate.scenario.rules.money import wrong_costs
from simulate.scenario.rules.names import wrong_names
from simulate.scenario.rules.organisations import wrong_organisations
from simulate.scenario.rules.staff import wrong_staff
from simulate.scenario.rules.start_from import MOST_CASES, wrong_cases
from simulate.scenario.schema.keys import KINDS, wanted_at
from simulate.scenario.schema.scenario import Arrivals, Role, Scenario, Step
from simulate.scenario.wording import did_you_mean, dotted, shown

MOST_CHILDREN = 10_000_000
"""Children in one replication. To plan, run and measure the base case takes two to three kilobytes for each of them: so
many need the 30 gigabytes of a large machine. Fewer may still be too many for a smaller one."""

_MOST_ERRORS = 200
_LONGEST_TITLE = 120
_LONGEST_SHOWN_NAME = 60  # of a stream, a need …: it must be found again in a picture and in a column of the table
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
    return [*found, *wrong_spans(parts, wrong_in)]


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
        _wrong_arrivals,
        _too_many_children,
        _wrong_needs,
        _wrong_steps,
        _wrong_units,
        _wrong_titles,
        _wrong_start_from,
        _wrong_sources,
    )
    found = [*bad_names, *(complaint for rule in rules for complaint in rule(parts)), *wrong_organisations(parts)]
    found += [*wrong_staff(parts), *wrong_costs(parts)]
    return [complaint for complaint in found if not (complaint.lacks and complaint.path in parts.left_out)]


def _wrong_head(parts: Parts) -> Iterator[Complaint]:
    start, run = parts.head.get("start"), parts.run
    title = parts.head.get("title")
    if isinstance(title, str):
        yield from _wrong_title(("title",), title)
    if isinstance(start, datetime.date) and not FIRST_YEAR <= start.year <= LAST_YEAR:
        yield Complaint(("start",), f"must lie in the years {FIRST_YEAR} to {LAST_YEAR}; got {start.isoformat()}")
    if run is not None and run.end > LONGEST_RUN:
        yield Complaint(("run",), "warm_up, observe and follow_up together may be 1000 years at most")


def _wrong_title(path: KeyPath, title: str, longest: int = _LONGEST_TITLE) -> Iterator[Complaint]:
    """Judge a text that is shown on one line."""
    if not title.strip():
        yield Complaint(path, "must not be empty")
    if "\n" in title or len(title) > longest:
        yield Complaint(path, f"must be one line of at most {longest} characters")
    hidden, stranger = hidden_in_title(title), lookalike_in_title(title)
    if hidden is not None:
        yield Complaint(path, f"has {described(hidden)}, which nobody can see; take it out")
    elif stranger is not None:
        yield Complaint(path, f"has {described(stranger)} in a Latin word; write {latin_for(stranger)}")


def _wrong_arrivals(parts: Parts) -> Iterator[Complaint]:
    for stream, terms in parts.arrivals.items():
        here: KeyPath = ("arrivals", stream)
        if terms.first_need not in parts.names["needs"]:
            yield unknown((*here, "first_need"), terms.first_need, "need", parts.names["needs"])
        if not terms.needs:
            yield Complaint(
                (*here, "needs"), "must have at least one entry; leave the key out for children with one need"
            )
        for number, part in enumerate(terms.needs):
            yield from _wrong_combination(parts, (*here, "needs", number, "with"), terms.first_need, part.others)
        given = parts.head.get("leaves_at_age")
        leaves = float(given) if isinstance(given, int | float) and 0 < given <= 30 else math.inf
        for number, group in enumerate(terms.ages):
            if group.youngest >= leaves:
                message = (
                    f"these children have reached leaves_at_age ({leaves:g}) before they come; got {group.youngest:g}"
                )
                yield Complaint((*here, "ages", number, "from"), message)
        yield from _wrong_counts(parts, stream, terms)
    if parts.arrivals and not any(terms.measured for terms in parts.arrivals.values()):
        first = next(iter(parts.arrivals))
        yield Complaint(("arrivals", first, "measured"), "at least one stream must be measured, or nothing is counted")


def _wrong_combination(parts: Parts, path: KeyPath, first: str, others: list[str]) -> Iterator[Complaint]:
    for place, need in enumerate(others):
        if need not in parts.names["needs"]:
            yield unknown((*path, place), need, "need", parts.names["needs"])
        elif need == first:
            yield Complaint((*path, place), f"{need} is the first need already; list only the further ones")
        elif need in others[:place]:
            yield Complaint((*path, place), f"{need} is listed twice")


def _wrong_counts(parts: Parts, stream: str, terms: Arrivals) -> Iterator[Complaint]:
    start, path = parts.head.get("start"), ("arrivals", stream, "counts")
    if isinstance(terms.counts, str):
        yield Complaint(path, "a scenario ready to run has the counts themselves; load it from its file")
    elif terms.counts is not None and is_usable(start, parts.run):
        months = months_in_run(start, parts.run.end)  # type: ignore[union-attr]
        if len(terms.counts) < months:
            run = "from the month of start to the end of run"
            yield Complaint(path, f"must cover the {months} months {run}; there are {len(terms.counts)}")


def _too_many_children(parts: Parts) -> Iterator[Complaint]:
    """Estimate the children of one replication before anything is allocated for them."""
    start, run = parts.head.get("start"), parts.run
    if not is_usable(start, run):
        return
    expected: dict[str, float] = {}
    for stream, terms in parts.arrivals.items():
        try:
            expected[stream] = expected_children(terms, start, run.end)  # type: ignore[union-attr]
        except OverflowError:
            expected[stream] = math.inf
    total = sum(expected.values())
    if total > MOST_CHILDREN:
        stream = max(expected, key=lambda name: expected[name])
        rates = ("per_day", "per_week", "per_month", "per_year", "counts")
        key = next(key for key in rates if getattr(parts.arrivals[stream], key) is not None)
        number = f"{total:,.0f}" if total < 1e15 else f"{total:.1e}" if total < math.inf else "infinitely many"
        message = f"about {number} children would come in each replication; {MOST_CHILDREN:,} are allowed"
        yield Complaint(("arrivals", stream, key), f"{message} (lower the rate or shorten the run)")


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
            yield Complaint(
                (*here, key), f"means {terms.crises_per_day:,.4g} crises a day for each child; 1 is allowed"
            )


def _wrong_way(parts: Parts, need: str, way: tuple[KeyPath, float, list[str]]) -> Iterator[Complaint]:
    """Judge one complete way: no step twice, roles in order, one support at the end."""
    place, _, names = way
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Complaint(_where(parts, need, place, number), f"the step {shown(name)} stands twice on this way")
            return
    roles = [(number, name, parts.steps[name].role) for number, name in enumerate(names) if name in parts.steps]
    for (first, before, role), (second, name, later) in pairwise(roles):
        if role is Role.SUPPORT:
            message = f"the support {shown(before)} must be the last step of the way; {shown(name)} follows it"
            yield Complaint(_where(parts, need, place, first), message)
        elif _ROLES.index(later) < _ROLES.index(role):
            order = listed(each.value for each in _ROLES)
            message = (
                f"{shown(name)} ({later.value}) cannot follow {shown(before)} ({role.value}); the order is {order}"
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
        if _takes_no_time(parts, step):
            message = f"must be given and longer than 0 days, because the workers of {shown(step.unit)} do this step"
            yield Complaint((*here, "duration"), message, lacks=True)
        if step.role is Role.SUPPORT and step.go_on < 1:
            yield Complaint((*here, "go_on"), "nothing follows a support, so nobody can go on or not; leave it out")
        if step.by_law and step.role is not Role.DECISION:
            yield Complaint((*here, "by_law"), f"is for decisions; the role of this step is {step.role.value}")


def _takes_no_time(parts: Parts, step: Step) -> bool:
    unit = parts.units.get(step.unit or "")
    staffed = unit is not None and unit.workers is not None
    return staffed and step.duration.shape == "fixed" and step.duration.mean == 0


def _wrong_units(parts: Parts) -> Iterator[Complaint]:
    first_with: dict[str, str] = {}
    for name, unit in parts.units.items():
        path: KeyPath = ("units", name, "administration")
        yield from _wrong_title(path, unit.administration)
        same = first_with.setdefault(" ".join(unit.administration.casefold().split()), unit.administration)
        if same != unit.administration:
            yield Complaint(path, f"got {shown(unit.administration)}, and elsewhere {shown(same)}: write both alike")


def _wrong_titles(parts: Parts) -> Iterator[Complaint]:
    """Find titles of streams, needs, steps, units and organisations that cannot be shown, or are shown alike."""
    for table, kind in KINDS.items():
        titles = {name: entry.title for name, entry in getattr(parts, table).items()}
        first_with: dict[str, str] = {}
        for name, title in titles.items():
            path: KeyPath = (table, name, "title")
            if title:
                yield from _wrong_title(path, title, _LONGEST_SHOWN_NAME)
            words = (title or name).replace("_", " ").casefold().split()
            other = first_with.setdefault(" ".join(words), name)
            if other != name and (title or titles[other]):  # names that are alike are told of as such
                yield Complaint(path, f"the {kind} {shown(other)} is shown under the same name")


def _wrong_start_from(parts: Parts) -> Iterator[Complaint]:
    path: KeyPath = ("start_from", "waiting")
    waiting = parts.start_from.waiting if parts.start_from is not None else []
    if isinstance(waiting, str):
        yield Complaint(path, "a scenario ready to run has the open cases themselves; load it from its file")
    elif len(waiting) > MOST_CASES:
        yield Complaint(path, f"there are {len(waiting)} open cases; {MOST_CASES} are allowed")
    else:
        for complaint in wrong_cases(waiting, parts):
            yield replace(complaint, path=(*path, *complaint.path))


def _wrong_sources(parts: Parts) -> Iterator[Complaint]:
    """Find texts on the source of numbers that the table does not have."""
    tables = {table: getattr(parts, table) for table in parts.names}
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
                    yield Complaint(here, f"there is no key {shown(key)} here{did_you_mean(key, keys, 'keys')}")
