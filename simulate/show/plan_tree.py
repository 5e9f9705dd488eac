"""The visits of one child's plan, each under the one it follows: how long it takes, by whom, and why it is put off."""

import math
from collections.abc import Sequence

import numpy as np
from rich.text import Text
from rich.tree import Tree

from simulate.experiment.plans_of_child import PlanOfChild
from simulate.findings.foreseen import foreseen
from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.language.numbers import in_full, number
from simulate.plan import NONE, PlannedUnit
from simulate.show.emphasis import as_text, emphasised
from simulate.show.lengths import with_rhythm
from simulate.show.titles import Titles

_NOTHING = 1e-9  # days, or share of a duration: less is rounding


def plan_tree(planned: PlanOfChild, titles: Titles) -> Tree:
    """Lay the visits under those they follow; acute visits are only counted, what nothing ever brings is left out."""
    visits, may_come = planned.plan.visits, foreseen(planned.plan)
    if crises_reveal(planned):
        may_come = ~visits.acute
    on_list = not np.isnan([visits.asked_before, visits.started_before]).all()
    start = say("on the waiting list when the clock starts") if on_list else say("arrival")
    root = Tree(Text(start), guide_style="dim")
    nodes: dict[int, Tree] = {}
    before = _last_before(visits.after.lists())
    for i in np.flatnonzero(may_come).tolist():
        parent = nodes[max(before[i])] if before[i] else root
        nodes[i] = parent.add(as_text(_line(planned, titles, i, sorted(before[i])[:-1])))
    if visits.acute.any():
        root.add(Text(_crises(planned, titles), "dim"))
    return root


def crises_reveal(planned: PlanOfChild) -> bool:
    """Tell whether the child may have a crisis that makes known what nobody had noticed."""
    return planned.plan.rules.crisis_reveals and bool(planned.plan.visits.acute.any())


def in_days(days: float) -> str:
    """Write a length as plans do, with a decimal: "34.5 days"."""
    return say("{days} days", days=number(days, 1))


def _last_before(before: list[list[int]]) -> list[list[int]]:
    """Leave out what must be finished anyway because another visit before waits for it."""
    all_before: list[set[int]] = []
    for direct in before:
        all_before.append(set(direct).union(*(all_before[j] for j in direct)))
    return [[j for j in direct if not any(j in all_before[k] for k in direct)] for direct in before]


def _crises(planned: PlanOfChild, titles: Titles) -> str:
    """Say how many crises may come, and what each brings."""
    acute = planned.plan.visits.acute
    return say_n(
        "if its needs stay unmet too long, up to {count} crisis: each brings {step}",
        "if its needs stay unmet too long, up to {count} crises: each brings {step}",
        int(acute.sum()),
        count=number(acute.sum()),
        step=step_of(planned, titles, int(np.argmax(acute))),
    )


def _line(planned: PlanOfChild, titles: Titles, i: int, others: Sequence[int]) -> str:
    """Tell of a visit: why it is put off, what it is, which needs it meets; `others` must be finished before too."""
    visits = planned.plan.visits
    if planned.plan.steps[int(visits.step[i])].role == "handover":
        need = _need(planned, titles, visits.needs.row(i)[0])
        what = emphasised(say("{need} has arrived", need=need), "bold")
    else:
        what = _visit(planned, titles, i, others)
    pause = float(visits.pause[i])
    if visits.at_start[i]:
        contact = emphasised(step_of(planned, titles, max(visits.after.row(i).tolist())), "italic")
        return say("reported at once, when {contact} begins: {what}", contact=contact, what=what)
    if pause <= 0:
        return what
    return say("{pause}, then {what}", pause=emphasised(_pause(planned, i, pause), "italic"), what=what)


def _visit(planned: PlanOfChild, titles: Titles, i: int, others: Sequence[int]) -> str:
    visits = planned.plan.visits
    told = say("{step} {work}", step=emphasised(step_of(planned, titles, i), "bold"), work=_work(planned, titles, i))
    asked, started = (float(column[i]) for column in (visits.asked_before, visits.started_before))
    if not math.isnan(started):
        told = say("{visit}, left of what began on day {day}", visit=told, day=number(started))
    elif not math.isnan(asked):
        told = say("{visit}, waited for since day {day}", visit=told, day=number(asked))
    if others:
        told = say_n(
            "{visit}, when {others} is finished too",
            "{visit}, when {others} are finished too",
            len(others),
            visit=told,
            others=listed(step_of(planned, titles, other) for other in others),
        )
    if planned.plan.beside[i]:
        told = say("{visit}; no support waits for it", visit=told)
    met = np.flatnonzero(planned.plan.needs.support == i).tolist()
    if met:
        needs = listed(_need(planned, titles, row) for row in met)
        told = say("{visit} ← meets {needs}", visit=told, needs=emphasised(needs, "green"))
    return told


