"""What all tests share: random worlds are the same in every run of the quick tests, others in every run of the slow.

A law holds in a few random worlds among the quick tests. Among the slow ones it stands once more, under the same name,
and there it is tried in many that nobody has seen. To see worlds again that a slow test failed on, give the seed that
pytest names: `-m slow --hypothesis-seed N`. `HYPOTHESIS_PROFILE=explore` draws new worlds each time also for the quick
ones, and very many of them.
"""

import os
import random

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

_SLOW_TO_DRAW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, max_examples=25, suppress_health_check=_SLOW_TO_DRAW
)
settings.register_profile("fresh", settings.get_profile("ci"), derandomize=False, print_blob=True, max_examples=250)
settings.register_profile("explore", settings.get_profile("fresh"), max_examples=1000)


def pytest_configure(config: pytest.Config) -> None:
    usual = "fresh" if config.option.markexpr == "slow" else "ci"
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", usual))  # before the tests are imported


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow-sample", type=int, metavar="N", help="of the tests marked slow, run only N")
    parser.addoption("--slow-seed", default="1", metavar="TEXT", help="which sample: another text, another one")


def pytest_report_header(config: pytest.Config) -> list[str]:
    count = config.getoption("--slow-sample")
    return [] if count is None else [f"slow tests: {count}, drawn by --slow-seed {config.getoption('--slow-seed')}"]


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Let every law be among the slow tests too, where these are asked for."""
    if item.config.option.markexpr == "slow" and is_hypothesis_test(getattr(item, "function", None)):
        item.add_marker("slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    count = config.getoption("--slow-sample")
    if count is None:
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    chosen = set(random.Random(config.getoption("--slow-seed")).sample(slow, min(count, len(slow))))
    left_out = [item for item in slow if item not in chosen]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
