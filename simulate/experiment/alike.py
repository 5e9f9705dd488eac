"""Whether two values say the same, whatever they are made of: tables, and numbers that are not there, too."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass


def alike(one: object, other: object) -> bool:
    """Tell whether two values are equal, where NaN is equal to itself, and tables are if all that is in them is."""
    if type(one) is not type(other):
        return False
    if is_dataclass(one):
        return all(alike(getattr(one, each.name), getattr(other, each.name)) for each in fields(one))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    equals = getattr(one, "equals", None)  # of pandas
    if equals is not None:
        return bool(equals(other))
    return bool(one == other) or (one != one and other != other)
