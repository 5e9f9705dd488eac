"""Laws of luck: no two questions of a scenario ever have the same."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from random_worlds import World, worlds

import simulate
from simulate.scenario.reading.load import load
from simulate.scenario.shipped import shipped_names
from simulate.scenario.spans import spans
from simulate.world import questions
from simulate.world.children import Cohort, even_cohort
from simulate.world.philox import number_of
from simulate.world.planning import plan
from simulate.world.questions import Question
from simulate.world.staff import StaffLuck
from simulate.world.units import planned_units

SCENARIOS = Path(simulate.__file__).parents[1] / "scenarios"

Asked = dict[tuple[str, tuple[object, ...]], Question]
"""What has been asked, and about what: the address."""


@contextmanager
def listening() -> Iterator[Asked]:
    """Write down every question that is asked meanwhile."""
    asked: Asked = {}

    def noted(name: str, ask: Callable[..., Question]) -> Callable[..., Question]:
        def answer(*about: object) -> Question:
            asked[name, about] = ask(*about)
            return asked[name, about]

        return answer

    with pytest.MonkeyPatch.context() as patch:
        for name, ask in inspect.getmembers(questions, inspect.isfunction):
            if inspect.signature(ask).return_annotation is Question:
                patch.setattr(questions, name, noted(name, ask))
        yield asked


def plan_everything(here: Cohort) -> None:
    """Plan all organisations, with the luck of their staff."""
    staff = StaffLuck(here.scenario.seed, 1, here.scenario.run.end)
    for organisation in here.scenario.organisations:
        plan(here, organisation)
        planned_units(here.spans, organisation, staff, here.most_posts)


def assert_apart(asked: Asked) -> None:
    """Require that every question has an address, and a number in addresses, of its own."""
    assert len(set(asked.values())) == len(asked)
    assert len(set(map(number_of, asked.values()))) == len(asked)


@pytest.mark.parametrize("path", [SCENARIOS / name for name in shipped_names()], ids=lambda path: path.stem)
def test_no_two_questions_of_a_shipped_scenario_have_one_address_or_one_number(path: Path) -> None:
    scenario = load(path)
    counts = [[60] * len(spans(scenario))] * len(scenario.arrivals)
    with listening() as asked:
        plan_everything(even_cohort(scenario, 1, counts))
    assert ("needs", ()) in asked
    assert any(name == "step_takes" for name, _ in asked)
    assert_apart(asked)


@settings(max_examples=settings.default.max_examples // 2)
@given(worlds(in_time=True))
def test_no_two_questions_of_a_random_world_have_one_address_or_one_number(world: World) -> None:
    with listening() as asked:
        plan_everything(world.cohort(1))
    assert_apart(asked)
