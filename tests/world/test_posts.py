"""Posts that follow the work: who gives how many to whom, reckoned on paper."""

import pytest

from simulate.world.children import cohort
from simulate.world.planning import plan
from simulate.world.posts import Kept, Move, posts_in_time, staffed_spans

from .three_doors import ALL, moves, posts, town


def test_two_intakes_that_become_one_bring_the_posts_that_did_them() -> None:
    # 6 of 60 days are a tenth of 20 posts, 10 of 40 days a quarter of 8: two from each
    assert posts(town()) == ALL | {"school_team": 18, "clinic": 6, "reception": 7}
    assert moves(town()) == (
        Move("school_team", "reception", pytest.approx(0.1), ("school_talk",)),
        Move("clinic", "reception", pytest.approx(0.25), ("clinic_talk",)),
    )


def test_children_find_the_posts_where_the_work_is() -> None:
    units = {unit.name: unit for unit in plan(cohort(town(), 1), "team").units}
    assert {name: unit.workers for name, unit in units.items() if not unit.is_meeting} == posts(town())
    assert (units["reception"].workers, units["reception"].caseload) == (7, 10), "a post has the places of its unit"
    siloed = {unit.name: unit.workers for unit in plan(cohort(town(), 1), "siloed").units if not unit.is_meeting}
    assert siloed == ALL


def test_how_many_go_does_not_depend_on_how_long_the_shared_intake_takes() -> None:
    assert posts(town(('duration = "1 day"', 'duration = "30 days"'))) == posts(town())


def test_who_does_not_go_on_leaves_more_of_the_work_at_the_door() -> None:
    half = town(('"school_team", duration = "6 days"', '"school_team", duration = "6 days", go_on = 0.5'))
    # 6 of 6 + 27 days are 2/11 of 20 posts: 3.64; with two of the clinic's reception has 8.64. In half posts:
    # 16, 6 and 8.5 and another half, which goes to school_team, whose part of a half is the larger (0.36 to 0.14)
    assert posts(half) == ALL | {"school_team": 16.5, "clinic": 6, "reception": 8.5}


def test_a_unit_that_did_nothing_but_intakes_is_left_with_none() -> None:
    scenario = town(
        ('shared_intake = { role = "intake", unit = "reception"', 'shared_intake = { role = "intake", unit = "clinic"')
    )
    assert posts(scenario) == ALL | {"school_team": 18, "clinic": 13, "reception": 0}
    assert plan(cohort(scenario, 1), "team").units[2].workers == 0


def test_where_some_families_do_not_agree_their_intakes_stay_where_they_were() -> None:
    asked = (
        ('first_need = "danger"', 'first_need = "danger"\nneeds = [{ share = 1, with = ["schooling"] }]'),
        ('staff = "follows the work"', 'staff = "follows the work"\nconsent = 0.5\notherwise = "siloed"'),
        ("[organisations.siloed]", "[organisations.siloed]\nnotices = 1"),
    )
    # 30 children a month have 6 days of school talk, 20 of them several needs and half of these families do not agree:
    # 20 of 30 talks go to reception, a tenth of 20 posts × 2/3 = 1.33
    assert moves(town(*asked))[0].share == pytest.approx(0.1 * 20 / 30)
    assert posts(town(*asked)) == ALL | {"school_team": 18.5, "clinic": 6, "reception": 6.5}


def test_a_pilot_takes_as_much_along_as_children() -> None:
    pilot = town(('staff = "follows the work"', 'staff = "follows the work"\nreach = 0.5\notherwise = "siloed"'))
    assert posts(pilot) == ALL | {"school_team": 19, "clinic": 7, "reception": 5}


def test_needs_that_nobody_ever_knows_of_in_the_baseline_bring_no_posts() -> None:
    unseen = (
        ("per_month = 30", "per_month = 0"),
        ('first_need = "schooling"', 'first_need = "schooling"\nneeds = [{ share = 1, with = ["illness"] }]'),
        ("[organisations.siloed]", "[organisations.siloed]\nnotices = 0"),
        ("[organisations.team]", "[organisations.team]\nnotices = 1"),
    )
    assert posts(town(*unseen)) == ALL | {"school_team": 18, "reception": 5}
    known = (*unseen[:2], ("[organisations.siloed]", "[organisations.siloed]\nnotices = 0.1"), unseen[3])
    assert posts(town(*known)) == ALL | {"school_team": 18, "clinic": 6, "reception": 7}, "a share of the work moves"


