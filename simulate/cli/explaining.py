"""The command that tells what makes a difference."""

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
@SEED
@OUTPUT
@click.option(
    "--organisations", metavar="A,B", help=mark("The two that are compared, the baseline first; else the first two.")
)
@ENGINE
@WORKERS
@CLUSTER
@click.option("--no-figures", is_flag=True, help=mark("Draw no figure."))
@AS_JSON
@QUIET
@FORCE
def explain(
    file: Path,
    settings: tuple[str, ...],
    output: Path | None,
    organisations: str | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    force: bool,
    **how: Any,
) -> None:
    """Tell which feature makes how much of the difference between two organisations.

    Each feature in which they differ is put in alone, taken out alone, and given its share of the whole.
    """
    from simulate.files import require_usable

    scenario, folder = load_scenario(file, settings), folder_for(output, file, "explained", told_of(how))
    require_usable(folder, force)
    from simulate.interface.explaining import explain as explained_by

    with refusing(), notices(quiet), progress_bar(say("Replications"), quiet) as progress:
        explained = explained_by(
            {file.stem: scenario},
            organisations=names_in(organisations),
            kept=cells_beside(folder),
            progress=progress,
            command=["simulate", *sys.argv[1:]],
            **how,
        )
    where = say("\nTable, figure and the scenario that was explained: {folder}", folder=folder)
    give(explained, folder, where, as_json=as_json, quiet=quiet, force=force, figures=not no_figures)
