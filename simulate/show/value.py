"""Value for the single child and for the whole, in a sentence: who pays for whose gain."""

from typing import TYPE_CHECKING

from simulate.show.facts import Facts
from simulate.show.words import listed, spoken

if TYPE_CHECKING:
    import pandas as pd

NAMES = {
    "need_days": "days of unmet need",
    "crises": "crises",
    "cost_per_child": "cost",
    "gap_needs": "gap by needs",
    "gap_streams": "gap by stream",
}
"""The measures of value in a sentence."""
_MOST_SENTENCES = 3


def value_sentences(value: "pd.DataFrame", facts: Facts) -> list[str]:
    """Say for each organisation beside the baseline whether the single child and the whole gain or lose."""
    if facts.replications == 1:
        return []
    others = [name for name in facts.organisations[1:] if name in set(value["organisation"])]
    return [value_sentence(value, name) for name in others[:_MOST_SENTENCES]]


def value_sentence(value: "pd.DataFrame", organisation: str) -> str:
    """Say plainly whether a gain of the single child costs the whole, or the reverse."""
    mine = value[value["organisation"] == organisation]
    named = {
        (side, judgement): [NAMES[measure] for measure in rows["measure"]]
        for (side, judgement), rows in mine.groupby(["side", "judgement"], sort=False)
    }
    child = next((told for told in ("better", "worse") if ("individual", told) in named), "")
    better, worse = named.get(("collective", "better"), []), named.get(("collective", "worse"), [])
    return f"In {spoken(organisation)} {_for_the_child(child)}, {_for_the_whole(child, better, worse)}."


def _for_the_child(judgement: str) -> str:
    return {
        "better": "the single child gains (less unmet need)",
        "worse": "the single child loses (more unmet need)",
    }.get(judgement, "the single child's unmet need cannot be told apart")


def _for_the_whole(child: str, better: list[str], worse: list[str]) -> str:
    """Say what becomes of the whole, after what was said of the child."""
    if better and worse:
        return f"and for the whole some is better ({listed(better)}) and some worse ({listed(worse)})"
    if better:
        return f"{'but' if child == 'worse' else 'and'} the whole gains ({listed(better)})"
    if worse:
        return f"{'but at the cost of the whole' if child == 'better' else 'and the whole loses'} ({listed(worse)})"
    return "and nothing can be told apart for the whole"
