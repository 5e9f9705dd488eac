"""A school's and a clinic's team, apart and merged into one, week by week; and a pilot of it beside ordinary work."""

import numpy as np
from telling import SIXTY_WEEKS, Child, Story, tell

from simulate.plan import PlannedUnit

TOWN = f"""
title = "Two teams, or one"
{SIXTY_WEEKS}
first_need = "schooling"
[needs.schooling]
pathway = ["school_assessment", "school_support"]
[needs.health]
pathway = ["clinic_assessment", "clinic_support"]
crisis_per_week = 0.05
[steps]
school_assessment = {{ role = "assessment", unit = "school", duration = "2 weeks" }}
school_support = {{ role = "support", unit = "school", duration = "4 weeks" }}
clinic_assessment = {{ role = "assessment", unit = "clinic", duration = "3 weeks" }}
clinic_support = {{ role = "support", unit = "clinic", duration = "6 weeks" }}
acute = {{ role = "support", unit = "clinic", duration = "1 week" }}
[units]
school = {{ administration = "school", workers = 1 }}
clinic = {{ administration = "region", workers = 1 }}
family_team = {{ administration = "town", workers = 2 }}
[crisis]
step = "acute"
[organisations.apart]
notices = 1
handover = "0 days"
refused = 0
retelling = 0
[organisations.merged]
passes_on = "at intake"
handover = "0 days"
refused = 0
retelling = 0
consent = 0.9
reach = 0.8
otherwise = "apart"
[organisations.merged.steps]
school_assessment = {{ unit = "family_team" }}
school_support = {{ unit = "family_team" }}
clinic_assessment = {{ unit = "family_team", duration = "1 week" }}
clinic_support = {{ unit = "family_team" }}
acute = {{ unit = "family_team" }}
"""

WITHIN_REACH, OUTSIDE = 0.1, 0.9
AGREES, DOES_NOT = 0.1, 0.95
CALM = {"crisis/0": 0.999}
SCHOOLING, BOTH = ["schooling"], ["schooling", "health"]


def merged(children: list[Child], text: str = TOWN, reach: float = WITHIN_REACH, consent: float = AGREES) -> Story:
    return tell(text, children, "merged", {"reach": reach, "consent": consent, **CALM})


def unit(story: Story, name: str) -> PlannedUnit:
    return next(each for each in story.plan.units if each.name == name)


def posts(story: Story) -> dict[str, int]:
    return {each.name: each.workers for each in story.plan.units}


def test_in_merged_teams_a_child_is_called_by_whoever_is_free() -> None:
    children = [Child(0, SCHOOLING), Child(1, SCHOOLING)]
    # of the school's one worker the second child stands in line; its assessment is from week 2, the supports after it
    apart = tell(TOWN, children, "apart", CALM)
    assert apart.weeks(1, "school_assessment") == (1, 2, 4)
    story = merged(children)
    assert story.weeks(1, "school_assessment") == (1, 1, 3)
    assert story.units(1, "school_assessment") == ["family_team"]
    assert story.worker(0, "school_assessment") != story.worker(1, "school_assessment")


def test_a_step_may_take_another_time_and_a_child_who_takes_long_takes_long_everywhere() -> None:
    spread = TOWN.replace('duration = "3 weeks"', 'duration = { exponential = "3 weeks" }')
    spread = spread.replace(
        'duration = "1 week" }\nclinic_support', 'duration = { exponential = "1 week" } }\nclinic_support'
    )
    luck = {"duration/health/clinic_assessment/0": 1 - np.exp(-2.0), **CALM}  # twice the mean
    children = [Child(0, ["health"])]
    assert tell(spread, children, "apart", luck).from_to(0, "clinic_assessment") == (0, 6)
    assert tell(spread, children, "merged", {"reach": WITHIN_REACH, **luck}).from_to(0, "clinic_assessment") == (0, 2)


def test_two_assessments_of_one_team_are_one_part_as_long_as_both() -> None:
    story = merged([Child(0, BOTH)], TOWN.replace('passes_on = "at intake"', 'notices = 1\nassessment = "joint"'))
    joint = "school_assessment + clinic_assessment"
    assert story.from_to(0, joint) == (0, 3)  # 2 weeks and, in this team, 1
    assert story.units(0, joint) == ["family_team"]
    assert (story.plan.parts.visit == story.visit(0, joint)).sum() == 1


