"""Stories of waiting: who is called, when, and by whom."""

import pytest
from telling import SIXTY_WEEKS, Child, strain, tell

ONE_OFFICE = (
    'title = "One office"'
    + SIXTY_WEEKS
    + """first_need = "help"
[needs.help]
pathway = ["support"]
[needs.long_help]
pathway = ["talk", "support"]
[steps]
talk = {{ role = "intake", {talk_here}duration = "4 weeks" }}
support = {{ role = "support", unit = "office", duration = "3 weeks" }}
[units]
office = {{ administration = "town", workers = {workers}, caseload = {caseload} }}
[organisations.siloed]
order = "{order}"
{more}
"""
)


USUAL = "urgent, then longest wait"


def office(workers: int = 1, caseload: int = 1, order: str = USUAL, more: str = "", talk_here: bool = False) -> str:
    talk = 'unit = "office", ' if talk_here else ""
    return ONE_OFFICE.format(workers=workers, caseload=caseload, order=order, more=more, talk_here=talk)


def test_one_place_is_given_to_one_child_at_a_time_in_the_order_they_came() -> None:
    story = tell(office(), [Child(0, ["help"]), Child(1, ["help"]), Child(2, ["help"])])
    assert [story.weeks(child, "support") for child in range(3)] == [(0, 0, 3), (1, 3, 6), (2, 6, 9)]


def test_a_second_worker_in_one_organisation_shortens_the_line() -> None:
    more = "units.office.workers = 2"
    story = tell(office(more=more), [Child(0, ["help"]), Child(1, ["help"]), Child(2, ["help"])])
    assert [story.from_to(child, "support") for child in range(3)] == [(0, 3), (1, 4), (3, 6)]


@pytest.mark.parametrize(
    ("order", "called"),
    [
        ("longest wait", [0, 2, 3, 1, 4]),
        ("urgent, then longest wait", [0, 2, 4, 3, 1]),
        ("longest total wait", [0, 2, 1, 3, 4]),
        ("urgent, then longest total wait", [0, 2, 4, 1, 3]),
    ],
)
def test_the_order_decides_who_is_called_first(order: str, called: list[int]) -> None:
    children = [
        Child(0, ["help"]),
        Child(0.5, ["long_help"]),  # in this line from week 4.5 on
        Child(2, ["help"]),
        Child(4, ["help"]),
        Child(5, ["help"], urgent=True),
    ]
    story = tell(office(order=order), children)
    assert [story.from_to(child, "support")[0] for child in called] == [0, 3, 6, 9, 12]


def test_a_child_stays_with_the_worker_it_knows() -> None:
    # in week 5 both workers are free, and the first would be taken by number
    story = tell(office(workers=2, talk_here=True), [Child(0, ["help"]), Child(1, ["long_help"])])
    assert story.worker(0, "support") == 0
    assert story.worker(1, "talk") == story.worker(1, "support") == 1
    assert story.weeks(1, "support") == (5, 5, 8)


def test_a_child_whose_worker_is_full_is_seen_by_another() -> None:
    children = [Child(0, ["help"]), Child(1, ["long_help"]), Child(2, ["help"], urgent=True), Child(3, ["help"])]
    story = tell(office(workers=2, talk_here=True), children)
    # week 3: worker 0 goes on to child 2; week 5: worker 1 to child 3, who has waited longer; week 6: worker 0 is free
    assert story.worker(1, "talk") == story.worker(3, "support") == 1
    assert story.weeks(1, "support") == (5, 6, 9)
    assert story.worker(1, "support") == 0


def test_of_two_workers_it_knows_a_child_meets_the_latest() -> None:
    talks = ["talk", "second_talk", "third_talk"]
    text = office(workers=2, talk_here=True).replace('["talk", "support"]', str([*talks, "support"]))
    text += "".join(f'[steps.{talk}]\nrole = "intake"\nunit = "office"\nduration = "4 weeks"\n' for talk in talks[1:])
    story = tell(text, [Child(0, ["long_help"]), Child(1, ["help"]), Child(3, ["help"])])
    # week 4: both workers are free; child 2, who has waited longer, is taken by worker 0; weeks 8 and 12: both again
    assert story.worker(2, "support") == 0
    assert story.weeks(0, "second_talk") == (4, 4, 8)
    assert [story.worker(0, step) for step in (*talks, "support")] == [0, 1, 1, 1]


def test_a_new_child_goes_to_the_worker_with_most_free_places() -> None:
    story = tell(office(workers=2, caseload=2), [Child(week / 10, ["help"]) for week in range(4)])
    assert [story.worker(child, "support") for child in range(4)] == [0, 1, 0, 1]


