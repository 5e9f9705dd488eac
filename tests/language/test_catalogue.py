"""Sentences are said whole, in the language that is spoken."""

import pickle
import struct

from language.pseudo import in_capitals

from simulate.language import Catalogue, mark, said, say, say_n, speak, spoken_now
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


def compiled(sentences: dict[str, str]) -> bytes:
    """Write a catalogue as a .mo file has it: the head, where each text is, and the texts."""
    texts = [
        text.encode() for pair in (sorted(sentences), [sentences[key] for key in sorted(sentences)]) for text in pair
    ]
    places, at = [], 28 + 8 * len(texts)
    for text in texts:
        places.append((len(text), at))
        at += len(text) + 1
    count = len(sentences)
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return head + b"".join(struct.pack("<2I", *place) for place in places) + b"".join(text + b"\0" for text in texts)


def test_a_catalogue_can_be_sent_to_another_process() -> None:
    swedish = compiled(
        {
            "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
            "{count} unit\0{count} units": "{count} enhet\0{count} enheter",
            "gave up": "gav upp",
        }
    )
    there = pickle.loads(pickle.dumps(Catalogue(swedish)))
    before = speak(there)
    try:
        assert spoken_now() is there
        assert say("gave up") == "gav upp"
        assert [say_n("{count} unit", "{count} units", n, count=n) for n in (1, 2)] == ["1 enhet", "2 enheter"]
    finally:
        speak(before)
    assert say("gave up") == "gave up"
