"""Would children get help sooner if school, social services and support units worked as one?"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulate.interface import Results as Results
    from simulate.interface import load as load
    from simulate.interface import run as run
    from simulate.interface.calibrating import calibrate as calibrate
    from simulate.interface.explaining import explain as explain
    from simulate.interface.matching import match as match
    from simulate.interface.sensitivity import sensitivity as sensitivity
    from simulate.interface.sweeping import sweep as sweep
    from simulate.scenario.errors import ScenarioError as ScenarioError

    __version__: str

__all__ = [
    "Results",
    "ScenarioError",
    "__version__",
    "calibrate",
    "explain",
    "load",
    "match",
    "run",
    "sensitivity",
    "sweep",
]

_QUESTIONS = {
    "calibrate": "calibrating",
    "explain": "explaining",
    "match": "matching",
    "sensitivity": "sensitivity",
    "sweep": "sweeping",
}
"""Functions that ask many worlds, and the modules in which they stand."""


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `import simulate` costs nothing."""
    if name in ("Results", "load", "run"):
        from simulate import interface

        return getattr(interface, name)
    if name in _QUESTIONS:
        from importlib import import_module

        return getattr(import_module(f"simulate.interface.{_QUESTIONS[name]}"), name)
    if name == "ScenarioError":
        from simulate.scenario.errors import ScenarioError

        return ScenarioError
    if name == "__version__":
        from simulate.experiment.provenance import program_version

        return program_version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
