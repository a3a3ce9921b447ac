"""A project to build sites from: the repository's templates and words, two invented briefings."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch

import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from generator import briefing_file
from generator.briefing import Article, Entry, Paragraph, State, Translated, Translation
from generator.config import Project
from generator.preparation import Prepared
from generator.site import content, edition
from generator.site.content import Links
from generator.site.head import Place
from generator.site.locales import plurals
from generator.site.ui import Words
from generator.site.views import BriefingView

ROOT = Path(__file__).parents[1]
FIXTURES = Path(__file__).parent / "fixtures" / "site"
LANGUAGES = ("en", "pt", "ru", "ar", "zh")


def make_project(folder: Path) -> Path:
    """Copy a project into a folder that does not exist yet or is empty."""
    for name in ("templates", "site_config/pages"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(FIXTURES / "briefings", folder / "briefings")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    languages = {"default": "en", "languages": {code: {"engine": "none"} for code in LANGUAGES}}
    (folder / "site_config" / "languages.yml").write_text(yaml.dump(languages, sort_keys=False))
    (folder / "site_config" / "ui").mkdir()
    for code in LANGUAGES:
        _words(folder / "site_config" / "ui" / f"{code}.yml", code)
    return folder


def _words(path: Path, code: str) -> None:
    """The language's own words, or English with the language's code in front."""
    own = ROOT / "site_config" / "ui" / path.name
    if own.is_file():
        shutil.copy(own, path)
        return
    english = yaml.safe_load((ROOT / "site_config" / "ui" / "en.yml").read_text("utf-8"))
    words = {}
    for key, text in english.items():
        stem, _, form = key.rpartition(".")
        forms = [f"{stem}.{name}" for name in plurals(code)] if form in {"one", "other"} else [key]
        words |= {name: f"{code}: {text}" for name in forms if form != "one"}
    path.write_text(yaml.dump(words, allow_unicode=True), "utf-8")


def translations(language: str) -> Translation:
    """The hand-made translations of the invented briefings."""
    raw = yaml.safe_load((FIXTURES / "translations" / f"{language}.yml").read_text("utf-8"))
    strings = {
        source: Translated(made.get("text", source), State(made["state"]), made.get("model"))
        for source, made in raw.items()
    }
    return Translation(language, MappingProxyType(strings))


def article(path: Path) -> Article:
    """An article, one paragraph a block."""
    blocks = path.read_text("utf-8").split("\n\n")
    paragraphs = (Paragraph(n, " ".join(text.split()), n == 1) for n, text in enumerate(blocks, 1))
    return Article(path.stem, tuple(paragraphs))


def entry(project: Project, slug: str) -> Entry:
    """A briefing with the translations of this module."""
    folder = project.briefings / slug
    found = {code: translations(code) for code in LANGUAGES if code != "en"}
    articles = {path.stem: article(path) for path in (folder / "articles").glob("*.txt")}
    path = folder / briefing_file.NAME
    return Entry(slug, briefing_file.load(path), path, found, articles)


def prepare(project: Project, *_: object) -> tuple[Entry, ...]:
    """Stands in for the stations that draft and translate."""
    return tuple(entry(project, slug) for slug in project.slugs())


def build(
    project: Path, prepare: Callable[..., tuple[Entry, ...]] | None = prepare, **options: object
) -> None:
    """Build the site into ``site/`` below the project; warnings are errors.

    Args:
        project: its folder.
        prepare: stands in for the stations that draft and translate; None has them do it.
        options: as in mkdocs.yml.
    """
    config = load_config(str(project / "mkdocs.yml"), strict=True, **options)
    if prepare is None:
        mkdocs_build(config)
        return

    class Standing:
        def __init__(self, project: Project, *_: object) -> None:
            self.entries = {entry.slug: entry for entry in prepare(project)}
            self.read = self.entries.__getitem__

        def __enter__(self) -> "Standing":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def run(self, _: object) -> Iterator[Prepared]:
            return (Prepared(slug, None, entry) for slug, entry in self.entries.items())

    with patch.object(edition, "Preparation", Standing):
        mkdocs_build(config)


def page_of(entry: Entry, words: Words, templates: Path = ROOT / "templates") -> str:
    """The HTML of a briefing's page in the language of the words, without the theme."""
    language = words.language
    place = Place(language, {language: "Site"})
    return content.briefing(BriefingView(entry, language), templates, words, Links(), place).html
