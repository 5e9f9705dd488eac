"""The command that fits a scenario to what was seen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.asking import Question, question
from simulate.cli.options import FILE, SET
from simulate.language import mark

if TYPE_CHECKING:
    from simulate.interface.answer import Answer


@click.command()
@FILE
@click.argument("targets", type=click.Path(path_type=Path))
@SET
@click.option(
    "--dial",
    "dials",
    multiple=True,
    metavar="DIAL",
    help=mark(
        "A dial that may be moved, by its name or as KEY=FROM:TO, beside those the targets name. May be repeated."
    ),
)
@click.option(
    "--runs",
    type=click.IntRange(1, 100_000),
    default=60,
    show_default=True,
    metavar="N",
    help=mark("How many candidates are tried at most; with 1 the file is only judged, as it stands."),
)
@click.option(
    "-r",
    "--replications",
    type=click.IntRange(1, 100_000),
    default=4,
    show_default=True,
    metavar="N",
    help=mark("How many replications each candidate has; what is found is judged by the file's own number of them."),
)
@question
def calibrate(asked: Question, targets: Path, **how: Any) -> None:
    """Move dials until the scenario does what was seen, and say how well it does what it was not fitted to.

    TARGETS is a file of what was seen: [targets.NAME] is fitted, [checks.NAME] is only held against; `move` at its top
    names the dials. The results folder holds calibrated.toml, which has only what was changed.
    """

    def ask(scenario: Any, **given: Any) -> "Answer[Any]":
        from simulate.interface.calibrating import calibrate as calibrated_to

        return calibrated_to(scenario, targets, **given, **how)

    where = mark("Tables, figures and calibrated.toml, which holds what was changed: {folder}")
    asked.answer(ask, "calibrate", [targets.stem], counted=mark("Replications"), where=where)
