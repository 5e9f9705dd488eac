"""The commands. Everything heavy is imported where it is needed, so that help and mistakes cost nothing."""

import os
import signal
from typing import NoReturn

import click

from simulate.cli.calibrating import calibrate
from simulate.cli.errors import Commands
from simulate.cli.explaining import explain
from simulate.cli.looking import check, diff, new, plan
from simulate.cli.matching import match
from simulate.cli.running import run
from simulate.cli.sensitivity import sensitivity
from simulate.cli.streams import prepare_streams
from simulate.cli.sweeping import sweep
from simulate.cli.terminal import WIDTH
from simulate.experiment.upkeep import end_without_looking_for_garbage, look_for_garbage_seldom
from simulate.language import mark

_ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]  # Windows has no SIGHUP


def main() -> None:
    """Run the command line."""
    look_for_garbage_seldom()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no large matrices: its threads only keep cores busy
    prepare_streams()
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, _end)  # so that an unfinished folder is also cleared away then
    try:
        commands(prog_name="simulate")
    finally:
        end_without_looking_for_garbage()


def _end(number: int, _: object) -> NoReturn:
    for other in _ENDING:
        signal.signal(other, signal.SIG_IGN)  # a closed terminal sends several; nothing is to be left half cleared away
    raise SystemExit(128 + number)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH})
@click.option("--debug", is_flag=True, help=mark("Show where in the program an error comes from."))
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=lambda *a: _show_version(*a),
    help=mark("Show the version and end."),
)
def commands(debug: bool) -> None:
    """Would children get help sooner if school, social services and support units worked as one?

    \b
    Start with:   simulate new my-town.toml
    Look at it:   simulate check my-town.toml
    Run it:       simulate run my-town.toml
    """


def _show_version(context: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked:
        from simulate.experiment.provenance import program_version

        click.echo(" ".join(["simulate", program_version()]))
        context.exit()


for command in (new, check, plan, run, diff, sweep, match, explain, sensitivity, calibrate):
    commands.add_command(command)
