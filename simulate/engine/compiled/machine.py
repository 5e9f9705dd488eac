"""From functions in Python to machine code, by numba: twins of them that call each other's twins.

The functions of the compiled engine stay what they are, and run as Python on watchful tables (see `watchful`). Numba is
imported when the twins are made.
"""

from collections.abc import Callable
from types import FunctionType
from typing import Any

_FUNCTIONS: list[FunctionType] = []


def compiled(function: Callable[..., Any]) -> Any:
    """Mark a function of the engine: it has a twin in machine code. It is itself as before."""
    assert isinstance(function, FunctionType)
    _FUNCTIONS.append(function)
    return function


def twins(kept: Callable[..., Any] | None = None) -> dict[Callable[..., Any], Any]:
    """Give for each marked function one for numba, that calls the twins of the others; compiled when it is called.

    The machine code of one of them, and of all that it calls, is kept where `numba.config.CACHE_DIR` says.
    Raises ImportError where numba cannot be imported.
    """
    from numba import njit

    made: dict[Callable[..., Any], Any] = {
        each: njit(error_model="numpy", nogil=True, cache=each is kept)(_copy(each)) for each in _FUNCTIONS
    }
    for twin in made.values():
        names = twin.py_func.__globals__
        names |= {
            name: made[value] for name, value in names.items() if isinstance(value, FunctionType) and value in made
        }
    return made


def _copy(function: FunctionType) -> FunctionType:
    """Give the same function with names of its own for what stands in its module."""
    copy = FunctionType(function.__code__, dict(function.__globals__), function.__name__, function.__defaults__)
    copy.__doc__, copy.__module__ = function.__doc__, function.__module__
    return copy
