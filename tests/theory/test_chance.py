"""Luck: every shape of duration, arrivals, shares and ages against their distributions."""

import datetime
import itertools

import numpy as np
import pytest
from queues import ONE_ORGANISATION, Effort, scenario
from scipy import special, stats

from simulate.plan import Floats
from simulate.scenario.schema.durations import Duration, duration_from
from simulate.world.chance import luck, spread
from simulate.world.children import Cohort, cohort
from simulate.world.gamma import gamma_quantile

CERTAIN = 1e-5  # a p-value below this is a mistake, not bad luck; the luck of these tests never changes

SHAPES = {
    "gamma": ({"gamma": "100 days", "cv": 0.5}, stats.gamma(4, scale=25)),
    "gamma, wide": ({"gamma": "30 days", "cv": 2}, stats.gamma(0.25, scale=120)),
    "lognormal": (
        {"lognormal": "21 days", "cv": 0.8},
        stats.lognorm(np.sqrt(np.log(1.64)), scale=21 / np.sqrt(1.64)),
    ),
    "median": ({"median": "14 days", "sigma": 0.7}, stats.lognorm(0.7, scale=14)),
    "exponential": ({"exponential": "30 days"}, stats.expon(scale=30)),
    "uniform": ({"uniform": ["5 days", "9 days"]}, stats.uniform(5, 4)),
    "triangular": ({"triangular": ["2 days", "3 days", "10 days"]}, stats.triang(1 / 8, 2, 8)),
    "triangular, rising": ({"triangular": ["2 days", "10 days", "10 days"]}, stats.triang(1, 2, 8)),
    "triangular, falling": ({"triangular": ["2 days", "2 days", "10 days"]}, stats.triang(0, 2, 8)),
    "weibull": ({"weibull": "60 days", "shape": 1.44}, stats.weibull_min(1.44, scale=60)),
    "loglogistic": ({"loglogistic": "210 days", "shape": 5}, stats.fisk(5, scale=210)),
}


@pytest.mark.parametrize("name", SHAPES)
def test_durations_are_the_inverse_distribution_function_of_their_shape(name: str) -> None:
    written, exact = SHAPES[name]
    uniform = np.linspace(0.0005, 0.9995, 1999)
    np.testing.assert_allclose(spread(duration_from(written), uniform), exact.ppf(uniform), rtol=1e-9)
    tails = np.array([0.0, 1e-300, 2.0**-53, 1 - 2.0**-53])
    days = spread(duration_from(written), tails)
    assert np.isfinite(days).all(), "a uniform in [0, 1) gave no length of time"
    assert (days >= 0).all()


@pytest.mark.parametrize("shape", [0.01, 0.1, 0.12, 0.25, 0.5, 1.0, 2.25, 4.0, 30.0, 1e3, 1e5])
def test_gamma_quantiles_are_the_solution_of_the_incomplete_gamma_function(shape: float) -> None:
    out = 2.0 ** -np.arange(1, 54)
    chance = np.sort(np.concatenate([out, 1 - out, np.random.default_rng(3).random(20_000)]))
    solved = special.gammaincinv(shape, chance)
    np.testing.assert_allclose(gamma_quantile(shape, chance), solved, rtol=1e-11)
    np.testing.assert_array_equal(gamma_quantile(shape, chance[7:9]), gamma_quantile(shape, chance)[7:9])


@pytest.mark.parametrize("name", SHAPES)
def test_drawn_durations_follow_their_shape_and_have_its_mean(name: str) -> None:
    written, exact = SHAPES[name]
    days = spread(duration_from(written), luck(7, 0, "street", f"duration/{name}", 20_000))
    assert stats.kstest(days, exact.cdf).pvalue > CERTAIN
    assert abs(days.mean() - exact.mean()) < 4.5 * exact.std() / np.sqrt(len(days))
    assert duration_from(written).mean == pytest.approx(exact.mean(), rel=1e-9)


def test_a_fixed_duration_is_the_same_for_everybody() -> None:
    assert (spread(duration_from("14 days"), np.array([0.0, 0.5, 0.999])) == 14).all()


def test_a_shape_nobody_knows_is_an_error() -> None:
    with pytest.raises(NotImplementedError, match="no such shape of duration: cauchy"):
        spread(Duration("cauchy", (1.0,)), np.array([0.5]))


