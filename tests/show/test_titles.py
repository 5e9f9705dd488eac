"""What people see for a name: its title wherever the name stands, and the names kept apart whatever the titles."""

from pathlib import Path

import pytest
from rich.console import Console, RenderableType
from worlds import small_world

from simulate.experiment.examine import examine
from simulate.experiment.plans_of_child import plans_of_child
from simulate.experiment.variants import variants
from simulate.scenario.reading.load import load_text
from simulate.scenario.schema.scenario import Scenario
from simulate.show import check, plan_story
from simulate.show.check_warnings import warnings_of
from simulate.show.facts import facts_of
from simulate.show.staff_terms import staff_table
from simulate.show.terms import dated_lines, price_lines
from simulate.show.titles import Titles, titles_of

TITLES = {
    "arrivals": {"school": "Skolans anmälningar"},
    "needs": {"schooling": "Stöd i skolan", "protection": "Skydd"},
    "steps": {
        "school_intake": "Första samtal", "school_assessment": "Kartläggning", "school_meeting": "Elevhälsomöte",
        "school_support": "Särskilt stöd", "reception": "Förhandsbedömning", "investigation": "Utredning",
        "open_care": "Öppenvård", "shared_intake": "Gemensam ingång", "joint_plan": "Samordnad plan", "acute": "Akut",
    },
    "units": {"school_team": "Elevhälsan", "social_office": "Socialkontoret", "school_board": "Skolnämnden"},
    "organisations": {"siloed": "Var för sig", "integrated": "Tillsammans"},
}  # fmt: skip
"""A title for every name of the small world."""
EVERYTHING = {
    "units__school_team__turnover": "0.25",
    "costs__worker_year": "{ school_team = 600000 }",
    "costs__support_day": "{ open_care = 900 }",
}


def titled(**replacements: str) -> Scenario:
    given = {
        f"{table}__{name}__title": f'"{title}"' for table, names in TITLES.items() for name, title in names.items()
    }
    change = '\n[[changes]]\nfrom = "250 days"\nunits.school_team.workers = 6\narrivals.school.per_month = 5\n'
    phase = '[[organisations.integrated.phases]]\nfrom = "250 days"\ndoor = "own"\nunits.social_office.workers = 6\n'
    return load_text(small_world(**given, **replacements) + change + phase)


def printed(*parts: RenderableType) -> str:
    console = Console(width=400, color_system=None)
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return " ".join(captured.get().split())


def names_in(text: str) -> list[str]:
    """List the names of the file that stand in a text, as they are written or as they are spoken."""
    names = [name for names in TITLES.values() for name in names if "_" in name]
    return [name for name in names if name in text or name.replace("_", " ") in text]


def test_a_name_without_a_title_is_spoken() -> None:
    titles = Titles({"unit": {"open_care_team": "Öppenvårdsteamet"}})
    assert titles.unit("open_care_team") == "Öppenvårdsteamet"
    assert titles.unit("first_line") == "first line"
    assert titles.step("open_care_team") == "open care team", "a title holds for its kind only"
    assert titles.group("stream: first_line") == "first line"
    assert titles.group("several needs") == "several needs"


def test_the_parts_of_a_joint_step_have_their_titles() -> None:
    assert titles_of(titled()).step("school_assessment + investigation") == "Kartläggning + Utredning"


def test_check_shows_titles() -> None:
    text = printed(check.screen(examine(titled(**EVERYTHING)))).split("Assumptions:")[0]
    assert names_in(text) == []
    assert {"Skolans anmälningar", "Elevhälsan", "Var för sig", "Tillsammans", "Öppenvård"} <= set(
        title for names in TITLES.values() for title in names.values() if title in text
    )


def test_the_warnings_of_check_show_titles() -> None:
    expected = examine(titled(units__school_team__workers="2", arrivals__school__per_month="90"))
    warnings = " ".join(warnings_of(expected))
    assert names_in(warnings) == []
    assert "Tillsammans has 1 worker more than Var för sig on average over the run: Elevhälsan: " in warnings
    assert "Elevhälsan in Var för sig" in warnings, "it is full"


