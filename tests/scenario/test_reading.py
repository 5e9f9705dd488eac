"""Scenario files, the files they extend and the CSV files they name."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import small_world

from simulate.scenario.errors import ScenarioError
from simulate.scenario.reading import layers
from simulate.scenario.reading.load import load, load_text, resolve
from simulate.scenario.schema.durations import Duration
from simulate.scenario.shipped import shipped_folder, shipped_names, template


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with base.toml in it, below another one."""
    inner = tmp_path / "town"
    inner.mkdir()
    (inner / "base.toml").write_text(small_world(arrivals__school__source='"a count"'), encoding="utf-8")
    return inner


def write(folder: Path, text: str, name: str = "variant.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def messages(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    return [str(mistake).replace(f"{path.parent}/", "") for mistake in caught.value.mistakes]


# ---- extends


def test_a_file_that_only_extends_another_is_the_same_scenario(folder: Path) -> None:
    assert load(write(folder, 'extends = "base.toml"')) == load(folder / "base.toml")


def test_a_variant_changes_what_it_says_and_keeps_the_rest(folder: Path) -> None:
    variant = load(write(folder, 'extends = "base.toml"\ntitle = "More"\n[units.social_office]\nworkers = 9\n'))
    base = load(folder / "base.toml")
    assert variant.title == "More"
    assert variant.units["social_office"].workers == 9
    assert variant.units["social_office"].caseload == 8
    assert variant.steps == base.steps
    assert list(variant.organisations) == list(base.organisations)


def test_lists_and_durations_of_a_variant_take_the_place_of_the_base(folder: Path) -> None:
    variant = load(
        write(
            folder,
            """extends = "base.toml"
            [needs.schooling]
            endings = []
            pathway = ["school_intake", "school_support"]
            [steps.school_assessment]
            duration = { exponential = "9 days" }
            [steps.school_support]
            duration = "70 days"
            """,
        )
    )
    assert variant.ways("schooling") == [(1.0, ("school_intake", "school_support"))]
    assert variant.steps["school_assessment"].duration == Duration("exponential", (9.0,))
    assert variant.steps["school_support"].duration == Duration("fixed", (70.0,))


@pytest.mark.parametrize(
    ("table", "lines", "key", "gone"),
    [
        ("arrivals.school", "per_week = 3", "per_week", "per_month"),
        ("arrivals.school", f"counts = [{'5, ' * 20}]", "counts", "per_month"),
        ("needs.schooling", "crisis_per_year = 1", "crisis_per_year", "crisis_per_month"),
        ("units.school_board", "workers = 3", "workers", "meets_every"),
        ("units.school_team", 'meets_every = "7 days"\ncases = 3', "cases", "caseload"),
    ],
)
def test_a_rate_under_another_key_takes_the_place_of_the_base_rate(
    folder: Path, table: str, lines: str, key: str, gone: str
) -> None:
    path = write(folder, f'extends = "base.toml"\n[{table}]\n{lines}\n')
    name, entry = table.split(".")
    merged = resolve(path).table[name][entry]
    assert key in merged
    assert gone not in merged


def test_the_base_is_looked_for_beside_then_above_then_among_the_shipped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = folder / "shipped"
    shipped.mkdir()
    monkeypatch.setattr(layers, "shipped_folder", lambda: shipped)
    path = write(folder, 'extends = "other.toml"')
    write(shipped, small_world(title='"shipped"'), "other.toml")
    assert load(path).title == "shipped"
    write(folder.parent, small_world(title='"above"'), "other.toml")
    assert load(path).title == "above"
    write(folder, small_world(title='"beside"'), "other.toml")
    assert load(path).title == "beside"


def test_a_base_that_is_nowhere_is_refused_with_the_places_looked_in(folder: Path) -> None:
    [message] = messages(write(folder, '\nextends = "nowhere.toml"'))
    assert message.startswith('variant.toml:2: extends: there is no file "nowhere.toml"; looked in ')
    for place in (folder, folder.parent, shipped_folder()):
        assert str(place) in message.replace("there", str(folder))


@pytest.mark.parametrize(
    "name",
    [
        "../base.toml",
        "/etc/passwd",
        "a/../../base.toml",
        "C:\\base.toml",
        "C:base.toml",
        "..",
        "",
        "~/x.toml",
        "./base.toml",
    ],
)
def test_a_base_outside_is_refused(folder: Path, name: str) -> None:
    write(folder.parent, small_world(), "base.toml")
    [message] = messages(write(folder, f"extends = '{name}'"))
    assert "variant.toml:1: extends: must be a plain file name without .. and without a leading /; got" in message


def test_a_link_that_leads_outside_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    target = write(outside, small_world())
    try:
        (folder / "link.toml").symlink_to(target)
    except OSError:
        pytest.skip("no links here")
    [message] = messages(write(folder, 'extends = "link.toml"'))
    assert '"link.toml" is a link that leads outside its folder' in message


def test_extending_in_a_circle_is_refused_with_the_circle(folder: Path) -> None:
    write(folder, 'extends = "two.toml"', "one.toml")
    write(folder, 'extends = "one.toml"', "two.toml")
    [message] = messages(folder / "one.toml")
    assert message == 'two.toml:1: extends: "one.toml" is extended in a circle: one.toml → two.toml → one.toml'
    [message] = messages(write(folder, 'extends = "self.toml"', "self.toml"))
    assert message == 'self.toml:1: extends: "self.toml" is extended in a circle: self.toml → self.toml'


def test_only_ten_files_may_be_extended_through(folder: Path) -> None:
    for number in range(12):
        write(folder, f'extends = "{number + 1}.toml"', f"{number}.toml")
    write(folder, small_world(), "12.toml")
    assert "a scenario may be extended through 10 files at most" in messages(folder / "0.toml")[0]
    assert load(folder / "3.toml").title == "Three units"


def test_a_base_that_is_not_a_name_is_refused(folder: Path) -> None:
    assert messages(write(folder, "extends = 3")) == [
        "variant.toml:1: extends: must be the name of a scenario file; got 3"
    ]


def test_a_mistake_names_the_file_and_line_it_comes_from(folder: Path) -> None:
    write(folder, small_world(units__social_office__caseload="0", steps__acute__duration="5"), "base.toml")
    path = write(folder, 'extends = "base.toml"\n[units.social_office]\nworkers = -1\n[steps.acute]\nunit = "x"\n')
    found = messages(path)
    assert found[0].startswith("variant.toml:3: units.social_office.workers: must be")
    assert found[1].startswith('variant.toml:5: steps.acute.unit: there is no unit "x"')
    base = (folder / "base.toml").read_text().split("\n")
    assert found[2].startswith(f"base.toml:{base.index('duration = 5') + 1}: steps.acute.duration: ")
    assert found[3].startswith(f"base.toml:{base.index('caseload = 0') + 1}: units.social_office.caseload: ")


def test_a_slip_in_the_name_of_a_table_of_the_base_is_suspected(folder: Path) -> None:
    path = write(folder, 'extends = "base.toml"\n[units.social_ofice]\nworkers = 3\n')
    [message] = messages(path)
    assert message.startswith("variant.toml:2: units.social_ofice.administration: is missing: a text")
    assert message.endswith("; or did you mean units.social_office?")


def test_a_text_that_is_not_toml_in_a_base_is_told_of_the_base(folder: Path) -> None:
    write(folder, "title = x", "base.toml")
    assert messages(write(folder, 'extends = "base.toml"'))[0].startswith("base.toml:1: this is not TOML")


def test_a_variant_may_lack_what_the_base_has_but_both_together_must_be_whole(folder: Path) -> None:
    write(folder, small_world(start=None), "base.toml")
    assert "start: is missing" in messages(write(folder, 'extends = "base.toml"\ntitle = "x"'))[0]
    assert load(write(folder, 'extends = "base.toml"\nstart = 2019-01-01')).start.year == 2019


# ---- sources of what a variant changes


def test_a_changed_number_loses_the_source_of_the_base(folder: Path) -> None:
    path = write(folder, 'extends = "base.toml"\n[arrivals.school]\nurgent = 0.3\n')
    assert load(path).arrivals["school"].source == {"all others": "a count", "urgent": ""}


def test_the_source_of_a_variant_speaks_for_its_own_numbers(folder: Path) -> None:
    path = write(folder, 'extends = "base.toml"\n[arrivals.school]\nurgent = 0.3\nsource = "a guess"\n')
    assert load(path).arrivals["school"].source == {"all others": "a count", "urgent": "a guess"}


def test_sources_for_each_key_are_merged_key_by_key(folder: Path) -> None:
    write(folder, small_world(arrivals__school__source='{ urgent = "u", per_month = "m" }'), "base.toml")
    path = write(folder, 'extends = "base.toml"\n[arrivals.school]\nper_week = 2\nsource = { per_week = "w" }\n')
    assert load(path).arrivals["school"].source == {"urgent": "u", "per_month": "m", "per_week": "w"}


# ---- counts


def counts_file(folder: Path, text: str) -> Path:
    (folder / "counts.csv").write_text(text, encoding="utf-8")
    return write(folder, 'extends = "base.toml"\n[arrivals.school]\ncounts = "counts.csv"\n')


def months(count: int = 17, separator: str = ",", number: str = "5") -> str:
    lines = [f"{2018 + month // 12}-{month % 12 + 1:02}{separator}{number}" for month in range(count)]
    return "\n".join([f"month{separator}children", *lines])


def test_counts_come_from_a_csv_file_beside_the_scenario(folder: Path) -> None:
    scenario = load(counts_file(folder, months()))
    assert scenario.arrivals["school"].counts == [5.0] * 17
    assert scenario.arrivals["school"].per_month is None


def test_counts_may_be_written_as_a_swedish_excel_does(folder: Path) -> None:
    text = "\ufeff" + months(separator=";", number="5,5").replace("\n", "\r\n")
    assert load(counts_file(folder, text)).arrivals["school"].counts == [5.5] * 17


def test_counts_that_a_base_names_lie_beside_the_base(folder: Path) -> None:
    counts_file(folder, months())
    deeper = folder / "deeper"
    deeper.mkdir()
    assert load(write(deeper, 'extends = "variant.toml"', "x.toml")).arrivals["school"].counts == [5.0] * 17


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("date,number\n", 'counts.csv:1: the first line must name the columns month and children; got the text "date"'),
        ("month,children\n", "counts.csv:1: there are no months below the first line"),
        (
            months().replace("2018-01", "2018-02", 1),
            "counts.csv:2: column month: expected 2018-01 (the months begin with the scenario's start); got 2018-02",
        ),
        (
            months().replace("2018-05", "2018-06", 1),
            "counts.csv:6: column month: expected 2018-05 (every month must follow the one before); got 2018-06",
        ),
        (
            months().replace("2018-03,5", "2018-03,five"),
            "counts.csv:4: column children: must be a number of at least 0; got",
        ),
        (
            months().replace("2018-03,5", "2018-03,-1"),
            "counts.csv:4: column children: must be a number of at least 0; got",
        ),
        (
            months().replace("2018-03,5", "2018-03,inf"),
            "counts.csv:4: column children: must be a number of at least 0; got",
        ),
        (
            months().replace("2018-03,5", "2018-03"),
            "counts.csv:4: a line has a month and a number of children; got one cell",
        ),
        (
            months().replace("2018-03", "Mar-18"),
            'counts.csv:4: column month: must be written like 2015-01; got the text "Mar-18"',
        ),
        (months(16), "variant.toml:3: arrivals.school.counts: must cover the 17 months from the month of start"),
        ("month,children\0", "counts.csv: this is a binary file, not text"),
    ],
)
def test_bad_counts_are_told_by_line_and_column(folder: Path, text: str, message: str) -> None:
    [found] = messages(counts_file(folder, text))
    assert found.startswith(message)


