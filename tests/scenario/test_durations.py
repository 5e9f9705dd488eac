"""Lengths of time are written with their unit."""

import math

import pytest

from simulate.scenario.schema.durations import Duration, days_from, duration_from, written_duration


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("36 hours", 1.5),
        ("1 day", 1),
        (" 3 weeks ", 21),
        ("4 months", 121.75),
        ("2 years", 730.5),
        (".5days", 0.5),
        ("1e1 days", 10),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, days: float) -> None:
    assert days_from(text) == days


@pytest.mark.parametrize(
    "value", ["days", "3", "-3 days", "3 fortnights", "3 days ago", "", "٣ days", "1.2.3 days", True, None, []]
)
def test_what_is_no_span_is_refused_with_examples(value: object) -> None:
    with pytest.raises(ValueError, match='a number and a unit: "14 days"'):
        days_from(value)


def test_a_span_of_more_than_a_thousand_years_is_refused() -> None:
    for text in ("1001 years", "1e400 days"):
        with pytest.raises(ValueError, match="1000 years at most"):
            days_from(text)


@pytest.mark.parametrize(
    ("value", "mean"),
    [
        ("6 days", 6),
        ({"gamma": "6 days", "cv": 0.5}, 6),
        ({"lognormal": "6 days", "cv": 2}, 6),
        ({"exponential": "6 days"}, 6),
        ({"median": "6 days", "sigma": 1}, 6 * math.exp(0.5)),
        ({"uniform": ["2 days", "4 days"]}, 3),
        ({"triangular": ["0 days", "3 days", "6 days"]}, 3),
        ({"weibull": "6 days", "shape": 1}, 6),
        ({"loglogistic": "6 days", "shape": 2}, 3 * math.pi),
        ({"loglogistic": "6 days", "shape": 1}, math.inf),
    ],
)
def test_a_duration_knows_its_mean_and_is_written_as_it_was_read(value: object, mean: float) -> None:
    duration = duration_from(value)
    assert duration.mean == pytest.approx(mean)
    assert written_duration(duration) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"uniform": ["4 days", "2 days"]}, "takes its spans in rising order"),
        ({"uniform": ["4 days", "4 days"]}, "takes its spans in rising order"),
        ({"uniform": ["4 days"]}, "takes a list of 2 spans"),
        ({"triangular": "4 days"}, "takes a list of 3 spans"),
        ({"exponential": "0 days"}, "must be longer than 0 days"),
        ({"gamma": "4 days", "cv": 0}, "cv is a number between 0.01 and 100"),
        ({"gamma": "4 days", "cv": True}, "cv is a number between 0.01 and 100"),
        ({"gamma": "4 days", "sigma": 1}, r"gamma takes gamma and cv \(gamma is the mean\), not gamma, sigma"),
        ({"gamma": "4 days", "exponential": "4 days"}, "a duration names one of gamma, lognormal"),
    ],
)
def test_a_wrong_distribution_is_refused_with_what_it_takes(value: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        duration_from(value)


def test_a_duration_is_shown_as_it_is_written() -> None:
    assert str(Duration("fixed", (14.0,))) == "14 days"
    assert str(Duration("gamma", (100.0, 0.5))) == "{ gamma = 100 days, cv = 0.5 }"
