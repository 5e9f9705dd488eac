"""The pictures of a sweep: a curve for one dial, a map for two and each organisation beside the baseline."""

import logging
from collections.abc import Iterator

from simulate.language import say, say_n
from simulate.language.numbers import number
from simulate.show.figures import MOST_ORGANISATIONS
from simulate.show.sweeps import Told, findings

logger = logging.getLogger(__name__)


def pictures(told: Told) -> Iterator[tuple[str, bytes]]:
    """Draw the pictures of a sweep: their paths in the results folder and their bytes, as SVG and as PNG."""
    import simulate.show.figures.unhindered  # noqa: F401  # before anything that imports matplotlib
    from simulate.show.figures import sweep_curve, sweep_map
    from simulate.show.figures.painting import painted
    from simulate.show.figures.png import as_png, rows_of
    from simulate.show.figures.style import DPI, Looks, styled

    if len(told.found.organisations) > MOST_ORGANISATIONS:
        logger.warning(
            say("More than {most} organisations cannot be told apart in a picture.", most=MOST_ORGANISATIONS)
        )
        return
    looks, notes = Looks(told.found.organisations, told.facts.titles), _notes(told)
    with styled():
        if len(told.found.axes) == 1:
            drawn = {"sweep": sweep_curve.draw(told, " ".join(findings(told)), notes, looks)}
        else:
            others = told.found.organisations[1:]
            drawn = {
                "sweep" if len(others) == 1 else f"sweep_{other}": sweep_map.draw(
                    told, other, findings(told)[2 * place], notes, looks
                )
                for place, other in enumerate(others)
            }
        for name, figure in drawn.items():
            svg, pixels = painted(figure, told.what)
            yield f"figures/{name}.svg", svg
            yield f"figures/{name}.png", as_png(rows_of(pixels), DPI)


def _notes(told: Told) -> tuple[str, ...]:
    count = told.found.replications
    replications = say_n(
        "{count} replication at each point", "{count} replications at each point", count, count=number(count)
    )
    certain = say("no interval") if count < 2 else say("intervals 95 %: the luck of children only")
    return replications, certain, told.facts.title
