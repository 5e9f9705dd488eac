"""The command that finds break-evens."""

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
    "--dial",
    required=True,
    metavar="DIAL",
    help=mark("A dial of the file by its name, or KEY=FROM:TO, as units.reception.workers=8:14."),
)
@click.option("--both", is_flag=True, help=mark("Turn the dial in both organisations, not in the baseline only."))
@MEASURE
@FOR
@REPLICATIONS
@click.option(
    "--organisations", metavar="A,B", help=mark("The two that are matched, the baseline first; else the first two.")
)
@question
def match(asked: Question, dial: str, organisations: str | None, **how: Any) -> None:
    """Find the value of a dial at which the baseline does as well as another organisation, or that none does it.

    How many more posts would do as much as working together? The dial is turned in the baseline, and the other is left
    as it is; with --both it is turned in both, and the value is found at which they change places.
    """

    def ask(scenario: Any, **given: Any) -> "Answer[Any]":
        from simulate.interface.matching import match as matched_by

        return matched_by(scenario, dial, organisations=names_in(organisations), **given, **how)

    where = mark("Table, figure and the scenario that was asked about: {folder}")
    asked.answer(ask, "match", [dial, *told_of(how)], counted=mark("Values"), where=where)
