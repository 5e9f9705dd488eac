"""The benchmarks still run: each part with a handful of children. What they measure is no test."""

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from worlds import small_world

from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario

from . import against_peers, commands, cores, engine_alone, growth, many_worlds, stages
from .__main__ import PARTS
from .four_stations import Waits, found, network_of
from .four_stations import scenario as four_stations
from .peers import with_simmer
from .report import INTRODUCTION, machine, merged, section, versions
from .tables import Table, asked_for
from .timing import Stopwatch, number
from .towns import base, times_as_large, tutorial, without_staff_rules


@pytest.fixture
def hamlet() -> Scenario:
    """Give a town in which some twenty children come."""
    scenario = tutorial()
    run = scenario.run.model_copy(update={"warm_up": 0.0, "observe": 50.0, "follow_up": 10.0})
    return scenario.model_copy(update={"run": run})


def test_the_engines_are_timed_on_the_same_plans(hamlet: Scenario) -> None:
    (table,) = engine_alone.measure(2, among=[engine_alone.Town("base", hamlet, ("siloed",))])
    assert {row[0] for row in table.rows} == {"base, siloed: compiled", "base, siloed: SimPy reference"}
    reference = next(row for row in table.rows if row[0].endswith("reference"))
    assert reference[4] == "2"
    assert reference[-1] == "1.00"


def test_a_town_may_be_so_large_that_the_reference_runs_once(hamlet: Scenario) -> None:
    (table,) = engine_alone.measure(2, among=[engine_alone.Town("large", hamlet, ("siloed",), reference_runs=1)])
    assert next(row for row in table.rows if row[0] == "large, siloed: SimPy reference")[4] == "1"


def test_the_network_is_timed_in_every_simulator_there_is_and_its_answers_held_against_theory() -> None:
    speeds, answers = against_peers.measure(1, days=150)
    programs = [row[0] for row in speeds.rows]
    for name in (against_peers.TEXTBOOK, against_peers.CIW, against_peers.SIMMER):
        assert name in programs
    known = {row[0].split(": ")[0] for row in answers.rows}
    assert known == {f"station {n}, all" for n in (1, 2, 3, 4)} | {"station 1, urgent", "station 1, others"}


FAKE_R = """#!{python}
import sys
if sys.argv[1] == "-e":
    print("4.4.7", end="")
else:
    script, seed, days, per_day, urgent, workers, service, file = sys.argv[1:]
    assert (seed, days, per_day, urgent) == ("7", "10000.0", "10.0", "0.3"), sys.argv
    assert (workers, service) == ("5,10,20,10", "0.45,0.9,1.8,0.9"), sys.argv
    open(file, "w").write('"station","urgent","asked","wait"\\n0,1,3.5,0.25\\n3,0,9,0\\n')
    print("1.25 ")
"""


@pytest.mark.skipif(os.name != "posix", reason="a script that is run by its first line")
def test_simmer_is_given_the_numbers_and_asked_for_its_seconds_and_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert with_simmer.version() is None
    (tmp_path / "Rscript").write_text(FAKE_R.format(python=sys.executable), encoding="utf-8")
    (tmp_path / "Rscript").chmod(0o755)
    assert with_simmer.version() == "4.4.7"
    told = with_simmer.simulate(network_of(four_stations()), 7)
    assert told.seconds == 1.25
    assert [told.waits.station.tolist(), told.waits.urgent.tolist()] == [[0, 3], [True, False]]
    assert [told.waits.asked.tolist(), told.waits.wait.tolist()] == [[3.5, 9.0], [0.25, 0.0]]


def test_the_stages_of_a_replication_are_timed(hamlet: Scenario) -> None:
    (table,) = stages.measure(1, {"hamlet": hamlet, "hamlet, without staff rules": without_staff_rules(hamlet)})
    assert [row[0] for row in table.rows[:5]] == [f"hamlet: {stage}" for stage in (*stages.STAGES, "together")]
    assert "as long as without" in table.notes[0]


def test_commands_are_timed_and_must_end_as_they_should() -> None:
    (table,) = commands.measure(1, [commands.Command("--version", ["--version"], below=60)])
    assert table.rows[0][0] == "--version"
    assert table.notes[0].endswith("kept")
    with pytest.raises(RuntimeError, match="ended with 0"):
        commands.measure(1, [commands.Command("--version", ["--version"], code=3)])


def test_the_answer_of_a_command_is_timed_by_itself_and_held_against_a_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, time; print('answer', flush=True); time.sleep(0.5); sys.exit(3)"
    command = commands.Command("slow", [code], units=(1, 1), code=3, program=("-c",))
    monkeypatch.setattr(commands.textbook_simpy, "simulate", lambda *_: time.sleep(0.01))
    (table,) = commands.measure(1, [command])
    seconds = {row[0]: float(row[1]) for row in table.rows}
    assert seconds["slow: its answer"] + 0.5 <= seconds["slow"] + 0.01
    assert [note.split(",")[0].split(": ")[:-1] for note in table.notes] == [["slow", "its answer"], ["slow"]]
    assert table.notes[1].endswith("asked for under 1.00: **not kept**")


