"""The command that turns dials."""

import sys
from pathlib import Path
from typing import Any

import click

from simulate.cli.asking import FOR, MEASURE, cells_beside, folder_for, give, refusing, told_of
from simulate.cli.options import (
    CLUSTER,
    ENGINE,
    FILE,
    FORCE,
    NO_FIGURES,
    ORGANISATIONS,
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
@SEED
@OUTPUT
@ORGANISATIONS
@ENGINE
@WORKERS
@CLUSTER
@NO_FIGURES
@click.option("--json", "as_json", is_flag=True, help=mark("Print all points as JSON instead of the table."))
@QUIET
@FORCE
def sweep(
    file: Path,
    settings: tuple[str, ...],
    dials: tuple[str, ...],
    output: Path | None,
    organisations: str | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    force: bool,
    **how: Any,
) -> None:
    """Turn one dial, or two, and tell where which organisation is better.

    One dial gives curves, two give a map. What has been done is kept beside the results, in a folder .cells, and is
    not done again when the sweep is stopped and started anew, or asked for more values.
    """
    from simulate.files import require_usable

    scenario, folder = load_scenario(file, settings), folder_for(output, file, "sweep", [*dials, *told_of(how)])
    require_usable(folder, force)
    from simulate.interface.sweeping import sweep as swept_by

    with refusing(), notices(quiet), progress_bar(say("Points"), quiet) as progress:
        swept = swept_by(
            {file.stem: scenario},
            dials,
            organisations=names_in(organisations),
            kept=cells_beside(folder),
            progress=progress,
            command=["simulate", *sys.argv[1:]],
            **how,
        )
    where = say("\nTables, figures and the scenario that was swept: {folder}", folder=folder)
    give(swept, folder, where, as_json=as_json, quiet=quiet, force=force, figures=not no_figures)
