"""A sweep that is killed loses nothing it has done: started again it does what is missing, and gives the same bits."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import small_world


@pytest.mark.skipif(not hasattr(os, "fork"), reason="sweeps are begun without importing everything anew")
@pytest.mark.parametrize(("moments", "seed"), [(5, 1), pytest.param(50, 2, marks=pytest.mark.slow)])
def test_a_sweep_that_is_killed_at_random_moments_goes_on_where_it_was_and_gives_the_same_bits(
    tmp_path: Path, moments: int, seed: int
) -> None:
    shorter = small_world(run__observe='"200 days"', run__follow_up='"100 days"')
    (tmp_path / "town.toml").write_text(shorter, encoding="utf-8")
    script = Path(__file__).with_name("killed_sweeps.py")
    told = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(moments), str(seed)],
        capture_output=True, text=True, timeout=600, env={**os.environ, "PYTHONPATH": str(script.parents[2])},
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    first, *wrong = told.stdout.splitlines()
    assert wrong == []
    before, middle, after = map(int, re.findall(r"\d+", first))
    assert before + middle + after == moments
    assert middle >= moments // 10, "most of a sweep is to do its lives"
