"""One child's plan in words: the same as in the plan for all, with factors and pauses explained."""

import re

import pytest
from rich.console import Console
from worlds import small_world

from simulate.experiment.plans_of_child import plans_of_child
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.show.plan_story import story


def told(scenario: Scenario, child: str | None = None) -> str:
    console = Console(width=400, color_system=None)
    with console.capture() as captured:
        console.print(story(plans_of_child(scenario, 1, child)))
    return captured.get()


def sure(**replacements: str) -> Scenario:
    """A town where every child has both needs and goes all the way, and nothing is left to chance or spread."""
    plain = {
        "arrivals__school__needs": '[{ share = 1, with = ["protection"] }]',
        "needs__schooling__endings": '[{ share = 1, steps = ["school_meeting", "school_support"] }]',
        "steps__school_assessment__duration": '"30 days"',
        "steps__school_assessment__go_on": "1",
        "steps__reception__go_on": "1",
        "steps__school_support__duration": '"150 days"',
        "steps__reception__duration": '"2 days"',
        "steps__investigation__duration": '"40 days"',
        "organisations__siloed__notices": "1",
        "organisations__siloed__handover": '"14 days"',
        "organisations__siloed__refused": "1",
        "organisations__siloed__refused_delay": '"21 days"',
        "organisations__siloed__consent_delay": '"7 days"',
        "organisations__integrated__notices": "1",
        "organisations__integrated__consent": "1",
        "organisations__integrated__coordination": "0.1",
        "organisations__integrated__generalist": "0.05",
        "organisations__integrated__handover": '"3 days"',
        "organisations__integrated__refused": "0",
    }
    return load_text(small_world(**plain | replacements))


def test_the_worked_example_can_be_read_from_the_plan() -> None:
    siloed, integrated = told(sure(), "5").split("\nintegrated\n")
    for words in (
        "school intake 2.0 days, school team",
        "school assessment 30.0 days, school team",
        "school meeting 0.0 days, school board (meets every 14 days)",
        "school support 150.0 days, school team ← meets schooling",
        "handover 14.0 days, asking for consent +7.0, refused once +21.0, then reception 3.0 days = 2.0 × 1.50, social",
        "investigation 60.0 days = 40.0 × 1.50, social office",
        "open care 120.0 days, no unit: time that passes ← meets protection",
        "first support after 32.0 days, all it needs after 137.0 days.",
    ):
        assert words in siloed, words
    for words in (
        "shared intake 2.1 days = 2.0 × 1.05, social office",
        "handover 3.0 days, then protection has arrived",
        "school assessment + investigation 46.0 days, begun together, each free when its part is done: "
        "school team 34.5 days = 30.0 × 1.15 and social office 46.0 days = 40.0 × 1.15",
        "school support 172.5 days = 150.0 × 1.15, school team ← meets schooling",
    ):
        assert words in integrated, words


def test_a_meeting_of_every_day_is_told_so() -> None:
    for days, words in (("1 day", "every day"), ("2 days", "every 2 days"), ("14 days", "every 14 days")):
        text = told(sure(units__school_board__meets_every=f'"{days}"'), "5")
        assert f"school board (meets {words})" in text


def test_each_visit_stands_below_the_one_it_follows() -> None:
    lines = told(sure(), "5").split("\nintegrated\n")[0].splitlines()
    names = ("school intake", "school assessment", "school meeting", "school support", "reception", "investigation")
    depth = {name: next(len(line) - len(line.lstrip("│├└─ ")) for line in lines if name in line) for name in names}
    assert depth["school intake"] < depth["school assessment"] < depth["school meeting"] < depth["school support"]
    assert depth["reception"] == depth["school meeting"], "the handover comes after assessment, beside the decision"
    assert depth["investigation"] > depth["reception"]


def test_who_is_handled_otherwise_or_not_noticed_is_said() -> None:
    text = told(sure(organisations__integrated__reach="0"), "5")
    assert "Not taken (no consent, or out of reach): handled as in siloed." in text
    text = told(sure(organisations__siloed__notices="0"), "5")
    assert "nobody noticed: comes up by itself after" in text
    text = told(
        sure(
            organisations__siloed__notices="0", needs__protection__surfaces_after=None, crisis__crisis_reveals="false"
        ),
        "5",
    )
    assert "Nobody notices protection, and it does not come up by itself." in text
    assert "reception" not in text.split("\nintegrated\n")[0], "nothing is planned that nothing ever brings"


