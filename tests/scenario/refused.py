"""Scenarios that are refused, and what is said of them."""

from pathlib import Path

import pytest

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load, load_text


def refusal(text: str) -> list[str]:
    """Give the messages about a scenario text, without the name of the file."""
    with pytest.raises(ScenarioError) as caught:
        load_text(text, file="town.toml")
    return [str(mistake).removeprefix("town.toml:") for mistake in caught.value.mistakes]


def refusal_of_file(path: Path) -> str:
    """Give the messages about a scenario file, with FILE for its path."""
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert str(path) in str(caught.value)
    return str(caught.value).replace(str(path), "FILE")
