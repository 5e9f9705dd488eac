"""One child's plan in every organisation, in words a practitioner can check."""

import datetime
import math

import numpy as np
from rich.console import Group, RenderableType
from rich.style import Style
from rich.text import Text

from simulate.experiment.plans_of_child import PlannedChild, PlanOfChild
from simulate.language import say
from simulate.language.dates import date
from simulate.language.lists import listed
from simulate.language.numbers import number
from simulate.plan import NONE, Integers
from simulate.scenario.schema.scenario import Scenario
from simulate.show.done_otherwise import done_otherwise
from simulate.show.implied import implied_in
from simulate.show.plan_tree import crises_reveal, in_days, plan_tree, step_of
from simulate.show.titles import Titles, titles_of


def story(child: PlannedChild) -> RenderableType:
    """Tell what one child is to receive in every organisation."""
    titles = titles_of(child.scenario)
    parts: list[RenderableType] = [*_who(child, titles)]
    for planned in child.plans:
        parts += [Text(), *_in_organisation(planned, titles, child.scenario)]
    return Group(*parts)


def _who(child: PlannedChild, titles: Titles) -> list[Text]:
    """Say who the child is."""
    children = child.children
    stream = children.stream_names[int(children.stream[0])]
    first_line = say(
        "Child {number} ({address}), replication {replication}",
        number=child.number,
        address=f"{stream}:{int(children.number[0])}",
        replication=child.replication,
    )
    needs = say("Needs {needs}.", needs=listed(_needs(child, titles)))
    return [Text(first_line, style="bold"), Text(_coming(child, titles.stream(stream))), Text(needs)]


def _coming(child: PlannedChild, stream: str) -> str:
    """Say when the child comes, how old it is where that is known, and whether it is urgent."""
    arrival, age = float(child.children.arrival[0]), float(child.children.age[0])
    urgency = say("urgent") if child.children.urgent[0] else say("not urgent")
    day, on = number(arrival, 1), date(child.scenario.start + datetime.timedelta(days=int(arrival)))
    if math.isnan(age):
        return say(
            "Comes through {stream} on day {day} ({date}), {urgency}.",
            stream=stream,
            day=day,
            date=on,
            urgency=urgency,
        )
    return say(
        "Comes through {stream} on day {day} ({date}), {age} years old, {urgency}.",
        stream=stream,
        day=day,
        date=on,
        age=number(age, 1),
        urgency=urgency,
    )


def _needs(child: PlannedChild, titles: Titles) -> list[str]:
    """Name the child's needs, the first of them first, and say which end without support."""
    children, words = child.children, []
    first = int(children.first_need[0])
    for need in [first] + [each for each in np.flatnonzero(children.needs[0]).tolist() if each != first]:
        remarks = [say("the first")] if need == first else []
        remarks += [] if children.real[0, need] else [say("its luck: no support needed")]
        title = titles.need(children.need_names[need])
        words.append(f"{title} ({', '.join(remarks)})" if remarks else title)
    return words


def _in_organisation(planned: PlanOfChild, titles: Titles, scenario: Scenario) -> list[RenderableType]:
    heading = Style(bold=True, underline=True)
    lines: list[RenderableType] = [Text(titles.organisation(planned.organisation), style=heading)]
    if planned.handled_as is not None:
        other = titles.organisation(planned.handled_as)
        told = say("Not taken (no consent, or out of reach): handled as in {organisation}.", organisation=other)
        lines.append(Text(told))
    here = planned.organisation
    handling = planned.handled_as or here
    implied = implied_in(scenario.organisations[handling], titles.organisation(handling))
    if implied and _known_at_once(planned) > 1:
        lines.append(Text(implied))
    lines += map(Text, done_otherwise(scenario, planned.done, _steps_in(planned), titles.organisation(here), titles))
    lines += _about_needs(planned, titles)
    return [*lines, plan_tree(planned, titles), Text(_soonest(planned.supports)), *_standing_still(planned, titles)]


