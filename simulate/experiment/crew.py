"""Many cores: blocks of work shared by this process and others, whatever becomes of those.

Processes, not threads, for both engines: the compiled engine lets go of the interpreter's lock, but planning and
measuring are most of the work and hold it much of their time. On two cores two threads do 1.5 times the work of one
and two processes 1.7 times (medians of 14 rounds). This process works too: it has everything imported, while others
take a second or two to start. It does so in a thread, so that the main thread hears Ctrl-C whatever compiled code is
doing; the other processes are killed then, and the thread ends with the program, or after its block.
"""

import logging
import queue
import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Any, TypeVar

from simulate.experiment.process import OtherProcess, ProcessEndedError
from simulate.language import say

Block = TypeVar("Block", bound=Hashable)
Result = TypeVar("Result")

_MOST_ENDS = 3  # of processes over one block

logger = logging.getLogger(__name__)


class WorkerDiedError(RuntimeError):
    """Processes of the run ended again and again before their work was done."""


@contextmanager
def crew(workers: int, at_first: Callable[[], object] | None = None, spare: int = 0) -> Iterator["Crew"]:
    """Give so many workers, this process and fresh ones, and end these in the end.

    The fresh ones do at once what they are to do `at_first`, such as importing what they need, and take part as soon as
    they have. `spare` further ones take part where work is not shared `among` the workers only.
    """
    members = Crew(workers, at_first, spare)
    try:
        yield members
    finally:
        members.end()


class Crew:
    """Workers that share blocks of work; see `crew`."""

    def __init__(self, workers: int, at_first: Callable[[], object] | None = None, spare: int = 0) -> None:
        self.workers = workers
        self._at_first = at_first
        self._here = _ThisProcess()
        self._others: list[OtherProcess] = []
        try:
            while len(self._others) < workers + spare - 1:
                self._others.append(OtherProcess(at_first))
        except OSError as error:
            logger.warning(
                say(
                    "Only {some} of {all} processes could be started: {why}.",
                    some=len(self._others) + 1,
                    all=workers + spare,
                    why=error.strerror,
                )
            )

    @property
    def is_alone(self) -> bool:
        """Whether there is no process but this one, or none any more: when the crew has ended."""
        return not self._others

    def end(self) -> None:
        """End the other processes, and let this one do nothing more."""
        self._here.end()
        for other in self._others:
            other.end()
        self._others = []

    def others_get_ready(self, task: Callable[[], object]) -> None:
        """Let the others do something before they take part again, such as importing what they are going to need."""
        for other in self._others:
            other.get_ready(task)

    def here(self, task: Callable[[], Result]) -> Result:
        """Do a task in this process and wait for it; Ctrl-C is heard meanwhile."""
        self._here.begin(lambda _: task(), None)
        wait([self._here.connection])
        result: Result = self._here.answer()
        return result

    def share(
        self,
        work: Callable[[Block], Result],
        blocks: Iterable[Block],
        *,
        among: int | None = None,
        first_here: Callable[[], object] | None = None,
    ) -> Iterator[tuple[Block, Result]]:
        """Have each block done by whoever is free, and give it with its result when it is done, in any order.

        This process takes the first, once it has done `first_here`. Work, blocks and results are sent between
        processes; `str(block)` is what messages call it. `among` so many workers they are shared, this process one of
        them; if not given, among all. The block of a process that ends is done again, by a fresh one. Raises
        WorkerDiedError if that does not help, and whatever the work raises. The crew ends then, and where not all
        results are taken: who is still busy would answer when other work is shared.
        """
        try:
            yield from self._shared(work, blocks, among, first_here)
        except BaseException:
            self.end()
            raise

    def _shared(
        self,
        work: Callable[[Block], Result],
        blocks: Iterable[Block],
        among: int | None,
        first_here: Callable[[], object] | None,
    ) -> Iterator[tuple[Block, Result]]:
        todo, busy, ends = deque(blocks), dict[_Member, Block | None](), Counter[Block]()
        done: list[tuple[Block, Result]] = []
        if first_here is not None:
            self._here.begin(lambda _: first_here(), None)
            busy[self._here] = None
        while todo or busy:
            for member in self._members(among):
                if todo and member.ready and member not in busy:
                    busy[member] = todo.popleft()
                    member.begin(work, busy[member])
            yield from done  # only now, so that nobody is idle meanwhile
            done = []
            for member in self._heard(among):
                was_ready, block = member.ready, busy.pop(member, None)
                try:
                    answer = member.answer()
                except ProcessEndedError as end:
                    if block is not None:
                        ends[block] += 1
                        fresh = self._fresh(end, block, ends[block])
                        busy[fresh] = block
                        self._others = [fresh if each is member else each for each in self._others]
                    else:
                        logger.warning(say("{process_ended}. The run goes on without it.", process_ended=end))
                        self._others = [each for each in self._others if each is not member]
                    continue
                if block is not None and was_ready:
                    done.append((block, answer))
                elif block is not None:  # it has only begun now, and takes what another one had
                    busy[member] = block
                    member.begin(work, block)
        yield from done

    def _members(self, among: int | None) -> list["_Member"]:
        members: list[_Member] = [self._here, *self._others]
        return members[:among]

    def _heard(self, among: int | None) -> list["_Member"]:
        """Wait until somebody has something to say."""
        heard = wait([member.connection for member in self._members(among)])
        return [member for member in self._members(among) if member.connection in heard]

    def _fresh(self, end: ProcessEndedError, block: object, times: int) -> OtherProcess:
        """Give a process in place of one that has ended over a block, never this one, which would end with it."""
        if times == _MOST_ENDS:
            raise WorkerDiedError(
                say(
                    "{process_ended}; it is the third over {block}. Nothing was written. Where memory runs out it "
                    "helps to use --workers 1, to let fewer children come (arrivals.NAME.per_month) or to shorten the "
                    "run",
                    process_ended=end,
                    block=block,
                )
            ) from end
        logger.warning(say("{process_ended}. {block} is done again.", process_ended=end, block=block))
        return OtherProcess(self._at_first)


class _ThisProcess:
    """A thread of this process that does one block after another."""

    def __init__(self) -> None:
        self.connection, self._told = Pipe(duplex=False)
        self.ready = True
        self._tasks: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    def begin(self, work: Callable[[Any], object], block: object) -> None:
        """Have a block done."""
        self._tasks.put(lambda: work(block))

    def answer(self) -> Any:
        """Give what came of the block; raises what the work has raised."""
        self.connection.recv_bytes()
        result, error = self._answers.get()
        if error is not None:
            raise error
        return result

    def end(self) -> None:
        """Let nothing more be begun; what has begun cannot be stopped."""
        self._tasks.put(None)

    def _serve(self) -> None:
        for task in iter(self._tasks.get, None):
            try:
                self._answers.put((task(), None))
            except BaseException as error:
                self._answers.put((None, error))
            self._told.send_bytes(b"")


_Member = _ThisProcess | OtherProcess
