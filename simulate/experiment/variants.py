"""Which organisations are compared: those of one scenario, or of several, each under a name of its own."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simulate.language import say
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.schema.demand import Arrivals
from simulate.scenario.schema.kinds import Table
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans
from simulate.world.posts import posts_in_time


@dataclass(frozen=True)
class Variant:
    """One organisation of one scenario, under the label it has in results."""

    label: str
    scenario: Scenario
    organisation: str


def variants(scenarios: Mapping[str, Scenario], chosen: Sequence[str] | None = None) -> tuple[Variant, ...]:
    """List the organisations to compare, the baseline first; scenarios are given by name, such as that of the file.

    An organisation that several scenarios share unchanged, in the same world, is run once. Where different
    organisations have the same name, the scenario's name is put before it. `chosen` names those to run, in that
    order; raises ScenarioError for one that no scenario has, and where costs are in several currencies.
    """
    currencies = {name: each.costs.currency for name, each in scenarios.items() if each.costs is not None}
    if len(set(currencies.values())) > 1:
        each = "; ".join(
            say("{scenario} counts in {currency}", scenario=name, currency=currency)
            for name, currency in currencies.items()
        )
        message = say("must be the same in all scenarios compared; {each_of_them}", each_of_them=each)
        raise ScenarioError([Mistake("costs.currency", message)])
    found: list[tuple[str, Scenario, str]] = []
    known: set[tuple[str, ...]] = set()
    for name, scenario in scenarios.items():
        world = _world(scenario) if len(scenarios) > 1 else ""
        for organisation in scenario.organisations:
            said = (world, organisation, *(_features(scenario, organisation) if world else ()))
            if said not in known:
                known.add(said)
                found.append((name, scenario, organisation))
    counts = Counter(organisation for _, _, organisation in found)
    every = [
        Variant(organisation if counts[organisation] == 1 else f"{name}: {organisation}", scenario, organisation)
        for name, scenario, organisation in found
    ]
    return tuple(every) if chosen is None else _chosen(every, chosen)


def _world(scenario: Scenario) -> str:
    """Write everything around the organisations of a scenario: the same text for the same world."""
    return _written(scenario, exclude={"title", "description", "organisations", "dials"})


def _features(scenario: Scenario, organisation: str) -> list[str]:
    """Write what an organisation is, the one that stands behind it, and the one from which its posts come."""
    features = scenario.organisations[organisation]
    behind = [scenario.organisations[features.otherwise]] if features.otherwise is not None else []
    behind += [next(iter(scenario.organisations.values()))] if posts_in_time(scenario, organisation) else []
    return [_written(each) for each in (features, *behind)]


def _written(table: Table, exclude: set[str] | None = None) -> str:
    return json.dumps(_untitled(table.model_dump(mode="json", exclude=exclude)), sort_keys=True)


def _untitled(plain: Any) -> Any:
    """Leave out what streams, needs, steps, units and organisations are called, which changes nothing."""
    if isinstance(plain, dict):
        return {
            key: _untitled(value) for key, value in plain.items() if not (key == "title" and isinstance(value, str))
        }
    return [_untitled(each) for each in plain] if isinstance(plain, list) else plain


def _chosen(every: list[Variant], chosen: Sequence[str]) -> tuple[Variant, ...]:
    picked: list[Variant] = []
    unknown = []
    for name in dict.fromkeys(chosen):
        matching = [variant for variant in every if name in (variant.label, variant.organisation)]
        picked += [variant for variant in matching if variant not in picked]
        if not matching:
            unknown.append(name)
    if unknown or not picked:
        labels = ", ".join(variant.label for variant in every)
        messages = [say('there is no "{name}"; there are {labels}', name=name, labels=labels) for name in unknown]
        messages = messages or [say("none was chosen; there are {labels}", labels=labels)]
        raise ScenarioError([Mistake("organisations", message) for message in messages])
    return tuple(picked)


def same_children(one: Scenario, other: Scenario) -> bool:
    """Tell whether the same children come in two scenarios, with the same luck, and count in the same window.

    Those on the waiting list and dated changes of who comes are part of it.
    """
    if one is other:
        return True
    lengths = ("warm_up", "observe", "follow_up")
    return (
        (one.seed, one.start, one.start_from) == (other.seed, other.start, other.start_from)
        and all(getattr(one.run, length) == getattr(other.run, length) for length in lengths)
        and _streams_in_time(one) == _streams_in_time(other)
    )


def _streams_in_time(scenario: Scenario) -> list[tuple[float, dict[str, Arrivals]]]:
    """Give the streams as they are from each day on which any of them changes."""
    found: list[tuple[float, dict[str, Arrivals]]] = []
    for day, here in spans(scenario):
        arrivals = {name: each.model_copy(update={"title": ""}) for name, each in here.arrivals.items()}
        if not found or arrivals != found[-1][1]:
            found.append((day, arrivals))
    return found
