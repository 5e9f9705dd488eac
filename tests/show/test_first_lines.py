"""The first lines of the table: of children, with numbers, those who lose first, and nothing that does not matter."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulate.findings.compare import Tables
from simulate.findings.groups import ON_LIST
from simulate.show.amounts import children
from simulate.show.facts import Facts
from simulate.show.first_lines import first_lines
from simulate.show.gainers import who_gains
from simulate.show.sentences import half_of_the_children, journey, longest_line, time_in_lines

from .synthetic import facts, tables

TWO = ("siloed", "integrated")
SIXTEEN = tuple(f"organisation_{letter}" for letter in "abcdefghijklmnop")
QUIET = ("summary", "differences", "gains", "money")


def town(organisations: tuple[str, ...] = TWO) -> Tables:
    """Give tables that may be changed, in which no group of children waits longer and nothing costs more or less."""
    made = tables(organisations)
    made.differences[["difference", "low", "high"]] = 0.0
    made.differences["distinct"] = False
    made.money["distinct"] = False
    return made


def told(made: Tables, facts_of: Facts | None = None) -> str:
    return " ".join(first_lines(made, facts_of or facts()))


def differ(
    made: Tables,
    measure: str,
    group: str,
    was: float,
    now: float,
    distinct: bool = True,
    organisation: str = "integrated",
) -> None:
    """Let a group's figure be another in the integrated organisation, or in that one, than in the siloed one."""
    table = made.summary
    for name, value in (("siloed", was), (organisation, now)):
        rows = (table["organisation"] == name) & (table["measure"] == measure) & (table["group"] == group)
        table.loc[rows, "value"] = value
    table = made.differences
    rows = (table["organisation"] == organisation) & (table["measure"] == measure) & (table["group"] == group)
    table.loc[rows, ["difference", "distinct"]] = [now - was, distinct]


def lived(made: Tables, measure: str, lost: float, gained: float, group: str = "all", organisation: str = "") -> None:
    """Let shares of the children lose and gain."""
    table = made.gains
    rows = (table["measure"] == measure) & (table["group"] == group)
    if organisation:
        rows &= table["organisation"] == organisation
    table.loc[rows, ["lost", "gained"]] = [lost, gained]


def test_the_first_sentences_say_of_how_many_children_half_have_support_within_how_many_days() -> None:
    made = town()
    differ(made, "first_support_median", "all", 63.2, 66.8)
    differ(made, "full_support_median", "all", 111, 78)
    assert first_lines(made, facts())[:2] == [
        "Half of 5 000 children have their first support within 63 days in siloed and 67 in integrated.",
        "Half of 5 000 children have all the support they need within 111 days in siloed and 78 in integrated.",
    ]


def test_where_fewer_than_half_have_support_it_is_said_how_many_do_and_never_that_nobody_does() -> None:
    made = town()
    of_median = made.summary["measure"] == "first_support_median"
    made.summary.loc[of_median, "value"] = np.nan
    made.summary.loc[of_median, "without"] = 0.62
    assert half_of_the_children(made, facts()) == (
        "While they are followed, of 5 000 children only 38 % in siloed and 38 in integrated get their first support."
    )
    differ(made, "first_support_median", "all", np.nan, 70)
    assert half_of_the_children(made, facts()) == (
        "While they are followed, of 5 000 children only 38 % in siloed get their first support; half have it within "
        "70 days in integrated."
    )


def test_where_no_child_was_counted_that_is_said_and_nothing_else_of_children() -> None:
    nobody = replace(town(), **{name: getattr(town(), name).iloc[:0] for name in QUIET})
    assert first_lines(nobody, facts()) == ["No child was counted: nobody who counts came from day 730 to day 1 461."]
    screened = town()
    contact = screened.summary[screened.summary["measure"] == "first_contact_median"]
    screened = replace(screened, summary=contact, gains=screened.gains.iloc[:0])
    assert first_lines(screened, facts()) == [
        "No child was counted for support: of those who count and came from day 730 to day 1 461 nobody needs any."
    ]