def test_what_a_crisis_makes_known_is_said() -> None:
    unseen = {"organisations__siloed__notices": "0", "needs__schooling__crisis_per_month": "9"}
    soon = told(sure(**unseen, needs__protection__surfaces_after='"50 days"'), "5")
    words = "nobody noticed: comes up by itself after 50.0 days, or in a crisis before that, then reception 3.0 days"
    assert words in soon
    only = told(sure(**unseen, needs__protection__surfaces="0"), "5").split("\nintegrated\n")[0]
    assert "Nobody notices protection, and it does not come up by itself: only a crisis makes it known." in only
    assert "nobody noticed: comes up in a crisis only, then reception 3.0 days = 2.0 × 1.50, social office" in only
    assert "all it needs never." in only
    never = told(sure(**unseen, needs__protection__surfaces="0", crisis__crisis_reveals="false"), "5")
    assert "Nobody notices protection, and it does not come up by itself.\n" in never.split("\nintegrated\n")[0]
    assert "reception" not in never.split("\nintegrated\n")[0]


def test_a_return_and_a_crisis_are_told() -> None:
    often = "{ chance = 0.99, delay = '20 days' }"
    text = told(sure(needs__protection__returns=often, needs__schooling__crisis_per_month="9"))
    assert "comes back after 20.0 days, then reception" in text
    assert re.search(r"if its needs stay unmet too long, up to \d+ cris[ie]s: each brings acute", text)


def test_when_patience_begins_is_told_and_how_long_it_is() -> None:
    impatient = {
        "needs__protection__patience": "'90 days'",
        "needs__protection__stays": None,
        "organisations__integrated__consent_delay": "'2 days'",
    }
    rest = "the family would wait {} days from when that is asked for, then give up."
    siloed, _, integrated = told(sure(**impatient)).partition("\nintegrated")  # type: ignore[arg-type]
    assert f"Patience with schooling begins with school intake: {rest.format('200.0')}" in siloed
    assert f"Patience with protection begins with reception: {rest.format('90.0')}" in siloed
    assert f"Patience with schooling begins with shared intake: {rest.format('200.0')}" in integrated
    besides = rest.replace(", then", ", and the 5.0 days besides in which the need is handed over, then").format("90.0")
    assert f"Patience with protection begins with shared intake: {besides}" in integrated
    ahead = sure(
        needs__protection__pathway='["investigation", "open_care"]',
        organisations__integrated__door='"own"',
        **impatient,
    )  # type: ignore[arg-type]
    begins = (
        "Patience with protection begins when it has been handed over: the family would wait 90.0 days, then give up."
    )
    assert begins in told(ahead)
    waiting = '[{ stream = "school", needs = ["schooling"], step = "school_support", waiting_since = 2017-12-22 }]'
    begun = "Patience with schooling has begun: the family would wait 190.0 days more, then give up."
    assert begun in told(sure(start_from__waiting=waiting), "school:-1")


def test_a_child_on_the_waiting_list_is_told_from_where_it_stands() -> None:
    case = 'child = 1, stream = "school", needs = ["schooling", "protection"]'
    scenario = sure(
        start_from__waiting=f'[{{ {case}, step = "school_support", started_on = 2017-12-02 }}, '
        f'{{ {case}, step = "investigation", waiting_since = 2017-12-22 }}]'
    )
    for address in ("0", "school:-1"):
        text = told(scenario, address)
        assert "on the waiting list when the clock starts" in text
        assert "school support 120.0 days, school team, left of what began on day −30" in text
        assert "waited for since day −10" in text
        assert "school assessment" not in text
    with pytest.raises(ValueError, match="those on the waiting list have numbers below 0"):
        told(scenario, "school:-2")


def test_where_time_is_shared_the_plan_says_from_how_many_children_on_visits_take_longer() -> None:
    shared = {"units__school_team__full_pace_up_to": "7.5", "units__social_office__full_pace_up_to": "1"}
    text = told(sure(**shared, steps__school_support__lengthens="false"), "5")
    assert "school assessment 30.0 days, school team (longer while the worker has more than 7.5 children)" in text
    assert "social office (longer while the worker has more than 1 child)" in text
    assert "school support 150.0 days, school team ←" in text  # a stay is as long as it is


