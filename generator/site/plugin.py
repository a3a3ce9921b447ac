"""The mkdocs plugin: one build for all languages.

It reads the project, hands each station its work, and gives mkdocs the pages. What the pages look
like is the business of `templates/` and of the other modules here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import jinja2
from markupsafe import Markup
from mkdocs.commands.build import get_context
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, BuildError, PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import normalize_url, write_file
from mkdocs.utils.templates import TemplateContext

from generator import pipeline
from generator.briefing import Status
from generator.config import Project, load_languages
from generator.errors import DragomanError
from generator.site import content, search, ui
from generator.site.briefings import newest_first
from generator.site.locales import direction
from generator.site.pages import HOME, Site, SitePage, reserved
from generator.site.render import render, template_error
from generator.site.theme import Theme, material_language

log = get_plugin_logger("dragoman")


class DragomanConfig(Config):  # type: ignore[no-untyped-call]  # mkdocs is typed in part
    """The options in mkdocs.yml."""

    publish = options.Choice(("all", "reviewed"), default="all")
    """Which briefings the site shows: all, or only those whose status is ``reviewed``."""


@contextmanager
def _reported() -> Iterator[None]:
    """Mistakes that people can mend end the build with their message, without a traceback."""
    try:
        yield
    except (DragomanError, OSError) as error:
        raise PluginError(str(error)) from error


class DragomanPlugin(BasePlugin[DragomanConfig]):  # type: ignore[no-untyped-call]
    """Builds the site from the briefings."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Without this event, mkdocs would make a new plugin, with empty caches, at each rebuild."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the project; say which folders to watch."""
        with _reported():
            self.project = Project(Path(config.config_file_path).resolve().parent)
            self.languages = load_languages(self.project.site_config / "languages.yml")
            folder = self.project.site_config / "ui"
            self.words = {code: ui.load(folder, code) for code in self.languages.codes}
            for problem in (p for code in self.languages.codes for p in ui.check(folder, code)):
                log.info(str(problem))
        folders = (self.project.briefings, self.project.templates, self.project.site_config)
        config.watch.extend(str(folder) for folder in folders if folder.is_dir())
        # the plugin makes the navigation; mkdocs would sort all pages into one
        config.nav = []
        return config

    def on_pre_build(self, **_: object) -> None:
        """Get the briefings, before mkdocs empties the site's folder: a mistake leaves the old site."""
        with _reported():
            reserved(self.project, self.languages)
            entries = newest_first(pipeline.prepare(self.project, self.languages, log.info))
            if self.config.publish == "reviewed":
                entries = tuple(e for e in entries if e.briefing.status is Status.REVIEWED)
            self.entries = entries

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages of all languages."""
        templates = self.project.templates
        with _reported():
            self.site = Site(config, self.languages)
            self.site.add_written(files)
            for code, words in self.words.items():
                self.site.add(files, code, HOME, content.home(self.entries, self.site, templates, words))
                for entry in self.entries:
                    self.site.add(files, code, entry.slug, content.briefing(entry, templates, words))
        return files

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:  # noqa: ARG002
        """The navigation of the pages that have no language of their own."""
        return self.site.navigation(self.languages.default)

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, **_: object) -> jinja2.Environment:
        """Get the theme's templates ready."""
        env.filters["url"] = _url
        self.env, self.theme = env, Theme(config, env, self.site, self.words)
        return env

    def on_template_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """The 404 page and the sitemap at the root are those of the default language."""
        return self._of_language(context, self.languages.default)

    def on_page_context(self, context: TemplateContext, *, page: Page, **_: object) -> TemplateContext:
        """Render the page, and give the theme its language."""
        if not isinstance(page, SitePage):
            return context
        words = self.words[page.language]
        with _reported():
            if page.body:
                page.content = page.body.html()
            elif page.text_language != page.language:
                page.content = render(
                    self.project.templates,
                    "untranslated.html",
                    words,
                    html=page.content,
                    page=page,
                    text_direction=direction(page.text_language),
                )
        return self.theme.apply(context, page.language, page)

    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """Give the whole document its direction; let go of what has been written."""
        if isinstance(page, SitePage):
            if page.body:
                page.content = ""
            output = output.replace("<html ", f'<html dir="{direction(page.language)}" ', 1)
        return output

    # after Material's own search plugin, whose index this one replaces
    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what each language has once: search index, sitemap and 404 page."""
        site_dir = Path(config.site_dir)
        for code in self.languages.codes:
            folder = site_dir / self.site.prefix(code)
            if "material/search" in config.plugins:
                write_file(self._search_index(code).encode(), str(folder / "search" / "search_index.json"))
            if code != self.languages.default:
                for name in ("404.html", "sitemap.xml"):
                    write_file(self._static(name, code, config).encode(), str(folder / name))

    def on_build_error(self, *, error: Exception) -> None:
        """A mistake in an overridden template of the theme: say where, without a traceback."""
        if isinstance(error, BuildError) or not hasattr(self, "project"):
            return
        if found := template_error(error, self.project.templates):
            log.error(found)
            raise Abort("Aborted with an error in a template!") from error

    def _of_language(self, context: TemplateContext, code: str) -> TemplateContext:
        context = self.theme.apply(context, code, None)
        context["pages"] = [page.file for page in self.site.of(code)]
        return context

    def _static(self, name: str, code: str, config: MkDocsConfig) -> str:
        context = get_context(self.site.navigation(code), [], config)
        return self.env.get_template(name).render(self._of_language(context, code))

    def _search_index(self, code: str) -> str:
        material = material_language(self.env, code, self.languages)
        pages = list(self.site.of(code))
        names = (name for page in pages if page.body for name in page.body.names)
        mark = search.marker(code, self.project.root / ".cache", names)
        docs = [entry for page in pages for entry in _search_entries(page, self.site, mark)]
        return search.index(search.stemmer(self.env, material, code), docs)


def _search_entries(page: SitePage, site: Site, mark: search.Mark) -> list[dict[str, Any]]:
    location = site.address(page.key, page.language)
    if page.body:
        return search.entries(location, page.body.search(), page.body.topics, mark)
    text = Markup(page.content or "").striptags()  # noqa: S704  # only its words are used
    return search.entries(location, [("", str(page.title), (text,))], (), mark)


@jinja2.pass_context
def _url(context: jinja2.runtime.Context, value: str) -> str:
    """Material's filter for addresses; on an error page, whose depth nobody knows, from the root."""
    page = context["page"]
    return normalize_url(str(value), page, "" if page else context["root_url"])
