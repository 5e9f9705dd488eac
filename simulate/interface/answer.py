"""What the answers to questions of many worlds have in common: they are printed, told as tables, and saved."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from simulate import files
from simulate.scenario.rules.start_from import with_list_apart
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.writing import to_toml
from simulate.show.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd

Told = TypeVar("Told")


@dataclass(frozen=True, repr=False, eq=False)
class Answer(ABC, Generic[Told]):
    """What was found, the scenario that was asked about, and how it was made."""

    told: Told
    scenario: Scenario
    provenance: Mapping[str, Any]

    @abstractmethod
    def sheet(self) -> Sheet:
        """What is printed of it."""

    @abstractmethod
    def tables(self) -> "Mapping[str, pd.DataFrame]":
        """Its tables, each under the name of its file without the ending."""

    def texts(self) -> Mapping[str, str]:
        """Further files of its results folder, by name: none, if it is not said otherwise."""
        return {}

    def values(self) -> Mapping[str, Any]:
        """What it tells beside its tables; nothing, where they have all."""
        return {}

    @abstractmethod
    def _pictures(self) -> Iterator[tuple[str, Any]]:
        """Draw its figures, each with its name."""

    def __str__(self) -> str:
        from simulate.show.screen import as_text

        return as_text(self.sheet())

    def save(self, folder: str | Path, force: bool = False, figures: bool = True) -> Path:
        """Write a results folder and give its path. Raises FilesError as `Results.save` does."""
        tables = {f"{name}.csv": table for name, table in self.tables().items()}
        table, asked = f"{str(self).rstrip()}\n", to_toml(with_list_apart(self.scenario))
        texts = {"table.txt": table, "scenario.toml": asked, **self.texts()}
        return files.save(Path(folder), tables, texts, self.provenance, partial(self._made, figures), force)

    def _made(self, figures: bool, first: Callable[[], None]) -> Iterator[tuple[str, bytes]]:
        """Do something first, and give the pictures, if they are wanted."""
        first()
        if figures:
            from simulate.show.figures.drawn import as_files

            yield from as_files(self._pictures)
