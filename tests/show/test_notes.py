"""The warnings below the table: other staff, other children, other prices, luck; each names all whom it concerns."""

import math
from dataclasses import replace

import pytest
from worlds import small_world

from simulate.experiment.variants import variants
from simulate.findings.compare import Tables
from simulate.findings.groups import ON_LIST
from simulate.scenario.reading.load import load_text
from simulate.show.facts import Staff, facts_of
from simulate.show.notes import notes
from simulate.show.screen import as_text
from simulate.show.staff_notes import staff_notes
from simulate.show.table import sheet
from simulate.show.verdict import verdict

from .synthetic import facts, tables

TWO = ("siloed", "integrated")
FOUR = ("siloed", "early", "shared_door", "integrated")


def flat(text: str) -> str:
    """Undo the breaking of lines."""
    return " ".join(text.split())


def test_other_staff_is_always_said() -> None:
    assert staff_notes(facts()) == ["The staff is the same in all organisations: 412 workers."]
    base = Staff(412, 2100, 400.0)
    more = replace(facts(), staff={"siloed": base, "integrated": Staff(415, 2100, 400.0)})
    assert staff_notes(more) == [
        "Warning: integrated has 3 workers more than siloed (415, not 412): part of the difference is staff."
    ]
    moved = replace(facts(), staff={"siloed": base, "integrated": Staff(412, 2090, 400.0)})
    assert staff_notes(moved) == [
        "integrated has as many workers as siloed (412), but not all in the same units: 2 090 places, not 2 100."
    ]


def test_organisations_with_the_same_other_staff_are_named_in_one_sentence() -> None:
    staff = dict.fromkeys(FOUR, Staff(412, 2100, 400.0)) | dict.fromkeys(FOUR[1:3], Staff(410, 2100, 400.0))
    titled = replace(facts(FOUR, titles={"organisation": {"early": "Tidigt"}}), staff=staff)
    assert staff_notes(titled) == [
        "Warning: Tidigt and shared door have 2 workers fewer than siloed (410, not 412): part of the difference is "
        "staff."
    ]


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
    assert "but meetings that can take 117 cases a year, not 157" in said(
        phase.format("250 days", "school_board.cases = 3")
    )
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


def gap_of_urgent(value: float, high: float) -> Tables:
    made = tables(TWO)
    made.summary.loc[made.summary["measure"] == "gap_urgent", ["value", "high"]] = [value, high]
    return made


def test_urgent_children_who_wait_longer_than_the_others_are_said_to() -> None:
    (said,) = (note for note in notes(gap_of_urgent(-38.0, -20.0), facts()) if note.startswith("Urgent"))
    assert said == (
        "Urgent children wait longer for their first support than the others on average, by 38 days in siloed and 38 "
        "in integrated (all doors and needs taken together)."
    )


@pytest.mark.parametrize(("value", "high"), [(38.0, 60.0), (-38.0, 5.0), (-3.0, -1.0)])
def test_urgent_children_who_wait_less_or_perhaps_or_hardly_longer_make_no_note(value: float, high: float) -> None:
    assert not any(note.startswith("Urgent") for note in notes(gap_of_urgent(value, high), facts()))


def test_children_on_the_list_are_told_of_apart_with_their_number() -> None:
    made = tables(TWO)
    of_list = made.summary[made.summary["group"] == "one need"].assign(group=ON_LIST.key, children=40.0)
    listed = made.summary[made.summary["group"] != "one need"].merge(of_list, how="outer")
    (note,) = (note for note in notes(replace(made, summary=listed), facts()) if ON_LIST.label in note)
    # their later visits stand in the same lines as those of all other children
    assert note.startswith(
        "The children on the list at the start are counted apart: above they are only in the days in line and in the "
        "staff, by unit. Half of 40 children on the"
    )


def test_intervals_that_are_too_narrow_make_one_note() -> None:
    made = tables(TWO)
    for table in (made.summary, made.differences):
        table["too_narrow"] = False
    assert not any("too narrow" in note for note in notes(made, facts()))
    made.summary.loc[made.summary["group"] == "urgent", "too_narrow"] = True
    assert not any("too narrow" in note for note in notes(made, facts())), "of a group that is not in the table"
    made.differences["too_narrow"] = True
    assert sum("too narrow" in note for note in notes(made, facts())) == 1


def test_one_replication_is_never_said_to_be_enough() -> None:
    said = verdict(tables(TWO, replications=1), facts(replications=1))
    assert "1 replication: no interval can be given, and any difference may be luck." in said


def test_the_verdict_is_of_all_measures_of_the_table_and_names_those_that_may_be_luck() -> None:
    made = tables(TWO)
    # 22 headline measures, of which one is not reached in siloed, and the two shares of those without at the end
    shown = "of 23 measures in the table"
    assert verdict(made, facts()) == f"20 replications tell integrated from siloed in 22 {shown} (not in: crises)."
    made.differences["distinct"] = made.differences["measure"] == "people_met"
    assert verdict(made, facts()) == f"20 replications tell integrated from siloed in 1 {shown}."


def test_the_verdict_counts_each_difference_that_stands_in_the_table() -> None:
    made = tables(TWO)
    above = as_text(sheet(made, facts())).split("Mean days in line")[0]
    # what single payers pay is indented: a part of what stands above it
    compared = [line for line in above.splitlines() if "[" in line and not line.startswith(" ")]
    assert f"of {len(compared)} measures in the table" in verdict(made, facts())


def test_the_verdict_says_how_many_replications_the_wait_would_take() -> None:
    made = tables(TWO)
    (told,) = made.verdicts
    unsure = replace(made, verdicts=(replace(told, distinct=False, needed=61),))
    assert (
        "; it would take about 61 for the wait to first support, median, if the difference is as large as it seems."
        in verdict(unsure, facts())
    )
    never = replace(made, verdicts=(replace(told, distinct=False, needed=None),))
    assert "; hardly any difference in the wait to first support, median." in verdict(never, facts())
    unknown = replace(made, verdicts=(replace(told, difference=math.nan),))
    assert "would take" not in verdict(unknown, facts())


def test_of_many_organisations_the_verdict_names_those_told_apart_in_fewest_and_in_most_measures() -> None:
    made = tables(FOUR)
    made.differences.loc[made.differences["organisation"] == "shared_door", "distinct"] = False
    assert verdict(made, facts(FOUR)) == (
        "20 replications tell organisations from siloed in none (in shared door) to 22 (in early) of 23 measures in "
        "the table."
    )
