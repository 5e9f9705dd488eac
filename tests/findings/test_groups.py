"""Groups of children: their keys stand in the tables, whatever is said of them is a word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from language.pseudo import in_capitals

from simulate.findings.groups import ALL, ON_LIST, URGENT, group_of, members_of_groups, of_stream
from simulate.language import said

STREAMS = st.one_of(st.sampled_from(["all", "urgent", "stream: school", "on the list at the start"]), st.text())
"""Among them such as are called like something else."""


@given(STREAMS)
def test_the_group_of_a_stream_is_found_again_by_its_key_whatever_the_stream_is_called(name: str) -> None:
    assert group_of(of_stream(name).key) == of_stream(name)


@given(st.lists(STREAMS, min_size=1, max_size=4, unique=True), st.data())
def test_every_child_is_in_the_group_of_its_stream_and_in_no_other_stream(
    names: list[str], data: st.DataObject
) -> None:
    stream = np.array(data.draw(st.lists(st.integers(0, len(names) - 1), min_size=1, max_size=6)))
    nobody = np.zeros(len(stream), dtype=bool)
    members = members_of_groups(tuple(names), stream, nobody, nobody, nobody)
    for child, number in enumerate(stream.tolist()):
        its = [group_of(key).stream for key, inside in members.items() if inside[child]]
        assert [name for name in its if name is not None] == [names[number]]
    assert members[ALL.key].all()
    assert not members[URGENT.key].any()


@pytest.mark.parametrize("group", [ALL, URGENT, ON_LIST])
def test_a_group_is_said_in_the_readers_language_and_keeps_its_key(group) -> None:
    with in_capitals():
        assert said(group.label) == group.label.upper()
        assert group_of(group.key) is group
