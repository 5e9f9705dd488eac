"""What is left to Python and the C library."""

import ctypes
import mmap
import platform
import subprocess
import sys

import pytest

from simulate.experiment.upkeep import keep_freed_memory

FAULTS = """
import resource, sys
import numpy as np
from simulate.experiment.upkeep import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
def fetched():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
before = fetched()
for size in range(10_000, 250_000, 10_000):
    np.ones(size)
print(fetched() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told so")
def test_memory_that_was_freed_is_used_again_without_asking_the_system() -> None:
    def faults(how: str) -> int:
        told = subprocess.run([sys.executable, "-c", FAULTS, how], capture_output=True, text=True, check=True)
        return int(told.stdout)

    pages = 250_000 * 8 // mmap.PAGESIZE
    assert faults("kept") < 1.5 * pages
    assert faults("given back") > 5 * pages


@pytest.mark.parametrize("error", [OSError, AttributeError, TypeError])
def test_where_the_library_is_another_nothing_happens(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: None) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    keep_freed_memory()
