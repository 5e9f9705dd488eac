"""Units in time: their terms, posts, closed days and luck in a plan."""

import numpy as np
import pytest

from simulate.plan import Ragged
from simulate.world.children import cohort
from simulate.world.planning import plan

from .towns_in_time import PHASES, SURGE, assert_same, town, unit_of

TERMS = """
[[changes]]
from = "50 days"
[changes.units.school_team]
workers = 6
newcomer = [
  { lasts = "20 days", caseload = 0.25 },
  { lasts = "9 days", caseload = 0.01 },
  { lasts = "5 days", caseload = 1.0 },
]
[[changes]]
from = "80 days"
[changes.arrivals.school]
per_month = 21
[[changes]]
from = "120 days"
[changes.units.school_team]
caseload = 3
extra_staff = { workers = 2, line_above = 5, after = "9 days" }
[changes.units.school_board]
meets_every = "7 days"
"""


def test_a_unit_has_new_terms_on_the_days_they_change_and_only_then() -> None:
    scenario = town(TERMS)
    team = unit_of(scenario, "school_team")
    assert [day for day, _ in team.later] == [50.0, 120.0]
    assert (team.workers, team.caseload, team.newcomer) == (4, 10, ())
    (_, first), (_, second) = team.later
    assert first.newcomer == ((20.0, 3), (9.0, 1))  # a quarter of ten is two and a half, rounded up
    assert (first.workers, first.caseload, first.extra) == (6, 10, None)
    assert (first.full_pace_up_to, first.newcomer_shares) == (None, ())
    assert (second.workers, second.caseload, second.newcomer) == (6, 3, ((20.0, 1), (9.0, 1)))
    assert second.extra is not None
    assert (second.extra.workers, second.extra.caseload) == (2, 3)
    assert (team.posts, team.slots) == (6, 8)
    assert [(day, terms.meets_every) for day, terms in unit_of(scenario, "school_board").later] == [(120.0, 7.0)]
    assert unit_of(scenario, "social_office").later == ()


def test_a_newcomer_has_full_pace_for_the_very_share_of_the_caseload_and_not_for_whole_children() -> None:
    scenario = town(TERMS.replace("workers = 6", "workers = 5.5\nfull_pace_up_to = 7"))
    team = unit_of(scenario, "school_team")
    (_, first), (_, second) = team.later
    assert team.full_pace_up_to is None
    assert team.ever_shares_time
    assert first.newcomer == ((20.0, 3), (9.0, 1))
    assert first.newcomer_shares == (0.25, 0.01)
    assert [first.full_pace_in(stretch, 0) for stretch in range(3)] == [1.75, 0.07, 7.0]
    assert [first.full_pace_in(stretch, 5) for stretch in range(3)] == [0.875, 0.035, 3.5]
    # with three places a share of 0.9 is as many as all, but not as much time
    quick = "caseload = 3\nnewcomer = [{ lasts = '20 days', caseload = 0.9 }]"
    (_, second) = unit_of(town(TERMS.replace("caseload = 3", f"full_pace_up_to = 2\n{quick}")), "school_team").later[-1]
    assert (second.newcomer, second.newcomer_shares) == (((20.0, 3),), (0.9,))
    (_, second) = unit_of(town(TERMS.replace("caseload = 3", quick)), "school_team").later[-1]
    assert second.newcomer == ()


def test_what_an_organisation_says_of_a_unit_holds_over_a_change_of_the_unit() -> None:
    team = unit_of(town(TERMS), "school_team", "integrated")
    assert [(day, terms.workers) for day, terms in team.later] == [(50.0, 5), (120.0, 5)]


def test_posts_that_open_later_have_luck_too_and_both_organisations_meet_the_same() -> None:
    ill = 'absence = { share = 0.4, spell = "9 days" }\nturnover = 3.0\n'
    scenario = town(TERMS.replace("caseload = 3\n", "caseload = 3\n" + ill))
    siloed, integrated = (unit_of(scenario, "school_team", name).staff for name in ("siloed", "integrated"))
    assert siloed is not None
    assert integrated is not None
    assert (len(siloed.leaves_at), len(integrated.leaves_at)) == (6, 5)
    np.testing.assert_array_equal(siloed.leaves_at[:5], integrated.leaves_at)
    for post in range(5):
        assert len(siloed.away.row(post))
        assert siloed.away.row(post).min() >= 120
        np.testing.assert_array_equal(siloed.away.row(post), integrated.away.row(post))