def test_a_need_that_comes_up_by_itself_or_comes_back_is_work_each_time() -> None:
    both = (
        ('clinic_talk = { role = "intake", unit = "clinic"', 'clinic_talk = { role = "intake", unit = "school_team"'),
        ('treatment = { role = "support", unit = "clinic"', 'treatment = { role = "support", unit = "care_team"'),
        ('"clinic_talk", "treatment"] }', '"clinic_talk", "treatment"], returns = { chance = 0.5, delay = "1 day" } }'),
        ("per_month = 30", "per_month = 10"),
    )
    # each child of the clinic comes twice on average: 20 days of talk beside 6 days of school talk and 54 of teaching
    assert [move.share for move in moves(town(*both))] == [pytest.approx(26 / 80)]


def test_a_joint_decision_takes_the_posts_of_those_whose_decisions_it_takes_the_place_of() -> None:
    decide = (
        ('["school_talk", "teaching"]', '["school_talk", "school_decision", "teaching"]'),
        (
            "[units]\n",
            '[steps.school_decision]\nrole = "decision"\nunit = "school_team"\nduration = "20 days"\n[units]\n',
        ),
        (
            'first_need = "schooling"',
            'first_need = "schooling"\nneeds = [{ share = 0.5 }, { share = 0.5, with = ["danger"] }]',
        ),
        ('door = "shared_intake"', 'decision = "panel"'),
        ("[organisations.siloed]", "[organisations.siloed]\nnotices = 0.8"),
    )
    # 20 of 80 days are decisions; half of the children have another need, known in eight of ten
    assert moves(town(*decide)) == (
        Move("school_team", "care_team", pytest.approx(0.25 * 0.5 * 0.8), ("school_decision",)),
    )
    assert posts(town(*decide)) == ALL | {"school_team": 18, "care_team": 52}
    by_law = (decide[0], (decide[1][0], decide[1][1].replace("\n[units]", "\nby_law = true\n[units]")), *decide[2:])
    assert moves(town(*by_law)) == ()


def test_where_the_baseline_shares_its_intake_the_posts_go_back() -> None:
    turned = town(
        ("[organisations.siloed]", '[organisations.siloed]\ndoor = "shared_intake"'),
        ('[organisations.team]\ndoor = "shared_intake"', "[organisations.team]"),
        ('duration = "1 day"', 'duration = "10 days"'),
    )
    # 10 of 60 children come for school talks, 30 for the clinic's: of reception's 3 posts a sixth and a half go
    assert [(move.unit, move.done_by, move.share) for move in moves(turned)] == [
        ("reception", "school_team", pytest.approx(1 / 6)),
        ("reception", "clinic", pytest.approx(1 / 2)),
    ]
    assert posts(turned) == ALL | {"school_team": 20.5, "clinic": 9.5, "reception": 1}


def test_stays_are_no_work_where_workers_share_their_time() -> None:
    home = ('duration = "30 days" }', 'duration = "30 days", lengthens = false }')
    assert posts(town(home))["clinic"] == 6, "places are what is short there"
    shared = (home, ("workers = 8, caseload = 4", "workers = 8, caseload = 4, full_pace_up_to = 2"))
    assert moves(town(*shared))[1] == Move("clinic", "reception", 1.0, ("clinic_talk",))
    assert posts(town(*shared)) == ALL | {"school_team": 18, "clinic": 0.5, "reception": 12.5}, "somebody is there"


def test_posts_that_cannot_move_stay_and_those_of_others_may_come() -> None:
    stays = ("workers = 8, caseload = 4", "workers = 8, caseload = 4, posts_stay = true")
    assert posts(town(stays)) == ALL | {"school_team": 18, "reception": 5}
    assert moves(town(stays))[1].kept is Kept.STAYS
    to_clinic = ('"intake", unit = "reception", duration = "1 day"', '"intake", unit = "clinic", duration = "1 day"')
    assert posts(town(stays, to_clinic)) == ALL | {"school_team": 18, "clinic": 13, "reception": 0}


