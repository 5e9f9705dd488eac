"""A Dask scheduler and its workers on this machine, each in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from distributed import Client

_SECONDS = 60


class LocalCluster:
    """A scheduler, and workers that are started one by one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        written = folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show"]
        self._start("scheduler", *options, "--scheduler-file", str(written))
        _wait_for(written.exists)
        self.client = Client(scheduler_file=str(written), set_as_default=False, timeout=_SECONDS)
        self.address = self.client.scheduler.address

    def _start(self, *words: str, **environment: str) -> "subprocess.Popen[bytes]":
        log = (self.folder / "log.txt").open("ab")
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=self.folder,
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the command alone
        )
        log.close()
        self._processes.append(process)
        return process

    def start_worker(self, **environment: str) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread, and wait until it has joined."""
        there = len(self.client.nthreads())
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self.folder)]
        process = self._start("worker", self.address, *options, **environment)
        _wait_for(lambda: len(self.client.nthreads()) > there or process.poll() is not None)
        assert process.poll() is None, (self.folder / "log.txt").read_text(encoding="utf-8")
        return process

    def tasks(self) -> int:
        """Count what the scheduler knows of that is to be done, is being done, or is held for somebody."""
        return int(self.client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks)))

    def __enter__(self) -> "LocalCluster":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.client.close(5)
        for process in self._processes:
            process.kill()
            process.wait()


def _wait_for(holds: Callable[[], object]) -> None:
    until = time.monotonic() + _SECONDS
    while not holds():
        assert time.monotonic() < until, "the cluster does not start"
        time.sleep(0.05)


@contextmanager
def two_workers(folder: Path) -> Iterator[LocalCluster]:
    """Give a scheduler with two workers."""
    with LocalCluster(folder) as cluster:
        cluster.start_worker()
        cluster.start_worker()
        yield cluster
