"""The glossary: names that it should have."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from generator import briefing_file
from generator.cli.common import find, known, languages_of
from generator.cli.screen import echo, echo_table
from generator.config import Languages, Project

if TYPE_CHECKING:
    from generator.briefing import Briefing
    from generator.translation.suggestions import Suggestion


@click.group()
def glossary() -> None:
    """Work on site_config/glossary.yml, how names and terms are written in each language."""


@glossary.command()
@click.option("--language", "-l", "codes", multiple=True, help="Only for this language; may be repeated.")
@click.option(
    "--min", "least", type=click.IntRange(min=1), default=2, show_default=True, help="In how many texts."
)
@click.option("--yaml", "as_yaml", is_flag=True, help="Print entries to paste into glossary.yml.")
def suggest(codes: tuple[str, ...], least: int, as_yaml: bool) -> None:
    """Name what recurs in the briefings and has no entry: people, places, organisations.

    Countries are left out. Beside each name stands how the catalogs write it now, names written in two ways
    first (!). Nothing is written.
    """
    from generator import translation  # noqa: PLC0415 - no other verb needs it
    from generator.translation import suggestions as station  # noqa: PLC0415
    from generator.translation.glossary import Terms, load  # noqa: PLC0415

    project = find()
    languages = languages_of(project)
    wanted = known("language", codes, languages.codes) or languages.codes
    terms = load(project.site_config / "glossary.yml")
    briefings = _briefings(project, languages)
    for code in wanted:
        if translation.same_language(code, languages.default):
            continue
        texts = {
            slug: (b, translation.load(b, project.briefings / slug / f"{code}.po", code, terms))
            for slug, b in briefings.items()
        }
        found = station.suggest(texts, Terms.of(terms, code), least)
        if as_yaml:
            echo(station.as_yaml(code, found).rstrip("\n") if found else f"# {code}: nothing to suggest")
        elif found:
            _print(code, found)
        else:
            click.echo(f"{code}: nothing to suggest")


def _briefings(project: Project, languages: Languages) -> Mapping[str, "Briefing"]:
    """The briefings in the site's default language, by slug."""
    paths = ((slug, project.briefings / slug / briefing_file.NAME) for slug in project.slugs())
    loaded = ((slug, briefing_file.load(path)) for slug, path in paths if path.exists())
    return {slug: briefing for slug, briefing in loaded if briefing.language == languages.default}


def _print(code: str, found: Sequence["Suggestion"]) -> None:
    rows = []
    for s in found:
        groups = (", ".join(f"{form} {n}" for form, n in group.items()) for group in s.forms)
        now = f"{'! ' if s.inconsistent else ''}{' | '.join(groups)}"
        rows.append((s.name, s.category, str(s.texts), str(s.briefings), now or "–", _short(s.example)))
    titles = (code, "", "texts", "briefings", "now written", "example")
    echo_table(titles, rows, right={"texts", "briefings"})
    echo("")


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
