"""The command that runs scenarios."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from simulate.cli.asking import refusing
from simulate.cli.errors import Failed
from simulate.cli.notices import notices
from simulate.cli.options import (
    ENGINE,
    FORCE,
    NO_FIGURES,
    ORGANISATIONS,
    OUTPUT,
    QUIET,
    REPLICATIONS,
    SEED,
    SET,
    WORKERS,
    load_scenarios,
    names_in,
)
from simulate.cli.plain import can_print
from simulate.cli.terminal import progress_bar, put, status
from simulate.language import mark, say

if TYPE_CHECKING:
    from simulate.experiment.crew import Crew
    from simulate.interface import Results, Run
    from simulate.scenario.schema.scenario import Scenario

_THE_WAIT = ""
"""Stands for the wait that the verdict is about, where no measure is named."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@SET
@REPLICATIONS
@SEED
@OUTPUT
@ORGANISATIONS
@ENGINE
@WORKERS
@click.option("--children", is_flag=True, help=mark("List the children of all replications, not just of the first."))
@click.option("--visits", is_flag=True, help=mark("Also list every visit (visits.csv.gz; large)."))
@click.option(
    "--until-sure",
    is_flag=False,
    flag_value=_THE_WAIT,
    metavar="[MEASURE]",
    callback=lambda context, option, value: _no_file(value),
    help=mark(
        "Add replications until the difference in a measure is told from luck, or is known to be small; if none is "
        "named, in the wait that the last sentence is about."
    ),
)
@click.option(
    "--within", metavar="DAYS", help=mark("With --until-sure: until it is known to so many days, or what it counts.")
)
@click.option(
    "--at-most",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help=mark("With --until-sure: replications it may come to; if not given, 16 times as many as at first."),
)
@NO_FIGURES
@click.option("--json", "as_json", is_flag=True, help=mark("Print the figures as JSON instead of the table."))
@QUIET
@FORCE
def run(
    files: tuple[Path, ...],
    settings: tuple[str, ...],
    output: Path | None,
    organisations: str | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    force: bool,
    until_sure: str | None,
    **how: Any,
) -> None:
    """Run every organisation on the same children, and compare them.

    There may be several scenarios; the first organisation of the first file is the baseline. Tables, figures and the
    scenario as it was run are written to a results folder.
    """
    from simulate.files import require_usable

    scenarios = load_scenarios(files, settings)
    from simulate.experiment.asked import shortened

    folder = output or Path("results", shortened("+".join(scenarios), 100))
    require_usable(folder, force)
    how |= {"organisations": names_in(organisations), "figures": not no_figures}
    how |= {"until_sure": False if until_sure is None else until_sure}
    _require_askable(scenarios, **how)
    saved: _Saved | None = None
    try:
        with notices(quiet), _running(scenarios, quiet, **how) as (results, crew):
            why_not_shown = None if as_json or quiet else _why_not_shown(results)
            saved = _saved(results, folder, force, _Saving(crew, not no_figures, quiet))
        if why_not_shown is not None:
            raise why_not_shown
        _tell_where(results, saved.folder, as_json, quiet)
    except MemoryError as error:
        if saved is not None and saved.folder is not None:
            error.add_note(say("The results are in {folder}.", folder=saved.folder))
        elif not os.path.lexists(folder):
            error.add_note(say("Nothing was written."))
        raise
    if saved.trouble:
        raise Failed(saved.trouble)


def _no_file(measure: str | None) -> str | None:
    """Give the name of a measure back, unless it is the scenario that was to come after the option."""
    if measure is not None and measure.endswith(".toml"):
        raise click.UsageError(say("Give the file first: simulate run {file} --until-sure", file=measure))
    return measure


def _require_askable(scenarios: dict[str, "Scenario"], **how: Any) -> None:
    """Refuse in plain words, before anything is run, to go on until something is known that cannot be."""
    from simulate import interface
    from simulate.experiment.how import How

    with refusing():
        interface.settled(scenarios, How(**how))


