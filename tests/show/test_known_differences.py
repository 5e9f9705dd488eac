"""What is said of a run that went on until differences were known, and of a warm-up that was too short."""

from dataclasses import replace

import pytest

from simulate.findings.compare import Tables, Unsettled
from simulate.findings.estimates import Estimate
from simulate.findings.looks import Aim, Look, Settled, Sought
from simulate.show.facts import Facts, Staff
from simulate.show.notes import notes
from simulate.show.table import sheet
from simulate.show.until_sure import sure
from simulate.show.verdict import verdict
from simulate.show.warm_up import warm_up_line

from .synthetic import tables

TABLES = tables(("siloed", "integrated"))
FACTS = Facts(
    title="A town",
    organisations=("siloed", "integrated"),
    replications=27,
    seed=1,
    counted=(365.25, 731.0),
    follow_up=365.0,
    staff={name: Staff(9, 80, 0) for name in ("siloed", "integrated")},
    other_children=(),
)


def sought(settled: Settled, low: float, high: float, within: float | None = None, **more: float) -> Sought:
    """Give what came of two looks at one organisation, of which the first was open."""
    aim = Aim(("first_support_mean",), within, (18, 27, 41), 1)
    found = Estimate((low + high) / 2, low, high, 1.0, 27, more.get("skewness", 0.0), aim.confidence)
    first = Look(18, "integrated", found, 7.0, Settled.OPEN)
    return Sought(aim, "first_support_mean", (first, Look(27, "integrated", found, 7.0, settled)))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (
            sought(Settled.APART, -36, -30),
            "After 27 replications the difference is more than luck. Wait to first support, mean: −33 days in "
            "integrated, compared with siloed (interval [−36, −30]).",
        ),
        (
            sought(Settled.LITTLE, -2, 4),
            "After 27 replications it is known that integrated and siloed are no more than 7 days apart. Wait to first "
            "support, mean: +1.0 days (interval [−2.0, 4.0]).",
        ),
        (
            sought(Settled.WITHIN, -36, -30, 3.0),
            "After 27 replications the difference is known to ±3 days. Wait to first support, mean: −33 days in "
            "integrated, compared with siloed (interval [−36, −30]).",
        ),
        (
            sought(Settled.OPEN, -10, 20),
            "After 27 replications, as many as were allowed, the difference still may be luck. Wait to first support, "
            "mean: +5.0 days in integrated, compared with siloed (interval [−10.0, 20.0]).",
        ),
        (
            sought(Settled.OPEN, -36, -30, 2.5),
            "After 27 replications, as many as were allowed, the difference is known to ±3 days only, not to ±2.5. "
            "Wait to first support, mean: −33 days in integrated, compared with siloed (interval [−36, −30]).",
        ),
        (
            sought(Settled.OPEN, -36, -30, skewness=40.0),
            "After 27 replications, as many as were allowed, their values are still too skewed for an interval one can "
            "rely on. Wait to first support, mean: −33 days in integrated, compared with siloed (interval [−36, −30]).",
        ),
        (
            sought(Settled.NO_VALUE, float("nan"), float("nan")),
            "After 27 replications nothing can be said of the difference between integrated and siloed, and more of "
            "them would hardly help. Wait to first support, mean: no value in one of the two.",
        ),
    ],
)
def test_what_is_known_is_said_in_two_sentences(what: Sought, words: str) -> None:
    assert sure(what, FACTS) == [words]


def test_of_many_organisations_those_that_are_still_open_are_named() -> None:
    names = ("one", "two", "three")
    found = sought(Settled.APART, 1, 3).last[0]
    known = [replace(found, organisation=name) for name in names]
    facts = replace(FACTS, organisations=("siloed", *names))
    every = replace(sought(Settled.APART, 1, 3), looks=tuple(known))
    assert sure(every, facts) == [
        "After 27 replications the difference from siloed in the wait to first support, mean is known for all 3 "
        "organisations (looks.csv)."
    ]
    known[1] = replace(known[1], settled=Settled.OPEN)
    assert sure(replace(every, looks=tuple(known)), facts) == [
        "After 27 replications the difference from siloed in the wait to first support, mean is still open for 1 of 3 "
        "organisations (looks.csv): two."
    ]


def test_the_verdict_begins_with_it_and_a_note_tells_how_often_it_was_looked() -> None:
    made = replace(TABLES, sought=sought(Settled.APART, -36, -30))
    assert verdict(made, FACTS).startswith("After 27 replications the difference is more than luck. ")
    assert verdict(made, FACTS).endswith(verdict(TABLES, FACTS))
    (note,) = [each for each in notes(made, FACTS) if "looked" in each]
    assert note == (
        "Replications were added until a difference was known (wait to first support, mean). It was looked at 2 times, "
        "after 18 to 27 replications. Its interval below allows for all looks that were planned (3; 98.33 % each, in "
        "looks.csv); all others are those of a run of 27."
    )
    assert not any("looked" in each for each in notes(TABLES, FACTS))
    assert sheet(made, FACTS).verdict == verdict(made, FACTS)


# ---- the warm-up


def line(*unsettled: Unsettled) -> str:
    made: Tables = replace(TABLES, unsettled=unsettled)
    return " ".join(warm_up_line(made, FACTS))


FEWER = Unsettled("siloed", "reception", 1461.0, settles=True, is_line=True, has_line=True, share=-0.12)


def test_where_all_has_settled_nothing_is_said_of_the_warm_up() -> None:
    assert line() == ""


def test_a_unit_whose_line_still_fills_is_named_with_the_warm_up_it_would_take() -> None:
    assert line(FEWER) == (
        "Warning: the warm-up of 1 year is too short for reception in siloed (12 % fewer in line while children "
        "counted than later). MSER-5 asks for about 4 years."
    )


def test_organisations_in_which_it_is_the_same_are_named_together() -> None:
    assert "reception in every organisation (12 to 30 % fewer in line" in line(
        FEWER, replace(FEWER, organisation="integrated", share=-0.3)
    )


def test_a_unit_that_does_not_settle_in_the_run_and_at_which_nobody_waits_is_told_so() -> None:
    home = Unsettled("siloed", "home", 2500.0, settles=False, is_line=False, has_line=False, share=-0.09)
    assert line(home) == (
        "Warning: neither the warm-up of 1 year nor the run is long enough for home in siloed (9 % fewer open cases "
        "while children counted than later) to settle. As nobody stands in line there, no wait is touched by that."
    )
    assert "no wait is touched" not in line(home, FEWER)


def test_more_than_three_units_are_counted() -> None:
    assert "c in siloed" in line(*(replace(FEWER, unit=name) for name in "abcde"))
    assert "and 2 more units. MSER-5" in line(*(replace(FEWER, unit=name) for name in "abcde"))
