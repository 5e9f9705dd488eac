"""What can go wrong, in plain words on stderr and without a traceback."""

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from simulate.cli.spoken import spoken
from simulate.cli.streams import give_up, tell, why_unwritable
from simulate.language import say, say_n


class Refused(click.ClickException):
    """Something that cannot be done: said in plain words on stderr, without a traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the message."""
        if file is None:
            tell(self.message)
        else:
            click.echo(self.message, file=file)


class Failed(Refused):
    """Something that went wrong although nothing was wrong with what was asked for."""

    exit_code = 1


class Interrupted(Refused):
    """The user has had enough."""

    exit_code = 130


_WHOLE = 1000  # characters of a sentence, which click else cuts short where a line ends


class Commands(click.Group):
    """The group of commands: turns what can go wrong into plain words, and help into the reader's language."""

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Give a command, whose help is in the language spoken now."""
        found = super().get_command(context, name)
        return found and spoken(found)

    def get_help(self, context: click.Context) -> str:
        """Give the help on all commands in the language spoken now."""
        return click.Group.get_help(spoken(self), context)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the whole sentence on what each does, on two lines where it is long."""
        found = [(name, self.get_command(context, name)) for name in self.list_commands(context)]
        rows = [(name, command.get_short_help_str(_WHOLE)) for name, command in found if command is not None]
        with formatter.section(say("Commands")):
            formatter.write_dl(rows)

    def main(self, *arguments: Any, **more: Any) -> Any:
        """Run the command line."""
        try:
            return super().main(*arguments, **more)
        except OSError as error:
            if not why_unwritable(sys.stdout):
                raise
            failure = _in_words(error)  # while help was shown
            failure.show()
            sys.exit(failure.exit_code)

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant, where the surroundings let it do its work to the end."""
        _require_readable(arguments)
        _require_somewhere()
        _require_listener(arguments)
        return super().resolve_command(context, arguments)

    def invoke(self, context: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            raise Interrupted(say("\nInterrupted. Nothing unfinished was left.")) from None
        except Exception as error:
            if context.params.get("debug"):
                raise
            raise _in_words(error) from error


def _require_readable(arguments: Sequence[str]) -> None:
    """Refuse what the system could not turn into letters: it could be written into no file."""
    for argument in arguments:
        if argument.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in argument):
            continue
        raise Refused(_no_letters(os.fsencode(argument)))


def _no_letters(octets: bytes) -> str:
    """Say how to mend what is no letters as the terminal is set, but may be in UTF-8."""
    written = octets.decode("ascii", "backslashreplace")
    try:
        meant = octets.decode()
    except UnicodeDecodeError:
        return say("{written} cannot be read as letters; rename the file, or write the name in UTF-8.", written=written)
    return say(
        "{written} cannot be read as letters; it reads {meant} in UTF-8: set the terminal to that, for example by "
        "LC_ALL=C.UTF-8.",
        written=written,
        meant=meant,
    )


def _require_somewhere() -> None:
    try:
        os.getcwd()
    except OSError:
        raise Refused(say("The folder you are in is not there any more: go to another one first.")) from None


def _require_listener(arguments: Sequence[str]) -> None:
    """Refuse to work out what cannot be shown, before the work."""
    why = why_unwritable(sys.stdout)
    if why and ("--quiet" not in arguments or "--json" in arguments):
        give_up(sys.stdout)
        raise Refused(
            say(
                "Standard output cannot be written ({why}): nothing could be shown. run --quiet shows nothing.", why=why
            )
        )


def _in_words(error: Exception) -> Refused:
    """Say what went wrong: mistakes in what was asked for, failures of the machine, faults of the program."""
    from simulate.files import FilesError, TooLateError
    from simulate.scenario.errors import ScenarioError

    if isinstance(error, ScenarioError):
        count = len(error.mistakes)
        return Refused(
            say_n(
                "{mistakes}\n{count} mistake; nothing was done.",
                "{mistakes}\n{count} mistakes; nothing was done.",
                count,
                mistakes=error,
                count=count,
            )
        )
    if isinstance(error, FilesError):
        return Failed(str(error)) if isinstance(error, TooLateError) else Refused(str(error))
    if isinstance(error, OSError) and (why := why_unwritable(sys.stdout)):
        give_up(sys.stdout)
        return Failed(
            say("Standard output cannot be written ({why}): not all was shown. What was to be saved is saved.", why=why)
        )
    # What is told so far comes from commands that have read files only; what follows has loaded numpy already.
    from simulate.experiment.cluster import ClusterError
    from simulate.experiment.crew import WorkerDiedError
    from simulate.experiment.engines import EngineError
    from simulate.experiment.room import TooLargeError
    from simulate.plan import PlanError

    if isinstance(error, (PlanError, EngineError, TooLargeError, ClusterError)):
        return Refused(str(error))
    if isinstance(error, WorkerDiedError):
        return Failed(str(error))
    if isinstance(error, MemoryError):
        return Failed(
            say(
                "{what_became} What helps: fewer children (arrivals.NAME.per_month), a shorter run, or --workers 1.",
                what_became=" ".join([say("Memory ran out."), *getattr(error, "__notes__", ())]),
            )
        )
    return Failed(
        say(
            "This should not have happened ({fault}).\nIt is a fault of the program. Please report it, with the "
            "scenario and what `simulate --debug …` prints.",
            fault=f"{type(error).__name__}: {error}",
        )
    )