def step_of(planned: PlanOfChild, titles: Titles, i: int) -> str:
    """Name the step of a visit, or say that it is a handover, which is no step of the file."""
    step = planned.plan.steps[int(planned.plan.visits.step[i])]
    return say("handing over") if step.role == "handover" else titles.step(step.name)


def _need(planned: PlanOfChild, titles: Titles, row: int) -> str:
    """Name the need in a row of the plan's needs."""
    return titles.need(planned.plan.children.need_names[int(planned.plan.needs.kind[row])])


def _work(planned: PlanOfChild, titles: Titles, i: int) -> str:
    """Write how long a visit takes and who does it; of a joint one what each unit has to do."""
    first, last = planned.plan.parts_of_visit[i : i + 2].tolist()
    told = [(_duration(planned, part), _who(planned, titles, part)) for part in range(first, last)]
    if len(told) == 1:
        return say("{duration}, {unit}", duration=told[0][0], unit=told[0][1])
    return say(
        "{days}, begun together, each free when its part is done: {parts}",
        days=in_days(float(planned.plan.duration[i])),
        parts=listed(say("{unit} {duration}", unit=unit, duration=duration) for duration, unit in told),
    )


def _duration(planned: PlanOfChild, part: int) -> str:
    """Write how long a part takes, and where a feature makes it longer, from what: "34.5 days = 30.0 × 1.15"."""
    days, plain = float(planned.plan.parts.work[part]), float(planned.step_takes[part])
    if math.isnan(plain) or plain <= 0 or abs(days / plain - 1) < _NOTHING:
        return in_days(days)
    return f"{in_days(days)} = {number(plain, 1)} × {number(days / plain, 2)}"


def _pause(planned: PlanOfChild, i: int, pause: float) -> str:
    """Write how long a visit is put off, and why."""
    needs, days = planned.plan.needs, in_days(pause)
    begins = needs.known_with == i
    if (needs.episode[begins] > 0).any():
        return say("comes back after {days}", days=days)
    if not needs.noticed[begins].all():
        return _unnoticed(planned, pause)
    if not planned.plan.visits.handed_over[i]:
        return say("after {days}", days=days)
    handover, with_consent = float(planned.handover[i]), float(planned.with_consent[i])
    parts = [say("handover {days}", days=in_days(handover))]
    if with_consent - handover > _NOTHING:
        parts.append(say("asking for consent +{days}", days=number(with_consent - handover, 1)))
    if pause - with_consent > _NOTHING:
        parts.append(say("refused once +{days}", days=number(pause - with_consent, 1)))
    return ", ".join(parts)


def _unnoticed(planned: PlanOfChild, pause: float) -> str:
    """Say when a need becomes known that nobody noticed."""
    if math.isinf(pause):
        return say("nobody noticed: comes up in a crisis only")
    if crises_reveal(planned):
        return say("nobody noticed: comes up by itself after {days}, or in a crisis before that", days=in_days(pause))
    return say("nobody noticed: comes up by itself after {days}", days=in_days(pause))


def _who(planned: PlanOfChild, titles: Titles, part: int) -> str:
    """Write who does a part of a visit: a worker of a unit, a meeting with its rhythm, or nobody."""
    unit = int(planned.plan.parts.unit[part])
    if unit == NONE:
        return say("no unit: time that passes")
    if planned.plan.units[unit].shares_time and not planned.plan.parts.lengthens[part]:
        return titles.unit(planned.plan.units[unit].name)  # a stay is as long as it is
    return _unit(planned.plan.units[unit], titles)


def _unit(unit: PlannedUnit, titles: Titles) -> str:
    """Name a unit; of a meeting say how often it takes place, of shared time from when on visits take longer."""
    if unit.full_pace_up_to is not None:
        return say_n(
            "{unit} (longer while the worker has more than {count} child)",
            "{unit} (longer while the worker has more than {count} children)",
            unit.full_pace_up_to,
            unit=titles.unit(unit.name),
            count=in_full(unit.full_pace_up_to),
        )
    if unit.meets_every is None:
        return titles.unit(unit.name)
    return with_rhythm(titles.unit(unit.name), unit.meets_every, unit.meets_every)
