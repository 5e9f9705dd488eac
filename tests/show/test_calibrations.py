"""A calibration in words and pictures: verdicts, what targets leave open, and rows that all can be read."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from worlds import small_world

from simulate.experiment.calibrating import Calibration, Judged, Verdict
from simulate.experiment.how import How
from simulate.experiment.identified import Slopes
from simulate.experiment.seeking import Candidate, Question
from simulate.experiment.targets import load_targets
from simulate.findings.estimates import Estimate
from simulate.interface.one_scenario import one_scenario
from simulate.scenario.reading.load import load_text
from simulate.scenario.turning import dial_named
from simulate.show.calibrated_file import file_head
from simulate.show.calibrations import ToldCalibration, findings, sheet
from simulate.show.figures.calibrations import pictures
from simulate.show.figures.style import styled
from simulate.show.screen import as_text

from .drawn import words_of

TOWN = load_text(small_world())
SEEN = {"measure": "begun_within", "step": "reception", "limit": "14 days", "value": 80, "tolerance": 4, "source": "x"}
AMOUNTS = {key: SEEN[key] for key in ("value", "tolerance", "source")}
NOTICES, RETELLING = "organisations.siloed.notices=0:1", "organisations.siloed.retelling=0:10"
MET, MISSED, OPEN = (79, 81), (60, 66), (70, 90)


def estimate(low: float, high: float) -> Estimate:
    return Estimate(low if low == high else (low + high) / 2, low, high, 1.0, 9)


def told(
    targets: Sequence[tuple[float, float]],
    checks: Sequence[tuple[float, float]] = (),
    slopes: Sequence[Sequence[float]] = ((10, 0), (0, 10)),
    misfits: Sequence[float] = (0.0,),
    at: tuple[float, ...] = (0.5, 5.0),
    title: str = "",
    measure: dict[str, str] | None = None,
) -> ToldCalibration:
    """Give a calibration in which targets and checks came to some intervals; `slopes` has a row for each target."""
    tables = [
        {
            f"{kind}{place}": {**(SEEN if measure is None else {**AMOUNTS, **measure}), "title": title}
            for place in range(len(some))
        }
        for kind, some in (("t", targets), ("c", checks))
    ]
    named = {text.partition("=")[0]: dial_named(TOWN, text) for text in (NOTICES, RETELLING)}
    held = load_targets({"targets": tables[0], "checks": tables[1]}, TOWN)
    every = zip(held.every, [*targets, *checks], strict=True)
    judged = tuple(Judged(target, estimate(50, 52), estimate(*ends)) for target, ends in every)
    mean = np.array(slopes[: len(targets)], dtype=float)
    best = Candidate(at, (), tuple(misfits), ())
    found = Calibration(
        Question(TOWN, named, held), best, (best, best), Slopes(mean, np.zeros(mean.shape)), judged, 9, 4, 8
    )
    return ToldCalibration(found, one_scenario(TOWN, How(replications=9)).facts("simpy"))


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ((76, 84), Verdict.MET),
        ((75.9, 84), Verdict.OPEN),
        ((70, 76), Verdict.OPEN),
        ((84.1, 90), Verdict.MISSED),
        ((60, 75.9), Verdict.MISSED),
        ((float("nan"), float("nan")), Verdict.OPEN),
    ],
)
def test_a_target_is_met_where_the_whole_interval_is_near_enough_and_missed_where_none_of_it_is(
    ends: tuple[float, float], verdict: Verdict
) -> None:
    assert told([ends]).found.judged[0].verdict is verdict


def test_misfit_and_luck_are_told_apart_in_tolerances() -> None:
    (judged,) = told([(82, 86)]).found.judged
    assert (judged.misfit, judged.luck) == (1.0, 0.5)
    assert "+1.0 ± 0.5" in as_text(sheet(told([(82, 86)])))


def test_how_many_are_met_is_said_of_targets_and_of_checks_apart() -> None:
    assert findings(told([MET, MET]))[0] == "All 2 targets are met."
    assert findings(told([MET, MISSED]))[0] == "Targets: 1 of 2 met, 1 missed."
    assert findings(told([MET, OPEN]))[0] == "Targets: 1 of 2 met, 0 missed, 1 left open by luck."
    assert findings(told([MET]))[0] == "The one target is met."
    assert findings(told([MISSED]))[0] == "The one target is missed."
    assert findings(told([OPEN]))[0] == "Whether the one target is met luck leaves open: more replications would tell."
    checks = " ".join(findings(told([MET, MET], [MET, MISSED, OPEN])))
    assert "Checks, to which nothing was fitted: 1 of 3 met, 1 missed, 1 left open by luck." in checks
    for one, words in ((MET, "is met, to"), (MISSED, "is missed, to"), (OPEN, "luck leaves open")):
        assert any(words in line for line in findings(told([MET], [one]))[1:])


def test_a_target_that_is_missed_is_named_with_what_was_found_and_seen() -> None:
    text = " ".join(findings(told([MET, MISSED], misfits=(0.0, -4.2))))
    assert (
        "Missed: reception: begun within 14 days of being asked for (%) is 63, where 80 ± 4 was seen: off by −4.2 "
        "tolerances." in text
    )
    assert "None of the 2 candidates that were tried meets all targets" in text
    # where a candidate met all in the luck of the search, it is not said that none can
    assert "None of the" not in " ".join(findings(told([MET, MISSED], misfits=(0.0, -0.9))))


def test_what_is_not_reached_is_missed_and_has_no_distance() -> None:
    endless = told([MET, (math.inf, math.inf)], misfits=(0.0, 1000.0))
    assert endless.found.judged[1].verdict is Verdict.MISSED
    assert math.isnan(endless.found.judged[1].misfit)
    assert "is not reached in the time for which children are followed, where 80 ± 4 was seen" in " ".join(
        findings(endless)
    )
    text = as_text(sheet(endless))
    assert "not reached" in text
    assert "inf" not in text.replace("information", "")
    with styled():
        assert "not reached; seen 80 ± 4: missed" in words_of(dict(pictures(endless))["targets"])


def test_a_short_warm_up_is_said_to_hide_newcomers() -> None:
    text = " ".join(as_text(sheet(told([MET], measure={"measure": "under_a_year", "unit": "social_office"}))).split())
    assert "The warm-up is shorter than a year" in text
    assert "The warm-up is shorter" not in as_text(sheet(told([MET])))


def test_dials_that_stand_at_an_end_do_nothing_or_do_the_same_are_named() -> None:
    text = " ".join(findings(told([MET, MET], at=(1.0, 5.0))))
    assert "“organisations.siloed.notices” stands at the end of its range, at 1." in text
    assert "no target answers to “organisations.siloed.retelling”" in " ".join(
        findings(told([MET, MET], slopes=((10, 0.1), (5, 0.1))))
    )
    assert "cannot tell “organisations.siloed.notices” and “organisations.siloed.retelling” apart" in " ".join(
        findings(told([MET, MET], slopes=((10, 5), (20, 10))))
    )
    assert "more dials (2) than targets (1)" in " ".join(findings(told([MET])))
    assert len(findings(told([MET, MET]))) == 1


def test_the_head_of_the_file_says_what_was_changed_to_what_and_how_well_it_does() -> None:
    head = file_head(told([MET, MISSED], slopes=((10, 0), (0, 10))))
    assert any(line.startswith("organisations.siloed.retelling: 0.5 became 5 (") for line in head)
    assert "Targets: 1 of 2 met, 1 missed." in head
    assert not any("\n" in line for line in head)


def test_every_target_and_dial_is_in_the_pictures_and_many_are_cut_to_the_worst() -> None:
    with styled():
        drawn = dict(pictures(told([MET, MISSED], [OPEN], title="A title")))
        crowd = dict(pictures(told([MET] * 14 + [MISSED], slopes=((10, 0), (0, 10)) * 8, title="T" * 50)))
    words = words_of(drawn["targets"])
    assert "63; seen 80 ± 4: missed" in words
    assert "check: A title (%)" in words
    assert "organisations.siloed.retelling" in words_of(drawn["dials"])
    assert words_of(crowd["targets"]).count("seen 80 ± 4: met") == 11
    assert words_of(crowd["targets"]).count("seen 80 ± 4: missed") == 1
