"""The catalogue of measures: one entry is all that a measure takes."""

import sys
from itertools import groupby
from pathlib import Path

import pytest

import simulate
from simulate.findings import catalogue
from simulate.findings.catalogue import CATALOGUE, JOURNEY, NEEDY, OUTCOME, PER_CHILD, Measure
from simulate.findings.kinds import per_child

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_the_table_has_each_section_once() -> None:
    shown = [section for section, _ in groupby(measure.section for measure in CATALOGUE if measure.headline)]
    assert len(shown) == len(set(shown))


def test_keys_and_labels_are_not_used_twice() -> None:
    for names in ([measure.key for measure in CATALOGUE], [measure.label for measure in CATALOGUE]):
        assert len(names) == len(set(names))


def test_a_measure_that_is_written_down_in_the_catalogue_is_found_compared_and_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    borders = Measure(
        "borders_crossed",
        "Borders crossed",
        JOURNEY,
        PER_CHILD,
        "lower",
        NEEDY,
        per_child(lambda known: known.journeys.administrations - 1),
        headline=True,
    )
    place = next(number for number, measure in enumerate(CATALOGUE) if measure.key == "unattended_days")
    longer = (*CATALOGUE[:place], borders, *CATALOGUE[place:])
    scenario = simulate.load(SCENARIOS / "tutorial.toml", run__replications=2)
    for module in [each for each in sys.modules.values() if getattr(each, "CATALOGUE", None) is CATALOGUE]:
        monkeypatch.setattr(module, "CATALOGUE", longer)
    monkeypatch.setitem(catalogue.MEASURES, borders.key, borders)

    found = simulate.run(scenario, engine="simpy")

    met = found.summary.set_index(["organisation", "measure", "group"])["value"]
    for organisation in scenario.organisations:
        assert met[organisation, "borders_crossed", "all"] == pytest.approx(
            met[organisation, "administrations", "all"] - 1
        )
    assert set(found.differences["measure"]) >= {"borders_crossed"}
    lines = str(found).splitlines()
    (row,) = [number for number, line in enumerate(lines) if line.startswith("Borders crossed (per child)  ")]
    assert lines.index(f"{JOURNEY.label}:") < row < lines.index(f"{OUTCOME.label}:")