def test_several_bad_rows_are_all_told(folder: Path) -> None:
    text = months().replace("2018-03,5", "2018-03,x").replace("2018-07,5", "July,5")
    assert [message.split(": ")[0] for message in messages(counts_file(folder, text))] == [
        "counts.csv:4",
        "counts.csv:8",
    ]


def test_a_counts_file_that_is_missing_or_outside_is_refused_where_it_is_named(folder: Path) -> None:
    path = write(folder, small_world(arrivals__school__per_month=None, arrivals__school__counts='"none.csv"'))
    assert 'arrivals.school.counts: there is no file "none.csv"; looked in' in messages(path)[0]
    path = write(folder, small_world(arrivals__school__per_month=None, arrivals__school__counts='"../none.csv"'))
    assert "arrivals.school.counts: must be a plain file name without .. and without" in messages(path)[0]


# ---- the program itself


def test_the_template_is_a_sound_scenario_by_itself() -> None:
    scenario = load_text(template())
    assert len(scenario.units) == 3
    assert len(scenario.needs) == 2
    assert "extends" not in template()


def test_every_shipped_scenario_is_sound() -> None:
    assert "tutorial.toml" in shipped_names()
    for name in shipped_names():
        load(shipped_folder() / name)


def test_reading_a_scenario_imports_nothing_heavy(folder: Path) -> None:
    code = f"""
import sys
from simulate.scenario.reading.load import load
load({str(folder / "base.toml")!r})
heavy = {{"numpy", "pandas", "scipy", "matplotlib", "simpy", "click", "rich"}} & set(sys.modules)
sys.exit(" ".join(heavy) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_scenario_with_everything_that_is_dated_can_be_sent_to_another_process() -> None:
    change = """
[[changes]]
from = "3 months"
[changes.arrivals.school]
per_month = 9
[changes.units.school_team]
workers = 3
[changes.organisations.siloed]
notices = 0.6
[[organisations.siloed.phases]]
from = "2 months"
reach = 0.5
otherwise = "integrated"
"""
    scenario = load_text(
        small_world(organisations__integrated__otherwise=None, organisations__integrated__consent="1.0") + change
    )
    assert pickle.loads(pickle.dumps(scenario)) == scenario