BOARD = (
    'title = "A board"'
    + SIXTY_WEEKS
    + """first_need = "help"
[needs.help]
pathway = ["decision", "support"]
[steps]
decision = { role = "decision", unit = "board" }
support = { role = "support", duration = "3 weeks" }
[units]
board = { administration = "town", meets_every = "2 weeks", cases = 1 }
[organisations.siloed]
"""
)


def test_a_meeting_takes_its_cases_on_its_day_and_an_urgent_one_first() -> None:
    story = tell(BOARD, [Child(0, ["help"]), Child(0.5, ["help"]), Child(1, ["help"], urgent=True), Child(8, ["help"])])
    decided = [story.weeks(child, "decision") for child in range(4)]
    assert decided == [(0, 4, 4), (0.5, 6, 6), (1, 2, 2), (8, 8, 8)]  # who comes on the day is still taken
    assert story.from_to(2, "support") == (2, 5)


TWO_OFFICES = (
    'title = "Two offices"'
    + SIXTY_WEEKS
    + """first_need = "a"
[needs.a]
pathway = ["at_a"]
[needs.b]
pathway = ["at_b"]
[steps]
at_a = {{ role = "assessment", unit = "a", duration = "2 weeks" }}
at_b = {{ role = "assessment", unit = "b", duration = "3 weeks" }}
[units]
a = {{ administration = "town", workers = 1 }}
b = {{ administration = "region", workers = 1 }}
[organisations.siloed]
assessment = "joint"
notices = 1
handover = "0 days"
refused = 0
keeps_places_after = "{keeps_after}"
"""
)
COMERS = [Child(0, ["a"]), Child(0, ["b"]), Child(1, ["a", "b"]), Child(1.5, ["a"]), Child(2.5, ["b"])]
TOGETHER = "at_a + at_b"


def test_a_joint_visit_never_holds_one_unit_while_it_waits_for_another() -> None:
    story = tell(TWO_OFFICES.format(keeps_after="50 weeks"), COMERS)
    # a is free in week 2 and b in week 3: each goes on to the next who needs only it
    assert story.weeks(3, "at_a") == (1.5, 2, 4)
    assert story.weeks(4, "at_b") == (2.5, 3, 6)
    assert story.weeks(2, TOGETHER) == (1, 6, 9)
    assert story.units(2, TOGETHER) == ["a", "b"]


def test_places_are_kept_for_a_joint_visit_that_has_waited_long() -> None:
    story = tell(TWO_OFFICES.format(keeps_after="1 week"), COMERS)
    # from week 2 on the free place in a is kept; b is free in week 3
    assert story.weeks(2, TOGETHER) == (1, 3, 6)
    assert story.weeks(3, "at_a") == (1.5, 5, 7)  # a's part of the joint visit is done in week 5, b's in week 6
    assert story.weeks(4, "at_b") == (2.5, 6, 9)


def test_a_place_taken_before_keeping_begins_is_waited_for() -> None:
    story = tell(TWO_OFFICES.format(keeps_after="1.5 weeks"), COMERS)
    # a goes on to the next in week 2; b is kept from week 3; both are free in week 4
    assert story.weeks(3, "at_a") == (1.5, 2, 4)
    assert story.weeks(2, TOGETHER) == (1, 4, 7)
    assert story.weeks(4, "at_b") == (2.5, 7, 10)


THIRD_OFFICE = """
[needs.c]
pathway = ["at_c"]
[steps.at_c]
role = "assessment"
unit = "c"
duration = "1 week"
[units.c]
administration = "church"
workers = 1
"""


def test_of_two_joint_visits_that_have_waited_long_the_first_is_kept_for() -> None:
    comers = [Child(0, ["a"]), Child(0, ["b"]), Child(0.5, ["a", "b"]), Child(1, ["a", "c"])]
    story = tell(TWO_OFFICES.format(keeps_after="0 days") + THIRD_OFFICE, comers)
    # a is free in week 2, and c all the time; but a is kept for who came before, until b is free in week 3
    assert story.weeks(2, TOGETHER) == (0.5, 3, 6)
    assert story.weeks(3, "at_a + at_c") == (1, 5, 7)


