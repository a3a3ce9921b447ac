"""Who does the units: this process alone, processes of its own, or a Dask cluster."""

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from generator.errors import DEBUG, DragomanError, FaultError, described, reason

Tell = Callable[[str], None]


class Unit(Protocol):
    """A piece of work. It is sent to workers, so it holds plain data only.

    Attributes:
        label: what people call it.
    """

    @property
    def label(self) -> str: ...  # noqa: D102

    def do(self) -> Any:
        """Do it; the result is plain data too, and depends on nothing but the unit and the installed models.

        Raises:
            DragomanError: it cannot be done.
            OSError: a file cannot be read or written.
        """
        ...


U = TypeVar("U", bound=Unit)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a unit has no result.

    Attributes:
        message: for the user.
        is_fault: whether it is a fault of the program's own.
    """

    message: str
    is_fault: bool = False

    def error(self) -> DragomanError:
        """It as an exception."""
        return FaultError(self.message) if self.is_fault else DragomanError(self.message)


def attempt(unit: Unit) -> Any:
    """What doing a unit gives, or the `Failure`: one unit's mistake keeps no other from being done."""
    try:
        return unit.do()
    except (DragomanError, OSError) as error:
        return Failure(reason(error), isinstance(error, FaultError))
    except Exception as error:
        if DEBUG in os.environ:
            traceback.print_exc()
        what = f"this is a mistake in the program ({described(error)}); please report it"
        return Failure(f"{unit.label}: {what}", is_fault=True)


class Crew(Protocol):
    """Does units."""

    def run(self, units: Iterable[U]) -> Iterator[tuple[U, Any]]:
        """Each unit with its result or its `Failure`, in the order in which they are done.

        Units are taken as they are needed, so that there may be very many.
        """
        ...


class Alone:
    """This process."""

    def run(self, units: Iterable[U]) -> Iterator[tuple[U, Any]]:
        """See `Crew.run`."""
        return ((unit, attempt(unit)) for unit in units)


@dataclass(frozen=True, slots=True)
class Workers:
    """What the user lets the work be done by.

    Attributes:
        count: of processes.
        cluster: address of a Dask scheduler, in place of processes.
        tell: called with what happens to workers.
    """

    count: int = 1
    cluster: str | None = None
    tell: Tell = lambda _: None

    def crew(self, most: int) -> AbstractContextManager[Crew]:
        """Those who do the work; this process alone, where there is none for a second one.

        Args:
            most: how many processes there is enough work for; 0, where there is none at all.

        Raises:
            DragomanError: the cluster cannot be used.
        """
        if self.cluster and most:
            from generator.batch.cluster import Cluster  # noqa: PLC0415 - needs an extra

            return Cluster(self.cluster, self.tell)
        if (count := min(self.count, most)) > 1:
            from generator.batch.processes import Processes  # noqa: PLC0415 - only where they are started

            return Processes(count, self.tell)
        return nullcontext(Alone())
