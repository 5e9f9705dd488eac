"""Where results come from: enough to make them again, and nothing about whose computer it was."""

import os
import platform
import re
import shlex
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PureWindowsPath
from typing import Any

DISTRIBUTION = "supportflow"
PACKAGES = ("numpy", "scipy", "pandas", "simpy", "pydantic", "matplotlib")
_PACKAGES_OF = {"compiled": ("numba", "llvmlite")}
_ROOT = Path(__file__).resolve().parents[2]


def program_version() -> str:
    """Give the version of this program; "unknown" where it is not installed."""
    return _version(DISTRIBUTION)


def provenance_of_run(
    *, command: Sequence[str], engine: str, started: str, duration: float, **facts: object
) -> dict[str, Any]:
    """Describe a run: `facts` about what was run, and with what; `started` is a UTC time, `duration` in seconds."""
    from simulate.plan import MODEL_VERSION  # and numpy, for which whoever asks for the version need not wait

    return {
        "program": DISTRIBUTION,
        "version": program_version(),
        "model": MODEL_VERSION,
        "commit": commit(),
        **facts,
        "engine": engine,
        "command": shlex.join(without_paths(command)),
        "started": started,
        "duration_seconds": round(duration, 1),
        "host": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in (*PACKAGES, *_PACKAGES_OF.get(engine, ()))},
    }


def without_paths(command: Sequence[str]) -> list[str]:
    """Shorten paths in a command to their last part: where somebody keeps files is nobody's business.

    That is absolute paths and those that lead out of the folder one is in, also where they are glued to an option
    (-o/home/…, --output=/home/…), or are the value of a key, in quotation marks or not.
    """
    return [_without_path(part) for part in command]


def _without_path(part: str) -> str:
    option, rest = _split(part)
    if _begins_elsewhere(rest.strip()):
        return option + _last_part(rest.strip())
    part = re.sub(r"""(["'])([^"']+)\1""", lambda quoted: f"{quoted[1]}{_without_path(quoted[2])}{quoted[1]}", part)
    before, equals, after = part.partition("=")
    if equals:
        return f"{before}={_without_path(after)}"
    option, rest = _split(part)
    return option + _last_part(rest) if ".." in PureWindowsPath(rest).parts else part


def _split(part: str) -> tuple[str, str]:
    """Part an option of one letter from what is glued to it."""
    glued = re.fullmatch(r"(-[a-zA-Z])([^-].*)", part)
    return (glued[1], glued[2]) if glued is not None else ("", part)


def _begins_elsewhere(part: str) -> bool:
    """Tell whether a part is a path that begins outside of the folder one is in, on Windows or elsewhere."""
    path = PureWindowsPath(part)
    return part.startswith(("/", "\\", "~")) or path.is_absolute() or path.parts[:1] == ("..",)


def _last_part(path: str) -> str:
    name = PureWindowsPath(path).name  # on any system: a Windows path has / or \
    return name if name and not name.startswith("~") else path[:1]


def commit() -> str | None:
    """Give the commit of the source code this runs from, with "+changes" where it was changed; None elsewhere."""
    if not (_ROOT / ".git").exists():
        return None
    try:
        head = _git("rev-parse", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", "simulate", "scenarios")
    except (OSError, subprocess.SubprocessError):
        return None
    return head + ("+changes" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=_ROOT, capture_output=True, text=True, check=True, timeout=10, encoding="utf-8"
    )
    return done.stdout.strip()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
