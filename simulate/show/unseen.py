"""What becomes of needs that nobody notices, as a scenario says it."""

from collections.abc import Iterator

from simulate.language import say
from simulate.language.numbers import percent
from simulate.scenario.rules.unseen import may_be_hidden
from simulate.scenario.schema.scenario import Scenario
from simulate.show.titles import titles_of


def unseen_lines(scenario: Scenario) -> list[str]:
    """Say of needs that may stay unseen how they become known, where not all come up by themselves; nothing else."""
    return list(_lines(scenario))


def _lines(scenario: Scenario) -> Iterator[str]:
    hidden, titles, reveals = may_be_hidden(scenario), titles_of(scenario), crises_reveal(scenario)
    for name, need in scenario.needs.items():
        if name not in hidden:
            continue
        if need.comes_up == 0:
            yield (
                say("Where nobody notices {need}, only a crisis makes it known.", need=titles.need(name))
                if reveals
                else say("Where nobody notices {need}, it never becomes known.", need=titles.need(name))
            )
        elif need.comes_up < 1:
            share = percent(need.comes_up)
            yield (
                say(
                    "Where nobody notices {need}, it comes up by itself in {share} of the children; in the others only "
                    "a crisis makes it known.",
                    need=titles.need(name),
                    share=share,
                )
                if reveals
                else say(
                    "Where nobody notices {need}, it comes up by itself in {share} of the children; in the others it "
                    "never becomes known.",
                    need=titles.need(name),
                    share=share,
                )
            )
    if hidden and reveals:
        yield say("A crisis makes all needs of the child known that nobody had noticed.")


def crises_reveal(scenario: Scenario) -> bool:
    """Tell whether there are crises, and they make needs known."""
    crisis = scenario.crisis
    return crisis is not None and crisis.crisis_reveals and any(need.crises_per_day for need in scenario.needs.values())
