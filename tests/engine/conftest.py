"""Each test of the compiled engine's parts runs twice: watched as Python, and as machine code."""

import pytest

from .running import HOW, Call


@pytest.fixture(params=HOW, scope="session")
def call(request: pytest.FixtureRequest) -> Call:
    how: Call = HOW[request.param]()
    return how