def _steps_in(planned: PlanOfChild) -> dict[str, None]:
    """Name the steps of the file that the child may come to, in the order of the file."""
    names = {planned.plan.steps[step].name for step in planned.plan.visits.step.tolist()}
    made_of = {part for name in names for part in name.split(" + ")}
    return dict.fromkeys(name for name in planned.done if name in made_of)


def _known_at_once(planned: PlanOfChild) -> int:
    """Count the needs that are noticed when the child comes."""
    needs = planned.plan.needs
    return int(((needs.episode == 0) & needs.noticed).sum())


def _about_needs(planned: PlanOfChild, titles: Titles) -> list[Text]:
    """Say which needs nobody notices, and how long the family waits before it gives up, and from when on."""
    needs, names = planned.plan.needs, planned.plan.children.need_names
    lines = []
    for row in np.flatnonzero(needs.episode == 0).tolist():
        need, patience = titles.need(names[int(needs.kind[row])]), float(needs.patience[row])
        comes_up_with = int(needs.known_with[row])
        if not needs.noticed[row] and comes_up_with != NONE and math.isinf(planned.plan.visits.pause[comes_up_with]):
            lines.append(Text(_never_by_itself(need, crises_reveal(planned))))
        serving = np.flatnonzero(planned.plan.visits.needs.values == row)
        if needs.real[row] and math.isfinite(patience) and len(serving):
            visits = planned.plan.visits.needs.rows[serving]
            lines.append(Text(_patience(planned, titles, need, in_days(patience), visits)))
    return lines


def _patience(planned: PlanOfChild, titles: Titles, need: str, days: str, serving: Integers) -> str:
    """Say how long the family waits for a need, and from when on: `serving` are the visits that serve it, in order."""
    first, visits = int(serving[0]), planned.plan.visits
    if first in visits.open_before:
        return say(
            "Patience with {need} has begun: the family would wait {days} more, then give up.", need=need, days=days
        )
    if planned.plan.steps[int(planned.plan.visits.step[first])].role == "handover":
        return say(
            "Patience with {need} begins when it has been handed over: the family would wait {days}, then give up.",
            need=need,
            days=days,
        )
    handing_over = float(visits.pause[serving[1:]][visits.handed_over[serving[1:]]].sum())
    if handing_over > 0:
        return say(
            "Patience with {need} begins with {visit}: the family would wait {days} from when that is asked for, and "
            "the {handover} besides in which the need is handed over, then give up.",
            need=need,
            visit=step_of(planned, titles, first),
            days=days,
            handover=in_days(handing_over),
        )
    return say(
        "Patience with {need} begins with {visit}: the family would wait {days} from when that is asked for, then give "
        "up.",
        need=need,
        visit=step_of(planned, titles, first),
        days=days,
    )


def _never_by_itself(need: str, crises_do: bool) -> str:
    """Say what becomes of a need that nobody notices, and that never comes up by itself."""
    if crises_do:
        return say("Nobody notices {need}, and it does not come up by itself: only a crisis makes it known.", need=need)
    return say("Nobody notices {need}, and it does not come up by itself.", need=need)


def _standing_still(planned: PlanOfChild, titles: Titles) -> list[Text]:
    """Say at which units work on this child stands still in closed times, which the days that are told leave out."""
    plan = planned.plan
    working = sorted(set(plan.parts.unit[plan.parts.lengthens].tolist()))
    names = [titles.unit(plan.units[unit].name) for unit in working if plan.units[unit].stops]
    if not names:
        return []
    told = say(
        "These are days of work: in closed times of {units} it stands still, and all takes so much longer.",
        units=listed(names),
    )
    return [Text(told)]


def _soonest(supports: tuple[float, ...]) -> str:
    """Say how soon the child would have its supports if nobody ever stood in a line."""
    reached = [days for days in supports if math.isfinite(days)]
    if not supports:
        return say("The child needs no support.")
    if not reached:
        return say("The child never gets any support.")
    if len(reached) < len(supports):
        return say(
            "If nobody ever stood in a line: first support after {first}, all it needs never.",
            first=in_days(min(reached)),
        )
    return say(
        "If nobody ever stood in a line: first support after {first}, all it needs after {last}.",
        first=in_days(min(reached)),
        last=in_days(max(reached)),
    )
