"""Which share of a spread each dial settles: what is known of functions comes out, and luck is told for what it is."""

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from worlds import TWO_DIALS, small_world

from simulate.experiment.how import How
from simulate.experiment.indices import Crossed, Settles, crossed_worlds_of
from simulate.experiment.sensitivity import Sensitivity
from simulate.files.cells import Cells
from simulate.interface.one_scenario import one_scenario
from simulate.interface.sensitivity import sensitivity
from simulate.scenario.dials import share_at
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.dials import Dial
from simulate.show.worlds import ToldWorlds, findings, sheet

TOWN = small_world() + TWO_DIALS
ORGANISATIONS = ("siloed", "integrated")


def dial(low: float, high: float, scale: str = "linear") -> Dial:
    return Dial.model_validate(
        {"title": "x", "keys": ["x.y"], "from": low, "usual": (low + high) / 2, "to": high, "scale": scale}
    )


def crossed(
    dials: dict[str, Dial], pairs: int, function: Callable[..., np.ndarray], noise: float = 0, seed: int = 1
) -> Crossed:
    """Take a function of the dials in the place of the simulation: two replications, with luck of their own."""
    values = crossed_worlds_of(dials, pairs, seed)
    luck = noise * np.random.default_rng(2).normal(size=(len(values), 2))
    found = {("integrated", "all"): function(*values.T)[:, None] + luck}
    return Crossed(Sensitivity(dials, ORGANISATIONS, "full_support_mean", values, found))


def by_dial(some: Crossed, seed: int = 1) -> dict[str, Settles]:
    return {each.dial: each for each in some.settles("integrated", "all", seed)}


def words_of(some: Crossed) -> str:
    facts = one_scenario(load_text(TOWN), How()).facts("simpy")
    told = ToldWorlds(some.independent, "all", facts, some)
    assert "Dials, by which share of the spread they settle" in [table.corner for table in sheet(told).tables]
    return " ".join([*findings(told), *sheet(told).notes])


