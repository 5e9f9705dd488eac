"""`simulate run --until-sure` as a planner meets it."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import Result

Call = Callable[..., Result]
BRIEFLY = ("--engine", "simpy", "--workers", 1, "--no-figures")


def words(told: Result) -> str:
    """Give what was printed in one line."""
    return " ".join(told.output.split())


def test_it_says_how_well_the_difference_is_known_and_how_often_it_looked(town: Path, simulate: Call) -> None:
    told = simulate("run", town, "--until-sure", "full_support_mean", "--within", "3 weeks", *BRIEFLY)
    assert told.exit_code == 0, told.output
    assert max(map(len, told.output.splitlines())) <= 100
    looks = pd.read_csv("results/town/looks.csv")
    count = looks["replications"].iloc[-1]
    assert f"After {count} replications the difference is known to ±" in words(told)
    assert "Wait to full support, mean: " in words(told)
    assert "Replications were added until a difference was known (wait to full support, mean)." in words(told)
    assert looks["known"].iloc[-1] == "within"
    assert (looks["high"] - looks["difference"]).iloc[-1] <= 21


def test_where_no_more_are_allowed_it_says_that_it_is_not_known(town: Path, simulate: Call) -> None:
    told = simulate("run", town, "--until-sure", "returns_12m", "--at-most", 12, *BRIEFLY)
    assert "After 12 replications, as many as were allowed, the difference still may be luck. Return" in words(told)
    told = simulate("run", town, "--until-sure", "crises", "--at-most", 3, "-r", 2, *BRIEFLY, "--force")
    assert "After 3 replications, as many as were allowed, their values are still too skewed" in words(told)
    told = simulate("run", town, "--until-sure", "--within", "1 hour", "--at-most", 12, *BRIEFLY, "--force")
    assert "After 12 replications, as many as were allowed, the difference is known to ±" in words(told)
    assert " days only, not to ±0.0417. Wait to first support, median: " in words(told)


def test_json_has_the_looks_or_null(town: Path, simulate: Call) -> None:
    sure = json.loads(simulate("run", town, "--until-sure", "--at-most", 3, "-r", 2, *BRIEFLY, "--json").stdout)
    assert {"measure", "within", "sure", "confidence", "looks_planned", "looks"} == set(sure["until_sure"])
    assert sure["until_sure"]["looks"][0]["organisation"] == "integrated"
    assert (sure["replications"], sure["until_sure"]["within"]) == (3, None)
    plain = json.loads(simulate("run", town, *BRIEFLY, "--json", "--force").stdout)
    assert plain["until_sure"] is None
    assert not Path("results/town/looks.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--until-sure", "full_suport_mean"), "did you mean full_support_mean?"),
        (("--until-sure", "--within", "soon"), "a length of time is a number and a unit"),
        (("--within", "5 days"), "--until-sure"),
        (("--at-most", "5"), "--until-sure"),
        (("--until-sure", "--organisations", "siloed"), "there is one"),
        (("--until-sure", "-r", "30", "--at-most", "20"), "at_most must be a whole number from 30"),
        (("--until-sure", "cost_per_child"), "no prices"),
    ],
)
def test_what_cannot_be_known_ends_with_2_and_writes_nothing(
    arguments: tuple[str, ...], why: str, town: Path, simulate: Call
) -> None:
    told = simulate("run", town, *arguments, *BRIEFLY)
    assert told.exit_code == 2
    assert why in told.stderr
    assert "Traceback" not in told.stderr
    assert not Path("results").exists()


def test_a_file_after_the_option_is_not_taken_for_a_measure(town: Path, simulate: Call) -> None:
    told = simulate("run", "--until-sure", "town.toml")
    assert told.exit_code == 2
    assert "Give the file first: simulate run town.toml --until-sure" in told.stderr


# ---- whether the warm-up is long enough


def test_check_tells_how_long_a_warm_up_each_unit_asks_for(town: Path, simulate: Call) -> None:
    plain, told = simulate("check", town), simulate("check", town, "--warm-up")
    assert told.exit_code == 0, told.output
    assert told.output.startswith(plain.output)
    more = told.output[len(plain.output) :]
    assert max(map(len, more.splitlines())) <= 100
    assert "Days of warm-up, for line / open cases" in more
    for unit in ("school team", "social office", "school board"):
        assert unit in more
    assert "pilot of 8 replications" in more
    assert not Path("results").exists()


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"warm_up": '"0 days"'}, "there is none"),
        ({"trend": "trend_per_year = 0.1"}, "demand rises or falls all along"),
        ({"factors": "month_factors = [1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1]"}, "seasons cannot be told"),
        ({"change": "50 days"}, "something changes on day 50"),
    ],
)
def test_check_says_why_nothing_can_be_said(keys: dict[str, str], why: str, town: Path, simulate: Call) -> None:
    text = town.read_text(encoding="utf-8")
    text = text.replace('warm_up = "100 days"', f"warm_up = {keys.get('warm_up', chr(34) + '100 days' + chr(34))}")
    stream = keys.get("trend") or keys.get("factors") or ""
    text = text.replace("per_month = 20", f"per_month = 20\n{stream}")
    if "change" in keys:
        text += f'\n[[changes]]\nfrom = "{keys["change"]}"\nunits.social_office.workers = 6\n'
    town.write_text(text, encoding="utf-8")
    told = simulate("check", town, "--warm-up")
    assert told.exit_code == 0, told.output
    assert f"Nothing is said of the warm-up: {why}" in words(told)
    assert "pilot" not in told.output


def test_json_and_folder_tell_of_the_warm_up_where_it_can_be_judged(town: Path, simulate: Call) -> None:
    found = json.loads(simulate("run", town, *BRIEFLY, "--json").stdout)
    assert {row["unit"] for row in found["warm_up"]} == {"school_team", "social_office", "school_board"}
    assert len(pd.read_csv("results/town/warm_up.csv")) == 6
    simulate("run", town, *BRIEFLY, "--force", "--set", "run.warm_up=0 days", "--quiet")
    assert not Path("results/town/warm_up.csv").exists()
