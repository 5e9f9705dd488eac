"""One child's plan in every organisation, in words a practitioner can check."""

import datetime
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from simulate.findings.load import earliest_times
from simulate.language import say
from simulate.language.lists import listed
from simulate.language.numbers import counted, number
from simulate.plan import NONE, Plan, Ragged
from simulate.scenario.schema.durations import Duration
from simulate.scenario.schema.scenario import Scenario
from simulate.show.one_child import find_child, one_child, telling_child
from simulate.show.titles import Titles, titles_of
from simulate.world.children import Cohort, cohort
from simulate.world.organisation import parties
from simulate.world.planning import plan

Key = tuple[str, tuple[tuple[int, int], ...], int]
"""A visit by its step, its needs (kind and episode), and its place among those that share them."""

_NOTHING = Duration("fixed", (0.0,))


@dataclass(frozen=True)
class Told:
    """A child's plan in one organisation, beside what it would be without some features."""

    plan: Plan
    titles: Titles
    keys: list[Key]
    durations: dict[Key, list[float]]  # of each part as the steps are, before coordination, generalists and retelling
    handovers: dict[Key, float]  # pauses before refusals and consent
    unrefused: dict[Key, float]  # pauses before refusals


def story(scenario: Scenario, replication: int, address: str | None) -> RenderableType:
    """Tell what one child is to receive in every organisation.

    `address` is as `find_child` takes it; without one, a child is chosen that shows much. Raises ValueError.
    """
    everybody = cohort(scenario, replication)
    run = scenario.run
    if len(everybody.children) == 0:
        raise ValueError("no child comes in this replication")
    if address is None:
        row = telling_child(everybody.children, run.warm_up, run.warm_up + run.observe)
    else:
        row = find_child(everybody.children, address)
    child = one_child(everybody, row)
    parts: list[RenderableType] = [*_who(child, row)]
    for organisation in scenario.organisations:
        parts += [Text(), *_in_organisation(child, organisation)]
    return Group(*parts)


def _who(child: Cohort, row: int) -> list[Text]:
    """Say who the child is."""
    scenario, children, titles = child.scenario, child.children, titles_of(child.scenario)
    stream = children.stream_names[int(children.stream[0])]
    arrival, age = float(children.arrival[0]), float(children.age[0])
    date = scenario.start + datetime.timedelta(days=int(arrival))
    years = "" if np.isnan(age) else f", {number(age, 1)} years old"
    urgency = "urgent" if children.urgent[0] else "not urgent"
    lines = [
        Text(f"Child {row} ({stream}:{int(children.number[0])}), replication {child.replication}", style="bold"),
        Text(f"Comes through {titles.stream(stream)} on day {number(arrival, 1)} ({date}){years}, {urgency}."),
    ]
    first = int(children.first_need[0])
    needs = [first] + [n for n in np.flatnonzero(children.needs[0]).tolist() if n != first]
    words = []
    for need in needs:
        marks = ["the first"] if need == first else []
        marks += [] if children.real[0, need] else ["its luck: no support needed"]
        words.append(titles.need(children.need_names[need]) + (f" ({', '.join(marks)})" if marks else ""))
    return [*lines, Text(f"Needs {listed(words)}.")]


def _in_organisation(child: Cohort, organisation: str) -> list[RenderableType]:
    told = _told(child, organisation)
    features = child.scenario.organisations[organisation]
    lines: list[RenderableType] = [Text(told.titles.organisation(organisation), style="bold underline")]
    handled = next((party.features for party in parties(child, organisation) if party.who[0]), features)
    if handled is not features:
        other = told.titles.organisation(features.otherwise or "")
        lines.append(Text(f"Not taken (no consent, or out of reach): handled as in {other}."))
    lines += _about_needs(told)
    lines.append(_tree(told))
    return [*lines, Text(_soonest(told.plan))]


def _about_needs(told: Told) -> list[Text]:
    """Say which needs nobody notices, and how long the family waits before it gives up."""
    needs = told.plan.needs
    lines = []
    for i in range(len(needs)):
        need = _need(told, i)
        if needs.episode[i] == 0 and not needs.noticed[i] and needs.known_with[i] == NONE:
            lines.append(Text(f"Nobody notices {need}, and it does not come up by itself."))
        if needs.episode[i] == 0 and needs.real[i] and np.isfinite(needs.patience[i]):
            lines.append(Text(f"The family would wait {_days(float(needs.patience[i]))} for {need}, then give up."))
    return lines


