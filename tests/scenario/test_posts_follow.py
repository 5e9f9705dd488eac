"""Mistakes about posts that follow the work: the baseline follows nobody, and somebody is where children come."""

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text
from simulate.scenario.rules.warnings import warnings
from simulate.scenario.writing import to_toml

FOLLOWS = '"follows the work"'

MERGED = """
[units.family_team]
administration = "social services"
workers = 0
[organisations.merged]
staff = "follows the work"
steps.school_support.unit = "family_team"
"""


def mistakes(text: str) -> dict[str, str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text)
    return {mistake.key: mistake.message for mistake in caught.value.mistakes}


def test_the_baseline_follows_nobody() -> None:
    assert mistakes(small_world(organisations__siloed__staff=FOLLOWS)) == {
        "organisations.siloed.staff": '"follows the work" is for other organisations: siloed is the first, the '
        "baseline, and the posts of the others follow from its own; leave it out, or give another organisation first"
    }
    later = '\n[[organisations.siloed.phases]]\nfrom = "50 days"\nstaff = "follows the work"\n'
    assert list(mistakes(small_world() + later)) == ["organisations.siloed.phases.0.staff"]
    load_text(small_world(organisations__integrated__staff=FOLLOWS))


def test_only_two_words_are_allowed() -> None:
    told = mistakes(small_world(organisations__integrated__staff='"follow the work"'))
    assert 'must be "as written" or "follows the work"' in told["organisations.integrated.staff"]


def test_a_meeting_has_no_posts_that_could_stay() -> None:
    told = mistakes(small_world(units__school_board__posts_stay="true"))
    assert told["units.school_board.posts_stay"].startswith("is for workers, but school_board is a meeting")


def test_a_unit_to_which_posts_come_may_have_none_in_the_baseline() -> None:
    load_text(small_world() + MERGED)


def test_posts_that_nobody_counts_are_asked_about() -> None:
    text = small_world() + MERGED.replace("workers = 0", "workers = 9")
    said = {mistake.key: mistake.message for mistake in warnings(load_text(text))}
    assert said["units.family_team.workers"] == (
        "is not used: no child comes to family_team in siloed, and where children do, posts follow the work; write 0"
    )
    for told in (text.replace("workers = 9", "workers = 0"), text + "units.family_team.workers = 3\n"):
        assert "units.family_team.workers" not in {mistake.key for mistake in warnings(load_text(told))}
    as_written = text.replace('staff = "follows the work"\n', "")
    assert "units.family_team.workers" not in {mistake.key for mistake in warnings(load_text(as_written))}


WITHOUT = (
    "the step school_support needs the unit family_team in merged, on the way of schooling, and no posts come to it: "
    "no child does in siloed, and no unit whose work it does gives any. Give it a number of its own: "
    "organisations.merged.units.family_team.workers"
)


@pytest.mark.parametrize("written", ["0", "9"])
def test_children_may_not_come_to_a_unit_to_which_no_posts_come(written: str) -> None:
    """What is written of a unit to which nobody comes in the baseline is no post there, nor here."""
    text = small_world(units__school_team__posts_stay="true") + MERGED.replace("workers = 0", f"workers = {written}")
    told = mistakes(text)
    assert told["organisations.merged.staff"] == WITHOUT
    assert set(told) <= {"organisations.merged.staff", "units.family_team.workers"}
    load_text(text + "units.family_team.workers = 3\n")
    giver_numbered = small_world() + MERGED + "units.school_team.workers = 4\n"
    assert mistakes(giver_numbered)["organisations.merged.staff"] == WITHOUT


def test_what_is_said_of_posts_survives_writing() -> None:
    text = small_world(units__social_office__posts_stay="true", organisations__integrated__staff=FOLLOWS)
    scenario = load_text(text)
    assert load_text(to_toml(scenario)) == scenario
    assert "posts_stay" not in to_toml(load_text(small_world()))
