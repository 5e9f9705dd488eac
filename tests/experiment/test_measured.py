"""What is left of a life: all its digits, in as little room as they need."""

import math

import pytest
from worlds import small_world

from simulate.experiment.measured import read, within_follow_up, written
from simulate.scenario.reading.load import load_text

MEASURED = {
    ("wait", "all"): 0.1 + 0.2,
    ("share", "all"): 1e-300,
    ("wait", "stream: school"): math.inf,
    ("share", "stream: school"): math.nan,
    ("cost", "all"): -12345678.9,
}


def test_a_life_is_read_as_it_was_written_to_the_last_digit_and_in_its_order() -> None:
    found = read(written(MEASURED))
    assert list(found) == list(MEASURED)
    assert {key: value for key, value in found.items() if value == value} == {
        key: value for key, value in MEASURED.items() if value == value
    }
    assert math.isnan(found["share", "stream: school"])
    assert len(found) == 5
    assert found.get(("wait", "urgent"), 7.0) == 7.0
    with pytest.raises(KeyError):
        found["wait", "urgent"]


def test_a_question_may_take_some_measures_only() -> None:
    assert list(read(written(MEASURED), {"share"})) == [("share", "all"), ("share", "stream: school")]
    assert list(read(written(MEASURED), set())) == []


def test_lives_that_are_measured_alike_hold_their_numbers_and_share_the_rest() -> None:
    one, other = read(written(MEASURED)), read(written(MEASURED | {("wait", "all"): 5.0}))
    assert one._places is other._places
    assert one._numbers.nbytes == 8 * len(MEASURED)
    assert other["wait", "all"] == 5
    assert read(written({("wait", "all"): 1.0}))._places is not one._places


@pytest.mark.parametrize("what", [b"", b"{", b"[]", b"3", b'{"measures": ["a"], "groups": ["b"], "values": [[0, 0]]}'])
def test_what_is_no_life_is_refused(what: bytes) -> None:
    with pytest.raises(ValueError):
        read(what)


def test_a_percentile_that_is_not_reached_counts_as_the_follow_up_and_nothing_else_changes() -> None:
    town = load_text(small_world(run__follow_up='"300 days"'))
    for values in (read(written(MEASURED)), MEASURED):
        [one] = within_follow_up([{"siloed": values}], town)
        assert one["siloed"]["wait", "stream: school"] == 300
        assert one["siloed"]["wait", "all"] == MEASURED["wait", "all"]
        assert math.isnan(one["siloed"]["share", "stream: school"])
    endless = load_text(small_world(run__follow_up='"0 days"', run__observe='"90 days"'))
    assert within_follow_up([{"siloed": MEASURED}], endless)[0]["siloed"]["wait", "stream: school"] == 90
