"""The key to the tables: what their signs mean, and how what stands in them is counted."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from simulate.language import say
from simulate.language.lists import either
from simulate.language.numbers import OPEN_END, in_percent, number
from simulate.show.cells import UNSETTLED
from simulate.show.ends import words_of_gone
from simulate.show.facts import Facts
from simulate.show.records import by_measure
from simulate.show.sheet import Sign
from simulate.show.units import shows_meetings, shows_shared_time, unsettled_units
from simulate.show.working_time import spare_hours_told

if TYPE_CHECKING:
    from simulate.findings.compare import Tables


def key_to(signs: Collection[Sign], tables: "Tables", facts: Facts) -> list[str]:
    """Explain the signs that are used in the tables, and how waits are counted."""
    lines = []
    if (tables.differences["group"] == "all").any():
        lines.append(_of_differences(facts))
    if Sign.OPEN_END in signs:
        lines.append(
            say("{sign} is the end of an interval that is not known: so few may ever get so far.", sign=OPEN_END)
        )
    if Sign.UNSETTLED in signs:
        lines.append(_of_stars(tables, facts))
    if shows_meetings(tables, facts):
        lines.append(
            say("Of the days for a meeting, half of the time between two is no line: it passes until the next.")
        )
    if shows_shared_time(tables, facts):
        lines.append(
            say(
                "After + stand the days by which visits take longer than their work, in units whose workers share "
                "their time among their children."
            )
        )
    lines += spare_hours_told(tables, facts)
    return [*lines, " ".join([_followed(facts), _in_a_mean(tables, facts)])]


def _of_differences(facts: Facts) -> str:
    baseline = facts.titles.organisation(facts.baseline)
    if facts.replications > 1:
        return say(
            "Differences from {baseline}, with their {share} interval (one in twenty misses).",
            baseline=baseline,
            share=in_percent(number(95)),
        )
    return say("Differences from {baseline}, without interval.", baseline=baseline)


def _of_stars(tables: "Tables", facts: Facts) -> str:
    units = unsettled_units(tables, facts)
    if units:
        return say(
            "{sign} may be another number if one looked for longer: waits have not settled for {units}.",
            sign=UNSETTLED,
            units=units,
        )
    return say("{sign} may be another number if one looked for longer.", sign=UNSETTLED)


def _followed(facts: Facts) -> str:
    """Say how waits are counted, and of whom "without" tells."""
    if facts.follow_up > 0:
        return say(
            'Waits run from the child\'s arrival. Children are followed for {days} days; "without" is the share who '
            "have not got it then.",
            days=number(facts.follow_up),
        )
    return say(
        "Waits run from the child's arrival. Children are followed until the run ends, those who come last for no time "
        'at all; "without" is the share who have not got it then.'
    )


def _in_a_mean(tables: "Tables", facts: Facts) -> str:
    """Say how those count in a mean who wait long, or no more."""
    longest = number(facts.follow_up or facts.counted[1] - facts.counted[0])
    gone = words_of_gone(by_measure(tables.summary))
    if gone:
        return say(
            "In a mean no wait counts for more than {days} days, and whoever {gone} counts as waiting all the while.",
            days=longest,
            gone=either(gone),
        )
    return say("In a mean no wait counts for more than {days} days.", days=longest)
