"""Posts that follow the work, on the days on which the work is another."""

from simulate.world.children import cohort
from simulate.world.planning import plan
from simulate.world.posts import posts_in_time, staffed_spans

from .three_doors import ALL, posts, town

DATED = """
[[organisations.team.phases]]
from = "100 days"
door = "own"

[[changes]]
from = "50 days"
units.school_team.workers = 10

[[changes]]
from = "200 days"
organisations.team.door = "shared_intake"
organisations.team.units.clinic.workers = 3
"""


def test_posts_move_on_the_day_on_which_the_work_does() -> None:
    scenario = town(more=DATED)
    with_ten = ALL | {"school_team": 10}
    every = posts_in_time(scenario, "team")
    assert [(each.day, each.here) for each in every] == [
        (0, ALL | {"school_team": 18, "clinic": 6, "reception": 7}),
        (50, with_ten | {"school_team": 9, "clinic": 6, "reception": 6}),
        (100, with_ten),
        (200, with_ten | {"school_team": 9, "clinic": 3, "reception": 4}),
    ]
    reception = next(unit for unit in plan(cohort(scenario, 1), "team").units if unit.name == "reception")
    assert [(0.0, reception.workers), *((day, terms.workers) for day, terms in reception.later)] == [
        (0, 7), (50, 6), (100, 3), (200, 4),
    ]  # fmt: skip


def test_a_change_of_something_else_moves_no_post_and_one_of_who_comes_does() -> None:
    """The school's team makes the clinic's talks too; in the first fifty days nobody comes from the clinic."""
    both = (
        ('clinic_talk = { role = "intake", unit = "clinic"', 'clinic_talk = { role = "intake", unit = "school_team"'),
        ("per_month = 30", "per_month = 30\nsurges = [{ from = 2018-01-01, until = 2018-02-20, factor = 0 }]"),
    )
    places = '[[changes]]\nfrom = "50 days"\nunits.reception.caseload = 5\n'
    assert [each.day for each in posts_in_time(town(*both, more=places), "team")] == [0]
    come = '[[changes]]\nfrom = "50 days"\narrivals.clinic.per_month = 0\n'
    (never,) = posts_in_time(town(*both, more=come), "team")  # nor afterwards
    assert never.here == ALL | {"school_team": 18, "reception": 5}
    fewer = '[[changes]]\nfrom = "50 days"\narrivals.clinic.per_month = 10\n'
    first, second = posts_in_time(town(*both, more=fewer), "team")
    assert first.here == never.here
    # then as many from both: 6 and 10 days of talk and 54 of teaching, 16 of 70 of 20 posts are 4.57
    assert second.here == ALL | {"school_team": 15.5, "reception": 7.5}


def test_posts_may_begin_to_follow_the_work_on_a_day() -> None:
    scenario = town(
        ('staff = "follows the work"\n', ""),
        more='[[organisations.team.phases]]\nfrom = "90 days"\nstaff = "follows the work"\n',
    )
    assert [(each.day, each.here["reception"]) for each in posts_in_time(scenario, "team")] == [(90, 7)]
    assert [here.unit_in("reception", "team").workers for _, here in staffed_spans(scenario)] == [3, 7]


def test_units_that_nobody_comes_to_any_more_keep_half_a_post_for_those_who_came_before() -> None:
    """The school's talks are another unit's; from a day on it has none, but a line."""
    alone = (
        ("[units]\n", '[units]\ntalkers = { administration = "school", workers = 6 }\n'),
        ('"intake", unit = "school_team"', '"intake", unit = "talkers"'),
        ('door = "shared_intake"\n', ""),
    )
    later = town(*alone, more='[[organisations.team.phases]]\nfrom = "100 days"\ndoor = "shared_intake"\n')
    assert [each.here["talkers"] for each in posts_in_time(later, "team")] == [6, 0.5]
    assert posts(town(*alone[:2]))["talkers"] == 0
