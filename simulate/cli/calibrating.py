"""The command that fits a scenario to what was seen."""

import sys
from pathlib import Path
from typing import Any

import click

from simulate.cli.asking import AS_JSON, cells_beside, folder_for, give, refusing
from simulate.cli.options import (
    CLUSTER,
    ENGINE,
    FILE,
    FORCE,
    NO_FIGURES,
    OUTPUT,
    QUIET,
    SEED,
    SET,
    WORKERS,
    load_scenario,
)
from simulate.cli.running import notices
from simulate.cli.terminal import progress_bar
from simulate.language import mark, say


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
@SEED
@OUTPUT
@ENGINE
@WORKERS
@CLUSTER
@NO_FIGURES
@AS_JSON
@QUIET
@FORCE
def calibrate(
    file: Path,
    targets: Path,
    settings: tuple[str, ...],
    output: Path | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    force: bool,
    **how: Any,
) -> None:
    """Move dials until the scenario does what was seen, and say how well it does what it was not fitted to.

    TARGETS is a file of what was seen: [targets.NAME] is fitted, [checks.NAME] is only held against; `move` at its top
    names the dials. The results folder holds calibrated.toml, which has only what was changed.
    """
    from simulate.files import require_usable

    scenario, folder = load_scenario(file, settings), folder_for(output, file, "calibrate", [targets.stem])
    require_usable(folder, force)
    from simulate.interface.calibrating import calibrate as calibrated_to

    with refusing(), notices(quiet), progress_bar(say("Replications"), quiet) as progress:
        found = calibrated_to(
            {file.stem: scenario},
            targets,
            kept=cells_beside(folder),
            progress=progress,
            command=["simulate", *sys.argv[1:]],
            **how,
        )
    where = say("\nTables, figures and calibrated.toml, which holds what was changed: {folder}", folder=folder)
    give(found, folder, where, as_json=as_json, quiet=quiet, force=force, figures=not no_figures)
