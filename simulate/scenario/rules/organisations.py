"""What concerns organisations: steps they name, units they change, and whether everybody can be served in them."""

from collections.abc import Iterator, Mapping

from simulate.language import say
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.reading.parts import Parts, unknown
from simulate.scenario.rules.posts import brings_posts, without_posts, workers_in_baseline, wrong_baseline
from simulate.scenario.rules.steps import wrong_steps_of
from simulate.scenario.schema.scenario import Organisation, Role, Step
from simulate.scenario.wording import did_you_mean, in_a_row, shown

_CLOSED_FOR_A_TIME = "closed = [{ from = 2018-06-01, until = 2018-09-01 }]"


def wrong_organisations(parts: Parts) -> Iterator[Complaint]:
    """Find what is wrong with organisations and the crisis, seen with the other tables."""
    yield from _wrong_crisis(parts)
    yield from wrong_baseline(parts)
    closed: dict[KeyPath, Complaint] = {}  # one for each place, which may concern several organisations
    for name, features in parts.organisations.items():
        yield from _wrong_door(parts, name, features)
        yield from _wrong_decision(parts, name, features)
        yield from _wrong_otherwise(parts, name, features)
        yield from wrong_steps_of(parts, name, features)
        for complaint in _closed_units(parts, name, features):
            closed.setdefault(complaint.path, complaint)
        yield from without_posts(parts, name, features, _needed_steps(parts, features))
    yield from closed.values()


def _wrong_crisis(parts: Parts) -> Iterator[Complaint]:
    if parts.crisis is not None:
        path, name = ("crisis", "step"), parts.crisis.step
        if name not in parts.names["steps"]:
            yield unknown(path, name, "step", parts.names["steps"])
        elif name in parts.steps and parts.steps[name].unit is None:
            yield _needs_unit(name, say("the acute step {step} must have a unit", step=shown(name)))


def _wrong_door(parts: Parts, name: str, features: Organisation) -> Iterator[Complaint]:
    path: KeyPath = ("organisations", name, "door")
    if features.door == "own":
        return
    if features.door not in parts.names["steps"]:
        yield _unknown_or_own(path, features.door, parts)
    step = parts.steps.get(features.door)
    if step is None:
        return
    if step.role is not Role.INTAKE:
        message = say(
            "must be a step with the role intake; {step} has the role {role}",
            step=shown(features.door),
            role=step.role.value,
        )
        yield Complaint(path, message)
    if step.go_on < 1:
        message = say(
            "a shared intake lets everybody go on, so its go_on must be 1; got {go_on} "
            "(the intakes of the needs decide who goes on)",
            go_on=f"{step.go_on:g}",
        )
        yield Complaint(("steps", features.door, "go_on"), message)
    if step.unit is None:
        message = say("the shared intake {step} must have a unit", step=shown(features.door))
        yield _needs_unit(features.door, message)


def _wrong_decision(parts: Parts, name: str, features: Organisation) -> Iterator[Complaint]:
    path: KeyPath = ("organisations", name, "decision")
    if features.decision == "own":
        return
    if features.decision not in parts.names["steps"]:
        yield _unknown_or_own(path, features.decision, parts)
    step = parts.steps.get(features.decision)
    if step is not None and step.role is not Role.DECISION:
        message = say(
            "must be a step with the role decision; {step} has the role {role}",
            step=shown(features.decision),
            role=step.role.value,
        )
        yield Complaint(path, message)


def _unknown_or_own(path: KeyPath, name: str, parts: Parts) -> Complaint:
    known = ["own", *parts.names["steps"]]
    missing = say('must be "own" or a step; there is no step {name}', name=shown(name))
    return Complaint(path, in_a_row(missing, did_you_mean(name, known, "steps")))


def _needs_unit(step: str, message: str) -> Complaint:
    return Complaint(("steps", step, "unit"), message, lacks=True)


def _wrong_otherwise(parts: Parts, name: str, features: Organisation) -> Iterator[Complaint]:
    path: KeyPath = ("organisations", name, "otherwise")
    if features.otherwise is None:
        for key, share in (("consent", features.consent), ("reach", features.reach)):
            if share < 1:
                message = say(
                    "must be given, because {key} is {share}: the organisation for the other children",
                    key=key,
                    share=f"{share:g}",
                )
                yield Complaint(path, message, lacks=True)
                return
        return
    if features.otherwise == name:
        yield Complaint(path, say("must be another organisation than this one"))
    elif features.otherwise not in parts.names["organisations"]:
        known = [each for each in parts.names["organisations"] if each != name]
        yield unknown(path, features.otherwise, "organisation", known)
    elif (other := parts.organisations.get(features.otherwise)) is not None and min(other.consent, other.reach) < 1:
        message = say(
            "must be an organisation that takes everybody; {organisation} has a consent or reach below 1",
            organisation=features.otherwise,
        )
        yield Complaint(path, message)


