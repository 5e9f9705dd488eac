"""Which organisations are compared, and whether the same children come to them."""

import pytest
from worlds import small_world

from simulate.experiment.variants import same_children, variants
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text

CHANGE = '\n[[changes]]\nfrom = "250 days"\n{}'


def test_other_children_come_where_streams_change_on_a_day() -> None:
    plain = load_text(small_world())
    more = load_text(small_world() + CHANGE.format("arrivals.school.per_month = 30"))
    assert not same_children(plain, more)
    assert not same_children(more, plain)
    assert same_children(more, load_text(small_world() + CHANGE.format("arrivals.school.per_month = 30")))


def test_the_same_children_come_where_only_staff_changes_on_a_day() -> None:
    assert same_children(
        load_text(small_world()), load_text(small_world() + CHANGE.format("units.school_team.workers = 9"))
    )


def test_other_children_come_where_others_are_on_the_waiting_list() -> None:
    waits = """
[start_from]
waiting = [{ stream = "school", needs = ["schooling"], step = "school_intake", waiting_since = 2017-12-01 }]
"""
    listed = load_text(small_world(run__warm_up='"0 days"') + waits)
    assert not same_children(load_text(small_world(run__warm_up='"0 days"')), listed)
    assert same_children(listed, load_text(small_world(run__warm_up='"0 days"') + waits))


def test_costs_in_several_currencies_are_not_compared() -> None:
    crowns = load_text(small_world() + "\n[costs]\ncrisis = 100")
    euros = load_text(small_world() + '\n[costs]\ncrisis = 10\ncurrency = "EUR"')
    with pytest.raises(ScenarioError, match=r"the same in all .* a counts in SEK; b counts in EUR"):
        variants({"a": crowns, "b": euros})
    assert len(variants({"a": crowns, "b": load_text(small_world())})) == 4, "one without prices may stand beside"
