"""`simulate diff`, and the versions of the model by which it tells results apart."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from openpyxl import load_workbook
from worlds import small_world

from simulate.plan import MODEL_VERSION

Call = Callable[..., Result]


def test_diff_tells_what_differs_between_organisations_and_between_files(town: Path, simulate: Call) -> None:
    told = simulate("diff", "town.toml", "--organisations", "siloed", "integrated")
    rows = {line.split()[0]: line.split()[1:] for line in told.stdout.splitlines() if line.strip()}
    assert rows["door"] == ["own", "shared_intake"]
    assert rows["units.school_team.workers"] == ["4", "5"]
    Path("other.toml").write_text(small_world(units__school_team__workers="9"), encoding="utf-8")
    told = simulate("diff", "town.toml", "other.toml")
    assert "1 difference between town.toml and other.toml" in told.stdout
    assert simulate("diff", "town.toml", "town.toml").stdout.strip() == "town.toml and town.toml say the same."


def test_diff_shows_nobody_of_a_waiting_list(town: Path, simulate: Call) -> None:
    for number, days in enumerate(("2017-12-03", "2017-12-24")):
        cases = [f'{{ stream = "school", needs = ["schooling"], step = "school_intake", waiting_since = {days} }}'] * 2
        text = small_world(start_from__waiting=f"[{', '.join(cases)}]", run__warm_up='"0 days"')
        Path(f"{number}.toml").write_text(text, encoding="utf-8")
    for one, other in (("town.toml", "1.toml"), ("0.toml", "1.toml")):
        told = simulate("diff", one, other)
        assert (told.exit_code, "2 open cases" in told.stdout) == (0, True)
        for of_a_row in ("2017-12", "schooling", "school_intake"):
            assert of_a_row not in told.stdout


def test_diff_refuses_what_cannot_be_compared(town: Path, simulate: Call) -> None:
    assert simulate("diff", "town.toml").exit_code == 2
    assert simulate("diff", "town.toml", "town.toml", "--organisations", "siloed", "integrated").exit_code == 2
    told = simulate("diff", "town.toml", "--organisations", "siloed", "integratd")
    assert told.exit_code == 2
    assert 'no organisation "integratd"; there are siloed, integrated' in told.stderr


def test_diff_says_that_fewer_needs_come_up(town: Path, simulate: Call) -> None:
    Path("fewer.toml").write_text('extends = "town.toml"\n[needs.protection]\nsurfaces = 0.4\n', encoding="utf-8")
    told = simulate("diff", "town.toml", "fewer.toml")
    assert told.exit_code == 0
    assert "surfaces" in told.stdout
    assert "0.4" in told.stdout


def saved_with(folder: str, **changes: object) -> str:
    """Copy a results folder with something else in its provenance; gives its scenario file."""
    shutil.copytree("out", folder)
    told = json.loads(Path("out", "provenance.json").read_text(encoding="utf-8"))
    left = {key: value for key, value in {**told, **changes}.items() if value is not None}
    Path(folder, "provenance.json").write_text(json.dumps(left), encoding="utf-8")
    return f"{folder}/scenario.toml"


def test_diff_says_when_results_are_of_different_versions_of_the_model(town: Path, simulate: Call) -> None:
    run = simulate("run", "town.toml", "-r", "1", "--no-figures", "--engine", "simpy", "-o", "out")
    assert run.exit_code == 0, run.stderr
    now, first, next_ = "out/scenario.toml", saved_with("before", model=None), saved_with("after", model=77)

    def told(*files: str) -> str:
        done = simulate("diff", *files)
        assert done.exit_code == 0, done.stderr
        return " ".join(done.stdout.split())

    assert f"of versions {MODEL_VERSION} and 77 of the model" in told(now, next_)
    assert f"of versions 1 and {MODEL_VERSION} of the model" in told(first, now), "before there was another"
    for pair in ((now, now), (now, "town.toml"), ("town.toml", next_)):
        assert "of the model" not in told(*pair), pair
    others = saved_with("others", model=5, program="another")
    unread = saved_with("unread", model="two")
    shutil.copy("town.toml", "after/mine.toml")
    for file in (others, unread, "after/mine.toml"):
        assert "of the model" not in told(now, file), file
    Path("unread", "provenance.json").write_text("{", encoding="utf-8")
    assert "of the model" not in told(now, unread)


def test_results_tell_the_version_of_the_model(town: Path, simulate: Call) -> None:
    run = simulate("run", "town.toml", "-r", "1", "--no-figures", "--engine", "simpy", "-o", "out", "--json")
    assert run.exit_code == 0, run.stderr
    assert json.loads(run.stdout)["model"] == MODEL_VERSION
    last = Path("out", "table.txt").read_text(encoding="utf-8").splitlines()[-1]
    assert last == f"Model: version {MODEL_VERSION}. Engine: simpy."
    sheet = load_workbook(Path("out", "results.xlsx")).worksheets[0]
    lines = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert str(lines["Model"]).startswith(f"version {MODEL_VERSION};")
