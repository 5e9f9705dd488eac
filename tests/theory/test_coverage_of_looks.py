"""How often the interval at which a run stops holds the truth, though it stops when its interval pleases.

Replications are drawn from known distributions, and looked at by the rule of the program (`findings/looks.py`). The
coverage is that of the last interval; 95 % is promised of all of them together, so that it may be more.
"""

from collections.abc import Callable

import numpy as np
import pytest

from simulate.findings.estimates import CONFIDENCE, estimate
from simulate.findings.looks import Aim, Sought, looks_from, seek

SAMPLES = 1_500  # a coverage of 95 % is then seen with a standard error of 0.56 points
LOOKS = looks_from(12, 192)
Draw = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]

# each with a mean of 0 and a standard deviation of 1
NORMAL: Draw = lambda luck, size: luck.normal(0, 1, size)  # noqa: E731
TAIL: Draw = lambda luck, size: luck.exponential(1, size) - 1  # noqa: E731
TAIL_BELOW: Draw = lambda luck, size: 1 - luck.exponential(1, size)  # noqa: E731
LONG_TAIL: Draw = lambda luck, size: (luck.lognormal(0, 1, size) - np.exp(0.5)) / np.sqrt((np.e - 1) * np.e)  # noqa: E731


def sought(values: np.ndarray, within: float | None, least: float, confidence: float | None = None) -> Sought:
    """Look at values, one row of which is that of each organisation; at another confidence if that is given."""
    aim = Aim(("full_support_mean",), within, LOOKS, len(values))
    return seek(
        aim,
        lambda count, _, its: {
            str(number): (estimate(row[:count].tolist(), confidence=confidence or its), least)
            for number, row in enumerate(values)
        },
    )


def coverage(
    draw: Draw, truth: float, within: float | None = None, confidence: float | None = None, organisations: int = 1
) -> tuple[float, float]:
    """Give how often (%) all last intervals held the truth, and how many replications were run on average."""
    luck = np.random.default_rng(11)
    held, run = 0, 0
    for _ in range(SAMPLES):
        found = sought(draw(luck, (organisations, LOOKS[-1])) + truth, within, 0.3, confidence)
        held += all(look.found.low <= truth <= look.found.high for look in found.last)
        run += found.replications
    return 100 * held / SAMPLES, run / SAMPLES


@pytest.mark.slow
@pytest.mark.parametrize("within", [None, 0.3])
@pytest.mark.parametrize("truth", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("draw", [NORMAL, TAIL, TAIL_BELOW], ids=["normal", "tail", "tail below"])
def test_where_it_stops_the_interval_holds_the_truth_in_95_percent_or_more(
    draw: Draw, truth: float, within: float | None
) -> None:
    held, _ = coverage(draw, truth, within)
    assert held >= 95 - 3 * 0.56


@pytest.mark.slow
@pytest.mark.parametrize(("truth", "least"), [(0.0, 90.0), (1.0, 95.0)])
def test_a_tail_that_twelve_replications_do_not_show_costs_some_points(truth: float, least: float) -> None:
    held, _ = coverage(LONG_TAIL, truth)
    assert held >= least


@pytest.mark.slow
def test_of_several_organisations_all_hold_it_together() -> None:
    held, _ = coverage(NORMAL, 0.0, organisations=4)
    assert held >= 95 - 3 * 0.56


@pytest.mark.slow
def test_intervals_that_do_not_allow_for_looking_hold_it_less_often_than_they_promise() -> None:
    held, _ = coverage(NORMAL, 0.0, confidence=CONFIDENCE)
    assert held < 93
