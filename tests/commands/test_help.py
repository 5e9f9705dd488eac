"""Help is said when it is shown, in the language that is spoken then."""

import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result
from language.pseudo import in_capitals

from simulate.cli import commands

Call = Callable[..., Result]
OF_CLICK = {"Show this message and exit.", "Usage:", "Options:", "Commands:"}
"""What click itself says."""


def help_of(*command: str, simulate: Call) -> str:
    told = simulate(*command, "--help")
    assert told.exit_code == 0
    return " ".join(told.stdout.split())


@pytest.mark.parametrize("command", [[], *([name] for name in commands.commands)], ids=lambda words: " ".join(words))
def test_another_language_has_all_the_help_that_english_has(command: list[str], simulate: Call) -> None:
    english = help_of(*command, simulate=simulate)
    with in_capitals():
        other = help_of(*command, simulate=simulate)
    assert help_of(*command, simulate=simulate) == english
    assert other.upper() == english.upper()
    shown = commands.commands[command[0]] if command else commands
    said = [shown.help or "", *(each.help or "" for each in shown.params if isinstance(each, click.Option))]
    for each in said:
        words = " ".join(each.replace("\b", "").split())
        if words and words not in OF_CLICK:
            assert words in english
            assert words.upper() in other
    for word in re.findall(r"[a-z]{3,}", other):
        assert word in allowed(shown), word


def test_what_each_command_does_is_said_in_full_in_the_list_of_them(simulate: Call) -> None:
    listed = help_of(simulate=simulate)
    for command in commands.commands.values():
        first, *_ = (command.help or "").split("\n\n")
        assert f"{command.name} {' '.join(first.split()).rstrip('.')}" in listed


OF_USAGE = {"commands", "help", "default", "required", "ptions", "ommands"}  # click: [OPTIONS], [default: 1]


def allowed(command: click.Command) -> set[str]:
    """Give the words that are the same in every language: names of commands and options, choices, and click's own."""
    names = {command.name or "", "simulate", *getattr(command, "commands", {})}
    for each in command.params:
        names |= {part for option in each.opts for part in re.findall("[a-z]+", option)}
        names |= set(each.type.choices) if isinstance(each.type, click.Choice) else set()
        names |= set(re.findall("[a-z]+", str(getattr(each, "default", ""))))
    return names | OF_USAGE | {part for each in OF_CLICK for part in re.findall("[a-z]+", each)}


def test_what_is_refused_is_told_in_the_language_that_is_spoken(town: Path, simulate: Call) -> None:
    Path("results/town").mkdir(parents=True)
    Path("results/town/letter.txt").touch()
    refused = {
        ("run", "town.toml"): "results/town EXISTS ALREADY: CHOOSE ANOTHER PLACE WITH -O, OR REPLACE IT WITH --FORCE",
        ("run", "town.toml", "--force"): "(IT HAS NO provenance.json)",
        ("run", "town.toml", "-o", "x", "--organisations", "none"): 'THERE IS NO "none"; THERE ARE siloed, integrated',
    }
    for command, words in refused.items():
        with in_capitals():
            told = simulate(*command)
        assert told.exit_code == 2
        assert words in told.stderr
        assert not [line for line in told.stderr.splitlines() if line.islower()]
