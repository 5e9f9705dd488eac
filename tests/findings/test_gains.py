"""Who gains and who loses, child by child."""

import numpy as np
import pytest

from simulate.findings.gains import Persons, gains

NEVER = np.nan


def persons(waits: list[float], followed: float = 300.0, stream_names: tuple[str, ...] = ("school",),
            stream: list[int] | None = None, number: list[int] | None = None,
            waited: list[float] | None = None) -> Persons:  # fmt: skip
    count = len(waits)
    return Persons(
        stream_names,
        np.array(stream or [0] * count),
        np.array(number or list(range(count))),
        np.zeros(count, bool),
        np.zeros(count, bool),
        np.array(waits, float),
        np.array(waits, float),
        np.full(count, followed),
        np.full(count, np.nan) if waited is None else np.array(waited, float),
    )


def compared(new: list[float], old: list[float], followed: float = 300.0):
    return gains(persons(new, followed), persons(old, followed), horizon=200)["first_support", "all"]


@pytest.mark.parametrize(
    ("new", "old", "what"),
    [
        (50, 100, "gained"),
        (92.9, 100, "gained"),
        (93, 100, "same"),  # a week exactly
        (100, 93, "same"),
        (100, 92.9, "lost"),
        (50, NEVER, "gained"),  # the other was last seen waiting on day 300
        (NEVER, 50, "lost"),
        (294, NEVER, "undecided"),  # the other may have waited for 300 days and a little
        (NEVER, 294, "undecided"),
        (NEVER, NEVER, "undecided"),
    ],
)
def test_a_child_gains_or_loses_by_more_than_a_week_or_it_cannot_be_told(new, old, what):
    found = compared([new], [old])
    shares = {name: getattr(found, name) for name in ("gained", "same", "lost", "undecided")}
    assert shares == {**dict.fromkeys(shares, 0.0), what: 1.0}


def test_the_mean_gain_counts_days_within_the_follow_up():
    # 100 → 50 days: 50; 60 → 90: −30; 250 → 150: 200 − 150 = 50; never → 180: 20; never both times: 0
    found = compared([50, 90, 150, 180, NEVER], [100, 60, 250, NEVER, NEVER])
    assert found.mean_gain == pytest.approx((50 - 30 + 50 + 20 + 0) / 5)
    assert (found.gained, found.lost, found.undecided) == (0.6, 0.2, 0.2)


def test_children_are_matched_by_stream_and_number_and_only_those_in_both_count():
    mine = persons([10, 20, 30], stream_names=("bup", "school"), stream=[1, 1, 0], number=[4, 5, 9])
    theirs = persons([30, 20, 99], stream_names=("school", "bup"), stream=[1, 0, 0], number=[9, 5, 6])
    found = gains(mine, theirs, 200)
    # bup 9 waits 30 in both, school 5 waits 20 in both; school 4 and school 6 have no counterpart
    assert found["first_support", "all"].children == 2
    assert found["first_support", "all"].same == 1
    assert found["full_support", "stream: bup"].children == 1


def test_swapping_the_organisations_swaps_gains_and_losses():
    luck = np.random.default_rng(3)
    new, old = (np.where(luck.random(200) < 0.2, NEVER, luck.uniform(0, 300, 200)).tolist() for _ in range(2))
    there, back = compared(new, old), compared(old, new)
    assert (there.gained, there.same, there.lost, there.undecided) == (
        back.lost, back.same, back.gained, back.undecided,
    )  # fmt: skip
    assert there.mean_gain == pytest.approx(-back.mean_gain)


def test_without_anybody_in_both_there_is_no_share():
    found = gains(persons([10.0], number=[1]), persons([10.0], number=[2]), 200)["first_support", "all"]
    assert found.children == 0
    assert np.isnan(found.gained)


def test_children_on_the_list_at_the_start_are_compared_as_their_own_group_with_the_days_they_have_waited():
    # the second was on the list for 150 days when the clock started: of 200 days' follow-up it has 350 from arrival
    waited = [NEVER, 150.0]
    new, old = persons([60, 250], waited=waited), persons([100, 400], waited=waited)
    found = gains(new, old, horizon=200)
    assert found["first_support", "all"].children == 1
    assert found["first_support", "all"].mean_gain == 40
    listed = found["first_support", "on the list at the start"]
    assert (listed.children, listed.mean_gain) == (1, 350 - 250)