def _why_not_shown(results: "Results") -> Exception | None:
    """Show the answer, for which nobody shall wait until files are made; give what went wrong, to be told after those.

    What has been worked out is saved whether or not it can be shown.
    """
    try:
        _print_answer(results)
    except Exception as error:
        return error
    return None


def _print_answer(results: "Results") -> None:
    from simulate.show.screen import screen
    from simulate.show.table import sheet

    put(screen(sheet(results.tables, results.facts)))


def _tell_where(results: "Results", folder: Path | None, as_json: bool, quiet: bool) -> None:
    """Tell in which folder the results are, if they could be saved; a program is told all at once, in one piece."""
    from simulate.files import json_text

    if as_json:
        from simulate.show import for_programs
        from simulate.show.table import sheet

        found = for_programs.as_json(sheet(results.tables, results.facts), results.tables, results.facts)
        text = json_text(found | {"folder": folder and str(folder)})
        plain = json.dumps(json.loads(text), indent=2) + "\n"  # where not all can be printed: escaped
        click.echo(text if can_print(text) else plain, nl=False)
    elif not quiet and folder is not None:
        click.echo(say("\nTables, figures and the scenario as it was run: {folder}", folder=folder))


@contextmanager
def _running(scenarios: dict[str, "Scenario"], quiet: bool, **how: Any) -> "Iterator[Run]":
    from simulate import interface
    from simulate.experiment.how import How

    with ExitStack() as stack:
        with progress_bar(say("Replications"), quiet) as progress:
            command = ["simulate", *sys.argv[1:]]
            running = interface.running(scenarios, How(**how), progress=progress, command=command)
            run = stack.enter_context(running)
        yield run


class _Saving(NamedTuple):
    """How results are saved: by whom, with pictures or without, and whether it is seen how far that has come."""

    crew: "Crew"
    figures: bool
    quiet: bool

    def into(self, folder: Path, results: "Results", force: bool = False) -> Path:
        """Save results in a folder, and give its path. Raises FilesError as `Results.save` does."""
        if not self.figures:
            with status(say("Writing tables …"), self.quiet):
                return results.save(folder, force, figures=False)
        with progress_bar(say("Figures"), self.quiet) as progress:
            return results.save(folder, force, crew=self.crew, progress=progress)


class _Saved(NamedTuple):
    """Where results are, if anywhere, and why they are not where they were to be."""

    folder: Path | None
    trouble: str = ""


def _saved(results: "Results", folder: Path, force: bool, saving: _Saving) -> _Saved:
    """Save results; elsewhere, if others took the folder during the run or the disk is full."""
    from simulate.files import FilesError, TooLateError, free_beside

    try:
        return _Saved(saving.into(folder, results, force))
    except FilesError as error:
        failure = error
    if isinstance(failure, TooLateError):
        if failure.kept is not None:
            return _Saved(failure.kept, str(failure))
        return _saved_on_another_disk(results, folder.name, str(failure), saving)
    try:
        beside = saving.into(free_beside(folder), results)
    except FilesError as error:
        return _saved_on_another_disk(results, folder.name, str(error), saving)
    return _Saved(beside, say("{why}. The finished results are in {folder}", why=failure, folder=beside))


def _saved_on_another_disk(results: "Results", name: str, why: str, saving: _Saving) -> _Saved:
    """Save results in a new folder among the system's temporary ones, which nobody else may look into."""
    from simulate.files import FilesError

    with suppress(OSError, FilesError):
        private = Path(tempfile.mkdtemp(prefix="simulate-"))
        try:
            kept = saving.into(private / name, results)
        except FilesError:
            private.rmdir()
            raise
        return _Saved(
            kept,
            say(
                "{why}. The finished results are in {folder}: move them before they are cleared away",
                why=why,
                folder=kept,
            ),
        )
    return _Saved(
        None,
        say("{why}. The finished tables and figures are lost: run it again with -o FOLDER on another disk", why=why),
    )