def test_time_set_aside_by_an_organisation_is_so_in_every_unit_with_workers_that_says_nothing_itself() -> None:
    given = '{ share = 0.1, gain = 0.2, half_life = "60.875 days" }'
    scenario = town(
        organisations__siloed__development=given,
        units__social_office__development='{ share = 0.3, gain = 0.2, half_life = "1 year" }',
    )
    shares = {
        unit.name: unit.development.share if unit.development is not None else None
        for unit in plan(cohort(scenario, 0), "siloed").units
    }
    assert shares == {"school_team": 0.1, "social_office": 0.3, "school_board": None}
    development = unit_of(scenario, "school_team").development
    assert development is not None
    assert development.learns == pytest.approx(1 - np.sqrt(0.5))  # a month of a half-life of two
    assert unit_of(scenario, "school_team", "integrated").development is None


def test_closed_days_are_those_of_the_day_and_touching_ones_are_one() -> None:
    change = """
[[changes]]
from = 2018-07-15
[changes.units.school_team]
closed = [{ from = 2018-07-10, until = 2018-08-01 }, { from = 2018-12-01, until = 2018-12-05 }]
"""
    scenario = town(change, units__school_team__closed='[{ from = "07-01", until = "09-01" }]')
    assert unit_of(scenario, "school_team").closed == ((181.0, 212.0), (334.0, 338.0))
    assert unit_of(scenario, "social_office").closed == ()


def test_work_stops_on_those_closed_days_and_out_of_those_hours_that_say_so_as_long_as_they_hold() -> None:
    change = """
[[changes]]
from = 2018-07-15
[changes.units.school_team]
closed = [{ from = 2018-07-10, until = 2018-08-01, work_stops = true }, { from = 2018-12-01, until = 2018-12-05 }]
[[changes]]
from = 2018-01-08
[changes.units.social_office]
hours = { open = "weekdays", work_stops = true }
[[changes]]
from = 2018-01-22
[changes.units.social_office]
hours = { open = "weekdays" }
"""
    scenario = town(change, units__school_team__closed='[{ from = "07-01", until = "09-01" }]')
    team, office = unit_of(scenario, "school_team"), unit_of(scenario, "social_office")
    assert team.closed == ((181.0, 212.0), (334.0, 338.0))
    assert team.stops == ((195.0, 212.0),)  # from the day of the change on
    assert office.stops == ((12.0, 14.0), (19.0, 21.0))
    assert office.closed[:3] == ((12.0, 14.0), (19.0, 21.0), (26.0, 28.0))


def test_luck_of_staff_is_the_same_whatever_else_the_scenario_holds() -> None:
    ill = {
        "units__social_office__absence": '{ share = 0.3, spell = "9 days" }',
        "units__social_office__turnover": "2.0",
    }
    plain = unit_of(town(**ill), "social_office").staff
    other = unit_of(town(SURGE + PHASES + TERMS, **ill, arrivals__school__urgent="0.9"), "social_office").staff
    assert plain is not None
    assert isinstance(plain.away, Ragged)
    assert_same(plain, other)


def test_a_part_of_a_worker_is_a_part_time_post_wherever_workers_are_given() -> None:
    change = '[[changes]]\nfrom = "50 days"\nunits.school_team.workers = 0.5\n'
    keys = {"units__school_team__workers": "4.25", "organisations__integrated__units__school_team__workers": "5.5"}
    scenario = town(change, **keys)
    siloed, integrated = (unit_of(scenario, "school_team", name) for name in ("siloed", "integrated"))
    held = [[(day, terms.workers, terms.part_post) for day, terms in unit.in_time] for unit in (siloed, integrated)]
    assert held == [[(0.0, 5, 0.25), (50.0, 1, 0.5)], [(0.0, 6, 0.5)]]


def test_a_whole_number_of_workers_is_whole_however_it_is_written() -> None:
    plain = unit_of(town(), "school_team")
    for written in ("4.0", "4.000000000000001", "3.9999999999999996"):
        assert_same(unit_of(town(units__school_team__workers=written), "school_team"), plain)
