"""What is allowed in a scenario but probably not meant."""

from collections.abc import Iterator
from itertools import combinations

from simulate.language import mark, said, say, say_n
from simulate.language.times import days
from simulate.scenario.calendar import closed_spans
from simulate.scenario.errors import Complaint, Mistake
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reached import reached
from simulate.scenario.reading.counts import months_in_run
from simulate.scenario.reading.layers import Layer, Resolved
from simulate.scenario.reading.merging import is_merged
from simulate.scenario.rules.posts import posts_in_vain
from simulate.scenario.rules.shared_time import never_shared
from simulate.scenario.rules.staff import nobody_leaves
from simulate.scenario.rules.steps import limit_in_days, slips_in_steps, usually_takes
from simulate.scenario.rules.unseen import unseen_for_ever, unseen_without_effect
from simulate.scenario.schema.keys import is_source
from simulate.scenario.schema.scenario import Role, Scenario, StepChange
from simulate.scenario.schema.steps import NO_UNIT
from simulate.scenario.spans import dated_parts, spans
from simulate.scenario.wording import dotted, nearest, shown
from simulate.scenario.writing import plain_tables

_NOBODY_DOES = {
    Role.INTAKE: mark(
        "is not given, so nobody does this intake: it is in no line and no load; give the unit that does it, or "
        "unit = {unit} if it is time that passes"
    ),
    Role.ASSESSMENT: mark(
        "is not given, so nobody does this assessment: it is in no line and no load; give the unit that does it, or "
        "unit = {unit} if it is time that passes"
    ),
    Role.SUPPORT: mark(
        "is not given, so nobody does this support: it is in no line and no load; give the unit that does it, or "
        "unit = {unit} if it is time that passes"
    ),
}
"""By the role of a step, but for decisions, which may well be time that passes."""

_FILLED_AFTER = 4
"""Mean lengths of a stay after which its places are as full as they get, but for 2 % where it varies exponentially."""

_NOT_GIVEN = StepChange.model_validate({})

_MEAN_IS_LONGER = mark(
    "is shorter than the step itself, which takes {days} on average however short the line is; give "
    'limit_until = "start" if it is the wait that is limited, or limit_until = "finish" if this is meant'
)
_HALF_TAKE_LONGER = mark(
    "is shorter than the step itself, which takes {days} for half of the children however short the line is; give "
    'limit_until = "start" if it is the wait that is limited, or limit_until = "finish" if this is meant'
)


def warnings(scenario: Scenario) -> list[Mistake]:
    """List what is allowed but probably not meant, as mistakes without a file."""
    rules = (
        _long_warm_up,
        _unused,
        _done_by_nobody,
        slips_in_steps,
        posts_in_vain,
        _limits_never_kept,
        _parted_counts,
        _without_effect,
        unseen_without_effect,
        unseen_for_ever,
        never_shared,
        nobody_leaves,
        _surges_outside,
        _closed_outside,
        _dated_outside,
        _changed_twice,
        _alike,
    )
    return [Mistake(dotted(some.path), some.message) for rule in rules for some in rule(scenario)]


def _long_warm_up(scenario: Scenario) -> Iterator[Complaint]:
    """Find a warm-up that takes more of the run than all that is looked at, and that no stay is long enough for."""
    run = scenario.run
    longest = max((step.duration.mean for step in scenario.steps.values() if step.unit is not None), default=0.0)
    if run.warm_up > max(run.observe + run.follow_up, _FILLED_AFTER * longest):
        message = say(
            "is longer than what is looked at: {warm_up} for {looked_at} of observe and follow_up",
            warm_up=days(run.warm_up),
            looked_at=days(run.observe + run.follow_up),
        )
        yield Complaint(("run", "warm_up"), message)


def _unused(scenario: Scenario) -> Iterator[Complaint]:
    """Find needs nobody has, steps on no way and units without steps."""
    needs: set[str] = set()
    steps: set[str] = set()
    for _, here in spans(scenario):
        needs |= {stream.first_need for stream in here.arrivals.values()}
        needs |= {need for stream in here.arrivals.values() for part in stream.needs for need in part.others}
        steps |= {step for features in here.organisations.values() for step in (features.door, features.decision)}
    if scenario.start_from is not None and not isinstance(scenario.start_from.waiting, str):
        needs |= {need for case in scenario.start_from.waiting for need in case.needs}
    steps |= {step for need in scenario.needs for _, way in scenario.ways(need) for step in way}
    steps |= {scenario.crisis.step} if scenario.crisis is not None else set()
    units = {unit for _, here in spans(scenario) for name in here.organisations for unit in reached(here, name).units}
    for table, used, why in (
        ("needs", needs, say("no child has this need")),
        ("steps", steps, say("this step is on no way")),
        ("units", units, say("no step that is used needs this unit")),
    ):
        for name in getattr(scenario, table):
            if name not in used:
                yield Complaint((table, name), why)


