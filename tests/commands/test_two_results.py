"""`simulate diff` of two results folders: side by side, paired where the same children came."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Call = Callable[..., Result]


@pytest.fixture
def two(town: Path, simulate: Call) -> tuple[str, str]:
    """Run a town as it is and with a worker more."""
    for name, more in (("now", ()), ("more", ("--set", "units.school_team.workers=5"))):
        ran = simulate("run", town, "-r", "3", "--engine", "simpy", "--no-figures", "--quiet", "-o", name, *more)
        assert ran.exit_code == 0, ran.output
    return "now", "more"


def rows(output: str, label: str) -> list[str]:
    return [line.rstrip() for line in output.splitlines() if line.startswith(label)]


def test_the_same_children_are_paired_and_differences_have_intervals(two: tuple[str, str], simulate: Call) -> None:
    told = simulate("diff", *two)
    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 100
    assert "First: now. Second: more." in told.output
    assert "differences are paired by replication" in told.output
    assert "The scenarios that were run differ in 1 key." in told.output
    unseen = rows(told.output, "Needs nobody has noticed yet")
    assert len(unseen) == 2
    assert all(line.endswith("]") for line in unseen)


def test_a_result_beside_itself_differs_in_nothing(two: tuple[str, str], simulate: Call) -> None:
    told = simulate("diff", two[0], two[0])
    assert "The scenarios that were run say the same." in told.output
    waits = rows(told.output, "Wait to first support, mean")
    assert len(waits) == 2
    assert all(line.endswith(("[0, 0]", "[0.0, 0.0]")) for line in waits)


def test_other_children_are_never_paired(two: tuple[str, str], simulate: Call, town: Path) -> None:
    simulate("run", town, "-r", "3", "--seed", "9", "--engine", "simpy", "--no-figures", "--quiet", "-o", "other")
    told = simulate("diff", two[0], "other")
    assert "Other children come in the two, or with other luck" in told.output
    assert not any("[" in line for line in rows(told.output, "Wait to first support, mean"))


def test_results_without_replications_are_not_paired(two: tuple[str, str], simulate: Call) -> None:
    Path(two[1], "replications.csv").unlink()
    assert "has no replications.csv" in simulate("diff", *two).output


def test_organisations_of_one_and_other_versions_of_the_model_are_told(
    two: tuple[str, str], simulate: Call, town: Path
) -> None:
    briefly = ("-r", "2", "--engine", "simpy", "--no-figures", "--quiet", "-o", "one")
    simulate("run", town, *briefly, "--organisations", "siloed")
    provenance = Path("one", "provenance.json")
    provenance.write_text(json.dumps({**json.loads(provenance.read_text()), "model": 1}))
    output = simulate("diff", two[0], "one").output
    assert "Only in one of them: integrated." in output
    assert "of versions" in output


def test_what_is_no_folder_of_results_ends_with_2(two: tuple[str, str], simulate: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    shutil.copytree(two[0], "foreign")
    Path("foreign", "provenance.json").write_text('{"program": "other"}')
    for folder in ("empty", "foreign"):
        told = simulate("diff", two[0], folder)
        assert told.exit_code == 2
        assert "is no folder of results" in told.stderr
        assert "Traceback" not in told.stderr
