"""What the docstrings of tables and keys say to people: sentences of the catalogue, said when they are shown."""

from collections.abc import Iterator
from typing import Any

from simulate.language import said
from simulate.scenario.schema.definitions import Terms, definitions, kinds_of_value
from simulate.scenario.schema.targets import TargetsFile


def description(terms: Terms) -> str:
    """Give the docstring of a key, or that of the table which stands under it; "" where there is none."""
    first = next(kinds_of_value(terms))
    return str(terms.get("description") or first.get("description", ""))


def meaning(docstring: str) -> str:
    """Say what a docstring says, on one line."""
    return _said(_whole(docstring))


def summary(docstring: str) -> str:
    """Say what the first paragraph of a docstring says, so that it can stand in parentheses in a sentence."""
    return _said(_in_parentheses(docstring))


def _said(sentence: str) -> str:
    return said(sentence) if sentence else ""  # a catalogue says of itself what it is for ""


def _whole(docstring: str) -> str:
    return " ".join(docstring.split())


def _in_parentheses(docstring: str) -> str:
    """Take a paragraph, which is a sentence of the program's own English, to what a catalogue knows it by."""
    first = _whole(docstring.partition("\n\n")[0]).removesuffix(".")
    return first[:1].lower() + first[1:]


def sentences() -> list[str]:
    """List every sentence that docstrings bring to the catalogue, as `meaning` and `summary` say them, in its order."""
    every = (definitions(), TargetsFile.model_json_schema())
    whole = (_whole(each) for each in _descriptions(every))
    tables = [definitions(), *definitions()["$defs"].values()]
    missing = (description(table["properties"][key]) for table in tables for key in table.get("required", ()))
    return list(dict.fromkeys([*whole, *map(_in_parentheses, missing)]))


def _descriptions(terms: Any) -> Iterator[str]:
    """Find the docstrings in a piece of schema; a key may itself be called "description"."""
    if isinstance(terms, list | tuple):
        for each in terms:
            yield from _descriptions(each)
    elif isinstance(terms, dict):
        if isinstance(terms.get("description"), str):
            yield terms["description"]
        for each in terms.values():
            yield from _descriptions(each)
