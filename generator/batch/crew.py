"""Who does the units: this process alone, processes of its own, or a Dask cluster."""

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from generator.errors import DragomanError

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
    """Why a unit has no result, for the user."""

    message: str


def attempt(unit: Unit) -> Any:
    """What doing a unit gives, or the `Failure`: one unit's mistake keeps no other from being done."""
    try:
        return unit.do()
    except (DragomanError, OSError) as error:
        return Failure(str(error))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Failure(
            f"{unit.label}: this is a mistake in the program ({what}, in {where}); please report it"
        )


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
