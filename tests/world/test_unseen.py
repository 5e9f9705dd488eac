"""Needs that nobody notices, of children on the waiting list and of others: whether they ever come up."""

import numpy as np
from worlds import small_world

from simulate.plan import Floats
from simulate.scenario.reading.load import load_text
from simulate.world.children import cohort, even_cohort
from simulate.world.planning import plan

CASE = '{{ stream = "school", needs = ["schooling", "protection"], step = "school_intake", waiting_since = {} }}'


def days_until_it_comes_up(since: str, share: float | None = 0.5) -> Floats:
    """Give the days from the start until the hidden needs of a thousand children come up who have waited since then."""
    listed = ",\n".join([CASE.format(since)] * 1000)
    some = {} if share is None else {"needs__protection__surfaces": str(share)}
    text = small_world(organisations__siloed__notices="0", start_from__waiting=f"[{listed}]", **some)
    plans = plan(cohort(load_text(text), 1), "siloed")
    hidden = plans.needs.known_with[~plans.needs.noticed & plans.children.listed[plans.needs.child]]
    assert len(hidden) == 1000
    return np.asarray(plans.visits.pause[hidden])


def test_of_those_who_have_waited_longer_fewer_hidden_needs_still_come_up() -> None:
    # the time is exponential, 100 days on average: after 200 days e^-2 of those who come up have not yet
    just_now, long_ago = (np.isfinite(days_until_it_comes_up(day)) for day in ("2018-01-01", "2017-06-15"))
    assert abs(just_now.mean() - 0.5) < 4.5 * np.sqrt(0.25 / 1000)
    expected = np.exp(-2) / (np.exp(-2) + 1)
    assert abs(long_ago.mean() - expected) < 4.5 * np.sqrt(expected * (1 - expected) / 1000)
    assert (just_now >= long_ago).all(), "by the same luck"


def test_those_that_come_up_do_so_when_they_would_if_all_did() -> None:
    some, every = days_until_it_comes_up("2017-06-15"), days_until_it_comes_up("2017-06-15", None)
    assert np.isfinite(every).all()
    assert (some[np.isfinite(some)] == every[np.isfinite(some)]).all()


def test_a_share_comes_up_evenly_where_luck_is_even() -> None:
    text = small_world(organisations__siloed__notices="0", needs__protection__surfaces="0.25")
    plans = plan(even_cohort(load_text(text), 1, [[2000]]), "siloed")
    hidden = plans.needs.known_with[~plans.needs.noticed]
    assert abs(np.isfinite(plans.visits.pause[hidden]).sum() - len(hidden) / 4) <= 1
