"""When a run that goes on until it is sure looks, what it concludes, and when it ends."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from simulate.findings.estimates import Estimate, estimate
from simulate.findings.looks import Aim, Settled, looks_from, seek

NAN = math.nan


def aim(within: float | None = None, looks: Sequence[int] = (12, 18, 27), organisations: int = 1) -> Aim:
    return Aim(("full_support_mean",), within, tuple(looks), organisations)


def between(low: float, high: float, value: float | None = None, skewness: float = 0.0) -> Estimate:
    middle = (low + high) / 2 if value is None else value
    return Estimate(middle, low, high, 1.0, 20, skewness)


# ---- when it looks


def test_each_look_has_half_as_many_more_and_the_last_is_what_is_allowed() -> None:
    assert looks_from(12, 192) == (12, 18, 27, 41, 62, 93, 140, 192)
    assert looks_from(20) == (20, 30, 45, 68, 102, 153, 230, 320)
    assert looks_from(20, 45) == (20, 30, 45)


def test_it_never_looks_before_there_are_twelve_but_where_fewer_are_allowed() -> None:
    assert looks_from(3)[0] == 12
    assert looks_from(3, 8) == (8,)
    assert looks_from(20, 20) == (20,)


def test_no_look_is_spent_on_hardly_more_than_the_one_before() -> None:
    assert looks_from(12, 20) == (12, 20)  # 18 and 20 would say the same
    for most in range(12, 400):
        looks = looks_from(12, most)
        assert looks[-1] == most
        assert all(later >= 1.2 * earlier for earlier, later in pairwise(looks[1:])), looks


# ---- how wide its intervals are


def test_five_per_cent_are_shared_equally_among_looks_and_organisations() -> None:
    assert aim().confidence == pytest.approx(1 - 0.05 / 3)
    assert aim(organisations=4).confidence == pytest.approx(1 - 0.05 / 12)
    assert aim(looks=[20]).confidence == 0.95


@pytest.mark.parametrize("confidence", [0.9, 0.99, 0.999])
def test_an_interval_of_another_confidence_is_students_of_that(confidence: float) -> None:
    values = [1.0, 2.0, 4.0, 5.0]  # symmetrical: no tail
    found = estimate(values, confidence=confidence)
    interval = stats.ttest_1samp(values, 0).confidence_interval(confidence)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.confidence == confidence


# ---- what it concludes


@pytest.mark.parametrize(
    ("found", "settled"),
    [
        (between(1, 3), Settled.APART),
        (between(-30, -8), Settled.APART),
        (between(-2, 5), Settled.LITTLE),
        (between(-7, 7), Settled.LITTLE),
        (between(0, 0), Settled.LITTLE),
        (between(-2, 8), Settled.OPEN),
        (between(-8, 2), Settled.OPEN),
        (between(NAN, NAN, 4.0), Settled.OPEN),
        (between(-1, math.inf, 4.0), Settled.OPEN),
        (between(NAN, NAN, NAN), Settled.NO_VALUE),
        (between(1, 3, skewness=30.0), Settled.OPEN),
    ],
)
def test_without_a_width_it_asks_whether_a_difference_is_luck_or_does_not_matter(
    found: Estimate, settled: Settled
) -> None:
    assert aim().judge(found, least=7.0) is settled


def test_where_every_difference_matters_none_but_nothing_is_little() -> None:
    assert aim().judge(between(-0.001, 0.001), least=0.0) is Settled.OPEN
    assert aim().judge(between(0, 0), least=0.0) is Settled.LITTLE


def test_with_a_width_the_longer_side_must_be_within_it() -> None:
    exactly = aim(within=3.0)
    assert exactly.judge(between(8, 13, 10), least=7.0) is Settled.WITHIN
    assert exactly.judge(between(9, 13.1, 10), least=7.0) is Settled.OPEN
    assert exactly.judge(between(6.9, 11, 10), least=7.0) is Settled.OPEN
    assert exactly.judge(between(-2, 2), least=7.0) is Settled.WITHIN


# ---- when it ends


def shown(
    **organisations: Callable[[int], Estimate],
) -> tuple[Callable[..., Mapping[str, tuple[Estimate, float]]], list]:
    """Give what shows differences that depend on how many replications there are, and when it was asked."""
    asked: list[tuple[int, str]] = []

    def see(count: int, measure: str, confidence: float) -> Mapping[str, tuple[Estimate, float]]:
        asked.append((count, measure))
        return {name: (found(count), 7.0) for name, found in organisations.items()}

    return see, asked


def test_it_ends_at_the_first_look_at_which_nothing_is_open() -> None:
    see, asked = shown(other=lambda count: between(10 - 200 / count, 10 + 200 / count))
    sought = seek(aim(looks=[12, 18, 27, 41]), see)
    assert [count for count, _ in asked] == [12, 18, 27]  # 200 ÷ 27 is less than 10
    assert (sought.replications, sought.is_sure) == (27, True)
    assert [look.settled for look in sought.looks] == [Settled.OPEN, Settled.OPEN, Settled.APART]


def test_all_organisations_have_to_be_known_at_the_same_look() -> None:
    sure, unsure = (lambda count: between(20, 30)), (lambda count: between(-10, 10))
    sought = seek(aim(organisations=2), shown(one=sure, two=unsure)[0])
    assert (sought.replications, sought.is_sure) == (27, False)
    assert [(look.organisation, look.settled) for look in sought.last] == [
        ("one", Settled.APART),
        ("two", Settled.OPEN),
    ]
    assert [look.replications for look in sought.of("two")] == [12, 18, 27]


def test_where_no_organisation_has_a_value_it_ends_at_once_and_is_not_sure() -> None:
    see, asked = shown(other=lambda count: between(NAN, NAN, NAN))
    sought = seek(aim(), see)
    assert [count for count, _ in asked] == [12]
    assert not sought.is_sure


def test_which_measure_is_judged_is_settled_at_the_first_look() -> None:
    def see(count: int, measure: str, confidence: float) -> Mapping[str, tuple[Estimate, float]]:
        reached = measure == "mean" or count > 12
        return {"other": (between(-10, 10) if reached else between(NAN, NAN, NAN), 7.0)}

    assert seek(Aim(("median", "mean"), None, (12, 18, 27), 1), see).measure == "mean"
    assert seek(Aim(("median", "mean"), None, (18, 27), 1), see).measure == "median"


def test_values_that_are_all_alike_are_known_at_once() -> None:
    values = np.full(100, 3.0)
    sought = seek(
        aim(0.5), lambda n, _, confidence: {"other": (estimate(values[:n].tolist(), confidence=confidence), 7.0)}
    )
    assert (sought.replications, sought.last[0].found.value) == (12, 3.0)
