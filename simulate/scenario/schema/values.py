"""Kinds of value in words: "a number from 0 to 1", "a list of texts"."""

from simulate.language import mark, said, say
from simulate.language.lists import either
from simulate.scenario.schema.definitions import Terms, is_duration, kinds_of_value
from simulate.scenario.wording import bound, shown

_MANY = {"string": mark("texts"), "object": mark("tables"), "boolean": mark("values true or false")}


def value_in_words(terms: Terms) -> str:
    """Say what may stand at a place, where the schema knows one kind of value for it."""
    if is_duration(terms):
        return say('a length of time such as "14 days"')
    if "enum" in terms:
        return either(shown(each) for each in terms["enum"])
    within = _within(terms)
    match terms.get("type"):
        case "integer":
            return say("a whole number {within}", within=within) if within else say("a whole number")
        case "number":
            return say("a number {within}", within=within) if within else say("a number")
        case "boolean":
            return say("true or false")
        case "array":
            return _list(terms)
        case "object":
            return say("a table")
    if terms.get("format") == "date":
        return say("a date such as 2018-01-31")
    examples = terms.get("examples")
    return say("a text such as {examples}", examples=either(map(shown, examples))) if examples else say("a text")


def _list(terms: Terms) -> str:
    many = either(_many(each) for each in kinds_of_value(terms["items"]))
    if "maxItems" in terms:
        return say("a list of {count} {many}", count=terms["maxItems"], many=many)
    return say("a list of {many}", many=many)


def _many(terms: Terms) -> str:
    """Say what the items of a list are."""
    if is_duration(terms):
        return say('lengths of time such as "14 days"')
    within = _within(terms)
    match terms.get("type"):
        case "integer":
            return say("whole numbers {within}", within=within) if within else say("whole numbers")
        case "number":
            return say("numbers {within}", within=within) if within else say("numbers")
    return said(_MANY[terms["type"]])


def _within(terms: Terms) -> str:
    """Say between which bounds a number lies; "" where it has none."""
    low, high, above, below = (
        None if terms.get(key) is None else bound(terms[key])
        for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    )
    match (low, above, high, below):
        case (str(), _, str(), _):
            return say("from {low} to {high}", low=low, high=high)
        case (str(), _, _, str()):
            return say("of at least {low} and below {high}", low=low, high=below)
        case (_, str(), str(), _):
            return say("above {low} and at most {high}", low=above, high=high)
        case (_, str(), _, str()):
            return say("above {low} and below {high}", low=above, high=below)
        case (str(), _, _, _):
            return say("of at least {low}", low=low)
        case (_, str(), _, _):
            return say("above {low}", low=above)
        case (_, _, str(), _):
            return say("of at most {high}", high=high)
        case (_, _, _, str()):
            return say("below {high}", high=below)
    return ""
