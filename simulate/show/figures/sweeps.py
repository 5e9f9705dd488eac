"""The pictures of a sweep: a curve for one dial, a map for two and each organisation beside the baseline."""

import logging
from collections.abc import Iterator

from matplotlib.figure import Figure

from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.show.figures import MOST_ORGANISATIONS, certainty_of_luck, name_among, sweep_curve, sweep_map
from simulate.show.figures.style import Looks
from simulate.show.sweeps import Told, findings, findings_across

logger = logging.getLogger(__name__)


def pictures(told: Told) -> Iterator[tuple[str, Figure]]:
    """Draw the pictures of a sweep by name; to be called within `styled`."""
    if len(told.found.organisations) > MOST_ORGANISATIONS:
        most = number(MOST_ORGANISATIONS)
        logger.warning(say("More than {most} organisations cannot be told apart in a picture.", most=most))
        return
    looks, notes = Looks(told.found.organisations, told.facts.titles), _notes(told)
    if len(told.found.axes) == 1:
        yield "sweep", sweep_curve.draw(told, " ".join(findings(told)), notes, looks)
        return
    others = told.found.organisations[1:]
    for other in others:
        map_ = sweep_map.draw(told, other, findings_across(told, other)[0], notes, looks)
        yield name_among(others, other, "sweep"), map_


def _notes(told: Told) -> tuple[str, ...]:
    count = told.found.replications
    replications = say_n(
        "{count} replication at each point", "{count} replications at each point", count, count=number(count)
    )
    return replications, certainty_of_luck(count), told.facts.title