def test_questions_of_many_worlds_are_timed_in_units_and_their_memory_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_worlds.textbook_simpy, "simulate", lambda *_: time.sleep(0.01))
    (tmp_path / "town.toml").write_text(small_world(), encoding="utf-8")
    words = ("sweep", str(tmp_path / "town.toml"), "--dial", "units.school_team.workers=2:6", "--steps", "2", "-r", "1",
             "--engine", "simpy")  # fmt: skip
    here, cluster = many_worlds.measure(1, [many_worlds.Question("posts", (*words, "--no-figures"), 1)],
                                        many_worlds.Question("posts", words, 1))  # fmt: skip
    assert [row[0] for row in here.rows][1:] == ["posts"]
    assert here.notes[0].endswith("asked for under 1.00: **not kept**"), "it cannot begin in a hundredth of a second"
    assert 0.05 < float(here.rows[1][-1]) < 1 or not Path("/proc").is_dir()
    assert [row[0] for row in cluster.rows] == ["one worker", "two workers"]
    with pytest.raises(RuntimeError, match="ended with 2"):
        many_worlds.ask(("sweep", "missing.toml", "--dial", "x"))


def test_growth_is_told_as_a_power_of_the_number_of_children(hamlet: Scenario) -> None:
    sizes, exponents = growth.measure(
        1, (1.0, 4.0), lambda factor, run: growth.once(times_as_large(hamlet, factor), run)
    )
    assert [row[0] for row in sizes.rows] == ["base × 1", "base × 4"]
    assert [row[0] for row in exponents.rows] == [*growth.STAGES, "together", "memory"]
    assert growth.exponent([10.0, 100.0, 1000.0], [3.0, 300.0, 30_000.0]) == pytest.approx(2)


def test_two_workers_who_take_five_eighths_of_the_time_are_efficient_by_four_fifths() -> None:
    watch = Stopwatch({"1": [4.0, 4.0], "2": [2.5, 2.5]})
    assert cores.table("", [1, 2], watch).rows[1][-2:] == ("1.60", "80%")
    assert cores.crews_for(2) == [1, 2]
    assert cores.crews_for(6) == [1, 2, 4, 6]


def test_a_town_ten_times_as_large_has_ten_times_the_children_the_workers_and_the_cases() -> None:
    scenario = base()
    large = times_as_large(scenario, 10)
    for name, stream in scenario.arrivals.items():
        assert large.arrivals[name].rate_per_day == pytest.approx(10 * stream.rate_per_day)
    for organisation in scenario.organisations:
        for name in scenario.units:
            usual, more = (each.unit_in(name, organisation) for each in (scenario, large))
            assert (more.workers, more.cases) == tuple(
                None if count is None else 10 * count for count in (usual.workers, usual.cases)
            )
            assert more.caseload == usual.caseload


def test_what_else_would_have_to_grow_is_refused() -> None:
    from simulate.scenario.shipped import shipped_folder

    from .towns import SCENARIOS

    assert shipped_folder() == SCENARIOS
    listed = load_text(small_world() + '[[changes]]\nfrom = "100 days"\nunits.school_team.workers = 9\n')
    with pytest.raises(ValueError, match="cannot be made larger"):
        times_as_large(listed, 2)


def test_numbers_have_three_digits_that_count() -> None:
    told = [number(value) for value in (0, 0.03549, 1, 12.345, 999.6, 2_543_210, -6.0)]
    assert told == ["0", "0.0355", "1.00", "12.3", "1,000", "2,540,000", "-6.00"]


def test_what_was_asked_for_is_kept_or_not() -> None:
    assert asked_for("Speed", 81, "×", at_least=80) == "Speed: 81.0 ×, asked for at least 80.0: kept"
    assert asked_for("Time", 15, "s", below=15) == "Time: 15.0 s, asked for under 15.0: **not kept**"


def test_a_part_that_is_measured_again_replaces_its_section_and_leaves_the_others() -> None:
    order = list(PARTS)
    before = merged("", {"cores": "old cores", "engines": "engines"}, order)
    after = merged(before, {"cores": "new cores"}, order)
    assert after.startswith(INTRODUCTION)
    assert after.index("engines") < after.index("new cores")
    assert "old cores" not in after
    assert merged(after, {}, order) == after


def test_a_section_says_where_and_with_what_it_was_measured() -> None:
    text = section("Heading", 5, [Table("Title", ("what", "s"), [("a", "1.00")], ("a note",))])
    assert machine() in text
    assert versions() in text
    assert text.endswith("### Title\n\n| what |    s |\n| ---- | ---: |\n| a    | 1.00 |\n\n- a note")


def test_answers_are_told_apart_from_wrong_theory_and_not_from_right() -> None:
    network = network_of(four_stations())
    luck = np.random.default_rng(1)
    count = 50_000
    days = luck.uniform(network.counts_from, network.counts_until, count)
    waits = Waits(np.zeros(count, dtype=np.int64), days % 1 < 0.3, days, luck.exponential(2.0, count))
    told = found(network, [waits], 0, "all")
    assert told.error == pytest.approx(2 / count**0.5, rel=0.5)
    assert told.agrees_with(2)
    assert not told.agrees_with(2.1)
    late = Waits(waits.station, waits.urgent, np.full(count, network.end), waits.wait + 100)
    assert found(network, [waits, late], 0, "all").mean == told.mean, "who comes too late does not count"
