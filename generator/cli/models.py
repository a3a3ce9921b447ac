"""The models that translate."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import click

from generator.cli.common import find, languages_of, progress
from generator.cli.screen import echo, echo_table

if TYPE_CHECKING:
    from generator.translation.models import Row


_HINT = """\
BLEU: the engine's published score on FLORES. To get a model: dragoman models install LANGUAGE; one that reads
articles in a language: dragoman models install en --from LANGUAGE"""


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List the translation models; install one."""
    if context.invoked_subcommand is None:
        from generator.translation import models as station  # noqa: PLC0415 - no other verb needs it

        languages, folder = languages_of(find()), station.models_dir()
        _print(station.rows(languages, folder))
        if reading := station.reading(languages, folder):
            echo("\nInto English, for articles and briefings in other languages:")
            _print(reading)
        echo(_HINT)


@models.command()
@click.argument("what")
@click.option("--engine", type=click.Choice(["firefox", "argos"]), help="Whose; else as languages.yml says.")
@click.option("--from", "source", help="The language to translate from; else the site's default.")
def install(what: str, engine: Literal["firefox", "argos"] | None, source: str | None) -> None:
    """Install a model: WHAT is a language, which downloads it, or an .argosmodel file.

    With "en --from pt", one that reads articles in Portuguese. No other command downloads anything. Models go
    to $DRAGOMAN_MODELS, else to dragoman/models in the user's data folder.
    """
    from generator.translation import install as station  # noqa: PLC0415 - no other verb needs it
    from generator.translation.models import models_dir  # noqa: PLC0415

    languages = languages_of(find())
    chosen = languages.languages[what].engine if what in languages.languages else "auto"
    with progress() as bar:
        installed = station.install(
            what,
            models_dir(),
            engine=engine or chosen,
            source=source or languages.default,
            progress=lambda done, total: bar(f"downloading {what}", done, total),
        )
    echo(f"installed {installed}")


def _print(rows: Sequence["Row"]) -> None:
    cells = []
    for row in rows:
        size = f"{row.size / 1e6:.1f} MB" if row.size else None
        score = f"{row.score:.1f}" if row.score else None
        known = (row.language, row.engine or "none", row.model, row.version, size, row.origin, score)
        cells.append([cell or "–" for cell in known])
    titles = ("language", "engine", "model", "version", "size", "from", "BLEU")
    echo_table(titles, cells, right={"size", "BLEU"})
