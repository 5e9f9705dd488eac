"""Until when a scenario asks the same of everybody, whether it has seasons, and why nothing may settle."""

from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.reading.load import load, load_text
from simulate.scenario.steadiness import Unsteady, steadiness

SHIPPED = Path(__file__).parents[2] / "scenarios"
END = 500.0


def of(text: str):
    return steadiness(load_text(text))


def test_a_town_in_which_nothing_changes_is_steady_to_the_end_and_has_no_seasons() -> None:
    found = of(small_world())
    assert (found.until, found.seasonal, found.why_not) == (END, False, None)


@pytest.mark.parametrize(
    ("keys", "until", "seasonal", "why_not"),
    [
        ({"arrivals__school__month_factors": "[1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1]"}, END, True, None),
        ({"arrivals__school__month_factors": "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"}, END, False, None),
        ({"units__school_team__closed": '[{ from = "07-01", until = "08-01" }]'}, END, True, None),
        ({"arrivals__school__trend_per_year": "0.02"}, END, False, Unsteady.TREND),
        ({"run__warm_up": '"0 days"'}, 400.0, False, Unsteady.NO_WARM_UP),
        ({"arrivals__school__surges": "[{ from = 2018-03-02, until = 2018-04-01, factor = 2 }]"}, 60.0, False, None),
        ({"organisations__siloed__phases": '[{ from = "90 days", retelling = 0 }]'}, 90.0, False, None),
    ],
)  # fmt: skip
def test_what_changes_in_time_is_found(
    keys: dict[str, str], until: float, seasonal: bool, why_not: Unsteady | None
) -> None:
    found = of(small_world(**keys))
    assert (found.until, found.seasonal, found.why_not) == (until, seasonal, why_not)


def test_a_change_ends_what_is_steady() -> None:
    found = of(small_world() + '\n[[changes]]\nfrom = "2 months"\nunits.social_office.workers = 6\n')
    assert found.until == pytest.approx(2 * 30.4375)


@pytest.mark.parametrize(
    ("name", "why_not"),
    [("helsingborg", None), ("queue", None), ("from-today", Unsteady.STARTS_FULL), ("surge-2015", Unsteady.COUNTED)],
)
def test_shipped_scenarios_are_what_they_say(name: str, why_not: Unsteady | None) -> None:
    assert steadiness(load(SHIPPED / f"{name}.toml", {})).why_not is why_not