def test_a_plan_shows_titles() -> None:
    text = printed(plan_story.story(plans_of_child(titled(), 1, "5"))).partition("replication 1")[2]
    assert names_in(text) == []
    assert "Comes through Skolans anmälningar" in text
    assert "Kartläggning" in text


def test_terms_dates_and_prices_show_titles() -> None:
    scenario = titled(**EVERYTHING)
    table = staff_table(scenario)
    assert table is not None
    text = printed(table, *dated_lines(scenario), *price_lines(scenario))
    assert names_in(text) == []
    assert "everywhere: Skolans anmälningar per month 5; Elevhälsan workers 6" in text
    assert "Tillsammans: door own; Socialkontoret workers 6" in text
    assert "a day of support: Öppenvård 900" in text


def run_of(*scenarios: Scenario) -> dict[str, str]:
    """Give what people see for each organisation of a run."""
    facts = facts_of(variants({f"town_{letter}": each for letter, each in zip("abc", scenarios, strict=False)}), 2)
    return {label: facts.titles.organisation(label) for label in facts.organisations}


def test_organisations_of_several_files_keep_the_name_of_their_file_before_their_title() -> None:
    shown = run_of(titled(), titled(seed="9"))
    assert shown == {
        "town_a: siloed": "town a: Var för sig",
        "town_a: integrated": "town a: Tillsammans",
        "town_b: siloed": "town b: Var för sig",
        "town_b: integrated": "town b: Tillsammans",
    }


def test_two_organisations_that_would_be_shown_alike_carry_their_names_too() -> None:
    one = load_text(small_world(organisations__integrated__title='"Tillsammans"'))
    text = small_world(organisations__integrated__title='"Tillsammans"', organisations__integrated__consent="0.5")
    other = load_text(text.replace("organisations.integrated", "organisations.together"))
    assert run_of(one, other) == {
        "siloed": "siloed",
        "integrated": "Tillsammans (integrated)",
        "together": "Tillsammans (together)",
    }


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (("Lund",), "Lund"),
        (("Lund", "Lund with more staff"), "2 scenarios: Lund; Lund with more staff"),
        (("Lund", "Lund"), "2 scenarios: Lund"),
        (("L" * 60, "M" * 60, "N" * 60), "3 scenarios"),
    ],
)
def test_the_title_of_a_run_is_that_of_all_its_scenarios(titles: tuple[str, ...], said: str) -> None:
    scenarios = {
        f"town{number}": load_text(small_world(title=f'"{title}"', seed=str(number)))
        for number, title in enumerate(titles)
    }
    assert facts_of(variants(scenarios), 2).title == said


def test_facts_know_how_often_each_meeting_is_in_each_organisation() -> None:
    text = small_world(organisations__integrated__units__school_board__meets_every='"7 days"')
    facts = facts_of(variants({"town": load_text(text)}), 2)
    assert facts.meets_every == {"siloed": {"school_board": 14.0}, "integrated": {"school_board": 7.0}}
    assert facts.in_line(10.0, "school_board", "siloed") == 3.0
    assert facts.in_line(2.0, "school_board", "siloed") == 0.0
    assert facts.in_line(10.0, "school_team", "siloed") == 10.0
    change = '\n[[changes]]\nfrom = "250 days"\nunits.school_board.meets_every = "28 days"\n'  # half of the 500 days
    facts = facts_of(variants({"town": load_text(small_world() + change)}), 2)
    assert facts.meets_every["siloed"]["school_board"] == 21.0


def test_no_picture_and_no_table_turns_a_name_into_words_by_itself() -> None:
    # only `titles` may: whoever did it elsewhere would pass by the title
    folder = Path(check.__file__).parent
    # keys of the file, administrations, sheets, columns and pictures are no names of the file
    allowed = {
        "rendering.py",
        "drawn.py",
        "titles.py",
        "terms.py",
        "differences.py",
        "payers.py",
        "workbook.py",
        "about_workbook.py",
    }
    users = {path.name for path in folder.rglob("*.py") if "spoken(" in path.read_text(encoding="utf-8")}
    assert users <= allowed
