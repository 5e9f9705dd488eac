"""What is saved of children who exist: the name of their list and its digest, and no row of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

from simulate.interface import load, run

Call = Callable[..., Result]
HEADER = "child,stream,needs,urgent,age,step,unit,waiting_since,started_on"
ROWS = [
    "731732,school,schooling,yes,12.3719,school_intake,,2017-11-03,",
    "731733,school,schooling+protection,no,9.6123,school_assessment,,,2017-10-09",
    ",school,schooling,,,school_intake,,2017-12-01,",
]
QUICK = ("--no-figures", "--workers", "1", "-r", "1", "--quiet")
LISTED = ("--set", "start_from.waiting=list.csv")


def write_list(folder: Path, *rows: str, separator: str = ",") -> None:
    text = "\n".join([HEADER, *rows]).replace(",", separator)
    (folder / "list.csv").write_text(f"{text}\n", encoding="utf-8")


@pytest.fixture
def saved(town: Path, simulate: Call) -> Path:
    """Run the town from a waiting list, and give the folder of the results."""
    write_list(town.parent, *ROWS)
    told = simulate("run", "town.toml", *LISTED, *QUICK, "--children", "--visits")
    assert told.exit_code == 0, told.output
    return Path("results/town")


def test_no_row_of_a_waiting_list_is_in_any_file_of_the_results(saved: Path) -> None:
    for path in saved.iterdir():
        text = path.read_bytes().decode("latin-1")
        for cell in ("12.3719", "9.6123", "731732", "731733", "2017-11-03", "2017-10-09"):
            assert cell not in text, path.name
    text = (saved / "scenario.toml").read_text(encoding="utf-8")
    assert re.search(r'\[start_from\]\nwaiting = "list.csv"\ndigest = "[0-9a-f]{64}"\n', text)


def test_ages_are_told_in_whole_years(saved: Path) -> None:
    children = pd.read_csv(saved / "children.csv", dtype={"age": str})
    assert set(children["age"].dropna()) == {"12", "9"}
    assert children["age"].isna().any(), "the third child has no age"


def test_ages_that_luck_settles_are_told_in_whole_years_too(town: Path) -> None:
    ages = [{"share": 1, "youngest": 6, "oldest": 16}]
    children = run(load("town.toml", **{"arrivals.school.ages": ages}), replications=1).children
    assert str(children["age"].dtype) == "Int64"
    assert set(range(6, 16)) == set(children["age"])


def test_the_saved_scenario_runs_again_with_its_list_beside_it(saved: Path, simulate: Call) -> None:
    write_list(saved, *ROWS, separator=";")  # written otherwise, it says the same
    told = simulate("run", saved / "scenario.toml", *QUICK, "--children", "--visits", "-o", "again")
    assert told.exit_code == 0, told.output
    for path in saved.iterdir():
        if path.name not in ("provenance.json", "list.csv"):
            assert path.read_bytes() == (Path("again") / path.name).read_bytes(), path.name


def test_the_saved_scenario_says_plainly_that_its_list_is_missing_or_another(saved: Path, simulate: Call) -> None:
    missing = simulate("check", saved / "scenario.toml")
    assert missing.exit_code == 2
    assert 'there is no file "list.csv"; looked in results/town; results keep no waiting list: lay' in missing.stderr
    write_list(saved, *ROWS[:2])
    other = simulate("check", saved / "scenario.toml")
    assert other.exit_code == 2
    assert "start_from.digest: results/town/list.csv holds other cases than those that were run" in other.stderr
    write_list(saved, *ROWS)
    (saved / "list.csv").rename(saved / "mine.csv")
    write_list(saved, *ROWS[1:])
    for own in ("mine.csv", "list.csv"):
        assert simulate("check", saved / "scenario.toml", "--set", f"start_from.waiting={own}").exit_code == 0


def test_cases_that_stand_in_the_scenario_are_not_saved_either(town: Path) -> None:
    case = {
        "stream": "school",
        "needs": ["schooling"],
        "age": 12.3719,
        "step": "school_intake",
        "waiting_since": "2017-11-03",
    }
    case["waiting_since"] = pd.Timestamp("2017-11-03").date()
    scenario = load("town.toml", **{"start_from.waiting": [case]})
    folder = run(scenario, replications=1).save("out", figures=False)
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    assert 'waiting = "waiting-list.csv"' in text
    assert "12.3719" not in text
    write_list(folder, ",school,schooling,,12.3719,school_intake,,2017-11-03,")
    (folder / "list.csv").rename(folder / "waiting-list.csv")
    assert load(folder / "scenario.toml").start_from.waiting == scenario.start_from.waiting


@pytest.mark.parametrize("column", HEADER.split(","))
def test_what_stands_in_a_wrong_cell_is_shown_only_if_it_is_nearly_an_allowed_word(
    town: Path, simulate: Call, column: str
) -> None:
    nearly = {"stream": "scool", "needs": "schoolin", "urgent": "yess", "step": "school_intak", "unit": "school_tea"}
    for wrong in ("Astrid Lindgren", "1907-11-14x", "12 years", *([nearly[column]] if column in nearly else [])):
        cells = dict(zip(HEADER.split(","), ROWS[2].split(","), strict=True)) | {column: wrong}
        write_list(town.parent, ",".join(cells.values()))
        told = simulate("check", "town.toml", *LISTED)
        assert told.exit_code == 2
        assert f"list.csv:2: column {column}: " in told.stderr
        assert (wrong in told.stderr) is (wrong == nearly.get(column))


@pytest.mark.parametrize("number", ["20101231-0123", "101231-0123", "101231+0123", "201012310123", "1012910123"])
def test_a_personal_identity_number_in_a_scenario_is_refused_without_being_shown(town, simulate, number):
    for given in (number.replace("-", "").replace("+", ""), f'"{number}"'):
        case = f"{{ child = {given}, stream = {given}, needs = [{given}], step = {given}, age = {given} }}"
        told = simulate("check", "town.toml", "--set", f"start_from.waiting=[{case}]")
        assert told.exit_code == 2
        assert "start_from.waiting.0.child" in told.stderr
        assert "0123" not in told.output


@pytest.mark.parametrize(
    ("number", "looks"),
    [
        ("101231", True),  # born on the last day of 2010
        ("101291", True),  # the same day, as in a coordination number
        ("50312", True),  # 05 03 12, of which a spreadsheet has taken the zero
        ("870101", False),  # in 1987: nobody on the list is that old
        ("180201", False),  # after the start
        ("101331", False),  # there is no such month
        ("170229", False),  # there is no such day
        ("731", False),
        ("999999", False),
    ],
)
def test_a_number_that_looks_like_a_date_of_birth_is_told_without_being_shown(
    town: Path, simulate: Call, caplog: pytest.LogCaptureFixture, number: str, looks: bool
) -> None:
    write_list(town.parent, ROWS[2], f"{number}{ROWS[2]}")
    assert simulate("check", "town.toml", *LISTED).exit_code == 0
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == looks
    for message in told:
        assert message.startswith("list.csv: column child: what stands in line 3 looks like a date of birth")
        assert number not in message
