"""Briefings on paper."""

from collections.abc import Collection, Sequence
from pathlib import Path

import click

from generator.cli.common import find, languages_of
from generator.errors import DragomanError
from generator.yaml_file import nearest


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
    found = [_known("briefing", Path(slug).name, project.slugs()) for slug in slugs]
    wanted = [_known("language", code, languages.codes) for code in codes] or [languages.default]
    if all_languages:
        wanted = list(languages.codes)

    from generator.pdf import find_browser, write  # noqa: PLC0415 - loads mkdocs; translating does without

    targets = _targets(dict.fromkeys(found), dict.fromkeys(wanted), output)
    for path, pages in write(project, targets, find_browser(browser), paper):
        click.echo(f"{path} ({pages} {'page' if pages == 1 else 'pages'})")


def _known(kind: str, name: str, names: Sequence[str]) -> str:
    if name not in names:
        hint = nearest(name, names) or (f"; there are: {', '.join(names)}" if names else "")
        raise DragomanError(f"there is no {kind} {name!r}{hint}")
    return name


def _targets(slugs: Collection[str], codes: Collection[str], output: Path) -> dict[tuple[str, str], Path]:
    """The file of each briefing in each language."""
    count = len(slugs) * len(codes)
    if output.suffix.lower() != ".pdf" or output.is_dir():
        return {(slug, code): output / f"{slug}.{code}.pdf" for slug in slugs for code in codes}
    if count > 1:
        raise DragomanError(f"{output}: is one file, and {count} are to be written; name a folder")
    return {(slug, code): output for slug in slugs for code in codes}
