"""Run tests with other versions of what the program builds on, each in a fresh environment of its own.

python tests/versions.py lowest     the quick tests, with everything as old as pyproject.toml allows
python tests/versions.py numba      whether the engines agree, with the oldest and the newest numba it allows

What comes after these words goes to pytest. Needs the package index, and some minutes for each environment.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Iterable, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
OF_ENGINES = ("tests/laws/test_engines_agree.py", "tests/engine", "tests/experiment/test_machine_code.py")


def requirements() -> list[Requirement]:
    """Give what the program and its tests need here, as pyproject.toml says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = map(Requirement, [*project["dependencies"], *project["optional-dependencies"]["test"]])
    return [each for each in needed if each.marker is None or each.marker.evaluate()]


def oldest(requirement: Requirement) -> Requirement:
    """Give a requirement of the oldest version that another allows, with its latest corrections."""
    (least,) = [each.version for each in requirement.specifier if each.operator == ">="]
    return pinned(requirement, f"=={least}.*")


def pinned(requirement: Requirement, versions: str) -> Requirement:
    """Give a requirement of certain versions, whatever else it asks for."""
    asked = Requirement(str(requirement))
    asked.specifier = SpecifierSet(versions)
    asked.marker = None
    return asked


def run_tests(needed: Iterable[Requirement], tests: Sequence[str]) -> int:
    """Run tests in a fresh environment with these packages. Returns pytest's exit code."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        install = [python, "-m", "pip", "install", "--quiet"]
        subprocess.run([*install, *map(str, needed), "-e", str(ROOT)], check=True)
        subprocess.run([python, "-m", "pip", "list"], check=True)
        return subprocess.run([python, "-m", "pytest", *tests], cwd=ROOT, check=False).returncode


def main() -> int:
    """Do what the command line says. Returns the worst exit code."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("what", choices=["lowest", "numba"])
    asked, further = ask.parse_known_args()
    needed = requirements()
    if asked.what == "lowest":
        # old packages warn of each other, and pandas of what no longer matters: that is not what is asked here
        return run_tests(map(oldest, needed), ["-n", "2", "-W", "default", *further])
    (numba,) = [each for each in needed if each.name == "numba"]
    others = [each for each in needed if each.name != "numba"]
    codes = [run_tests([*others, each], [*OF_ENGINES, *further]) for each in (oldest(numba), numba)]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
