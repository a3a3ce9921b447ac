"""The mkdocs plugin: one build for all languages.

It reads the project, hands each station its work, and gives mkdocs the pages. What the pages look
like is the business of `templates/` and of the other modules here.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

import jinja2
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

from generator import history, pipeline
from generator.briefing import Status
from generator.config import Project, load_languages
from generator.errors import DragomanError
from generator.site import content, crawlers, export, feeds, search, ui
from generator.site.briefings import newest_first
from generator.site.listings import Listings
from generator.site.locales import direction
from generator.site.pages import HOME, Site, SitePage, reserved
from generator.site.render import render, template_error
from generator.site.theme import Theme
from generator.site.topics import by_topic, by_year

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
    """Builds the site from the briefings.

    Attributes:
        only: the slugs of those to show, drafts too; all that `publish` allows, where it is None.
    """

    only: frozenset[str] | None = None

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
        watched = (*(folder for folder in folders if folder.is_dir()), history.commits(self.project))
        config.watch.extend(str(path) for path in watched if path)
        # where only `repo_url` is set, mkdocs guesses that pages are edited in a folder docs/
        if config.edit_uri and config.edit_uri.endswith("/docs/"):
            folder_of_pages = os.path.relpath(config.docs_dir, self.project.root)
            config.edit_uri = f"{config.edit_uri.removesuffix('docs/')}{Path(folder_of_pages).as_posix()}/"
        # the plugin makes the navigation; mkdocs would sort all pages into one
        config.nav = []
        return config

    def on_pre_build(self, **_: object) -> None:
        """Get the briefings, before mkdocs empties the site's folder: a mistake leaves the old site."""
        with _reported():
            reserved(self.project, self.languages)
            entries = newest_first(pipeline.prepare(self.project, self.languages, log.info, self.only))
            if self.config.publish == "reviewed" and self.only is None:
                entries = tuple(e for e in entries if e.briefing.status is Status.REVIEWED)
            self.entries = entries

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages of all languages."""
        templates = self.project.templates
        with _reported():
            self.site = Site(config, self.languages)
            self.site.add_written(files)
            topics = by_topic(self.entries, self.languages.default)
            years = by_year(self.entries)
            if config.site_url:
                self.site.feeds = frozenset({HOME, *(topic.key for topic in topics)})
            self.listings = tuple(
                Listings(self.site, templates, words, self.entries, topics, years)
                for words in self.words.values()
            )
            for listings in self.listings:
                code, words = listings.words.language, listings.words
                for key, body in listings.pages():
                    self.site.add(files, code, key, body)
                for entry in self.entries:
                    body = content.briefing(
                        entry, templates, words, partial(content.links, entry, self.site, code)
                    )
                    self.site.add(files, code, entry.slug, body, entry.source_of(code))
        return files

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:  # noqa: ARG002
        """The navigation of the pages that have no language of their own."""
        return self.site.navigation(self.languages.default)

    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, **_: object) -> jinja2.Environment:
        """Get the theme's templates ready."""
        env.filters["url"] = _url
        # no sitemap of mkdocs' own; before this event, it would take the template for a file of the theme
        config.theme.static_templates.discard("sitemap.xml")
        self.env, self.theme = env, Theme(config, env, self.site, self.words)
        return env

    def on_template_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """The 404 page at the root is that of the default language."""
        return self.theme.apply(context, self.languages.default, None)

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
            head = self.theme.head(page)
            if head.data:
                write_file(head.data.encode(), str(export.path(Path(page.file.abs_dest_path))))
        return self.theme.apply(context, page.language, page, head)

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
        """Write what each language has once: search index, 404 page, feeds, what crawlers ask for."""
        site_dir = Path(config.site_dir)
        for code in self.languages.codes:
            folder = site_dir / self.site.prefix(code)
            if "material/search" in config.plugins:
                text = search.of_language(self.env, self.site, code, self.project.root / ".cache")
                write_file(text.encode(), str(folder / "search" / "search_index.json"))
            if code != self.languages.default:
                write_file(self._error_page(code, config).encode(), str(folder / "404.html"))
        with _reported():
            for listings in self.listings:
                _write(feeds.of(listings, config), site_dir)
            _write(crawlers.of(self.listings, config), site_dir)

    def on_build_error(self, *, error: Exception) -> None:
        """A mistake in an overridden template of the theme: say where, without a traceback."""
        if isinstance(error, BuildError) or not hasattr(self, "project"):
            return
        if found := template_error(error, self.project.templates):
            log.error(found)
            raise Abort("Aborted with an error in a template!") from error

    def _error_page(self, code: str, config: MkDocsConfig) -> str:
        context = get_context(self.site.navigation(code), [], config)
        return self.env.get_template("404.html").render(self.theme.apply(context, code, None))


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> None:
    for path, data in files:
        write_file(data, str(folder / path))


@jinja2.pass_context
def _url(context: jinja2.runtime.Context, value: str) -> str:
    """Material's filter for addresses; on an error page, whose depth nobody knows, from the root."""
    page = context["page"]
    return normalize_url(str(value), page, "" if page else context["root_url"])
