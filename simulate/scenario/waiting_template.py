"""A waiting list to fill in: what the columns mean, the names that a scenario knows, and rows as examples."""

import datetime
import textwrap
from collections.abc import Iterator

from simulate.language import mark, said, say
from simulate.scenario.reading.waiting_list import COLUMNS
from simulate.scenario.schema.scenario import Role, Scenario

_SEPARATOR = ";"  # what a Swedish Excel puts a cell's border at, and writes
_WIDTH = 90  # of what a column means
_WAITED = (40, 75, 20, 12)  # days, in the examples

_COLUMNS = {
    ("child",): mark("your own number (1, 2, 3), the same in all rows of one child; empty: a child of its own"),
    ("stream",): mark("the stream the child came with"),
    ("needs",): mark(
        "the child's needs that are not over, with + between them, and always the first need of the stream (where no "
        "row stands at the first need, it is over)"
    ),
    ("urgent",): mark("yes or no"),
    ("age",): mark("years on the first day, such as 7 or 7.5"),
    ("step", "unit"): mark("the step the child waits for or is in, or the unit that does it; one of the two is enough"),
    ("waiting_since",): mark("the day it joined that line, {start} or before; or"),
    ("started_on",): mark("the day that step began"),
}
"""What the columns mean."""


def waiting_list_template(scenario: Scenario) -> str:
    """Write a waiting list for a scenario, as CSV text that the scenario can be run with as it is.

    Lines that begin with # are notes, which the reader skips. The program's English words are in ASCII: a spreadsheet
    that saves ordinary CSV then cannot spoil them. Where the scenario, or another language, has other letters, a mark
    at the beginning tells spreadsheets that they are in UTF-8.
    """
    notes = [f"# {line}".rstrip() for line in (*_meaning(scenario), "", *_known_names(scenario))]
    rows = [_SEPARATOR.join(row.get(column, "") for column in COLUMNS) for row in _examples(scenario)]
    text = "\n".join([*notes, _SEPARATOR.join(COLUMNS), *rows]) + "\n"
    return text if text.isascii() else f"\ufeff{text}"


def _meaning(scenario: Scenario) -> Iterator[str]:
    yield say(
        "Open cases on the day the simulation starts. Replace the rows at the end by your own; a row for each case."
    )
    yield say("Columns stand between semicolons; commas will do as well, in the whole file.")
    yield say("Write no names and no personal identity numbers: none are needed. Empty cells are settled by luck.")
    yield ""
    for columns, meaning in _COLUMNS.items():
        first, *more = textwrap.wrap(said(meaning, start=scenario.start), _WIDTH)
        yield f"{', '.join(columns):15}{first}"
        yield from (f"{'':15}{line}" for line in more)


def _known_names(scenario: Scenario) -> Iterator[str]:
    yield say("The streams, with their first need, in {title}:", title=" ".join(scenario.title.split()))
    for name, stream in scenario.arrivals.items():
        yield f"    {name}: {stream.first_need}"
    yield say("The needs, with their steps, and the units that do them:")
    for name in scenario.needs:
        yield f"    {name}:"
        for step in _steps(scenario, name):
            yield f"        {_done_by(scenario, step)}"


def _done_by(scenario: Scenario, step: str) -> str:
    unit = scenario.steps[step].unit
    return f"{step} ({unit})" if unit is not None else say("{step} (no unit: only started_on)", step=step)


def _steps(scenario: Scenario, need: str) -> list[str]:
    return list(dict.fromkeys(step for _, way in scenario.ways(need) for step in way))


def _examples(scenario: Scenario) -> Iterator[dict[str, str]]:
    """Give a row of each kind: waiting, going on, named by its unit, and a child with two cases."""
    stream, terms = next(iter(scenario.arrivals.items()))
    first = terms.first_need
    both = next((part.others[:1] for part in terms.needs if part.others), [])
    with_both = [name for name, some in scenario.arrivals.items() for part in some.needs if part.others]
    if not both and with_both:
        stream = with_both[0]
        terms = scenario.arrivals[stream]
        first, both = terms.first_need, next(part.others[:1] for part in terms.needs if part.others)
    steps = _steps(scenario, first)
    later = next((step for step in steps if scenario.steps[step].role is not Role.INTAKE), steps[0])
    limit = scenario.leaves_at_age or 18
    age = f"{min(9.5, limit / 2):g}"
    days = [(scenario.start - datetime.timedelta(days=days)).isoformat() for days in _WAITED]
    yield {"stream": stream, "needs": first, "urgent": "yes", "age": age, **_waits(scenario, steps[0], days[0])}
    yield {"stream": stream, "needs": first, "step": later, "started_on": days[1]}
    units = [scenario.steps[step].unit for step in steps]
    unit = next((unit for unit in units if unit is not None and units.count(unit) == 1), None)
    if unit is not None:
        yield {"stream": stream, "needs": first, "urgent": "no", "unit": unit, "waiting_since": days[2]}
    if both:
        child = {"child": "1", "stream": stream, "needs": f"{first}+{both[0]}"}
        others = [step for step in _steps(scenario, both[0]) if step not in steps]
        yield {**child, "step": later, "started_on": days[1]}
        if others:
            yield {**child, **_waits(scenario, others[0], days[3])}


def _waits(scenario: Scenario, step: str, day: str) -> dict[str, str]:
    return {"step": step, "waiting_since" if scenario.steps[step].unit is not None else "started_on": day}
