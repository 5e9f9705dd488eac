"""In another language nothing of a run's table, sentences and notes stays English but names, keys and values."""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd
import pytest
from language.pseudo import in_capitals
from worlds import small_world

from simulate.experiment.variants import variants
from simulate.findings.compare import Overload, Tables, Verdict
from simulate.findings.groups import ON_LIST
from simulate.scenario.reading.load import load_text
from simulate.show.about_workbook import Source, lines_about, what_it_holds
from simulate.show.columns import in_words
from simulate.show.facts import Facts, Staff, Supply, facts_of, staff_differences
from simulate.show.for_programs import as_json
from simulate.show.gainers import who_gains
from simulate.show.overload import overload_lines, overload_sentence
from simulate.show.screen import as_text
from simulate.show.sentences import SUPPORTS, half_of_the_children, journey, longest_line, time_in_lines
from simulate.show.staff_notes import staff_notes
from simulate.show.table import sheet
from simulate.show.titles import Titles

from .synthetic import UNITS, facts, tables

FOUR = ("siloed", "early", "shared_door", "integrated")
NO_WORDS = {
    "waits_by_unit.csv", "staff.csv", "summary.csv", "differences.csv", "provenance.json", "long.csv",  # files
    "too_narrow", "replication", "low", "high",  # columns
    "social", "services", "school",  # administrations
    'unit = "none"', "-r 20",  # what to write
    "simpy", "supportflow",
}  # fmt: skip
"""What is the same in every language."""


def of(organisations: tuple[str, ...] = FOUR[::3], replications: int = 20) -> Facts:
    """Build facts whose titles have no small letter, so that none of what is left is a name."""
    names = {
        "organisation": FOUR,
        "unit": [unit for unit, _ in UNITS],
        "stream": [*(f"door_{number}" for number in range(5)), "school", "social_services", "bup"],
        "step": ["intake", "assessment"],
    }
    titles = {kind: {name: name.upper() for name in every} for kind, every in names.items()}
    return replace(facts(organisations, replications, titles), title="TOWN", engine="simpy")


def english_words(text: str) -> set[str]:
    """List the words with a small letter that are none of what is the same in every language."""
    for same in sorted(NO_WORDS, key=len, reverse=True):
        text = text.replace(same, "")
    return set(re.findall(r"\w*[a-zåäö]\w*", text))


def nothing(made: Tables) -> Tables:
    return replace(
        made, summary=made.summary.iloc[:0], differences=made.differences.iloc[:0], gains=made.gains.iloc[:0],
        waits_by_unit=made.waits_by_unit.assign(mean=float("nan")), money=made.money.iloc[:0], verdicts=(),
        overloads=(), staff=made.staff.iloc[:0],
    )  # fmt: skip


def with_list(made: Tables, alone: bool = False, at_once: bool = False) -> Tables:
    listed, gains = (each[each["group"] == "one need"].assign(group=ON_LIST.key) for each in (made.summary, made.gains))
    if at_once:
        listed.loc[listed["measure"] == "first_support_median", "value"] = 0.0
    if alone:
        return replace(made, summary=listed, gains=gains, differences=made.differences.iloc[:0])
    return replace(made, summary=pd.concat([made.summary, listed], ignore_index=True))


def with_changes(made: Tables, by: float, doors: int = 0) -> Tables:
    """Let every group wait longer or less, and more doors be there."""
    for name in ("summary", "differences"):
        table = getattr(made, name)
        of_school = table[table["group"] == "stream: school"]
        more = [of_school.assign(group=f"stream: door_{number}") for number in range(doors)]
        made = replace(made, **{name: pd.concat([table, *more], ignore_index=True)})
    made.differences["difference"] = by
    made.differences["distinct"] = True
    made.money["difference"] = by * 200
    return made


def with_column(made: Tables, table: str, **columns: object) -> Tables:
    return replace(made, **{table: getattr(made, table).assign(**columns)})


