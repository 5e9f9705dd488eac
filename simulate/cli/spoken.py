"""Help in the reader's language: what stands beside commands and options is said when it is shown.

Decorators and docstrings are read while the program is imported, before anybody can know the language. So help is
`mark`ed there, a docstring is a sentence of the catalogue as it stands, and both are said here.
"""

import copy
from typing import TypeVar

import click

from simulate.language import said

Command = TypeVar("Command", bound=click.Command)


def spoken(command: Command) -> Command:
    """Give a command with its help, and that of its options, in the language that is spoken now."""
    its = copy.copy(command)
    its.help = said(command.help) if command.help else command.help
    its.params = [_spoken_option(each) if isinstance(each, click.Option) else each for each in command.params]
    return its


def _spoken_option(option: click.Option) -> click.Option:
    its = copy.copy(option)
    its.help = said(option.help) if option.help else option.help
    return its
