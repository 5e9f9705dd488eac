"""Posts in halves: which unit has the half that is left over."""

import pytest

from simulate.world.halves import in_half_posts


def test_half_posts_go_where_the_largest_parts_of_them_are() -> None:
    assert in_half_posts({"one": 6.4, "other": 1.6}, 8.0, ()) == {"one": 6.5, "other": 1.5}
    assert in_half_posts({"one": 2.3, "other": 2.35, "third": 1.35}, 6.0, ()) == {
        "one": 2.0,
        "other": 2.5,
        "third": 1.5,
    }
    assert in_half_posts({"one": 1.25, "other": 1.25}, 2.5, ()) == {"one": 1.5, "other": 1}, "of equal ones the first"


def test_what_is_no_half_post_of_all_stays_with_the_largest_unit() -> None:
    assert in_half_posts({"one": 3.0, "other": 0.7}, 3.7, ()) == {"one": 3.2, "other": 0.5}
    assert sum(in_half_posts({"one": 1.1, "other": 1.1, "third": 1.13}, 3.33, ()).values()) == pytest.approx(3.33)


def test_who_has_work_has_half_a_post_and_who_has_none_has_none() -> None:
    assert in_half_posts({"one": 7.96, "other": 0.04}, 8, {"one", "other"}) == {"one": 7.5, "other": 0.5}
    assert in_half_posts({"one": 8.0, "other": 0.0}, 8, {"one"}) == {"one": 8, "other": 0}
    three = {"one": 0.2, "other": 0.2, "third": 0.6}
    assert in_half_posts(three, 1, three) == {"one": 0.25, "other": 0.25, "third": 0.5}, "quarters where halves are few"
