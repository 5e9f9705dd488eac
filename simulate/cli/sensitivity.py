"""The command that tells how far an answer holds."""

from pathlib import Path
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
    "--draws",
    type=click.IntRange(2, 65_536),
    default=64,
    show_default=True,
    metavar="N",
    help=mark("How many worlds are drawn; powers of two fill the ranges most evenly."),
)
@click.option(
    "--dial",
    "dials",
    multiple=True,
    metavar="DIAL",
    help=mark("Draw only this dial, by its name or as KEY=FROM:TO. May be repeated; if not given, all of the file."),
)
@click.option(
    "--targets",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=mark("What was seen: tell shares over all worlds, and over those that meet the targets of this file."),
)
@click.option(
    "--indices",
    is_flag=True,
    help=mark(
        "Also tell which share of the spread each dial settles (Sobol' indices, by SALib): N × (dials + 2) worlds; "
        "N must be a power of two."
    ),
)
@MEASURE
@FOR
@REPLICATIONS
@ORGANISATIONS
@question
def sensitivity(asked: Question, organisations: str | None, **how: Any) -> None:
    """Tell in how many plausible worlds which organisation is better, and on which dials that depends.

    All dials are drawn at once from their ranges, and every organisation lives in each of these worlds: in two
    replications, if -r does not say otherwise.
    """

    def ask(scenario: Any, **given: Any) -> "Answer[Any]":
        from simulate.interface.sensitivity import sensitivity as worlds_of

        return worlds_of(scenario, organisations=names_in(organisations), **given, **how)

    where = mark("Tables, figures and the scenario whose dials were drawn: {folder}")
    asked.answer(
        ask,
        "worlds",
        [*told_of(how), *(["indices"] if how["indices"] else [])],
        counted=mark("Replications"),
        where=where,
    )
