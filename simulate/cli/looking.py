"""The commands that look at scenarios without running them: new, check, plan, diff."""

from pathlib import Path

import click

from simulate.cli.errors import Refused
from simulate.cli.options import FILE, SET, load_scenario
from simulate.cli.terminal import put


@click.command()
@FILE
@click.option("--from", "source", metavar="NAME", help="Copy a shipped scenario instead, for example helsingborg.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def new(file: Path, source: str | None, force: bool) -> None:
    """Write a commented scenario to start from."""
    from simulate import files
    from simulate.scenario.shipped import shipped_folder, shipped_names, template

    if source is None:
        text = template()
    else:
        name = source if source.endswith(".toml") else f"{source}.toml"
        if name not in shipped_names():
            names = ", ".join(each.removesuffix(".toml") for each in shipped_names())
            raise Refused(f'There is no shipped scenario "{source}"; there are {names}.')
        text = (shipped_folder() / name).read_text(encoding="utf-8")
    files.write_new(file, text, force)
    click.echo(f"Wrote {file}. Next: simulate check {file}")


@click.command()
@FILE
@SET
@click.option("--all", "everything", is_flag=True, help="List every assumption in full.")
def check(file: Path, settings: tuple[str, ...], everything: bool) -> None:
    """Tell what a scenario says: children, load of each unit, staff, assumptions, warnings."""
    scenario = load_scenario(file, settings)
    from simulate.scenario.reading import resolve
    from simulate.scenario.warnings import variant_warnings
    from simulate.show.check import examine, screen

    put(screen(examine(scenario, variant_warnings(resolve(file))), everything))


@click.command()
@FILE
@SET
@click.option(
    "--child",
    metavar="N",
    help="A child's number by arrival (17), or in its stream (school:17), from 0 on; without it, one that shows much.",
)
@click.option("--replication", type=click.IntRange(1, 1_000_000), default=1, show_default=True)
def plan(file: Path, settings: tuple[str, ...], child: str | None, replication: int) -> None:
    """Show one child's plan in every organisation."""
    scenario = load_scenario(file, settings)
    from simulate.show.plan_story import story

    try:
        told = story(scenario, replication, child)
    except ValueError as error:
        raise Refused(f"--child: {error}") from error
    put(told)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("other", type=click.Path(path_type=Path), required=False)
@click.option("--organisations", nargs=2, metavar="A B", help="Compare two organisations of one file instead.")
def diff(file: Path, other: Path | None, organisations: tuple[str, str] | None) -> None:
    """Tell what differs between two scenarios, or two organisations of one."""
    from simulate.scenario.differences import differences, organisation_differences
    from simulate.show.differences import screen

    if (other is None) == (organisations is None):
        raise click.UsageError("Give two files, or one file and --organisations A B.")
    scenario = load_scenario(file)
    if organisations is not None:
        for name in organisations:
            if name not in scenario.organisations:
                raise Refused(f'There is no organisation "{name}"; there are {", ".join(scenario.organisations)}.')
        found, names = organisation_differences(scenario, *organisations), organisations
    else:
        assert other is not None
        found, names = differences(scenario, load_scenario(other)), (str(file), str(other))
    put(screen(found, *names))
