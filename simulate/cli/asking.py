"""What the commands have in common that ask many worlds: what is told, where it goes, and what is refused."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from simulate.cli.errors import Refused
from simulate.cli.plain import can_print
from simulate.cli.terminal import put
from simulate.language import mark

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


def give(
    answer: "Answer[Any]", folder: Path, where: str, *, as_json: bool, quiet: bool, force: bool, figures: bool
) -> None:
    """Show an answer as it is wanted, save it, and say where it is."""
    if as_json:
        _print_json(answer)
    elif not quiet:
        from simulate.show.screen import screen

        put(screen(answer.sheet()))
    answer.save(folder, force, figures)
    if not (as_json or quiet):
        click.echo(where)


def _print_json(answer: "Answer[Any]") -> None:
    """Print an answer for a program, in one piece."""
    from simulate.files import json_text
    from simulate.show.for_programs import records

    tables = {name: records(table) for name, table in answer.tables().items()}
    text = json_text({**answer.values(), **tables, "provenance": dict(answer.provenance)})
    plain = json.dumps(json.loads(text), indent=2) + "\n"  # where not all can be printed: escaped
    click.echo(text if can_print(text) else plain, nl=False)
