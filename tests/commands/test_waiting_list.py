"""A waiting list from the command line: written, filled in, run with, and refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from simulate.scenario.reading.load import load
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.shipped import shipped_folder, shipped_names

Call = Callable[..., Result]


def cases_of(scenario: Scenario) -> int:
    assert scenario.start_from is not None
    return len(scenario.start_from.waiting)


def test_a_new_waiting_list_runs_as_it_is_with_a_new_scenario(town: Path, simulate: Call) -> None:
    assert simulate("new", "mine.toml").exit_code == 0
    written = simulate("new", "--waiting-list", "list.csv")
    assert written.exit_code == 0
    assert "--set start_from.waiting=list.csv" in written.stdout
    short = ["--set", "run.warm_up=0 days", "--set", "run.observe=60 days", "--set", "run.follow_up=60 days"]
    ran = simulate(
        "run", "mine.toml", "--set", "start_from.waiting=list.csv", *short, "-r", "1", "-o", "out", "--quiet"
    )
    assert ran.exit_code == 0, ran.output
    scenarios = list(Path("out").rglob("*.toml"))
    assert scenarios
    for path in scenarios:
        path.with_name("list.csv").write_bytes(Path("list.csv").read_bytes())
        assert cases_of(load(path)) == 4


@pytest.mark.parametrize("name", [name for name in shipped_names() if "/" not in name])
def test_a_waiting_list_for_a_scenario_names_its_streams_needs_and_steps_and_can_be_read(
    town: Path, simulate: Call, name: str
) -> None:
    source = shipped_folder() / name
    assert simulate("new", "list.csv", "--waiting-list", "--for", source).exit_code == 0
    text = Path("list.csv").read_text(encoding="utf-8")
    scenario = load(source)
    notes = [line for line in text.splitlines() if line.startswith("#")]
    for names in (scenario.arrivals, scenario.needs):
        for each in names:
            assert any(f" {each}:" in line for line in notes)
    for need in scenario.needs:
        for _, way in scenario.ways(need):
            assert all(any(f" {step} (" in line for line in notes) for step in way)
    town.with_name("copy.toml").write_text(
        f'extends = "{name}"\n[start_from]\nwaiting = "list.csv"\n', encoding="utf-8"
    )
    assert cases_of(load(town.with_name("copy.toml"))) >= 2


def test_a_waiting_list_is_never_written_over_another_file(town: Path, simulate: Call) -> None:
    Path("list.csv").write_text("mine\n", encoding="utf-8")
    refused = simulate("new", "--waiting-list", "list.csv")
    assert refused.exit_code == 2
    assert "list.csv exists already" in refused.stderr
    assert Path("list.csv").read_text(encoding="utf-8") == "mine\n"
    assert simulate("new", "--waiting-list", "list.csv", "--force").exit_code == 0
    assert Path("list.csv").read_text(encoding="utf-8").startswith("# Open cases")


def test_options_that_do_not_go_together_are_refused(town: Path, simulate: Call) -> None:
    assert "--for goes with --waiting-list only" in simulate("new", "x.toml", "--for", "town.toml").stderr
    assert "--from copies a scenario" in simulate("new", "x.csv", "--waiting-list", "--from", "tutorial").stderr
    assert not Path("x.toml").exists()
    assert not Path("x.csv").exists()


def test_a_bad_list_is_refused_by_line_and_column_and_nothing_is_written(town: Path, simulate: Call) -> None:
    rows = [
        "stream,needs,step,waiting_since",
        "school,schooling,school_intake,2019-01-01",
        "school,help,school_intake,",
    ]
    Path("list.csv").write_text("\n".join(rows), encoding="utf-8")
    refused = simulate("run", "town.toml", "--set", "start_from.waiting=list.csv", "-o", "out")
    assert refused.exit_code == 2
    for place in ("list.csv:2: column waiting_since", "list.csv:3: column needs", "list.csv:3: column waiting_since"):
        assert place in refused.stderr.replace("\n", " ")
    assert "Traceback" not in refused.output
    assert not Path("out").exists()


def test_a_run_that_begins_with_a_waiting_list_is_not_said_to_begin_empty(town, simulate):
    assert "everything begins empty" in simulate("check", town, "--set", "run.warm_up=0 days").output
    simulate("new", "--waiting-list", "list.csv", "--for", town)
    found = simulate("check", town, "--set", "run.warm_up=0 days", "--set", "start_from.waiting=list.csv")
    assert found.exit_code == 0, found.output
    assert "everything begins empty" not in found.output


def test_workers_who_come_on_a_day_are_counted_for_the_time_they_are_there(town, simulate):
    with town.open("a", encoding="utf-8") as file:
        file.write('\n[[organisations.integrated.phases]]\nfrom = "250 days"\nunits.school_team.workers = 7\n')
    found = simulate("check", town).output
    assert "Workers on average over the run: 9 in siloed and 10 in integrated." in " ".join(found.split())
    assert "integrated has 1 worker more than siloed on average over the run" in " ".join(found.split())