def _closed_units(parts: Parts, name: str, features: Organisation) -> Iterator[Complaint]:
    """Find units without workers that children in this organisation would wait for, without end."""
    closed = {
        unit: path
        for unit, path in _without_workers(parts, name, features)
        if (name, unit) not in parts.opens_later and not brings_posts(parts, name, features, unit)
    }
    if not closed:
        return
    needed = {(step, done.unit): why for step, done, why in _needed_steps(parts, features)}
    for (step, unit), why in needed.items():
        if unit in closed:
            message = say(
                "is 0, but the step {step} needs the unit {unit} in {organisation}, {why}, and nothing gives it "
                "workers later: children would wait without end. Let a later change do so, or close the unit for a "
                "time: {key}",
                step=step,
                unit=unit,
                organisation=name,
                why=why,
                key=_CLOSED_FOR_A_TIME,
            )
            yield Complaint(closed[unit], message)


def _without_workers(parts: Parts, name: str, features: Organisation) -> Iterator[tuple[str, KeyPath]]:
    """List the units that have no workers in an organisation, and where that is said."""
    other = parts.organisations.get(features.otherwise or "")
    behind = other.units if other is not None and features.reach < 1 else {}
    for unit, terms in parts.units.items():
        own, elsewhere = features.units.get(unit), behind.get(unit)
        if own is not None and own.workers is not None:
            if own.workers == 0:
                yield unit, ("organisations", name, "units", unit, "workers")
        elif features.follows:
            path, workers = workers_in_baseline(parts, unit)
            if workers == 0:
                yield unit, path
        elif terms.workers == 0 and not (elsewhere is not None and elsewhere.workers):
            yield unit, ("units", unit, "workers")


def _needed_steps(parts: Parts, features: Organisation) -> Iterator[tuple[str, Step, str]]:
    """List steps that children surely come to in an organisation, as they are done for them, and what for.

    In doubt a step is not listed.
    """
    combinations_ = [needs for _, needs in parts.needs_together()]
    present = {need for needs in combinations_ for need in needs}
    with_others = {need for needs in combinations_ if len(needs) > 1 for need in needs}
    alone = {need for needs in combinations_ if len(needs) == 1 for need in needs}
    own, other = parts.steps_in(features), parts.organisations.get(features.otherwise or "")
    if features.reach > 0:
        yield from _own_steps(parts, features, own, present, alone)
        if features.decision != "own" and with_others and features.notices > 0 and features.consent > 0:
            yield from _as_done(own, features.decision, say("for children with several needs"))
        yield from _in_crises(parts, own, present)
    if other is not None:
        elsewhere = parts.steps_in(other)
        found = [*_own_steps(parts, other, elsewhere, present, alone)] if features.reach < 1 else []
        found += [*_in_crises(parts, elsewhere, present)] if features.reach < 1 else []
        if features.reach > 0 and features.consent < 1:
            found += _own_steps(parts, other, own, with_others, alone & with_others)
        for step, done, why in found:
            yield step, done, say("{why} (handled as in {organisation})", why=why, organisation=features.otherwise)


def _as_done(done: Mapping[str, Step], step: str, why: str) -> Iterator[tuple[str, Step, str]]:
    if step in done:
        yield step, done[step], why


def _in_crises(parts: Parts, done: Mapping[str, Step], needs: set[str]) -> Iterator[tuple[str, Step, str]]:
    if parts.crisis is not None and any(parts.needs[need].crises_per_day > 0 for need in needs & parts.needs.keys()):
        yield from _as_done(done, parts.crisis.step, say("for crises"))


def _own_steps(
    parts: Parts, features: Organisation, done: Mapping[str, Step], needs: set[str], alone: set[str]
) -> Iterator[tuple[str, Step, str]]:
    if needs and features.door != "own":
        yield from _as_done(done, features.door, say("as the door"))
    for need in sorted(needs & parts.needs.keys()):
        for _, share, way in parts.ways(need):
            for step_name in way if share > 0 else ():
                step = done.get(step_name)
                if step is None:
                    break
                if _is_made(step, features, need in alone):
                    yield step_name, step, say("on the way of {need}", need=need)
                if step.go_on == 0:
                    break


def _is_made(step: Step, features: Organisation, has_it_alone: bool) -> bool:
    """Tell whether a step on a need's way is surely made; joint steps take the place of some."""
    if step.role is Role.INTAKE:
        return features.door == "own"
    if step.role is Role.DECISION:
        return features.decision == "own" or step.by_law or has_it_alone
    return True