def never_reached(made: Tables, *organisations: str) -> Tables:
    """Let fewer than half of the children have support in some organisations."""
    rows = made.summary["measure"].str.endswith("_median") & made.summary["organisation"].isin(organisations)
    made.summary.loc[rows, ["value", "without"]] = [float("nan"), 0.6]
    return made


def with_overloads(made: Tables) -> Tables:
    """Let units be overloaded in every way."""
    ways = ((1.1, True, False), (0.9, True, False), (1.2, False, True), (1.3, True, False), (1.4, True, False))
    overloads = tuple(Overload("siloed", unit, *way) for (unit, _), way in zip(UNITS, ways, strict=False))
    made.waits_by_unit["left_line"] = 0.2
    made.waits_by_unit["settled"] = made.waits_by_unit["organisation"] == "siloed"
    return replace(made, overloads=overloads)


def with_verdict(made: Tables, needed: int | None) -> Tables:
    verdict = Verdict("integrated", "siloed", "first_support_mean", -2.0, 20, False, needed)
    return replace(made, verdicts=(verdict,))


def with_staff(about: Facts, other: Staff) -> Facts:
    return replace(about, staff={name: other if place else Staff(412, 2100, 400.0) for place, name in
                                 enumerate(about.organisations)})  # fmt: skip


LATER = ((0.0, "reception", Supply(2, 1, 0, 0.0)), (9.0, "reception", Supply(3, 1, 0, 0.0)))
SITUATIONS: dict[str, Callable[[], tuple[Tables, Facts]]] = {
    "a run": lambda: (tables(), of()),
    "one organisation": lambda: (tables(("siloed",)), of(("siloed",))),
    "one replication": lambda: (tables(replications=1), of(replications=1)),
    "many organisations": lambda: (tables(FOUR), of(FOUR)),
    "nobody": lambda: (nothing(tables()), of()),
    "only the list": lambda: (with_list(tables(), alone=True), of()),
    "a list": lambda: (with_list(tables(), at_once=True), of()),
    "longer waits": lambda: (with_changes(tables(), 20.0, doors=5), of()),
    "shorter waits": lambda: (with_changes(tables(), -20.0, doors=5), of()),
    "few helped": lambda: (never_reached(tables(), *FOUR), of()),
    "few helped in one": lambda: (never_reached(tables(), "siloed"), of()),
    "urgent who wait": lambda: (with_column(tables(), "summary", value=-40.0, high=-30.0), of()),
    "too narrow": lambda: (with_column(tables(), "differences", too_narrow=True, low=float("nan")), of()),
    "nobody loses": lambda: (with_column(tables(FOUR), "gains", lost=0.0, gained=0.0), of(FOUR)),
    "few gain": lambda: (with_column(tables(), "gains", lost=0.0, gained=0.0), of()),
    "overloads": lambda: (with_overloads(tables()), of()),
    "short lines": lambda: (with_column(tables(), "waits_by_unit", mean=0.1, still_waiting=0.1, left_line=0.1), of()),
    "all keep up": lambda: (with_column(replace(tables(), overloads=()), "waits_by_unit", line_grows=False), of()),
    "meetings": lambda: (tables(units=3), of()),
    "hardly any difference": lambda: (with_verdict(tables(), None), of()),
    "more replications": lambda: (with_verdict(tables(), 60), of()),
    "no follow-up": lambda: (tables(), replace(of(), follow_up=0.0)),
    "nobody's steps": lambda: (tables(), replace(of(), nobodys=("intake", "assessment"))),
    "other children": lambda: (tables(), replace(of(), other_children=("integrated",), other_prices=("integrated",))),
    "no currency": lambda: (tables(), replace(of(), currency="")),
    "more staff": lambda: (tables(), with_staff(of(), Staff(415, 2100, 400.0))),
    "less staff in time": lambda: (tables(), with_staff(of(), Staff(411.5, 2100, 400.0, LATER))),
    "less staff": lambda: (tables(), with_staff(of(), Staff(411, 2100, 400.0))),
    "more staff in time": lambda: (tables(), with_staff(of(), Staff(414.5, 2100, 400.0, LATER))),
    "the same staff in time": lambda: (tables(), replace(of(), staff=dict.fromkeys(FOUR, Staff(1, 9, 4.0, LATER)))),
    "other places": lambda: (tables(), with_staff(of(), Staff(412, 2000, 400.0))),
    "other meetings": lambda: (tables(), with_staff(of(), Staff(412, 2100, 300.0))),
    "other units": lambda: (tables(), with_staff(of(), Staff(412, 2100, 400.0, LATER[:1]))),
    "other days": lambda: (tables(), with_staff(of(), Staff(412, 2100, 400.0, LATER))),
}


