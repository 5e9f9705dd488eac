"""Why tomllib refuses a text is known by kinds, from whatever it says of it, and said in our words."""

import tomllib

import pytest
from language.pseudo import in_capitals, unsaid

from simulate.scenario.reading.refusals import Refusal, Why, refusal


def refused(text: str) -> Refusal:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    return refusal(str(caught.value))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a = 1\n\n= 2", Why.OTHER),
        ("a = ja", Why.OTHER),
        ("a = 2018-02-30", Why.OTHER),
        ("a = 1 2", Why.OTHER),
        ("a = 1 # \x07", Why.OTHER),
        ("[a\n", Why.OTHER),
        ('a = "b', Why.OTHER),
        ("a = '''b", Why.OTHER),
        ('a = "\n"', Why.OTHER),
        ('a = "\\u00zz"', Why.OTHER),
        ('a = "\\ud800"', Why.OTHER),
        ("a", Why.KEY),
        ("a = { , }", Why.KEY),
        ("a = [1", Why.ARRAY),
        ("a = [1 2]", Why.ARRAY),
        ("[[a]\n", Why.ARRAY),
        ("a = { b = 1", Why.INLINE_TABLE),
        ('a = "C:\\q"', Why.BACKSLASH),
        ("a = 1\na = 2", Why.REPEATED),
        ("[a]\n[a]", Why.REPEATED),
        ("a = { b = 1, b = 2 }", Why.REPEATED),
        ("a = { b = 1 }\na.c = 2", Why.REPEATED),
    ],
)
def test_what_tomllib_says_is_known_and_said_in_our_words(text: str, why: Why) -> None:
    assert refused(text).why is why
    with in_capitals():
        assert unsaid(refused(text).words, text, ascii(text)) == []  # as tomllib shows a character


def test_the_line_is_the_one_that_tomllib_names() -> None:
    assert refused("a = 1\n\nb = ja\n").line == 3
    assert refused("a = [1").line is None  # the end of the text


def test_a_table_that_is_there_already_is_called_as_its_heading_is() -> None:
    assert refused("[units.x]\n[units.x]").words == (
        "the table units.x is there already, perhaps written with dots: units.x.key = …"
    )
    assert refused('[units."it\'s"]\n[units."it\'s"]').words.startswith("the table units.it's is there already")


def test_what_a_later_tomllib_may_say_is_told_as_it_says_it() -> None:
    assert refusal("Too many moons (at line 7, column 2)") == Refusal(Why.OTHER, 7, "too many moons")
