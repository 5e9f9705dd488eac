"""Where results come from: enough to make them again, and nothing about whose computer it was."""

import os
import platform
import shlex
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath, PureWindowsPath
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
    return {
        "program": DISTRIBUTION,
        "version": program_version(),
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
    """Shorten absolute paths in a command to their last part: where somebody keeps files is nobody's business."""
    return [PurePath(part).name if _is_absolute(part) else part for part in command]


def _is_absolute(part: str) -> bool:
    return part.startswith("~") or PurePath(part).is_absolute() or PureWindowsPath(part).is_absolute()


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
