"""The program in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from worlds import small_world


def outside(folder: Path, *arguments: str, code: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program, or some code, in a process of its own."""
    command = ["-m", "simulate", *arguments] if code is None else ["-c", code, *arguments]
    return subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, timeout=120)


def in_shell(folder: Path, line: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the program by a line of a shell, in a folder with a town."""
    (folder / "town.toml").write_text(small_world(), encoding="utf-8")
    return subprocess.run(
        f"{sys.executable} -m simulate {line}",
        shell=True, cwd=folder, capture_output=True, timeout=120, env=os.environ | environment,
    )  # fmt: skip
