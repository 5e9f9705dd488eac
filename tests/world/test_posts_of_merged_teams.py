"""Posts that follow the work to a team that does what several did in the baseline."""

from simulate.scenario.schema.scenario import Scenario
from simulate.world.children import cohort
from simulate.world.planning import plan

from .three_doors import ALL, moves, posts, town


def merged(*changes: tuple[str, str], more: str = "") -> Scenario:
    """Give the town with one team for teaching and treatment, which nobody comes to in the baseline."""
    team = 'family_team = { administration = "social services", workers = 0, caseload = 5 }\nboard = {'
    own = ('door = "shared_intake"\n', "")
    steps = 'steps.teaching.unit = "family_team"\nsteps.treatment.unit = "family_team"\n'
    return town(("board = {", team), own, *changes, more=steps + more)


def test_teams_that_merge_bring_the_posts_that_did_the_work_of_the_new_one() -> None:
    # nine tenths of 20 posts and three quarters of 8
    assert posts(merged()) == ALL | {"school_team": 2, "clinic": 2, "family_team": 24}
    assert [(move.unit, move.done_by, move.steps) for move in moves(merged())] == [
        ("school_team", "family_team", ("teaching",)),
        ("clinic", "family_team", ("treatment",)),
    ]
    siloed = {unit.name: unit for unit in plan(cohort(merged(), 1), "siloed").units}
    assert siloed["family_team"].workers == 0


def test_posts_of_a_unit_that_children_come_to_only_here_are_those_that_come_along() -> None:
    written = merged(("workers = 0, caseload = 5", "workers = 99, caseload = 5"))
    assert posts(written) == posts(merged())


def test_families_who_do_not_agree_are_helped_by_the_merged_team_too_and_children_outside_its_reach_are_not() -> None:
    behind = 'consent = 0.5\notherwise = "siloed"\n'
    several = ('first_need = "danger"', 'first_need = "danger"\nneeds = [{ share = 1, with = ["schooling"] }]')
    agree = merged(several, ('staff = "follows the work"\n', f'staff = "follows the work"\n{behind}'))
    assert posts(agree) == posts(merged())
    reach = merged(several, ('staff = "follows the work"\n', f'staff = "follows the work"\nreach = 0.5\n{behind}'))
    assert posts(reach) == ALL | {"school_team": 11, "clinic": 5, "family_team": 12}
