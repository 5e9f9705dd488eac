"""Plain tables, as TOML has them, and where in one a value stands: what a scenario is until it has been checked."""

from typing import Any

Plain = dict[str, Any]
"""A table as tomllib gives it."""

KeyPath = tuple[str | int, ...]
"""Where a value is: keys and, within lists, numbers from 0: ("arrivals", "school", "needs", 0, "share")."""
