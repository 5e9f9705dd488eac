"""What several commands have in common: the scenario files and the changes to them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulate.scenario.schema import Scenario

_LONGEST_NAME = 60
_MOST_OCTETS = 150  # of a name in UTF-8: most disks take 255, and more is added to it

FILE = click.argument("file", type=click.Path(path_type=Path))
SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a key of the scenario, for example units.reception.workers=20. May be repeated.",
)


def load_scenarios(files: tuple[Path, ...], settings: tuple[str, ...]) -> "dict[str, Scenario]":
    """Read several scenario files and name them. Raises ScenarioError with the mistakes of all of them."""
    from simulate.scenario.errors import ScenarioError

    scenarios, mistakes = {}, []
    for name, file in by_name(files).items():
        try:
            scenarios[name] = load_scenario(file, settings)
        except ScenarioError as error:
            mistakes += [mistake for mistake in error.mistakes if mistake not in mistakes]
    if mistakes:
        raise ScenarioError(mistakes)
    return scenarios


def by_name(files: tuple[Path, ...]) -> dict[str, Path]:
    """Name each file by its name without the ending; by a number too where several have the same."""
    from simulate.scenario.wording import printable

    names: dict[str, Path] = {}
    for file in files:
        stem = shortened(printable(file.stem), _LONGEST_NAME) or "scenario"
        name, count = stem, 1
        while name in names:
            count += 1
            name = f"{stem} ({count})"
        names[name] = file
    return names


def shortened(name: str, characters: int) -> str:
    """Cut a name so that a file can have it."""
    return name[:characters].encode()[:_MOST_OCTETS].decode(errors="ignore")


def load_scenario(file: Path, settings: tuple[str, ...] = ()) -> "Scenario":
    """Read a scenario file with the changes of the command line. Raises ScenarioError."""
    from simulate.scenario.reading import load
    from simulate.scenario.settings import from_command_line

    return load(file, from_command_line(settings), changes_are="--set")
