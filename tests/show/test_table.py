"""The table on the screen says what the tables say, in 100 columns, with its warnings."""

import json
import math
from dataclasses import replace

import pytest
from worlds import small_world

from simulate.experiment.variants import variants
from simulate.findings.compare import Overload
from simulate.scenario.reading import load_text
from simulate.show.facts import Staff, facts_of
from simulate.show.notes import notes, staff_notes
from simulate.show.table import as_text, figures

from .synthetic import facts, tables

TWO = ("siloed", "integrated")
LONG = tuple(f"{letter * 12}: {letter * 40}" for letter in "abcdefgh")


def flat(text: str) -> str:
    """Undo the breaking of lines."""
    return " ".join(text.split())


@pytest.mark.parametrize("organisations", [("siloed",), TWO, LONG[:3], LONG])
def test_no_line_is_longer_than_100_columns(organisations: tuple[str, ...]) -> None:
    text = as_text(tables(organisations), facts(organisations))
    assert max(map(len, text.splitlines())) <= 100
    for organisation in organisations:
        assert organisation[-10:] in text.replace("\n", ""), "every organisation is there"


def test_a_row_reads_as_measure_values_and_difference() -> None:
    made = tables(TWO)
    row = made.summary.query("measure == 'first_support_median' and group == 'all'").set_index("organisation")["value"]
    (line,) = [line for line in as_text(made, facts()).splitlines() if line.startswith("Wait to first support, median")]
    change = row["integrated"] - row["siloed"]
    low, high = change - abs(change) / 4, change + abs(change) / 4
    expected = f"{row['siloed']:.0f} (4 % waiting) {row['integrated']:.0f} (4 % waiting) "
    expected += f"−{-change:.0f} [−{-low:.0f}, −{-high:.0f}]"
    assert flat(line).endswith(expected)


def test_the_first_sentence_says_within_how_many_days_half_of_the_children_have_support() -> None:
    made = tables(TWO)
    values = made.summary.query("measure == 'first_support_median' and group == 'all'")["value"].tolist()
    sentence = (
        f"Half of the children have their first support within {values[0]:.0f} days in siloed and {values[1]:.0f} in"
    )
    assert sentence in as_text(made, facts())


def test_a_percentile_that_is_not_reached_is_said_to_be_so_and_is_not_compared() -> None:
    text = flat(as_text(tables(TWO), facts()))
    assert "full support, 90th percentile not reached (4 % waiting)" in text
    assert "not comparable" in text


def test_a_value_that_has_not_settled_carries_a_star_and_the_star_is_explained() -> None:
    lines = as_text(tables(TWO), facts()).splitlines()
    starred = {line.split("  ")[0].strip() for line in lines if "* (" in line}
    assert starred == {"Wait to full support, mean (days)", "school psychologists"}
    assert any(line.startswith("* grows with the time one looks") for line in lines)
    settled = replace(tables(TWO), overloads=())
    settled.summary["settled"] = True
    assert "*" not in as_text(settled, facts())


def test_an_overloaded_unit_is_named_with_where_and_how_much() -> None:
    text = flat(as_text(tables(TWO), facts()))
    assert "school psychologists is overloaded in every organisation: 107 % of what it can do is asked of it" in text
    one = replace(tables(TWO), overloads=(Overload("siloed", "reception", 0.97, True, True),))
    text = flat(as_text(one, facts()))
    assert "reception is overloaded in siloed: its line grows during the run; so many leave" in text


def test_other_staff_is_always_said() -> None:
    assert "The staff is the same in all organisations: 412 workers." in flat(as_text(tables(TWO), facts()))
    base = Staff(412, 2100, 400.0)
    more = replace(facts(), staff={"siloed": base, "integrated": Staff(415, 2100, 400.0)})
    assert "integrated has 3 workers more than siloed (415, not 412): part of the difference is staff." in flat(
        as_text(tables(TWO), more)
    )
    moved = replace(facts(), staff={"siloed": base, "integrated": Staff(412, 2090, 400.0)})
    assert "not all in the same units: 2 090 places, not 2 100" in flat(as_text(tables(TWO), moved))


def test_one_replication_is_never_said_to_be_enough() -> None:
    text = flat(as_text(tables(TWO, replications=1), facts(replications=1)))
    assert "1 replication: no interval can be given, and any difference may be luck." in text
    assert "[" not in text


def test_the_verdict_says_how_many_replications_it_would_take() -> None:
    made = tables(TWO)
    (told,) = made.verdicts
    assert "20 replications, by the wait to first support, median: enough to tell integrated from siloed." in flat(
        as_text(made, facts())
    )
    unsure = replace(made, verdicts=(replace(told, distinct=False, needed=61),))
    assert "not enough to tell integrated from siloed (about 61 replications would be" in flat(as_text(unsure, facts()))
    never = replace(made, verdicts=(replace(told, distinct=False, needed=None),))
    assert "integrated from siloed (hardly any difference)" in flat(as_text(never, facts()))
    unknown = replace(made, verdicts=(replace(told, difference=math.nan),))
    assert "too few children ever have it" in flat(as_text(unknown, facts()))


def test_the_units_with_the_longest_waits_are_listed_and_the_others_counted() -> None:
    text = as_text(tables(TWO), facts())
    rows = text.split("Mean days in line, by unit")[1].splitlines()[1:12]
    assert rows[0].startswith("school psychologists")
    assert len([row for row in rows if row and not row.startswith("…")]) == 10
    assert rows[-1] == "… and 10 more units in waits_by_unit.csv"