def test_who_merges_sees_what_the_other_half_of_the_team_would_have_seen() -> None:
    # by luck nobody notices it who sees half of what is another administration's; but here it is the same one's
    luck = {"reach": WITHIN_REACH, "consent": AGREES, "noticed/health": 0.99, **CALM}
    story = tell(TOWN, [Child(0, BOTH)], "merged", luck)
    assert story.plan.needs.noticed.all()
    apart = tell(TOWN.replace("notices = 1", "notices = 0.5"), [Child(0, BOTH)], "apart", luck)
    assert apart.plan.needs.noticed.tolist() == [True, False]


def test_a_family_that_does_not_agree_is_handled_as_otherwise_by_those_who_work_here() -> None:
    story = merged([Child(0, BOTH)], consent=DOES_NOT)
    # one after the other, as in the silo; in the team that there is here, and in its time
    assert story.from_to(0, "school_assessment") == (0, 2)
    assert story.weeks(0, "clinic_assessment") == (2, 2, 3)
    for step in ("school_assessment", "school_support", "clinic_assessment", "clinic_support"):
        assert story.units(0, step) == ["family_team"]


def test_a_child_outside_the_reach_is_seen_by_the_teams_that_are_apart() -> None:
    story = merged([Child(0, BOTH)], reach=OUTSIDE)
    assert story.weeks(0, "clinic_assessment") == (2, 2, 5)
    assert story.units(0, "school_support") == ["school"]
    assert story.units(0, "clinic_support") == ["clinic"]


def test_beside_a_pilot_both_kinds_of_team_have_their_posts_and_else_only_those_whom_a_child_comes_to() -> None:
    child = [Child(0, SCHOOLING)]
    assert posts(tell(TOWN, child, "apart", CALM)) == {"school": 1, "clinic": 1, "family_team": 0}
    assert posts(merged(child)) == {"school": 1, "clinic": 1, "family_team": 2}
    for_all = merged(child, TOWN.replace("reach = 0.8\n", ""))
    assert posts(for_all) == {"school": 0, "clinic": 0, "family_team": 2}


def test_a_team_to_which_only_children_outside_the_reach_come_is_as_they_have_it_but_for_what_is_said_of_it() -> None:
    staff = """
[organisations.apart.units]
school = { workers = 5, caseload = 3 }
clinic = { workers = 4 }
family_team = { workers = 7 }
[organisations.merged.units]
school = { workers = 2 }
"""
    story = merged([Child(0, SCHOOLING)], TOWN + staff)
    assert posts(story) == {"school": 2, "clinic": 4, "family_team": 2}
    assert unit(story, "school").caseload == 3


def test_the_acute_step_is_done_where_the_child_is_helped() -> None:
    urgent = {**CALM, "crisis/0": 0.01}
    for reach, team in ((WITHIN_REACH, "family_team"), (OUTSIDE, "clinic")):
        story = tell(TOWN, [Child(0, ["health"])], "merged", {"reach": reach, **urgent})
        [acute] = np.flatnonzero(story.plan.visits.acute)[:1].tolist()
        assert [story.plan.units[each].name for each in story.plan.teams[story.plan.visits.team[acute]]] == [team]


def test_teams_that_merge_on_a_day_have_posts_from_then_on_and_the_old_ones_go_on_with_whom_they_have() -> None:
    steps = TOWN[TOWN.index("[organisations.merged.steps]") :]
    phase = steps.replace(
        "[organisations.merged.steps]",
        '[[organisations.merged.phases]]\nfrom = "10 weeks"\n[organisations.merged.phases.steps]',
    )
    text = TOWN.replace(steps, phase).replace("reach = 0.8\n", "")
    story = merged([Child(8, SCHOOLING), Child(11, SCHOOLING)], text)
    assert story.units(0, "school_support") == ["school"]  # in weeks 10 to 14
    assert story.units(1, "school_support") == ["family_team"]
    team = unit(story, "family_team")
    assert [(day / 7, terms.workers) for day, terms in team.in_time] == [(0, 0), (10, 2)]
    assert [(day, terms.workers) for day, terms in unit(story, "school").in_time] == [(0, 1)]


def test_what_a_team_does_elsewhere_may_be_time_that_only_passes_here_and_the_reverse() -> None:
    nobody = TOWN.replace('school_support = { unit = "family_team" }', 'school_support = { unit = "none" }')
    alone = merged([Child(0, SCHOOLING)], nobody)
    assert alone.units(0, "school_support") == []
    assert alone.from_to(0, "school_support") == (2, 6)
    passing = TOWN.replace('{ role = "support", unit = "school",', '{ role = "support", unit = "none",')
    assert tell(passing, [Child(0, SCHOOLING)], "apart", CALM).units(0, "school_support") == []
    assert merged([Child(0, SCHOOLING)], passing).units(0, "school_support") == ["family_team"]
