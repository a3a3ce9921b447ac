"""From articles to a briefing."""

from collections.abc import Iterator
from pathlib import Path

import click

from generator import articles, briefing_file
from generator.cli import workers as sharing
from generator.cli.common import find, progress
from generator.cli.screen import echo
from generator.config import Project


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--removed", is_flag=True, help="Show also what was cut, and by which rule.")
def show(file: Path, removed: bool) -> None:
    """Print an article's paragraphs with the numbers that sources name."""
    echo(articles.show(articles.read(file), removed).rstrip("\n"))


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--update", is_flag=True, help="Add what new articles bring to a briefing.yml that exists.")
@sharing.options
def draft(folders: tuple[Path, ...], update: bool, workers: int | None, dask: str | None) -> None:
    """Write briefing.yml from the articles in each of FOLDERS/articles.

    Without FOLDERS: for every briefing of the project that has none; with --update, for every one that has.
    An existing briefing.yml is kept; --update adds to it and changes nothing that is there. Interrupted, it
    keeps what was done, and ends with status 130.
    """
    from generator.batch import drafts  # noqa: PLC0415 - loads mkdocs; translating does without

    who = sharing.chosen(workers, dask)
    wanted = tuple(dict.fromkeys(folders)) or tuple(_folders(find(), drafted=update))
    with sharing.kept("what was drafted is"), progress("briefings") as bar:
        for line in drafts.draft(wanted, update=update, workers=who, progress=bar):
            echo(line)


def _folders(project: Project, *, drafted: bool) -> Iterator[Path]:
    """Those of the briefings that are drafted, or that are not."""
    folders = (project.briefings / slug for slug in project.slugs())
    return (folder for folder in folders if (folder / briefing_file.NAME).exists() is drafted)
