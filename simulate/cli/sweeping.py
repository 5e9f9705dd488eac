"""The command that turns dials."""

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.errors import Refused
from simulate.cli.options import FILE, SET, load_scenario
from simulate.cli.plain import can_print
from simulate.cli.running import ENGINE, OUTPUT, REPLICATIONS, SEED, WORKERS, notices
from simulate.cli.terminal import progress_bar, put
from simulate.language import mark, say

if TYPE_CHECKING:
    from simulate.interface.sweeping import Swept


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
@click.option(
    "--measure", default="full_support_mean", show_default=True, metavar="KEY", help=mark("What is told and drawn.")
)
@click.option(
    "--for",
    "group",
    default="all",
    show_default=True,
    metavar="GROUP",
    help=mark("Of which children, such as “several needs” or a stream."),
)
@REPLICATIONS
@SEED
@OUTPUT
@click.option("--organisations", metavar="A,B", help=mark("Only these organisations; the first is the baseline."))
@ENGINE
@WORKERS
@click.option("--no-figures", is_flag=True, help=mark("Draw no figures."))
@click.option("--json", "as_json", is_flag=True, help=mark("Print all points as JSON instead of the table."))
@click.option("--quiet", is_flag=True, help=mark("Print no table and no progress."))
@click.option("--force", is_flag=True, help=mark("Replace the results folder if it exists."))
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
    from simulate.files.cells import FOLDER, Cells

    scenario = load_scenario(file, settings)
    folder = output or Path("results", "-".join([file.stem, "sweep", *map(_slug, dials)])[:100])
    require_usable(folder, force)
    chosen = None if organisations is None else [name.strip() for name in organisations.split(",") if name.strip()]
    from simulate.interface.sweeping import sweep as swept_by

    try:
        with notices(quiet), progress_bar(say("Points"), quiet) as progress:
            swept = swept_by(
                {file.stem: scenario},
                dials,
                organisations=chosen,
                kept=Cells(folder.parent / FOLDER),
                progress=progress,
                command=["simulate", *sys.argv[1:]],
                **how,
            )
    except ValueError as problem:
        if type(problem) is not ValueError:
            raise
        raise Refused(str(problem)) from problem
    _show(swept, as_json, quiet)
    swept.save(folder, force, figures=not no_figures)
    if not (as_json or quiet):
        click.echo(say("\nTables, figures and the scenario that was swept: {folder}", folder=folder))


def _show(swept: "Swept", as_json: bool, quiet: bool) -> None:
    if as_json:
        from simulate.files import json_text
        from simulate.show.for_programs import records

        found = {
            "points": records(swept.points),
            "differences": records(swept.differences),
            "provenance": dict(swept.provenance),
        }
        text = json_text(found)
        click.echo(text if can_print(text) else json.dumps(json.loads(text), indent=2) + "\n", nl=False)
    elif not quiet:
        from simulate.show.screen import screen
        from simulate.show.sweeps import sheet

        put(screen(sheet(swept.told)))


def _slug(dial: str) -> str:
    """Write a dial as part of a folder's name."""
    return re.sub(r"[^\w.]+", "-", dial).strip("-.")
