"""Sentences are said whole, in the language that is spoken."""

from language.pseudo import in_capitals

from simulate.language import mark, said, say, say_n
from simulate.language.lists import either, listed


def test_a_sentence_takes_its_values_by_name() -> None:
    assert say("{second} after {first}", first="a", second="b") == "b after a"


def test_braces_in_a_value_are_left_alone() -> None:
    assert say("the text {shown}", shown="{0}") == "the text {0}"


def test_one_thing_has_another_sentence_than_many() -> None:
    said_of = [say_n("{count} unit", "{count} units", count, count=f"{count:g}") for count in (0, 1, 1.5, 2)]
    assert said_of == ["0 units", "1 unit", "1.5 units", "2 units"]


def test_what_was_marked_is_said_in_the_language_spoken_when_it_is_shown() -> None:
    label = mark("Wait for {what}")
    with in_capitals():
        assert said(label, what="help") == "WAIT FOR help"
    assert said(label, what="help") == "Wait for help"


def test_lists_read_as_a_sentence_does() -> None:
    assert [listed("abc"[:count]) for count in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert either(["a", "", "b"]) == "a or b"


def test_another_language_joins_in_its_own_words() -> None:
    with in_capitals():
        assert listed(["one", "two"]) == "one AND two"
