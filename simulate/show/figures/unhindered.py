"""Matplotlib, imported so that no setting meant for a screen or a notebook keeps it from being imported.

Every kernel of Jupyter sets MPLBACKEND for all that it starts, also for programs in an environment of their own, where
that backend is not installed; importing matplotlib would then fail. Files are drawn without any backend, so what is
asked for is hidden meanwhile. Afterwards it is as if matplotlib had been imported as usual, so that a notebook that
saves results before it draws something itself has the backend it wants.
"""

import os
import sys
from contextlib import suppress

_SETTING = "MPLBACKEND"


def _import_matplotlib() -> None:
    asked = os.environ.pop(_SETTING, None)
    try:
        import matplotlib
    finally:
        if asked is not None:
            os.environ[_SETTING] = asked
    if asked:
        with suppress(ValueError):  # it is not installed here
            matplotlib.rcParams["backend"] = asked


if "matplotlib" not in sys.modules:  # else its settings are the user's
    _import_matplotlib()
