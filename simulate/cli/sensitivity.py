"""The command that tells how far an answer holds."""

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
@SEED
@OUTPUT
@ORGANISATIONS
@ENGINE
@WORKERS
@CLUSTER
@NO_FIGURES
@AS_JSON
@QUIET
@FORCE
def sensitivity(
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
    """Tell in how many plausible worlds which organisation is better, and on which dials that depends.

    All dials are drawn at once from their ranges, and every organisation lives in each of these worlds: in two
    replications, if -r does not say otherwise.
    """
    from simulate.files import require_usable

    about = [*told_of(how), *(["indices"] if how["indices"] else [])]
    scenario, folder = load_scenario(file, settings), folder_for(output, file, "worlds", about)
    require_usable(folder, force)
    from simulate.interface.sensitivity import sensitivity as worlds_of

    with refusing(), notices(quiet), progress_bar(say("Replications"), quiet) as progress:
        found = worlds_of(
            {file.stem: scenario},
            organisations=names_in(organisations),
            kept=cells_beside(folder),
            progress=progress,
            command=["simulate", *sys.argv[1:]],
            **how,
        )
    where = say("\nTables, figures and the scenario whose dials were drawn: {folder}", folder=folder)
    give(found, folder, where, as_json=as_json, quiet=quiet, force=force, figures=not no_figures)
