"""Variants of a scenario that share what is the same in them: thousands then need hardly more memory than one."""

from collections.abc import Mapping

from simulate.scenario.schema.scenario import Scenario


def sharing(variant: Scenario, of: Scenario) -> Scenario:
    """Give a variant of a scenario in which the tables, and the tables in these, that are as there are those there."""
    shared = {key: _shared(getattr(variant, key), getattr(of, key)) for key in variant.model_fields_set}
    return variant.model_copy(update=shared)


def _shared(these: object, those: object) -> object:
    if these == those:
        return those
    if isinstance(these, Mapping) and isinstance(those, Mapping):
        return {key: those[key] if key in those and those[key] == table else table for key, table in these.items()}
    return these
