"""What is wrong with a scenario, all of it at once."""

from dataclasses import dataclass

from simulate.scenario.plain import KeyPath


@dataclass(frozen=True)
class Complaint:
    """Something wrong with what was read: where in it, and what; in the tables, or in a list of open cases."""

    path: KeyPath
    message: str
    lacks: bool = False  # what is wrong is that the key at `path` is missing


@dataclass(frozen=True)
class Mistake:
    """A complaint as the reader is told it, at its place in a file: what was read, what is allowed, how to mend it."""

    key: str  # dotted path such as "units.reception.workers"; "" for the file as a whole
    message: str
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)


class ScenarioError(ValueError):
    """A scenario that cannot be run, with every mistake found in it."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[list[Mistake]]]:
        return ScenarioError, (self.mistakes,)
