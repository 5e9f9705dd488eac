"""Every number says where it comes from, or that it is an assumption."""

import pytest
from worlds import small_world

from simulate.scenario.reading.load import load, load_text
from simulate.scenario.shipped import shipped_folder, shipped_names, template
from simulate.scenario.sources import sources
from simulate.scenario.writing import to_toml


@pytest.mark.parametrize("name", shipped_names())
def test_every_number_of_a_shipped_scenario_has_a_source_or_the_word_assumption(name: str) -> None:
    found = sources(load(shipped_folder() / name))
    assert found
    assert [some.key for some in found if not some.source.strip()] == []


def test_a_text_for_the_table_speaks_for_all_its_numbers() -> None:
    scenario = load_text(small_world(steps__investigation__source='"statistics 2018"'))
    found = {some.key: some.source for some in sources(scenario)}
    assert found["steps.investigation.duration"] == "statistics 2018"
    assert found["steps.investigation.limit"] == "statistics 2018"
    assert found["steps.reception.duration"] == ""


def test_a_text_for_a_key_goes_before_the_text_for_all_others() -> None:
    text = '{ "all others" = "register", "returns.chance" = "study", returns = "guess" }'
    scenario = load_text(small_world(needs__protection__source=text))
    found = {some.key: some.source for some in sources(scenario)}
    assert found["needs.protection.returns.chance"] == "study"
    assert found["needs.protection.returns.delay"] == "guess"
    assert found["needs.protection.surfaces_after"] == "register"


def test_numbers_are_listed_as_the_file_would_write_them() -> None:
    found = {some.key: some.value for some in sources(load_text(small_world()))}
    assert found["steps.investigation.limit"] == "4 months"
    assert found["steps.investigation.duration"] == {"weibull": "60 days", "shape": 2}
    assert found["needs.schooling.endings"][1] == {"share": 0.7, "steps": ["school_support"]}
    assert found["organisations.integrated.units.school_team.workers"] == 5


def test_defaults_that_mean_nothing_are_not_numbers_to_be_accounted_for_but_siloed_opinions_are() -> None:
    keys = {some.key for some in sources(load_text(small_world()))}
    assert "arrivals.school.trend_per_year" not in keys
    assert "organisations.siloed.coordination" not in keys
    assert "organisations.siloed.refused" in keys
    alone = small_world(arrivals__school__needs="[{ share = 1 }]")
    assert "organisations.siloed.refused" not in {some.key for some in sources(load_text(alone))}


def test_sources_are_the_same_after_writing_and_reading() -> None:
    scenario = load_text(template())
    assert sources(load_text(to_toml(scenario))) == sources(scenario)


def test_assumptions_are_numbers_that_say_so_or_say_nothing() -> None:
    text = small_world(
        units__school_team__source='{ workers = "register", caseload = "Assumption, from talks" }',
        units__social_office__source='"register"',
    )
    keys = [some.key for some in sources(load_text(text)) if some.is_assumption]
    assert "units.school_team.caseload" in keys
    assert "units.school_board.cases" in keys
    assert "units.school_team.workers" not in keys
    assert "units.social_office.workers" not in keys
