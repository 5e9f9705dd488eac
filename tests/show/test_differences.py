"""What differs, in a table from which nothing is lost, however little room there is."""

from itertools import dropwhile, pairwise
from pathlib import Path

import pytest
from rich.console import Console
from show.test_titles import printed, titled
from worlds import small_world

from simulate.scenario.differences import Difference, differences, organisation_differences
from simulate.scenario.reading.load import load, load_text
from simulate.show.differences import screen, written
from simulate.show.joints import broken_at_joints
from simulate.show.titles import Titles, titles_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = ("/home/somebody/scenarios/one.toml", "/home/somebody/scenarios/two.toml")


def lines_of(found: list[Difference], width: int, one: str = "one", other: str = "other") -> list[str]:
    """Print differences; the lines below the title, the first of which is that of the headings."""
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(screen(found, one, other, Titles()))
    return list(dropwhile(lambda line: not line.startswith(" "), captured.get().splitlines()))


def unbroken(*words: str) -> str:
    """Write words without what only parts them."""
    return "".join("".join(words).split())


def test_a_difference_shows_its_key_and_the_title_of_what_it_is_about() -> None:
    scenario, other = titled(), titled(units__school_team__workers="9")
    text = printed(screen(differences(scenario, other), "a", "b", titles_of(scenario, other)))
    assert text.startswith("1 difference between a and b a b Elevhälsan units.school_team.workers 4 9")
    found = organisation_differences(scenario, "siloed", "integrated")
    text = printed(screen(found, "Var för sig", "Tillsammans", titles_of(scenario)))
    assert "differences between Var för sig and Tillsammans" in text
    assert "Elevhälsan units.school_team.workers 4 5" in text


@pytest.mark.parametrize("width", [60, 80, 100])
def test_nothing_is_lost_where_there_is_less_room_than_is_needed(width: int) -> None:
    scenario, other = (load(SCENARIOS / f"{name}.toml") for name in ("tutorial", "short-staffed"))
    found = differences(scenario, other)
    lines = lines_of(found, width)
    starts = [0, lines[0].index("one"), lines[0].index("other"), width]
    assert max(map(len, lines)) <= width
    told = [
        [each.key for each in found],
        ["one", *(written(each.one, each.path[-1]) for each in found)],
        ["other", *(written(each.other, each.path[-1]) for each in found)],
    ]
    shown = [[line[first:last] for line in lines] for first, last in pairwise(starts)]
    assert [unbroken(*column) for column in shown] == [unbroken(*column) for column in told]


LONG = ("organisations", "integrated", "units", "special_educational_needs_unit", "development", "half_life")


@pytest.mark.parametrize("width", [60, 80, 100])
def test_keys_and_names_are_broken_at_their_joints_only(width: int) -> None:
    values = "a_step_with_a_long_name_of_its_own another_step_with_a_long_name_of_its_own"
    found = [Difference(LONG, values, values), Difference(("seed",), 1, 2)]
    lines = lines_of(found, width, *NAMES)
    starts = [lines[-1].index(each) for each in ("seed", "1", "2")]
    pieces = [line[a:b].strip() for line in lines for a, b in zip(starts, [*starts[1:], width], strict=True)]
    whole = {".".join(LONG), *NAMES, *values.split(), "seed", "1", "2"}
    for each in " ".join(pieces).split():
        assert any(each in name for name in whole)
        assert each in whole or each[-1] in "./_" or any(name.endswith(each) for name in whole), each
    assert len(pieces) > 9, "something was broken"


def test_a_table_that_fits_is_not_broken() -> None:
    long = [Difference(LONG, 1, 2)]
    assert lines_of(long, 100)[-1].split() == [".".join(LONG), "1", "2"]


def test_a_word_without_a_joint_is_left_whole_for_the_table_to_fold() -> None:
    assert broken_at_joints("a.b.c", 4) == "a.b.\nc"
    assert broken_at_joints("unbreakable", 4) == "unbreakable"
    assert broken_at_joints("units.unbreakable.a", 4) == "units.\nunbreakable.\na"
    assert broken_at_joints("short words stay", 5) == "short words stay"


def test_a_long_list_is_told_by_its_first_values_and_their_number() -> None:
    assert written([1.0, 2.5, 3.0]) == "[1, 2.5, 3]"
    assert written(list(range(400))) == "[0, 1, 2, … 400 in all]"


def test_one_difference_is_one() -> None:
    scenario, other = load_text(small_world()), load_text(small_world(seed="9"))
    assert printed(screen(differences(scenario, other), "a", "b", Titles())).startswith("1 difference between")
    assert printed(screen([], "a", "b", Titles())) == "a and b say the same."


def test_two_numbers_that_differ_are_never_written_alike() -> None:
    assert [written(each) for each in (1_234_567.0, 1_234_568.0, 10.0, 10.0000001, 0.45)] == [
        "1234567", "1234568", "10", "10.0000001", "0.45",
    ]  # fmt: skip
