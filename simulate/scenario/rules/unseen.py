"""Needs that nobody notices: what is allowed of them in a scenario, but probably not meant."""

from collections.abc import Iterator

from simulate.language import say
from simulate.language.lists import listed
from simulate.scenario.errors import Complaint
from simulate.scenario.plain import KeyPath
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.spans import spans
from simulate.scenario.wording import shown


def unseen_without_effect(scenario: Scenario) -> Iterator[Complaint]:
    """Find shares of needs that come up by themselves where none is hidden, and times after which none comes up."""
    hidden = may_be_hidden(scenario)
    for name, need in scenario.needs.items():
        here: KeyPath = ("needs", name)
        if need.surfaces is not None and name not in hidden:
            message = say(
                "is not used, because everybody notices this need: all children who have it come for it, or for "
                "another need of the same administration"
            )
            yield Complaint((*here, "surfaces"), message)
        elif need.surfaces == 0:
            message = say("is not used, because surfaces is 0: this need never comes up by itself")
            yield Complaint((*here, "surfaces_after"), message)


def unseen_for_ever(scenario: Scenario) -> Iterator[Complaint]:
    """Find crises that reveal nothing, where needs that bring them may stay hidden for ever."""
    crisis = scenario.crisis
    if crisis is None or crisis.crisis_reveals:
        return
    hidden = may_be_hidden(scenario)
    for_ever = [
        shown(name)
        for name, need in scenario.needs.items()
        if name in hidden and need.crises_per_day > 0 and need.comes_up < 1
    ]
    if for_ever:
        message = say(
            "is false, so that {needs} may bring one crisis after the other, and nobody ever learns why: not all such "
            "needs come up by themselves, and an organisation that notices more is better for that alone; leave it "
            "out, unless this is meant",
            needs=listed(for_ever),
        )
        yield Complaint(("crisis", "crisis_reveals"), message)


def may_be_hidden(scenario: Scenario) -> set[str]:
    """Gather the needs that children may have unnoticed: besides a first need of another administration."""
    pairs = {
        (stream.first_need, need)
        for _, here in spans(scenario)
        for stream in here.arrivals.values()
        for part in stream.needs
        for need in part.others
    }
    if scenario.start_from is not None and not isinstance(scenario.start_from.waiting, str):
        pairs |= {
            (scenario.arrivals[case.stream].first_need, need)
            for case in scenario.start_from.waiting
            for need in case.needs
        }
    return {need for first, need in pairs if scenario.administration_of(first) != scenario.administration_of(need)}