def test_answers_depend_on_their_address_only() -> None:
    answers = luck(7, 3, "street", "urgent", 1000)
    np.testing.assert_array_equal(luck(7, 3, "street", "urgent", 5000)[:1000], answers)
    for address in ((8, 3, "street", "urgent"), (7, 4, "street", "urgent"), (7, 3, "school", "urgent"),
                    (7, 3, "street", "age")):  # fmt: skip
        other = luck(*address, 1000)
        assert stats.pearsonr(answers, other).pvalue > CERTAIN
        assert (other != answers).all()


def town(text: str, days: float, seed: int = 1) -> Cohort:
    rest = f"""
[needs.help]
pathway = ["support"]
[needs.more]
pathway = ["support"]
[needs.most]
pathway = ["support"]
[steps.support]
role = "support"
{ONE_ORGANISATION}"""
    return cohort(scenario(text + rest, Effort(1, days, 0, warm_up=0, follow_up=0), seed), 0)


def assert_poisson_counts(arrivals: Floats, edges: Floats, expected: Floats) -> None:
    """Hold the number who came between the edges against what was expected: chi-square with independent cells."""
    counts = np.histogram(arrivals, edges)[0]
    there = expected > 0
    assert (counts[~there] == 0).all()
    chi_square = ((counts - expected)[there] ** 2 / expected[there]).sum()
    assert CERTAIN < stats.chi2.sf(chi_square, there.sum()) < 1 - CERTAIN


def test_children_come_evenly_at_a_constant_rate() -> None:
    arrivals = town('[arrivals.street]\nper_week = 21\nfirst_need = "help"', 2000).children.arrival
    assert_poisson_counts(arrivals, np.arange(0, 2001, 5.0), np.full(400, 15.0))
    assert stats.kstest(np.diff(arrivals), stats.expon(scale=1 / 3).cdf).pvalue > CERTAIN


def months(start: datetime.date, count: int) -> list[datetime.date]:
    """List the first days of so many months and of the one after them."""
    return [
        datetime.date(start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1, 1)
        for n in range(count + 1)
    ]


def test_more_children_come_in_months_and_surges_with_a_higher_factor() -> None:
    factors = [1.0, 1.2, 0.8, 1.0, 1.1, 1.1, 0.0, 0.4, 1.1, 2.0, 1.1, 1.0]
    text = f"""
[arrivals.street]
per_month = 600
first_need = "help"
month_factors = {factors}
surges = [
  {{ from = 2018-03-11, until = 2018-05-01, factor = 3 }},
  {{ from = 2019-01-01, until = 2019-02-01, factor = 0 }},
]
"""
    surges = [(datetime.date(2018, 3, 11), datetime.date(2018, 5, 1), 3.0)]
    surges.append((datetime.date(2019, 1, 1), datetime.date(2019, 2, 1), 0.0))
    days = [*months(datetime.date(2018, 1, 1), 30), datetime.date(2018, 3, 11)]
    edges = sorted(days)
    expected = []
    for begins, ends in itertools.pairwise(edges):
        factor = factors[begins.month - 1]
        for since, until, more in surges:
            factor *= more if since <= begins < until else 1
        expected.append((ends - begins).days * 600 / 30.4375 * factor)
    numbers = np.array([(day - datetime.date(2018, 1, 1)).days for day in edges], dtype=float)
    arrivals = town(text, numbers[-1]).children.arrival
    assert_poisson_counts(arrivals, numbers, np.array(expected))


def test_counts_by_month_and_a_trend_are_met() -> None:
    counts = [300.0, 0.0, 900.0, 450.0, 20.0, 700.0]
    edges = np.array([(day - datetime.date(2018, 1, 1)).days for day in months(datetime.date(2018, 1, 1), 6)])
    arrivals = town(f'[arrivals.street]\ncounts = {counts}\nfirst_need = "help"', 200).children.arrival
    assert_poisson_counts(arrivals, edges, np.array(counts))
    assert arrivals.max() < edges[-1], "children come after the last month that was counted"

    growing = town('[arrivals.street]\nper_year = 4000\nfirst_need = "help"\ntrend_per_year = 0.5', 4 * 365.25)
    years = np.arange(5) * 365.25
    smooth = np.diff(1.5 ** np.arange(5)) / np.log(1.5) * 4000
    assert_poisson_counts(growing.children.arrival, years, smooth)


