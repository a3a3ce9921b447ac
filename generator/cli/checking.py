"""Mistakes in the files that people edit."""

import click

from generator.cli.common import find
from generator.cli.screen import echo, echo_error
from generator.errors import DragomanError


@click.command()
def check() -> None:
    """Look for mistakes in all briefings, catalogs and configuration files."""
    from generator import pipeline  # noqa: PLC0415 - loads mkdocs; translating does without

    problems = list(pipeline.problems(find()))
    for problem in problems:
        echo_error(problem)
    if problems:
        raise DragomanError(f"{len(problems)} found")
    echo("no mistakes found")
