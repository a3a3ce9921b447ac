"""Processes on this machine that do units."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import IO, Any, Self, cast

from generator.batch.crew import Failure, Tell, U, Unit

# units that wait for a worker, for each worker, so that none waits for a unit
_IN_STORE = 2
# one worker for each core, so each has one thread
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_COMMAND = (sys.executable, "-P", "-m", "generator.batch.worker")


class _LostError(Exception):
    """A worker ended in the middle of a unit; the message says how."""


class Processes:
    """A `Crew` of processes, to be used as a context manager; afterwards they are gone.

    They are programs of their own and no forks: that works in any thread, whatever the main program is. Each
    is in a session of its own, where Ctrl-C does not reach it, and ends when this process does.
    """

    def __init__(self, count: int, tell: Tell) -> None:
        self._count, self._tell = count, tell
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="dragoman-")
        for _ in range(self._count):
            worker = _Worker(self._folder.name)
            self._workers.append(worker)
            self._free.put(worker)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()
        self._folder.cleanup()

    def run(self, units: Iterable[U]) -> Iterator[tuple[U, Any]]:
        """See `Crew.run`."""
        source, exhausted = iter(units), False
        open_: dict[Future[Any], U] = {}
        threads = ThreadPoolExecutor(self._count)
        try:
            while open_ or not exhausted:
                while not exhausted and len(open_) < _IN_STORE * self._count:
                    if (unit := next(source, None)) is None:
                        exhausted = True
                    else:
                        open_[threads.submit(self._do, unit)] = unit
                for done in wait(open_, return_when=FIRST_COMPLETED).done:
                    yield open_.pop(done), done.result()
        except BaseException:
            for worker in self._workers:
                worker.end()  # what waits for it goes on, and finds the pool closed
            raise
        finally:
            threads.shutdown(cancel_futures=True)

    def _do(self, unit: Unit) -> Any:
        """Have a unit done; a second time, if the worker is lost."""
        worker = self._free.get()
        try:
            try:
                return worker.do(unit)
            except _LostError as loss:
                if worker.ended:
                    return Failure(f"{unit.label}: interrupted")
                self._tell(f"{unit.label}: its worker {loss}; a new worker tries again")
            try:
                worker.start()
                return worker.do(unit)
            except (_LostError, OSError) as loss:
                if not worker.ended:
                    worker.start()
                return Failure(
                    f"{unit.label}: two workers were lost over it, the second {loss}; all else goes on. "
                    "Run the command again, with fewer --workers if memory is short"
                )
        finally:
            self._free.put(worker)


class _Worker:
    """One process, started again where it was lost."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.ended = False
        self.start()

    def start(self) -> None:
        """Start it."""
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            (*_COMMAND, self._folder),
            stdin=pipe,
            stdout=pipe,
            start_new_session=True,
            # what a killed worker leaves in its temporary files is removed with the folder
            env=os.environ | _ONE_THREAD | {"TMPDIR": self._folder},
        )

    def do(self, unit: Unit) -> Any:
        """Raises _LostError where the process ends before the unit is done."""
        question = cast("IO[bytes]", self._process.stdin)
        try:
            pickle.dump(unit, question)
            question.flush()
            return pickle.load(cast("IO[bytes]", self._process.stdout))  # noqa: S301 - from our own program
        except (OSError, EOFError, pickle.UnpicklingError, ValueError):
            raise _LostError(self._how_it_ended()) from None

    def _how_it_ended(self) -> str:
        self._close()
        status = self._process.returncode
        if status == -9:
            return "was killed, perhaps because memory ran out"
        how = f"by signal {-status}" if status < 0 else f"with status {status}"
        return f"ended {how}"

    def end(self) -> None:
        """End it for good."""
        self.ended = True
        self._close()

    def _close(self) -> None:
        self._process.kill()  # where it has not ended by itself
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not read yet cannot be written
                cast("IO[bytes]", pipe).close()
