"""Plausible worlds: drawn evenly, each what a run of it gives, and luck told apart from what the dials make."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from worlds import TWO_DIALS, small_world

import simulate
from simulate.experiment.how import How
from simulate.experiment.sensitivity import Sensitivity, worlds_of
from simulate.experiment.targets import Target, load_targets
from simulate.files.cells import Cells
from simulate.interface.one_scenario import one_scenario
from simulate.interface.sensitivity import sensitivity
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.dials import Dial
from simulate.scenario.turning import with_dials
from simulate.show.worlds import ToldWorlds, findings, sheet

TOWN = small_world() + TWO_DIALS


def test_worlds_lie_evenly_on_every_dial_by_its_scale_and_are_the_same_for_a_seed() -> None:
    dials = dict(load_text(TOWN).dials)
    drawn = worlds_of(dials, 64, 3)
    assert drawn.shape == (64, 2)
    assert np.array_equal(drawn, worlds_of(dials, 64, 3))
    assert not np.array_equal(drawn, worlds_of(dials, 64, 4))
    for column, shares in enumerate((drawn[:, 0] / 2, np.log(drawn[:, 1] / 0.8) / np.log(1.5 / 0.8))):
        counts, _ = np.histogram(shares, bins=16, range=(0, 1))
        assert (counts == 4).all(), column


def test_a_world_is_what_a_run_with_its_dials_gives(tmp_path: Path) -> None:
    scenario = load_text(TOWN)
    found = sensitivity(scenario, draws=3, replications=2, engine="simpy", kept=Cells(tmp_path))
    world = found.worlds.iloc[1]
    dials = list(scenario.dials.values())
    alone = simulate.run(
        with_dials(scenario, list(zip(dials, world[["retelling", "posts"]], strict=True))),
        replications=2,
        engine="simpy",
    ).differences
    (difference,) = alone.loc[(alone["measure"] == "full_support_mean") & (alone["group"] == "all"), "difference"]
    assert world["integrated, all"] == pytest.approx(difference)


def made(differences: np.ndarray, values: np.ndarray) -> Sensitivity:
    dial = Dial.model_validate({"title": "x", "keys": ["x.y"], "from": 0, "usual": 0, "to": 1})
    names = {f"d{n}": dial for n in range(values.shape[1])}
    return Sensitivity(names, ("one", "other"), "full_support_mean", values, {("other", "all"): differences})


def test_what_luck_makes_is_told_apart_from_what_dials_make() -> None:
    luck = np.random.default_rng(1)
    values = luck.uniform(size=(4000, 2))
    of_dials = 10 * (values[:, 0] - 0.5)  # standard deviation 10 / √12
    found = made(of_dials[:, None] + 4 * luck.normal(size=(4000, 2)), values).spread("other", "all")
    assert found.of_dials == pytest.approx(10 / 12**0.5, rel=0.05)
    assert found.of_luck == pytest.approx(4 / 2**0.5, rel=0.05)
    assert found.better == pytest.approx(0.5, abs=0.03)
    assert found.low < found.middle < found.high


def test_what_the_same_children_make_in_all_worlds_alike_takes_nothing_from_what_dials_make() -> None:
    values = np.random.default_rng(1).uniform(size=(64, 1))
    of_children = np.array([-30.0, 30.0])
    found = made(values + of_children, values).spread("other", "all")
    assert found.of_dials == pytest.approx(float(values.std(ddof=1)))
    assert found.of_luck == pytest.approx(30)  # in a world: 60 ÷ √2 between two, ÷ √2


@pytest.mark.parametrize("measure", ["full_support_mean", "children_in_limit"])
def test_worlds_in_which_both_are_alike_are_neither_better_nor_worse(measure: str) -> None:
    found = replace(made(np.array([[0.0], [0.0], [-3.0], [2.0]]), np.zeros((4, 1))), measure=measure)
    spread = found.spread("other", "all")
    assert (spread.better, spread.worse) == (0.25, 0.25)
    alike = replace(made(np.zeros((20, 1)), np.arange(20.0)[:, None]), measure=measure)
    assert not alike.influences("other", "all")[0].worth.sure


LENGTH = {"measure": "visit_whole_mean", "step": "investigation", "value": 60, "tolerance": 10, "source": "x"}
FULL = {"measure": "full_support_mean", "value": "100 days", "tolerance": "20 days", "source": "x"}


def targets(**tables: dict[str, object]) -> tuple[Target, ...]:
    return load_targets({"targets": tables}, load_text(TOWN)).targets


def held(lengths: list[float], others: list[float], gains: list[float]) -> Sensitivity:
    """Give worlds with the values of two targets, and by how much the other organisation waits longer."""
    length, other = targets(length=LENGTH, full=FULL)
    found = made(np.array(gains)[:, None], np.arange(float(len(gains)))[:, None])
    differences = {("integrated", "all"): found.differences["other", "all"]}
    seen = {length: np.array(lengths), other: np.array(others)}
    return replace(found, organisations=("siloed", "integrated"), differences=differences, targets=seen)


def words_of(found: Sensitivity) -> str:
    told = ToldWorlds(found, "all", one_scenario(load_text(TOWN), How()).facts("simpy"))
    assert "Targets" in [table.corner for table in sheet(told).tables]
    return " ".join(findings(told))


def test_worlds_that_meet_all_targets_are_told_beside_all_worlds() -> None:
    found = held([50, 60, 70.1, np.nan], [100, 120, 100, 100], [-3, 5, -4, -6])
    assert found.meeting.tolist() == [True, True, False, False]  # 60 ± 10 and 100 ± 20; what is not known meets nothing
    assert found.spread("integrated", "all").better == 0.75
    assert found.among(found.meeting).spread("integrated", "all").better == 0.5
    text = words_of(found)
    assert "integrated is worse than siloed in 25 % of the worlds and better in 75 %" in text
    assert (
        "2 of the 4 worlds meet all targets. In these integrated is worse than siloed in 50 % and better in 50 %"
        in text
    )
    assert "So few worlds hardly tell" in text
    assert "Met most seldom: investigation: days from asked for to finished, mean, in 50 % of the worlds." in text


def test_what_was_seen_is_told_to_the_digit_its_tolerance_has() -> None:
    found = held([60.0], [100.0], [-3.0])
    finer = replace(found, targets={targets(full={**FULL, "value": 123.5, "tolerance": 1.5})[0]: np.array([100.0])})
    told = ToldWorlds(finer, "all", one_scenario(load_text(TOWN), How()).facts("simpy"))
    [table] = [each for each in sheet(told).tables if each.corner == "Targets"]
    assert table.sections[0].rows[0].cells[0].text == "123.5 ± 1.5"


def test_where_no_world_meets_the_targets_it_is_said_and_which_is_met_most_seldom() -> None:
    text = words_of(held([10, 60, 90], [100, 50, 100], [-3, 5, -4]))
    assert "None of the 3 worlds meets all targets" in text
    assert "Met most seldom: investigation" in text
    assert "In these" not in text


def test_where_all_worlds_meet_the_targets_nothing_is_said_to_be_met_seldom() -> None:
    text = words_of(held([60] * 12, [100] * 12, [-3] * 12))
    assert "12 of the 12 worlds meet all targets." in text
    assert "So few worlds" not in text
    assert "seldom" not in text


def test_targets_of_a_world_are_those_that_a_run_of_it_gives(tmp_path: Path) -> None:
    scenario = load_text(TOWN)
    terms = {"organisations": ["integrated", "siloed"], "draws": 3, "replications": 2, "engine": "simpy"}
    found = sensitivity(scenario, targets={"targets": {"full": FULL}}, kept=Cells(tmp_path), **terms)
    world = found.worlds.iloc[2]
    dials = list(scenario.dials.values())
    turned = with_dials(scenario, list(zip(dials, world[["retelling", "posts"]], strict=True)))
    alone = simulate.run(turned, replications=2, engine="simpy").summary
    row = alone.query("measure == 'full_support_mean' and group == 'all' and organisation == 'siloed'")
    assert world["target.full"] == pytest.approx(row["value"].item())
    assert world["meets_targets"] == (80 <= world["target.full"] <= 120)
    plain = sensitivity(scenario, kept=Cells(tmp_path), **terms)
    assert plain.spreads.equals(found.spreads)  # what is told over all worlds is the same
    assert set(found.tables()) - set(plain.tables()) == {"spreads_meeting", "targets"}


def test_targets_may_be_about_an_organisation_that_is_not_compared(tmp_path: Path) -> None:
    third = small_world(organisations__third__notices="1") + TWO_DIALS
    found = sensitivity(
        load_text(third),
        targets={"targets": {"full": {**FULL, "organisation": "third"}}},
        organisations=["siloed", "integrated"],
        **{"draws": 2, "replications": 1, "engine": "simpy", "kept": Cells(tmp_path)},
    )
    assert found.worlds["target.full"].notna().all()
    assert not any("third" in column for column in found.worlds)


def test_too_few_worlds_are_not_said_to_show_that_nothing_matters(tmp_path: Path) -> None:
    told = str(sensitivity(load_text(TOWN), draws=3, replications=1, engine="simpy", kept=Cells(tmp_path)))
    assert "too few to tell on which dials it depends" in told
    assert "would not change which is chosen" not in told
    assert "not reached" not in told


def test_worlds_of_which_nothing_is_known_are_left_out() -> None:
    differences = np.array([[1.0, 1.0], [np.nan, 1.0], [-3.0, -3.0]])
    found = made(differences, np.zeros((3, 1)))
    assert found.spread("other", "all").better == 0.5
    assert np.isnan(made(np.full((3, 2), np.nan), np.zeros((3, 1))).spread("other", "all").better)


def test_what_cannot_be_asked_is_said(tmp_path: Path) -> None:
    scenario = load_text(TOWN)
    for given, terms, why in (
        (load_text(small_world()), {}, "the file has no dials"),
        (scenario, {"organisations": ["siloed"]}, "two organisations or more"),
        (scenario, {"dials": ["none"]}, "there is no dial"),
        (scenario, {"measure": "x"}, "cannot be asked about"),
        (scenario, {"draws": 1}, "draws"),
        (scenario, {"group": "x"}, "there is no group x"),
        (scenario, {"measure": "cost_per_child"}, "the file has no prices"),
    ):
        with pytest.raises(ValueError, match=why):
            sensitivity(given, **{"draws": 2, "replications": 1, "engine": "simpy", "kept": Cells(tmp_path), **terms})
