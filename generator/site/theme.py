"""What Material needs to know to show a page in its language.

The configuration that mkdocs shares among all pages is never changed: each page gets a copy.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import jinja2
from markupsafe import escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.utils.templates import TemplateContext

from generator.config import Languages
from generator.site import export, locales
from generator.site.frame import Frames, address, directed
from generator.site.head import Head, Place
from generator.site.metadata import open_graph
from generator.site.pages import ATOM, HOME, Site, SitePage, absolute
from generator.site.ui import Words


def material_language(env: jinja2.Environment, code: str, languages: Languages) -> str:
    """Material's name of a language; English where Material does not speak it."""
    settings = languages.languages.get(code)
    candidates = [settings.theme if settings else None, code, code.partition("-")[0]]
    return next((c for c in candidates if c and exists(env, f"partials/languages/{c}.html")), "en")


def exists(env: jinja2.Environment, name: str) -> bool:
    """Whether the theme has a file; unlike listing its files, this does not walk its thousands of icons."""
    assert env.loader is not None  # noqa: S101  # mkdocs sets one
    try:
        env.loader.get_source(env, name)
    except jinja2.TemplateNotFound:
        return False
    return True


class Theme:
    """The theme's configuration, language by language.

    Args:
        config: of the build.
        env: the theme's templates.
        site: the pages.
        words: of each language.
        policy: the Content-Security-Policy of the pages; empty where they have none.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        env: jinja2.Environment,
        site: Site,
        words: Mapping[str, Words],
        policy: str = "",
    ) -> None:
        self._config, self._env, self._site, self._words = config, env, site, words
        self._policy = policy
        self._languages = {
            code: self._of_language(code, material_language(env, code, site.languages)) for code in words
        }
        self._navigation = {code: site.navigation(code) for code in words}
        self._names = {code: words_.get("site_name", config.site_name) for code, words_ in words.items()}
        self._root = urlsplit(config.site_url or "/").path
        self._frames = Frames(env)

    def _of_language(self, code: str, material: str) -> MkDocsConfig:
        words = self._words[code]
        config = copy.copy(self._config)
        config["theme"] = {
            **self._config.theme,
            "language": material,
            "html_language": code,
            "direction": locales.direction(code),
            "palette": _translated_palette(self._config.theme.get("palette"), words),
        }
        config["site_name"] = escape(words.get("site_name", self._config.site_name))
        config["site_description"] = escape(
            words.get("site_description", self._config.site_description or "")
        )
        return config

    def apply(
        self, context: TemplateContext, language: str, page: SitePage | None, head: Head | None = None
    ) -> TemplateContext:
        """Make a template's context one of a language; without a page, of an error page."""
        site, root = self._site, self._root
        prefix = quote(site.prefix(language))
        alternates = self._alternates(page.key if page else HOME)
        config = copy.copy(self._languages[language])
        config["extra"] = {
            **self._config.extra,
            "alternate": alternates,
            # one memory of the palette for all languages
            "scope": address(".", page) if page else root,
        }
        values: dict[str, Any] = {
            **context,
            "config": config,
            "nav": self._navigation[language],
            # the theme loads the search index and the sitemap from here
            "base_url": address(prefix or ".", page).rstrip("/") if page else root + prefix,
            "root_url": root,
            "ui": self._words[language],
            "policy": self._policy,
            "head": head,
            "data_url": address(export.address(page.url), page) if page else None,
            "feed_url": self._feed(page) if page else None,
            "homes": () if page else [self._home(code) for code in site.languages.codes if code != language],
            **(self._translations(page, alternates) if page else {}),
        }
        return values  # type: ignore[return-value]  # a TypedDict cannot have keys of a plugin's own

    def page(self, page: SitePage, head: Head, content: str, files: Sequence[File] = ()) -> str:
        """The whole document of a page, as mkdocs would make it.

        Args:
            page: a page that is generated.
            head: what it tells machines.
            content: its HTML.
            files: the pages of the site that mkdocs would name to the theme.
        """
        language, navigation = page.language, self._navigation[page.language]
        direction = locales.direction(language)
        page.content, page.active = content, True
        try:
            context = get_context(navigation, files, self._config, page)
            context = self.apply(context, language, page, head)
            # those in the navigation are marked there
            if page in navigation.pages or "template" in page.meta:
                template = self._env.get_template(page.meta.get("template", "main.html"))
                return directed(template.render(context), direction)
            return self._frames.around(language, direction, context)
        finally:
            page.content, page.active = "", False

    def _translations(self, page: SitePage, links: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """What search engines are told: which page to show, and which are its translations."""
        site, codes = self._site, self._site.translations(page.key)
        addresses = {link["lang"]: link["absolute"] for link in links}
        canonical = addresses[site.original(page.key, page.language)]
        return {
            "canonical": canonical if self._config.site_url else None,
            "translations": [link for link in links if link["lang"] in codes]
            if page.language in codes
            else (),
            "x_default": addresses[codes[0]],
        }

    def _feed(self, page: SitePage) -> str | None:
        """The feed of a page alone; that of the whole language stands on every page."""
        has_own = page.key in self._site.feeds and page.key != HOME
        return self._site.feed(page.key, page.language, ATOM) if has_own else None

    def head(self, page: SitePage) -> Head:
        """What a page written by hand tells machines."""
        addresses = self._site.alternates(page.key) if self._config.site_url else {}
        place = Place(
            page.language,
            self._names,
            self._config.site_url or None,
            {code: self._link(url) for code, url in addresses.items()},
        )
        text = page.meta.get("description") or self._words[page.language]("site_description")
        return Head(open_graph(place, str(page.title), text))

    def _home(self, code: str) -> dict[str, str]:
        """What the 404 page says to a reader of another language."""
        words, url = self._words[code], self._site.alternates(HOME)[code]
        return {
            "lang": code,
            "direction": locales.direction(code),
            "title": words("not_found"),
            "text": words("to_home"),
            "link": url or ".",
        }

    def _alternates(self, key: str) -> list[dict[str, str]]:
        pages = self._site.pages[key]
        return [
            {
                "lang": code,
                "name": locales.autonym(code),
                "link": (page := pages[code]).url or ".",
                # mkdocs has joined it with the address of the site
                "absolute": page.canonical_url or page.url or ".",
            }
            for code in self._site.languages.codes
        ]

    def _link(self, url: str) -> str:
        return absolute(self._config, url) or "."


def _translated_palette(palette: Any, words: Words) -> Any:
    """The palette with the names of its toggles in the page's language.

    In mkdocs.yml the name of a toggle is a key of site_config/ui; any other text stays as it is.
    """
    if not isinstance(palette, list):
        return palette
    result = copy.deepcopy(palette)
    for option in result:
        if toggle := option.get("toggle"):
            # the theme's templates do not escape
            toggle["name"] = escape(words.get(toggle.get("name", ""), toggle.get("name", "")))
    return result
