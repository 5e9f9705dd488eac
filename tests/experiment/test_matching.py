"""Break-evens: found where a formula has them, with the values where luck decides, and none where there are none."""

import math
from pathlib import Path

import pytest
from theory.chains import erlang_wait
from worlds import small_world

from simulate.experiment.how import How
from simulate.experiment.matching import Question, find, lattice
from simulate.files.cells import Cells
from simulate.findings.estimates import Estimate
from simulate.interface.matching import match
from simulate.interface.one_scenario import one_scenario
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.dials import Dial
from simulate.show.matches import ToldMatch, findings

QUESTION = Question("one", "other", "full_support_mean", "all", False)
LINE = Dial.model_validate({"title": "x", "keys": ["x.y"], "from": 0, "usual": 3, "to": 10})


def straight(slope: float, zero: float, margin: float = 0.0, tried: list[float] | None = None):
    """Give a difference that is a straight line, known so well."""

    def worse(values):
        if tried is not None:
            tried.extend(values)
        return [Estimate(v, v - margin, v + margin, 1.0, 9) for v in (slope * (value - zero) for value in values)]

    return worse


@pytest.mark.parametrize("slope", [-2.0, 2.0])
def test_the_zero_of_a_line_is_found_and_the_values_beyond_which_one_is_surely_worse_or_better(slope: float) -> None:
    values = [number / 10 for number in range(101)]
    found = find(LINE, QUESTION, 3.0, values, straight(slope, 6.43, 3.0))
    assert found.at == (6.5 if slope < 0 else 6.4)
    worse, better = (4.9, 8.0) if slope < 0 else (8.0, 4.9)  # 6.43 ∓ 1.5
    assert (found.worse_until, found.better_from) == (worse, better)
    assert found.crossings == 1


def test_few_values_are_tried_of_many() -> None:
    tried: list[float] = []
    find(LINE, QUESTION, 3.0, list(range(1001)), straight(-1.0, 617.0, 100.0, tried))
    assert len(tried) == len(set(tried)) < 35


def test_where_the_sign_never_changes_there_is_no_value_and_no_side() -> None:
    found = find(LINE, QUESTION, 3.0, list(range(11)), straight(-1.0, 20.0))
    assert (found.at, found.worse_until, found.better_from, found.crossings) == (None, None, None, 0)
    assert list(found.tried) == [0, 2, 5, 8, 10]


def test_where_luck_is_larger_than_the_difference_neither_side_is_sure() -> None:
    found = find(LINE, QUESTION, 3.0, list(range(11)), straight(-1.0, 5.0, 100.0))
    assert (found.at, found.worse_until, found.better_from) == (5, None, None)


def test_values_that_are_not_known_have_no_sign() -> None:
    def worse(values):
        return [Estimate(math.nan if v < 4 else 7 - v, math.nan, math.nan, 1.0, 1) for v in values]

    assert find(LINE, QUESTION, 3.0, list(range(11)), worse).at == 7


def test_posts_are_tried_by_halves_places_whole_and_others_finely() -> None:
    def values(key: str, **ends: object) -> list[float]:
        terms = {"from": 1, "usual": 1, "to": 3, **ends}
        dial = Dial.model_validate({"title": "x", "keys": [key], **terms})
        return lattice(dial, [tuple(key.split("."))])

    assert values("units.a.workers") == [1, 1.5, 2, 2.5, 3]
    assert values("units.a.caseload") == [1, 2, 3]
    assert len(values("organisations.a.retelling")) > 100
    assert len(values("units.a.workers", acts="times", usual=1)) > 100


OFFICE = """
title = "An office with many desks, and one with slower hands"
start = 2018-01-01
run = {{ warm_up = "100 days", observe = "{days} days", follow_up = "100 days", replications = {replications} }}
arrivals.street = {{ per_day = 6, first_need = "help" }}
needs.help.pathway = ["talk"]
steps.talk = {{ role = "support", unit = "desk", duration = {{ exponential = "1 day" }} }}
units.desk = {{ administration = "town", workers = 8, caseload = 1 }}
organisations.plain = {{}}
organisations.slow = {{ units.desk.workers = 9, generalist = 0.2 }}
"""


