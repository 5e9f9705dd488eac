"""A scenario file and the files it extends, laid over one another, with the place of every key."""

from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import NoReturn

from simulate.language import say
from simulate.language.lists import listed
from simulate.scenario.errors import Mistake, ScenarioError
from simulate.scenario.plain import KeyPath, Plain
from simulate.scenario.reading.merging import merge
from simulate.scenario.reading.places_in_text import find_lines
from simulate.scenario.reading.text import parse, read_text
from simulate.scenario.shipped import shipped_folder
from simulate.scenario.wording import got, printable, shown

MOST_LAYERS = 10


@dataclass(frozen=True)
class Layer:
    """One file, or the changes made by hand: what it says and where."""

    file: str  # as people see it
    table: Plain
    lines: dict[KeyPath, int | None]
    folder: Path | None = None  # where it lies, for the files it names
    by_hand: bool = False


@dataclass(frozen=True)
class Resolved:
    """Layers merged into one table; the topmost layer first."""

    table: Plain
    layers: tuple[Layer, ...]

    def layer_of(self, path: KeyPath) -> tuple[Layer, int | None]:
        """Find the topmost layer that says something at a place, or at the nearest place above it."""
        for length in range(len(path), 0, -1):
            for layer in self.layers:
                if path[:length] in layer.lines:
                    return layer, layer.lines[path[:length]]
        return next(layer for layer in self.layers if not layer.by_hand), None


def layers_of(path: Path) -> tuple[Layer, ...]:
    """Read a scenario file and all it extends, the file itself first. Raises ScenarioError."""
    layers = [read_layer(path, printable(str(path)))]
    return with_bases(layers, [path.resolve()])


def with_bases(layers: list[Layer], seen: list[Path]) -> tuple[Layer, ...]:
    """Read what the last of some layers extends, and so on; `seen` are the files read so far."""
    while "extends" in layers[-1].table:
        top = layers[-1]
        base = _find_base(top)
        if base.resolve() in seen:
            name, chain = shown(top.table["extends"]), _chain(layers, base)
            _refuse(top, say("{name} is extended in a circle: {chain}", name=name, chain=chain))
        if len(layers) == MOST_LAYERS:
            most, chain = MOST_LAYERS, _chain(layers, base)
            _refuse(
                top, say("a scenario may be extended through {most} files at most: {chain}", most=most, chain=chain)
            )
        seen = [*seen, base.resolve()]
        layers = [*layers, read_layer(base, printable(str(base)))]
    return tuple(layers)


def read_layer(path: Path, file: str) -> Layer:
    """Read one file by itself."""
    return layer_from_text(read_text(path, file), file, path.parent)


def layer_from_text(text: str, file: str, folder: Path | None) -> Layer:
    """Read one text by itself."""
    table = parse(text, file)
    return Layer(file, table, dict(find_lines(text).of), folder)


def merged(layers: tuple[Layer, ...]) -> Resolved:
    """Lay every file over the one it extends."""
    table: Plain = {}
    for layer in reversed(layers):
        table = merge(table, {key: value for key, value in layer.table.items() if key != "extends"})
    return Resolved(table, layers)


def find_beside(layer: Layer, name: str, folders: list[Path]) -> Path:
    """Find a file by a plain relative name in the first of some folders that has it. Raises ValueError."""
    parts = name.split("/")
    windows = PureWindowsPath(name)
    if windows.drive or "\\" in name or any(part in ("", ".", "..") or part.startswith("~") for part in parts):
        raise ValueError(
            say("must be a plain file name without .. and without a leading /; got {name}", name=got(name))
        )
    for folder in folders:
        path = folder / name
        if path.is_file():
            if not path.resolve().is_relative_to(folder.resolve()):
                raise ValueError(say("{name} is a link that leads outside its folder", name=shown(name)))
            return path
    looked = listed(printable(str(folder)) for folder in folders)
    raise ValueError(say("there is no file {name}; looked in {folders}", name=shown(name), folders=looked))


def _find_base(layer: Layer) -> Path:
    name = layer.table["extends"]
    if not isinstance(name, str):
        _refuse(layer, say("must be the name of a scenario file; got {name}", name=got(name)))
    folders = [] if layer.folder is None else [layer.folder, layer.folder.absolute().parent]
    try:
        return find_beside(layer, name, [*folders, shipped_folder()])
    except (ValueError, OSError) as problem:
        _refuse(layer, str(problem))


def _chain(layers: list[Layer], base: Path) -> str:
    return " → ".join([*(layer.file for layer in layers), printable(str(base))])


def _refuse(layer: Layer, message: str) -> NoReturn:
    raise ScenarioError([Mistake("extends", message, layer.file, layer.lines.get(("extends",)))])
