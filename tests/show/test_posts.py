"""What is told of posts that follow the work: from where to where, why, and why not."""

from rich.console import Console, Group
from worlds import small_world

from simulate.experiment.examine import examine
from simulate.experiment.variants import variants
from simulate.findings.money import KINDS
from simulate.interface import run
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.show.check import screen
from simulate.show.check_warnings import warnings_of
from simulate.show.facts import facts_of, staff
from simulate.show.posts_table import posts_told
from simulate.show.staff_notes import staff_notes


def town(more: str = "", follows: bool = True, **keys: str) -> Scenario:
    """Give a town whose integrated organisation has no numbers of its own, and posts that follow the work."""
    text = small_world(**keys).split("[organisations.integrated.units.social_office]")[0]
    return load_text(text + ('staff = "follows the work"\n' if follows else "") + more)


def lines(scenario: Scenario) -> list[str]:
    """Give what `check` tells of posts, line by line; single spaces."""
    console = Console(width=300)
    with console.capture() as capture:
        console.print(Group(*posts_told(scenario)))
    return [" ".join(line.split()) for line in capture.get().splitlines() if line.strip()]


def notes(scenario: Scenario) -> list[str]:
    return staff_notes(facts_of(variants({"town": scenario}), 2))


LONG_TALKS = '"20 days"'
# of 20 days of talk, 20 of assessment and 54.4 of support 21 % are talk; four children in a hundred have several needs
# and a family that does not agree: theirs stays where it was


def moved(more: str = "", **keys: str) -> Scenario:
    return town(more, steps__school_intake__duration=LONG_TALKS, **keys)


def test_check_tells_who_moves_and_why() -> None:
    assert lines(moved()) == [
        "Posts follow the work siloed integrated",
        "school team 4 3 20 % of its work is done by social office here (school intake)",
        "social office 5 6 does school intake of school team",
    ]
    titled = moved(units__social_office__title='"Mottagningen"', steps__school_intake__title='"the first talk"')
    assert "done by Mottagningen here (the first talk)" in lines(titled)[1]


def test_check_tells_why_posts_do_not_move_though_the_work_does() -> None:
    assert lines(moved(units__school_team__posts_stay="true"))[1:] == [
        "school team 4 4 20 % of its work is done by social office here (school intake): its posts stay"
    ]
    assert lines(moved("units.social_office.workers = 7.5\n"))[1:] == [
        "school team 4 4 20 % of its work is done by social office here (school intake), which has its own number: no "
        "posts go",
        "social office 5 7.5 its own number here: posts neither come nor go",
    ]
    assert lines(moved("units.school_team.workers = 2\n"))[1:] == [
        "school team 4 2 its own number here: posts neither come nor go; 20 % of its work is done by social office "
        "here (school intake)"
    ]
    assert lines(moved(steps__shared_intake__unit='"school_board"'))[1:] == [
        "school team 4 4 20 % of its work is done by school board here (school intake), which is a meeting: no posts "
        "go",
        "social office 5 5 7 % of its work is done by school board here (reception), which is a meeting: no posts go",
    ]
    nobody = '[organisations.integrated.steps]\nschool_intake.unit = "none"\n'
    assert lines(load_text(_with_own_door(nobody)))[1:] == [
        "school team 4 4 21 % of its work is no unit's here (school intake): no posts go"
    ]


def _with_own_door(more: str) -> str:
    text = small_world(steps__school_intake__duration=LONG_TALKS)
    text = text.split("[organisations.integrated.units.social_office]")[0]
    return text.replace('door = "shared_intake"\n', "") + f'staff = "follows the work"\n{more}'


def test_where_nothing_is_done_elsewhere_a_line_says_so() -> None:
    own = '[[organisations.integrated.phases]]\nfrom = "0 days"\ndoor = "own"\n'
    assert lines(moved(own)) == ["Posts follow the work in integrated, and none move."]


def test_every_day_on_which_posts_move_is_told() -> None:
    later = moved('[[organisations.integrated.phases]]\nfrom = "120 days"\ndoor = "own"\n')
    assert lines(later)[3:] == ["From day 120 on posts follow the work in integrated, and none move."]
    assert notes(later)[1:] == [
        "Posts follow the work in integrated: school team 3 instead of 4 and social office 6 instead of 5.",
        "From day 120 on posts follow the work in integrated, and none move.",
    ]


def test_a_run_tells_which_posts_moved_and_that_they_are_as_many() -> None:
    assert notes(moved()) == [
        "integrated has as many workers as siloed (9), but not all in the same units: 78 places, not 80.",
        "Posts follow the work in integrated: school team 3 instead of 4 and social office 6 instead of 5.",
    ]
    assert staff(moved(), "integrated").workers == staff(moved(), "siloed").workers == 9
    assert notes(town())[1] == "Less than half a post follows the work in integrated: none do."  # 3 % of 4 would
    assert notes(town(follows=False)) == ["The staff is the same in all organisations: 9 workers."]


def test_check_does_not_warn_of_posts_that_follow_the_work_but_of_all_else_in_the_staff() -> None:
    def warned(scenario: Scenario) -> list[str]:
        return [line for line in warnings_of(examine(scenario)) if "workers" in line and line.startswith("integrated")]

    assert warned(moved()) == []
    (other,) = warned(moved("units.social_office.caseload = 9\n"))
    assert other == ("integrated has as many workers, but in other places: social office: 6 × 8 places → 6 × 9 places.")
    (more,) = warned(moved("units.social_office.workers = 7\n"))
    assert more == "integrated has 2 workers more than siloed: social office: 5 × 8 places → 7 × 8 places."


def test_the_load_in_check_is_that_of_the_posts_that_are_there() -> None:
    with_posts, without = (
        examine(moved()).load,
        examine(town(follows=False, steps__school_intake__duration=LONG_TALKS)).load,
    )
    assert with_posts["school_team"]["integrated"].places == 30
    assert without["school_team"]["integrated"].places == 40
    asked = [each["school_team"]["integrated"].share for each in (with_posts, without)]
    assert asked[0] * 30 == asked[1] * 40
    console = Console(width=200)
    with console.capture() as capture:
        console.print(screen(examine(moved())))
    assert "Posts follow the work" in capture.get()


COSTS = "[costs]\nworker_year = { school_team = 650000, social_office = 650000 }\n"


def test_the_same_posts_cost_the_same_wherever_they_are_and_the_provenance_says_where() -> None:
    results = run(moved(COSTS), replications=1, engine="simpy")
    money = results.money[(results.money["payer"] == "all") & (results.money["kind"] == KINDS[0])]
    assert money["per_child"].nunique() == 1
    assert results.provenance["posts"] == {
        "integrated": [{"from_day": 0.0, "workers": {"school_team": 3, "social_office": 6}}]
    }
    assert "posts" not in run(town(follows=False), replications=1, engine="simpy").provenance


def test_two_files_that_differ_in_their_baseline_only_have_two_organisations_that_follow_it() -> None:
    one, other = moved(), moved(organisations__siloed__door='"shared_intake"')
    labels = [each.label for each in variants({"one": one, "other": other})]
    assert labels == ["one: siloed", "one: integrated", "other: siloed", "other: integrated"]
