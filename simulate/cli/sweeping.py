"""The command that turns dials."""

from typing import TYPE_CHECKING, Any

import click

from simulate.cli.asking import FOR, MEASURE, Question, question, told_of
from simulate.cli.options import FILE, ORGANISATIONS, REPLICATIONS, SET, names_in
from simulate.language import mark

if TYPE_CHECKING:
    from simulate.interface.answer import Answer


@click.command()
@FILE
@SET
@click.option(
    "--dial",
    "dials",
    multiple=True,
    required=True,
    metavar="DIAL",
    help=mark("A dial of the file by its name, or KEY=FROM:TO, as units.reception.workers=8:14; once or twice."),
)
@click.option("--steps", type=click.IntRange(2, 200), metavar="N", help=mark("Values of each dial; 7, or 5 of two."))
@MEASURE
@FOR
@REPLICATIONS
@ORGANISATIONS
@question
def sweep(asked: Question, dials: tuple[str, ...], organisations: str | None, **how: Any) -> None:
    """Turn one dial, or two, and tell where which organisation is better.

    One dial gives curves, two give a map. What has been done is kept beside the results, in a folder .cells, and is
    not done again when the sweep is stopped and started anew, or asked for more values.
    """

    def ask(scenario: Any, **given: Any) -> "Answer[Any]":
        from simulate.interface.sweeping import sweep as swept_by

        return swept_by(scenario, dials, organisations=names_in(organisations), **given, **how)

    where = mark("Tables, figures and the scenario that was swept: {folder}")
    asked.answer(ask, "sweep", [*dials, *told_of(how)], counted=mark("Points"), where=where)
