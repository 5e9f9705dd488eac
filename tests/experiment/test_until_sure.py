"""Runs that go on until a difference is known: the same numbers as runs of that length, and nothing run twice."""

import json
import math
from pathlib import Path

import pytest
from worlds import small_world

from simulate import interface
from simulate.experiment import replications, until_sure
from simulate.experiment.how import How
from simulate.experiment.room import room_of
from simulate.experiment.variants import variants
from simulate.findings.looks import Settled
from simulate.scenario.reading.load import load_text

TOWN = small_world(run__observe='"60 days"', run__follow_up='"60 days"', run__warm_up='"50 days"')
TABLES_OF_N = [name for name in interface.TABLES if name != "looks"]


def town():
    return load_text(TOWN)


def test_what_it_finds_is_to_the_last_bit_what_as_many_replications_find() -> None:
    sure = interface.run(town(), until_sure="full_support_mean", within=3, at_most=40, engine="simpy", visits=True)
    count = sure.facts.replications
    assert count > 12, "it looked more than once"
    plain = interface.run(town(), count, engine="simpy", visits=True)
    for name in TABLES_OF_N:
        assert getattr(sure, name).equals(getattr(plain, name)), name
    assert sure.visits.equals(plain.visits)
    assert sure.scenarios == plain.scenarios
    assert sure.tables.verdicts == plain.tables.verdicts
    assert not len(plain.looks)
    assert plain.provenance["replications"] == sure.provenance["replications"] == count


def test_its_interval_is_wider_than_that_of_a_run_of_so_many() -> None:
    sure = interface.run(town(), until_sure="full_support_mean", within=3, at_most=40, engine="simpy")
    last = sure.looks.iloc[-1]
    usual = sure.differences.query("measure == 'full_support_mean' and group == 'all'").iloc[0]
    assert last["difference"] == usual["difference"]
    assert last["low"] < usual["low"] < usual["high"] < last["high"]
    assert last["confidence"] == pytest.approx(1 - 0.05 / 4)  # at 12, 18, 27 and 40


