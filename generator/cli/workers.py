"""What says who does the work: --workers and --dask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from generator.batch import Workers
from generator.cli.screen import echo_error
from generator.translation.engines import cores


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options."""
    count = click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many processes share the work; without it, one for each core. The result is the same.",
    )
    cluster = click.option(
        "--dask",
        metavar="ADDRESS",
        help="Have a Dask cluster do the work: the address of its scheduler, such as tcp://10.0.0.1:8786.",
    )
    return count(cluster(command))


def chosen(count: int | None, dask: str | None) -> Workers:
    """Who does the work.

    Raises:
        UsageError: both options are given.
        DragomanError: a cluster needs a package that is not installed.
    """
    if count and dask:
        raise click.UsageError("a cluster has its own workers; give --workers or --dask, not both")
    if dask:
        from generator.batch import cluster  # noqa: PLC0415 - as few need it

        cluster.dask()  # before any work is done in vain
    return Workers(count or cores(), dask, echo_error)


@contextmanager
def kept(done: str) -> Iterator[None]:
    """Where Ctrl-C or a signal ends the work, say what is kept.

    Args:
        done: what is kept, with its verb.
    """
    try:
        yield
    except KeyboardInterrupt as error:
        error.add_note(f"{done} kept. The same command goes on from there.")
        raise
