"""One other process that does blocks of work, and how it may end."""

import gettext
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from simulate.experiment.upkeep import end_without_looking_for_garbage, look_for_garbage_seldom
from simulate.language import say, speak, spoken_now

_SECONDS_TO_END = 5.0


class ProcessEndedError(Exception):
    """A process has ended that should not have; the message says which, and how."""


@dataclass(frozen=True)
class _News:
    """What a process is told when it changes: what is to be done with blocks, and in which language."""

    work: Callable[[Any], object]
    catalogue: gettext.NullTranslations


class OtherProcess:
    """A fresh process: it gets ready, and then does one block after another, in the language spoken here."""

    def __init__(self, at_first: Callable[[], object] | None = None) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, its_own = context.Pipe()
        self._process = context.Process(target=_serve, args=(its_own, at_first), daemon=True)
        with _uninterrupted():  # a process inherits it: Ctrl-C is for the main one alone
            self._process.start()
        its_own.close()  # so that the end of the process is the end of the connection
        self.ready = False
        self._busy = False
        self._knows: _News | None = None

    def begin(self, work: Callable[[Any], object], block: object) -> None:
        """Have a block done."""
        known, news = self._knows, _News(work, spoken_now())
        is_known = known is not None and known.work is work and known.catalogue is news.catalogue
        self._knows, self._busy = news, True
        with suppress(OSError):  # if it has ended meanwhile, `answer` says so
            self.connection.send((None if is_known else news, block))

    def get_ready(self, task: Callable[[], object]) -> None:
        """Have something done before the next block; should it fail, that is said where it is missed."""
        if self.ready and not self._busy:
            self.begin(_tried, task)
            self.ready = False

    def answer(self) -> Any:
        """Give what came of the block, or None when the process has become ready.

        Raises ProcessEndedError, and whatever the work has raised.
        """
        try:
            result, error, where = self.connection.recv()
        except (EOFError, OSError):
            raise ProcessEndedError(self._how_it_ended()) from None
        self.ready, self._busy = True, False
        if error is not None:
            error.add_note(where)
            raise error
        return result

    def _how_it_ended(self) -> str:
        self._process.join(_SECONDS_TO_END)
        number, code = self._process.pid, self._process.exitcode
        if code is None or code >= 0:
            return say("Process {number} of the run ended too soon (exit code {code})", number=number, code=code)
        if code == -getattr(signal, "SIGKILL", 9):
            return say(
                "Process {number} of the run was killed (SIGKILL), probably by the system because memory ran out",
                number=number,
            )
        with suppress(ValueError):
            name = signal.Signals(-code).name
            return say("Process {number} of the run was killed ({signal})", number=number, signal=name)
        return say("Process {number} of the run was killed (signal {signal})", number=number, signal=-code)

    def end(self) -> None:
        """End it: at once if it is doing something, and by itself if not."""
        if self._busy or not self.ready:
            self._process.kill()
            self._process.join(_SECONDS_TO_END)
        self.connection.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C do nothing for a moment, where this can be said: in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _serve(connection: Connection, at_first: Callable[[], object] | None) -> None:
    """Be the other process: do the blocks that are sent until nobody is there to send any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_for_garbage_seldom()
    _end_with_parent()
    _tried(at_first or _nothing)
    work: Callable[[Any], object] = _nothing
    with suppress(EOFError, OSError):  # nobody is there any more
        connection.send((None, None, ""))
        while True:
            news, block = connection.recv()
            if news is not None:
                work = news.work
                speak(news.catalogue)
            connection.send(_answer(work, block))
    end_without_looking_for_garbage()


def _answer(work: Callable[[Any], object], block: object) -> tuple[object, Exception | None, str]:
    """Give what came of a block: a result, or an error and where it was raised."""
    try:
        return work(block), None, ""
    except Exception as error:
        where = "".join(traceback.format_exception(error))
        try:
            pickle.loads(pickle.dumps(error))
        except Exception:  # it cannot be sent
            return None, RuntimeError(f"{type(error).__name__}: {error}"), where
        return None, error, where


def _tried(task: Callable[[], object]) -> None:
    """Do something by the way: where it fails, that is said when what is missing is used."""
    with suppress(Exception):
        task()


def _nothing(block: object = None) -> None:
    """Do no work."""


def _end_with_parent() -> None:
    """End at once when the main process does, whatever is being done."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()
