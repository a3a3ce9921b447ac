"""`dragoman`, the command line: each verb is a call into a station."""

from typing import Any

import click

from generator import __version__
from generator.cli import drafting, glossary, models, pdf, proofreading, translation
from generator.cli.common import find
from generator.errors import DragomanError


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
def check() -> None:
    """Look for mistakes in all briefings, catalogs and configuration files."""
    from generator import pipeline  # noqa: PLC0415 - loads mkdocs; translating does without

    problems = list(pipeline.problems(find()))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} found")
    click.echo("no mistakes found")


for command in (
    drafting.show,
    drafting.draft,
    translation.translate,
    translation.status,
    proofreading.proofread,
    glossary.glossary,
    models.models,
    pdf.pdf,
):
    main.add_command(command)
