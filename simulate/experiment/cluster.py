"""A Dask cluster as a backend: blocks of work go to its workers, and only what is left of lives comes back.

The scheduler looks after its workers: what one of them had in hand when it ended is given to another. Before anything
is asked of them it is made sure that all of them run the program that runs here, on the same Python and the same
numerical packages, since what they measure is kept as if it had been measured here.
"""

import importlib.util
import logging
import socket
import time
import warnings
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from simulate.experiment.crew import WorkerDiedError
from simulate.experiment.engines import Engine
from simulate.language import say, speak, spoken_now

if TYPE_CHECKING:
    from distributed import Client, Future

Block = TypeVar("Block", bound=Hashable)
Result = TypeVar("Result")

_SCHEMES = ("tcp", "tls", "ucx", "ws", "wss")
_SECONDS_TO_ANSWER = 5.0
_SECONDS_WITHOUT_WORKERS = 60.0
_SECONDS_BETWEEN_LOOKS = 5.0
_PYTHON, _PROGRAM = "Python", "supportflow"
_AHEAD = 3  # blocks under way for each worker: while one is done, the next is there
_PACKAGES: dict[Engine, tuple[str, ...]] = {
    "compiled": ("numpy", "scipy", "numba"),
    "simpy": ("numpy", "scipy", "simpy"),
}


class ClusterError(Exception):
    """A cluster that cannot be used; the message says why, and how to mend it."""


@contextmanager
def cluster(address: str, engine: Engine) -> Iterator["Cluster"]:
    """Give the cluster whose scheduler has this address; what is still under way there in the end is called off.

    Raises ClusterError where Dask is not installed, nobody answers, there are no workers, or one of them runs something
    else than what runs here.
    """
    if importlib.util.find_spec("distributed") is None:
        raise ClusterError(
            say(
                "A cluster is reached by Dask, which is not installed. Mend it with `python -m pip install "
                "distributed`, here and on every worker, or leave out --cluster: the numbers are the same."
            )
        )
    with _quiet():
        client = _client(address)
        try:
            _require_workers(client, address)
            here = facts_of(_PACKAGES[engine])
            _require_alike(_facts_of_workers(client, engine), here)
            yield Cluster(client, here)
        finally:
            with suppress(Exception):
                client.close(_SECONDS_TO_ANSWER)


class Cluster:
    """Workers of a Dask scheduler that share blocks of work; see `cluster`."""

    def __init__(self, client: "Client", here: "Facts") -> None:
        self._client, self._here = client, here
        self.workers = _threads(client)

    def share(self, work: Callable[[Block], Result], blocks: Iterable[Block]) -> Iterator[tuple[Block, Result]]:
        """Have each block done by whoever is free, and give it with its result when it is done, in any order.

        Results are released as they come, and a few blocks for each worker are under way at a time. Raises
        WorkerDiedError where workers end again and again over a block, or none or no scheduler is left, and whatever
        the work raises; what is under way is called off then, and where not all results are taken.
        """
        todo, running = deque(blocks), dict["Future", Block]()
        looks = _Looks(self._client, self.workers)
        try:
            while todo or running:
                while todo and len(running) < _AHEAD * looks.workers:
                    block = todo.popleft()
                    running[self._begun(work, block)] = block
                done = [(future, running.pop(future)) for future in self._some_done(list(running), looks)]
                for future, block in done:
                    result = _result(future, block)
                    future.release()
                    yield block, result
        finally:
            with suppress(Exception):
                self._client.cancel(list(running))

    def _begun(self, work: Callable[[Block], Result], block: Block) -> "Future":
        return self._client.submit(_done, self._here, spoken_now(), work, block, pure=False)

    def _some_done(self, running: list["Future"], looks: "_Looks") -> list["Future"]:
        """Wait until some blocks are done, and see meanwhile that there is somebody to do them."""
        from distributed import CancelledError, wait

        while True:
            looks.look()
            try:
                with self._client.as_current():
                    found = wait(running, timeout=_SECONDS_BETWEEN_LOOKS, return_when="FIRST_COMPLETED")
                return list(found.done)
            except TimeoutError:
                continue
            except CancelledError as error:
                raise WorkerDiedError(_scheduler_gone()) from error


class _Looks:
    """Looks at a cluster from time to time: others may join it, and all may leave it."""

    def __init__(self, client: "Client", workers: int) -> None:
        self.workers = workers
        self._client = client
        self._looked = self._seen = time.monotonic()

    def look(self) -> None:
        """Count the workers, unless that was done just now. Raises WorkerDiedError where there have long been none."""
        now = time.monotonic()
        if now - self._looked < _SECONDS_BETWEEN_LOOKS:
            return
        self._looked = now
        try:
            there = _threads(self._client)
        except Exception as error:
            raise WorkerDiedError(_scheduler_gone()) from error
        if there:
            self.workers, self._seen = there, now
        elif now - self._seen > _SECONDS_WITHOUT_WORKERS:
            raise WorkerDiedError(
                say(
                    "The cluster has had no workers for {seconds} seconds. What was done is kept: start workers, and "
                    "the same command again.",
                    seconds=round(now - self._seen),
                )
            )