def test_programs_get_every_measure_of_the_table_and_no_nan() -> None:
    made = tables(TWO)
    given = json.loads(json.dumps(figures(made, facts()), allow_nan=False))
    assert [each["measure"] for each in given["measures"]] == list(dict.fromkeys(made.summary["measure"]))
    assert given["overloaded"] == {"school_psychologists": ["siloed", "integrated"]}
    assert given["workers"] == {"siloed": 412, "integrated": 412}
    assert given["verdict"] in as_text(made, facts())


def test_costs_are_told_in_the_currency_with_the_largest_payers_below() -> None:
    made = tables(TWO)
    lines = as_text(made, facts()).split("What it costs:\n")[1].splitlines()
    rows = lines[0]
    assert flat(rows).startswith("All payers (1000 SEK per child) 135 109 −26 [−31, −21]")
    payers = [line.split("  ")[1] for line in lines[1:3]]
    assert payers == ["social services", "school"], "health pays too little to be named"
    amounts = ["per_child", "difference", "difference_low", "difference_high"]
    made.money[amounts] /= 1000
    assert "All payers (SEK per child) 135 109 −26 [−31, −21]" in flat(as_text(made, facts()))


def test_without_costs_and_staff_rules_nothing_is_said_of_them() -> None:
    made = tables(TWO)
    none = replace(
        made, summary=made.summary.query("measure != 'cost_per_child'"), staff=made.staff.iloc[:0],
        money=made.money.iloc[:0],
    )  # fmt: skip
    text = as_text(none, facts())
    assert "SEK" not in text
    assert "posts vacant" not in flat(text)


def test_the_block_of_staff_is_short_and_names_the_units_with_most_vacancies() -> None:
    text = as_text(tables(TWO), facts())
    head, _, rest = text.partition("Staff (siloed / integrated)")
    rows = rest.split("\n\n")[0].splitlines()[1:]
    assert head
    assert [row.split("  ")[0] for row in rows[:2]] == ["school health team", "foster home unit"]
    assert flat(rows[0]).startswith("school health team 12 % 5 % 15 / 12 240 / 194")
    assert len(rows) <= 6
    assert rows[-1] == "… more in staff.csv"


@pytest.mark.parametrize(
    ("child", "crises", "cost", "words"),
    [
        ("better", "not told apart", "worse", "gains (less unmet need), but at the cost of the whole (cost)."),
        ("better", "better", "not told apart", "gains (less unmet need), and the whole gains (crises)."),
        ("worse", "better", "better", "loses (more unmet need), but the whole gains (crises and cost)."),
        ("worse", "worse", "not told apart", "loses (more unmet need), and the whole loses (crises)."),
        ("not told apart", "better", "worse", "and for the whole some is better (crises) and some worse (cost)."),
        ("not told apart", "not told apart", "not told apart", "and nothing can be told apart for the whole."),
    ],
)
def test_a_gain_of_the_child_that_costs_the_whole_is_said_plainly_and_so_is_the_reverse(
    child: str, crises: str, cost: str, words: str
) -> None:
    made = tables(TWO)
    told = {"need_days": child, "crises": crises, "cost_per_child": cost}
    value = made.value[made.value["measure"].isin(told)]
    value = value.assign(judgement=[told[measure] for measure in value["measure"]])
    assert words in flat(as_text(replace(made, value=value), facts()))


def test_one_replication_says_nothing_of_value() -> None:
    assert "the single child" not in as_text(tables(TWO, replications=1), facts(replications=1))


def test_staff_that_differs_only_later_is_not_said_to_be_the_same() -> None:
    def equal_staff() -> str:
        return small_world().split("[organisations.integrated.units.social_office]")[0]

    def said(more: str, equal: str = equal_staff()) -> str:
        town = load_text(f"{equal}\n{more}")  # the run lasts 500 days
        return flat(" ".join(staff_notes(facts_of(variants({"town": town}), 2))))

    assert said("") == "The staff is the same in all organisations: 9 workers."
    everywhere = '[[changes]]\nfrom = "250 days"\nunits.school_team.workers = 6'
    assert said(everywhere) == "The staff is the same in all organisations: 10 workers on average over the run."
    phase = '[[organisations.integrated.phases]]\nfrom = "{}"\nunits.{}'
    assert said(phase.format("250 days", "school_team.workers = 5")) == (
        "Warning: integrated has 0.5 workers more than siloed (9.5, not 9 on average over the run): part of the "
        "difference is staff."
    )
    assert "The staff is the same" in said(phase.format("2 years", "school_team.workers = 5")), "after the end"
    assert "(9), but not all in the same units: 77.5 places, not 80." in said(
        phase.format("250 days", "social_office.caseload = 7")
    )
    assert "its meetings can take 117 cases a year, not 157" in said(phase.format("250 days", "school_board.cases = 3"))
    # two units with the same caseload: a worker moves from one to the other
    alike = equal_staff().replace("caseload = 8", "caseload = 10")
    moved = phase.format("250 days", "school_team.workers = 5\nunits.social_office.workers = 4")
    assert "(9), but not all in the same units at the same time." in said(moved, alike)


def test_other_prices_are_always_said() -> None:
    def noted(*costs: str) -> str:
        towns = {name: load_text(small_world() + text) for name, text in zip("ab", costs, strict=False)}
        return flat(" ".join(notes(tables(TWO), facts_of(variants(towns), 2))))

    cheap, dear = "\n[costs]\ncrisis = 100\n", "\n[costs]\ncrisis = 200\n"
    said = "Warning: other prices hold for b: siloed and b: integrated than for a: siloed: part of"
    assert said in noted(cheap, dear)
    assert "other prices" not in noted(cheap, cheap.replace("100", "100.0") + 'source = "another"')
    assert "other prices" not in noted(cheap, "")
