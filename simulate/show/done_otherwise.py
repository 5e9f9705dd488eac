"""What an organisation does otherwise in steps, and the units that have nobody there for it."""

import math
from collections.abc import Iterator, Mapping

from simulate.experiment.staffed import staffed_spans
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import number
from simulate.scenario.schema.durations import Duration
from simulate.scenario.schema.scenario import Scenario, Step
from simulate.scenario.spans import spans, units_without_posts
from simulate.show.titles import Titles, titles_of


def done_otherwise_in_all(scenario: Scenario) -> list[str]:
    """Say for every organisation which steps it does otherwise at any time of the run, and which units it has not."""
    titles, told = titles_of(scenario), list[str]()
    for name in scenario.organisations:
        organisation = titles.organisation(name)
        for _, here in spans(scenario):
            told += done_otherwise(here, here.steps_in(name), scenario.steps, organisation, titles)
        absent = units_without_posts(scenario, name, staffed_spans(scenario))
        if absent:
            told.append(_without_posts([titles.unit(unit) for unit in absent], organisation))
    return list(dict.fromkeys(told))


def done_otherwise(
    here: Scenario, done: Mapping[str, Step], names: Mapping[str, object], organisation: str, titles: Titles
) -> Iterator[str]:
    """Say of some steps of a scenario, by name, who does them in an organisation, and how long they take there.

    `done` are all steps as they are done there; of those that are done as anywhere nothing is said.
    """
    by_unit: dict[str | None, list[str]] = {}
    for name in names:
        if done[name].unit != here.steps[name].unit:
            by_unit.setdefault(done[name].unit, []).append(titles.step(name))
    for unit, steps in by_unit.items():
        yield _by(None if unit is None else titles.unit(unit), steps, organisation)
    for name in names:
        before, now = here.steps[name].duration, done[name].duration
        if now != before:
            yield say(
                "In {organisation} {step} takes {length} on average, not {usual}.",
                organisation=organisation,
                step=titles.step(name),
                length=_mean(now),
                usual=_mean(before),
            )


def _mean(duration: Duration) -> str:
    """Write how long something takes on average; a very skewed length has no mean."""
    if not math.isfinite(duration.mean):
        return say("infinitely long")
    return say("{days} days", days=number(duration.mean, 1))


def _by(unit: str | None, steps: list[str], organisation: str) -> str:
    words = {"organisation": organisation, "steps": listed(steps)}
    if unit is None:
        return say_n(
            "In {organisation} {steps} takes time, and nobody's place.",
            "In {organisation} {steps} take time, and nobody's place.",
            len(steps),
            **words,
        )
    return say_n(
        "In {organisation} {steps} is done by {unit}.",
        "In {organisation} {steps} are done by {unit}.",
        len(steps),
        unit=unit,
        **words,
    )


def _without_posts(units: list[str], organisation: str) -> str:
    return say_n(
        "In {organisation} {units} has no posts: no child comes there.",
        "In {organisation} {units} have no posts: no child comes there.",
        len(units),
        organisation=organisation,
        units=listed(units),
    )