def _scheduler_gone() -> str:
    return say(
        "The scheduler of the cluster does not answer any more. What was done is kept: start it, and the same command "
        "again."
    )


def _result(future: "Future", block: object) -> Any:
    from distributed import CancelledError, KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        raise WorkerDiedError(
            say(
                "Workers of the cluster ended again and again over {block}. What was done is kept. Where memory runs "
                "out it helps to give workers more of it or fewer threads, or to let fewer children come "
                "(arrivals.NAME.per_month).",
                block=block,
            )
        ) from error
    except CancelledError as error:
        raise WorkerDiedError(_scheduler_gone()) from error


def _done(expected: "Facts", catalogue: Any, work: Callable[[Block], Result], block: Block) -> Result:
    """Do a block on a worker. Raises ClusterError on one that joined after the others were looked at, and differs."""
    speak(catalogue)
    there = facts_of(tuple(what for what in expected if what not in (_PYTHON, _PROGRAM)))
    if there != expected:
        from distributed import get_worker

        _require_alike({get_worker().address: there}, expected)
    return work(block)


def _client(address: str) -> "Client":
    from distributed import Client

    why = _why_nobody(address)  # asked before: a client that finds nobody may keep the next one from beginning
    if not why:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of versions that differ: this is looked at here, and refused
                return Client(address, timeout=_SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            why = str(error).partition("\n")[0] or type(error).__name__
    raise ClusterError(
        say(
            "No scheduler of a cluster answers at {address} ({why}). Give the address that `dask scheduler` shows, "
            "for example tcp://192.168.0.7:8786.",
            address=address,
            why=why,
        )
    )


def _why_nobody(address: str) -> str:
    """Tell why nobody can be there, or nothing."""
    scheme, found, _ = address.rpartition("://")
    try:
        parts = urlsplit(address if found else f"tcp://{address}")
        if (found and scheme not in _SCHEMES) or not parts.hostname or parts.port is None:
            return say("that is no address")
        socket.create_connection((parts.hostname, parts.port), _SECONDS_TO_ANSWER).close()
    except OSError as error:
        return error.strerror or str(error)
    except ValueError:
        return say("that is no address")
    return ""


def _threads(client: "Client") -> int:
    """Count what can be done at the same time: by all threads of all workers."""
    return sum(client.nthreads().values())


def _require_workers(client: "Client", address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_SECONDS_TO_ANSWER)
    except TimeoutError as error:
        raise ClusterError(
            say("The cluster at {address} has no workers: start some with `dask worker {address}`.", address=address)
        ) from error


Facts = Mapping[str, str]
"""What runs somewhere: versions of Python and of packages, and the program's digest; "" for what is not there."""


@cache
def facts_of(packages: tuple[str, ...]) -> Facts:
    """Tell what runs here."""
    return _teller(packages)()


def _facts_of_workers(client: "Client", engine: Engine) -> dict[str, Facts]:
    """Ask every worker what it runs, by its address; what cannot be asked runs nothing."""
    told = client.run(_teller(_PACKAGES[engine]), on_error="return")
    return {address: each if isinstance(each, dict) else {} for address, each in told.items()}


def _teller(packages: tuple[str, ...]) -> Callable[[], Facts]:
    """Give what tells what runs where it is called: also where this program is not, so all it needs is in it."""
    python, ours = _PYTHON, _PROGRAM

    def facts() -> Facts:
        import platform
        from importlib.metadata import PackageNotFoundError, version

        found = {python: platform.python_version()}
        for package in packages:
            try:
                found[package] = version(package)
            except PackageNotFoundError:
                found[package] = ""
        try:
            from simulate.experiment.settled import program

            found[ours] = program()
        except Exception:  # it is not there, or does not fit what is
            found[ours] = ""
        return found

    return facts


def _require_alike(workers: Mapping[str, Facts], here: Facts) -> None:
    """Raise ClusterError that names every worker that runs something else, and what."""
    wrong = [
        say("{worker}: {differences}", worker=address, differences="; ".join(differing))
        for address, there in workers.items()
        if (differing := [_difference(what, there.get(what, ""), mine) for what, mine in here.items()
                          if there.get(what, "") != mine])
    ]  # fmt: skip
    if wrong:
        raise ClusterError(
            say(
                "Workers of the cluster do not run what runs here, and may give other numbers:"
                "\n{workers}\nInstall the same versions there, and start the workers again.",
                workers="\n".join(wrong),
            )
        )


def _difference(what: str, there: str, here: str) -> str:
    if not there:
        return say("{what} is not installed", what=what)
    if what == _PROGRAM:
        return say("another version of the program")
    return say("{what} {there}, here {here}", what=what, there=there, here=here or say("none"))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling by itself what is told here in plain words, such as that a worker has left."""
    told = logging.getLogger("distributed")
    usual = told.level
    told.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        told.setLevel(usual)
