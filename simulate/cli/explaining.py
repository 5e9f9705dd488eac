"""The command that tells what makes a difference."""

import sys
from pathlib import Path
from typing import Any

import click

from simulate.cli.asking import FOR, MEASURE, cells_beside, folder_for, names_in, print_json, refusing
from simulate.cli.options import ENGINE, FILE, OUTPUT, REPLICATIONS, SEED, SET, WORKERS, load_scenario
from simulate.cli.running import notices
from simulate.cli.terminal import progress_bar, put
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
@click.option("--no-figures", is_flag=True, help=mark("Draw no figure."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print what was found as JSON instead of the table."))
@click.option("--quiet", is_flag=True, help=mark("Print no table and no progress."))
@click.option("--force", is_flag=True, help=mark("Replace the results folder if it exists."))
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

    scenario, folder = load_scenario(file, settings), folder_for(output, file, "explained", [])
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
    if as_json:
        from simulate.show.for_programs import records

        print_json({"shares": records(explained.shares)}, explained.provenance)
    elif not quiet:
        from simulate.show.explanations import sheet
        from simulate.show.screen import screen

        put(screen(sheet(explained.told)))
    explained.save(folder, force, figures=not no_figures)
    if not (as_json or quiet):
        click.echo(say("\nTable, figure and the scenario that was explained: {folder}", folder=folder))
