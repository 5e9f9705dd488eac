"""The scenarios that come with the program, and the one to start from."""

from pathlib import Path

TARGETS = "targets"
"""The folder of what was seen in real towns, which scenarios are held against: no scenarios themselves."""


def shipped_folder() -> Path:
    """Give the folder of the shipped scenarios: in the package, or beside it where it is worked on."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "shipped_scenarios"
    return inside if inside.is_dir() else package.parent / "scenarios"


def shipped_names() -> list[str]:
    """List the shipped scenarios by their names within the folder."""
    folder = shipped_folder()
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.toml"))
    return sorted(name for name in names if not name.startswith(f"{TARGETS}/"))


def template() -> str:
    """Give the text of a commented scenario to start from."""
    return (Path(__file__).parent / "template.toml").read_text(encoding="utf-8")