def _told(child: Cohort, organisation: str) -> Told:
    planned = plan(child, organisation)
    unextended = {"coordination": 0.0, "generalist": 0.0, "retelling": 0.0}
    plain = _planned_with(child, organisation, refused=0.0, consent_delay=_NOTHING, **unextended)
    unrefused = _planned_with(child, organisation, refused=0.0)
    return Told(
        planned,
        titles_of(child.scenario),
        _keys(planned),
        dict(zip(_keys(plain), Ragged(plain.parts_of_visit, plain.parts.work).lists(), strict=True)),
        dict(zip(_keys(plain), plain.visits.pause.tolist(), strict=True)),
        dict(zip(_keys(unrefused), unrefused.visits.pause.tolist(), strict=True)),
    )


def _planned_with(child: Cohort, organisation: str, **features: object) -> Plan:
    """Plan for the child as it would be with other features in every organisation."""
    organisations = {name: each.model_copy(update=features) for name, each in child.scenario.organisations.items()}
    changed = child.scenario.model_copy(update={"organisations": organisations})
    return plan(replace(child, scenario=changed), organisation)


def _keys(planned: Plan) -> list[Key]:
    needs, seen, keys = planned.needs, Counter[tuple[str, tuple[tuple[int, int], ...]]](), []
    for i, rows in enumerate(planned.visits.needs.lists()):
        served = tuple(sorted((int(needs.kind[row]), int(needs.episode[row])) for row in rows))
        name = planned.steps[int(planned.visits.step[i])].name
        keys.append((name, served, seen[name, served]))
        seen[name, served] += 1
    return keys


def _tree(told: Told) -> Tree:
    """Lay the visits under those they follow; acute visits are only counted."""
    visits = told.plan.visits
    on_list = not np.isnan([visits.asked_before, visits.started_before]).all()
    root = Tree(Text("on the waiting list when the clock starts" if on_list else "arrival"), guide_style="dim")
    nodes: dict[int, Tree] = {}
    before = _last_before(visits.after.lists())
    for i in range(len(visits)):
        if visits.acute[i]:
            continue
        parent = nodes[max(before[i])] if before[i] else root
        others = sorted(before[i])[:-1]
        nodes[i] = parent.add(_visit(told, i, others))
    acute = int(visits.acute.sum())
    if acute:
        step = told.titles.step(told.plan.steps[int(visits.step[visits.acute][0])].name)
        most = counted(acute, "crisis", "crises")
        root.add(Text(f"if its needs stay unmet too long, up to {most}: each brings {step}", "dim"))
    return root


def _last_before(before: list[list[int]]) -> list[list[int]]:
    """Leave out what must be finished anyway because another visit before waits for it."""
    all_before: list[set[int]] = []
    for direct in before:
        all_before.append(set(direct).union(*(all_before[j] for j in direct)))
    return [[j for j in direct if not any(j in all_before[k] for k in direct)] for direct in before]


def _visit(told: Told, i: int, others: list[int]) -> Text:
    planned, visits = told.plan, told.plan.visits
    text = Text()
    pause = float(visits.pause[i])
    if pause > 0:
        text.append(f"{_pause(told, i, pause)}, then ", style="italic")
    step = planned.steps[int(visits.step[i])]
    if step.role == "handover":
        return text.append(f"{_need(told, visits.needs.row(i)[0])} has arrived", style="bold")
    text.append(told.titles.step(step.name), style="bold")
    text.append(f" {_work(told, i)}{_before_the_clock(told, i)}")
    if others:
        also = listed(told.titles.step(planned.steps[int(visits.step[j])].name) for j in others)
        text.append(f", when {also} {'is' if len(others) == 1 else 'are'} finished too")
    met = np.flatnonzero(planned.needs.support == i).tolist()
    if met:
        text.append(f" ← meets {listed(_need(told, row) for row in met)}", style="green")
    return text


