"""Which pages the site has, in every language, and how they are addressed."""

import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import get_relative_url

from generator.config import BRIEFING, Languages, Project
from generator.errors import InvalidFileError, Problem, visible
from generator.site.head import Head, Place
from generator.site.locales import known

HOME, TOPICS = "index", "topics/index"
ATOM, JSON = "feed.xml", "feed.json"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page in the table of contents."""

    id: str
    title: str
    parts: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """What a generated page shows.

    Attributes:
        title: its headline.
        description: a sentence or two on it.
        html: of the page, without the theme.
        head: what it tells machines.
        sections: its parts, for the table of contents.
    """

    title: str
    description: str
    html: str
    head: Head
    sections: tuple[Section, ...] = ()


class SiteFile(File):
    """The file of a generated page."""

    _is_ours = False

    def take_over(self) -> None:
        """Have mkdocs pass the page over, as we write it; it remains a target of links."""
        _ = self.dest_uri, self.url  # which are remembered, and another for a file that is no page
        self._is_ours = True

    def is_documentation_page(self) -> bool:
        """Whether mkdocs makes a page of it."""
        return not self._is_ours

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing is there to copy."""


class SitePage(Page):
    """A page of one language.

    Attributes:
        language: its code.
        key: what it is; the same for the page in every language.
        body: makes what it shows; None where mkdocs makes it from Markdown.
        text_language: the language that its text is in; another one where nobody has translated it.
    """

    body: Callable[[], Body] | None = None

    def __init__(self, file: File, config: MkDocsConfig, language: str, key: str) -> None:
        super().__init__(None, file, config)
        self.language, self.key, self.text_language = language, key, language

    # mkdocs asks for these addresses when a page is made; of most pages nobody looks at them

    def _set_canonical_url(self, base: str | None) -> None:
        self._base = base

    def _set_edit_url(self, *given: str | None) -> None:
        self._given = given

    @cached_property
    def canonical_url(self) -> str | None:  # type: ignore[override]
        """The address of the page with the site's own in front."""
        super()._set_canonical_url(self._base)
        return self.__dict__["canonical_url"]  # type: ignore[no-any-return]

    @cached_property
    def abs_url(self) -> str | None:  # type: ignore[override]
        """The same without the host."""
        super()._set_canonical_url(self._base)
        return self.__dict__["abs_url"]  # type: ignore[no-any-return]

    @cached_property
    def edit_url(self) -> str | None:  # type: ignore[override]
        """Where a person corrects the page."""
        super()._set_edit_url(*self._given)
        return self.__dict__["edit_url"]  # type: ignore[no-any-return]

    def read_source(self, config: MkDocsConfig) -> None:
        """Generated pages have no Markdown."""
        if self.body is None:
            super().read_source(config)
            self.meta["hide"] = ["navigation", "toc"]
            self.meta["search"] = {"exclude": True}
        else:
            self.markdown = ""
            self.show(self.body())

    def show(self, body: Body) -> None:
        """Give a generated page its title, description and table of contents."""
        # the theme's templates do not escape
        self.title = escape(body.title)
        self.meta = {
            "description": escape(body.description),
            "hide": ["navigation"] if body.sections else ["navigation", "toc"],
            # each language has a search index of its own, made from the data
            "search": {"exclude": True},
        }
        self.toc = _contents(body)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Generated pages are rendered when they are written, so that only one is in memory."""
        if self.body is None:
            super().render(config, files)
        else:
            self.content = ""


def _contents(body: Body) -> TableOfContents:
    def link(section: Section, level: int) -> AnchorLink:
        entry = AnchorLink(escape(section.title), section.id, level)
        entry.children = [link(part, level + 1) for part in section.parts]
        return entry

    return TableOfContents([link(Section("title", body.title, body.sections), 1)])


class Site:
    """All pages of one build.

    Attributes:
        languages: those of the site.
        names: what the site calls itself, by language.
        pages: by key, then by language.
        feeds: the keys of the pages that have feeds.
        planned: the pages of the briefings, by slug, then by language.
    """

    def __init__(self, config: MkDocsConfig, languages: Languages, names: Mapping[str, str]) -> None:
        self._config = config
        self.languages, self.names = languages, names
        self.pages: dict[str, dict[str, SitePage]] = {}
        self.feeds: frozenset[str] = frozenset()
        self.planned: dict[str, dict[str, SitePage]] = {}

    def add(self, files: Files, page: SitePage) -> None:
        """Add a generated page.

        Raises:
            InvalidFileError: a hand-written page has its address.
        """
        self._refuse_another(page.language, page.key)
        files.append(page.file)
        self.pages.setdefault(page.key, {})[page.language] = page

    def page(self, key: str, language: str, edited: Path | None = None) -> SitePage:
        """A generated page, which is not added yet.

        Args:
            key: its path below the language's root, without an ending.
            language: of the page.
            edited: the file in which a person corrects it, if there is one.
        """
        file = self._file(key, language)
        if edited:
            file.edit_uri = self._from_pages(edited)
        return SitePage(file, self._config, language, key)

    def _file(self, key: str, language: str) -> SiteFile:
        file = SiteFile.generated(
            self._config, f"{self.prefix(language)}{key}.md", content="", inclusion=InclusionLevel.NOT_IN_NAV
        )
        assert isinstance(file, SiteFile)  # noqa: S101  # mkdocs declares the class above it
        return file

    def plan(self, folder: Path, written: str) -> Mapping[str, SitePage]:
        """The pages of a briefing, by language, which are not added yet.

        Args:
            folder: the briefing's.
            written: the language that it is written in.
        """
        slug = folder.name
        for code in self.languages.codes:
            source = folder / (BRIEFING if code == written else f"{code}.po")
            self.planned.setdefault(slug, {})[code] = self.page(slug, code, source)
        return self.planned[slug]

    def url(self, key: str, language: str) -> str:
        """The address of the page of a key, from the site's root."""
        url = self._file(key, language).url
        return "" if url == "./" else url

    def place(self, pages: Mapping[str, SitePage], language: str) -> Place:
        """Where a page stands, by its pages in all languages."""
        root = self._config.site_url or None
        urls = ((code, page.url) for code, page in pages.items() if root)
        addresses = {code: absolute(self._config, url) or "." for code, url in urls}
        return Place(language, self.names, root, addresses)

    def add_written(self, files: Files) -> None:
        """The hand-written pages: ``about.uk.md`` for one language, ``about.md`` for the default one.

        Raises:
            InvalidFileError: a page has the name of one that is generated.
        """
        written = {f.src_uri: f for f in files.documentation_pages() if f.src_dir is not None}
        media = [f for f in files.media_files() if f.src_dir == self._config.docs_dir]
        variants = self._variants(written)
        for file in written.values():
            files.remove(file)
        for key, by_language in variants.items():
            if key == HOME:
                source = Path(next(iter(by_language.values())).abs_src_path or key)
                raise InvalidFileError(
                    [
                        Problem(
                            source,
                            1,
                            1,
                            "",
                            "the home page is made from templates/listing.html; rename this file",
                        )
                    ]
                )
            for language in self.languages.codes:
                self._add_written(files, key, language, by_language)
        for file, language in ((f, code) for f in media for code in self.languages.codes[1:]):
            self._alias(files, file, language)

    def _variants(self, written: Mapping[str, File]) -> dict[str, dict[str, File]]:
        """The files of each page, by key and language; those in languages that are not shown left out."""
        found: dict[str, dict[str, File]] = {}
        for uri, file in sorted(written.items()):
            key, _, ending = posixpath.splitext(uri)[0].rpartition(".")
            if not key or not known(ending):
                key, ending = posixpath.splitext(uri)[0], self.languages.default
            if ending in self.languages.codes:
                found.setdefault(key, {})[ending] = file
        return found

    def _add_written(self, files: Files, key: str, language: str, variants: Mapping[str, File]) -> None:
        choices = (language, self.languages.default, *variants)
        shown = next(code for code in choices if code in variants)
        file = File.generated(
            self._config,
            f"{self.prefix(language)}{key}.md",
            abs_src_path=variants[shown].abs_src_path or "",
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        file.edit_uri = variants[shown].src_uri
        files.append(file)
        self._keep(file, language, key).text_language = shown

    def _from_pages(self, path: Path) -> str:
        """The path of a file as seen from the folder that ``edit_uri`` in mkdocs.yml stands for."""
        return f"{self._folder_from_pages(path.parent)}/{path.name}"

    @lru_cache(maxsize=8)  # noqa: B019 - a site lives as long as its build
    def _folder_from_pages(self, folder: Path) -> str:
        return Path(os.path.relpath(folder, self._config.docs_dir)).as_posix()

    def _alias(self, files: Files, file: File, language: str) -> None:
        """Lets a page in another language name a picture as the page it was translated from does."""
        alias = File.generated(
            self._config, self.prefix(language) + file.src_uri, abs_src_path=file.abs_src_path or ""
        )
        alias.dest_uri = file.dest_uri
        files.append(alias)

    def _keep(self, file: File, language: str, key: str) -> SitePage:
        page = SitePage(file, self._config, language, key)
        return self.pages.setdefault(key, {}).setdefault(language, page)

    def _refuse_another(self, language: str, key: str) -> None:
        """Two pages of one address: the one that is there already was written by hand."""
        for same in (key, f"{key}/{HOME}", key.removesuffix(f"/{HOME}")):
            if language in self.pages.get(same, {}):
                file = self.pages[same][language].file
                message = "the site makes a page of its own of this name; rename this file"
                raise InvalidFileError([Problem(Path(file.abs_src_path or file.src_uri), 1, 1, "", message)])

    def prefix(self, language: str) -> str:
        """The path of a language's root: empty for the default language, else ``uk/``."""
        return "" if language == self.languages.default else f"{language}/"

    def translations(self, key: str) -> tuple[str, ...]:
        """The languages that a page can be read in; the default one where it is in none of the site's."""
        pages = self.pages[key]
        found = tuple(code for code in self.languages.codes if pages[code].text_language == code)
        return found or (self.languages.default,)

    def original(self, key: str, language: str) -> str:
        """The language whose page search engines are to show for one: another where it is not translated."""
        found, text = self.translations(key), self.pages[key][language].text_language
        return language if language in found else text if text in found else found[0]

    def alternates(self, key: str) -> dict[str, str]:
        """The addresses of a page in all languages, from the site's root, by language."""
        return {code: self.pages[key][code].url for code in self.languages.codes}

    def address(self, page: SitePage) -> str:
        """The address of a page from the root of its language."""
        return get_relative_url(page.url, self.prefix(page.language) or ".")

    def link(self, key: str, language: str, seen_from: str) -> str:
        """The address of a page from another one in its language."""
        return get_relative_url(self.pages[key][language].url, self.pages[seen_from][language].url)

    def absolute(self, key: str, language: str) -> str:
        """The address of a page with the site's own in front, where mkdocs.yml has a ``site_url``."""
        return absolute(self._config, self.pages[key][language].url)

    def folder(self, key: str, language: str) -> str:
        """Where the files are that belong to a page, below the site's folder."""
        return self.prefix(language) + ("" if key == HOME else f"{key}/")

    def feed(self, key: str, language: str, name: str) -> str:
        """The address of a page's feed, `ATOM` or `JSON`, as seen from the page."""
        return get_relative_url(self.folder(key, language) + name, self.pages[key][language].url)

    def navigation(self, language: str) -> Navigation:
        """Home, the topics and the hand-written pages: small, however many briefings there are."""
        written = [key for key, pages in self.pages.items() if pages[language].body is None]
        generated = [key for key in (HOME, TOPICS) if key in self.pages]
        pages: list[Any] = [self.pages[key][language] for key in (*generated, *sorted(written))]
        navigation = Navigation(pages, pages)
        navigation.homepage = pages[0]
        return navigation

    def of(self, language: str) -> Iterator[SitePage]:
        """The pages in a language."""
        return (pages[language] for pages in self.pages.values() if language in pages)


def absolute(config: MkDocsConfig, url: str) -> str:
    """The address with the site's own in front; as it is where mkdocs.yml has no ``site_url``."""
    return urljoin(config.site_url, url) if config.site_url else url


def reserved(project: Project, languages: Languages) -> None:
    """Refuse briefings whose address is taken.

    Raises:
        InvalidFileError: a folder in ``briefings/`` has the name of a language or of another page, or one
            that cannot be a part of an address.
    """
    written = {path.name.split(".")[0] for path in (project.site_config / "pages").glob("*")}
    taken = {*languages.codes, *written, HOME, "README", "404", "404.html", "assets", "search"}
    taken |= {"sitemap", "sitemap.xml", "sitemap.xml.gz", "topics", ATOM, JSON}
    taken |= {"robots.txt", "llms.txt", f"sitemap-{languages.default}.xml"}
    problems = [
        Problem(project.briefings / slug, 1, 1, "", f"{why}; rename the folder")
        for slug in project.slugs()
        if (why := _unfit(slug, taken))
    ]
    if problems:
        raise InvalidFileError(problems)


def _unfit(slug: str, taken: Collection[str]) -> str | None:
    """Why a briefing cannot have a name."""
    if slug in taken or re.fullmatch(r"\d{4}", slug):  # the page of a year
        return "the site uses this name for something else"
    if visible(slug) != slug or set(slug) & set("\n\t"):
        return "the name has characters that no address has"
    return None
