"""What several commands have in common: the scenario files and the changes to them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulate.scenario.schema import Scenario

_LONGEST_NAME = 60

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
        stem = printable(file.stem)[:_LONGEST_NAME] or "scenario"
        name, count = stem, 1
        while name in names:
            count += 1
            name = f"{stem} ({count})"
        names[name] = file
    return names


def load_scenario(file: Path, settings: tuple[str, ...] = ()) -> "Scenario":
    """Read a scenario file with the changes of the command line; tell of its tables. Raises ScenarioError."""
    from simulate.scenario.reading import load
    from simulate.scenario.settings import from_command_line

    with notices_of_reading() as notices:
        scenario = load(file, from_command_line(settings), changes_are="--set")
    _put(notices)
    return scenario


@contextmanager
def notices_of_reading() -> Iterator[list[str]]:
    """Collect what is worth saying of the files that are read meanwhile; it is printed where they are refused."""
    notices: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: notices.append(record.getMessage())  # type: ignore[method-assign]
    said = logging.getLogger("simulate")
    said.addHandler(handler)
    try:
        yield notices
    except Exception:
        _put(notices)
        raise
    finally:
        said.removeHandler(handler)


def _put(notices: list[str]) -> None:
    for notice in notices:
        click.echo(notice, err=True)
