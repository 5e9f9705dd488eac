"""What the commands have in common that ask many worlds: how they are asked, what is told and where it goes."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.errors import Refused
from simulate.cli.notices import notices
from simulate.cli.options import (
    CLUSTER,
    ENGINE,
    FORCE,
    NO_FIGURES,
    OUTPUT,
    QUIET,
    SEED,
    WORKERS,
    load_scenario,
)
from simulate.cli.plain import can_print
from simulate.cli.terminal import progress_bar, put
from simulate.language import mark, said

if TYPE_CHECKING:
    from simulate.files.cells import Cells
    from simulate.interface.answer import Answer

_USUAL = {"measure": "full_support_mean", "group": "all"}

AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help=mark("Print what was found as JSON instead of the table.")
)
MEASURE = click.option(
    "--measure", default=_USUAL["measure"], show_default=True, metavar="KEY", help=mark("What is told and drawn.")
)
FOR = click.option(
    "--for",
    "group",
    default=_USUAL["group"],
    show_default=True,
    metavar="GROUP",
    help=mark("Of which children: “several needs”, “one need”, “urgent”, “stream: school” …"),
)


@dataclass(frozen=True)
class Question:
    """What every question is asked with: of which file, and what is done with the answer."""

    file: Path
    settings: tuple[str, ...]
    output: Path | None
    no_figures: bool
    as_json: bool
    quiet: bool
    force: bool

    def answer(
        self, ask: Callable[..., "Answer[Any]"], name: str, about: Sequence[str], *, counted: str, where: str
    ) -> None:
        """Ask, show the answer as it is wanted, save it, and say where it is.

        Its folder is named after the question and what it is `about`; `counted` is what is shown to be done, and
        `where` says what lies in the {folder}. `ask` takes the scenario by its name, and then what is given by name.
        """
        from simulate.files import require_usable

        scenario, folder = load_scenario(self.file, self.settings), folder_for(self.output, self.file, name, about)
        require_usable(folder, self.force)
        with refusing(), notices(self.quiet), progress_bar(said(counted), self.quiet) as progress:
            found = ask(
                {self.file.stem: scenario},
                kept=cells_beside(folder),
                progress=progress,
                command=["simulate", *sys.argv[1:]],
            )
        if self.as_json:
            _print_json(found)
        elif not self.quiet:
            from simulate.show.screen import screen

            put(screen(found.sheet()))
        found.save(folder, self.force, not self.no_figures)
        if not (self.as_json or self.quiet):
            click.echo(f"\n{said(where, folder=folder)}")


def question(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that every question has; it takes them together, as a Question, before its own."""

    @wraps(command)
    def asked(**given: Any) -> None:
        command(Question(**{each.name: given.pop(each.name) for each in fields(Question)}), **given)

    for option in reversed((SEED, OUTPUT, ENGINE, WORKERS, CLUSTER, NO_FIGURES, AS_JSON, QUIET, FORCE)):
        asked = option(asked)
    return asked


def folder_for(output: Path | None, file: Path, command: str, about: Sequence[str]) -> Path:
    """Give the folder for the results: the one that is asked for, or one named after the file and the question."""
    if output is not None:
        return output
    words = [re.sub(r"[^\w.]+", "-", each).strip("-.") for each in about]
    return Path("results", "-".join([file.stem, command, *words])[:100].rstrip("-. "))


def told_of(how: Mapping[str, str]) -> list[str]:
    """Name the measure and the children that a question is about, where they are others than usual."""
    return [how[name] for name, usual in _USUAL.items() if how[name] != usual]


def cells_beside(folder: Path) -> "Cells":
    """Give what was done once, of all questions whose results are in one place."""
    from simulate.files.cells import FOLDER, Cells

    return Cells(folder.parent / FOLDER)


@contextmanager
def refusing() -> Iterator[None]:
    """Refuse in plain words what a question cannot be asked of: dials, measures and groups that there are not."""
    try:
        yield
    except ValueError as problem:
        if type(problem) is not ValueError:  # mistakes in a file, which are told otherwise
            raise
        raise Refused(str(problem)) from problem


def _print_json(answer: "Answer[Any]") -> None:
    """Print an answer for a program, in one piece."""
    from simulate.files import json_text
    from simulate.show.for_programs import records

    tables = {name: records(table) for name, table in answer.tables().items()}
    text = json_text({**answer.values(), **tables, "provenance": dict(answer.provenance)})
    plain = json.dumps(json.loads(text), indent=2) + "\n"  # where not all can be printed: escaped
    click.echo(text if can_print(text) else plain, nl=False)
