"""Briefings on paper."""

from collections.abc import Collection
from pathlib import Path

import click

from generator.cli.common import find, known, languages_of, slugs_of
from generator.cli.screen import echo
from generator.errors import DragomanError


@click.command()
@click.argument("slugs", nargs=-1, required=True)
@click.option("--language", "-l", "codes", multiple=True, help="In this language; may be repeated.")
@click.option("--all-languages", is_flag=True, help="In every language of the site.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path(),
    help="A folder, or the .pdf file of a single briefing in a single language.",
)
@click.option("--paper", type=click.Choice(("A4", "Letter")), default="A4", help="A4 unless told.")
@click.option("--browser", metavar="PATH", help="The browser that prints; else $DRAGOMAN_BROWSER, or any.")
def pdf(  # noqa: PLR0913, PLR0917 - an argument for each option
    slugs: tuple[str, ...],
    codes: tuple[str, ...],
    all_languages: bool,
    output: Path,
    paper: str,
    browser: str | None,
) -> None:
    """Print the pages of the briefings SLUGS, drafts too, to <slug>.<language>.pdf.

    In the site's default language, unless told. Needs Chromium, Chrome, Edge or Brave, which ask nothing of
    any other host.
    """
    project = find()
    languages = languages_of(project)
    found = slugs_of(project, slugs)
    wanted = known("language", codes, languages.codes) or (languages.default,)
    if all_languages:
        wanted = languages.codes

    from generator.browser import find_browser  # noqa: PLC0415 - only where it prints
    from generator.pdf import write  # noqa: PLC0415 - loads mkdocs

    targets = _targets(found, wanted, output)
    for path, pages in write(project, targets, find_browser(browser), paper):
        echo(f"{path} ({pages} {'page' if pages == 1 else 'pages'})")


def _targets(slugs: Collection[str], codes: Collection[str], output: Path) -> dict[tuple[str, str], Path]:
    """The file of each briefing in each language."""
    count = len(slugs) * len(codes)
    if output.suffix.lower() != ".pdf" or output.is_dir():
        return {(slug, code): output / f"{slug}.{code}.pdf" for slug in slugs for code in codes}
    if count > 1:
        raise DragomanError(f"{output}: is one file, and {count} are to be written; name a folder")
    return {(slug, code): output for slug in slugs for code in codes}
