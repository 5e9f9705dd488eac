"""The JSON Schema and the tables of keys are as the schema says, and hold for the shipped scenarios."""

import datetime
import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from regenerate import schema_file, targets_file, with_key_tables
from worlds import small_world

from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.definitions import TABLES
from simulate.scenario.schema.export import json_schema, key_tables, targets_schema
from simulate.scenario.schema.keys import wanted_at
from simulate.scenario.schema.scenario import Table
from simulate.scenario.shipped import TARGETS, shipped_folder, shipped_names, template
from simulate.scenario.writing import to_toml


def as_json(value: Any) -> Any:
    """Turn TOML values into JSON's: editors judge a date as text."""
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def complaints(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(json_schema())
    return [error.message for error in validator.iter_errors(as_json(tomllib.loads(text)))]


def test_the_schema_file_and_the_tables_of_keys_are_fresh() -> None:
    again = "run `python tests/regenerate.py`"
    assert (shipped_folder() / "scenario.schema.json").read_text(encoding="utf-8") == schema_file(), again
    readme = (shipped_folder() / "README.md").read_text(encoding="utf-8")
    assert readme == with_key_tables(readme), again
    assert key_tables() in readme


def test_the_schema_of_targets_is_fresh_and_holds_for_those_that_are_shipped() -> None:
    folder = shipped_folder() / TARGETS
    assert (folder / "targets.schema.json").read_text(encoding="utf-8") == targets_file(), "run tests/regenerate.py"
    jsonschema.Draft202012Validator.check_schema(targets_schema())
    validator, files = jsonschema.Draft202012Validator(targets_schema()), sorted(folder.glob("*.toml"))
    assert files
    for file in files:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(table)] == []
        first = next(iter(table["targets"].values()))
        assert list(validator.iter_errors({"targets": {"a": {**first, "valeu": 3}}}))


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_satisfy_the_json_schema(name: str) -> None:
    assert complaints((shipped_folder() / name).read_text(encoding="utf-8")) == []


def test_the_template_and_a_written_scenario_satisfy_the_json_schema() -> None:
    assert complaints(template()) == []
    assert complaints(to_toml(load_text(small_world()))) == []


def test_the_json_schema_is_one_and_refuses_what_the_program_refuses() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    for changes in (
        {"units__social_office__wrokers": "3"},
        {"units__social_office__workers": "-2.5"},
        {"steps__acute__duration": "5"},
        {"steps__acute__duration": '{ gamma = "5 days" }'},
        {"arrivals__school__urgent": "1.01"},
        {"organisations__siloed__order": '"longest"'},
        {"start": None},
    ):
        assert complaints(small_world(**changes)), changes


def test_a_file_that_extends_may_leave_out_what_the_other_has() -> None:
    assert complaints('extends = "base.toml"\n[units.x]\nworkers = 3\n') == []
    assert complaints('extends = "base.toml"\n[units.x]\nwrokers = 3\n') != []
    assert complaints('title = "x"\n') != []


def keys_of(table: type[Table]) -> Iterator[tuple[str, str | None]]:
    for name, field in table.model_fields.items():
        yield field.alias or name, field.description


def test_every_key_has_its_meaning_and_stands_in_the_tables() -> None:
    tables = key_tables()
    for name, table in TABLES.items():
        for key, meaning in keys_of(table):
            assert meaning, f"{name}.{key} has no docstring"
            assert f"| `{key}` | {' '.join(meaning.split())} |" in tables


def unknown_places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    wanted = wanted_at(path)
    if wanted is None:
        return [path]
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [] if wanted.is_duration() else [each for key, one in below for each in unknown_places(one, (*path, key))]


def test_the_schema_knows_every_key_of_a_resolved_scenario() -> None:
    assert unknown_places(tomllib.loads(to_toml(load_text(template())))) == []


def test_the_examples_for_readers_have_keys_that_there_are_and_values_that_fit() -> None:
    readme = (shipped_folder() / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"(?s)```toml\n(.*?)```", readme)
    assert len(examples) >= 7
    for example in examples:
        assert unknown_places(tomllib.loads(example)) == []
        assert complaints(f'extends = "base.toml"\n{example}') == []


def test_the_schema_file_is_plain_json() -> None:
    assert json.loads(schema_file())["properties"]["extends"]["type"] == "string"