def _need(told: Told, row: int) -> str:
    """Name the need in a row of the plan's needs."""
    return told.titles.need(told.plan.children.need_names[int(told.plan.needs.kind[row])])


def _before_the_clock(told: Told, i: int) -> str:
    """Say since when a visit has been waited for, or has gone on, when the clock starts."""
    asked, started = (float(column[i]) for column in (told.plan.visits.asked_before, told.plan.visits.started_before))
    if not np.isnan(started):
        return f", left of what began on day {number(started, 0)}"
    return "" if np.isnan(asked) else f", waited for since day {number(asked, 0)}"


def _work(told: Told, i: int) -> str:
    """Write how long a visit takes and who does it; of a joint one what each unit has to do."""
    first, last = told.plan.parts_of_visit[i : i + 2].tolist()
    works = told.plan.parts.work[first:last].tolist()
    plain = told.durations.get(told.keys[i], works)
    if len(works) == 1:
        return f"{_duration(works[0], plain[0])}{_unit(told, int(told.plan.parts.unit[first]))}"
    units = [_name(told, unit) for unit in told.plan.parts.unit[first:last].tolist()]
    parts = [
        say("{unit} {days}", unit=unit, days=_duration(*days)) for unit, *days in zip(units, works, plain, strict=True)
    ]
    return say(
        "{days}, begun together, each free when its part is done: {parts}", days=_days(max(works)), parts=listed(parts)
    )


def _duration(days: float, plain: float) -> str:
    """Write how long a part takes, and where a feature makes it longer, from what: "34.5 days = 30.0 × 1.15"."""
    if plain <= 0 or abs(days / plain - 1) < 1e-9:
        return _days(days)
    return f"{_days(days)} = {number(plain, 1)} × {number(days / plain, 2)}"


def _pause(told: Told, i: int, pause: float) -> str:
    """Write how long a visit is put off, and why."""
    planned, visits = told.plan, told.plan.visits
    begins = [n for n in range(len(planned.needs)) if planned.needs.known_with[n] == i]
    comes_back = any(planned.needs.episode[n] > 0 for n in begins)
    unnoticed = any(not planned.needs.noticed[n] for n in begins)
    if comes_back:
        return f"comes back after {_days(pause)}"
    if unnoticed:
        return f"nobody noticed: comes up by itself after {_days(pause)}"
    if not visits.handed_over[i]:
        return f"after {_days(pause)}"
    handover = told.handovers.get(told.keys[i], pause)
    unrefused = told.unrefused.get(told.keys[i], pause)
    parts = [f"handover {_days(handover)}"]
    if unrefused - handover > 1e-9:
        parts.append(f"asking for consent +{number(unrefused - handover, 1)}")
    if pause - unrefused > 1e-9:
        parts.append(f"refused once +{number(pause - unrefused, 1)}")
    return ", ".join(parts)


def _unit(told: Told, unit: int) -> str:
    """Write who does a visit: a unit, or a meeting with its rhythm."""
    return ", no unit: time that passes" if unit == NONE else f", {_name(told, unit)}"


def _name(told: Told, unit: int) -> str:
    """Name a unit, with the rhythm of a meeting; or say that what is done needs none."""
    if unit == NONE:
        return say("time that passes")
    here = told.plan.units[unit]
    rhythm = "" if here.meets_every is None else f" (meets every {here.meets_every:g} days)"
    return told.titles.unit(here.name) + rhythm


def _soonest(planned: Plan) -> str:
    """Say how soon the child would have its supports if nobody ever stood in a line."""
    needs = planned.needs
    mine = needs.support[(needs.episode == 0) & needs.real]
    if len(mine) == 0:
        return "The child needs no support."
    soonest = earliest_times(planned) - planned.children.arrival[0]
    reached = [float(soonest[visit]) for visit in mine.tolist() if visit != NONE]
    if not reached:
        return "The child never gets any support."
    first = f"If nobody ever stood in a line: first support after {_days(min(reached))}"
    return f"{first}, all it needs " + (f"after {_days(max(reached))}." if len(reached) == len(mine) else "never.")


def _days(days: float) -> str:
    return f"{number(days, 1)} days"
