"""Kinds of value, tables and names are told in whole words, in the language spoken."""

from typing import Any

import pytest
from language.pseudo import in_capitals, unsaid

from simulate.scenario.schema.definitions import definitions
from simulate.scenario.schema.keys import KINDS, tables_with
from simulate.scenario.schema.values import value_in_words
from simulate.scenario.wording import bound, did_you_mean, in_a_row, no_such, shown

NUMBERS = {"type": "number"}


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (NUMBERS, "a number"),
        (NUMBERS | {"minimum": 0, "maximum": 1}, "a number from 0 to 1"),
        (NUMBERS | {"minimum": -0.9, "exclusiveMaximum": 1}, "a number of at least -0.9 and below 1"),
        (NUMBERS | {"exclusiveMinimum": 0, "maximum": 1000}, "a number above 0 and at most 1 000"),
        (NUMBERS | {"exclusiveMinimum": 0, "exclusiveMaximum": 1}, "a number above 0 and below 1"),
        (NUMBERS | {"minimum": 3}, "a number of at least 3"),
        (NUMBERS | {"exclusiveMinimum": 3}, "a number above 3"),
        (NUMBERS | {"maximum": 3}, "a number of at most 3"),
        (NUMBERS | {"exclusiveMaximum": 3}, "a number below 3"),
        ({"type": "integer"}, "a whole number"),
        ({"type": "integer", "minimum": 1, "maximum": 1_000_000}, "a whole number from 1 to 1 000 000"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "object"}, "a table"),
        ({"type": "string"}, "a text"),
        ({"type": "string", "examples": ["a", "b"]}, 'a text such as "a" or "b"'),
        ({"type": "string", "format": "date"}, "a date such as 2018-01-31"),
        ({"enum": ["own", "joint"]}, '"own" or "joint"'),
        ({"type": "array", "items": NUMBERS}, "a list of numbers"),
        ({"type": "array", "items": NUMBERS | {"minimum": 0}, "maxItems": 12}, "a list of 12 numbers of at least 0"),
        ({"type": "array", "items": {"type": "integer"}}, "a list of whole numbers"),
        ({"type": "array", "items": {"type": "integer", "minimum": 1}}, "a list of whole numbers of at least 1"),
        ({"type": "array", "items": {"type": "string"}}, "a list of texts"),
        ({"type": "array", "items": {"type": "object"}}, "a list of tables"),
        ({"type": "array", "items": {"type": "boolean"}}, "a list of values true or false"),
        (
            {"type": "array", "items": {"type": "string", "pattern": "day"}},
            'a list of lengths of time such as "14 days"',
        ),
    ],
)
def test_what_may_stand_at_a_place_is_told_with_its_bounds(terms: dict[str, Any], words: str) -> None:
    assert value_in_words(terms) == words
    with in_capitals():
        assert unsaid(value_in_words(terms), *terms.get("enum", ()), *terms.get("examples", ())) == []


def test_bounds_are_told_exactly() -> None:
    assert bound(2**63 - 1) == "9 223 372 036 854 775 807"


def test_the_tables_a_key_belongs_to_are_named_with_their_article() -> None:
    assert tables_with("per_month") == ["a stream"]
    assert tables_with("notices") == ["an organisation"]  # and so of a phase of it
    assert tables_with("begins") == []
    assert tables_with("crisis") == ["the table [costs]", "the top of the file"]


def test_every_table_that_has_a_key_is_said() -> None:
    tables = (definitions(), *definitions()["$defs"].values())
    keys = {key for table in tables for key in table.get("properties", ())}
    with in_capitals():
        named = {name for key in keys for name in tables_with(key)}
    assert "AN ORGANISATION" in named
    assert len(named) > 15
    assert [word for name in named for word in unsaid(name)] == []


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_name_that_is_not_known_is_told_with_those_that_are(kind: str) -> None:
    assert no_such(kind, "x", ["alpha", "beta"]) == f'there is no {kind} "x"; the {kind}s are alpha and beta'
    assert no_such(kind, "alhpa", ["alpha", "beta"]) == f'there is no {kind} "alhpa"; did you mean alpha?'
    assert no_such(kind, "x", []) == f'there is no {kind} "x"; there are no {kind}s'
    assert no_such(kind, "x", [f"long_name_{number}" for number in range(31)]) == f'there is no {kind} "x"'
    with in_capitals():
        assert unsaid(no_such(kind, "xy", ["alpha", "beta"]), "xy alpha beta") == []
        assert unsaid(no_such(kind, "xy", []), "xy") == []


@pytest.mark.parametrize("what", ["columns", "keys", "keys_here"])
def test_other_names_that_are_known_are_said(what: str) -> None:
    with in_capitals():
        assert unsaid(did_you_mean("x", ["alpha"], what), "alpha") == []
        assert unsaid(did_you_mean("x", [], what)) == []


def test_clauses_stand_in_a_row_and_empty_ones_are_left_out() -> None:
    assert in_a_row("a", "", "b", "c") == "a; b; c"
    assert in_a_row("", "") == ""


def test_values_that_no_file_holds_are_shown_in_words() -> None:
    assert [shown(each) for each in (None, object(), 10**20)] == [
        "nothing",
        "a Python object",
        "a number of more than 20 digits",
    ]
    with in_capitals():
        assert [word for each in (None, object(), 10**20) for word in unsaid(shown(each), "object")] == []
