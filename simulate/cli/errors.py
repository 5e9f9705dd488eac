"""What can go wrong, in plain words on stderr and without a traceback."""

from typing import Any

import click


class Refused(click.ClickException):
    """Something that cannot be done: said in plain words on stderr, without a traceback."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the message."""
        click.echo(self.message, file=file, err=file is None)


class Failed(Refused):
    """Something that went wrong although nothing was wrong with what was asked for."""

    exit_code = 1


class Interrupted(Refused):
    """The user has had enough."""

    exit_code = 130


class Commands(click.Group):
    """The group of commands: turns what can go wrong into plain words."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            raise Interrupted("\nInterrupted. Nothing was written.") from None
        except Exception as error:
            if context.params.get("debug"):
                raise
            raise _in_words(error) from error


def _in_words(error: Exception) -> Refused:
    """Say what went wrong: mistakes in what was asked for, failures of the machine, faults of the program."""
    from simulate.files import FilesError
    from simulate.scenario.errors import ScenarioError

    if isinstance(error, ScenarioError):
        count = len(error.mistakes)
        return Refused(f"{error}\n{count} {'mistake' if count == 1 else 'mistakes'}; nothing was done.")
    if isinstance(error, FilesError):
        return Refused(str(error))
    # What is told so far comes from commands that have read files only; what follows has loaded numpy already.
    from simulate.experiment.crew import WorkerDiedError
    from simulate.experiment.engines import EngineError
    from simulate.experiment.room import TooLargeError
    from simulate.plan import PlanError

    if isinstance(error, (PlanError, EngineError, TooLargeError)):
        return Refused(str(error))
    if isinstance(error, WorkerDiedError):
        return Failed(str(error))
    if isinstance(error, MemoryError):
        return Failed(
            "Memory ran out. Nothing was written. What helps: fewer children (arrivals.NAME.per_month), a shorter run, "
            "or --workers 1."
        )
    return Failed(
        f"This should not have happened ({type(error).__name__}: {error}).\nIt is a fault of the program. Please "
        "report it, with the scenario and what `simulate --debug …` prints."
    )
