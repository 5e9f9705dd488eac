"""What is said of units that are asked too much is true of them, and of the children who wait there."""

from dataclasses import replace

from simulate.findings.compare import Overload, Tables
from simulate.show.notes import notes
from simulate.show.overload import overload_lines, overload_sentence

from .synthetic import facts, tables

TWO = ("siloed", "integrated")


def with_overloads(*overloads: Overload, left: float = 0.0) -> Tables:
    """Give tables with these overloads and no other, and so many leaving every line."""
    made = tables(TWO)
    made.waits_by_unit[["overloaded", "line_grows"]] = False
    made.waits_by_unit[["left_line", "settled"]] = [left, True]
    made.waits_by_unit["offered_load"] = 0.9
    return replace(made, overloads=overloads)


def test_children_who_wait_ever_longer_are_said_to_where_they_do_and_how_much_is_asked() -> None:
    both = with_overloads(
        Overload("siloed", "first_line", 1.07, True, False), Overload("integrated", "first_line", 1.16, False, False)
    )
    words = "The longer one looks, the longer children wait for first line"
    assert overload_lines(both, facts()) == [
        f"{words} in every organisation: 107 to 116 % of what it can do is asked of it."
    ]
    assert overload_sentence(both, facts()) == f"{words} (asked for 107 to 116 % of what it can do)."
    one = with_overloads(Overload("siloed", "first_line", 0.97, True, False))
    assert overload_lines(one, facts()) == [
        f"{words} in siloed: its line grows, though only 97 % of what it can do is asked of it."
    ]


def test_a_line_that_stays_as_it_is_because_children_leave_it_is_said_to_with_the_share_that_leaves() -> None:
    settled = with_overloads(Overload("integrated", "first_line", 1.51, False, True), left=0.352)
    words = (
        "35 % of the children who stand in line for first line leave it in integrated; only so the line does not grow, "
        "as 151 % of what it can do is asked of it."
    )
    assert overload_lines(settled, facts()) == [words]
    assert overload_sentence(settled, facts()) == words
    assert f"Warning: {words}" in notes(settled, facts())


def test_a_unit_asked_too_much_whose_line_has_not_grown_yet_is_not_said_to_have_one_that_grows() -> None:
    early = with_overloads(Overload("integrated", "first_line", 1.02, False, True))
    assert overload_lines(early, facts()) == [
        "More children come to first line in integrated than it can help (102 %), though its line does not grow yet."
    ]


def test_where_working_time_is_shared_children_are_not_said_to_wait_longer_as_their_visits_may_take_longer() -> None:
    longer = with_overloads(Overload("siloed", "first_line", 1.07, True, False, of_time=True))
    words = "The longer one looks, the longer children wait for first line"
    assert overload_lines(longer, facts()) == [
        f"{words} in siloed, or visits there take: 107 % of what it can do is asked of it."
    ]
    assert overload_sentence(longer, facts()) == f"{words} (asked for 107 % of what it can do), or visits there take."
    growing = with_overloads(Overload("siloed", "first_line", 0.97, True, False, of_time=True))
    assert overload_lines(growing, facts()) == [
        f"{words} in siloed, or visits there take: children in line and above full pace become ever more, though only "
        "97 % of what it can do is asked of it."
    ]
    early = with_overloads(Overload("siloed", "first_line", 1.02, False, True, of_time=True))
    assert overload_lines(early, facts()) == [
        "More children come to first line in siloed than it can help (102 %), though those in line and above full "
        "pace do not become ever more yet."
    ]


def test_organisations_in_which_something_else_becomes_of_the_children_are_told_apart() -> None:
    made = with_overloads(
        Overload("siloed", "first_line", 1.07, True, False), Overload("integrated", "first_line", 1.2, False, True),
        left=0.2,
    )  # fmt: skip
    first, second = overload_lines(made, facts())
    assert "in siloed: 107 %" in first
    assert second.startswith("20 % of the children who stand in line for first line leave it in integrated")


def test_every_unit_is_said_to_keep_up_only_where_none_is_overloaded_and_no_line_grows() -> None:
    made = with_overloads()
    fullest = (made.waits_by_unit["unit"] == "counsellors") & (made.waits_by_unit["organisation"] == "integrated")
    made.waits_by_unit.loc[fullest, "offered_load"] = 0.94
    titled = facts(titles={"unit": {"counsellors": "Kuratorerna"}})
    assert overload_sentence(made, titled) == (
        "Every unit keeps up with what children ask of it: at most 94 % of what it can do (Kuratorerna in integrated)."
    )
    made.waits_by_unit.loc[fullest, "line_grows"] = True
    assert overload_sentence(made, titled) == ""
    asked = with_overloads(Overload("siloed", "first_line", 1.02, False, True))
    assert "keeps up" not in overload_sentence(asked, titled)


def test_no_unit_is_said_to_keep_up_that_is_asked_for_as_much_as_it_can_do() -> None:
    made = with_overloads()
    fullest = (made.waits_by_unit["unit"] == "counsellors") & (made.waits_by_unit["organisation"] == "integrated")
    made.waits_by_unit.loc[fullest, "offered_load"] = 1.01  # ±1 point
    assert overload_sentence(made, facts()) == (
        "Children ask as much of counsellors in integrated as it can do (101 %), and of no unit more."
    )


def test_nothing_is_said_to_keep_up_where_all_work_is_with_children_who_were_there_before() -> None:
    made = with_overloads()
    made.waits_by_unit["offered_load"] = 0.0
    assert overload_sentence(made, facts()) == ""


def test_of_many_units_in_a_sentence_three_are_named_and_the_others_counted() -> None:
    units = ("first_line", "counsellors", "committee", "reception", "transit")
    made = with_overloads(*(Overload("siloed", unit, 1.1, True, False) for unit in units))
    assert overload_sentence(made, facts()) == (
        "The longer one looks, the longer children wait for first line (asked for 110 % of what it can do), "
        "counsellors (asked for 110 % of what it can do), committee (asked for 110 % of what it can do) and 2 more "
        "units."
    )
    assert len(overload_lines(made, facts())) == 5
