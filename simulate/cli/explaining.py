"""The command that tells what makes a difference."""

from typing import TYPE_CHECKING, Any

import click

from simulate.cli.asking import FOR, MEASURE, Question, question, told_of
from simulate.cli.options import FILE, REPLICATIONS, SET, names_in
from simulate.language import mark

if TYPE_CHECKING:
    from simulate.interface.answer import Answer


@click.command()
@FILE
@SET
@click.option(
    "--orders",
    type=click.IntRange(2, 10_000),
    default=20,
    show_default=True,
    metavar="N",
    help=mark("In how many orders features are put in one after the other."),
)
@MEASURE
@FOR
@REPLICATIONS
@click.option(
    "--organisations", metavar="A,B", help=mark("The two that are compared, the baseline first; else the first two.")
)
@question
def explain(asked: Question, organisations: str | None, **how: Any) -> None:
    """Tell which feature makes how much of the difference between two organisations.

    Each feature in which they differ is put in alone, taken out alone, and given its share of the whole.
    """

    def ask(scenario: Any, **given: Any) -> "Answer[Any]":
        from simulate.interface.explaining import explain as explained_by

        return explained_by(scenario, organisations=names_in(organisations), **given, **how)

    where = mark("Table, figure and the scenario that was explained: {folder}")
    asked.answer(ask, "explained", told_of(how), counted=mark("Replications"), where=where)
