"""What in a results folder is this program's own: its provenance names every file that was written, with its digest.

Everything else there is somebody's who laid it there, or changed it, and is never removed.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulate.files.json_text import json_text

PROVENANCE = "provenance.json"
"""The file by which a results folder is known; nothing without it is ever replaced."""

_NOBODYS = (".DS_Store", "Thumbs.db", "desktop.ini")  # macOS and Windows lay them into folders that are looked at
_OPEN = re.compile(r"~\$.*|\.~lock\..*#")  # what Excel and LibreOffice lay beside a workbook that is open in them
_MOST_NAMED = 3


def with_account(provenance: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Add to a provenance the SHA-256 of every file in a folder, by name, and its own, which covers all before it."""
    files = {name: _digest(path) for name, path in sorted(_files_in(folder))}
    told = {**provenance, "files": files}
    return {**told, "digest": _own_digest(told)}


def why_kept(folder: Path) -> str:
    """Tell why a folder may not be replaced by this program; "" where all that is in it was written by it."""
    try:
        told = json.loads((folder / PROVENANCE).read_bytes())
        return _why_not_ours(told) or _why_not_only_ours(folder, told)
    except FileNotFoundError:
        return f"it is not a results folder (it has no {PROVENANCE})"
    except OSError as error:
        return f"not all of it can be read ({error.strerror or error})"
    except (ValueError, RecursionError):
        return f"its {PROVENANCE} cannot be understood"


def _why_not_ours(told: Any) -> str:
    from simulate.experiment.provenance import DISTRIBUTION

    if not isinstance(told, dict) or told.get("program") != DISTRIBUTION:
        return f"it is not a results folder of this program (its {PROVENANCE} names another)"
    if not isinstance(told.get("files"), dict):
        return f"its {PROVENANCE} does not say which files were written with it"
    return ""


def _why_not_only_ours(folder: Path, told: dict[str, Any]) -> str:
    """Name the files in a results folder that this program has not written, and those that were changed since."""
    others, changed, in_use = [], [], []
    for name, path in sorted(_files_in(folder)):
        if _OPEN.fullmatch(path.name):
            in_use.append(name)
            continue
        if name == PROVENANCE:
            is_changed = told.get("digest") != _own_digest(told)
        elif name not in told["files"] or path.is_symlink() or not path.is_file():
            others += [name] if path.name not in _NOBODYS else []
            continue
        else:
            is_changed = told["files"][name] != _digest(path)
        changed += [name] if is_changed else []
    words = [f"something in it is open in another program, to be closed first ({_named(in_use)})"] if in_use else []
    words += [f"it holds what this program did not write there ({_named(others)})"] if others else []
    words += [f"it was changed since it was written ({_named(changed)})"] if changed else []
    return ", and ".join(words)


def _named(names: Sequence[str]) -> str:
    from simulate.scenario.wording import printable

    more = [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return ", ".join([*map(printable, names[:_MOST_NAMED]), *more])


def _files_in(folder: Path, above: str = "") -> Iterator[tuple[str, Path]]:
    """Find all there is in a folder and those inside it, but for folders: names with / between them, and paths."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files_in(Path(entry.path), f"{above}{entry.name}/")
            else:
                yield f"{above}{entry.name}", Path(entry.path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _own_digest(told: Mapping[str, Any]) -> str:
    """Give the digest of a provenance without that digest."""
    text = json_text({key: value for key, value in told.items() if key != "digest"})
    return hashlib.sha256(text.encode()).hexdigest()