def _further_needs(scenario: Scenario) -> set[str]:
    """Gather the needs that children have besides their first one, at any time."""
    streams = [stream for _, here in spans(scenario) for stream in here.arrivals.values()]
    found = {need for stream in streams for part in stream.needs for need in part.others if need != stream.first_need}
    if scenario.start_from is not None and not isinstance(scenario.start_from.waiting, str):
        found |= {need for case in scenario.start_from.waiting for need in case.needs}
    return found


def steps_of_nobody(scenario: Scenario) -> list[str]:
    """Name the steps that are work, take time and have no unit, where nothing says that this is meant.

    A decision may be time that passes, and so may a support that is a stay (`lengthens = false`): a foster home.
    """
    return [
        name
        for name, step in scenario.steps.items()
        if step.unit is None
        and not step.is_nobodys
        and any(features.steps.get(name, _NOT_GIVEN).unit is None for features in scenario.organisations.values())
        and scenario.units
        and step.role is not Role.DECISION
        and (step.lengthens or step.role is not Role.SUPPORT)
        and step.duration.mean > 0
    ]


def _done_by_nobody(scenario: Scenario) -> Iterator[Complaint]:
    for name in steps_of_nobody(scenario):
        message = said(_NOBODY_DOES[scenario.steps[name].role], unit=f'"{NO_UNIT}"')
        yield Complaint(("steps", name, "unit"), message)


def _limits_never_kept(scenario: Scenario) -> Iterator[Complaint]:
    """Find steps that are to be finished in less time than they usually take, before anybody waits."""
    for name, step in scenario.steps.items():
        if step.limit is None or step.limit_at_start or step.limit_until is not None:
            continue
        by_median = step.duration.shape in ("median", "loglogistic")  # what the file gives is not the mean
        usual = usually_takes(step)
        if usual > limit_in_days(step):
            sentence = _HALF_TAKE_LONGER if by_median else _MEAN_IS_LONGER
            yield Complaint(("steps", name, "limit"), said(sentence, days=days(round(usual, 1))))


def _parted_counts(scenario: Scenario) -> Iterator[Complaint]:
    """Find counts with decimal commas, which part every number in two: [12,5, 9,0]."""
    months = months_in_run(scenario.start, scenario.run.end)
    for name, stream in scenario.arrivals.items():
        counts = stream.counts if isinstance(stream.counts, list) else []
        if len(counts) == 2 * months and all(float(count).is_integer() for count in counts):
            message = say_n(
                "has {count} whole numbers for one month; write decimal points: a comma parts a number",
                "has {count} whole numbers for {months} months; write decimal points: a comma parts a number",
                months,
                count=len(counts),
                months=months,
            )
            yield Complaint(("arrivals", name, "counts"), message)


def _without_effect(scenario: Scenario) -> Iterator[Complaint]:
    """Find keys that other keys make idle."""
    never_further = scenario.needs.keys() - _further_needs(scenario)
    for name, need in scenario.needs.items():
        here: KeyPath = ("needs", name)
        supported = any(scenario.steps[step].role is Role.SUPPORT for _, way in scenario.ways(name) for step in way)
        if need.reported_at_once and name in never_further:
            message = say("is not used, because no child has this need besides the one it comes for")
            yield Complaint((*here, "reported_at_once"), message)
        if need.stays and need.patience is not None:
            yield Complaint((*here, "patience"), say("is not used, because stays is true"))
        if need.returns is not None and not supported:
            message = say("is not used, because no way of this need ends in a support")
            yield Complaint((*here, "returns"), message)
        if need.crises_per_day > 0 and scenario.crisis is None:
            yield Complaint(here, say("has a rate of crises, but there is no table [crisis], so there are none"))
    for name, step in scenario.steps.items():
        for key, is_given in (("limit_until", step.limit_until is not None), ("limit_in", step.limit_in != "days")):
            if is_given and step.limit is None:
                yield Complaint(("steps", name, key), say("is not used, because there is no limit"))
    yield from _holding_without_a_meeting(scenario)
    for name, stream in scenario.arrivals.items():
        if stream.counts is not None and stream.month_factors is not None:
            message = say("multiplies counts, which are given month by month already")
            yield Complaint(("arrivals", name, "month_factors"), message)


