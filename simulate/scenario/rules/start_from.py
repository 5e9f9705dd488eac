"""Open cases when the clock starts: what must hold between them and the rest of the scenario."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from simulate.language import mark, said, say, say_n
from simulate.language.lists import listed
from simulate.scenario.errors import Complaint
from simulate.scenario.reading.parts import Parts
from simulate.scenario.schema.scenario import OpenCase, Scenario, StartFrom
from simulate.scenario.wording import did_you_mean, in_a_row, nearest, no_such, shown

MOST_CASES = 5000
_LONGEST_AGO = 30  # years
_OLDEST = 30  # years, of a child
_USUAL_NAME = "waiting-list.csv"
_UNNAMED = {
    "stream": mark("there is no stream with such a name"),
    "need": mark("there is no need with such a name"),
    "step": mark("there is no step with such a name"),
    "unit": mark("there is no unit with such a name"),
    "column": mark("there is no column with such a name"),
}
"""What is said of a name that is not shown, because it may be a child's."""

_IDENTITY_NUMBER = re.compile(r"\d{6}(\d{2})?[-+ ]?\d{4}")


def same_child(cases: Sequence[OpenCase]) -> list[list[int]]:
    """Collect the places of the cases of each child, in the order in which children are first met."""
    children: dict[tuple[str, int], list[int]] = {}
    for row, case in enumerate(cases):
        who = ("row", row) if case.child is None else ("child", case.child)
        children.setdefault(who, []).append(row)
    return list(children.values())


def need_of_each(
    cases: Sequence[OpenCase], first_need: str, ways: Mapping[str, Sequence[Sequence[str]]]
) -> list[str | None]:
    """Tell at which of a child's needs each of its cases stands; None where none is left for it.

    A step may be on the way of several needs: those that fit few needs choose first, and the first need before others.
    """
    order = sorted(ways, key=lambda need: need != first_need)
    fitting = [[need for need in order if any(case.step in way for way in ways[need])] for case in cases]
    taken: dict[int, str] = {}
    for number in sorted(range(len(cases)), key=lambda number: len(fitting[number])):
        free = [need for need in fitting[number] if need not in taken.values()]
        if free:
            taken[number] = free[0]
    return [taken.get(number) for number in range(len(cases))]


def steps_on_ways(parts: Parts, needs: Sequence[str]) -> list[str]:
    """List the steps on the ways of some needs, each once."""
    ways = [way for need in needs if need in parts.needs for _, _, way in parts.ways(need)]
    return list(dict.fromkeys(step for way in ways for step in way))


def with_list_apart(scenario: Scenario) -> Scenario:
    """Name the file of a scenario's open cases, with their digest, instead of the cases: results keep no children."""
    start_from = scenario.start_from
    if start_from is None or isinstance(start_from.waiting, str):
        return scenario
    cases = [dict(case) for case in start_from.waiting]
    named = StartFrom(waiting=start_from.file or _USUAL_NAME, digest=digest_of(cases))
    return scenario.model_copy(update={"start_from": named})


def digest_of(cases: Iterable[Mapping[str, Any]]) -> str:
    """Give the SHA-256 of open cases, however the file that holds them is written."""
    import hashlib  # which only few scenarios need

    told = [{key: value for key, value in case.items() if value is not None} for case in cases]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def looks_like_birth(child: int | None, start: object) -> bool:
    """Tell whether a child's number may be its date of birth, or begin its identity number: year, month and day.

    A spreadsheet leaves out a zero in front; the day of a Swedish coordination number is 60 higher.
    """
    if child is None or type(start) is not datetime.date:
        return False
    year, month, day = child // 10_000, child // 100 % 100, child % 100
    for century in (1900, 2000) if year else ():
        with suppress(ValueError):  # no date
            born = datetime.date(century + year, month, day - 60 if day > 60 else day)
            if 0 <= (start - born).days <= _OLDEST * 366:
                return True
    return False


def cell_shown(text: str, known: Iterable[str] = ()) -> str:
    """Show what stands in a cell if it is nearly one of some words; else it may be anything, even a child's name."""
    if _IDENTITY_NUMBER.search(text) or nearest(text, known) is None:
        return say("what stands there is not shown")
    return say("got the text {text}", text=shown(text))


def unknown_name(kind: str, name: str, known: Sequence[str]) -> str:
    """Say that a name is not one of those that there are; it is shown only if it is nearly one of them."""
    is_slip = nearest(name, known) is not None and not _IDENTITY_NUMBER.search(name)
    if is_slip:
        return no_such(kind, name, known)
    return in_a_row(said(_UNNAMED[kind]), did_you_mean(name, known, f"{kind}s"))


