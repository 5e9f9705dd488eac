"""Hundreds of organisations: work grows as they do, no faster, and one sees how far it has come."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from worlds import small_world

from simulate import interface
from simulate.experiment import replications
from simulate.experiment.crew import crew
from simulate.experiment.how import How
from simulate.experiment.replications import Lived, run_replications
from simulate.experiment.variants import Variant, variants
from simulate.scenario.reading.load import load_text
from simulate.world.children import cohort
from simulate.world.planning import plan


def town(organisations: int) -> str:
    """Give a scenario with further organisations, each of which notices a little more than the one before."""
    more = [f"[organisations.o{number}]\nnotices = {0.5 + number / 1000}\n" for number in range(1, organisations - 1)]
    return small_world(run__observe='"60 days"', run__follow_up='"60 days"', run__warm_up='"0 days"') + "".join(more)


def calls(work: Callable[[], object]) -> int:
    """Count the functions of Python that some work calls: the same however busy the machine is."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def plans_of_all(organisations: int) -> Callable[[], object]:
    scenario = load_text(town(organisations))
    children = cohort(scenario, 1)
    return lambda: [plan(children, name) for name in scenario.organisations]


def table_of_all(organisations: int) -> Callable[[], object]:
    results = interface.run(load_text(town(organisations)), replications=1, engine="simpy")
    return lambda: str(results)


def variants_of_all(organisations: int) -> Callable[[], object]:
    scenarios = {f"file {number}": load_text(small_world(seed=str(number))) for number in range(organisations // 2)}
    return lambda: variants(scenarios)


@pytest.mark.parametrize("of_all", [plans_of_all, table_of_all, variants_of_all])
def test_four_times_as_many_organisations_are_hardly_more_than_four_times_the_work(
    of_all: Callable[[int], Callable[[], object]],
) -> None:
    few, many = of_all(20), of_all(80)
    few()  # what is done once only
    assert calls(many) < 4.5 * calls(few)


def lived(compared: tuple[Variant, ...], workers: int, told: list[tuple[float, int]]) -> list[list[Lived]]:
    with crew(workers) as members:
        return run_replications(compared, How(replications=2), "simpy", members, lambda *done: told.append(done))


def test_how_far_a_replication_of_many_organisations_has_come_is_told_meanwhile() -> None:
    told: list[tuple[float, int]] = []
    lived(variants({"town": load_text(town(40))}), 1, told)
    assert told == [(0, 2), (0.4, 2), (0.8, 2), (1, 2), (1.4, 2), (1.8, 2), (2, 2)]
    told.clear()
    lived(variants({"town": load_text(town(16))}), 1, told)
    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(("together", "workers"), [(1, 1), (3, 1), (3, 2), (100, 2)])
def test_how_a_replication_is_cut_changes_no_number(
    together: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = variants({"town": load_text(town(7))})
    whole = lived(compared, 1, [])
    monkeypatch.setattr(replications, "_TOGETHER", together)
    cut = lived(compared, workers, [])
    for one, other in zip(whole, cut, strict=True):
        assert [each.findings.organisation for each in other] == [variant.label for variant in compared]
        for mine, theirs in zip(one, other, strict=True):
            assert repr(theirs.findings.values) == repr(mine.findings.values)
            assert repr(theirs.findings.gains) == repr(mine.findings.gains)
            assert theirs.findings.gains_against == "siloed"
            assert theirs.findings.persons is None, "the children are forgotten"