def test_who_is_ranked_before_takes_a_place_although_a_joint_visit_has_waited_long() -> None:
    comers = [Child(0, ["a"]), Child(0, ["b"]), Child(0.5, ["a"]), Child(1, ["a", "b"]), Child(2.5, ["b"])]
    story = tell(TWO_OFFICES.format(keeps_after="0 days"), comers)
    # week 2: a is free, and child 2 has waited longer; week 3: b is kept, since nobody is before child 3 any more
    assert story.weeks(2, "at_a") == (0.5, 2, 4)
    assert story.weeks(3, TOGETHER) == (1, 4, 7)
    assert story.weeks(4, "at_b") == (2.5, 7, 10)


def test_nothing_is_kept_in_one_unit_while_somebody_is_before_the_joint_visit_in_the_other() -> None:
    comers = [
        Child(0, ["a"]),
        Child(0, ["b"]),
        Child(0.5, ["b"]),
        Child(1, ["a", "b"]),
        Child(1.5, ["a"]),
        Child(3, ["a"]),
    ]
    story = tell(TWO_OFFICES.format(keeps_after="0 days"), comers)
    # week 2: a would stand empty until child 2, who is before child 3 in b, has been there too: so child 4 is called
    assert story.weeks(4, "at_a") == (1.5, 2, 4)
    assert story.weeks(2, "at_b") == (0.5, 3, 6)
    # week 4: child 3 is next in both
    assert story.weeks(3, TOGETHER) == (1, 6, 9)
    assert story.weeks(5, "at_a") == (3, 8, 10)


def test_one_place_is_kept_in_each_unit_and_the_others_are_given_away() -> None:
    text = TWO_OFFICES.format(keeps_after="0 days").replace('"town", workers = 1', '"town", workers = 2')
    story = tell(text, [Child(0, ["a"]), Child(0, ["b"]), Child(1, ["a", "b"]), Child(1.5, ["a"]), Child(1.7, ["a"])])
    # one place in a is free from week 1 on, and kept; in week 2 there is another
    assert story.weeks(3, "at_a") == (1.5, 2, 4)
    assert story.weeks(2, TOGETHER) == (1, 3, 6)
    assert story.weeks(4, "at_a") == (1.7, 4, 6)


@pytest.mark.parametrize(
    ("order", "urgent_child", "joint"),
    [("urgent, then longest wait", (2.5, 2.5, 4.5), 4.5), ("longest wait", (2.5, 5, 7), 3)],
)
def test_an_urgent_child_takes_a_kept_place_where_urgent_children_come_first(
    order: str, urgent_child: tuple[float, float, float], joint: float
) -> None:
    text = TWO_OFFICES.format(keeps_after="0 days") + f'order = "{order}"\n'
    comers = [Child(0, ["a"]), Child(0, ["b"]), Child(1, ["a", "b"]), Child(2.5, ["a"], urgent=True)]
    story = tell(text, comers)
    # a is free in week 2 and kept until b is in week 3
    assert story.weeks(3, "at_a") == urgent_child
    assert story.from_to(2, TOGETHER) == (joint, joint + 3)


def test_an_urgent_joint_visit_takes_a_place_that_is_kept_for_another() -> None:
    comers = [Child(0, ["c"]), Child(0.5, ["a", "c"]), Child(2, ["a", "b"], urgent=True)]
    text = TWO_OFFICES.format(keeps_after="1 week") + THIRD_OFFICE.replace("1 week", "20 weeks")
    story = tell(text, comers)
    # a is free, and from week 1.5 on kept for child 1, who waits for c
    assert story.weeks(2, TOGETHER) == (2, 2, 5)
    assert story.weeks(1, "at_a + at_c") == (0.5, 20, 40)


def test_nothing_is_kept_from_a_child_in_crisis() -> None:
    text = TWO_OFFICES.format(keeps_after="0 days").replace('["at_a"]', '["at_a", "help_at_a"]\ncrisis_per_week = 0.1')
    text += """
[steps.help_at_a]
role = "support"
unit = "a"
[steps.acute]
role = "support"
unit = "a"
duration = "2 weeks"
[crisis]
step = "acute"
"""
    text = text.replace('keeps_places_after = "0 days"', 'keeps_places_after = "0 days"\norder = "longest wait"')
    story = tell(text, COMERS, luck={"crisis/0": [0.999, 0.999, 0.999, strain(0.07), 0.999], "crisis/1": 0.999})
    # a is free from week 2 on and kept for the joint visit, but not from child 3 in its crisis
    assert story.crises(3) == pytest.approx([2.2])
    assert story.weeks(3, "acute") == pytest.approx((2.2, 2.2, 4.2))
    assert story.weeks(2, TOGETHER) == pytest.approx((1, 4.2, 7.2))
