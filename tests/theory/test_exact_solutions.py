"""The exact solutions themselves, where a closed form is known or a simpler way leads to the same number."""

import math

import numpy as np
import pytest
from chains import (
    Absences,
    Office,
    erlang_c,
    erlang_wait,
    first_day_of_handed,
    first_day_of_kept,
    handed,
    handing_over,
    keeping_cases,
    kept,
    white_christie,
)
from lines_in_time import Piece, chain_of, from_empty, office_hours, uniformised, wait_of_those_who_come
from scipy import integrate, stats
from scipy.linalg import expm
from vacant_posts import changes_of_worker, exponential, fixed, share_in_the_long_run, vacant_days

from simulate.plan import REVIEW_EVERY


@pytest.mark.parametrize(("rate", "there", "away"), [(0.4, 4.0, 1.0), (0.6, 30.0, 2.0), (0.1, 0.7, 3.0)])
def test_one_worker_with_absences_is_the_queue_of_white_and_christie(rate: float, there: float, away: float) -> None:
    absences = Absences(there, away)
    _, wait = white_christie(rate, 1.0, absences)
    found = keeping_cases(Office(rate, 1, 1, absences), longest=300)
    assert found.longest < 1e-12
    assert found.wait == pytest.approx(wait, rel=1e-9)


def test_with_one_worker_it_does_not_matter_whether_there_were_colleagues_to_take_the_case() -> None:
    absences = Absences(4.0, 1.0)
    found = handing_over(Office(0.4, 1, 1, absences))
    assert found.wait == pytest.approx(white_christie(0.4, 1.0, absences)[1], rel=1e-9)
    assert found.at_once == pytest.approx(keeping_cases(Office(0.4, 1, 1, absences)).at_once, rel=1e-9)


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_who_are_hardly_ever_absent_make_the_queue_of_erlang(workers: int) -> None:
    rate, never = 0.6 * workers, Absences(1e9, 1e-3)
    for found in (keeping_cases(Office(rate, workers, 1, never)), handing_over(Office(rate, workers, 1, never))):
        assert found.longest < 1e-12
        assert found.wait == pytest.approx(erlang_wait(rate, 1.0, workers), rel=1e-6)
        assert found.at_once == pytest.approx(1 - erlang_c(rate, 1.0, workers), rel=1e-6)


def test_a_caseload_of_two_is_two_places() -> None:
    never = Absences(1e9, 1e-3)
    for found in (keeping_cases(Office(1.2, 1, 2, never)), handing_over(Office(1.2, 1, 2, never))):
        assert found.wait == pytest.approx(erlang_wait(1.2, 1.0, 2), rel=1e-6)


def test_very_many_short_absences_are_a_slower_worker() -> None:
    short = Absences(4e-5, 1e-5)
    assert white_christie(0.4, 1.0, short)[0] == pytest.approx(0.4 / (0.8 - 0.4), rel=1e-4)
    assert keeping_cases(Office(0.4, 1, 1, short)).wait == pytest.approx(0.4 / 0.4 / 0.4 - 1.25, rel=1e-4)


@pytest.mark.parametrize(("workers", "caseload"), [(1, 1), (2, 1), (3, 1), (2, 3)])
def test_a_case_that_is_kept_takes_longer_by_the_share_of_absence(workers: int, caseload: int) -> None:
    found = keeping_cases(Office(0.4 * workers * caseload, workers, caseload, Absences(4.0, 1.0)))
    assert found.work == pytest.approx(1 / 0.8, rel=1e-9)


def test_an_office_from_its_first_day_comes_to_what_it_is_in_the_long_run() -> None:
    office = Office(1.0, 2, 1, Absences(2.0, 0.5))
    for found, first_day, exact in (
        (kept(office), first_day_of_kept(office), keeping_cases(office)),
        (handed(office), first_day_of_handed(office), handing_over(office)),
    ):
        start = found.starting(first_day)
        assert start.sum() == pytest.approx(1.0, rel=1e-12)
        line = found.mean(uniformised(found, start, 300.0)[0], lambda *state: state[-1])
        assert line / office.rate == pytest.approx(exact.wait, rel=1e-7)


def test_handing_over_shortens_the_wait_of_a_unit_with_colleagues() -> None:
    absences = Absences(8.0, 2.0)
    assert handing_over(Office(1.0, 2, 1, absences)).wait < keeping_cases(Office(1.0, 2, 1, absences)).wait


def test_uniformisation_is_the_matrix_exponential() -> None:
    found = chain_of((3, 4), Piece(1.0, 1.3, 2), 0.7)
    start = np.zeros(12)
    start[0] = 1.0
    reached, spent = uniformised(found, start, 2.5)
    np.testing.assert_allclose(reached, start @ expm(2.5 * found.generator.toarray()), atol=1e-14)
    instants = np.linspace(0, 2.5, 101)
    every = np.array([start @ expm(day * found.generator.toarray()) for day in instants])
    np.testing.assert_allclose(spent, integrate.simpson(every, instants, axis=0), atol=1e-8)
    assert spent.sum() == pytest.approx(2.5, rel=1e-12)