@pytest.mark.parametrize("workers", [1, 2])
def test_no_replication_is_run_twice(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    run: list[int] = []
    usual = until_sure.run_replications

    def counted(variants_, how, engine, crew, progress=None, first_here=None, numbers=None):
        run.extend(numbers)
        return usual(variants_, how, engine, crew, progress, first_here, numbers)

    monkeypatch.setattr(until_sure, "run_replications", counted)
    told: list[tuple[float, int]] = []
    sure = interface.run(
        town(), until_sure="full_support_mean", within=0.01, at_most=27, engine="simpy", workers=workers,
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip
    assert run == list(range(1, 28))
    assert sorted(set(sure.replications["replication"])) == list(range(1, 28))
    assert [total for total in dict.fromkeys(total for _, total in told)] == [12, 18, 27]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (27, 27)


def test_the_number_of_processes_changes_nothing() -> None:
    one, two = (
        interface.run(town(), until_sure=True, at_most=18, engine="simpy", workers=workers) for workers in (1, 2)
    )
    assert one == two


def test_it_ends_with_the_first_look_where_all_is_alike_in_both() -> None:
    same = load_text(TOWN + "[organisations.one]\n[organisations.twin]\n")
    sure = interface.run(same, until_sure=True, organisations=["one", "twin"], engine="simpy")
    assert sure.facts.replications == 12
    assert sure.looks["known"].tolist() == ["little"]
    assert (sure.looks["low"].item(), sure.looks["high"].item()) == (0, 0)


def test_every_organisation_is_judged_and_shares_the_five_per_cent() -> None:
    three = load_text(TOWN + "[organisations.other]\nretelling = 3\n")
    sure = interface.run(three, until_sure="full_support_mean", at_most=12, engine="simpy")
    assert sure.looks["organisation"].tolist() == ["integrated", "other"]
    assert sure.looks["confidence"].tolist() == pytest.approx([1 - 0.05 / 2] * 2)


def test_its_provenance_says_by_which_rule_it_ended(tmp_path: Path) -> None:
    sure = interface.run(town(), until_sure="crises", within=0.01, at_most=18, engine="simpy")
    saved = sure.save(tmp_path / "saved", figures=False)
    told = json.loads((saved / "provenance.json").read_text(encoding="utf-8"))
    assert told["until_sure"] == {
        "rule": "repeated_confidence_intervals",
        "measure": "crises",
        "within": 0.01,
        "looks_planned": [12, 18],
        "looks_taken": 2,
        "confidence_of_each": 0.975,
        "settled": {"integrated": "open"},
    }
    assert told["replications"] == 18
    again = interface.run(saved / "scenario.toml", engine="simpy")
    assert again.facts.replications == 18
    assert again.summary.equals(sure.summary)


def test_the_wait_of_the_verdict_is_judged_where_no_measure_is_named() -> None:
    sure = interface.run(town(), until_sure=True, at_most=12, engine="simpy")
    assert set(sure.looks["measure"]) == {verdict.measure for verdict in sure.tables.verdicts}


def test_memory_is_reckoned_for_as_many_as_there_may_be() -> None:
    compared = variants({"town": town()})
    how = How(until_sure=True).settled({"town": town()})
    few, many = (room_of(compared, count, False, False, "simpy").total(1) for count in (2, how.looks(town())[-1]))
    assert how.looks(town())[-1] == 192
    assert many > few
    helps = {part.helps for part in room_of(compared, 192, False, False, "simpy", goes_on=True).kept}
    assert any("--at-most" in each for each in helps)


@pytest.mark.parametrize(
    ("asked", "error", "why"),
    [
        ({"until_sure": "full_suport_mean"}, ValueError, "did you mean full_support_mean"),
        ({"until_sure": "x"}, ValueError, "there are first_contact_median, first_contact_mean"),
        ({"until_sure": 3}, TypeError, "must be True or the name of a measure"),
        ({"until_sure": True, "within": 0}, ValueError, "must be more than 0"),
        ({"until_sure": True, "within": -2.0}, ValueError, "must be more than 0"),
        ({"until_sure": True, "within": math.nan}, ValueError, "must be more than 0"),
        ({"until_sure": True, "within": math.inf}, ValueError, "must be more than 0"),
        ({"until_sure": True, "within": True}, TypeError, "must be a number"),
        ({"until_sure": True, "within": "soon"}, ValueError, "a length of time is a number and a unit"),
        ({"until_sure": "crises", "within": "5 days"}, ValueError, "per 1000 children"),
        ({"until_sure": "crises", "within": "5 %"}, ValueError, "per 1000 children"),
        ({"within": 5}, ValueError, "goes on until it is sure"),
        ({"at_most": 50}, ValueError, "goes on until it is sure"),
        ({"until_sure": True, "replications": 30, "at_most": 20}, ValueError, "at_most must be a whole number from 30"),
        ({"until_sure": True, "organisations": "siloed"}, ValueError, "there is one"),
        ({"until_sure": "cost_per_child"}, ValueError, "the file has no prices"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_before_anything_is_run(asked, error, why, monkeypatch) -> None:
    monkeypatch.setattr(replications, "replicate", None)
    with pytest.raises(error, match=why):
        interface.run(town(), **asked)


@pytest.mark.parametrize(
    ("measure", "given", "days"),
    [(True, "5 days", 5), (True, "5", 5), (True, 5, 5), (True, "1,5", 1.5), ("full_support_p90", "1 week", 7),
     ("no_full_support_1y", "2 %", 2), ("no_full_support_1y", "0.5", 0.5), ("crises", "12", 12)],
)  # fmt: skip
def test_how_exactly_is_said_in_the_unit_of_the_measure(measure, given, days) -> None:
    assert How(until_sure=measure, within=given).settled({"town": town()}).within == days


def test_what_is_settled_once_can_be_settled_again() -> None:
    how = How(until_sure=True, within="5 days", at_most=40).settled({"town": town()})
    assert how.settled({"town": town()}) == how


# ---- a town of which the answer is known

DELAYS = """
title = "Two needs, the second of which is handed over"
start = 2018-01-01
seed = {seed}
run = {{ warm_up = "0 days", observe = "20 days", follow_up = "400 days", replications = 12 }}
[[arrivals.street.surges]]  # nobody comes any more
from = 2018-01-21
until = 2020-01-01
factor = 0
[arrivals.street]
per_day = 1
first_need = "one"
needs = [{{ share = 1, with = ["two"] }}]
[needs]
one = {{ pathway = ["see_one", "help_one"] }}
two = {{ pathway = ["see_two", "help_two"] }}
[steps]
see_one = {{ role = "intake", unit = "a", duration = "1 hour" }}
help_one = {{ role = "support", unit = "a", duration = "1 day" }}
see_two = {{ role = "intake", unit = "b", duration = "1 hour" }}
help_two = {{ role = "support", unit = "b", duration = "1 day" }}
[units]
a = {{ administration = "school", workers = 100, caseload = 10 }}
b = {{ administration = "clinic", workers = 100, caseload = 10 }}
[organisations]
slow = {{ notices = 1, refused = 0, passes_on = "at intake", handover = {{ exponential = "20 days" }} }}
quick = {{ notices = 1, refused = 0, passes_on = "at intake", handover = {{ exponential = "10 days" }} }}
"""


@pytest.mark.slow
def test_the_interval_at_which_it_stops_holds_a_difference_that_is_known() -> None:
    """Nobody waits but for the handover, whose mean is 10 days less: a skewed difference, 20 children at a time."""
    held, stopped = 0, []
    for seed in range(60):
        sure = interface.run(
            load_text(DELAYS.format(seed=seed)), until_sure="full_support_mean", within=1.2, at_most=60, engine="simpy"
        )
        last = sure.looks.iloc[-1]
        held += last["low"] <= -10 <= last["high"]
        stopped.append(last["known"])
    assert held >= 53, held  # of 60 at 95 % it is fewer in one case of a hundred
    assert stopped.count(Settled.WITHIN.value) > 53