@pytest.mark.parametrize("seed", [0, 1])
def test_of_the_function_of_ishigami_the_known_indices_come_out(seed: int) -> None:
    def ishigami(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
        return 50 + np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    # T. Ishigami and T. Homma 1990: the parts of the variance by integration, with a = 7 and b = 0.1
    of_x, of_y, of_both = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2, 49 / 8, 0.01 * math.pi**8 * (1 / 18 - 1 / 50)
    whole = of_x + of_y + of_both
    known = {"x": (of_x / whole, (of_x + of_both) / whole), "y": (of_y / whole,) * 2, "z": (0, of_both / whole)}
    assert [round(first, 3) for first, _ in known.values()] == [0.314, 0.442, 0]
    found = by_dial(crossed(dict.fromkeys(known, dial(-math.pi, math.pi)), 4096, ishigami, seed=seed))
    for name, (first, total) in known.items():
        assert found[name].first.value == pytest.approx(first, abs=0.03)
        assert found[name].total.value == pytest.approx(total, abs=0.03)
        assert found[name].first.low <= first <= found[name].first.high
        assert found[name].total.low <= total <= found[name].total.high
    assert list(found) == ["x", "y", "z"]  # the largest total first
    words = words_of(crossed(dict.fromkeys(known, dial(-math.pi, math.pi)), 4096, ishigami, seed=seed))
    assert "Alone, “x” settles" in words
    assert "together with the others 5" in words  # 55.8 %, to within 3


def test_where_dials_only_add_up_first_and_total_are_alike_on_any_scale() -> None:
    dials = {"a": dial(-5, 1), "b": dial(0.1, 1000, "log"), "c": dial(0, 1)}

    def line(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
        return 3 * (a + 5) / 6 + np.array([4 * share_at(dials["b"], each) for each in b.tolist()]) + 0 * c

    found = by_dial(crossed(dials, 1024, line))
    for name, share in {"a": 9 / 25, "b": 16 / 25}.items():
        assert found[name].first.value == pytest.approx(share, abs=0.02)
        assert found[name].total.value == pytest.approx(share, abs=0.02)
    assert (found["c"].first.value, found["c"].total.value, found["c"].total.high) == (0, 0, 0)
    assert "less than 5 % with all it does together with others, settles: “x”" in words_of(crossed(dials, 1024, line))


def test_noise_is_told_as_luck_and_counts_in_every_total() -> None:
    some = crossed({"a": dial(0, 1), "b": dial(0, 1)}, 2048, lambda a, b: 12**0.5 * a, noise=1.0)
    # the variance that a makes is 1, and that of the mean of two replications 1 / 2
    assert some.of_luck("integrated", "all") == pytest.approx(1 / 3, abs=0.02)
    found = by_dial(some)
    for index, share, without_luck in (
        (found["a"].first, 2 / 3, 1),
        (found["a"].total, 1, None),
        (found["b"].first, 0, None),
        (found["b"].total, 1 / 3, 0),
    ):
        assert index.low <= share <= index.high
        assert without_luck is None or not index.low <= without_luck <= index.high
    assert "% of the spread is luck of children" in words_of(some)


def test_the_same_luck_in_all_worlds_is_none_of_the_spread() -> None:
    some = crossed({"a": dial(0, 1)}, 16, lambda a: a)
    shifted = Sensitivity(
        some.worlds.dials, ORGANISATIONS, "full_support_mean", some.worlds.values,
        {key: every + np.array([-30.0, 30.0]) for key, every in some.worlds.differences.items()},
    )  # fmt: skip
    assert Crossed(shifted).of_luck("integrated", "all") == pytest.approx(0, abs=1e-9)


def test_worlds_are_pairs_and_between_them_those_that_have_one_dial_of_the_second() -> None:
    dials = {"a": dial(0, 1), "b": dial(1, 100, "log"), "c": dial(-2, 2)}
    some = crossed(dials, 8, lambda a, b, c: a + b + c)
    assert some.of_second[:5] == ["", "a", "b", "c", "all"]
    for pair in some.worlds.values.reshape(8, 5, 3):
        for number in range(3):
            assert [n for n in range(3) if pair[1 + number, n] != pair[0, n]] == [number]
            assert pair[1 + number, number] == pair[4, number]
    assert some.independent.worlds == 16
    counts, _ = np.histogram(np.log10(some.independent.values[:, 1]) / 2, bins=8, range=(0, 1))
    assert counts.tolist() == [2] * 8  # evenly over its scale, each of the two
    again = crossed_worlds_of(dials, 8, 1)
    assert np.array_equal(again, some.worlds.values)
    assert not np.array_equal(crossed_worlds_of(dials, 8, 2), again)


def test_a_pair_of_which_a_world_is_not_known_is_left_out_and_that_is_said() -> None:
    dials = {"a": dial(0, 1), "b": dial(0, 1)}
    some = crossed(dials, 64, lambda a, b: a + a * b)
    values, every = some.worlds.values, some.worlds.differences["integrated", "all"]
    without = Sensitivity(dials, ORGANISATIONS, "full_support_mean", values[4:], {("integrated", "all"): every[4:]})
    holed = every.copy()
    holed[2] = np.nan
    found = Crossed(Sensitivity(dials, ORGANISATIONS, "full_support_mean", values, {("integrated", "all"): holed}))
    assert found.settles("integrated", "all", 3) == Crossed(without).settles("integrated", "all", 3)
    assert found.settles("integrated", "all", 3) != some.settles("integrated", "all", 3)
    assert "1 of 64 draws is left out" in words_of(found)


def test_a_difference_that_does_not_spread_is_said_to_have_nothing_to_settle() -> None:
    some = crossed({"a": dial(0, 1), "b": dial(0, 1)}, 16, lambda a, b: 0 * a + 0.1)
    assert all(math.isnan(each.total.value) for each in some.settles("integrated", "all", 1))
    assert "There is nothing for dials to settle" in words_of(some)


def test_of_few_worlds_it_is_said_that_they_tell_only_roughly_and_how_many_it_would_take() -> None:
    some = crossed({"a": dial(0, 1), "b": dial(0, 1)}, 16, lambda a, b: a + b)
    assert "these worlds tell only roughly: it would take some" in words_of(some)
    assert some.pairs_for(0.4, 0.2) == 64
    assert some.pairs_for(0.41, 0.2) == 128


def test_of_too_few_worlds_no_index_is_told() -> None:
    some = crossed({"a": dial(0, 1), "b": dial(0, 1)}, 8, lambda a, b: a + b)
    assert all(math.isnan(each.first.value) and math.isnan(each.total.within) for each in by_dial(some).values())
    assert "so few worlds do not tell: it takes at least 16 draws" in words_of(some)


def test_the_tables_have_all_worlds_and_what_is_told_of_shares_has_those_drawn_by_themselves(tmp_path: Path) -> None:
    found = sensitivity(load_text(TOWN), draws=16, replications=1, engine="simpy", kept=Cells(tmp_path), indices=True)
    assert (len(found.worlds), len(found.crossed)) == (32, 64)
    assert found.crossed["pair"].tolist() == [pair for pair in range(1, 17) for _ in range(4)]
    second = found.crossed["of_second"]
    ends = found.crossed[second.isin(["", "all"])].drop(columns=["pair", "of_second"]).reset_index(drop=True)
    assert ends.equals(found.worlds)
    numbers = found.crossed["integrated, all"].to_numpy()
    first, last = (numbers[(second == each).to_numpy()] for each in ("", "all"))
    whole = np.concatenate([first, last]).var()
    for row in found.indices.itertuples():
        between = numbers[(second == row.dial).to_numpy()]
        assert row.total == pytest.approx(((first - between) ** 2).mean() / 2 / whole)
        centred = last - numbers.mean()
        assert row.first == pytest.approx((centred * (between - first)).mean() / whole)
        assert math.isnan(row.of_luck)
    assert "one replication does not tell" in str(found)


def test_what_indices_cannot_be_told_of_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = {"replications": 1, "engine": "simpy", "kept": Cells(tmp_path), "indices": True}
    with pytest.raises(ValueError, match=r"power of two.*got 100: take 64 or 128"):
        sensitivity(load_text(TOWN), draws=100, **terms)
    with pytest.raises(ValueError, match=r"32768 draws of 2 dials make 131072 worlds; at most 65536 .* take 16384"):
        sensitivity(load_text(TOWN), draws=32_768, **terms)
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(ValueError, match="pip install SALib"):
        sensitivity(load_text(TOWN), draws=4, **terms)
    assert not list(tmp_path.iterdir())
    plain = sensitivity(load_text(TOWN), draws=2, **{**terms, "indices": False})
    assert set(plain.tables()) == {"worlds", "spreads", "influences"}
    assert plain.indices.empty
    assert plain.crossed.empty