def test_it_is_said_where_work_on_the_child_stands_still_in_closed_times() -> None:
    holidays = '[{ from = "07-01", until = "08-01", work_stops = true }]'
    hours = '{ open = "weekdays 8-16", work_stops = true }'
    text = told(sure(units__school_team__closed=holidays, units__social_office__hours=hours), "5")
    words = (
        "days of work: in closed times of school team and social office it stands still, and all takes so much longer."
    )
    assert text.count(words) == 2
    without = told(sure(units__school_team__closed=holidays.replace("true", "false")), "5")
    assert "stands still" not in without


def test_of_a_meeting_that_holds_nothing_back_the_plan_says_so_and_lays_no_support_under_it() -> None:
    def integrated(holds: str) -> list[str]:
        town = sure(organisations__integrated__decision_holds=holds, steps__open_care__unit='"social_office"')
        return told(town, "5").split("\nintegrated\n")[1].splitlines()

    remark = "; no support waits for it"
    held = integrated("true")
    assert not [line for line in held if remark in line]
    lines = integrated("false")
    [meeting] = [line for line in lines if remark in line]
    assert "joint plan" in meeting
    supports = [line for line in lines if "← meets" in line]
    assert len(supports) == 2
    for line in supports:  # under the joint assessment, beside the meeting
        assert line.index(re.search(r"\w", line)[0]) == meeting.index(re.search(r"\w", meeting)[0])  # type: ignore[index]


def test_a_report_is_told_under_the_first_contact_with_which_it_is_made() -> None:
    town = sure(needs__protection__reported_at_once="true")
    siloed, integrated = told(town, "5").split("\nintegrated\n")
    assert "reported at once, when school intake begins: reception 3.0 days = 2.0 × 1.50" in siloed
    assert "reported at once, when shared intake begins: investigation" in integrated
    assert "handover" not in siloed + integrated
    assert "begun together" not in integrated, "a single assessment is left for the joint one"


MERGED = {
    "units__team__administration": '"town"',
    "units__team__workers": "9",
    "organisations__integrated__steps__school_assessment__unit": '"team"',
    "organisations__integrated__steps__investigation__unit": '"team"',
    "organisations__integrated__steps__investigation__duration": '"20 days"',
    "organisations__integrated__steps__acute__unit": '"team"',
}


def test_what_is_done_otherwise_is_told_with_the_plan_and_two_assessments_of_one_team_are_one_part() -> None:
    siloed, integrated = told(sure(**MERGED), "5").split("\nintegrated\n")
    assert "is done by" not in siloed
    assert "investigation 60.0 days = 40.0 × 1.50, social office" in siloed
    assert "In integrated school assessment and investigation are done by team." in integrated
    assert "In integrated investigation takes 20.0 days on average, not 40.0 days." in integrated
    assert "school assessment + investigation 57.5 days = 50.0 × 1.15, team" in integrated, "30 and 20 days, × 1.15"


def test_a_family_that_does_not_agree_is_told_to_be_handled_as_otherwise_in_the_team_that_there_is() -> None:
    apart = {"organisations__integrated__consent": "0"}
    text = told(sure(**MERGED, **apart), "5").split("\nintegrated\n")[1]
    assert "handled as in siloed" in text
    assert "school assessment 30.0 days, team" in text
    outside = {"organisations__integrated__reach": "0"}
    text = told(sure(**MERGED, **outside), "5").split("\nintegrated\n")[1]
    assert "school assessment 30.0 days, school team" in text
    assert "is done by" not in text


def test_side_by_side_the_other_need_stands_under_the_intake_and_not_under_the_assessment() -> None:
    after, _ = told(sure(), "5").split("\nintegrated\n")
    beside, _ = told(sure(organisations__siloed__passes_on='"at intake"'), "5").split("\nintegrated\n")

    def depth(text: str, step: str) -> int:
        return next(line.index(step) for line in text.splitlines() if f"{step} " in line)

    def begins(text: str) -> int:
        """Give where the line of the handover to the reception begins: it tells of that before the intake there."""
        return next(line.index("handover") for line in text.splitlines() if "then reception" in line)

    assert begins(after) > depth(after, "school assessment")
    assert begins(beside) == depth(beside, "school assessment")