SHARES = """
[arrivals.street]
per_day = 40
first_need = "help"
urgent = 0.2
needs = [
  { share = 0.5, with = [] },
  { share = 0.3, with = ["more"] },
  { share = 0.0, with = ["most"] },
  { share = 0.2, with = ["more", "most"] },
]
ages = [{ share = 0.25, from = 0, to = 6 }, { share = 0.75, from = 12, to = 18 }]
"""


def test_needs_urgency_and_ages_have_their_shares() -> None:
    children = town(SHARES, 500).children
    count = len(children)
    assert count > 19_000
    assert children.needs[:, 0].all()
    kinds = children.needs[:, 1] * 1 + children.needs[:, 2] * 2
    assert (kinds != 2).all(), "somebody has needs whose share is 0"
    seen = np.bincount(kinds, minlength=4)[[0, 1, 3]]
    assert stats.chisquare(seen, np.array([0.5, 0.3, 0.2]) * count).pvalue > CERTAIN
    assert stats.binomtest(int(children.urgent.sum()), count, 0.2).pvalue > CERTAIN
    young = children.age[children.age < 6]
    assert stats.binomtest(len(young), count, 0.25).pvalue > CERTAIN
    assert stats.kstest(young, stats.uniform(0, 6).cdf).pvalue > CERTAIN
    assert stats.kstest(children.age[children.age >= 6], stats.uniform(12, 6).cdf).pvalue > CERTAIN
    assert stats.chi2_contingency(np.histogram2d(kinds, children.urgent, (3, 2))[0]).pvalue > CERTAIN
    assert stats.spearmanr(children.age, kinds).pvalue > CERTAIN


def test_steps_and_endings_have_their_shares() -> None:
    text = f"""
[arrivals.street]
per_day = 40
first_need = "help"
[needs.help]
pathway = ["intake", "assessment"]
endings = [{{ share = 0.7, steps = ["light"] }}, {{ share = 0.2, steps = ["board", "heavy"] }}, \
{{ share = 0.1, steps = ["board"] }}]
[steps.intake]
role = "intake"
go_on = 0.6
[steps.assessment]
role = "assessment"
[steps.board]
role = "decision"
go_on = 0.5
[steps.light]
role = "support"
[steps.heavy]
role = "support"
{ONE_ORGANISATION}"""
    here = cohort(scenario(text, Effort(1, 500, 0, warm_up=0, follow_up=0)), 0)
    count = len(here.children)
    way = here.way("help")
    reached = {name: np.zeros(count, dtype=bool) for name in way.steps}
    for name, who in zip(way.steps, way.reached, strict=True):
        assert not (reached[name] & who).any(), "somebody takes two endings"
        reached[name] |= who
    shares = {"intake": 1.0, "assessment": 0.6, "light": 0.42, "board": 0.18, "heavy": 0.06}
    for name, share in shares.items():
        assert stats.binomtest(int(reached[name].sum()), count, share).pvalue > CERTAIN, name
    np.testing.assert_array_equal(way.real, reached["light"] | reached["heavy"])
    np.testing.assert_array_equal(here.children.real[:, 0], way.real)


def test_the_same_children_come_earlier_when_more_of_them_come() -> None:
    few = town('[arrivals.street]\nper_day = 2\nfirst_need = "help"\nurgent = 0.3', 300).children
    many = town('[arrivals.street]\nper_day = 3\nfirst_need = "help"\nurgent = 0.3', 300).children
    np.testing.assert_allclose(many.arrival[: len(few)], few.arrival * 2 / 3, rtol=1e-12)
    np.testing.assert_array_equal(many.urgent[: len(few)], few.urgent)


def test_a_seed_and_a_replication_settle_everything() -> None:
    first, again = town(SHARES, 50).children, town(SHARES, 50).children
    np.testing.assert_array_equal(first.arrival, again.arrival)
    np.testing.assert_array_equal(first.age, again.age)
    other = town(SHARES, 50, seed=2).children
    assert not np.isin(first.arrival, other.arrival).any()