def test_where_nobody_came_but_those_on_the_list_the_sentences_are_of_them() -> None:
    made = town()
    listed = made.summary[made.summary["group"] == "one need"].assign(group=ON_LIST.key, children=40.0)
    gains = made.gains[made.gains["group"] == "one need"].assign(group=ON_LIST.key, children=40.0, lost=0.1, gained=0.3)
    made = replace(made, summary=listed, differences=made.differences.iloc[:0], gains=gains)
    sentences = first_lines(made, facts())
    assert sentences[0] == "No child was counted: nobody who counts came from day 730 to day 1 461."
    assert sentences[1].startswith("Half of 40 children on the list at the start have their first support within")
    assert who_gains(made, facts(), "full_support").startswith(
        "Of 40 children on the list at the start 10 % wait over a week longer"
    )


def test_one_child_is_not_said_to_be_children() -> None:
    assert [children([1.0]), children([1.0, 1.0], ON_LIST)] == ["1 child", "1 child on the list at the start"]
    assert [children([1.0, 2.0]), children([0.5])] == ["1 to 2 children", "0.5 children"]


def test_half_of_a_list_that_has_support_already_is_not_said_to_get_it_within_0_days() -> None:
    made = town()
    listed = made.summary[made.summary["group"] == "one need"].assign(group=ON_LIST.key, children=111.0)
    listed.loc[listed["measure"] == "first_support_median", "value"] = 0.0
    made = replace(made, summary=listed, differences=made.differences.iloc[:0], gains=made.gains.iloc[:0])
    assert first_lines(made, facts())[1:3] == [
        "At least half of 111 children on the list at the start had their first support already then, or got it on the "
        "day they came.",
        half_of_the_children(made, facts(), "full_support", ON_LIST),
    ]


def test_the_days_that_children_wait_longer_are_those_between_the_means_as_they_are_written() -> None:
    made = town()
    differ(made, "first_support_mean", "one need", 79.3, 86.7)  # 7.4, not 87 − 79
    assert (
        "Children with one need wait 7.4 days longer on average for their first support in integrated (86.7, not 79.3)."
    ) in told(made)


def test_those_who_lose_are_named_before_those_who_gain() -> None:
    made = town()
    lived(made, "first_support", lost=0.39, gained=0.23)
    lived(made, "full_support", lost=0.22, gained=0.004)
    assert (
        "In integrated, compared with siloed, 39 % of the children wait over a week longer for their first support and "
        "23 % over a week less; for all the support they need 22 % longer and <1 % less."
    ) in told(made)


def test_a_gap_that_shrinks_because_all_wait_longer_is_no_gain_of_anybody() -> None:
    made = town()
    differ(made, "first_support_mean", "one need", 57, 74)
    differ(made, "first_support_mean", "several needs", 76, 86)
    differ(made, "gap_needs", "all", 19, 12)
    assert (
        "Children with one need wait 17 days longer on average for their first support in integrated (74, not 57), "
        "those with several needs 10 days longer (86, not 76)."
    ) in told(made)
    assert "less (" not in told(made)
    assert "gap" not in told(made)


def test_groups_are_told_where_they_differ_in_sign_by_the_wait_in_which_most_is_lost() -> None:
    made = town()
    differ(made, "full_support_mean", "one need", 85, 93)
    differ(made, "full_support_mean", "several needs", 313, 240)
    differ(made, "first_support_mean", "stream: school", 43, 65)
    differ(made, "first_support_mean", "stream: social_services", 190, 148)
    differ(made, "full_support_mean", "stream: school", 90, 98)
    titled = facts(titles={"stream": {"social_services": "Orosanmälan"}})
    assert (
        "Children with one need wait 8 days longer on average for all the support they need in integrated (93, not "
        "85), those with several needs 73 days less (240, not 313). Children who come through school wait 22 days "
        "longer on average for their first support in integrated (65, not 43), those who come through Orosanmälan 42 "
        "days less (148, not 190)."
    ) in told(made, titled)


def test_where_nobody_loses_it_is_told_by_needs_who_gains_and_by_how_many_days() -> None:
    made = town()
    differ(made, "full_support_mean", "one need", 85, 86)
    differ(made, "full_support_mean", "several needs", 313, 240)
    differ(made, "full_support_mean", "stream: school", 200, 150)
    sentences = [sentence for sentence in first_lines(made, facts()) if "on average" in sentence]
    assert sentences == [
        "Children with several needs wait 73 days less on average for all the support they need in integrated (240, "
        "not 313)."
    ]