def _holding_without_a_meeting(scenario: Scenario) -> Iterator[Complaint]:
    """Find organisations whose planning meeting is to hold nothing back, and that never have one."""
    in_time = [here.organisations for _, here in spans(scenario)]
    for name in scenario.organisations:
        every = [organisations[name] for organisations in in_time]
        if any(not each.decision_holds for each in every) and all(each.decision == "own" for each in every):
            message = say(
                'is not used, because decision is "own": supports wait for the decision of their own need, '
                "and there is no planning meeting"
            )
            yield Complaint(("organisations", name, "decision_holds"), message)


def _surges_outside(scenario: Scenario) -> Iterator[Complaint]:
    for name, stream in scenario.arrivals.items():
        for number, surge in enumerate(stream.surges):
            begins, ends = ((day - scenario.start).days for day in (surge.starts, surge.until))
            if ends <= 0 or begins >= scenario.run.end:
                yield Complaint(("arrivals", name, "surges", number), say("lies outside the run"))


def _closed_outside(scenario: Scenario) -> Iterator[Complaint]:
    for name, unit in scenario.units.items():
        for number, closed in enumerate(unit.closed):
            if not closed_spans([closed], "always", scenario.start, scenario.run.end):
                yield Complaint(("units", name, "closed", number), say("lies outside the run"))


def _dated_outside(scenario: Scenario) -> Iterator[Complaint]:
    """Find changes and phases that begin when the run is over, or before it."""
    for part in dated_parts(plain_tables(scenario), scenario.start):
        if part.day >= scenario.run.end:
            yield Complaint((*part.place, "from"), say("lies after the end of the run, so it changes nothing"))
        elif part.day < 0:
            yield Complaint((*part.place, "from"), say("lies before the start of the run, so it holds from the start"))


def _changed_twice(scenario: Scenario) -> Iterator[Complaint]:
    """Find keys that two changes or phases give on the same day, of which only the later one in the file can hold."""
    given: dict[tuple[float, KeyPath], KeyPath] = {}
    for part in dated_parts(plain_tables(scenario), scenario.start):
        for path in _keys_in(part.table) if part.day < scenario.run.end else ():
            first = given.setdefault((part.day, path), part.place)
            if first != part.place:
                message = say("{other} gives it on the same day; this one holds", other=dotted(first))
                yield Complaint(part.place_of(path), message)


def _keys_in(table: Plain, above: KeyPath = ()) -> Iterator[KeyPath]:
    """List the places in a table at which a value stands that takes the place of another."""
    for key, value in table.items():
        here: KeyPath = (*above, key)
        if isinstance(value, dict) and is_merged(here):
            yield from _keys_in(value, here)
        elif not is_source(here):
            yield here


def variant_warnings(resolved: Resolved) -> list[Mistake]:
    """List the organisations of files that extend others which are perhaps slips for those of the file below.

    A unit or a step under a wrong name lacks keys and is refused; an organisation may leave out every key, so that
    a slip makes one more.
    """
    found = []
    for number, layer in enumerate(resolved.layers):
        below = [_names(each) for each in resolved.layers[number + 1 :] if not each.by_hand]
        known = list(dict.fromkeys(name for names in below for name in names))
        for name in _names(layer) if not layer.by_hand else ():
            near = nearest(name, known) if name not in known else None
            if near is not None:
                path: KeyPath = ("organisations", name)
                message = say(
                    "is a new organisation, with the defaults for all that it does not say; did you mean {name}?",
                    name=near,
                )
                found.append(Mistake(dotted(path), message, layer.file, layer.lines.get(path)))
    return found


def _names(layer: Layer) -> list[str]:
    organisations = layer.table.get("organisations")
    return list(organisations) if isinstance(organisations, dict) else []


def _alike(scenario: Scenario) -> Iterator[Complaint]:
    """Find organisations that are the same but for their titles."""
    plain = {
        name: features.model_dump(exclude={"title", "source"}) for name, features in scenario.organisations.items()
    }
    for one, other in combinations(plain, 2):
        if plain[one] == plain[other]:
            message = say("{one} and {other} are the same organisation", one=shown(one), other=shown(other))
            yield Complaint(("organisations", other), message)
