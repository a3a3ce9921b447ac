"""What says who does the work: --workers and --dask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from generator.batch import Workers
from generator.translation.engines import cores

_INTERRUPTED = 130  # what shells give for Ctrl-C


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
    return Workers(count or cores(), dask, lambda line: click.echo(line, err=True))


@contextmanager
def kept(done: str) -> Iterator[None]:
    """Where Ctrl-C ends the work, say what is kept, and end with status 130.

    Args:
        done: what is kept, with its verb.
    """
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"Interrupted; {done} kept. The same command goes on from there.", err=True)
        raise click.exceptions.Exit(_INTERRUPTED) from None