def test_a_unit_with_a_number_of_its_own_neither_gives_posts_nor_takes_any() -> None:
    giver = town(more="units.clinic.workers = 7.5\n")
    assert posts(giver) == ALL | {"school_team": 18, "clinic": 7.5, "reception": 5}
    assert [move.kept for move in moves(giver)] == [None, Kept.NUMBERED]
    taker = town(more="units.reception.workers = 9\n")
    assert posts(taker) == ALL | {"reception": 9}
    assert [move.kept for move in moves(taker)] == [Kept.RECEIVER_NUMBERED] * 2
    assert posts_in_time(taker, "team")[0].numbered == ("reception",)
    # another caseload is no number of posts
    assert posts(town(more="units.reception.caseload = 5\n")) == posts(town())


def test_no_posts_go_to_a_meeting_nor_come_from_one() -> None:
    meets = town(('"intake", unit = "reception", duration = "1 day"', '"intake", unit = "board"'))
    assert posts(meets) == ALL
    assert {move.kept for move in moves(meets)} == {Kept.NO_POSTS}
    from_one = town(('"intake", unit = "school_team", duration = "6 days"', '"intake", unit = "board"'))
    assert posts(from_one) == ALL | {"clinic": 6, "reception": 5}


def test_the_posts_are_those_of_the_baseline_moved() -> None:
    fewer = town(("[organisations.siloed]", "[organisations.siloed]\nunits.school_team.workers = 10"))
    assert posts(fewer) == ALL | {"school_team": 9, "clinic": 6, "reception": 6}


def test_nothing_is_asked_where_no_posts_follow() -> None:
    as_written = town(('staff = "follows the work"\n', ""))
    assert posts_in_time(as_written, "team") == ()
    assert staffed_spans(as_written)[0][1] is as_written


def test_another_length_of_a_step_brings_no_posts() -> None:
    longer = town(('door = "shared_intake"\n', ""), more='steps.teaching.duration = "500 days"\n')
    assert moves(longer) == ()
    assert posts(longer) == ALL


def test_a_step_that_is_nobodys_here_leaves_the_posts_where_they_are() -> None:
    nobodys = town(('door = "shared_intake"\n', ""), more='steps.teaching.unit = "none"\n')
    assert posts(nobodys) == ALL
    assert moves(nobodys) == (Move("school_team", None, pytest.approx(0.9), ("teaching",), Kept.NO_POSTS),)


CRISES = """
[crisis]
step = "acute"
[steps.acute]
role = "support"
unit = "night_team"
duration = "1 day"
[units.night_team]
administration = "social services"
workers = 4
[organisations.siloed]
"""


def test_who_does_nothing_but_acute_visits_goes_with_them() -> None:
    crises = (
        ("[organisations.siloed]", CRISES),
        (
            'danger = { pathway = ["report", "care"] }',
            'danger = { pathway = ["report", "care"], crisis_per_month = 0.1 }',
        ),
        ('door = "shared_intake"\n', ""),
    )
    night = town(*crises, more='steps.acute.unit = "care_team"\n')
    assert posts(night) == ALL | {"night_team": 0, "care_team": 54}
    # who does other things too stays with these: nobody knows before the run how many crises come
    busy = (
        *crises,
        ('care = { role = "support", unit = "care_team"', 'care = { role = "support", unit = "night_team"'),
    )
    assert posts(town(*busy, more='steps.acute.unit = "school_team"\n')) == ALL | {"night_team": 4, "care_team": 0}
    # but somebody must be there for them
    to_empty = town(*busy, more='steps.acute.unit = "care_team"\n')
    assert posts(to_empty) == ALL | {"night_team": 3.5, "care_team": 0.5}


def test_rounding_among_some_units_moves_no_post_to_others() -> None:
    """Two pairs of units that have nothing to do with each other: each pair keeps its posts."""
    apart = town(
        ('door = "shared_intake"\n', ""),
        ("workers = 50 }", "workers = 51 }"),
        ("report = {", 'write = { role = "intake", unit = "reception", duration = "2.5 days" }\nreport = {'),
        ('["report", "care"]', '["write", "report", "care"]'),
        more='steps.school_talk.unit = "clinic"\nsteps.write.unit = "care_team"\n',
    )
    # school_team gives 2 of 20, reception 2.5 / 10.5 of 3: 0.71
    here = posts(apart)
    assert here == ALL | {"school_team": 18, "clinic": 10, "reception": 2.5, "care_team": 51.5}
