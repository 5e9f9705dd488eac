"""Titles of streams, needs, steps, units and organisations: what people see for their names, and nothing else."""

from collections.abc import Iterator

import pytest
from worlds import small_world

from simulate.experiment.variants import same_children, variants
from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.scenario.writing import to_toml

ENTRIES = {
    "arrivals": "school",
    "needs": "protection",
    "steps": "open_care",
    "units": "social_office",
    "organisations": "integrated",
}
"""An entry of each table that has titles."""
TITLED = {f"{table}__{name}__title": f'"The {table} we mean"' for table, name in ENTRIES.items()}


def refusals(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as refused:
        load_text(text)
    return [f"{mistake.key}: {mistake.message}" for mistake in refused.value.mistakes]


def titles(scenario: Scenario) -> Iterator[str]:
    for table, name in ENTRIES.items():
        yield getattr(scenario, table)[name].title


def test_every_kind_of_name_may_have_a_title_and_keeps_it_when_the_scenario_is_written() -> None:
    scenario = load_text(small_world(**TITLED))
    assert list(titles(scenario)) == [f"The {table} we mean" for table in ENTRIES]
    assert load_text(to_toml(scenario)) == scenario
    assert "title" not in to_toml(load_text(small_world())).partition("\n")[2], "none is written where none is given"


@pytest.mark.parametrize("table", ENTRIES)
@pytest.mark.parametrize(
    ("title", "words"),
    [
        ('"two\\nlines"', "must be one line of at most 60 characters"),
        (f'"{"a" * 61}"', "must be one line of at most 60 characters"),
        ('"  "', "must not be empty"),
        ("3", "must be a text; got 3"),
    ],
)
def test_a_title_is_one_short_line(table: str, title: str, words: str) -> None:
    path = f"{table}.{ENTRIES[table]}.title"
    assert refusals(small_world(**{f"{table}__{ENTRIES[table]}__title": title})) == [f"{path}: {words}"]
    assert load_text(small_world(**{f"{table}__{ENTRIES[table]}__title": f'"{"a" * 60}"'}))


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (
            {"units__social_office__title": '"The Team"', "units__school_team__title": '"the  team"'},
            'units.social_office.title: the unit "school_team" is shown under the same name',
        ),
        (
            {"units__social_office__title": '"School team"'},
            'units.social_office.title: the unit "school_team" is shown under the same name',
        ),
        (
            {"needs__schooling__title": '"Protection"'},
            'needs.protection.title: the need "schooling" is shown under the same name',
        ),
        (
            {"organisations__integrated__title": '"Siloed"'},
            'organisations.integrated.title: the organisation "siloed" is shown under the same name',
        ),
    ],
)
def test_no_two_of_a_kind_are_shown_alike(given: dict[str, str], refusal: str) -> None:
    assert refusals(small_world(**given)) == [refusal]


def test_two_of_different_kinds_may_be_shown_alike() -> None:
    assert load_text(small_world(units__school_team__title='"School"', arrivals__school__title='"School"'))


@pytest.mark.parametrize("table", ["arrivals.school", "units.school_team", "organisations.siloed"])
def test_a_title_does_not_change_on_a_day(table: str) -> None:
    change = f'[[changes]]\nfrom = "250 days"\n[changes.{table}]\ntitle = "Later"\n'
    assert refusals(small_world() + change)[0].startswith(f"changes.0.{table}.title: does not belong here: title is a")


def test_what_something_is_called_makes_neither_other_children_nor_another_organisation() -> None:
    plain, titled = load_text(small_world()), load_text(small_world(title='"Called otherwise"', **TITLED))
    assert same_children(plain, titled)
    assert [each.label for each in variants({"plain": plain, "titled": titled})] == ["siloed", "integrated"]
