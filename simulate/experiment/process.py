"""One other process that does blocks of work, and how it may end."""

import importlib
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any

from simulate.experiment.upkeep import look_for_garbage_seldom

_SECONDS_TO_END = 5.0


class ProcessEndedError(Exception):
    """A process has ended that should not have; the message says which, and how."""


class OtherProcess:
    """A fresh process: it imports what it needs, and then does one block after another."""

    def __init__(self, modules: Sequence[str]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, its_own = context.Pipe()
        self._process = context.Process(target=_serve, args=(its_own, tuple(modules)), daemon=True)
        with _uninterrupted():  # a process inherits it: Ctrl-C is for the main one alone
            self._process.start()
        its_own.close()  # so that the end of the process is the end of the connection
        self.ready = False
        self._busy = False
        self._knows: object = None

    def begin(self, work: Callable[[Any], object], block: object) -> None:
        """Have a block done."""
        news = None if work is self._knows else work
        self._knows, self._busy = work, True
        with suppress(OSError):  # if it has ended meanwhile, `answer` says so
            self.connection.send((news, block))

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
        name, code = f"Process {self._process.pid} of the run", self._process.exitcode
        if code is None or code >= 0:
            return f"{name} ended too soon (exit code {code})"
        if code == -getattr(signal, "SIGKILL", 9):
            return f"{name} was killed (SIGKILL), probably by the system because memory ran out"
        with suppress(ValueError):
            return f"{name} was killed ({signal.Signals(-code).name})"
        return f"{name} was killed (signal {-code})"

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


def _serve(connection: Connection, modules: Sequence[str]) -> None:
    """Be the other process: do the blocks that are sent until nobody is there to send any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    look_for_garbage_seldom()
    _end_with_parent()
    for module in modules:
        with suppress(Exception):  # it is said where the module is used
            importlib.import_module(module)
    work: Callable[[Any], object] = _nothing
    with suppress(EOFError, OSError):  # nobody is there any more
        connection.send((None, None, ""))
        while True:
            news, block = connection.recv()
            work = news or work
            connection.send(_answer(work, block))


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


def _nothing(block: object) -> None:
    """Do no work."""


def _end_with_parent() -> None:
    """End at once when the main process does, whatever is being done."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        threading.Thread(target=lambda: (wait([sentinel]), os._exit(1)), daemon=True).start()
