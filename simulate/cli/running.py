"""The command that runs scenarios."""

import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from simulate.cli.errors import Failed
from simulate.cli.options import SET, load_scenarios
from simulate.cli.plain import can_print
from simulate.cli.streams import tell
from simulate.cli.terminal import progress_bar, put, status

if TYPE_CHECKING:
    from simulate.interface import Results
    from simulate.scenario.schema.scenario import Scenario


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@SET
@click.option(
    "-r",
    "--replications",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help="How many times the simulation is repeated with other luck.",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), metavar="N", help="The number that settles all luck.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The results folder; results/NAME if not given.",
)
@click.option("--organisations", metavar="A,B", help="Only these organisations; the first is the baseline.")
@click.option(
    "--engine",
    type=click.Choice(["auto", "simpy", "compiled"]),
    default="auto",
    help="What runs the clock: SimPy, or an engine compiled by numba; auto is the quicker. The numbers are the same.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="How many processes share the work; if not given, as many as serve. The numbers are the same.",
)
@click.option("--children", is_flag=True, help="List the children of all replications, not just of the first.")
@click.option("--visits", is_flag=True, help="Also list every visit (visits.csv.gz; large).")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON instead of the table.")
@click.option("--quiet", is_flag=True, help="Print no table and no progress.")
@click.option("--force", is_flag=True, help="Replace the results folder if it exists.")
def run(
    files: tuple[Path, ...],
    settings: tuple[str, ...],
    output: Path | None,
    organisations: str | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    force: bool,
    **how: Any,
) -> None:
    """Run every organisation of one or more scenarios on the same children, and compare them.

    The first organisation of the first file is the baseline. Tables, figures and the scenario as it was run are
    written to a results folder.
    """
    from simulate.files import require_usable

    scenarios = load_scenarios(files, settings)
    from simulate.experiment.asked import shortened

    folder = output or Path("results", shortened("+".join(scenarios), 100))
    require_usable(folder, force)
    chosen = None if organisations is None else [name.strip() for name in organisations.split(",") if name.strip()]
    how |= {"organisations": chosen, "figures": not no_figures}
    doing = "Writing tables …" if no_figures else "Writing tables and drawing figures …"
    saved: _Saved | None = None
    try:
        with _notices(quiet), _running(scenarios, quiet, **how) as results, status(doing, quiet):
            saved = _saved(results, folder, force, figures=not no_figures)
        _print_results(results, saved.folder, as_json, quiet)
    except MemoryError as error:
        if saved is not None and saved.folder is not None:
            error.add_note(f"The results are in {saved.folder}.")
        elif not os.path.lexists(folder):
            error.add_note("Nothing was written.")
        raise
    if saved.trouble:
        raise Failed(saved.trouble)


class _Saved(NamedTuple):
    """Where results are, if anywhere, and why they are not where they were to be."""

    folder: Path | None
    trouble: str = ""


def _saved(results: "Results", folder: Path, force: bool, figures: bool) -> _Saved:
    """Save results; elsewhere, if others took the folder during the run or the disk is full."""
    from simulate.files import FilesError, TooLateError, free_beside

    try:
        return _Saved(results.save(folder, force, figures))
    except FilesError as error:
        failure = error
    if isinstance(failure, TooLateError):
        if failure.kept is not None:
            return _Saved(failure.kept, str(failure))
        return _saved_on_another_disk(results, folder.name, str(failure), figures)
    try:
        beside = results.save(free_beside(folder), figures=figures)
    except FilesError as error:
        return _saved_on_another_disk(results, folder.name, str(error), figures)
    return _Saved(beside, f"{failure}. The finished results are in {beside}")


def _saved_on_another_disk(results: "Results", name: str, why: str, figures: bool) -> _Saved:
    """Save results in a new folder among the system's temporary ones, which nobody else may look into."""
    from simulate.files import FilesError

    with suppress(OSError, FilesError):
        private = Path(tempfile.mkdtemp(prefix="simulate-"))
        try:
            kept = results.save(private / name, figures=figures)
        except FilesError:
            private.rmdir()
            raise
        return _Saved(kept, f"{why}. The finished results are in {kept}: move them before they are cleared away")
    lost = "The finished tables and figures are lost: run it again with -o FOLDER on another disk"
    return _Saved(None, f"{why}. {lost}")


@contextmanager
def _running(scenarios: "dict[str, Scenario]", quiet: bool, **how: Any) -> "Iterator[Results]":
    from simulate import interface

    with ExitStack() as stack:
        with progress_bar(quiet) as progress:
            command = ["simulate", *sys.argv[1:]]
            results = stack.enter_context(interface.running(scenarios, progress=progress, command=command, **how))
        yield results


@contextmanager
def _notices(quiet: bool) -> Iterator[None]:
    """Print on stderr what the run has to say: trouble, and, unless `quiet`, what takes long or is left out."""
    handler, said = _Notices(), logging.getLogger("simulate")
    level = said.level
    said.addHandler(handler)
    said.setLevel(logging.WARNING if quiet else logging.INFO)
    try:
        yield
    finally:
        said.removeHandler(handler)
        said.setLevel(level)


class _Notices(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        tell(record.getMessage())


def _print_results(results: "Results", folder: Path | None, as_json: bool, quiet: bool) -> None:
    """Print what was found, and in which folder it is, if it could be saved."""
    from simulate.files import json_text
    from simulate.show.table import sheet

    if as_json:
        from simulate.show import for_programs

        found = for_programs.as_json(sheet(results.tables, results.facts), results.tables, results.facts)
        text = json_text(found | {"folder": folder and str(folder)})
        plain = json.dumps(json.loads(text), indent=2) + "\n"  # where not all can be printed: escaped
        click.echo(text if can_print(text) else plain, nl=False)
    elif not quiet:
        from simulate.show.screen import screen

        put(screen(sheet(results.tables, results.facts)))
        if folder is not None:
            click.echo(f"\nTables, figures and the scenario as it was run: {folder}")