def test_with_places_for_all_the_number_there_rises_and_falls_as_in_mminf() -> None:
    pieces = [Piece(3.0, 2.0, 60), Piece(2.0, 5.0, 60)]
    told = from_empty(pieces, 1.5, 3)
    number = [float(some.at_end.sum(axis=1) @ np.arange(61)) for some in told]
    first = 2.0 * 1.5 * (1 - math.exp(-2.0))
    assert number[0] == pytest.approx(first, rel=1e-10)
    assert number[1] == pytest.approx(7.5 + (first - 7.5) * math.exp(-2 / 1.5), rel=1e-10)
    assert told[1].mean_line() < 1e-12


def test_a_line_that_nothing_changes_becomes_that_of_erlang() -> None:
    piece = Piece(400.0, 1.4, 2)
    told = from_empty([piece, piece], 1.0, 200)[1]
    assert told.mean_line() / 1.4 == pytest.approx(erlang_wait(1.4, 1.0, 2), rel=1e-8)
    assert told.waiting_days() / 400 / 1.4 == pytest.approx(erlang_wait(1.4, 1.0, 2), rel=1e-8)
    assert wait_of_those_who_come(piece, told, 1.0) == pytest.approx(erlang_wait(1.4, 1.0, 2), rel=1e-8)


def test_nobody_is_called_while_more_have_been_than_there_are_places() -> None:
    told = from_empty([Piece(20.0, 30.0, 4), Piece(0.5, 0.0, 1)], 1.0, 800)[1]
    left = stats.binom(4, math.exp(-0.5)).pmf(np.arange(5))
    np.testing.assert_allclose(told.at_end.sum(axis=1)[2:], left[2:], atol=1e-9)


def test_a_call_follows_at_once_when_places_are_added() -> None:
    grown = from_empty([Piece(20.0, 30.0, 4), Piece(1e-9, 0.0, 10)], 1.0, 800)[1]
    assert grown.at_end[10].sum() == pytest.approx(1.0, abs=1e-6)


def test_an_office_that_never_closes_is_the_queue_of_erlang() -> None:
    wait, at_once = office_hours(7.0, 0.2, 2, 0, 24)
    assert wait == pytest.approx(erlang_wait(7.0, 0.2, 2), rel=1e-8)
    assert at_once == pytest.approx(1 - erlang_c(7.0, 0.2, 2), rel=1e-8)


def test_an_office_with_workers_for_all_makes_two_thirds_wait_eight_hours_on_average() -> None:
    wait, at_once = office_hours(2.0, 0.3, 25, 8, 16, longest=25)
    assert wait == pytest.approx(2 / 3 * 8 / 24, rel=1e-9)
    assert at_once == pytest.approx(1 / 3, rel=1e-9)


@pytest.mark.parametrize(("shape", "days"), [("fixed", 75.0), ("fixed", 30.0), ("exponential", 100.0)])
def test_the_share_of_vacant_days_becomes_that_of_the_long_run(shape: str, days: float) -> None:
    survival = fixed(days) if shape == "fixed" else exponential(days)
    first, then = (vacant_days(0.3, survival, months)[1] for months in (300, 600))
    assert (then - first) / (300 * REVIEW_EVERY) == pytest.approx(share_in_the_long_run(0.3, days, shape), rel=1e-7)


def test_vacant_days_of_the_first_months_are_those_counted_by_hand() -> None:
    risk = 1 - math.exp(-3.0 / 12)
    leavings, days = vacant_days(3.0, fixed(45.0), 3)  # filled again in the month after next
    second = risk * (1 - risk)  # who left at the first review is not there yet
    left = [risk, second, risk * (1 - second)]  # but is at the third
    assert leavings == pytest.approx(sum(left), rel=1e-12)
    until_the_fourth = (45.0, 45.0, REVIEW_EVERY)
    assert days == pytest.approx(np.dot(left, until_the_fourth), rel=1e-9)


def test_a_visit_that_handovers_do_not_lengthen_meets_one_review_a_month() -> None:
    risk = 1 - math.exp(-0.5 / 12)
    assert changes_of_worker(0.5, 70.0, 0.0) == pytest.approx(risk * 70 / REVIEW_EVERY, rel=1e-4)


def test_a_visit_of_ten_days_that_becomes_longer_by_25_is_counted_by_hand() -> None:
    risk = 1 - math.exp(-0.5 / 12)
    # whoever comes in the last 10 days of a month meets its review; with a new worker also the next one, if more than
    # 30.4375 − 25 days are left; a third one is too far away
    expected = risk / REVIEW_EVERY * (10 + risk * (10 - (REVIEW_EVERY - 25)))
    assert changes_of_worker(0.5, 10.0, 25.0) == pytest.approx(expected, rel=1e-3)
