"""Two doors that become one, week by week: with the talks goes the post of her who made them."""

from telling import SIXTY_WEEKS, Child, Story, tell

TOWN = f"""
title = "Two doors, or one"
{SIXTY_WEEKS}
first_need = "schooling"
needs = [{{ share = 0.5 }}, {{ share = 0.5, with = ["health"] }}]
[needs]
schooling = {{ pathway = ["school_talk", "teaching"] }}
health = {{ pathway = ["clinic_talk", "therapy"] }}
[steps]
school_talk = {{ role = "intake", unit = "school", duration = "2 weeks" }}
teaching = {{ role = "support", unit = "school", duration = "2 weeks" }}
clinic_talk = {{ role = "intake", unit = "clinic", duration = "2 weeks" }}
therapy = {{ role = "support", unit = "therapists", duration = "4 weeks" }}
first_talk = {{ role = "intake", unit = "clinic", duration = "2 weeks" }}
[units]
school = {{ administration = "school", workers = 2 }}
clinic = {{ administration = "region", workers = 1 }}
therapists = {{ administration = "region", workers = 1 }}
[organisations.apart]
notices = 1
[organisations.one_door]
door = "first_talk"
"""

FOLLOWS = TOWN + 'staff = "follows the work"\n'
PUPILS = [Child(1, ["schooling"]), Child(1, ["schooling"]), Child(1, ["schooling"])]


def weeks(story: Story, step: str) -> list[tuple[float, float]]:
    return [story.from_to(child, step) for child in range(3)]


def test_two_who_talk_at_two_doors_talk_at_one_and_the_third_child_waits_as_before() -> None:
    """Half of what the school's two workers do is talks: one of them goes with these to the clinic's door."""
    apart = tell(TOWN, PUPILS, "apart")
    assert weeks(apart, "school_talk") == [(1, 3), (1, 3), (3, 5)]
    together = tell(FOLLOWS, PUPILS, "one_door")
    assert {unit.name: unit.workers for unit in together.plan.units} == {"school": 1, "clinic": 2, "therapists": 1}
    assert weeks(together, "first_talk") == [(1, 3), (1, 3), (3, 5)]
    assert [together.worker(child, "first_talk") for child in range(3)] == [0, 1, 0]
    # and one teaches where two did
    assert weeks(apart, "teaching") == [(3, 5), (5, 7), (5, 7)]
    assert weeks(together, "teaching") == [(3, 5), (5, 7), (7, 9)]


def test_where_posts_stay_where_they_are_the_one_door_has_a_line_and_the_school_has_none() -> None:
    as_written = tell(TOWN, PUPILS, "one_door")
    assert weeks(as_written, "first_talk") == [(1, 3), (3, 5), (5, 7)]
    assert weeks(as_written, "teaching") == [(3, 5), (5, 7), (7, 9)]
    stays = tell(FOLLOWS.replace("workers = 2 }", "workers = 2, posts_stay = true }"), PUPILS, "one_door")
    assert weeks(stays, "first_talk") == weeks(as_written, "first_talk")
