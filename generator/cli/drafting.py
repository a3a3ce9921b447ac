"""From articles to a briefing."""

from collections.abc import Iterator
from pathlib import Path

import click

from generator import articles, briefing_file
from generator.cli.common import find
from generator.config import Project
from generator.errors import DragomanError


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--removed", is_flag=True, help="Show also what was cut, and by which rule.")
def show(file: Path, removed: bool) -> None:
    """Print an article's paragraphs with the numbers that sources name."""
    click.echo(articles.show(articles.read(file), removed), nl=False)


@click.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--update", is_flag=True, help="Add what new articles bring to a briefing.yml that exists.")
def draft(folders: tuple[Path, ...], update: bool) -> None:
    """Write briefing.yml from the articles in each of FOLDERS/articles.

    Without FOLDERS: for every briefing of the project that has none; with --update, for every one that has.
    An existing briefing.yml is kept; --update adds to it and changes nothing that is there.
    """
    from generator import pipeline  # noqa: PLC0415 - loads mkdocs; translating does without

    mistakes: list[DragomanError] = []
    for folder in folders or _folders(find(), drafted=update):
        try:
            lines = pipeline.update(folder) if update else (pipeline.draft(folder),)
        except DragomanError as error:
            mistakes.append(error)
        else:
            for line in lines or (f"{folder}: nothing to add",):
                click.echo(line)
    if mistakes:
        raise DragomanError("\n".join(map(str, mistakes))) from mistakes[0]


def _folders(project: Project, *, drafted: bool) -> Iterator[Path]:
    """Those of the briefings that are drafted, or that are not."""
    folders = (project.briefings / slug for slug in project.slugs())
    return (folder for folder in folders if (folder / briefing_file.NAME).exists() is drafted)
