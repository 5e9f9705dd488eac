"""The luck of some is what it is among all, however it is asked for."""

import threading
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulate.scenario.schema.durations import duration_from
from simulate.world.answers import Addresses, Group
from simulate.world.chance import luck, luck_at, luck_of_each, spread
from simulate.world.philox import key, keys
from simulate.world.questions import ON_THE_LIST

LONG = 40_000


def keys_of_numpy(seed: int, replication: int, stream: str, question: str) -> tuple[int, int]:
    address = (replication, zlib.crc32(stream.encode()), zlib.crc32(question.encode()))
    first, second = np.random.SeedSequence(seed, spawn_key=address).generate_state(2, np.uint64).tolist()
    return first, second


@given(st.integers(0, 2**63 - 1), st.integers(0, 100_000), st.text(max_size=9), st.text(max_size=9))
def test_keys_are_those_of_numpy(seed: int, replication: int, stream: str, question: str) -> None:
    expected = keys_of_numpy(seed, replication, stream, question)
    assert key(seed, replication, stream, question) == expected
    assert keys(seed, replication, stream, ["another", question])[1] == expected


def test_a_stream_is_that_of_numpy() -> None:
    address = (3, zlib.crc32(b"street"), zlib.crc32(b"urgent"))
    drawn = np.random.Generator(np.random.Philox(np.random.SeedSequence(7, spawn_key=address))).random(11)
    luck(7, 3, "street", "age", 2)  # what was drawn before makes no difference
    np.testing.assert_array_equal(luck(7, 3, "street", "urgent", 11), drawn)
    np.testing.assert_array_equal(luck_of_each(7, 3, "street", ["age", "urgent"], 11)[1], drawn)


@pytest.mark.parametrize("count", [1, 3, 40, 400])
@given(st.randoms(use_true_random=False))
def test_the_luck_of_some_positions_is_that_of_the_whole_stream(count: int, choose: object) -> None:
    positions = np.array(sorted(choose.sample(range(LONG), count)))  # type: ignore[attr-defined]
    whole = luck(7, 3, "street", "urgent", LONG)
    np.testing.assert_array_equal(luck_at(7, 3, [("street", positions)], "urgent"), whole[positions])
    near = positions // 100  # close together, and some of them the same
    np.testing.assert_array_equal(luck_at(7, 3, [("street", near)], "urgent"), whole[near])


def test_children_of_several_streams_and_of_the_list_have_the_luck_of_their_places() -> None:
    stream = np.array([1, 0, 1, 0, 1, 0, 1])
    number = np.array([-2, -3, -1, 0, 0, 1, 1])
    group = Group(np.array([0, 1, 2, 4, 5, 6]), Addresses(7, 3, ("school", "street"), stream, number))
    school, street, waiting = (luck(7, 3, name, "urgent", 9) for name in ("school", "street", ON_THE_LIST))
    expected = [waiting[1], waiting[2], waiting[0], street[0], school[1], street[1]]
    np.testing.assert_array_equal(group.luck("urgent"), expected)
    np.testing.assert_array_equal(group.happens("urgent", 0.5), np.array(expected) < 0.5)


def test_lengths_that_are_asked_for_a_part_at_a_time_are_the_same() -> None:
    everybody = np.arange(50)
    addresses = Addresses(7, 3, ("school",), np.zeros(50, dtype=np.int64), everybody)
    for duration in map(duration_from, [{"gamma": "30 days", "cv": 0.7}, {"median": "9 days", "sigma": 1.2}]):
        group = Group(everybody, addresses)
        whole = spread(duration, luck(7, 3, "school", "talk", 50))
        for rows in (np.arange(0, 50, 3), np.arange(10), everybody[:0], everybody):
            found = group.days(duration, "talk", rows)
            np.testing.assert_array_equal(found, whole[rows])
            found += 1  # nobody else's are changed
        assert not np.isin(group.days(duration, "walk", everybody), whole).any()


def test_threads_do_not_disturb_each_other() -> None:
    expected = {name: luck(7, 3, name, "urgent", LONG) for name in ("school", "street", "clinic", "town")}
    wrong: list[str] = []

    def ask(name: str) -> None:
        for _ in range(20):
            if (luck_at(7, 3, [(name, np.arange(LONG))], "urgent") != expected[name]).any():
                wrong.append(name)

    threads = [threading.Thread(target=ask, args=(name,)) for name in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
