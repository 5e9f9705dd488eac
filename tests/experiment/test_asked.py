"""What a run may be asked for from Python, and in which words it is refused."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import small_world

from simulate import interface
from simulate.experiment.asked import HIGHEST_SEED, by_name, organisations, scenarios, whole
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text


@pytest.mark.parametrize("given", [5, np.int64(5), np.uint8(5)])
def test_a_whole_number_may_be_of_any_kind(given: object) -> None:
    number = whole("seed", given, 0, 9)
    assert (number, type(number)) == (5, int)


@pytest.mark.parametrize(
    ("given", "kind", "told"),
    [(5.7, TypeError, "got 5.7"), (2.0, TypeError, "got 2.0 (write 2)"), (np.float64(2), TypeError, "(write 2)"),
     ("5", TypeError, "got '5'"), (True, TypeError, "got True"), (np.bool_(True), TypeError, "got np.True_"),
     (float("nan"), TypeError, "got nan"), ([1], TypeError, "got [1]"), (10, ValueError, "got 10"),
     (-1, ValueError, "got -1"), (10**30, ValueError, "got 1 000 000")],
)  # fmt: skip
def test_what_is_no_whole_number_is_refused_with_what_was_given_and_what_is_allowed(
    given: object, kind: type[Exception], told: str
) -> None:
    with pytest.raises(kind) as raised:
        whole("replications", given, 1, 9)
    assert str(raised.value).startswith("replications must be a whole number from 1 to 9; got ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("how", "told"),
    [({"seed": 5.7}, "seed must be a whole number from 0 to 2^63 − 1; got 5.7"),
     ({"seed": HIGHEST_SEED + 1}, "got 9 223 372 036 854 775 808"),
     ({"replications": 2.0}, "replications must be a whole number from 1 to 100 000; got 2.0 (write 2)"),
     ({"replications": 0}, "got 0"), ({"workers": 0}, "workers must be a whole number from 1 to 1 024; got 0"),
     ({"workers": "two"}, "got 'two'"), ({"organisations": 5}, "a name or a list of names, the baseline first; got 5"),
     ({"organisations": ["siloed", 5]}, "got ['siloed', 5]"), ({"organisations": {"siloed"}}, "got {'siloed'}")],
)  # fmt: skip
def test_a_run_is_refused_before_it_begins(how: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interface, "crew_for", lambda *_: pytest.fail("it began"))
    with pytest.raises((TypeError, ValueError)) as raised:
        interface.run(load_text(small_world()), **how)
    assert told in str(raised.value)


@pytest.mark.parametrize("given", [None, 7, [7], [load_text(small_world())], {"now": 7}, {7: "a.toml"}, {"a.toml"}])
def test_what_is_no_scenario_is_refused_with_what_is_one(given: Any) -> None:
    with pytest.raises(TypeError, match=r"run takes a scenario \(simulate.load gives one\), the path of .*; got "):
        scenarios(given)


@pytest.mark.parametrize("given", [{}, []])
def test_nothing_is_no_scenario(given: Any) -> None:
    with pytest.raises(ValueError, match="there is no scenario to run"):
        scenarios(given)


def test_mistakes_in_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(small_world(seed="-1"), encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        scenarios({"good": load_text(small_world()), "bad": tmp_path / "bad.toml", "missing": "missing.toml"})
    assert "bad.toml:" in str(raised.value)
    assert "missing.toml" in str(raised.value)


def test_files_of_one_name_are_told_apart_and_long_names_cut() -> None:
    long = Path("x" * 100 + ".toml")
    assert by_name([Path("a/town.toml"), Path("b/town.toml"), long]) == {
        "town": Path("a/town.toml"), "town (2)": Path("b/town.toml"), "x" * 60: long
    }  # fmt: skip
    (name,) = by_name([Path("å" * 100 + ".toml")])
    assert len(f"scenario-{name} (2).toml".encode()) <= 255


@pytest.mark.parametrize("kind", [list, tuple, np.array, iter, dict.fromkeys])
def test_organisations_may_be_named_in_any_order_that_is_one(kind: Any) -> None:
    assert organisations(kind(["integrated", "siloed"])) == ["integrated", "siloed"]
    assert (organisations("siloed"), organisations(None)) == (["siloed"], None)


@pytest.mark.parametrize(
    ("name", "why"),
    [("a/b", "'/' cannot"), ("a\0b", "cannot stand"), ("a\nb", "cannot stand"),
     ("\ud800", "cannot stand"), ("å" * 101, "it is too long"), ("", "it is empty"), ("  ", "it is empty")],
)  # fmt: skip
def test_a_name_that_no_file_can_have_is_refused_before_the_run_and_not_when_it_is_saved(name: str, why: str) -> None:
    with pytest.raises(ValueError, match=r"a scenario's name becomes part of a file's name; got .*: ") as raised:
        scenarios({"now": load_text(small_world()), name: load_text(small_world())})
    assert why in str(raised.value)


def test_a_name_that_a_file_has_is_a_name_for_its_scenario(tmp_path: Path) -> None:
    names = ["10.30", "å" * 60, "a (2)", "two words"] + (["10:30", "what?", "a\\b"] if os.name == "posix" else [])
    files = [tmp_path / f"{name}.toml" for name in [*names, "b/" + names[1]]]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.write_text(small_world(), encoding="utf-8")
    assert list(scenarios(by_name(files))) == [*names, f"{names[1]} (2)"]
