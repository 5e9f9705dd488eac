"""What docstrings of keys say is known to the catalogue, and said in the language spoken when it is shown."""

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager

from language.literals import keys_of_the_file, words_of_the_file
from language.pseudo import in_capitals, unsaid

from simulate.language import speak
from simulate.scenario.schema.definitions import definitions
from simulate.scenario.schema.export import json_schema, key_tables
from simulate.scenario.schema.keys import Wanted, wanted_at, wanted_of
from simulate.scenario.schema.meanings import sentences, summary

OF_THE_FILE = [*keys_of_the_file(), *words_of_the_file()]


class Listener(gettext.NullTranslations):
    """A catalogue that writes down what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def gettext(self, message: str) -> str:
        """Give a sentence as it is."""
        self.asked.append(message)
        return message


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    before = speak(listener)
    try:
        yield listener
    finally:
        speak(before)


def every_key() -> Iterator[tuple[Wanted, bool]]:
    """Give what is wanted for each key of each table, and whether it must be there."""
    for table in (definitions(), *definitions()["$defs"].values()):
        for key, terms in table.get("properties", {}).items():
            yield wanted_of(terms), key in table.get("required", ())


EXAMPLES = [each for wanted, _ in every_key() for terms in wanted.choices for each in terms.get("examples", ())]


def test_what_a_key_means_is_known_to_whoever_collects_sentences() -> None:
    known = sentences()
    assert len(known) == len({*known}) > 150
    with listening() as listener:
        for wanted, must in every_key():
            assert wanted.meaning
            assert not must or wanted.summary
    assert {*listener.asked} <= {*known}


def test_no_sentence_of_a_docstring_takes_a_brace_for_a_value() -> None:
    assert [each for each in sentences() if "{" in each or "}" in each] == []


def test_what_a_key_means_is_said_in_the_language_spoken_when_it_is_asked() -> None:
    wanted = wanted_at(("run", "replications"))
    assert wanted is not None
    assert wanted.meaning == "How many times the whole simulation is repeated with other luck."
    with in_capitals():
        assert wanted.meaning == "HOW MANY TIMES THE WHOLE SIMULATION IS REPEATED WITH OTHER LUCK."


def test_a_missing_key_is_told_in_its_first_paragraph() -> None:
    docstring = "Some children. They\n    come.\n\n    And more of them."
    assert summary(docstring) == "some children. They come"
    assert summary("") == ""


def test_every_kind_of_value_and_every_meaning_is_said() -> None:
    with in_capitals():
        said = [words for wanted, _ in every_key() for words in (str(wanted), wanted.meaning, wanted.summary)]
    assert [word for words in said for word in unsaid(words, *OF_THE_FILE, *EXAMPLES)] == []


def test_the_tables_of_keys_and_the_json_schema_are_said() -> None:
    with in_capitals():
        tables, schema = key_tables(), json_schema()
    assert schema["title"] == "A SCENARIO OF SUPPORTFLOW"
    assert schema["$defs"]["Run"]["properties"]["replications"]["description"].isupper()
    in_words = re.sub(r"`[^`\n]*`", "", tables)  # keys, defaults and what may be written are the file's own
    assert unsaid(in_words, *OF_THE_FILE, *EXAMPLES) == []
