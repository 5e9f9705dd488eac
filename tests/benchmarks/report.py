"""The file of results: one section for each part, each of which can be measured and written again alone."""

import datetime
import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from simulate.experiment.provenance import commit

from .tables import Table

INTRODUCTION = """# How long it takes

Written by `python -m tests.benchmarks --write` (see the project's README). Times are medians in seconds, with the
fastest and the slowest run; within a table the runs are interleaved. Machines differ and are shared: compare the
figures of one table, not of two.
"""
PACKAGES = ("numpy", "scipy", "pandas", "simpy", "numba", "ciw")


def machine() -> str:
    """Describe the machine: processor, cores, memory, system."""
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    return f"{_processor()}, {os.cpu_count()} cores{memory}, {platform.system()} {platform.machine()}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or "unknown processor"


def versions() -> str:
    """List the versions of Python, of this program's commit and of the packages that matter for speed."""
    packages = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return f"Python {platform.python_version()}, {packages}; commit {(commit() or 'unknown')[:19]}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def section(heading: str, runs: int, tables: list[Table]) -> str:
    """Write a part: when, on what and with what it was measured, and its tables."""
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
    busy = f"; {os.getloadavg()[0]:.1f} processes wanted to run at the end" if hasattr(os, "getloadavg") else ""
    facts = f"{now}, {runs} runs. {machine()}{busy}. {versions()}."
    return "\n\n".join([f"## {heading}", facts, *map(str, tables)])


def merged(text: str, parts: dict[str, str], order: list[str]) -> str:
    """Lay parts into the text of a file of results: those measured now are replaced, the others stay."""
    marked = re.findall(r"<!-- part (\w+) -->\n(.*?)\n<!-- /part -->", text, flags=re.DOTALL)
    sections = dict(marked) | parts
    blocks = [f"<!-- part {name} -->\n{sections[name]}\n<!-- /part -->" for name in order if name in sections]
    return "\n".join([INTRODUCTION, "\n\n".join(blocks), ""])
