"""`dragoman`, the command line: each verb is a call into a station."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from generator import __version__, articles, briefing_file, pipeline
from generator.config import Languages, Project, find_project, load_languages
from generator.errors import DragomanError

if TYPE_CHECKING:
    from generator.translation.models import Row


class _Group(click.Group):
    """Shows the user's mistakes as a message; only --debug shows where they were found."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # click ends quietly
        except (DragomanError, OSError) as error:
            if ctx.params.get("debug"):
                raise
            raise click.ClickException(str(error)) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dragoman")
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
def main(debug: bool) -> None:
    """Condense news articles into a briefing, translate it offline, publish it with MkDocs.

    Exit status: 0 when all is well, 1 when something is wrong, 2 when the command is misspelt.
    """


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--removed", is_flag=True, help="Show also what was cut, and by which rule.")
def show(file: Path, removed: bool) -> None:
    """Print an article's paragraphs with the numbers that sources name."""
    click.echo(articles.show(articles.read(file), removed), nl=False)


@main.command()
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--update", is_flag=True, help="Add what new articles bring to a briefing.yml that exists.")
def draft(folders: tuple[Path, ...], update: bool) -> None:
    """Write briefing.yml from the articles in each of FOLDERS/articles.

    Without FOLDERS: for every briefing of the project that has none; with --update, for every one that has.
    An existing briefing.yml is kept; --update adds to it and changes nothing that is there.
    """
    mistakes: list[DragomanError] = []
    for folder in folders or _folders(_project(), drafted=update):
        try:
            lines = pipeline.update(folder) if update else (pipeline.draft(folder),)
        except DragomanError as error:
            mistakes.append(error)
        else:
            for line in lines or (f"{folder}: nothing to add",):
                click.echo(line)
    if mistakes:
        raise DragomanError("\n".join(map(str, mistakes))) from mistakes[0]


@main.command()
def check() -> None:
    """Look for mistakes in all briefings, catalogs and configuration files."""
    problems = list(pipeline.problems(_project()))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} found")
    click.echo("no mistakes found")


@main.command()
@click.argument("slugs", nargs=-1)
@click.option("--language", "-l", "codes", multiple=True, help="Only into this language; may be repeated.")
def translate(slugs: tuple[str, ...], codes: tuple[str, ...]) -> None:
    """Fill the catalogs <language>.po of the briefings SLUGS, or of all."""
    project = _project()
    languages = _languages(project)
    _known("language", codes, languages.codes)
    _known("briefing", slugs, project.slugs())
    with _progress() as bar:
        for slug in slugs or project.slugs():
            for line in pipeline.translate(project, languages, slug, codes or languages.codes, bar):
                click.echo(line)


@main.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List the translation models; install one."""
    if context.invoked_subcommand is None:
        from generator.translation import models as station  # noqa: PLC0415 - no other verb needs it

        _print_models(station.rows(_languages(_project()), station.models_dir()))


@models.command()
@click.argument("what")
@click.option("--engine", type=click.Choice(["firefox", "argos"]), help="Whose; else as languages.yml says.")
def install(what: str, engine: Literal["firefox", "argos"] | None) -> None:
    """Install a model: WHAT is a language, which downloads it, or an .argosmodel file.

    No other command downloads anything. Models go to $DRAGOMAN_MODELS, else to dragoman/models in the
    user's data folder.
    """
    from generator.translation import install as station  # noqa: PLC0415 - no other verb needs it
    from generator.translation.models import models_dir  # noqa: PLC0415

    languages = _languages(_project())
    chosen = languages.languages[what].engine if what in languages.languages else "auto"
    with _progress() as bar:
        installed = station.install(
            what,
            models_dir(),
            engine=engine or chosen,
            source=languages.default,
            progress=lambda done, total: bar(f"downloading {what}", done, total),
        )
    click.echo(f"installed {installed}")


def _print_models(rows: Sequence["Row"]) -> None:
    from rich.console import Console  # noqa: PLC0415 - only where a table is printed
    from rich.table import Table  # noqa: PLC0415

    table = Table(box=None, pad_edge=False)
    for title in ("language", "engine", "model", "version", "size", "from", "BLEU"):
        table.add_column(title, justify="right" if title in {"size", "BLEU"} else "left")
    for row in rows:
        size = f"{row.size / 1e6:.1f} MB" if row.size else None
        score = f"{row.score:.1f}" if row.score else None
        cells = (row.language, row.engine or "none", row.model, row.version, size, row.origin, score)
        table.add_row(*(cell or "–" for cell in cells))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
    click.echo(
        "BLEU: the engine's published score on FLORES. To get a model: dragoman models install LANGUAGE"
    )


def _project() -> Project:
    return find_project(Path.cwd())


def _languages(project: Project) -> Languages:
    return load_languages(project.site_config / "languages.yml")


def _folders(project: Project, *, drafted: bool) -> Iterator[Path]:
    """Those of the briefings that are drafted, or that are not."""
    folders = (project.briefings / slug for slug in project.slugs())
    return (folder for folder in folders if (folder / briefing_file.NAME).exists() is drafted)


def _known(kind: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    for name in given:
        if name not in known:
            raise DragomanError(f"there is no {kind} {name!r}; there are: {', '.join(known)}")


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """A progress bar where somebody watches; else nothing."""
    if not sys.stderr.isatty():
        yield lambda _label, _done, _all: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda label, done, total: bar.update(task, description=label, completed=done, total=total)


if __name__ == "__main__":
    main()
