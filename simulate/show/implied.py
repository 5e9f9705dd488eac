"""What some features of an organisation imply for others, whatever these say themselves."""

from simulate.language import say
from simulate.scenario.schema.scenario import Organisation, Scenario
from simulate.scenario.spans import spans
from simulate.show.titles import titles_of


def implied_in_all(scenario: Scenario) -> list[str]:
    """Say of each organisation, as it is at any time of the run, when it passes other needs on if that is implied."""
    titles = titles_of(scenario)
    told = [
        implied_in(features, titles.organisation(name))
        for _, here in spans(scenario)
        for name, features in here.organisations.items()
    ]
    return [sentence for sentence in dict.fromkeys(told) if sentence]


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
