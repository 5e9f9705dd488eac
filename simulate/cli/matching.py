"""The command that finds break-evens."""

import sys
from pathlib import Path
from typing import Any

import click

from simulate.cli.asking import AS_JSON, FOR, MEASURE, cells_beside, folder_for, give, refusing, told_of
from simulate.cli.options import (
    CLUSTER,
    ENGINE,
    FILE,
    FORCE,
    OUTPUT,
    QUIET,
    REPLICATIONS,
    SEED,
    SET,
    WORKERS,
    load_scenario,
    names_in,
)
from simulate.cli.running import notices
from simulate.cli.terminal import progress_bar
from simulate.language import mark, say


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
@SEED
@OUTPUT
@click.option(
    "--organisations", metavar="A,B", help=mark("The two that are matched, the baseline first; else the first two.")
)
@ENGINE
@WORKERS
@CLUSTER
@click.option("--no-figures", is_flag=True, help=mark("Draw no figure."))
@AS_JSON
@QUIET
@FORCE
def match(
    file: Path,
    settings: tuple[str, ...],
    dial: str,
    output: Path | None,
    organisations: str | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    force: bool,
    **how: Any,
) -> None:
    """Find the value of a dial at which the baseline does as well as another organisation, or that none does it.

    How many more posts would do as much as working together? The dial is turned in the baseline, and the other is left
    as it is; with --both it is turned in both, and the value is found at which they change places.
    """
    from simulate.files import require_usable

    scenario, folder = load_scenario(file, settings), folder_for(output, file, "match", [dial, *told_of(how)])
    require_usable(folder, force)
    from simulate.interface.matching import match as matched_by

    with refusing(), notices(quiet), progress_bar(say("Values"), quiet) as progress:
        matched = matched_by(
            {file.stem: scenario},
            dial,
            organisations=names_in(organisations),
            kept=cells_beside(folder),
            progress=progress,
            command=["simulate", *sys.argv[1:]],
            **how,
        )
    where = say("\nTable, figure and the scenario that was asked about: {folder}", folder=folder)
    give(matched, folder, where, as_json=as_json, quiet=quiet, force=force, figures=not no_figures)