def everything(made: Tables, about: Facts) -> Iterator[str]:
    """Say all that can be said of a run."""
    whole = sheet(made, about)
    yield as_text(whole)
    for measure in as_json(whole, made, about)["measures"]:
        yield from (measure["label"], measure["unit"])
    yield from (overload_sentence(made, about), *overload_lines(made, about), *staff_notes(about))
    yield from (longest_line(made, about), time_in_lines(made, about), journey(made, about))
    for wait in SUPPORTS:
        yield from (half_of_the_children(made, about, wait), who_gains(made, about, wait))


@pytest.mark.parametrize("situation", SITUATIONS)
def test_no_word_of_a_run_stays_english(situation: str) -> None:
    with in_capitals():
        made, about = SITUATIONS[situation]()
        said = list(everything(made, about))
    assert {each: english_words(each) for each in said if english_words(each)} == {}


def test_a_word_that_stays_english_would_be_seen() -> None:
    assert english_words("HALF OF 40 children, SEE staff.csv") == {"children"}


@pytest.mark.parametrize("commit", ["0123456789ab", ""])
@pytest.mark.parametrize("follow_up", [0.0, 365.0])
@pytest.mark.parametrize("other_children", [(), ("integrated",)])
def test_no_word_of_the_workbook_stays_english(commit: str, follow_up: float, other_children: tuple[str, ...]) -> None:
    titles = Titles({"unit": {"reception": "RECEPTION"}})
    about = replace(of(), follow_up=follow_up, other_children=other_children, titles=titles)
    provenance = {"program": "supportflow", "version": "1", "commit": commit, "started": "2001-02-03T00:00:00"}
    with in_capitals():
        lines = lines_about(Source(about, datetime.date(2018, 1, 1), provenance))
        holds = [what_it_holds("long", pd.DataFrame(index=range(rows)), "") for rows in (1, 5001)]
        headers = in_words(tables().summary, "SEK")
    assert ("NAMES", None) in lines
    said = [*(words for line in lines for words in line if words), *holds, *headers]
    assert {each for each in said if english_words(each) - {"siloed", "integrated", "reception", commit}} == set()


def test_no_word_of_facts_stays_english() -> None:
    towns = {
        f"town_{seed}": load_text(
            small_world(title=f'"TOWN {seed}"', seed=str(seed), units__school_team__title='"TEAM"',
                        units__school_board__title='"BOARD"', units__social_office__title='"OFFICE"')
        )
        for seed in (1, 2)
    }  # fmt: skip
    text = small_world(organisations__integrated__units__school_board__meets_every='"7 days"')
    other = load_text(text.replace("school_team", "another_team"))
    with in_capitals():
        said = [facts_of(variants(towns), 2).title, *staff_differences(towns["town_1"], "siloed", other, "integrated")]
    assert said[0] == "2 SCENARIOS: TOWN 1; TOWN 2"
    assert any("NONE" in each for each in said)
    assert any("CASES EVERY 7 DAYS" in each for each in said)
    assert {each for each in said if english_words(each) - {"another", "team"}} == set()
