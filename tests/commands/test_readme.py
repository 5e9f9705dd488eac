"""What the README shows works as it stands there."""

import os
import re
from pathlib import Path

import pytest
from regenerate import with_layout, with_table

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
REPOSITORY = Path(__file__).parents[2]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def test_the_python_example_runs_and_saves_what_it_says(tmp_path, monkeypatch, capsys):
    (example,) = blocks("python")
    os.symlink(REPOSITORY / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
    assert "first_contact_median" in capsys.readouterr().out
    assert (tmp_path / "results" / "four-at-the-clinic" / "summary.csv").is_file()


def test_the_toml_example_has_only_keys_that_exist():
    import tomllib

    from simulate.scenario.demand import Arrivals, Need
    from simulate.scenario.supply import Organisation, Step, Unit

    (example,) = blocks("toml")
    tables = tomllib.loads(example)
    models = {"arrivals": Arrivals, "needs": Need, "steps": Step, "units": Unit, "organisations": Organisation}
    assert set(tables) == set(models)
    for name, entries in tables.items():
        for entry in entries.values():
            models[name].model_validate(entry)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(((?!http)[^)]+)\)", README))))
def test_every_link_in_the_readme_leads_somewhere(path):
    assert (REPOSITORY / path).exists()


def test_the_table_is_that_of_the_committed_results():
    assert with_table(README) == README, "run python tests/regenerate.py"


def test_the_layout_is_that_of_the_program():
    assert with_layout(README) == README, "run python tests/regenerate.py"
