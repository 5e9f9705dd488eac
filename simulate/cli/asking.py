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
from simulate.language import mark

if TYPE_CHECKING:
    from simulate.files.cells import Cells

MEASURE = click.option(
    "--measure", default="full_support_mean", show_default=True, metavar="KEY", help=mark("What is told and drawn.")
)
FOR = click.option(
    "--for",
    "group",
    default="all",
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


def cells_beside(folder: Path) -> "Cells":
    """Give what was done once, of all questions whose results are in one place."""
    from simulate.files.cells import FOLDER, Cells

    return Cells(folder.parent / FOLDER)


def names_in(text: str | None) -> list[str] | None:
    """Read names that are parted by commas; None where nothing was said."""
    return None if text is None else [name.strip() for name in text.split(",") if name.strip()]


@contextmanager
def refusing() -> Iterator[None]:
    """Refuse in plain words what a question cannot be asked of: dials, measures and groups that there are not."""
    try:
        yield
    except ValueError as problem:
        if type(problem) is not ValueError:  # mistakes in a file, which are told otherwise
            raise
        raise Refused(str(problem)) from problem


def print_json(found: Mapping[str, Any], provenance: Mapping[str, Any]) -> None:
    """Print what was found for a program, in one piece."""
    from simulate.files import json_text

    text = json_text({**found, "provenance": dict(provenance)})
    plain = json.dumps(json.loads(text), indent=2) + "\n"  # where not all can be printed: escaped
    click.echo(text if can_print(text) else plain, nl=False)
