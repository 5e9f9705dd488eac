"""Calibrations: numbers that are known are found back, and what cannot be known or had is said so."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from theory.chains import erlang_wait
from worlds import one_office, small_world

import simulate
from simulate.experiment import cells
from simulate.experiment.cells import Cell, Kept, Measured, run_cells
from simulate.interface.calibrating import Calibrated, calibrate
from simulate.scenario.reading.load import load, load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.turning import with_dials

WAIT = {"measure": "visit_wait_mean", "unit": "office", "source": "theory"}


class Memory:
    """Keeps cells in a dictionary, and may end as a program ends that is killed."""

    def __init__(self, dies_after: int | None = None) -> None:
        self.cells: dict[str, bytes] = {}
        self.dies_after = dies_after

    def get(self, key: str) -> bytes | None:
        return self.cells.get(key)

    def put(self, key: str, what: bytes) -> None:
        if len(self.cells) == self.dies_after:
            raise KeyboardInterrupt
        self.cells[key] = what


def dial(found: Calibrated, name: str) -> pd.Series:
    return found.dials.set_index("dial").loc[name]


def queue(**terms: int) -> Scenario:
    pytest.importorskip("numba")
    return load_text(one_office(0.5, **{"observe": 2000, "warm_up": 200, "follow_up": 100, **terms}))


def test_the_desks_are_found_whose_wait_erlang_c_says() -> None:
    pytest.importorskip("numba")
    office = load_text(one_office(6, 12, observe=1000))
    wait = erlang_wait(6, 1, 8)
    target = {**WAIT, "value": wait, "tolerance": 0.25 * wait}
    found = calibrate(office, {"targets": {"wait": target}}, dials=["units.office.workers=7:14"])
    assert -(-dial(found, "units.office.workers").found // 1) == 8  # half a post has a place as a whole one has
    assert not dial(found, "units.office.workers").at_the_end


def test_the_arrivals_are_found_of_a_single_desk_whose_wait_is_known() -> None:
    rate = 0.7  # of a desk that does one a day: the wait is ρ / (1 − ρ) days
    target = {**WAIT, "value": rate / (1 - rate), "tolerance": 0.4}
    found = calibrate(queue(), {"targets": {"wait": target}}, dials=["arrivals.street.per_day=0.2:0.9"])
    moved = dial(found, "arrivals.street.per_day")
    assert moved.at_least <= rate <= moved.at_most
    assert moved.found == pytest.approx(rate, abs=0.04)
    assert moved.at_most - moved.at_least < 0.15


TRUTH = {"units.school_team.workers": 5.0, "arrivals.clinic.per_month": 6.0, "steps.treatment.duration": 120.0}
MOVE = ["posts", "arrivals.clinic.per_month=3:9", "steps.treatment.duration=60 days:200 days"]
SEEN = {
    "in_use": {"unit": "school_team", "tolerance": 3},
    "children_at_a_time": {"step": "treatment", "tolerance": 2},
    "begun_per_year": {"step": "clinic_visit", "tolerance": 6},
}


def seen_in(truth: Scenario) -> dict[str, float]:
    """Measure what is seen in a town, under luck of its own: a calibration to it, whose dial may not move anything."""
    tables = {name: {"measure": name, "value": 1, "source": "x", **terms} for name, terms in SEEN.items()}
    one = calibrate(truth, {"targets": tables}, dials=["coordination"], runs=4)
    return dict(zip(one.targets["name"], one.targets["in_the_file"], strict=True))


def test_the_numbers_a_run_was_made_with_are_found_back_within_what_would_do() -> None:
    pytest.importorskip("numba")
    town = load("scenarios/tutorial.toml")
    truth = load(
        "scenarios/tutorial.toml",
        {
            "seed": 2718,  # other luck than any that the calibration has
            "run.replications": 40,
            "units.school_team.workers": 5,
            "arrivals.clinic.per_month": 6,
            "steps.treatment.duration.gamma": "120 days",
        },
    )
    seen = seen_in(truth)
    targets = {name: {"measure": name, "value": seen[name], "source": "x", **terms} for name, terms in SEEN.items()}
    found = calibrate(town, {"move": MOVE, "targets": targets})
    for key, value in zip(["posts", *list(TRUTH)[1:]], TRUTH.values(), strict=True):
        moved = dial(found, key)
        assert moved.at_least <= value <= moved.at_most, key
        assert moved.at_most - moved.at_least < 0.6 * (moved["to"] - moved["from"]), key
    assert set(found.targets["verdict"]) <= {"met", "open"}
    assert found.targets["misfit"].abs().max() < 1
    assert found.alike == []


TWO = """
[dials.quicker]
title = "Quicker"
keys = ["steps.support.duration"]
acts = "times"
from = 0.5
to = 1.5
[dials.shorter]
title = "Shorter"
keys = ["steps.support.duration"]
acts = "times"
from = 0.6
to = 1.4
"""


def test_two_factors_of_one_duration_cannot_be_told_apart() -> None:
    pytest.importorskip("numba")
    office = load_text(one_office(0.5, observe=1000) + TWO)
    days = 5**0.5 - 1  # of one visit, of which half a one comes a day: a wait of ρ d / (1 − ρ) = 2 days
    targets = {
        "wait": {**WAIT, "value": 2.0, "tolerance": 0.3},
        "full": {"measure": "in_use", "unit": "office", "value": 50 * days, "tolerance": 3, "source": "theory"},
    }
    found = calibrate(office, {"move": ["quicker", "shorter"], "targets": targets})
    assert found.alike == [("quicker", "shorter")]
    product = dial(found, "quicker").found * dial(found, "shorter").found
    assert product == pytest.approx(days, rel=0.05)
    one, other = dial(found, "quicker"), dial(found, "shorter")
    assert one.at_most - one.at_least > 0.5
    assert other.at_most - other.at_least > 0.5
    assert "cannot tell “Quicker” and “Shorter” apart" in " ".join(str(found).split())


def test_the_rates_of_two_streams_of_the_same_children_cannot_be_told_apart() -> None:
    pytest.importorskip("numba")
    second = '[arrivals.lane]\nper_day = 0.3\nfirst_need = "help"\n'
    office = load_text(one_office(0.3, observe=3000) + second)
    targets = {
        "full": {"measure": "in_use", "unit": "office", "value": 75, "tolerance": 3, "source": "theory"},
        "begun": {"measure": "begun_per_year", "unit": "office", "value": 274, "tolerance": 10, "source": "theory"},
    }
    move = ["arrivals.street.per_day=0.1:0.6", "arrivals.lane.per_day=0.1:0.6"]
    found = calibrate(office, {"move": move, "targets": targets}, replications=8)
    assert found.alike == [("arrivals.street.per_day", "arrivals.lane.per_day")]
    assert found.dials["found"].sum() == pytest.approx(0.75, rel=0.05)
    assert (found.dials["at_most"] - found.dials["at_least"]).min() > 0.3


def test_more_dials_than_targets_are_warned_of_and_one_that_does_nothing_is_told() -> None:
    target = {**WAIT, "value": 1.5, "tolerance": 0.3}
    move = ["arrivals.street.per_day=0.2:0.9", "organisations.one.notices=0:1"]
    found = calibrate(queue(observe=500), {"move": move, "targets": {"wait": target}}, runs=20)
    text = " ".join(str(found).split())
    assert "There are more dials (2) than targets (1)" in text
    assert "no target answers to “organisations.one.notices”" in text
    assert not dial(found, "organisations.one.notices").matters
    assert math.isnan(dial(found, "organisations.one.notices").at_least)


def test_a_target_that_cannot_be_had_is_said_with_how_much_is_missing_and_which_dial_stands_at_its_end() -> None:
    target = {**WAIT, "value": 0.01, "tolerance": 0.005, "title": "No wait at all"}
    move = ["arrivals.street.per_day=0.4:0.9"]
    found = calibrate(queue(), {"move": move, "targets": {"wait": target}}, runs=12)
    row = found.targets.iloc[0]
    assert row.verdict == "missed"
    assert row.found == pytest.approx(0.4 / 0.6, rel=0.15)  # what is nearest: the wait at the least rate
    assert dial(found, "arrivals.street.per_day").at_the_end == "from"
    text = " ".join(str(found).split())
    assert "The one target is missed." in text
    assert "Missed: No wait at all (days) is" in text
    assert "candidates that were tried meets all targets" in text
    assert "stands at the end of its range, at 0.4" in text


def town_and_targets() -> tuple[Scenario, dict[str, object]]:
    town = load_text(small_world(run__observe='"100 days"', run__replications="3"))
    wait = {"measure": "visit_whole_mean", "step": "investigation", "value": 70, "tolerance": 5, "source": "x"}
    check = {"measure": "full_support_mean", "organisation": "integrated", "value": 50, "tolerance": 9, "source": "x"}
    move = ["units.social_office.workers=3:9", "arrivals.school.per_month=10:30"]
    return town, {"move": move, "targets": {"a": wait}, "checks": {"b": check}}


def asked(kept: Kept, workers: int = 1) -> Calibrated:
    town, targets = town_and_targets()
    return calibrate(town, targets, runs=8, replications=2, engine="simpy", kept=kept, workers=workers)


def test_what_was_broken_off_goes_on_where_it_was_and_gives_the_same_bits() -> None:
    whole = Memory()
    first = asked(whole)
    for dies_after in (0, 1, 7, len(whole.cells) - 1):
        broken = Memory(dies_after)
        with pytest.raises(KeyboardInterrupt):
            asked(broken)
        assert len(broken.cells) == dies_after
        broken.dies_after = None
        again = asked(broken)
        assert broken.cells == whole.cells
        for name, table in first.tables().items():
            pd.testing.assert_frame_equal(again.tables()[name], table, check_exact=True)
    put = whole.put
    whole.put = lambda key, what: pytest.fail("nothing is left to be done")  # type: ignore[method-assign]
    assert asked(whole).toml == first.toml
    whole.put = put  # type: ignore[method-assign]


def test_two_processes_give_the_same_bits_as_one() -> None:
    one, two = asked(Memory()), asked(Memory(), workers=2)
    for name, table in one.tables().items():
        pd.testing.assert_frame_equal(two.tables()[name], table, check_exact=True)


def test_the_search_has_luck_of_its_own_and_never_sees_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    every: list[Cell] = []

    def noting(some: Sequence[Cell], *how: Any) -> list[Measured]:
        every.extend(some)
        return run_cells(some, *how)

    monkeypatch.setattr(cells, "run_cells", noting)
    found = asked(Memory())
    assert found.told.found.seed != found.scenario.seed
    # of the search every cell has the target's organisation only; of the judgement the check's too
    searched = [cell for cell in every if "integrated" not in cell.organisations]
    judged = [cell for cell in every if "integrated" in cell.organisations]
    assert len(judged) == 2 * 3  # the file as it stands, and as it was calibrated, in three replications
    assert len(searched) >= 2 * len(found.tried)
    assert {cell.scenario.seed for cell in judged} == {found.scenario.seed}
    assert {cell.scenario.seed for cell in searched} == {found.told.found.seed}


def test_the_calibrated_file_gives_the_values_that_were_told_and_changes_nothing_else(tmp_path: Path) -> None:
    found = asked(Memory())
    folder = found.save(tmp_path / "out", figures=False)
    written = load(folder / "calibrated.toml")
    results = simulate.run(written, engine="simpy")
    check = found.targets.set_index("name").loc["b"]
    row = results.summary.query("measure == 'full_support_mean' and organisation == 'integrated' and group == 'all'")
    assert row["value"].item() == check.found
    moved = [(each.dial, each.found) for each in found.told.found.moved]

    def without_sources(of: Scenario) -> object:
        return plain(of.model_dump(exclude={"dials"}))

    assert without_sources(written) == without_sources(with_dials(found.scenario, moved))
    assert "calibrated to" in str(written.units["social_office"].source)
    assert without_sources(load(folder / "scenario.toml")) == without_sources(found.scenario)
    assert without_sources(found.calibrated) == without_sources(written)


def plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items() if key != "source"}
    return value


def test_with_one_run_the_file_is_judged_as_it_stands() -> None:
    town, targets = town_and_targets()
    found = calibrate(town, targets, runs=1, replications=2, engine="simpy")
    assert (found.dials["found"] == found.dials["in_the_file"]).all()
    assert (found.targets["found"] == found.targets["in_the_file"]).all()
    assert len(found.told.found.tried) == 1


def test_where_a_file_stands_beyond_a_range_it_is_told_as_it_is_and_moved_into_it() -> None:
    town, targets = town_and_targets()
    move = {"move": ["units.social_office.workers=6:9"]}
    found = calibrate(town, targets | move, runs=4, replications=1, engine="simpy")
    moved = dial(found, "units.social_office.workers")
    assert moved.in_the_file == 5
    assert 6 <= moved.found <= 9
    row = found.targets.set_index("name").loc["b"]
    summary = simulate.run(town, engine="simpy").summary
    here = summary.query("measure == 'full_support_mean' and organisation == 'integrated' and group == 'all'")
    assert row.in_the_file == here["value"].item()


def test_questions_that_cannot_be_asked_are_refused() -> None:
    town, targets = town_and_targets()
    with pytest.raises(ValueError, match="no dial may be moved"):
        calibrate(town, {"targets": targets["targets"]})
    with pytest.raises(ValueError, match="runs must be a whole number from 1"):
        calibrate(town, targets, runs=0)
    move = ["units.social_office.workers=3:9", "units.*.workers=3:9"]
    with pytest.raises(ValueError, match="both move"):
        calibrate(town, targets | {"move": move})
