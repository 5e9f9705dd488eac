"""What keys of a scenario imply, whatever others say: when needs are passed on."""

from simulate.language import say, say_n
from simulate.language.lists import listed
from simulate.scenario.schema.scenario import Organisation, Scenario
from simulate.scenario.spans import spans
from simulate.show.titles import titles_of


def implied_in_all(scenario: Scenario) -> list[str]:
    """Say when needs are passed on where that is implied: all that are reported, and all in some organisations.

    Organisations are looked at as they are at any time of the run.
    """
    titles = titles_of(scenario)
    told = [
        implied_in(features, titles.organisation(name))
        for _, here in spans(scenario)
        for name, features in here.organisations.items()
    ]
    return [sentence for sentence in dict.fromkeys([*told, _reported(scenario)]) if sentence]


def _reported(scenario: Scenario) -> str:
    """Say which needs are reported at once; "" where none is."""
    titles = titles_of(scenario)
    needs = [titles.need(name) for name, need in scenario.needs.items() if need.reported_at_once]
    if not needs:
        return ""
    return say_n(
        "Reported at once: {needs}. Where it is noticed, it is passed on when the first contact begins, in every "
        "organisation, without handover, refusal or consent.",
        "Reported at once: {needs}. Where they are noticed, they are passed on when the first contact begins, in every "
        "organisation, without handover, refusal or consent.",
        len(needs),
        needs=listed(needs),
    )


def implied_in(features: Organisation, organisation: str) -> str:
    """Say when an organisation passes other needs on, if what it does jointly implies that; else ""."""
    when = features.when_passed_on.value
    match features.passing_on_implied_by:
        case "assessment":
            return say(
                'In {organisation} other needs are passed on "{when}": implied by its joint assessment.',
                organisation=organisation,
                when=when,
            )
        case "decision":
            return say(
                'In {organisation} other needs are passed on "{when}": implied by its joint decision.',
                organisation=organisation,
                when=when,
            )
        case None:
            return ""