def test_who_has_all_support_sooner_is_told_after_who_waits_longer_for_the_first() -> None:
    made = town()
    differ(made, "first_support_mean", "several needs", 54, 63)
    differ(made, "full_support_mean", "several needs", 160, 100)
    sentences = [sentence for sentence in first_lines(made, facts()) if "on average" in sentence]
    assert sentences == [
        "Children with several needs wait 9 days longer on average for their first support in integrated (63, not 54).",
        "Children with several needs wait 60 days less on average for all the support they need in integrated (100, "
        "not 160).",
    ]


def test_a_door_through_which_children_wait_longer_is_told_before_needs_with_which_they_wait_less() -> None:
    made = town()
    differ(made, "full_support_mean", "several needs", 149, 101)
    differ(made, "first_support_mean", "stream: school", 43, 56)
    sentences = [sentence for sentence in first_lines(made, facts()) if "on average" in sentence]
    assert [sentence.split(" days ")[0] for sentence in sentences] == [
        "Children who come through school wait 13",
        "Children with several needs wait 48",
    ]


@pytest.mark.parametrize(("now", "distinct"), [(6.9, True), (60, False)])
def test_less_than_a_week_or_what_may_be_luck_is_called_neither_longer_nor_shorter(now: float, distinct: bool) -> None:
    made = town()
    differ(made, "full_support_mean", "one need", 100, 100 + now, distinct)
    differ(made, "first_support_mean", "stream: school", 100, 100 + now, distinct)
    assert "on average" not in told(made)


def test_of_two_organisations_beside_the_baseline_who_loses_is_told_of_each_by_needs_only() -> None:
    three = ("siloed", "early", "integrated")
    made = town(three)
    differ(made, "full_support_mean", "one need", 50, 74, organisation="integrated")
    differ(made, "full_support_mean", "several needs", 355, 283, organisation="early")
    differ(made, "first_support_mean", "stream: school", 43, 56, organisation="integrated")
    sentences = [sentence for sentence in first_lines(made, facts(three)) if "on average" in sentence]
    assert sentences == [
        "Children with one need wait 24 days longer on average for all the support they need in integrated (74, not "
        "50).",
        "Children with several needs wait 72 days less on average for all the support they need in early (283, not "
        "355).",
    ]


def many_doors(was: float, now: float) -> Tables:
    """Give tables in which children wait longer through five doors, a day more through each than the one before."""
    made = town()
    new = [f"stream: door_{number}" for number in range(5)]
    for name in ("summary", "differences"):
        table = getattr(made, name)
        rows = table[table["group"] == "stream: school"]
        made = replace(made, **{name: pd.concat([table, *(rows.assign(group=group) for group in new)])})
        made = replace(made, **{name: getattr(made, name).reset_index(drop=True)})
    for number, group in enumerate(new):
        differ(made, "first_support_mean", group, was, now + number)
    return made


def test_many_doors_are_counted_rather_than_listed() -> None:
    text = told(many_doors(50, 60))
    assert "through door 4 wait 14 days longer" in text
    assert (
        "those who come through door 3 13 days longer (63, not 50), and those through 3 more doors 10 to 12 days "
        "longer." in text
    )
    assert "door 2" not in text


def test_doors_that_are_counted_have_whole_days_whatever_the_named_ones_need() -> None:
    text = told(many_doors(50.45, 60.55))
    assert (
        "through door 4 wait 14.1 days longer on average for their first support in integrated (64.5, not 50.5)" in text
    )
    assert "and those through 3 more doors 10 to 12 days longer." in text


@pytest.mark.parametrize(("cost", "words"), [(100_900, ""), (102_000, "A child costs 2 % more in integrated than in")])
def test_money_is_told_from_a_hundredth_on(cost: float, words: str) -> None:
    made = town()
    rows = (made.money["payer"] == "all") & (made.money["kind"] == "all") & (made.money["organisation"] == "integrated")
    made.money.loc[rows, ["per_child", "difference", "distinct"]] = [cost, cost - 100_000, True]
    text = told(made)
    assert (words in text) if words else ("costs" not in text)
    if words:
        assert "(102 000 SEK, not 100 000)." in text


