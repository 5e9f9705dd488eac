"""What several commands have in common: the scenario files and the changes to them."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulate.cli.notices import notices_of_reading, put_notices
from simulate.language import mark

if TYPE_CHECKING:
    from simulate.scenario.schema.scenario import Scenario

FILE = click.argument("file", type=click.Path(path_type=Path))
SET = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help=mark("Change a key of the scenario, for example units.reception.workers=20. May be repeated."),
)
REPLICATIONS = click.option(
    "-r",
    "--replications",
    type=click.IntRange(1, 100_000),
    metavar="N",
    help=mark("How many times the simulation is repeated with other luck."),
)
SEED = click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), metavar="N", help=mark("The number that settles all luck.")
)
OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help=mark("The results folder; results/NAME if not given."),
)
ORGANISATIONS = click.option(
    "--organisations", metavar="A,B", help=mark("Only these organisations; the first is the baseline.")
)
NO_FIGURES = click.option("--no-figures", is_flag=True, help=mark("Draw no figures."))
QUIET = click.option("--quiet", is_flag=True, help=mark("Print no table and no progress."))
FORCE = click.option("--force", is_flag=True, help=mark("Replace the results folder if it exists."))
ENGINE = click.option(
    "--engine",
    type=click.Choice(["auto", "simpy", "compiled"]),
    default="auto",
    help=mark(
        "What runs the clock: SimPy, or an engine compiled by numba; auto is the quicker. The numbers are the same."
    ),
)
WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help=mark("How many processes share the work; if not given, as many as serve. The numbers are the same."),
)

CLUSTER = click.option(
    "--cluster",
    metavar="ADDRESS",
    help=mark(
        "Let the workers of a Dask cluster do the work, for example tcp://192.168.0.7:8786. The numbers are the same."
    ),
)


def names_in(text: str | None) -> list[str] | None:
    """Read names that are parted by commas; None where nothing was said."""
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


def load_scenarios(files: tuple[Path, ...], settings: tuple[str, ...]) -> dict[str, "Scenario"]:
    """Read several scenario files and name them. Raises ScenarioError with the mistakes of all of them."""
    from simulate.experiment.asked import all_loaded, by_name

    return all_loaded(by_name(files), partial(load_scenario, settings=settings))


def load_scenario(file: Path, settings: tuple[str, ...] = ()) -> "Scenario":
    """Read a scenario file with the changes of the command line; tell of its tables. Raises ScenarioError."""
    from simulate.scenario.reading.load import load
    from simulate.scenario.reading.settings import from_command_line

    with notices_of_reading() as notices:
        scenario = load(file, from_command_line(settings), changes_are="--set")
    put_notices(notices)
    return scenario
