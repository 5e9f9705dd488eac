"""The commands that look at scenarios without running them: new, check, plan, diff."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulate.cli.errors import Refused
from simulate.cli.notices import notices, notices_of_reading
from simulate.cli.options import FILE, SET, load_scenario
from simulate.cli.terminal import progress_bar, put
from simulate.language import mark, say

if TYPE_CHECKING:
    from simulate.scenario.schema.scenario import Scenario

_PILOT = 8
"""Replications that tell how units fill: the base case takes some ten seconds for them."""


@click.command()
@FILE
@click.option(
    "--from", "source", metavar="NAME", help=mark("Copy a shipped scenario instead, for example helsingborg.")
)
@click.option("--waiting-list", is_flag=True, help=mark("Write a waiting list to fill in (CSV) instead of a scenario."))
@click.option(
    "--for",
    "scenario_file",
    type=click.Path(path_type=Path),
    help=mark("The scenario the waiting list is for: its streams, needs and steps stand in it."),
)
@click.option("--force", is_flag=True, help=mark("Replace the file if it exists."))
def new(file: Path, source: str | None, waiting_list: bool, scenario_file: Path | None, force: bool) -> None:
    """Write a scenario to start from, or a waiting list to fill in."""
    from simulate import files
    from simulate.scenario.shipped import shipped_folder, shipped_names, template

    if scenario_file is not None and not waiting_list:
        raise click.UsageError(say("--for goes with --waiting-list only."))
    if source is not None and waiting_list:
        raise click.UsageError(say("--from copies a scenario; give --for with --waiting-list."))
    if waiting_list:
        _new_waiting_list(file, scenario_file, force)
        return
    if source is None:
        text = template()
    else:
        name = source if source.endswith(".toml") else f"{source}.toml"
        if name not in shipped_names():
            names = ", ".join(each.removesuffix(".toml") for each in shipped_names())
            raise Refused(
                say('There is no shipped scenario "{source}"; there are {names}.', source=source, names=names)
            )
        text = (shipped_folder() / name).read_text(encoding="utf-8")
    files.write_new(file, text, force)
    click.echo(say("Wrote {file}. Next: {command}", file=file, command=_command("check", file)))


def _new_waiting_list(file: Path, scenario_file: Path | None, force: bool) -> None:
    """Write a waiting list for a scenario, or for the one that `new` writes."""
    from simulate import files
    from simulate.scenario.reading.load import load_text
    from simulate.scenario.shipped import template
    from simulate.scenario.waiting_template import waiting_list_template

    scenario = load_text(template()) if scenario_file is None else load_scenario(scenario_file)
    files.write_new(file, waiting_list_template(scenario), force)
    used = "my-town.toml" if scenario_file is None else scenario_file
    waiting, warm_up = f"start_from.waiting={file.name}", '"run.warm_up=0 days"'
    command = _command("run", used, "--set", waiting, "--set", warm_up)
    click.echo(say("Wrote {file}. Next: fill it in, and {command}", file=file, command=command))


def _command(*words: object) -> str:
    """Write a command as it can be given."""
    return " ".join(["simulate", *map(str, words)])


@click.command()
@FILE
@SET
@click.option("--all", "everything", is_flag=True, help=mark("List every assumption in full."))
@click.option(
    "--warm-up",
    is_flag=True,
    help=mark("Also run it a few times, and tell whether the warm-up is long enough for each unit to settle."),
)
def check(file: Path, settings: tuple[str, ...], everything: bool, warm_up: bool) -> None:
    """Tell what a scenario says, without running it.

    How many children come, what is asked of each unit, staff, prices and assumptions; and warnings of what is probably
    not meant.
    """
    from simulate.scenario.reading.load import checked, resolve
    from simulate.scenario.reading.settings import from_command_line

    _require_files("check", file)
    changes = from_command_line(settings)
    resolved = resolve(file)
    with notices_of_reading() as of_reading:
        scenario = checked(resolved, changes, changes_are="--set")
        from simulate.experiment.examine import examine

        expected = examine(scenario)
    from simulate.scenario.errors import Mistake
    from simulate.scenario.rules.warnings import variant_warnings
    from simulate.show.check import screen

    of_files = [*(Mistake("", each) for each in of_reading), *variant_warnings(resolved)]
    put(screen(expected, of_files, everything))
    if warm_up:
        _check_warm_up(file, scenario)


def _check_warm_up(file: Path, scenario: "Scenario") -> None:
    """Run a pilot, and tell how long a warm-up each unit asks for."""
    from simulate import interface
    from simulate.show.pilot import pilot_screen, why_not_judged

    why_not = why_not_judged(scenario)
    click.echo()
    if why_not:
        from rich.text import Text

        put(Text(why_not))
        return
    with notices(False), progress_bar(say("Replications"), False) as progress:
        pilot = interface.run({file.stem: scenario}, _PILOT, workers=None, progress=progress)
    put(pilot_screen(pilot.tables, pilot.facts, scenario))


@click.command()
@FILE
@SET
@click.option(
    "--child",
    metavar="N",
    help=mark(
        "A child's number by arrival (17), or in its stream (school:17), from 0 on; without it, one that shows much."
    ),
)
@click.option("--replication", type=click.IntRange(1, 1_000_000), default=1, show_default=True)
def plan(file: Path, settings: tuple[str, ...], child: str | None, replication: int) -> None:
    """Show one child's plan in every organisation."""
    _require_files("plan", file)
    scenario = load_scenario(file, settings)
    from simulate.experiment.plans_of_child import plans_of_child
    from simulate.show.plan_story import story

    try:
        planned = plans_of_child(scenario, replication, child)
    except ValueError as error:
        raise Refused(f"--child: {error}") from error
    put(story(planned))


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("other", type=click.Path(path_type=Path), required=False)
@click.option("--organisations", nargs=2, metavar="A B", help=mark("Compare two organisations of one file instead."))
def diff(file: Path, other: Path | None, organisations: tuple[str, str] | None) -> None:
    """Tell what differs between scenarios, organisations of one, or two folders of results."""
    if other is not None and organisations is None and file.is_dir() and other.is_dir():
        _diff_of_results(file, other)
        return
    from rich.text import Text

    from simulate import files
    from simulate.experiment.staffed import staffed
    from simulate.scenario.differences import differences, organisation_differences
    from simulate.show.differences import of_other_models, screen
    from simulate.show.titles import titles_of

    if (other is None) == (organisations is None):
        raise click.UsageError(say("Give two files or two folders of results, or one file and --organisations A B."))
    _require_files("diff", *(each for each in (file, other) if each is not None))
    scenario = load_scenario(file)
    if organisations is not None:
        for name in organisations:
            if name not in scenario.organisations:
                known = ", ".join(scenario.organisations)
                raise Refused(say('There is no organisation "{name}"; there are {known}.', name=name, known=known))
        titles = titles_of(scenario)
        one, its = (titles.organisation(name) for name in organisations)
        put(screen(organisation_differences(staffed(scenario), *organisations), one, its, titles))
    else:
        assert other is not None
        against = load_scenario(other)
        put(screen(differences(scenario, against), str(file), str(other), titles_of(scenario, against)))
        models = of_other_models(files.model_of(file), files.model_of(other))
        if models:
            put(Text(models))


def _diff_of_results(one: Path, other: Path) -> None:
    """Lay two results side by side, which says nothing of what else lies in their folders."""
    from simulate.experiment.two_results import NoResultsError, saved
    from simulate.show.screen import screen
    from simulate.show.two_results import sheet

    try:
        put(screen(sheet(saved(one), saved(other))))
    except NoResultsError as problem:
        raise Refused(str(problem)) from problem


def _require_files(command: str, *given: Path) -> None:
    """Refuse folders of results: the scenario that was run is a file in them."""
    saved = [each / "scenario.toml" if (each / "scenario.toml").is_file() else each for each in given]
    folder = next((each for each, file in zip(given, saved, strict=True) if each != file), None)
    if folder is not None:
        raise Refused(
            say(
                "{folder} is a folder of results; the scenario that was run is a file in it: {command}",
                folder=folder,
                command=_command(command, *saved),
            )
        )
