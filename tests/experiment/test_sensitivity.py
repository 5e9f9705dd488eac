"""Plausible worlds: drawn evenly, each what a run of it gives, and luck told apart from what the dials make."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from worlds import small_world

import simulate
from simulate.experiment.sensitivity import Sensitivity, worlds_of
from simulate.files.cells import Cells
from simulate.interface.sensitivity import sensitivity
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.dials import Dial
from simulate.scenario.turning import with_dials

DIALS = """
[dials.retelling]
title = "Retelling"
keys = ["organisations.siloed.retelling"]
from = 0
usual = 0.5
to = 2
[dials.posts]
title = "Posts"
keys = ["units.*.workers"]
acts = "times"
from = 0.8
to = 1.5
scale = "log"
"""
TOWN = small_world() + DIALS


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
        (scenario, {"measure": "full_support_median"}, "cannot be asked about"),
        (scenario, {"draws": 1}, "draws"),
        (scenario, {"group": "x"}, "there is no group x"),
        (scenario, {"measure": "cost_per_child"}, "the file has no prices"),
    ):
        with pytest.raises(ValueError, match=why):
            sensitivity(given, **{"draws": 2, "replications": 1, "engine": "simpy", "kept": Cells(tmp_path), **terms})
