"""What the shipped scenarios give: the same as when it was last looked at, and what the base case was fitted to.

After a change that is meant to change results: `python tests/regenerate.py --expected`, and look at the difference.
"""

import pandas as pd
import pytest
from expected import base_case
from expected.shipped import brief_results, saved_file, scenarios

import simulate
from simulate.findings.estimates import estimate

QUICK = ("tutorial", "queue", "helsingborg", "pilot", "from-today")
NAMES = [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in scenarios()]


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_gives_what_it_gave(name):
    found = brief_results(scenarios()[name])
    saved = pd.read_csv(saved_file(name))
    # one part in a million: the libraries' inverse distribution functions may differ in the last bits
    pd.testing.assert_frame_equal(found, saved, rtol=1e-6, check_dtype=False)


def test_every_saved_result_belongs_to_a_shipped_scenario():
    assert {saved_file(name) for name in scenarios()} == set(saved_file("x").parent.glob("*.csv"))


@pytest.mark.slow
def test_the_siloed_base_case_does_what_was_seen_also_with_luck_that_nothing_was_tuned_on():
    judged = []
    for seed in (7, 11, 1809):
        found = simulate.calibrate(base_case.BASE, base_case.TARGETS, runs=1, replications=1, seed=seed).targets
        judged.append(found[found["kind"] == "target"].set_index("name"))
        assert (judged[-1]["verdict"] != "missed").all(), judged[-1]["misfit"]
    misfits = sum(each["misfit"] for each in judged) / len(judged)
    assert (misfits.abs() <= 1).all(), misfits  # over 36 replications


@pytest.mark.slow
def test_the_base_case_answers_to_more_and_to_fewer_posts_and_tips_over_with_neither():
    of_silo = {}
    for times in (0.9, 0.95, 1.0, 1.05, 10.0):
        results = simulate.run(base_case.with_posts(times), replications=4, organisations=["siloed"])
        if abs(times - 1) < 0.06:
            assert not results.waits_by_unit["line_grows"].any()
        rows = results.replications.query("measure == 'no_full_support_1y' and group == 'all'")
        of_silo[times] = rows.set_index("replication")["value"]
    fewer, more = (estimate((of_silo[times] - of_silo[1.0]).tolist()) for times in (0.9, 10.0))
    assert fewer.low > 0, "a tenth fewer posts are felt, by more than luck"
    assert more.high < 0, "so are ten times as many"


def test_the_page_of_the_base_case_tells_the_committed_results():
    page = base_case.PAGE.read_text(encoding="utf-8")
    assert base_case.with_blocks(page, {"answer": base_case.answer()}) == page, "run tests/regenerate.py --expected"


@pytest.mark.slow
@pytest.mark.parametrize("block", ["targets", "room", "features", "england"])
def test_the_page_of_the_base_case_tells_what_its_runs_give_now(block):
    page = base_case.PAGE.read_text(encoding="utf-8")
    assert base_case.with_blocks(page, {block: base_case.BLOCKS[block]()}) == page, "run tests/regenerate.py --expected"