def unknown_column(name: str, known: Sequence[str]) -> str:
    """Say that a column has another name than those that there are."""
    is_shown = not _IDENTITY_NUMBER.search(name)
    missing = say("there is no column {name}", name=shown(name)) if is_shown else said(_UNNAMED["column"])
    return in_a_row(missing, did_you_mean(name, known, "columns"))


def wrong_cases(cases: Sequence[OpenCase], parts: Parts) -> Iterator[Complaint]:
    """Find everything wrong with open cases, at the place among them and the column (or key).

    What could not be read in a case is None and is not judged.
    """
    for row, case in enumerate(cases):
        for column, message in (*_wrong_names(case, parts), *_wrong_step(case, parts), *_wrong_times(case, parts)):
            yield Complaint((row, column), message)
    for rows in same_child(cases):
        yield from _contradictions(rows, cases, parts)


def _wrong_names(case: OpenCase, parts: Parts) -> Iterator[tuple[str, str]]:
    streams, known = parts.names["arrivals"], parts.names["needs"]
    if case.stream is not None and case.stream not in streams:
        yield "stream", unknown_name("stream", case.stream, streams)
    for number, need in enumerate(case.needs or []):
        if need not in known:
            yield "needs", unknown_name("need", need, known)
        elif need in case.needs[:number]:
            yield "needs", say("{need} is named twice", need=need)
    stream = parts.arrivals.get(case.stream) if case.stream is not None else None
    if stream is not None and case.needs and stream.first_need in known and stream.first_need not in case.needs:
        yield (
            "needs",
            say(
                "must name {need}, the first need of all children of the stream {stream}",
                need=stream.first_need,
                stream=case.stream,
            ),
        )


def _wrong_step(case: OpenCase, parts: Parts) -> Iterator[tuple[str, str]]:
    if case.step is None:
        return
    known = parts.names["steps"]
    if case.step not in known:
        yield "step", unknown_name("step", case.step, known)
        return
    needs = case.needs or []
    steps = steps_on_ways(parts, needs)
    if steps and case.step not in steps and all(need in parts.needs for need in needs):
        yield "step", _not_on_the_way(case.step, needs, steps)
    step = parts.steps.get(case.step)
    if step is not None and step.unit is None and case.waiting_since is not None:
        yield "waiting_since", say("nobody waits for {step}, which needs no unit; give started_on", step=case.step)


def _not_on_the_way(step: str, needs: Sequence[str], steps: Sequence[str]) -> str:
    return say_n(
        "{step} is not on the way of the need {needs}; the steps there are {steps}",
        "{step} is on the way of none of the needs {needs}; the steps there are {steps}",
        len(needs),
        step=step,
        needs=listed(needs),
        steps=listed(steps),
    )


def _wrong_times(case: OpenCase, parts: Parts) -> Iterator[tuple[str, str]]:
    start, leaves = parts.head.get("start"), parts.head.get("leaves_at_age")
    for column in ("waiting_since", "started_on"):
        day = getattr(case, column)
        if day is None or not isinstance(start, datetime.date) or isinstance(start, datetime.datetime):
            continue
        if day > start:
            yield (
                column,
                say("must not be later than the start of the scenario, {start}; got {day}", start=start, day=day),
            )
        elif (start - day).days > _LONGEST_AGO * 366:
            yield (
                column,
                say(
                    "must lie at most {years} years before the start of the scenario; got {day}",
                    years=_LONGEST_AGO,
                    day=day,
                ),
            )
    if isinstance(leaves, int | float) and case.age is not None and case.age >= leaves > 0:
        oldest, age = f"{leaves:g}", f"{case.age:g}"
        yield (
            "age",
            say("must be below leaves_at_age ({oldest}), or nothing more is done; got {age}", oldest=oldest, age=age),
        )


def _contradictions(rows: list[int], cases: Sequence[OpenCase], parts: Parts) -> Iterator[Complaint]:
    """Find what several cases of one child say that cannot be said of one child."""
    several = [cases[row] for row in rows]
    for column in ("stream", "needs", "urgent", "age"):
        told = [(row, getattr(cases[row], column)) for row in rows if getattr(cases[row], column) is not None]
        for row, value in told[1:]:
            if (set(value) != set(told[0][1])) if column == "needs" else value != told[0][1]:
                yield Complaint((row, column), say("is not what an earlier case of the same child says"))
    first, needs = several[0], several[0].needs
    sound = first.stream in parts.arrivals and needs and all(need in parts.needs for need in needs)
    if len(rows) < 2 or not sound:
        return
    ways = {need: [way for _, _, way in parts.ways(need)] for need in needs}
    for row, need in zip(rows, need_of_each(several, parts.arrivals[first.stream].first_need, ways), strict=True):
        if need is None and cases[row].step in steps_on_ways(parts, needs):
            message = say("an earlier case of the same child stands at the same need, which can be at one step only")
            yield Complaint((row, "step"), message)
