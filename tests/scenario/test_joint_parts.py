"""Joint assessments in which one unit would have work and a stay of one child in one part are refused."""

from worlds import small_world

from simulate.scenario.reading.load import load_text

from .test_bad_staff_and_time import refusal

STAY = {"steps__investigation__unit": '"school_team"', "steps__investigation__lengthens": "false"}
WHY = (
    'steps.investigation.lengthens: is false, but "school_assessment" is work in the same unit school_team; in '
    'integrated both are one part of a joint assessment, which is either work or a stay. Let "investigation" be work, '
    'or "school_assessment" a stay, or give one of them another unit'
)


def test_work_and_a_stay_of_a_child_in_one_part_are_refused() -> None:
    assert refusal(small_world(**STAY)) == [WHY]


def test_it_is_told_where_a_phase_brings_joint_assessments() -> None:
    own = {"organisations__integrated__assessment": '"own"'}
    assert load_text(small_world(**STAY, **own))
    phase = '[[organisations.integrated.phases]]\nfrom = "50 days"\nassessment = "joint"\n'
    [told] = refusal(small_world(**STAY, **own) + phase)
    assert "both are one part of a joint assessment" in told


def test_both_may_be_work_or_stays_or_in_two_units() -> None:
    assert load_text(small_world(steps__investigation__unit='"school_team"'))
    assert load_text(small_world(**STAY, steps__school_assessment__lengthens="false"))
    assert load_text(small_world(steps__investigation__lengthens="false"))


def test_children_who_never_have_both_may_have_either() -> None:
    alone = "[\n  { share = 1, with = [] },\n]"
    assert load_text(small_world(**STAY, arrivals__school__needs=alone))
    # what is reported by itself is assessed by itself
    assert load_text(small_world(**STAY, needs__protection__reported_at_once="true"))