def test_of_many_organisations_only_those_are_told_in_which_most_lose_and_most_gain() -> None:
    made = town(SIXTEEN)
    for organisation in SIXTEEN[1:]:
        lived(made, "full_support", 0.2, 0.2, organisation=organisation)
    lived(made, "full_support", 0.41, 0.12, organisation="organisation_f")
    lived(made, "full_support", 0.09, 0.38, organisation="organisation_p")
    sentences = first_lines(made, facts(SIXTEEN))
    assert len(sentences) == 3
    assert sentences[2] == (
        "Of the children, compared with organisation a, most lose in organisation f: 41 % wait over a week longer for "
        "all the support they need, 12 % over a week less; most gain in organisation p: 38 % wait over a week less, "
        "9 % over a week longer."
    )


@pytest.mark.parametrize(
    ("shares", "said", "never"),
    [
        ({"early": (0.12, 0.15), "integrated": (0.19, 0.39)}, "most gain in integrated: 39 %", "most lose"),
        ({"early": (0.15, 0.13), "integrated": (0.37, 0.23)}, "most lose in integrated: 37 %", "most gain"),
    ],
)
def test_no_organisation_is_the_worst_where_more_gain_in_it_than_lose_nor_the_best_where_more_lose(
    shares: dict[str, tuple[float, float]], said: str, never: str
) -> None:
    three = ("siloed", "early", "integrated")
    made = town(three)
    for organisation, (lost, gained) in shares.items():
        lived(made, "full_support", lost, gained, organisation=organisation)
    sentence = who_gains(made, facts(three), "full_support")
    assert said in sentence
    assert never not in sentence
    assert "nowhere do those who wait over a week" in sentence
    assert "by 1 % of all" in sentence


def test_the_first_lines_stay_few() -> None:
    for organisations in (TWO, ("siloed", "early", "integrated"), SIXTEEN[:6], SIXTEEN):
        assert len(first_lines(tables(organisations), facts(organisations))) <= 8


def test_the_time_to_the_next_meeting_is_no_line() -> None:
    made = town()
    rows = made.waits_by_unit["unit"].isin(["committee", "reception", "joint_planning_meeting"])
    few = replace(made, waits_by_unit=made.waits_by_unit[rows])
    # the committee meets every fortnight: of its 7 days none is a line; 4 days at the reception all are
    assert longest_line(few, facts()).startswith("Children stand in line longest for reception: ")
    waits = few.waits_by_unit
    waits.loc[waits["unit"] == "committee", "mean"] = 30.0
    assert longest_line(few, facts()) == (
        "Children stand in line longest for committee beyond the time to the next meeting: 23 days on average in "
        "siloed and 23 in integrated."
    )
    waits["mean"] = 0.5
    assert longest_line(few, facts()) == "For no unit do children stand in line for a day or more on average."


def test_days_on_which_nobody_works_with_a_child_are_those_of_the_table() -> None:
    made = town()
    differ(made, "unattended_days", "all", 111, 83)
    use = pd.DataFrame(
        [(name, category, days) for name in TWO for category, days in (("assessment", 120.0), ("waiting", 4.0))],
        columns=["organisation", "category", "days"],
    )
    assert time_in_lines(replace(made, time_use=use), facts()) == (
        "Until a child has all its support nobody works with it on 111 of 124 days in siloed and 83 of 124 days in "
        "integrated; 4.0 and 4.0 days go to a line."
    )


def test_days_in_a_line_are_no_part_of_those_on_which_nobody_works_with_a_child() -> None:
    # a child with two needs is helped with one from the first day and stands in line for the other all the while
    made = town()
    differ(made, "unattended_days", "all", 0, 0)
    use = pd.DataFrame(
        [(name, "waiting", 50.0) for name in TWO],
        columns=["organisation", "category", "days"],
    )
    assert time_in_lines(replace(made, time_use=use), facts()) == (
        "Until a child has all its support nobody works with it on 0 of 50 days in siloed and 0 of 50 days in "
        "integrated; 50 and 50 days go to a line."
    )


def test_the_way_is_told_in_stories_people_and_days() -> None:
    made = town()
    for measure, was, now in (("story_told", 2.8, 1.9), ("people_met", 3.1, 3.3), ("unattended_days", 111, 83)):
        differ(made, measure, "all", was, now)
    assert journey(made, facts()) == (
        "A child tells its story 2.8 times in siloed and 1.9 in integrated, meets 3.1 and 3.3 people, and is without "
        "anybody working with it on 111 and 83 days."
    )
