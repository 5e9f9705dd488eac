"""What in a results folder is this program's own: its provenance names every file that was written, with its digest.

Everything else there is somebody's who laid it there, or changed it, and is never removed.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from simulate.files.json_text import json_text
from simulate.language import say

PROVENANCE = "provenance.json"
"""The file by which a results folder is known; nothing without it is ever replaced."""

_NOBODYS = (".DS_Store", "Thumbs.db", "desktop.ini")  # macOS and Windows lay them into folders that are looked at
_OPEN = re.compile(r"~\$.*|\.~lock\..*#")  # what Excel and LibreOffice lay beside a workbook that is open in them
_MOST_NAMED = 3
_FIRST_MODEL = 1


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
        return say("it is not a results folder (it has no {file})", file=PROVENANCE)
    except OSError as error:
        return say("not all of it can be read ({why})", why=error.strerror or error)
    except (ValueError, RecursionError):
        return say("its {file} cannot be understood", file=PROVENANCE)


def model_of(scenario: Path) -> int | None:
    """Give the version of the model of the results that a scenario file was saved with; None for one of no results.

    Results that do not tell are of the first version: they were saved before there was another.
    """
    try:
        told = json.loads((scenario.parent / PROVENANCE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if _why_not_ours(told) or scenario.name not in told["files"]:
        return None
    model = told.get("model", _FIRST_MODEL)
    return model if isinstance(model, int) else None


def _why_not_ours(told: Any) -> str:
    from simulate.experiment.provenance import DISTRIBUTION

    if not isinstance(told, dict) or told.get("program") != DISTRIBUTION:
        return say("it is not a results folder of this program (its {file} names another)", file=PROVENANCE)
    if not isinstance(told.get("files"), dict):
        return say("its {file} does not say which files were written with it", file=PROVENANCE)
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
    reasons = []
    if in_use:
        named = _named(in_use)
        reasons.append(say("something in it is open in another program, to be closed first ({named})", named=named))
    if others:
        reasons.append(say("it holds what this program did not write there ({named})", named=_named(others)))
    if changed:
        reasons.append(say("it was changed since it was written ({named})", named=_named(changed)))
    return reduce(lambda one, other: say("{one}, and {other}", one=one, other=other), reasons) if reasons else ""


def _named(names: Sequence[str]) -> str:
    from simulate.scenario.wording import printable

    named, more = ", ".join(map(printable, names[:_MOST_NAMED])), len(names) - _MOST_NAMED
    return say("{named}, {count} more", named=named, count=more) if more > 0 else named


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