def test_the_servers_that_do_as_much_are_those_that_erlang_c_says(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    # support is what is measured, and `generalist` lengthens what comes after intake: 6 a day of 1.2 days among nine
    wanted = erlang_wait(6, 1.2, 9)
    enough = next(count for count in range(7, 14) if erlang_wait(6, 1, count) <= wanted)
    office = load_text(OFFICE.format(days=2000, replications=10))
    found = match(office, "units.desk.workers=7:12", measure="first_support_mean", kept=Cells(tmp_path))
    assert found.at is not None
    assert math.ceil(found.at) == enough
    worse = {row.value: row.worse_by for row in found.tried.itertuples()}
    for count in (int(value) for value in worse if value == int(value)):
        assert worse[count] == pytest.approx(erlang_wait(6, 1, count) - wanted, rel=0.1, abs=0.03)


def test_a_match_says_what_was_found_or_that_nothing_does_it(tmp_path: Path) -> None:
    town = load_text(small_world(run__observe='"1 year"', run__replications="4"))
    none = match(town, "units.school_team.workers=4:5", engine="simpy", kept=Cells(tmp_path))
    assert none.at is None
    assert "does it: " in str(none) or "does better than" in str(none)
    with pytest.raises(ValueError, match="two organisations are matched"):
        match(town, "units.school_team.workers=4:5", organisations=["siloed"])
    with pytest.raises(ValueError, match="cannot be asked about"):
        match(town, "units.school_team.workers=4:5", measure="x")
    with pytest.raises(ValueError, match="there is no group x"):
        match(town, "units.school_team.workers=4:5", group="x", engine="simpy", kept=Cells(tmp_path))


# ---- in words


def told(worse, values=tuple(range(11)), replications: int = 9, both: bool = False) -> str:
    """Say what is found of a difference that is given, in a town's organisations."""
    question = Question("siloed", "integrated", "full_support_mean", "all", both)
    facts = one_scenario(load_text(small_world()), How(replications=replications)).facts("simpy")
    return " ".join(findings(ToldMatch(find(LINE, question, 3.0, list(values), worse), facts)))


@pytest.mark.parametrize(
    ("slope", "zero", "words"),
    [
        (-1, 8, "siloed is surely worse only as far as 4."),
        (1, 8, "siloed is surely better only as far as 4."),
        (1, 2, "siloed is surely worse only from 6 on."),
        (-1, 2, "siloed is surely better only from 6 on."),
    ],
)
def test_what_luck_leaves_open_is_said_on_the_side_where_it_is(slope: int, zero: int, words: str) -> None:
    assert words in told(straight(slope, zero, 3.5))


def test_of_one_replication_nothing_is_said_about_luck() -> None:
    def worse(values):
        return [Estimate(5.0 - value, math.nan, math.nan, math.nan, 1) for value in values]

    assert "Of one replication nobody can tell" in told(worse, replications=1)
    assert "luck leaves it open" not in told(worse, replications=1)
    assert "?" not in told(worse, range(3), replications=1)
    assert "no interval" in told(worse, range(3), replications=1)


def test_a_dial_that_changes_nothing_is_said_to() -> None:
    assert "changes nothing in siloed, which is 23 days worse" in told(level(23.0))
    assert "changes nothing: siloed is 23 days worse" in told(level(23.0), both=True)
    assert "changes nothing: siloed is 23 days better" in told(level(-23.0))
    assert "are as good" in told(level(0.0))


def level(value: float):
    return lambda values: [Estimate(value, value - 1, value + 1, 1.0, 9) for _ in values]


def test_where_the_baseline_only_comes_to_be_as_good_it_is_not_said_to_do_better() -> None:
    words = told(lambda values: [Estimate(min(0.0, v - 8.0), -9.0, 9.0, 1.0, 9) for v in values])
    assert "they are as good" in words
    assert "does better" not in words
